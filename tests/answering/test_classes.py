"""What the nouns of classes are to one another."""

import pytest

from bot.answering.classes import class_name, class_of, excludes, is_among, narrowest


@pytest.mark.parametrize(
    ("word", "group"),
    [("SMAN", "sma"), ("Villages", "desa"), ("kab.", "kabupaten"), ("campus", "kampus"), ("Lumut", None)],
)
def test_words_name_classes(word: str, group: str | None) -> None:
    assert class_of(word) == group


def test_a_narrower_class_is_among_the_wider_one() -> None:
    assert is_among("sma", ["sekolah"])
    assert is_among("kota", ["kota", "desa"])
    assert not is_among("sekolah", ["sma"])
    assert not is_among(None, ["desa"])
    assert narrowest(["sekolah", "smk", "desa"]) == ("smk", "desa")


def test_what_is_of_one_class_is_not_of_its_sisters() -> None:
    assert excludes("desa", "kelurahan")
    assert excludes("universitas", "politeknik")
    assert not excludes("sekolah", "sma")
    assert not excludes("desa", "desa")
    assert not excludes("desa", "politeknik")


def test_the_names_of_classes_in_both_languages() -> None:
    assert class_name("kota", "id", many=True) == "kota"
    assert class_name("kota", "en", many=True) == "cities"
    assert class_name("institut", "en") == "an institute"
