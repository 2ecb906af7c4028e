"""The read path's door: a generation on disk to one in memory, believed only after it was checked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from pydantic_core import from_json

from corpus.article import Article
from index.embedder import Embedder
from index.errors import BadVectors, DamagedGeneration, EmbedderMismatch
from index.files import Files
from index.generations import ARTICLES, LEXICAL, NOTES, PASSAGES, VECTORS, Generation, IndexFolder
from index.lexical import LexicalIndex, tokens_of
from index.passage_table import PassageColumns, PassageTable
from index.passages import SPLITTER_VERSION, Passage, searched_text
from index.store import VectorStore

# The same model on another processor gives vectors this much apart at most; another text's are much further.
_SAME_VECTOR = 0.99
_MAY_BE_NONE = frozenset({"url", "byline", "updated", "supersedes"})


@dataclass(frozen=True, slots=True)
class OpenedIndex:
    """A verified generation in memory.

    `notes` are those of the annotator that the manifest names, by article, none where it names none;
    `warnings` say which newer generations were passed over, and why.
    """

    generation: str
    manifest: Mapping[str, Any]
    articles: Mapping[str, Article]
    passages: Sequence[Passage]
    store: VectorStore
    lexical: LexicalIndex
    notes: Mapping[str, Any]
    warnings: tuple[str, ...]


def open_index(folder: Path, embedder: Embedder, files: Files | None = None) -> OpenedIndex:
    """Open the live generation, or the newest whole one if it is damaged.

    Raises `NoGeneration`, `EmbedderMismatch` (the live generation is of another embedder) and
    `DamagedGeneration` (none is whole; the message tells each one's fault).
    """
    index_folder = IndexFolder(folder, files)
    order = index_folder.order()
    live = index_folder.current()
    warnings = [] if live else ["CURRENT is missing or names no generation"]
    for name in order:
        try:
            return load_index(index_folder.read(name), embedder, tuple(warnings))
        except DamagedGeneration as damaged:
            warnings.append(str(damaged))
        except EmbedderMismatch as mismatch:
            # What stands in for a damaged generation may be older than the embedder; the next may not.
            if not warnings:
                raise
            warnings.append(str(mismatch))
    raise DamagedGeneration("; ".join(warnings))


def load_index(generation: Generation, embedder: Embedder, warnings: tuple[str, ...] = ()) -> OpenedIndex:
    """Open a generation that was read. Raises `EmbedderMismatch` and `DamagedGeneration`.

    Its files are taken from it one by one, so that none is in memory twice for long.
    """
    # Files that are as they were published may still be lies: nothing of them is taken on trust.
    manifest, name = generation.manifest, generation.name
    if manifest.get("embedder") != embedder.fingerprint:
        raise EmbedderMismatch(
            f"{name} was built with {manifest.get('embedder')}, "
            f"the embedder in use is {embedder.fingerprint}: run `tanya build`"
        )
    if manifest.get("splitter") != SPLITTER_VERSION:
        raise DamagedGeneration(f"{name}: its passages are of another version; run `tanya build`")
    articles, passages, store, lexical = _parts(generation)
    counts = {len(passages), len(store), len(lexical), manifest.get("passages")}
    if len(counts) != 1 or manifest.get("articles") != len(articles) or not len(passages):
        raise DamagedGeneration(f"{name}: its files do not agree on how much is in them")
    if not store.dimension == manifest.get("dimension") == embedder.dimension:
        raise DamagedGeneration(f"{name}: its vectors have another dimension than the embedder's")
    notes = _notes(generation, tuple(articles))
    opened = OpenedIndex(name, manifest, articles, passages, store, lexical, notes, warnings)
    _self_test(opened, embedder)
    return opened


def _self_test(opened: OpenedIndex, embedder: Embedder) -> None:
    """The first, the middle and the last passage must find themselves, by vector and by words."""
    last = len(opened.passages) - 1
    numbers = sorted({0, last // 2, last})
    passages = [opened.passages[i] for i in numbers]
    texts = [searched_text(opened.articles[passage.article_id], passage) for passage in passages]
    for i, text, vector in zip(numbers, texts, embedder.embed_passages(texts), strict=True):
        _, scores = opened.store.search(vector, 1)
        if opened.store.products(vector, np.array([i]))[0] < _SAME_VECTOR or scores[0] < _SAME_VECTOR:
            raise DamagedGeneration(f"{opened.generation}: passage {i + 1} does not have its own vector")
        if tokens_of(text) and opened.lexical.scores(text)[i] <= 0:
            raise DamagedGeneration(f"{opened.generation}: passage {i + 1} is not found by its own words")


def _parts(
    generation: Generation,
) -> tuple[Mapping[str, Article], PassageTable, VectorStore, LexicalIndex]:
    file = VECTORS
    try:
        store = VectorStore.from_bytes(generation.take(file))
        file = LEXICAL
        lexical = LexicalIndex.from_files(generation.take_inside(file))
        file = ARTICLES
        articles = _by_id([_article(row) for row in _rows(generation.take(file))])
        file = PASSAGES
        columns = PassageColumns.from_files(generation.take_inside(file))
        passages = PassageTable(tuple(articles.values()), columns)
    except KeyError as error:
        raise DamagedGeneration(f"{generation.name}: {file}: {error} is missing") from error
    except (ValueError, TypeError, AttributeError, RecursionError, MemoryError, BadVectors) as error:
        raise DamagedGeneration(f"{generation.name}: {file}: {error}") from error
    return articles, passages, store, lexical


def _notes(generation: Generation, articles: Sequence[str]) -> Mapping[str, Any]:
    if generation.manifest.get("annotator") is None:
        return {}
    try:
        rows: list[Any] = _rows(generation.take(NOTES))
        return dict(zip(articles, rows, strict=True))
    except (KeyError, ValueError, RecursionError) as error:
        raise DamagedGeneration(f"{generation.name}: {NOTES}: {error}") from error


def _rows(data: bytes) -> list[dict[str, Any]]:
    return [from_json(line, cache_strings="keys") for line in data.split(b"\n") if line]


def _article(row: dict[str, Any]) -> Article:
    fields: dict[str, Any] = {**row, "tags": tuple(row["tags"])}
    article = Article(**fields)
    texts = [v for k, v in fields.items() if not (k == "tags" or (v is None and k in _MAY_BE_NONE))]
    if not all(isinstance(text, str) for text in [*texts, *fields["tags"]]):
        raise ValueError("an article has a field that is no text")
    return article


def _by_id(articles: Sequence[Article]) -> dict[str, Article]:
    by_id = {article.id: article for article in articles}
    if len(by_id) != len(articles):
        raise ValueError("an id repeats")
    return by_id
