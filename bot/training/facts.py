"""Fits the weights of the fact finder: `python -m bot.training.facts`.

The articles and questions are the invented news under `bot/training/news`, each question with its literal
answer or none. All articles lie in one index, and a question is asked of those that retrieval finds. Choice:
softmax regression over the sentences of the articles found, right being each whose run holds the answer.
Answered: logistic regression on what is judged of every run that is read. The figures and the threshold are from
cross-validation over articles, so that no question is judged by weights that saw its article.
"""

import argparse
import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray
from scipy.optimize import minimize
from tqdm import tqdm

from bot.answering import facts
from bot.answering.extractive import PASSAGES_FOUND, documents_of
from bot.answering.facts import JUDGED, FactFinder, Weights
from bot.answering.reader import Reader, Reading, TransformerReader, bundled_reader
from bot.answering.sentence_features import FEATURES, Document, run_around
from bot.settings import load_settings
from bot.wiring import open_embedder, open_retriever
from corpus.article import Article
from index.builder import build_index
from index.retriever import Retriever

NEWS = Path(__file__).parent / "news"
FOLDS = 8
_GIVEN_UP = 0.01
_CHOICE_DECAY, _ANSWERED_DECAY = 0.003, 0.02

Matrix = NDArray[np.float64]


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
def finder_over(articles: Sequence[Article]) -> Iterator[tuple[FactFinder, Retriever]]:
    """A finder without weights and the retriever over an index of the articles."""
    settings = load_settings()
    embedder = open_embedder(settings)
    nothing = Weights((0.0,) * len(FEATURES), (0.0,) * (len(JUDGED) + 1))
    with tempfile.TemporaryDirectory(prefix="tanya-facts-") as folder:
        own = settings.model_copy(update={"index_dir": Path(folder)})
        build_index(articles, own.index_dir, embedder)
        retriever = open_retriever(own, embedder)
        reader = RememberingReader(TransformerReader(bundled_reader()))
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


def silenced(finder: FactFinder, rows: Sequence[Example]) -> list[Example]:
    """Each example that has an answer once more, over the articles without the sentences that tell it.

    So an article that does not answer is told from one that does by little else.
    """
    made: list[Example] = []
    for example in tqdm(rows, desc="silenced"):
        answer = example.question.answer
        if answer is None:
            continue
        documents = tuple(
            replace(
                d, sentences=tuple(s for s in d.sentences if answer.casefold() not in d.body[slice(*s)].casefold())
            )
            for d in example.documents
        )
        features = tuple(finder.features(example.text, documents))
        right = tuple(np.zeros(len(d.sentences), dtype=bool) for d in documents)
        made.append(Example(replace(example.question, answer=None), example.text, documents, features, right))
    return made


def _right(question: NewsQuestion, document: Document) -> NDArray[np.bool_]:
    """Which sentences of a document answer: those whose run holds the answer where it first stands."""
    right = np.zeros(len(document.sentences), dtype=bool)
    if question.answer is not None and document.id == question.article_id:
        start = document.body.index(question.answer)
        for i in range(len(right)):
            first, last = run_around(document, i)
            right[i] = first <= start and start + len(question.answer) <= last
    return right


class RememberingReader:
    """Reads what it has read before from memory: folds put the same runs to the same questions."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._read: dict[tuple[str, str, str], Reading] = {}

    def read(self, question: str, passages: Sequence[str], heads: Sequence[str] = ()) -> list[Reading]:
        """As the reader that it was made with."""
        keys = [(question, head, text) for head, text in zip(heads, passages, strict=True)]
        new = [key for key in dict.fromkeys(keys) if key not in self._read]
        found = self._reader.read(question, [text for _, _, text in new], [head for _, head, _ in new])
        self._read.update(zip(new, found, strict=True))
        return [self._read[key] for key in keys]


def fit(finder: FactFinder, rows: Sequence[Example]) -> Weights:
    """Both sets of weights."""
    choice = _fit_choice([(np.concatenate(e.rows), np.concatenate(e.right)) for e in rows if e.rows])
    read = [judged_of(finder, e, choice) for e in rows if e.rows]
    features, right = np.concatenate([f for f, _ in read]), np.concatenate([r for _, r in read])
    return Weights(tuple(choice), tuple(_fit_answered(features, right)))


def judged_of(
    finder: FactFinder, example: Example, choice: NDArray[np.float64]
) -> tuple[Matrix, NDArray[np.bool_]]:
    """What is judged of every run that is read, and which of them are right."""
    chosen, judged, _ = finder.judged(example.text, example.documents, example.rows, choice)
    return judged, np.array([example.right[c.document][c.sentence] for c in chosen], dtype=bool)


def _fit_choice(rows: Sequence[tuple[Matrix, NDArray[np.bool_]]]) -> NDArray[np.float64]:
    useful = [(x, right) for x, right in rows if right.any() and not right.all()]

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        total, gradient = 0.0, np.zeros_like(weights)
        for x, right in useful:
            scores = x @ weights
            shares = np.exp(scores - scores.max())
            shares /= shares.sum()
            held = shares[right].sum()
            total -= np.log(held + 1e-12)
            gradient += shares @ x - (shares * right) @ x / (held + 1e-12)
        count = len(useful)
        return (
            total / count + _CHOICE_DECAY * weights @ weights,
            gradient / count + 2 * _CHOICE_DECAY * weights,
        )

    return minimize(loss, np.zeros(len(FEATURES)), jac=True, method="L-BFGS-B").x


def _fit_answered(x: Matrix, right: NDArray[np.bool_]) -> NDArray[np.float64]:
    # Features of unlike size must feel the same pull towards zero.
    middle, size = x.mean(axis=0), x.std(axis=0) + 1e-9
    scaled = np.c_[(x - middle) / size, np.ones(len(x))]

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        z = scaled @ weights
        gradient = scaled.T @ (1 / (1 + np.exp(-z)) - right) / len(x)
        ridge = np.r_[weights[:-1], 0.0]
        value = float((np.logaddexp(0, z) - right * z).mean() + _ANSWERED_DECAY * ridge @ ridge)
        return value, gradient + 2 * _ANSWERED_DECAY * ridge

    fitted = minimize(loss, np.zeros(scaled.shape[1]), jac=True, method="L-BFGS-B").x
    weights = fitted[:-1] / size
    return np.r_[weights, fitted[-1] - weights @ middle]


def cross_validated(
    finder: FactFinder, rows: Sequence[Example], more: Sequence[Example]
) -> Iterator[tuple[Example, bool, float]]:
    """Each example, whether its surest run is right, and its probability, by weights that saw neither.

    `more` is only learnt from.
    """
    ids = sorted({e.question.article_id for e in rows})
    fold = {name: i % FOLDS for i, name in enumerate(ids)}
    for number in tqdm(range(FOLDS), desc="folds"):
        weights = fit(finder, [e for e in (*rows, *more) if fold[e.question.article_id] != number])
        for example in (e for e in rows if fold[e.question.article_id] == number):
            judged, right = judged_of(finder, example, np.array(weights.choice))
            if not len(judged):
                yield example, False, 0.0
                continue
            z = judged @ np.array(weights.answered[:-1]) + weights.answered[-1]
            best = int(z.argmax())
            yield example, bool(right[best]), float(1 / (1 + np.exp(-z[best])))


def figures(judgements: Iterable[tuple[Example, bool, float]]) -> tuple[float, dict[str, float]]:
    """The highest threshold at which, but for one in a hundred, as many questions end right as at any.

    And what holds there: a wrong answer is worse than none.
    """
    rows = list(judgements)
    asked = [(right, p) for e, right, p in rows if e.question.answer is not None]
    others = [p for e, _, p in rows if e.question.answer is None]

    def counts(threshold: float) -> tuple[int, int, int]:
        right = sum(r and p >= threshold for r, p in asked)
        wrong = sum(not r and p >= threshold for r, p in asked) + sum(p >= threshold for p in others)
        return right, wrong, sum(p < threshold for p in others)

    steps = [i / 100 for i in range(20, 90)]
    ends_right = {t: counts(t)[0] + counts(t)[2] for t in steps}
    enough = max(ends_right.values()) - _GIVEN_UP * len(rows)
    threshold = max(t for t in steps if ends_right[t] >= enough)
    right, wrong, refused = counts(threshold)
    return threshold, {
        "right sentence first": round(sum(r for r, _ in asked) / len(asked), 4),
        "answered right": round(right / len(asked), 4),
        "refused where there is no answer": round(refused / len(others), 4),
        "answered wrong, of all": round(wrong / len(rows), 4),
    }


def main() -> None:
    """Fit, measure by cross-validation, and write the file that the fact finder loads."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--news", type=Path, default=NEWS)
    options = parser.parse_args()
    articles, questions = read_news(options.news)
    with finder_over(articles) as (finder, retriever):
        rows = examples(finder, retriever, questions)
        more = silenced(finder, rows)
        threshold, measured = figures(cross_validated(finder, rows, more))
        weights = fit(finder, [*rows, *more])
    fitted = {
        "threshold": threshold,
        "figures": {"questions": len(rows), f"{FOLDS}-fold cross-validation over articles": measured},
        "choice": dict(zip(FEATURES, (round(w, 4) for w in weights.choice), strict=True)),
        "answered": dict(zip((*JUDGED, "bias"), (round(w, 4) for w in weights.answered), strict=True)),
    }
    facts.WEIGHTS.write_text(json.dumps(fitted, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(fitted, indent=2))


if __name__ == "__main__":
    main()
