"""A draft: what could be found out about an article before an editor has completed and approved it."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from corpus.article import Article
from corpus.cleaning import clean
from corpus.errors import IncompleteDraft
from corpus.reading import RETRACTED

_SLUG_CHARS = 80
_NEEDED = ("title", "publisher", "published", "language", "body")
_NOT_IN_SLUG = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleDraft:
    """What an importer found out; what is None or empty is asked of the editor or given by options.

    The fields mean what they mean in `Article`. `notices` say, in the editor's language, what was put
    right or left out on the way. `id` is there where the source itself gives one.
    """

    title: str | None
    publisher: str | None
    published: str | None
    language: str | None
    body: str
    url: str | None = None
    byline: str | None = None
    updated: str | None = None
    tags: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    id: str | None = None
    supersedes: str | None = None

    def missing(self) -> tuple[str, ...]:
        """The fields that an article cannot be without and that are still empty, in the order of asking."""
        return tuple(name for name in _NEEDED if not (getattr(self, name) or "").strip())


def article_from_draft(draft: ArticleDraft, folder: Path, article_id: str | None = None) -> Article:
    """Make the article of a complete draft, its text cleaned as reading would clean it.

    The id is `article_id`, else the draft's own, else the slug of the title, with a number where `folder`
    already has it.
    Raises IncompleteDraft, naming what is missing. What the fields may hold is checked on writing.
    """
    cleaned = {name: _one_line(getattr(draft, name)) for name in _ONE_LINE}
    body = clean(_plain_ends(draft.body), Path())[0].strip()
    title, publisher = cleaned["title"], cleaned["publisher"]
    published, language = cleaned["published"], cleaned["language"]
    if not (title and publisher and published and language and body):
        found = {**cleaned, "body": body}
        raise IncompleteDraft(tuple(name for name in _NEEDED if not found[name]))
    return Article(
        id=article_id or draft.id or free_id(title, taken_ids(folder)),
        title=title,
        publisher=publisher,
        published=published,
        language=language,
        body=body,
        url=cleaned["url"],
        byline=cleaned["byline"],
        updated=cleaned["updated"],
        supersedes=draft.supersedes,
        tags=tuple(tag for tag in map(_one_line, draft.tags) if tag),
    )


def taken_ids(folder: Path) -> frozenset[str]:
    """The ids, in small letters, that articles of `folder` have or, retracted, had."""
    files = [*folder.glob("*.md"), *(folder / RETRACTED).glob("*.md")]
    return frozenset(file.stem.casefold() for file in files)


def free_id(title: str, taken: Collection[str]) -> str:
    """The slug of a title: small Latin letters, digits and hyphens, numbered if it is among `taken`."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = _NOT_IN_SLUG.sub("-", plain).strip("-")
    if len(words) > _SLUG_CHARS:
        words = words[: _SLUG_CHARS + 1].rpartition("-")[0] or words[:_SLUG_CHARS]
    slug = words or "berita"
    number, candidate = 1, slug
    while candidate in taken:
        number += 1
        candidate = f"{slug}-{number}"
    return candidate


_ONE_LINE = ("title", "publisher", "published", "language", "url", "byline", "updated")


def _one_line(text: str | None) -> str | None:
    if text is None:
        return None
    return " ".join(clean(_plain_ends(text), Path())[0].split()) or None


def _plain_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
