"""Offices as running text names them: "Wakil Bupati", "police chief"; who holds them is for `people`."""

import re
import sys
from collections.abc import Iterable
from functools import cache

from bot.answering.words import alternatives, lines, table, whole_words

CAPITAL = r"[\"“]?[A-ZÀ-Þ][\w’'`-]*\.?"
# A word written large, and titles that are written small.
DOCTOR = r"(?:drg?|drh|apt|ns)\b\.?"
_TAIL = re.compile(rf"(?:(?:\s+(?:dan|of|the|for))*\s+(?:{DOCTOR}|{CAPITAL}|[IVX]+|\d+|\([A-Z][\w /-]*\)))*")
_OF = re.compile(r"\A\s+(?:(?:of|di|kota|kabupaten|provinsi)\s+)*", re.IGNORECASE)
_LONGEST_SHORT_OF = 10


@cache
def office_names() -> re.Pattern[str]:
    """Matches any name of an office as whole words."""
    return whole_words(_kinds())


def kinds_in(text: str) -> tuple[str, ...]:
    """The canonical offices that a text names, longest match first at every place, in order."""
    return tuple(kind_of(m) for m in office_names().finditer(text))


def held(kinds: Iterable[str]) -> frozenset[str]:
    """The offices among some kinds: nobody holds the part of a victim or of a farmer."""
    return frozenset(kinds) - frozenset(table("office_kinds")["parts"])


def offices_present(text: str) -> tuple[tuple[str, str], ...]:
    """Each office in a text with the capitalised words behind it: ("bupati", "Anu Budi Hartono").

    Left out are those that only have somebody stand in for their holder.
    """
    spoken = _stood_in_for().sub(" ", text)
    return tuple(
        (kind_of(m), spoken[m.end() : end_of_office(spoken, m.end())].strip())
        for m in office_names().finditer(spoken)
    )


def canonical_offices(text: str) -> str:
    """The text with every office under its canonical name: "police chief" as "kapolres"."""
    return office_names().sub(bare_kind_of, text)


def is_office_of(text: str, name: str) -> bool:
    """Whether a text has an office right before a name: "bupati Anu", "regent of Anu"."""
    behind = (text[found.end() :] for found in office_names().finditer(text))
    return any(_OF.sub("", rest, count=1).lower().startswith(name.lower()) for rest in behind)


def of_an_office(word: str) -> bool:
    """Whether a word is part of the name of an office or a body, and never of a person's."""
    return word.lower() in lines("office_words")


def kind_of(found: re.Match[str]) -> str:
    """The canonical office that a match names; a former or a deputy one is another."""
    kind = bare_kind_of(found)
    ahead = short_of(found)
    return f"{_canonical_short_of()[ahead.group(1).lower()]} {kind}" if ahead else kind


def short_of(found: re.Match[str]) -> re.Match[str] | None:
    """What makes less of the office that a match names: "mantan", "wakil"."""
    return _short_of_words().search(found.string[max(found.start() - _LONGEST_SHORT_OF, 0) : found.start()])


def bare_kind_of(found: re.Match[str]) -> str:
    """The canonical office that a match names, whatever makes less of it."""
    return _kinds()[found.group().lower()]


def end_of_office(text: str, at: int, end: int = sys.maxsize) -> int:
    """Where the words written large that go on with an office end; `at` is behind its name."""
    tail = _TAIL.match(text, at, end)
    return tail.end() if tail else at


@cache
def _kinds() -> dict[str, str]:
    return {name: kind for kind, names in table("roles").items() for name in (kind, *names)}


@cache
def _short_of_words() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)({'|'.join(_canonical_short_of())})\s+\Z", re.IGNORECASE)


@cache
def _canonical_short_of() -> dict[str, str]:
    return {word: key for key in ("wakil", "mantan", "calon") for word in (key, *table("office_kinds")[key])}


@cache
def _stood_in_for() -> re.Pattern[str]:
    """ "Mewakili bupati", and "Gubernur Anu diwakili …" up to the verb."""
    offices, verbs = office_names().pattern, alternatives("kin", "represent").pattern
    return re.compile(rf"{verbs}\s+(?:{offices})|(?:{offices})(?:\s+[\w-]+){{0,4}}\s+{verbs}", re.IGNORECASE)
