"""What a build has to do, and what it can take from the generation before."""

import json
import sys
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from pydantic_core import PydanticSerializationError, to_json

from corpus.article import Article
from index.errors import BadVectors, DamagedGeneration, IndexFolderError
from index.generations import ARTICLES, LEXICAL, NOTES, PASSAGES, VECTORS, IndexFolder
from index.lexical import LexicalIndex
from index.passage_table import Block, PassageColumns, block_of
from index.passages import searched_text, split_passages
from index.postings import Numbers
from index.store import VectorStore

_JSON = json.JSONEncoder(ensure_ascii=False, sort_keys=True)
_FIELDS = tuple(sorted(field.name for field in fields(Article)))


@dataclass(frozen=True, slots=True)
class Changes:
    """Ids of articles that a build adds, changes and removes."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]

    @property
    def any(self) -> bool:
        """Whether there is any."""
        return bool(self.added or self.changed or self.removed)


@dataclass(frozen=True, slots=True)
class Previous:
    """The live generation, as far as the next build may take from it.

    All but `articles` is empty where its passages, vectors and words are made in another way than ours.
    """

    articles: Mapping[bytes, int]
    passages: PassageColumns | None = None
    notes: Sequence[bytes | None] = ()
    store: VectorStore | None = None
    lexical: LexicalIndex | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """A build before it embeds.

    Passage i of the new generation is passage `kept[i]` of the one before, and where that is -1 the next of
    `texts`. `articles` are the lines of their file; a note is None where it must be made.
    """

    articles: tuple[bytes, ...]
    passages: PassageColumns
    notes: tuple[bytes | None, ...]
    kept: Numbers
    texts: tuple[str, ...]
    changes: Changes


def previous_generation(folder: IndexFolder, alike: Mapping[str, Any], annotator: str | None) -> Previous:
    """Read what the live generation offers; nothing if there is none or it is damaged.

    Its vectors and words are offered if its manifest has the facts `alike`, its notes if they are of the same
    annotator too.
    """
    live = folder.current()
    try:
        generation = folder.read(live) if live else None
    except DamagedGeneration:
        generation = None
    nothing = Previous({})
    if generation is None:
        return nothing
    lines = _lines(generation.take(ARTICLES) if ARTICLES in generation.files else b"")
    articles = {line: i for i, line in enumerate(lines)}
    if any(generation.manifest.get(key) != value for key, value in alike.items()):
        return Previous(articles)
    try:
        store = VectorStore.from_bytes(generation.take(VECTORS), exact_up_to=sys.maxsize)
        lexical = LexicalIndex.from_files(generation.take_inside(LEXICAL))
        passages = PassageColumns.from_files(generation.take_inside(PASSAGES))
        noted = annotator is not None and generation.manifest.get("annotator") == annotator
        notes: Sequence[bytes | None] = _lines(generation.take(NOTES)) if noted else [None] * len(lines)
    except (KeyError, ValueError, TypeError, BadVectors):
        # Hashed as it is, it is not ours: it will be refused where it is opened, and is no base to build on.
        return nothing
    counts = {len(passages.spans), len(store), len(lexical)}
    owners = {len(passages.firsts) - 1, len(notes), len(lines)}
    if len(counts) == len(owners) == 1 and store.dimension == alike["dimension"]:
        return Previous(articles, passages, notes, store, lexical)
    return Previous(articles)


def plan_build(articles: Sequence[Article], previous: Previous) -> Plan:
    """Plan a build of `articles`, sorted by id.

    Articles that are as they were keep their passages; of the others, passages whose text stands in an
    article that changed or went keep their vectors and words. Raises `IndexFolderError` on a lone surrogate.
    """
    lines = [_article_line(article) for article in articles]
    there = set(lines)
    gone = [(line, number) for line, number in previous.articles.items() if line not in there]
    loose = _loose(gone, previous)
    kept: list[int] = []
    texts: list[str] = []
    blocks: list[Block] = []
    notes: list[bytes | None] = []
    for article, line in zip(articles, lines, strict=True):
        number = previous.articles.get(line)
        if previous.passages and number is not None:
            kept += range(*previous.passages.firsts[number : number + 2].tolist())
            blocks.append(previous.passages.block(number))
            notes.append(previous.notes[number])
            continue
        notes.append(None)
        split = split_passages(article)
        blocks.append(block_of(split))
        for passage in split:
            text = searched_text(article, passage)
            same = loose.get(text)
            kept.append(same.pop() if same else -1)
            if kept[-1] < 0:
                texts.append(text)
    changes = _changes(articles, lines, previous, {json.loads(line)["id"] for line, _ in gone})
    passages = PassageColumns.join(blocks)
    return Plan(tuple(lines), passages, tuple(notes), np.array(kept, np.int64), tuple(texts), changes)


def line_of(row: Mapping[str, Any]) -> bytes:
    """One line of a file of the generation."""
    return (_JSON.encode(row) + "\n").encode()


def _changes(
    articles: Sequence[Article], lines: Sequence[bytes], previous: Previous, gone: Collection[str]
) -> Changes:
    new = [a.id for a, line in zip(articles, lines, strict=True) if line not in previous.articles]
    return Changes(
        added=tuple(name for name in new if name not in gone),
        changed=tuple(name for name in new if name in gone),
        removed=tuple(sorted(set(gone) - set(new))),
    )


def _loose(gone: Sequence[tuple[bytes, int]], previous: Previous) -> dict[str, list[int]]:
    """The passages of articles that changed or went: their numbers, by their text."""
    loose: dict[str, list[int]] = {}
    if previous.passages is None:
        return {}
    for line, number in gone:
        row: dict[str, Any] = json.loads(line)
        fields_of: dict[str, Any] = {**row, "tags": tuple(row["tags"])}
        article = Article(**fields_of)
        for at, passage in enumerate(split_passages(article), int(previous.passages.firsts[number])):
            loose.setdefault(searched_text(article, passage), []).append(at)
    return loose


def _lines(data: bytes) -> list[bytes]:
    # Not splitlines, which takes more than line feeds for the end of a line.
    return [line + b"\n" for line in data.split(b"\n")[:-1]]


def _article_line(article: Article) -> bytes:
    try:
        return to_json({name: getattr(article, name) for name in _FIELDS}) + b"\n"
    except PydanticSerializationError:
        raise IndexFolderError(f"article {article.id!a} holds half a character (a lone surrogate)") from None
