"""What a build has to do, and what it can take from the generation before."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import groupby
from typing import Any

import numpy as np

from corpus.article import Article
from index.errors import BadVectors, DamagedGeneration, IndexFolderError
from index.generations import ARTICLES, LEXICAL, NOTES, PASSAGES, VECTORS, Generation, IndexFolder
from index.lexical import LexicalIndex
from index.passages import Passage, searched_text, split_passages
from index.postings import Numbers
from index.store import VectorStore

_FIELDS = tuple(field.name for field in fields(Article))


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
class _Block:
    """The passages of one article of the generation before: the number of the first, and their lines."""

    first: int
    lines: tuple[bytes, ...]
    note: bytes | None


@dataclass(frozen=True, slots=True)
class Previous:
    """The live generation, as far as the next build may take from it.

    `store` and `lexical` are None where its passages, vectors and words are made in another way than ours.
    """

    articles: Mapping[bytes, int]
    blocks: Sequence[_Block]
    store: VectorStore | None
    lexical: LexicalIndex | None


@dataclass(frozen=True, slots=True)
class Plan:
    """A build before it embeds.

    Passage i of the new generation is passage `kept[i]` of the one before, and where that is -1 the next of
    `texts`. `articles` and `passages` are the lines of their files; a note is None where it must be made.
    """

    articles: tuple[bytes, ...]
    passages: tuple[bytes, ...]
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
    nothing = Previous({}, (), None, None)
    if generation is None:
        return nothing
    lines = _lines(generation.files.get(ARTICLES, b""))
    articles = {line: i for i, line in enumerate(lines)}
    if any(generation.manifest.get(key) != value for key, value in alike.items()):
        return Previous(articles, (), None, None)
    try:
        store = VectorStore.from_bytes(generation.files[VECTORS])
        lexical = LexicalIndex.from_files(
            {
                name.removeprefix(LEXICAL): data
                for name, data in generation.files.items()
                if name.startswith(LEXICAL)
            }
        )
        noted = annotator is not None and generation.manifest.get("annotator") == annotator
        blocks = tuple(_blocks(generation, len(lines), noted))
    except (KeyError, ValueError, TypeError, BadVectors):
        # Hashed as it is, it is not ours: it will be refused where it is opened, and is no base to build on.
        return nothing
    counts = {sum(len(block.lines) for block in blocks), len(store), len(lexical)}
    if len(counts) == 1 and store.dimension == alike["dimension"]:
        return Previous(articles, blocks, store, lexical)
    return Previous(articles, (), None, None)


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
    passages: list[bytes] = []
    notes: list[bytes | None] = []
    for article, line in zip(articles, lines, strict=True):
        number = previous.articles.get(line) if previous.blocks else None
        if number is not None:
            block = previous.blocks[number]
            kept += range(block.first, block.first + len(block.lines))
            passages += block.lines
            notes.append(block.note)
            continue
        notes.append(None)
        for passage in split_passages(article):
            text = searched_text(article, passage)
            same = loose.get(text)
            kept.append(same.pop() if same else -1)
            if kept[-1] < 0:
                texts.append(text)
            passages.append(line_of(_row(passage)))
    changes = _changes(articles, lines, previous, [json.loads(line)["id"] for line, _ in gone])
    return Plan(tuple(lines), tuple(passages), tuple(notes), np.array(kept, np.int64), tuple(texts), changes)


def line_of(row: Mapping[str, Any]) -> bytes:
    """One line of a file of the generation."""
    return (json.dumps(row, ensure_ascii=False, sort_keys=True) + "\n").encode()


def _changes(
    articles: Sequence[Article], lines: Sequence[bytes], previous: Previous, gone: Sequence[str]
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
    for line, number in gone if previous.blocks else ():
        row: dict[str, Any] = json.loads(line)
        fields_of: dict[str, Any] = {**row, "tags": tuple(row["tags"])}
        article = Article(**fields_of)
        for at, passage in enumerate(split_passages(article), previous.blocks[number].first):
            loose.setdefault(searched_text(article, passage), []).append(at)
    return loose


def _blocks(generation: Generation, articles: int, noted: bool) -> Iterator[_Block]:
    """The passages of each article. Raises ValueError unless every article has some, in its order."""
    notes: Sequence[bytes | None] = _lines(generation.files[NOTES]) if noted else [None] * articles
    groups = [tuple(group) for _, group in groupby(_lines(generation.files[PASSAGES]), key=_owner)]
    first = 0
    for group, note, _ in zip(groups, notes, range(articles), strict=True):
        yield _Block(first, group, note)
        first += len(group)


def _owner(line: bytes) -> bytes:
    """What a passage's line begins with: keys are sorted, so that it is its article's id."""
    return line.split(b', "end": ', 1)[0]


def _lines(data: bytes) -> list[bytes]:
    # Not splitlines, which takes more than line feeds for the end of a line.
    return [line + b"\n" for line in data.split(b"\n")[:-1]]


def _article_line(article: Article) -> bytes:
    try:
        return line_of({name: getattr(article, name) for name in _FIELDS})
    except UnicodeEncodeError:
        raise IndexFolderError(f"article {article.id!a} holds half a character (a lone surrogate)") from None


def _row(passage: Passage) -> dict[str, Any]:
    # The text is the body's; to store it twice would allow the two to differ.
    return {
        "id": passage.id,
        "article_id": passage.article_id,
        "start": passage.start,
        "end": passage.end,
        "sentences": passage.sentences,
    }
