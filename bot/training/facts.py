"""Tunes the reader and fits the weights of the fact finder.

Run as `python -m bot.training.facts --data ../shared/data`.

The articles and questions are the invented news under `bot/training/news`, each question with its literal
answer or none. All articles lie in one index, and a question is asked of those that retrieval finds. Choice:
softmax regression over the sentences of the articles found, right being each whose run holds the answer.
Answered: a small network (`bot.training.judging`) over what is judged of each run that is read, by readers
that were tuned on other articles (stacking, Wolpert 1992). The figures and the threshold are from
cross-validation over articles, so that no question is judged by weights or by a reader that saw its article.
"""

import argparse
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from tqdm import tqdm

from bot.answering import facts
from bot.answering.facts import JUDGED, FactFinder, Weights
from bot.answering.judge import JUDGE, answered_by_any
from bot.answering.reader import Reader, Reading, TransformerReader, bundled_reader
from bot.answering.sentence_features import FEATURES, Matrix
from bot.training.judging import Judged, fit_judge
from bot.training.news_examples import NEWS, Example, Vector, alone, examples, finder_over, read_news
from bot.training.news_reader import Tuner

FOLDS = 2
# Articles that were written together may be of one matter; no reader is tuned on half of that.
_TOGETHER = 4
_GIVEN_UP = 0.03
_CHOICE_DECAY = 0.003


class FoldedReader:
    """For each article the reader that was not tuned on it; what was read once is remembered."""

    def __init__(self, fold: Mapping[str, int]) -> None:
        self._fold = fold
        self._readers: dict[int, Reader] = {}
        self._now = 0
        self._read: dict[tuple[int, str, str, str], Reading] = {}

    def add(self, fold: int, reader: Reader) -> None:
        """Have the articles of a fold read by `reader`."""
        self._readers[fold] = reader

    def turn_to(self, article_id: str) -> None:
        """Read for a question on that article from now on."""
        self._now = self._fold[article_id]

    def read(self, question: str, passages: Sequence[str], heads: Sequence[str] = ()) -> list[Reading]:
        """As the reader whose turn it is."""
        keys = [(self._now, question, head, text) for head, text in zip(heads, passages, strict=True)]
        new = [key for key in dict.fromkeys(keys) if key not in self._read]
        found = self._readers[self._now].read(question, [key[3] for key in new], [key[2] for key in new])
        self._read.update(zip(new, found, strict=True))
        return [self._read[key] for key in keys]


class Fitter:
    """Fits both sets of weights and puts them to the test."""

    def __init__(self, finder: FactFinder, reader: FoldedReader) -> None:
        self._finder = finder
        self._reader = reader

    def fit(self, rows: Sequence[Example]) -> Weights:
        """Both sets of weights."""
        choice = fit_choice(rows)
        # A newsroom may have one article, in which a question of few words is clear.
        views = [*rows, *(lone for e in rows if (lone := alone(e)).documents)]
        read = [document for e in views for document in self._judged(e, choice)]
        return Weights(tuple(choice), fit_judge(read))

    def cross_validated(
        self, rows: Sequence[Example], fold: Mapping[str, int]
    ) -> Iterator[tuple[Example, bool, float]]:
        """Each example, whether its surest run is right, and its probability, by weights that saw neither."""
        for number in tqdm(range(FOLDS), desc="folds"):
            weights = self.fit([e for e in rows if fold[e.question.article_id] != number])
            for example in (e for e in rows if fold[e.question.article_id] == number):
                best = (0.0, False)
                for judged, right in self._judged(example, np.array(weights.choice)):
                    scores = weights.judge.scores(judged)
                    best = max(best, (answered_by_any(scores), bool(right[scores.argmax()])))
                yield example, best[1], best[0]

    def _judged(self, example: Example, choice: Vector) -> list[Judged]:
        """What is judged of the runs that are read of each document, and which of them are right."""
        self._reader.turn_to(example.question.article_id)
        chosen, judged, _ = self._finder.judged(example.text, example.documents, example.rows, choice)
        right = np.array([example.right[c.document][c.sentence] for c in chosen], dtype=bool)
        owner = np.array([c.document for c in chosen], dtype=int)
        return [(judged[owner == number], right[owner == number]) for number in np.unique(owner)]


def fit_choice(rows: Sequence[Example]) -> Vector:
    """The weights of `FEATURES`."""
    return _fit_choice([(np.concatenate(e.rows), np.concatenate(e.right)) for e in rows if e.rows])


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


def figures(judgements: Iterable[tuple[Example, bool, float]]) -> tuple[float, dict[str, float]]:
    """The highest threshold at which, but for three in a hundred, as many questions end right as at any.

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
    """Tune, fit, measure by cross-validation, and write what the fact finder loads."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder of public training data")
    parser.add_argument("--work", type=Path, default=Path(".tanya/training"), help="caches and checkpoints")
    parser.add_argument("--news", type=Path, default=NEWS)
    options = parser.parse_args()
    articles, questions = read_news(options.news)
    fold = {article.id: i // _TOGETHER % FOLDS for i, article in enumerate(articles)}
    reader = FoldedReader(fold)
    tuner = Tuner(options.work / "reader", options.data, options.work)
    with finder_over(articles, reader) as (finder, retriever):
        rows = examples(finder, retriever, questions)
        choice = fit_choice(rows)
        tuned = [options.work / f"reader-without-{number}" for number in range(FOLDS)]
        for number, out in enumerate(tuned):
            others = [e for e in rows if fold[e.question.article_id] != number]
            tuner.tune(others, choice, out.name, out)
            reader.add(number, TransformerReader(out))
        tuner.average(tuned, bundled_reader())
        fitter = Fitter(finder, reader)
        threshold, measured = figures(fitter.cross_validated(rows, fold))
        weights = fitter.fit(rows)
    fitted = {
        "threshold": threshold,
        "figures": {"questions": len(rows), f"{FOLDS}-fold cross-validation over articles": measured},
        "choice": dict(zip(FEATURES, (round(w, 4) for w in weights.choice), strict=True)),
    }
    weights.judge.save(JUDGE, JUDGED)
    facts.WEIGHTS.write_text(json.dumps(fitted, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(fitted, indent=2))


if __name__ == "__main__":
    main()
