"""English questions in the words of Indonesian articles."""

from collections.abc import Collection

import pytest

from bot.answering.glossing import gloss
from bot.answering.translations import english_stem, meanings

BODY = "Banjir merendam enam desa. Sebanyak 40 rumah rusak, kata Kepala Badan Air Lumutan, Rahma Sekar."


@pytest.mark.parametrize(
    ("question", "kept", "glossed"),
    [
        ("How many villages were flooded?", (), "berapa desa Banjir?"),
        ("Who is Rahma Sekar?", (), "siapa Rahma Sekar?"),
        ("Did the flood damage houses?", (), "apakah Banjir rusak rumah?"),
        ("What does quixotic mean?", (), "apa quixotic mean?"),
        ("What about houses?", ("houses",), "apa houses?"),
        ("Which regencies?", (), "mana kabupaten?"),
    ],
)
def test_words_are_put_as_the_article_says_them(question: str, kept: Collection[str], glossed: str) -> None:
    assert gloss(question, BODY, kept=kept).casefold() == glossed.casefold()


def test_the_first_article_that_says_a_word_lends_it() -> None:
    assert gloss("houses", "Rumah itu roboh.", "Perumahan baru.") == "rumah?"
    assert gloss("", BODY) == "?"


def test_meanings_are_those_of_translated_sentences_the_surest_highest() -> None:
    found = meanings("flooding")
    assert english_stem("flooding") == "flood"
    assert max(found, key=lambda stem: found[stem]) == "banjir"
    assert found["banjir"] == pytest.approx(0.9)
    assert all(0 < value <= 0.9 for value in found.values())
    assert meanings("quixotic") == {}
