"""Styled text, and its division into messages that Telegram accepts.

Text stays unescaped in `Run`s until the borders of the messages are known, so a border can never fall inside
a tag, an entity or a character, and tags are balanced by construction.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

LIMIT = 4096
"""The longest message, in UTF-16 code units (https://core.telegram.org/bots/api#sendmessage)."""

Style = Literal["plain", "bold", "italic", "quote", "link"]

_TAGS: dict[Style, tuple[str, str]] = {
    "plain": ("", ""),
    "bold": ("<b>", "</b>"),
    "italic": ("<i>", "</i>"),
    "quote": ("<blockquote>", "</blockquote>"),
}
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*\s+|\n+")
_WORD_END = re.compile(r"\s+")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one style; `url` is given exactly when the style is "link"."""

    text: str
    style: Style = "plain"
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """One message, twice: as Telegram's HTML, and as plain text for when Telegram refuses the HTML."""

    html: str
    plain: str


def utf16_length(text: str) -> int:
    """The length of `text` in UTF-16 code units, which is how Telegram counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def sendable(text: str) -> str:
    """`text` without control characters; lone surrogates, which cannot be sent, become U+FFFD."""
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return _CONTROL.sub("", whole.replace("\r\n", "\n"))


def split(runs: Sequence[Run], limit: int = LIMIT) -> tuple[Piece, ...]:
    """Divide `runs` into messages of at most `limit` UTF-16 units, counted with and without the tags.

    Borders are ends of sentences or lines; a sentence longer than a message is cut between words, and a word
    longer than a message between characters. The pieces' text, put together, is the runs' text; only pieces
    of nothing but white space, which Telegram refuses, are left out.
    """
    cleaned = [Run(sendable(run.text), run.style, run.url) for run in runs]
    text = "".join(run.text for run in cleaned)
    sentences = _ends(_SENTENCE_END, text)
    words = _ends(_WORD_END, text)
    pieces: list[Piece] = []
    start = 0
    while start < len(text):

        def fits(end: int, start: int = start) -> bool:
            return utf16_length(_html(_window(cleaned, start, end))) <= limit

        # One UTF-16 unit of text is at least one of HTML, so nothing beyond start + limit can fit.
        farthest = min(len(text), start + limit)
        candidates = (
            [end for end in sentences if start < end <= farthest],
            [end for end in words if start < end <= farthest],
            list(range(start + 1, farthest + 1)),
        )
        # A link whose address alone is longer than a message leaves no room: the character goes out anyway.
        end = next((end for ends in candidates if (end := _last_that_fits(ends, fits))), start + 1)
        window = _window(cleaned, start, end)
        if text[start:end].strip():
            pieces.append(Piece(html=_html(window), plain=_plain(window)))
        start = end
    return tuple(pieces)


def _ends(pattern: re.Pattern[str], text: str) -> list[int]:
    return [*(match.end() for match in pattern.finditer(text)), len(text)]


def _last_that_fits(ends: Sequence[int], fits: Callable[[int], bool]) -> int | None:
    low, high = 0, len(ends)
    while low < high:
        middle = (low + high) // 2
        if fits(ends[middle]):
            low = middle + 1
        else:
            high = middle
    return ends[low - 1] if low else None


def _window(runs: Sequence[Run], start: int, end: int) -> list[Run]:
    inside: list[Run] = []
    position = 0
    for run in runs:
        first, last = max(start - position, 0), min(end - position, len(run.text))
        if first < last:
            inside.append(Run(run.text[first:last], run.style, run.url))
        position += len(run.text)
    return inside


def _html(runs: Sequence[Run]) -> str:
    parts: list[str] = []
    for run in runs:
        if run.url is not None:
            opening, closing = f'<a href="{escape(run.url)}">', "</a>"
        else:
            opening, closing = _TAGS[run.style]
        parts += (opening, escape(run.text, quote=False), closing)
    return "".join(parts)


def _plain(runs: Sequence[Run]) -> str:
    return "".join(run.text if run.url is None else f"{run.text} ({run.url})" for run in runs)
