"""Sentence borders of Indonesian and English news text, as character spans."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

_TERMINATORS = re.compile(r"[.!?…]+")
_QUOTES = "\"'“”„‟‘’‚‛«»‹›"
_CLOSING_BRACKETS = ")]}"
_OPENING_BRACKETS = "([{"
_MARKER = re.compile(r"(?:\d{1,3}|[A-Za-z]|[IVXLC]{2,6}|[ivxlc]{2,6})\Z")
# What opens a sentence although it is written small: list items, doctors, mentions, web addresses.
_SMALL_OPENING = re.compile(r"(?:[a-z]|[ivx]{2,4}|drg?)[.)]\s+[A-Z]|(?<=[@#])\w|https?://|www\.")
_DOTTED = re.compile(r"[^\W\d_]{1,4}(?:\.[^\W\d_]{1,4})+\Z")
_NUMBER_OR_ROMAN = re.compile(r"\d|[IVXLC]+\b")
_TOP_LEVEL_DOMAINS = frozenset(
    {"com", "co", "id", "net", "org", "go", "ac", "sch", "news", "tv", "my", "info", "biz"}
)

# Bounds on looking around a full stop: they keep the whole scan linear on any input.
_WORD_REACH = 24
_BYLINE_REACH = 60


@dataclass(frozen=True, slots=True)
class _Abbreviations:
    before_name: frozenset[str]
    before_word: frozenset[str]
    before_number: frozenset[str]
    bracketed: frozenset[str]
    degrees: frozenset[str]
    openers: frozenset[str]


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Give the (start, end) character span of every sentence of `text`, in order.

    Spans are trimmed, do not overlap and together hold every character that is not white space. A line
    break always ends a sentence. The time taken is linear in the length of the text.
    """
    spans: list[tuple[int, int]] = []
    start = 0
    for line in text.splitlines(keepends=True):
        end = start + len(line.rstrip())
        previous = start
        for border in _borders(text, start, end):
            _add_trimmed(text, previous, border, spans)
            previous = border
        _add_trimmed(text, previous, end, spans)
        start += len(line)
    return spans


def _add_trimmed(text: str, start: int, end: int, spans: list[tuple[int, int]]) -> None:
    piece = text[start:end]
    trimmed = piece.strip()
    if trimmed:
        first = start + len(piece) - len(piece.lstrip())
        spans.append((first, first + len(trimmed)))


def _borders(text: str, start: int, end: int) -> Iterator[int]:
    sentence_start = start
    straight_quotes = 0
    counted_to = start
    for match in _TERMINATORS.finditer(text, start, end):
        straight_quotes += text.count('"', counted_to, match.start())
        counted_to = match.start()
        after = _skip_closers(text, match.end(), end, inside_quote=straight_quotes % 2 == 1)
        if after >= end:
            return
        if _ends_sentence(text, sentence_start, match, after, end):
            yield after
            sentence_start = after


def _skip_closers(text: str, position: int, end: int, *, inside_quote: bool) -> int:
    """Move past the closing quotes and brackets that belong to the sentence before them."""
    while position < end:
        mark = text[position]
        if mark in _QUOTES:
            if not _closes(text, position, end, inside_quote=inside_quote):
                return position
        elif mark not in _CLOSING_BRACKETS:
            # News often has a blank between the full stop and the closing quote.
            gap = position
            while gap < end and text[gap] in " \xa0":
                gap += 1
            if gap == position or gap >= end or text[gap] not in _QUOTES or not _stands_alone(text, gap, end):
                return position
            position = gap
        position += 1
    return position


def _stands_alone(text: str, position: int, end: int) -> bool:
    following = text[position + 1 : min(position + 2, end)]
    return not following or following.isspace() or following in ",;:"


def _closes(text: str, position: int, end: int, *, inside_quote: bool) -> bool:
    mark = text[position]
    if mark in "“„‘‚«‹":
        return _stands_alone(text, position, end)
    if mark == '"':
        return inside_quote or _stands_alone(text, position, end)
    if mark == "'":
        return not text[position + 1 : min(position + 2, end)].isalnum()
    return True


def _ends_sentence(text: str, sentence_start: int, match: re.Match[str], after: int, end: int) -> bool:
    stop = match.start()
    if match.group() != "." and stop and text[stop - 1] in _OPENING_BRACKETS:
        return False
    first = _first_letter(text, after, end)
    if first >= end:
        return _is_byline(text, after, end)
    if text[first] in ".!?…" and not text[first + 1 : min(first + 2, end)].strip():
        # A stray blank before a mark, or dots with blanks between them: the last of them decides.
        return False
    if not text[after].isspace():
        return _ends_glued(text, match, after, first, end)
    if text[first].islower() and not (
        _opens_quote(text, after, first) or _SMALL_OPENING.match(text, first, end)
    ):
        return _is_byline(text, after, end)
    if match.group() != "." or after > match.end():
        # "Kol. (Purn.) Anu": a title in brackets is still before its name.
        bracketed = match.group() == "." and text[match.end() : after] in _CLOSING_BRACKETS
        word = _word_before(text, stop, sentence_start)
        return not (bracketed and _is_listed(word, _abbreviations().bracketed))
    return _full_stop_ends(text, sentence_start, stop, first, end)


def _first_letter(text: str, position: int, end: int) -> int:
    while position < end and not text[position].isalnum() and text[position] not in ".!?…":
        position += 1
    return position


def _opens_quote(text: str, after: int, first: int) -> bool:
    return any(mark in _QUOTES for mark in text[after:first][-2:])


def _is_byline(text: str, after: int, end: int) -> bool:
    """Tell whether the line ends in one short bracket, such as a byline."""
    if end - after > _BYLINE_REACH:
        return False
    rest = text[after:end].strip()
    return (
        len(rest) > 2
        and rest[0] in _OPENING_BRACKETS
        and rest[-1] in _CLOSING_BRACKETS
        and not any(mark in _OPENING_BRACKETS for mark in rest[1:])
    )


def _ends_glued(text: str, match: re.Match[str], after: int, first: int, end: int) -> bool:
    """Decide a terminator that no blank follows: a forgotten blank, a domain or a number."""
    word = _word_before(text, match.start(), 0)
    if _is_byline(text, after, end):
        return True
    if text[after] in _QUOTES:
        return len(word) > 2 and not text[first].islower()
    following = _word_at(text, first, end)
    return (
        after == match.end() == first
        and len(word) > 2
        and word.isalpha()
        and word[1:].islower()
        and not _is_listed(word, _abbreviations().before_word)
        and len(following) > 2
        and following[0].isupper()
        and following[1:].islower()
        and following.lower() not in _TOP_LEVEL_DOMAINS
        and text[first + len(following) : first + len(following) + 1] not in (".", "/", "@")
    )


def _full_stop_ends(text: str, sentence_start: int, stop: int, first: int, end: int) -> bool:
    words = _abbreviations()
    word = _word_before(text, stop, sentence_start)
    following = _word_at(text, first, end)
    opener = following.lower() in words.openers
    if _MARKER.match(word) and _opens_sentence(text, sentence_start, stop - len(word)):
        return False
    if _is_listed(word, words.before_number) and _NUMBER_OR_ROMAN.match(text, first, end):
        return False
    if word.isdigit() and following.isdigit() and len(word) < 4 and len(following) < 4:
        # A time or an amount with a stray blank: "10. 30", "1. 500".
        return False
    before = text[max(sentence_start, stop - len(word) - 2) : stop - len(word)].rstrip()
    if before.endswith(",") and word in words.degrees:
        return not _is_degree(text, first, end)
    if _is_listed(word, words.before_name):
        return False
    if len(word) == 1 and word.isupper():
        return opener
    if _is_listed(word, words.before_word) or _DOTTED.match(word):
        return opener
    return not (word in words.degrees and _is_degree(text, first, end))


def _opens_sentence(text: str, sentence_start: int, position: int) -> bool:
    return position - sentence_start <= _WORD_REACH and not any(
        mark.isalnum() for mark in text[sentence_start:position]
    )


def _is_degree(text: str, first: int, end: int) -> bool:
    dotted = re.compile(r"[\w.]{1,12}").match(text, first, end)
    word = dotted.group().rstrip(".") if dotted else ""
    return word in _abbreviations().degrees


def _word_before(text: str, stop: int, floor: int) -> str:
    position = stop
    floor = max(floor, stop - _WORD_REACH)
    while position > floor and (text[position - 1].isalnum() or text[position - 1] in "./-"):
        position -= 1
    return text[position:stop].lstrip("./-")


def _word_at(text: str, first: int, end: int) -> str:
    position = first
    end = min(end, first + _WORD_REACH)
    while position < end and (text[position].isalnum() or text[position] == "-"):
        position += 1
    return text[first:position]


def _is_listed(word: str, listed: frozenset[str]) -> bool:
    return word in listed or word.lower() in listed


@cache
def _abbreviations() -> _Abbreviations:
    sections: dict[str, set[str]] = {}
    current: set[str] = set()
    source = resources.files("index").joinpath("data", "abbreviations.txt")
    for line in source.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            current = sections.setdefault(line.strip("[] "), set())
        elif not line.startswith("#"):
            current.update(line.split())
    return _Abbreviations(
        before_name=frozenset(sections["expects a name"]),
        before_word=frozenset(sections["expects a word"]) | frozenset(sections["expects a name"]),
        before_number=frozenset(sections["expects a number"]),
        bracketed=frozenset(sections["in brackets before a name"]),
        degrees=frozenset(sections["degrees"]),
        openers=frozenset(sections["openers"]),
    )
