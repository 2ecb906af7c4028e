"""What a build has to do, and what it can take from the generation before."""

import io
import json
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from itertools import groupby
from operator import attrgetter
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
_VALUES = attrgetter(*_FIELDS)


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

    articles: Sequence[bytes]
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
    nothing = Previous(())
    if generation is None:
        return nothing
    articles = generation.files.pop(ARTICLES, b"")
    if any(generation.manifest.get(key) != value for key, value in alike.items()):
        return Previous(_lines(articles))
    try:
        with ThreadPoolExecutor(1) as beside:  # FAISS lets another thread run.
            reading = beside.submit(VectorStore.from_bytes, generation.take(VECTORS), exact_up_to=sys.maxsize)
            lines = _lines(articles)
            lexical = LexicalIndex.from_files(generation.take_inside(LEXICAL))
            passages = PassageColumns.from_files(generation.take_inside(PASSAGES))
            noted = annotator is not None and generation.manifest.get("annotator") == annotator
            notes: Sequence[bytes | None] = _lines(generation.take(NOTES)) if noted else [None] * len(lines)
            store = reading.result()
    except (KeyError, ValueError, TypeError, BadVectors):
        # Hashed as it is, it is not ours: it will be refused where it is opened, and is no base to build on.
        return nothing
    counts = {len(passages.spans), len(store), len(lexical)}
    owners = {len(passages.firsts) - 1, len(notes), len(lines)}
    if len(counts) == len(owners) == 1 and store.dimension == alike["dimension"]:
        return Previous(lines, passages, notes, store, lexical)
    return Previous(lines)


def plan_build(articles: Sequence[Article], previous: Previous) -> Plan:
    """Plan a build of `articles`, sorted by id.

    Articles that are as they were keep their passages; of the others, passages whose text stands in an
    article that changed or went keep their vectors and words. Raises `IndexFolderError` on a lone surrogate.
    """
    lines = [_article_line(article) for article in articles]
    before = _places(lines, previous.articles)
    gone = sorted({*range(len(previous.articles))}.difference(before))
    loose = _loose(gone, previous)
    kept: list[Numbers] = []
    texts: list[str] = []
    blocks: list[Block] = []
    notes: list[bytes | None] = []
    for places in _runs(before):
        if previous.passages and before[places.start] >= 0:
            first, last = before[places.start], before[places.stop - 1] + 1
            kept.append(np.arange(*previous.passages.firsts[[first, last]]))
            blocks.append(previous.passages.block(first, last))
            notes += previous.notes[first:last]
            continue
        for article in articles[places.start : places.stop]:
            split = split_passages(article)
            found: list[str] = [searched_text(article, passage) for passage in split]
            same = [loose[text].pop() if loose.get(text) else -1 for text in found]
            texts += [text for text, number in zip(found, same, strict=True) if number < 0]
            kept.append(np.array(same, np.int64))
            blocks.append(block_of(split))
            notes.append(None)
    old = {json.loads(previous.articles[number])["id"] for number in gone}
    changes = _changes([a.id for a, place in zip(articles, before, strict=True) if place < 0], old)
    numbers = np.concatenate([np.zeros(0, np.int64), *kept])
    return Plan(tuple(lines), PassageColumns.join(blocks), tuple(notes), numbers, tuple(texts), changes)


def line_of(row: Mapping[str, Any]) -> bytes:
    """One line of a file of the generation."""
    return (_JSON.encode(row) + "\n").encode()


def _places(lines: Sequence[bytes], before: Sequence[bytes]) -> list[int]:
    """Where each line stood before, -1 where it did not."""
    # Most of two corpora is alike from the front and from the back: what is compared there is not hashed.
    size = min(len(lines), len(before))
    front = next((i for i in range(size) if lines[i] != before[i]), size)
    back = next((i for i in range(size - front) if lines[-1 - i] != before[-1 - i]), size - front)
    middle = {before[i]: i for i in range(front, len(before) - back)}
    return [
        *range(front),
        *(middle.get(line, -1) for line in lines[front : len(lines) - back]),
        *range(len(before) - back, len(before)),
    ]


def _runs(before: Sequence[int]) -> Iterator[range]:
    """The places in runs: of lines that stood in this order before, or of new ones."""
    for _, run in groupby(enumerate(before), key=lambda pair: pair[1] - pair[0] if pair[1] >= 0 else None):
        places = [place for place, _ in run]
        yield range(places[0], places[-1] + 1)


def _changes(new: Sequence[str], gone: Collection[str]) -> Changes:
    return Changes(
        added=tuple(name for name in new if name not in gone),
        changed=tuple(name for name in new if name in gone),
        removed=tuple(sorted(set(gone) - set(new))),
    )


def _loose(gone: Sequence[int], previous: Previous) -> dict[str, list[int]]:
    """The passages of articles that changed or went: their numbers, by their text."""
    loose: dict[str, list[int]] = {}
    if previous.passages is None:
        return {}
    for number in gone:
        row: dict[str, Any] = json.loads(previous.articles[number])
        fields_of: dict[str, Any] = {**row, "tags": tuple(row["tags"])}
        article = Article(**fields_of)
        for at, passage in enumerate(split_passages(article), int(previous.passages.firsts[number])):
            loose.setdefault(searched_text(article, passage), []).append(at)
    return loose


def _lines(data: bytes) -> list[bytes]:
    # Not splitlines, which takes more than line feeds for the end of a line.
    return io.BytesIO(data).readlines()


def _article_line(article: Article) -> bytes:
    try:
        return to_json(dict(zip(_FIELDS, _VALUES(article), strict=True))) + b"\n"
    except PydanticSerializationError:
        raise IndexFolderError(f"article {article.id!a} holds half a character (a lone surrogate)") from None
