"""Costs of typing errors: what thumbs and chats do is cheap."""

import pytest

from index.typing_errors import typing_cost


@pytest.mark.parametrize(
    ("typed", "meant", "cost"),
    [
        ("kota", "kota", 0.0),
        ("kta", "kota", 0.7),  # a vowel left out
        ("kotta", "kota", 0.6),  # a letter doubled
        ("ktoa", "kota", 1.0),  # two swapped
        ("koya", "kota", 1.2),  # the key beside it
        ("kopa", "kota", 2.2),  # another key
        ("kata", "kota", 1.6),  # another vowel
        ("koa", "kota", 1.5),  # a consonant left out
        ("kotsa", "kota", 1.5),  # a letter too much
        ("jota", "kota", 2.2),  # the key beside it, at the first letter
        ("ota", "kota", 2.5),
        ("xkota", "kota", 2.5),
        ("", "ab", 4.0),
        ("kosong", "kososng", 1.5),
    ],
)
def test_costs(typed: str, meant: str, cost: float) -> None:
    assert typing_cost(typed, meant) == pytest.approx(cost)


def test_the_keyboard_is_symmetric() -> None:
    letters = "abcdefghijklmnopqrstuvwxyz"
    pairs = [(a, b) for a in letters for b in letters]
    assert [typing_cost(f"-{a}", f"-{b}") for a, b in pairs] == [
        typing_cost(f"-{b}", f"-{a}") for a, b in pairs
    ]
    assert typing_cost("xg", "xt") < typing_cost("xg", "xp")
