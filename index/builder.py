"""The write path: articles to a published generation."""

import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from corpus.article import Article
from index.embedder import Embedder
from index.errors import IndexFolderError
from index.files import Files
from index.generations import IndexFolder, corpus_hash
from index.lexical import LexicalIndex
from index.opening import OpenedIndex, open_generation
from index.passages import SPLITTER_VERSION, Passage, searched_text, split_passages
from index.store import VectorStore


@dataclass(frozen=True, slots=True)
class Changes:
    """How many were added, changed, removed and kept as they were, by id."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    reused: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildReport:
    """What a build did, or in a dry run would do.

    `generation` is the live one afterwards, None where there is none; `published` tells whether this build
    made it. `articles` and `passages` are how many are in it, `embedded` for how many passages the embedder
    was asked.
    """

    generation: str | None
    published: bool
    articles: int
    passages: int
    article_changes: Changes
    passage_changes: Changes
    embedded: int
    index_kind: str
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildOptions:
    """How to build, and who has a say in it.

    `dry_run`: report, and write nothing; nothing is embedded, `approve` and `annotate` are not called.
    `anew`: take nothing over from the generation before, and publish even where nothing changed.
    `progress(done, total)`: passages embedded so far, of those that need it.
    `annotate(articles, previous)`: further files for the generation, by names that start with `extra/`;
    `previous` are those of the generation before. The same articles must give the same bytes.
    `approve(candidate)`: called under the lock with the candidate as a reader would open it, before it goes
    live; whatever it raises leaves the live generation as it is and nothing behind. Not called where nothing
    changed.
    """

    dry_run: bool = False
    anew: bool = False
    progress: Callable[[int, int], None] | None = None
    annotate: Callable[[Sequence[Article], Mapping[str, bytes]], Mapping[str, bytes]] | None = None
    approve: Callable[[OpenedIndex], None] | None = None


def build_index(
    articles: Iterable[Article],
    folder: Path,
    embedder: Embedder,
    files: Files | None = None,
    *,
    options: BuildOptions = BuildOptions(),
) -> BuildReport:
    """Embed and index `articles` and publish them in `folder` as a new live generation.

    The same articles and the same embedder give the same files, but for the manifest's time. Raises
    `IndexFolderError` (no articles, no text, lone surrogates, repeated ids), `IndexLocked`, `BadVectors`,
    OSError, and what `options.approve` raises.
    """
    began = time.perf_counter()
    index_folder = IndexFolder(folder, files)
    with index_folder.locked():
        sorted_articles = sorted(articles, key=lambda article: article.id)
        _check(sorted_articles)
        written = b"".join(_article_line(article) for article in sorted_articles)
        passages = [(article, passage) for article in sorted_articles for passage in split_passages(article)]
        if not passages:
            raise IndexFolderError("the articles hold no text to index")
        texts = [searched_text(article, passage) for article, passage in passages]
        store = VectorStore.build(embedder.embed_passages(texts))
        extras = options.annotate(sorted_articles, {}) if options.annotate else {}
        contents = {
            "articles.jsonl": written,
            "passages.jsonl": b"".join(_line(_row(passage)) for _, passage in passages),
            "vectors.faiss": store.to_bytes(),
            **{f"lexical/{name}": data for name, data in LexicalIndex.build(texts).to_files().items()},
            **extras,
        }
        facts = {
            "articles": len(sorted_articles),
            "passages": len(passages),
            "dimension": embedder.dimension,
            "metric": "inner product",
            "index_kind": store.kind,
            "embedder": embedder.fingerprint,
            "splitter": SPLITTER_VERSION,
            "corpus": corpus_hash(contents, ["articles.jsonl"]),
        }
        candidate = index_folder.draft(contents, facts)
        if options.approve:
            options.approve(open_generation(candidate, embedder))
        name = index_folder.publish(candidate)
    return BuildReport(
        generation=name,
        published=True,
        articles=len(sorted_articles),
        passages=len(passages),
        article_changes=Changes(added=len(sorted_articles)),
        passage_changes=Changes(added=len(passages)),
        embedded=len(passages),
        index_kind=store.kind,
        seconds=time.perf_counter() - began,
    )


def _check(articles: Sequence[Article]) -> None:
    if not articles:
        raise IndexFolderError("there are no articles to index")
    repeated = [name for name, count in Counter(article.id for article in articles).items() if count > 1]
    if repeated:
        raise IndexFolderError(f"several articles have the id {', '.join(repeated)}")


def _article_line(article: Article) -> bytes:
    try:
        return _line(asdict(article))
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


def _line(row: dict[str, Any]) -> bytes:
    return (json.dumps(row, ensure_ascii=False, sort_keys=True) + "\n").encode()
