"""Passages: the pieces of an article that are embedded, found and read."""

from dataclasses import dataclass


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
