"""An answer's words and layout, the same at every door: JSON, blocks for pages and messages, plain text."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Literal

from bot.answering.answer import Answer, Language, Source

BULLET = "• "

_MONTHS: dict[Language, tuple[str, ...]] = {
    "id": (
        *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
        *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
    ),
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
}
_HEADINGS: dict[Language, dict[str, str]] = {
    "id": {"source": "Sumber", "sources": "Sumber", "nearest": "Bagian terdekat"},
    "en": {"source": "Source", "sources": "Sources", "nearest": "Nearest passage"},
}


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph (one line) or a list (its items, without bullets)."""

    kind: Literal["paragraph", "list"]
    lines: tuple[str, ...]


def to_json(answer: Answer) -> dict[str, Any]:
    """The answer as `POST /v1/answers` and `tanya ask --json` give it."""
    return {
        "answer": answer.answer,
        "answered": answer.answered,
        "kind": answer.kind,
        "language": answer.language,
        "sources": [
            {
                "article_id": source.article_id,
                "title": source.title,
                "publisher": source.publisher,
                "published": source.published,
                "url": source.url,
                "quote": source.quote,
                "start": source.start,
                "end": source.end,
            }
            for source in answer.sources
        ],
        "generation": answer.generation,
    }


def blocks(answer: Answer) -> tuple[Block, ...]:
    """The answer's text as paragraphs and lists, in order; blank lines only separate."""
    return text_blocks(answer.answer)


def text_blocks(text: str) -> tuple[Block, ...]:
    """The blocks of an answer of which only the text is left, as in a conversation's history."""
    found: list[Block] = []
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    for is_item, run in groupby(lines, lambda line: line.startswith(BULLET)):
        if is_item:
            found.append(Block("list", tuple(line.removeprefix(BULLET).strip() for line in run)))
        else:
            found.extend(Block("paragraph", (line,)) for line in run)
    return tuple(found)


def date_in_words(date: str, language: Language) -> str:
    """A date YYYY, YYYY-MM or YYYY-MM-DD written out, as exact as it is known."""
    year, *rest = date.split("-")
    if not rest:
        return year
    month = _MONTHS[language][int(rest[0]) - 1]
    return " ".join([*(str(int(day)) for day in rest[1:]), month, year])


def source_line(source: Source, language: Language) -> str:
    """Where a quote stands: "Title — Publisher, 3 November 2020, https://…"."""
    parts = [source.publisher, date_in_words(source.published, language)]
    if source.url:
        parts.append(source.url)
    return f"{source.title} — {', '.join(parts)}"


def sources_heading(answer: Answer) -> str:
    """What to write above the sources: they support the answer, or are only the nearest passage."""
    headings = _HEADINGS[answer.language]
    if not answer.answered:
        return headings["nearest"]
    return headings["source" if len(answer.sources) == 1 else "sources"]


def quotes_by_article(sources: Sequence[Source]) -> tuple[tuple[Source, ...], ...]:
    """The sources grouped by article, in the order in which the articles first appear."""
    groups: dict[str, list[Source]] = {}
    for source in sources:
        groups.setdefault(source.article_id, []).append(source)
    return tuple(tuple(group) for group in groups.values())


def is_its_quote(answer: Answer) -> bool:
    """Whether the answer is its only quote, word for word: doors need not show it twice."""
    return [source.quote.strip() for source in answer.sources] == [answer.answer.strip()]


def to_plain(answer: Answer) -> str:
    """The whole answer as plain text: its words, then each quote and the article it is from."""
    parts: list[str] = []
    if not is_its_quote(answer):
        parts.append(answer.answer)
        if answer.sources:
            parts.append(f"{sources_heading(answer)}:")
    for group in quotes_by_article(answer.sources):
        quotes = "\n".join(f"“{source.quote}”" for source in group)
        parts.append(f"{quotes}\n— {source_line(group[0], answer.language)}")
    return "\n\n".join(parts)
