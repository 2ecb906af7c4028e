"""The read path's door: a generation on disk to one in memory, believed only after it was checked."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from corpus.article import Article
from index.embedder import Embedder
from index.errors import BadVectors, DamagedGeneration, EmbedderMismatch
from index.generations import Generation, IndexFolder
from index.lexical import LexicalIndex
from index.passages import SPLITTER_VERSION, Passage
from index.store import VectorStore


@dataclass(frozen=True, slots=True)
class OpenedIndex:
    """A verified generation in memory. `warnings` say which newer ones were passed over, and why."""

    generation: str
    manifest: Mapping[str, Any]
    articles: Mapping[str, Article]
    passages: tuple[Passage, ...]
    store: VectorStore
    lexical: LexicalIndex
    warnings: tuple[str, ...]


def open_index(folder: Path, embedder: Embedder) -> OpenedIndex:
    """Open the live generation, or the newest whole one if it is damaged.

    Raises `NoGeneration`, `EmbedderMismatch` (the live generation is of another embedder) and
    `DamagedGeneration` (none is whole; the message tells each one's fault).
    """
    index_folder = IndexFolder(folder)
    warnings: list[str] = []
    for name in index_folder.order():
        try:
            return _load(index_folder.read(name), embedder, tuple(warnings))
        except DamagedGeneration as damaged:
            warnings.append(str(damaged))
    raise DamagedGeneration("; ".join(warnings))


def _load(generation: Generation, embedder: Embedder, warnings: tuple[str, ...]) -> OpenedIndex:
    manifest = generation.manifest
    name = generation.name
    if manifest.get("embedder") != embedder.fingerprint:
        raise EmbedderMismatch(
            f"{name} was built with {manifest.get('embedder')}, "
            f"the embedder in use is {embedder.fingerprint}: run `tanya build`"
        )
    try:
        articles = {a.id: a for a in (_article(row) for row in _rows(generation.files["articles.jsonl"]))}
        passages = tuple(_passage(row, articles) for row in _rows(generation.files["passages.jsonl"]))
        store = VectorStore.from_bytes(generation.files["vectors.faiss"])
        prefix = "lexical/"
        lexical = LexicalIndex.from_files(
            {file.removeprefix(prefix): d for file, d in generation.files.items() if file.startswith(prefix)}
        )
    except (KeyError, ValueError, TypeError, BadVectors) as error:
        raise DamagedGeneration(f"{name}: {error}") from error
    counts = {len(passages), len(store), len(lexical), manifest.get("passages")}
    if len(counts) != 1 or manifest.get("articles") != len(articles) or not articles:
        raise DamagedGeneration(f"{name}: its files do not agree on how much is in them")
    if store.dimension != embedder.dimension or manifest.get("splitter") != SPLITTER_VERSION:
        raise DamagedGeneration(f"{name}: its vectors or passages are of another version; run `tanya build`")
    if len({passage.id for passage in passages}) != len(passages):
        raise DamagedGeneration(f"{name}: passage ids repeat")
    opened = OpenedIndex(name, manifest, articles, passages, store, lexical, warnings)
    _self_test(opened)
    return opened


def _self_test(opened: OpenedIndex) -> None:
    """A stored vector must find itself: a file can be whole and still not search."""
    vector = opened.store.vectors[0]
    ids, scores = opened.store.search(vector, 1)
    if not len(ids) or not np.isclose(scores[0], 1.0, atol=1e-3):
        raise DamagedGeneration(f"{opened.generation}: the vectors do not find themselves")


def _rows(data: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in data.decode("utf-8").split("\n") if line]


def _article(row: dict[str, Any]) -> Article:
    fields: dict[str, Any] = {**row, "tags": tuple(row["tags"])}
    return Article(**fields)


def _passage(row: dict[str, Any], articles: Mapping[str, Article]) -> Passage:
    body = articles[row["article_id"]].body
    start, end = row["start"], row["end"]
    sentences = tuple((int(s), int(e)) for s, e in row["sentences"])
    borders = [start, *(at for span in sentences for at in span), end]
    if not 0 <= start < end <= len(body) or borders != sorted(borders):
        raise ValueError(f"passage {row['id']} lies outside its article")
    return Passage(row["id"], row["article_id"], start, end, body[start:end], sentences)
