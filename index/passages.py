"""Passages: the pieces of an article that are embedded, found and read."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from corpus.article import Article
from index.sentences import split_sentences

SPLITTER_VERSION = 4
"""Goes up whenever passages or sentences begin or end elsewhere: indexes built before are then stale."""

MAX_PASSAGE_CHARS = 600
MAX_PASSAGE_WORDS = 90
MAX_SENTENCE_CHARS = 1500

# A run shorter than this (a byline, "Baca juga") is no passage of its own: it joins the one before it, or at
# the top of the article the one below.
_MIN_PASSAGE_CHARS = 80
_MAX_HEADING_CHARS = 100
_LIST_SEPARATOR = re.compile(r"[;,]\s")


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences of one article; `body[start:end] == text`, always.

    `sentences` are (start, end) character spans in the article's body, in order, inside [start, end).
    `id` is `<article id>#<ordinal>`.
    """

    id: str
    article_id: str
    start: int
    end: int
    text: str
    sentences: tuple[tuple[int, int], ...]


def split_passages(article: Article) -> tuple[Passage, ...]:
    """Cut an article's body into passages of about 90 words or 600 characters, numbered from 1.

    Borders fall between paragraphs (lines) where they can, else between sentences; a heading stays with
    the paragraph under it. A sentence is cut only beyond 1,500 characters, at list separators if it has
    them. Every character of the body that is not white space lies in exactly one passage.
    """
    body = article.body
    sentences = [piece for span in split_sentences(body) for piece in _cut_long(body, span)]
    runs = _join_short(_pack(body, _blocks(body, sentences)))
    return tuple(
        Passage(
            id=f"{article.id}#{ordinal}",
            article_id=article.id,
            start=run[0][0],
            end=run[-1][1],
            text=body[run[0][0] : run[-1][1]],
            sentences=tuple(run),
        )
        for ordinal, run in enumerate(runs, start=1)
    )


def searched_text(article: Article, passage: Passage) -> str:
    """What is embedded and indexed for a passage: the article's title gives a paragraph its subject.

    A change here makes indexes built before stale, as one in the splitting does: `SPLITTER_VERSION` goes up.
    """
    return f"{article.title}\n{passage.text}"


def _cut_long(body: str, span: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """Cut a sentence that no reader could take in whole, without losing a character of it."""
    start, end = span
    while end - start > MAX_SENTENCE_CHARS:
        border = _cut_point(body, start, start + MAX_SENTENCE_CHARS)
        yield start, start + len(body[start:border].rstrip())
        start = border
        while body[start].isspace():
            start += 1
    yield start, end


def _cut_point(body: str, start: int, limit: int) -> int:
    separators = list(_LIST_SEPARATOR.finditer(body, (start + limit) // 2, limit))
    if separators:
        return separators[-1].start() + 1
    for position in range(limit, start, -1):
        if body[position].isspace():
            return position
    for position in range(limit, limit - 32, -1):
        if not unicodedata.category(body[position]).startswith("M"):
            return position
    return limit


def _blocks(body: str, sentences: Iterable[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    """Group sentences into paragraphs, each with the headings right above it."""
    headings: list[tuple[int, int]] = []
    for paragraph in _paragraphs(body, sentences):
        if _is_heading(body, paragraph):
            headings += paragraph
        else:
            yield headings + paragraph
            headings = []
    if headings:
        yield headings


def _paragraphs(body: str, sentences: Iterable[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    paragraph: list[tuple[int, int]] = []
    for start, end in sentences:
        if paragraph and len(f"{body[paragraph[-1][1] : start]}|".splitlines()) > 1:
            yield paragraph
            paragraph = []
        paragraph.append((start, end))
    if paragraph:
        yield paragraph


def _is_heading(body: str, paragraph: Sequence[tuple[int, int]]) -> bool:
    start, end = paragraph[0]
    return len(paragraph) == 1 and end - start <= _MAX_HEADING_CHARS and body[end - 1].isalnum()


def _size(body: str, run: Sequence[tuple[int, int]]) -> float:
    """Give the size of a run of sentences, where 1 is a full passage."""
    start, end = run[0][0], run[-1][1]
    return max((end - start) / MAX_PASSAGE_CHARS, len(body[start:end].split()) / MAX_PASSAGE_WORDS)


def _pack(body: str, blocks: Iterable[list[tuple[int, int]]]) -> Iterator[list[tuple[int, int]]]:
    """Fill passages with whole paragraphs; one too large for a passage is cut into even runs of sentences."""
    run: list[tuple[int, int]] = []
    for block in blocks:
        if run and _size(body, [run[0], block[-1]]) > 1:
            yield run
            run = []
        if not run and _size(body, block) > 1:
            *whole, run = _cut_evenly(body, block)
            yield from whole
        else:
            run += block
    if run:
        yield run


def _cut_evenly(body: str, block: Sequence[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    pieces = -(-_size(body, block) // 1)
    target = _size(body, block) / pieces
    runs: list[list[tuple[int, int]]] = [[]]
    for sentence in block:
        run = runs[-1]
        if run and (
            _size(body, [run[0], sentence]) > 1 or _size(body, run) + _size(body, [sentence]) / 2 > target
        ):
            runs.append([sentence])
        else:
            run.append(sentence)
    return runs


def _is_short(run: Sequence[tuple[int, int]]) -> bool:
    return run[-1][1] - run[0][0] < _MIN_PASSAGE_CHARS


def _join_short(runs: Iterable[list[tuple[int, int]]]) -> list[list[tuple[int, int]]]:
    joined: list[list[tuple[int, int]]] = []
    for run in runs:
        if joined and (_is_short(run) or _is_short(joined[-1])):
            joined[-1] += run
        else:
            joined.append(run)
    return joined
