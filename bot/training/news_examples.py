"""The invented news under `bot/training/news` and what the fact finder sees of its questions."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray
from tqdm import tqdm

from bot.answering.extractive import PASSAGES_FOUND, documents_of
from bot.answering.facts import JUDGED, FactFinder, Weights
from bot.answering.judge import Judge
from bot.answering.reader import Reader
from bot.answering.sentence_features import FEATURES, Document, Matrix, run_around
from bot.settings import load_settings
from bot.wiring import open_embedder, open_retriever
from corpus.article import Article
from index.builder import build_index
from index.retriever import Retriever

NEWS = Path(__file__).parent / "news"

Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class NewsQuestion:
    """A question on one article, with the literal answer or None."""

    article_id: str
    text: str
    language: str
    answer: str | None


@dataclass(frozen=True, slots=True)
class Example:
    """A question and, of every article found, (sentences, `FEATURES`) and which sentences are right."""

    question: NewsQuestion
    text: str
    documents: tuple[Document, ...]
    rows: tuple[Matrix, ...]
    right: tuple[NDArray[np.bool_], ...]


def read_news(folder: Path = NEWS) -> tuple[list[Article], list[NewsQuestion]]:
    """The invented articles and their questions. Raises `ValueError` on an answer not in its article."""
    articles: list[Article] = []
    questions: list[NewsQuestion] = []
    for path in sorted(folder.glob("*.yml")):
        row = yaml.safe_load(path.read_text(encoding="utf-8"))
        asked = row.pop("questions")
        row["published"] = str(row["published"])
        article = Article(id=path.stem, **{**row, "body": row["body"].strip()})
        articles.append(article)
        for entry in asked:
            answer = entry.get("answer")
            if answer is not None and str(answer) not in article.body:
                raise ValueError(f"{path.name}: {answer!r} does not stand in the article")
            text = None if answer is None else str(answer)
            questions.append(NewsQuestion(path.stem, entry["text"], entry["language"], text))
    return articles, questions


@contextmanager
def finder_over(articles: Sequence[Article], reader: Reader) -> Iterator[tuple[FactFinder, Retriever]]:
    """A finder without weights and the retriever over an index of the articles."""
    settings = load_settings()
    embedder = open_embedder(settings)
    nothing = Weights((0.0,) * len(FEATURES), Judge.undecided(len(JUDGED)))
    with tempfile.TemporaryDirectory(prefix="tanya-facts-") as folder:
        own = settings.model_copy(update={"index_dir": Path(folder)})
        build_index(articles, own.index_dir, embedder)
        retriever = open_retriever(own, embedder)
        yield FactFinder(embedder, retriever.rarity, reader, nothing), retriever


def examples(finder: FactFinder, retriever: Retriever, questions: Sequence[NewsQuestion]) -> list[Example]:
    """Ask every question of the articles that retrieval finds for it."""
    rows: list[Example] = []
    for question in tqdm(questions, desc="features"):
        text = retriever.normalised(question.text)
        documents = tuple(documents_of(retriever.retrieve(text, PASSAGES_FOUND)))
        right = tuple(_right(question, document) for document in documents)
        rows.append(Example(question, text, documents, tuple(finder.features(text, documents)), right))
    return rows


def alone(example: Example) -> Example:
    """The example as if the question's own article were the only one."""
    kept = [i for i, document in enumerate(example.documents) if document.id == example.question.article_id]
    return replace(
        example,
        documents=tuple(example.documents[i] for i in kept),
        rows=tuple(example.rows[i] for i in kept),
        right=tuple(example.right[i] for i in kept),
    )


def _right(question: NewsQuestion, document: Document) -> NDArray[np.bool_]:
    """Which sentences of a document answer: those whose run holds the answer where it first stands."""
    right = np.zeros(len(document.sentences), dtype=bool)
    if question.answer is not None and document.id == question.article_id:
        start = document.body.index(question.answer)
        for i in range(len(right)):
            first, last = run_around(document, i)
            right[i] = first <= start and start + len(question.answer) <= last
    return right
