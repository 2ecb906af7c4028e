"""The write path: articles to a published generation."""

import json
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from corpus.article import Article
from index.embedder import Embedder
from index.errors import IndexFolderError
from index.files import Files
from index.generations import IndexFolder, corpus_hash
from index.lexical import LexicalIndex
from index.passages import SPLITTER_VERSION, Passage, searched_text, split_passages
from index.store import VectorStore


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build published: the generation's name, how much is in it, and how long it took."""

    generation: str
    articles: int
    passages: int
    seconds: float


def build_index(
    articles: Iterable[Article], folder: Path, embedder: Embedder, files: Files | None = None
) -> BuildReport:
    """Embed and index `articles` and publish them in `folder` as a new live generation.

    The same articles and the same embedder give the same files, but for the manifest's time. Raises
    `IndexFolderError` (no articles, no text, lone surrogates, repeated ids), `IndexLocked`, `BadVectors`,
    OSError.
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
        contents = {
            "articles.jsonl": written,
            "passages.jsonl": b"".join(_line(_row(passage)) for _, passage in passages),
            "vectors.faiss": store.to_bytes(),
            **{f"lexical/{name}": data for name, data in LexicalIndex.build(texts).to_files().items()},
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
        name = index_folder.publish(contents, facts)
    return BuildReport(name, len(sorted_articles), len(passages), time.perf_counter() - began)


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
