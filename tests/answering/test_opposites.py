"""Words of which a text tells one or another."""

import pytest

from bot.answering.matching import terms
from bot.answering.opposites import opposed, sides_of
from bot.answering.sentence_features import clause_around, opposites_told


@pytest.mark.parametrize(
    ("one", "other", "against"),
    [
        ("naik", "turun", True),
        ("kenaikan", "diturunkan", True),
        ("silver", "emas", True),
        ("silver", "perak", False),
        ("naik", "emas", False),
        ("kota", "sungai", False),
        ("selamat", "tewas", True),  # on one row
        ("selamat", "hangus", True),  # on another
    ],
)
def test_words_on_different_sides_are_opposed_in_any_form_and_language(
    one: str, other: str, against: bool
) -> None:
    first, second = (term.sides for term in terms(f"{one} {other}"))
    assert opposed(first, second) is against


def test_a_word_by_itself_comes_before_its_stem() -> None:
    assert sides_of("perunggu", "perunggu") == {("medal", 2)}
    assert sides_of("meja", "meja") == frozenset()


@pytest.mark.parametrize(
    ("question", "text", "share"),
    [
        ("Siapa peraih perak lomba lari?", "Emas lomba lari diraih Anwar.", 1.0),
        ("Siapa peraih perak lomba lari?", "Emas diraih Anwar, perak diraih Banu.", 0.0),
        ("Siapa peraih perak putri?", "Emas putri diraih Citra.", 0.5),
        ("Siapa peraih piala?", "Emas diraih Anwar.", 0.0),
    ],
)
def test_what_is_told_of_the_opposite_alone_counts(question: str, text: str, share: float) -> None:
    assert opposites_told(terms(question), text) == share


def test_a_clause_ends_at_commas_and_sentences_but_not_inside_numbers() -> None:
    text = "Kata Banu, emas 2,5 kg diraih Anwar, perak diraih Citra."
    start = text.index("Anwar")
    assert clause_around(text, (start, start + 5)).strip() == "emas 2,5 kg diraih Anwar"
    assert clause_around("Anwar", (0, 5)) == "Anwar"
