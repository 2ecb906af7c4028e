"""An article shown before it is stored, and what its fields are called."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from corpus.article import Article

if TYPE_CHECKING:
    from bot.answering.answer import Language
    from corpus.duplicates import Duplicate

_OPENING_CHARS = 400
_ENDING_CHARS = 160

LABELS: Mapping["Language", Mapping[str, str]] = {
    "id": {
        "title": "Judul",
        "publisher": "Penerbit",
        "published": "Tanggal terbit",
        "language": "Bahasa",
        "byline": "Penulis",
        "url": "Alamat",
        "updated": "Diperbarui",
        "tags": "Tag",
        "supersedes": "Menggantikan",
        "id": "Id",
        "body": "Isi",
        "alike": "Mirip",
    },
    "en": {
        "title": "Title",
        "publisher": "Publisher",
        "published": "Published",
        "language": "Language",
        "byline": "Byline",
        "url": "Address",
        "updated": "Updated",
        "tags": "Tags",
        "supersedes": "Supersedes",
        "id": "Id",
        "body": "Body",
        "alike": "Alike",
    },
}
_SIZE = {"id": "{} kata, {} paragraf", "en": "{} words, {} paragraphs"}
_ALIKE = {"id": "{:.0%} sama dengan {} ({}, {}: {})", "en": "{:.0%} the same as {} ({}, {}: {})"}
_SHOWN = (
    *("title", "publisher", "published", "language", "byline", "url", "updated"),
    *("tags", "supersedes", "id"),
)


def preview(article: Article, duplicates: Sequence["Duplicate"], language: "Language") -> str:
    """The article as it will be stored: every field, how long the body is, how it opens and ends."""
    labels = LABELS[language]
    wide = max(map(len, labels.values()))

    def row(name: str, text: str) -> str:
        return f"  {labels[name]:{wide}}  {text}"

    rows: list[str] = []
    for name in _SHOWN:
        value = getattr(article, name)
        text = ", ".join(value) if name == "tags" else value
        if text:
            rows.append(row(name, text))
    paragraphs = [line for line in article.body.split("\n") if line.strip()]
    rows.append(row("body", _SIZE[language].format(len(article.body.split()), len(paragraphs))))
    rows += [f"    {line}" for line in _excerpt(article.body)]
    for duplicate in duplicates:
        other = duplicate.article
        alike = (duplicate.shared, other.id, other.publisher, other.published, other.title)
        rows.append(row("alike", _ALIKE[language].format(*alike)))
    return "\n".join(rows)


def _excerpt(body: str) -> list[str]:
    if len(body) <= _OPENING_CHARS + _ENDING_CHARS:
        shown = body
    else:
        opening = body[:_OPENING_CHARS].rsplit(None, 1)[0]
        ending = body[-_ENDING_CHARS:].split(None, 1)[-1]
        shown = f"{opening} …\n… {ending}"
    return [line for line in shown.split("\n") if line.strip()]
