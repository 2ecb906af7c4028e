"""The conversation that the page carries stays small, and what is not one counts as none."""

import pytest

from bot.answering.answer import Turn
from bot.pages.history import MOST_CHARACTERS, MOST_TURNS, read, written

TURNS = (Turn("user", 'Siapa "itu" <b>?'), Turn("assistant", "• Satu\n• Dua é \u2028"))


def test_what_is_written_is_read_again() -> None:
    assert read(written(TURNS)) == TURNS


def test_only_the_last_turns_are_kept_each_shortened() -> None:
    turns = tuple(Turn("user", f"{n}" + "a" * 5000) for n in range(40))
    kept = read(written(turns))
    assert [turn.content for turn in kept] == [t.content[:MOST_CHARACTERS] for t in turns[-MOST_TURNS:]]


@pytest.mark.parametrize(
    "field",
    [
        "",
        "rusak",
        "[",
        "{}",
        "null",
        '[{"role": "system", "content": "a"}]',
        '[{"role": "user"}]',
        "[" * 9999,
    ],
)
def test_what_is_no_history_counts_as_none(field: str) -> None:
    assert read(field) == ()


def test_a_longer_history_than_was_written_is_cut() -> None:
    field = "[" + ",".join(['{"role": "user", "content": "a"}'] * 50) + "]"
    assert read(field) == (Turn("user", "a"),) * MOST_TURNS
