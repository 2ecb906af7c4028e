"""Who says what, and which sentences state an intention."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from bot.answering.people import Role
from bot.answering.words import alternatives
from index.spelling import plain_words

Span = tuple[int, int]

_NAME = r"(?:[A-ZÀ-Þ][\w’'.-]*)(?:\s+[A-ZÀ-Þ][\w’'.-]*){0,4}"


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence: who is given as saying it, whether it is in quotation marks, whether it looks ahead."""

    span: Span
    speaker: str | None
    quoted: bool
    intended: bool


def find_statements(
    body: str, sentences: Sequence[Span], roles: Sequence[Role] = ()
) -> tuple[Statement, ...]:
    """Read every sentence in order; a pronoun ("katanya") goes to the last speaker who was named.

    Or to the first person with an office (`roles`) whom a sentence after that names.
    """
    holders: dict[Span, list[Role]] = {}
    for role in roles:
        holders.setdefault(role.sentence, []).append(role)
    known = frozenset(word for role in roles for word in role.person.split())
    last: str | None = None
    read: list[tuple[Span, str | None, bool]] = []
    inside = False
    for start, end in sentences:
        text = body[start:end]
        opens, closes = text.count("“"), text.count("”")
        straight = text.count('"')
        quoted = inside or opens > 0 or straight > 0
        here = holders.get((start, end), ())
        named = _named_speaker(text, {at - start: role.person for role in here for at in _starts(role)})
        named = named or _goes_on(text, known)
        last = named or next((role.person for role in here), last)
        says = named or ((quoted or _leans(text)) and last)
        read.append(((start, end), says or None, quoted))
        inside = (inside or opens > 0) and closes < max(opens, 1)
    ahead = [looks_ahead(body[slice(*span)]) for span, _, _ in read]
    return tuple(
        Statement(span, _spoken_by(read, i), quoted, ahead[i] or _weak(body, read, ahead, i))
        for i, (span, _, quoted) in enumerate(read)
    )


def _spoken_by(read: Sequence[tuple[Span, str | None, bool]], i: int) -> str | None:
    """A quotation that closes with its speaker belongs whole to that speaker."""
    _, speaker, quoted = read[i]
    if (
        quoted
        and i + 1 < len(read)
        and read[i + 1][2]
        and read[i + 1][1]
        and read[i + 1][0][0] - read[i][0][1] < 2
    ):
        return read[i + 1][1]
    return speaker


def _starts(role: Role) -> Iterable[int]:
    """Where one may start to name who has an office."""
    return role.office_span[0], role.person_span[0]


def _named_speaker(text: str, persons: Mapping[int, str]) -> str | None:
    """Who is named as saying something; `persons` are those with an office, by where their names start.

    And by where their offices do.
    """
    found = _says().search(text) or _said_by().search(text)
    if found is None:
        return None
    held = [person for at, person in persons.items() if found.start(1) <= at < found.end()]
    # Of somebody who was represented and who came instead, the latter speaks.
    instead = alternatives("follow_ups", "represented").search(found.group())
    name = held[-1 if instead else 0] if held else found.group(1).rstrip(".,")
    opens = not held and found.start(1) == 0 and name.lower() in plain_words()
    return None if opens or alternatives("attribution", "stand-in").fullmatch(name) else name


def _leans(text: str) -> bool:
    """Whether somebody who was named before says it: "katanya", "pihaknya juga meminta …"."""
    return bool(_stand_in_says().search(text) or alternatives("attribution", "pronoun").search(text))


def _goes_on(text: str, known: frozenset[str]) -> str | None:
    """Who is first named of those whose names are known, where the sentence goes on: "…; ia menyebut …"."""
    told = _stand_in_goes_on().search(text)
    names = re.finditer(_NAME, text[: told.start()]) if told else ()
    return next(
        (name.group().rstrip(".,") for name in names if not known.isdisjoint(name.group().split())), None
    )


@cache
def _says() -> re.Pattern[str]:
    """ "Kata Anu"."""
    return re.compile(rf"(?i:{alternatives('attribution', 'after').pattern})\s+({_NAME})")


@cache
def _said_by() -> re.Pattern[str]:
    """ "Anu, yang baru datang, mengatakan"."""
    verbs = alternatives("attribution", "before").pattern
    return re.compile(rf"({_NAME})[^.:;“”\"]{{0,60}}?\s(?i:{verbs})")


@cache
def _stand_in_says() -> re.Pattern[str]:
    """ "Ia menambahkan"."""
    pronoun, verbs = (alternatives("attribution", key).pattern for key in ("stand-in", "before"))
    return re.compile(rf"(?i:{pronoun})(?:\s+\w+)?\s+(?i:{verbs})")


@cache
def _stand_in_goes_on() -> re.Pattern[str]:
    return re.compile(rf"[:;]\s+{_stand_in_says().pattern}")


def looks_ahead(text: str) -> bool:
    """Whether a text has a word that by itself states what is intended."""
    return bool(alternatives("intention_words", "strong").search(text)) and not _told_as_past(text)


def _told_as_past(text: str) -> bool:
    past = alternatives("intention_words", "past").search(text)
    ahead = alternatives("intention_words", "strong").search(text)
    return bool(
        past and ahead and past.start() < ahead.start() and not re.search(r"\bakan\b|\bbakal\b", text)
    )


def _weak(body: str, read: Sequence[tuple[Span, str | None, bool]], strong: Sequence[bool], i: int) -> bool:
    (start, end), speaker, _ = read[i]
    text = body[start:end]
    if not alternatives("intention_words", "weak").search(text) or alternatives(
        "intention_words", "past"
    ).search(text):
        return False
    beside = any(0 <= j < len(read) and strong[j] for j in (i - 1, i - 2, i + 1))
    return beside or speaker is not None
