"""The write path: articles to a published generation."""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from corpus.article import Article
from index.embedder import Embedder, Vectors
from index.errors import IndexFolderError
from index.files import Files
from index.generations import (
    ARTICLES,
    LEXICAL,
    NOTES,
    PASSAGES,
    VECTORS,
    Generation,
    IndexFolder,
)
from index.lexical import TOKENS_VERSION, LexicalIndex
from index.manifest import hash_of
from index.opening import OpenedIndex, load_index
from index.passages import SPLITTER_VERSION
from index.planning import Changes, Plan, Previous, line_of, plan_build, previous_generation
from index.store import VectorStore

_EMBEDDED_AT_ONCE = 2048


class Annotator(Protocol):
    """Reads from an article, once and for all, what whoever answers from the index wants to know of it."""

    @property
    def fingerprint(self) -> str:
        """Changes whenever the same article would get other notes."""
        ...

    def annotate(self, article: Article) -> Any:
        """The notes on an article, as JSON has them."""
        ...


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """How a build goes.

    `progress` is told how many passages are embedded, of how many. `approve` gets the new generation opened
    before it goes live; what it raises keeps the old one. `fresh` takes nothing from the generation before.
    `dry_run` publishes nothing and embeds nothing, `only_changes` neither where nothing changed.
    """

    annotator: Annotator | None = None
    progress: Callable[[int, int], None] | None = None
    approve: Callable[[OpenedIndex], None] | None = None
    fresh: bool = False
    dry_run: bool = False
    only_changes: bool = False
    files: Files | None = None


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did: `generation` is the one it published, None after a dry run or where nothing changed.

    `reused` of the `passages` kept the vectors of the generation before.
    """

    generation: str | None
    articles: int
    passages: int
    reused: int
    changes: Changes
    seconds: float


def build_index(
    articles: Iterable[Article], folder: Path, embedder: Embedder, options: BuildOptions = BuildOptions()
) -> BuildReport:
    """Embed and index `articles` and publish them in `folder` as a new live generation.

    Passages that the live generation has already are taken from it; the files are those of a build from
    nothing, byte for byte, the manifest's time apart. Raises `IndexFolderError` (no articles, no text, lone
    surrogates, repeated ids), `IndexLocked`, `BadVectors`, OSError, and what `options.approve` raises.
    """
    began = time.perf_counter()
    index_folder = IndexFolder(folder, options.files)
    sorted_articles = sorted(articles, key=lambda article: article.id)
    _check(sorted_articles)
    name = None
    if options.dry_run:
        plan = plan_build(sorted_articles, _previous(index_folder, embedder, options))
    else:
        with index_folder.locked():
            previous = _previous(index_folder, embedder, options)
            plan = plan_build(sorted_articles, previous)
            if options.only_changes and not (plan.changes.any or plan.texts):
                return _report(None, began, sorted_articles, plan)
            generation = _generation(sorted_articles, plan, previous, embedder, options)
            if options.approve:
                options.approve(load_index(generation.copy(), embedder))
            name = index_folder.publish(generation.files, generation.manifest)
    return _report(name, began, sorted_articles, plan)


def _report(name: str | None, began: float, articles: Sequence[Article], plan: Plan) -> BuildReport:
    seconds = time.perf_counter() - began
    reused = len(plan.kept) - len(plan.texts)
    return BuildReport(name, len(articles), len(plan.kept), reused, plan.changes, seconds)


def _previous(index_folder: IndexFolder, embedder: Embedder, options: BuildOptions) -> Previous:
    annotator = options.annotator.fingerprint if options.annotator else None
    previous = previous_generation(index_folder, _made_by(embedder), annotator)
    return Previous(previous.articles) if options.fresh else previous


def _made_by(embedder: Embedder) -> dict[str, Any]:
    """What must be the same for passages, vectors and words to be the same."""
    return {
        "embedder": embedder.fingerprint,
        "splitter": SPLITTER_VERSION,
        "tokens": f"{TOKENS_VERSION}, PyStemmer {version('PyStemmer')}",
        "dimension": embedder.dimension,
    }


def _generation(
    articles: Sequence[Article], plan: Plan, previous: Previous, embedder: Embedder, options: BuildOptions
) -> Generation:
    """The generation that is to be published, in memory."""
    if not len(plan.kept):
        raise IndexFolderError("the articles hold no text to index")
    vectors = _embedded(plan, embedder, options.progress)
    with ThreadPoolExecutor(1) as beside:  # FAISS and numpy both let another thread run.
        stored = beside.submit(_stored, plan, previous, vectors)
        lexical = (previous.lexical or LexicalIndex.build(())).updated(plan.kept, plan.texts)
        articles_file = b"".join(plan.articles)
        data, searched = stored.result()
    contents = {
        ARTICLES: articles_file,
        VECTORS: data,
        **{f"{PASSAGES}{name}": data for name, data in plan.passages.to_files().items()},
        **{f"{LEXICAL}{name}": data for name, data in lexical.to_files().items()},
    }
    facts = {
        **_made_by(embedder),
        "articles": len(articles),
        "passages": len(plan.kept),
        "metric": "inner product",
        "index": searched,
        "corpus": hash_of(contents[ARTICLES]),
    }
    if annotator := options.annotator:
        notes = zip(articles, plan.notes, strict=True)
        contents[NOTES] = b"".join(note or line_of(annotator.annotate(article)) for article, note in notes)
        facts["annotator"] = annotator.fingerprint
    return Generation("the generation that is being built", facts, contents)


def _stored(plan: Plan, previous: Previous, vectors: Vectors) -> tuple[bytes, Mapping[str, Any]]:
    """The file of the vectors and how they are searched."""
    store = (previous.store or VectorStore.build(vectors[:0])).updated(plan.kept, vectors)
    return store.to_bytes(), store.facts


def _embedded(plan: Plan, embedder: Embedder, progress: Callable[[int, int], None] | None) -> Vectors:
    """The vectors of new passages, (n, d)."""
    vectors = np.empty((len(plan.texts), embedder.dimension), np.float32)
    for start in range(0, len(vectors), _EMBEDDED_AT_ONCE):
        batch = slice(start, start + _EMBEDDED_AT_ONCE)
        vectors[batch] = embedder.embed_passages(plan.texts[batch])
        if progress:
            progress(min(batch.stop, len(vectors)), len(vectors))
    return vectors


def _check(articles: Sequence[Article]) -> None:
    if not articles:
        raise IndexFolderError("there are no articles to index")
    repeated = [name for name, count in Counter(article.id for article in articles).items() if count > 1]
    if repeated:
        raise IndexFolderError(f"several articles have the id {', '.join(repeated)}")
