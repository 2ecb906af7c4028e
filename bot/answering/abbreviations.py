"""Abbreviations that an article explains itself: "Long Form (ABBR)" and "ABBR (Long Form)"."""

import re
from dataclasses import dataclass

Span = tuple[int, int]

_SHORT = r"[A-Z][\w&.-]{1,14}"
_IN_BRACKETS = re.compile(rf"\((?:selanjutnya |disingkat |atau )?(?P<short>{_SHORT})\)")
_LONG_IN_BRACKETS = re.compile(rf"(?<!\w)(?P<short>{_SHORT}) \((?P<long>[A-Z][^()\d]{{4,90}})\)")
_SEVERAL = re.compile(r"([a-z])([2-5])")
_MOST_WORDS = 12
_NAME_BEFORE = re.compile(r"[A-Z][\w-]+(?:\s+(?:dan\s+)?[A-Z][\w-]+)*$")
_LEAST_OF_A_NAME, _LEAST_OF_A_WORD = 3, 5


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """`short` stands for `long`; `span` covers both in the article's body."""

    short: str
    long: str
    span: Span


def find_abbreviations(body: str) -> tuple[Abbreviation, ...]:
    """Find the abbreviations that a text explains.

    By Schwartz & Hearst (2003), "A simple algorithm for identifying abbreviation definitions in biomedical
    text"; syllables count like initials, as Indonesian has it.
    """
    found: list[Abbreviation] = []
    for match in _IN_BRACKETS.finditer(body):
        before = body[: match.start()].rstrip()
        line = before[max(before.rfind("\n"), before.rfind("(")) + 1 :]
        words = [m.start() for m in re.finditer(r"\S+", line)][-_MOST_WORDS:]
        long = _long_form(match["short"], line[words[0] :]) if words and _is_short(match["short"]) else None
        long = long or (_of_another_name(match["short"], line[words[0] :]) if words else None)
        if long:
            start = len(before) - len(long)
            found.append(Abbreviation(match["short"], body[start : len(before)], (start, match.end())))
    found.extend(
        Abbreviation(match["short"], match["long"], match.span())
        for match in _LONG_IN_BRACKETS.finditer(body)
        if _is_short(match["short"]) and _long_form(match["short"], match["long"]) == match["long"]
    )
    return tuple(found)


def _is_short(text: str) -> bool:
    return sum(c.isupper() for c in text) > 1 or len(text) > 4 or bool(_SEVERAL.search(text.lower()))


def _long_form(short: str, text: str) -> str | None:
    """The shortest ending of `text` with the letters of `short` in order, from a word's first letter."""
    if _SEVERAL.search(short.lower()):
        return _of_initials(short, text)
    letters = [c for c in short.lower() if c.isalnum()]
    lowered = text.lower()
    at = len(text)
    for number in range(len(letters) - 1, -1, -1):
        at = lowered.rfind(letters[number], 0, at)
        while number == 0 and at > 0 and text[at - 1].isalnum():
            at = lowered.rfind(letters[0], 0, at)
        if at < 0:
            return None
    long = text[at:].strip(' "“”,')
    enough = len(long.split()) > 1 or len(long) > 2 * len(short)
    return long if enough and len(long) > len(short) and short.lower() not in long.lower().split() else None


def _of_another_name(short: str, text: str) -> str | None:
    """ "Badan Anu Citra (Basaja)": a word of other letters for a name of three words, but for its initial."""
    run = _NAME_BEFORE.search(text.rstrip())
    spoken = run.group() if run else ""
    enough = len(spoken.split()) >= _LEAST_OF_A_NAME and len(short) >= _LEAST_OF_A_WORD
    return spoken if enough and short[1:].islower() and spoken[0] == short[0] else None


def _of_initials(short: str, text: str) -> str | None:
    """The ending of `text` whose capitals are those of `short`: "B3" has three words with a B."""
    letters = _SEVERAL.sub(lambda found: found[1] * int(found[2]), short.lower())
    capitals = [found.start() for found in re.finditer(r"(?<!\w)[A-Z]", text)][-len(letters) :]
    return text[capitals[0] :] if "".join(text[at] for at in capitals).lower() == letters else None
