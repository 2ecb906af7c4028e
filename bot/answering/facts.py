"""Which sentence of which article tells what a question asks for, and how sure that is.

Every sentence of the articles found gets a row of features; one set of weights ranks the sentences, another
says how probable it is that the best one answers. What an article speaks of throughout tells little about
where in it the answer stands: inside an article words weigh by their rarity among its own sentences.
"""

import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.answering.answer_types import Asked, asked_for
from bot.answering.matching import Term, WordMatcher, terms
from bot.answering.reader import Reader, Reading
from bot.answering.text_vectors import Embeds, TextVectors
from bot.answering.words import table, whole_words

FEATURES = (
    "words, by rarity in the article",
    "words, by rarity among all articles",
    "words, with the sentence before",
    "names, with the sentence before",
    "cosine",
    "sort of answer",
    "reason given",
    "thing counted",
    "other year",
    "year asked for",
    "first sentence",
    "length",
    "words the article has",
    "weightiest word it lacks",
    "rank of the article",
)
JUDGED = (
    *FEATURES,
    "score",
    "share of the scores",
    "lead over the next",
    "words the run has",
    "weightiest word the run lacks",
    "least met word of the run",
    "name the run lacks",
    "words of the question",
    "reader: answered",
    "reader: margin",
)
WEIGHTS = Path(__file__).parent / "data" / "facts.json"
LONGEST_RUN = 3
# Articles whose best score is this near to the best of all are read too: none is known to be the wrong one.
LEAD = 1.0
MOST_READ = 3

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_BEFORE, _TITLE = 0.7, 0.8
_FEWEST = 0.05
_REMEMBERED_SENTENCES = 20_000

Span = tuple[int, int]
Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Document:
    """An article as it is read here: `rank` is 1 for the best found; spans of sentences are in the body."""

    id: str
    title: str
    body: str
    published: str
    sentences: tuple[Span, ...]
    rank: float


@dataclass(frozen=True, slots=True)
class Fact:
    """A run of sentences around the one that answers best, and how well it does.

    `run` and `words` are spans of the document's body: the sentences, and the words in them that the reader
    takes for the answer, None where it finds none there. `score` ranks the facts of one question, `sure` is
    the reader's probability of its words, `probability` that of the whole.
    """

    document: Document
    run: Span
    words: Span | None
    score: float
    sure: float
    probability: float


@dataclass(frozen=True, slots=True)
class Weights:
    """Linear weights: `choice` over `FEATURES`, `answered` over `JUDGED` and a bias last."""

    choice: tuple[float, ...]
    answered: tuple[float, ...]


class FactFinder:
    """Ranks sentences by words met, meaning, sort of answer and place, and has the reader read the best.

    The weights are fitted by `python -m bot.training.facts`.
    """

    def __init__(
        self,
        embedder: Embeds,
        rarity: Callable[[str], float],
        reader: Reader,
        weights: Weights | None = None,
    ) -> None:
        self._matcher = WordMatcher(embedder)
        self._vectors = TextVectors(embedder, _REMEMBERED_SENTENCES)
        self._embedder = embedder
        self._rarity = rarity
        self._reader = reader
        self._weights = weights or bundled_weights()

    def find(self, question: str, documents: Sequence[Document]) -> list[Fact]:
        """The best fact of each document that comes near the best of all, best first."""
        choice = np.array(self._weights.choice)
        ranked = [
            (float((rows @ choice).max()), document, rows)
            for document, rows in zip(documents, self.features(question, documents), strict=True)
            if len(rows)
        ]
        ranked.sort(key=lambda row: -row[0])
        near = [row for row in ranked[:MOST_READ] if row[0] >= ranked[0][0] - LEAD]
        return [self._fact(question, document, rows, choice) for _, document, rows in near]

    def _fact(self, question: str, document: Document, rows: Matrix, choice: NDArray[np.float64]) -> Fact:
        row, run, reading = self.judged(question, document, rows, choice)
        z = float(row @ np.array(self._weights.answered[:-1]) + self._weights.answered[-1])
        words = None
        if reading.start < reading.end:
            words = (run[0] + reading.start, run[0] + reading.end)
        score = float((rows @ choice).max())
        return Fact(
            document, run, words, score, reading.answerable, 1 / (1 + math.exp(-max(-50.0, min(50.0, z))))
        )

    def judged(
        self, question: str, document: Document, rows: Matrix, choice: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], Span, Reading]:
        """(`JUDGED`,) of the best sentence of a document, its run, and what the reader reads in that."""
        scores = rows @ choice
        best = int(scores.argmax())
        run = run_around(document, best)
        wanted = terms(question)
        rare = np.array([self._rarity(term.stem) for term in wanted])
        text = document.body[slice(*run)]
        met = self._matcher.best(wanted, terms(f"{text} {document.title}"))
        reading = self._read(question, document.title, text)
        ranked = np.sort(scores)
        row = (
            *rows[best],
            float(scores[best]),
            float(1 / np.exp(scores - scores[best]).sum()),
            float(ranked[-1] - ranked[-2]) if len(ranked) > 1 else 0.0,
            _share(met, rare),
            float(((1 - met) * rare).max() / rare.max()) if len(wanted) else 1.0,
            float(met.min()) if len(wanted) else 0.0,
            self._name_lacking(wanted, document, run),
            len(wanted) / 10,
            reading.answerable,
            reading.score / 10 if reading.start < reading.end else -1.0,
        )
        return np.array(row), run, reading

    def _name_lacking(self, wanted: Sequence[Term], document: Document, run: Span) -> float:
        """1 where the question names somebody or something that neither the run nor what frames it names."""
        before = [span for span in document.sentences if span[1] <= run[0]]
        framing = [
            document.title,
            *(document.body[slice(*span)] for span in (*before[:1], *before[-1:], run)),
        ]
        names = [term for term in wanted if _is_name(term.word, document.body)]
        met = self._matcher.best(names, terms(" ".join(framing)))
        return float((1 - met).max()) if len(names) else 0.0

    def _read(self, question: str, title: str, text: str) -> Reading:
        """Read a run under the title of its article, which says what it is about."""
        head = f"{title}. "
        (reading,) = self._reader.read(question, [head + text])
        start, end = reading.start - len(head), reading.end - len(head)
        inside = 0 <= start < end
        return replace(reading, start=start if inside else 0, end=end if inside else 0)

    def features(self, question: str, documents: Sequence[Document]) -> list[Matrix]:
        """For each document (sentences, `FEATURES`)."""
        asked = asked_for(question)
        wanted = terms(question)
        vector = self._embedder.embed_queries([question])[0]
        return [self._rows(question, asked, wanted, vector, document) for document in documents]

    def _rows(
        self,
        question: str,
        asked: Asked,
        wanted: Sequence[Term],
        vector: NDArray[np.float32],
        document: Document,
    ) -> Matrix:
        sentences = [document.body[start:end] for start, end in document.sentences]
        if not sentences:
            return np.zeros((0, len(FEATURES)))
        met, titled = self._met(wanted, sentences, document.title)
        held = np.maximum(met.max(axis=0), titled)
        local = np.log((len(sentences) + 2) / (met.sum(axis=0) + titled + 0.5)).clip(_FEWEST)
        rare = np.array([self._rarity(term.stem) for term in wanted])
        named = local * [_is_name(term.word, document.body) for term in wanted]
        around = met.copy()
        around[1:] = np.maximum(met[1:], _BEFORE * met[:-1])
        lacking = float(((1 - held) * rare).max() / rare.max()) if len(wanted) else 1.0
        years = frozenset(_YEAR.findall(question))
        cosines = self._vectors[sentences] @ vector
        rows: list[tuple[float, ...]] = []
        for i, sentence in enumerate(sentences):
            told = frozenset(_YEAR.findall(sentence))
            rows.append(
                (
                    _share(met[i], local),
                    _share(np.maximum(met[i], _TITLE * titled), rare),
                    _share(around[i], local),
                    _share(around[i], named),
                    float(cosines[i]),
                    asked.fits(sentence),
                    asked.reasons(sentence),
                    self._counted(asked, sentence),
                    float(bool(told - years - {document.published[:4]})),
                    float(bool(told & years)) - float(bool(years) and not told & years),
                    float(i == 0),
                    math.log1p(len(terms(sentence))),
                    _share(held, rare),
                    lacking,
                    document.rank,
                )
            )
        return np.array(rows)

    def _met(
        self, wanted: Sequence[Term], sentences: Sequence[str], title: str
    ) -> tuple[Matrix, NDArray[np.float64]]:
        """(sentences, wanted) and (wanted,): how well each sentence and the title meet each word asked."""
        told = [terms(text) for text in (*sentences, title)]
        best = self._matcher.best_of_each(wanted, told).astype(np.float64)
        return best[:-1], best[-1]

    def _counted(self, asked: Asked, sentence: str) -> float:
        """How well what is counted in the sentence is the thing whose number is asked for."""
        unit = terms(asked.unit)[:1]
        counted = [terms(" ".join(words)) for words in asked.counted_in(sentence)] if unit else []
        return max((float(self._matcher.best(unit, row)[0]) for row in counted), default=0.0)


def run_around(document: Document, index: int) -> Span:
    """A sentence with those that it leans on before, or that lean on it behind."""
    text = [document.body[start:end] for start, end in document.sentences]
    first = last = index
    while first and last - first + 1 < LONGEST_RUN and _leans_back(text[first]):
        first -= 1
    if last + 1 < len(text) and last - first + 1 < LONGEST_RUN and _leans_back(text[last + 1]):
        last += 1
    return document.sentences[first][0], document.sentences[last][1]


def _share(met: NDArray[Any], weight: NDArray[np.float64]) -> float:
    """The weighted share of words met; 1 where there is no word to meet."""
    total = weight.sum()
    return float(met @ weight / total) if total else 1.0


def _is_name(word: str, body: str) -> bool:
    return word not in body and (word.capitalize() in body or word.upper() in body)


def _leans_back(sentence: str) -> bool:
    opens, points = _anaphors()
    start = sentence.lstrip("“\"'( ")
    return bool(opens.match(start)) or bool(points.search(" ".join(start.split()[:4])))


@cache
def _anaphors() -> tuple[re.Pattern[str], re.Pattern[str]]:
    rows = table("anaphors")
    return whole_words((*rows["id"], *rows["en"])), whole_words(rows["points"])


def bundled_weights() -> Weights:
    """The weights that were fitted and shipped."""
    fitted = _fitted()
    return Weights(tuple(fitted["choice"].values()), tuple(fitted["answered"].values()))


def bundled_threshold() -> float:
    """The probability from which a fact counts as an answer."""
    return float(_fitted()["threshold"])


@cache
def _fitted() -> Mapping[str, Any]:
    return json.loads(WEIGHTS.read_text(encoding="utf-8"))
