"""The article, as every other room knows it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One news article; `body` is what quotes are cut from.

    `published` and `updated` are YYYY, YYYY-MM or YYYY-MM-DD, as exact as is known. `language` is a
    two-letter code. `id` is the stem of the article's file.
    """

    id: str
    title: str
    publisher: str
    published: str
    language: str
    body: str
    url: str | None = None
    byline: str | None = None
    updated: str | None = None
    tags: tuple[str, ...] = ()
