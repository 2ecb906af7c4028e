"""The article, as every other room knows it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One news article; `body` is what quotes are cut from.

    `published` and `updated` are YYYY, YYYY-MM or YYYY-MM-DD, as exact as is known. `language` is a
    two-letter code. `id` is the stem of the article's file. `supersedes` is the id of the earlier version
    of the same story that this article takes the place of; see `corpus.versions`.
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
    supersedes: str | None = None
