"""One reading of the question: the names it gives, and which of them the articles have."""

import pytest

from bot.answering.kinds import bundled_classifier
from bot.answering.names import Gazetteer
from bot.answering.question import Question, read_question

NAMES = Gazetteer(["Lumut Jaya", "Baru", "Padang", "Sukatani", "SMAN 1 Sukatani", "Bandar", "PBT"])


def read(text: str) -> Question:
    return read_question(text, "id", bundled_classifier(), NAMES)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Apakah Lumut Jaya menang?", [("Lumut Jaya", "Lumut Jaya")]),
        ("Apakah lumutjaya menang?", [("lumutjaya", "Lumut Jaya")]),
        ("Apakah Kota Malang menang?", [("Malang", None)]),
        ("Apakah SMAN 1 Sukatani menang?", [("SMAN 1 Sukatani", "SMAN 1 Sukatani")]),
        ("Apakah SMAN 5 Sukatani menang?", [("SMAN 5 Sukatani", None)]),
        ("Apakah Kecamatan Larantuka Baru ikut?", [("Larantuka Baru", None)]),
        ("apakah kota padang ikut?", [("padang", "Padang")]),
        ("desa haekesak ikut lomba ga", [("haekesak", None)]),
        ("desa bukit rawi ikut lomba ga", [("bukit rawi", None)]),
        ("Siapa yang membuka Bandara Lumut Jaya?", [("Lumut Jaya", "Lumut Jaya")]),
        ("desa mana yang kerendam", []),
    ],
)
def test_names_are_those_of_the_articles_or_strange_to_them(
    text: str, names: list[tuple[str, str | None]]
) -> None:
    assert [(name.text, name.known) for name in read(text).names] == names


def test_strange_names_are_those_that_no_article_has() -> None:
    assert [name.text for name in read("Apakah Malang dan Sukatani menang?").strange] == ["Malang"]


def test_an_office_with_its_suffix_is_the_office() -> None:
    assert read("Siapa bupatinya?").offices == ("bupati",)


def test_years_and_classes_are_read() -> None:
    question = read("Kota dan kabupaten mana yang menang pada 2020 dan 2021?")
    assert (question.years, question.classes) == (("2020", "2021"), ("kota", "kabupaten"))
