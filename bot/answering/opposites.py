"""Words of which a text tells one or another: gold is no silver, whatever else is alike."""

from collections.abc import Iterable, Mapping
from functools import cache

from bot.answering.words import table
from index.lexical import tokens_of

Sides = frozenset[tuple[str, int]]
_NONE: Sides = frozenset()


def sides_of(word: str, stem: str) -> Sides:
    """On which sides of which rows of `data/opposites.tsv` a word stands, by itself or by its stem."""
    return _sides().get(word) or _sides().get(stem) or _NONE


def opposed(one: Sides, other: Sides) -> bool:
    """Whether two words stand on different sides of a row, and on the same side of none."""
    rows = {row for row, _ in one} & {row for row, _ in other}
    return bool(rows) and not one & other


def share_opposed(asked: Iterable[Sides], told: Iterable[Sides]) -> float:
    """Of the words asked that have opposites, the share of which a text tells only those."""
    there = frozenset(side for sides in told for side in sides)
    pairs = [sides for sides in asked if sides]
    against = [s for s in pairs if not s & there and {row for row, _ in s} & {row for row, _ in there}]
    return len(against) / len(pairs) if pairs else 0.0


@cache
def _sides() -> Mapping[str, Sides]:
    found: dict[str, Sides] = {}
    for row, cells in table("opposites").items():
        for number, cell in enumerate(cells):
            for word in cell.split():
                for form in {word, *tokens_of(word)}:
                    found[form] = found.get(form, _NONE) | {(row, number)}
    return found
