"""The measurements of the models, each a plain function: P1, P2, reading, translation, chat spelling.

Only validation splits are read. Every function takes its parts from the caller and returns figures, so that
`tanya evaluate`, the training command and tests run the same code.
"""

import re
import string
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.answering.reader import Reader, Reading
from index.embedder import Embedder
from index.lexical import LexicalIndex
from index.sentences import split_sentences
from index.training.data import Pair, Question, read_contexts, read_squad

Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Ranking:
    """Mean reciprocal rank within 10, and the share of questions whose passage is among the first k."""

    mrr10: float
    r1: float
    r5: float
    r20: float


class RetrievalTask:
    """P1: every answerable validation question against the contexts of IDK-MRC train and validation."""

    def __init__(self, folder: Path):
        """Read the questions and contexts under `folder` and index the contexts for BM25."""
        valid = read_squad(folder / "idk_mrc_valid.json")
        names = ("idk_mrc_train.json", "idk_mrc_valid.json")
        self.contexts = list(dict.fromkeys(c for name in names for c in read_contexts(folder / name)))
        number = {context: i for i, context in enumerate(self.contexts)}
        self.questions = [question for question in valid if question.answer is not None]
        self.gold = np.asarray([number[question.context] for question in self.questions])
        self.lexical = LexicalIndex.build(self.contexts)

    def bm25(self, questions: Sequence[str]) -> Scores:
        """(questions, contexts) BM25 scores, no stop-words, Snowball stems."""
        return np.stack([self.lexical.scores(question) for question in questions])

    def ranking(self, scores: Scores) -> Ranking:
        """How high the right context stands; ties count against it."""
        own = scores[np.arange(len(self.gold)), self.gold][:, None]
        rank = (scores >= own).sum(1)
        shares = [float((rank <= k).mean()) for k in (1, 5, 20)]
        return Ranking(float(np.where(rank <= 10, 1 / rank, 0).mean()), *shares)


def fuse(bm25: Scores, cosine: Scores, weight: float) -> Scores:
    """BM25/max + weight · cosine/max, per question."""
    highest = np.maximum(bm25.max(1, keepdims=True), 1e-9)
    return bm25 / highest + weight * cosine / np.maximum(cosine.max(1, keepdims=True), 1e-9)


def rerank(
    task: RetrievalTask, questions: Sequence[str], scores: Scores, reader: Reader, depth: int, weight: float
) -> Scores:
    """The first `depth` contexts of each question with weight · answerable added, kept above the rest."""
    result = scores.copy()
    for row, question in enumerate(questions):
        top = np.argsort(-scores[row], kind="stable")[:depth]
        readings = reader.read(question, [task.contexts[i] for i in top])
        result[row, top] += weight * np.asarray([reading.answerable for reading in readings]) + 10
    return result


def translation_top1(model: Embedder, pairs: Sequence[Pair]) -> float:
    """Share of English sentences whose nearest of all the Indonesian ones is their translation."""
    english = _unit(model.embed_queries([pair.english for pair in pairs]))
    indonesian = _unit(model.embed_passages([pair.indonesian for pair in pairs]))
    return float(((english @ indonesian.T).argmax(1) == np.arange(len(pairs))).mean())


def sentence_choice(
    questions: Sequence[Question], choose: Callable[[str, str, list[str]], int]
) -> tuple[float, int]:
    """P2: share of questions whose answer lies in the sentence chosen, and how many were asked.

    `choose(question, context, sentences)` gives the number of a sentence. Contexts of one
    sentence are left out.
    """
    right = asked = 0
    for question in questions:
        spans = split_sentences(question.context)
        if question.answer is None or len(spans) < 2:
            continue
        asked += 1
        sentences = [question.context[start:end] for start, end in spans]
        right += question.answer in sentences[choose(question.text, question.context, sentences)]
    return right / max(asked, 1), asked


def dense_chooser(model: Embedder) -> Callable[[str, str, list[str]], int]:
    """Chooses the sentence nearest to the question."""

    def choose(question: str, context: str, sentences: list[str]) -> int:
        del context
        vectors = _unit(model.embed_passages(sentences))
        return int((vectors @ _unit(model.embed_queries([question]))[0]).argmax())

    return choose


def reader_chooser(reader: Reader) -> Callable[[str, str, list[str]], int]:
    """Chooses the sentence that holds the middle of the reader's span in the whole context."""

    def choose(question: str, context: str, sentences: list[str]) -> int:
        (reading,) = reader.read(question, [context])
        middle = (reading.start + reading.end) // 2
        borders = split_sentences(context)
        inside = [i for i, (start, end) in enumerate(borders) if start <= middle < end]
        return inside[0] if inside else len(sentences) - 1

    return choose


@dataclass(frozen=True, slots=True)
class ReadingFigures:
    """EM and F1 in per cent over all questions and over the answerable ones, and answered-or-not accuracy.

    Over all questions a span counts as given when `answerable` reaches the threshold. `forced_*` are the
    answerable questions with a span always given.
    """

    threshold: float
    exact: float
    f1: float
    answerable_exact: float
    answerable_f1: float
    forced_exact: float
    forced_f1: float
    accuracy: float


def read_all(reader: Reader, questions: Sequence[Question]) -> list[Reading]:
    """What the reader finds in each question's own context."""
    return [reader.read(question.text, [question.context])[0] for question in questions]


def reading_figures(
    questions: Sequence[Question], readings: Sequence[Reading], threshold: float
) -> ReadingFigures:
    """SQuAD 2.0 measures at one threshold on `answerable`."""
    exact, f1, forced_exact, forced_f1, decided = [], [], [], [], []
    for question, reading in zip(questions, readings, strict=True):
        given = reading.answerable >= threshold
        found = question.context[reading.start : reading.end]
        decided.append(given == (question.answer is not None))
        if question.answer is None:
            exact.append(float(not given))
            f1.append(float(not given))
            continue
        forced_exact.append(float(normal(found) == normal(question.answer)))
        forced_f1.append(token_f1(found, question.answer))
        exact.append(forced_exact[-1] if given else 0.0)
        f1.append(forced_f1[-1] if given else 0.0)
    answerable = [i for i, question in enumerate(questions) if question.answer is not None]

    def percent(values: Sequence[float]) -> float:
        return 100 * float(np.mean(values)) if values else 0.0

    return ReadingFigures(
        threshold=threshold,
        exact=percent(exact),
        f1=percent(f1),
        answerable_exact=percent([exact[i] for i in answerable]),
        answerable_f1=percent([f1[i] for i in answerable]),
        forced_exact=percent(forced_exact),
        forced_f1=percent(forced_f1),
        accuracy=percent([float(right) for right in decided]) / 100,
    )


def reliability(
    answerable: Sequence[float], truth: Sequence[bool], bins: int = 10
) -> list[tuple[float, float, int]]:
    """Per bin of stated probability: (mean stated, share true, questions). Empty bins are left out."""
    stated, true = np.asarray(answerable), np.asarray(truth)
    where = np.minimum((stated * bins).astype(int), bins - 1)
    return [
        (float(stated[where == i].mean()), float(true[where == i].mean()), int((where == i).sum()))
        for i in range(bins)
        if (where == i).any()
    ]


def normal(text: str) -> str:
    """SQuAD's normal form of an answer: lower case, no punctuation, single spaces."""
    table = str.maketrans("", "", string.punctuation)
    return " ".join(re.sub(r"\s+", " ", text.lower().translate(table)).split())


def token_f1(found: str, wanted: str) -> float:
    """Harmonic mean of the precision and recall of words."""
    one, other = normal(found).split(), normal(wanted).split()
    shared = sum((Counter(one) & Counter(other)).values())
    return 2 * shared / (len(one) + len(other)) if shared else 0.0


def _unit(vectors: Scores) -> Scores:
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
