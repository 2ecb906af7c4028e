"""Which run of sentences of which article tells what a question asks for, and how sure that is.

Weights rank the sentences of the articles found by their features; the reader reads the best of them; the
judge says of each run that was read how probable it is that it answers.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.answering.answer_types import asked_for
from bot.answering.glossing import gloss
from bot.answering.judge import Judge, answered_by_any, bundled_judge
from bot.answering.language import detect
from bot.answering.matching import Term, terms
from bot.answering.matters import on_one_matter
from bot.answering.reader import Reader, Reading
from bot.answering.sentence_features import (
    FEATURES,
    Document,
    Matrix,
    SentenceFeatures,
    Span,
    clause_around,
    is_name,
    opposites_told,
    run_around,
    share,
    surely,
)
from bot.answering.text_vectors import Embeds
from bot.answering.words import alternatives, canonical, raw_words, table

SORTS = ("reason", "person", "place", "time", "number", "money")
JUDGED = (
    *FEATURES,
    "score",
    "share of the scores",
    "score behind the best",
    "lead over other articles",
    "words the run has",
    "weightiest word the run lacks",
    "least met word of the run",
    "name the run lacks",
    "words the run surely has",
    "reason lacking",
    "words of the question",
    *(f"asks for a {sort}" for sort in SORTS),
    "other language",
    "reader: answered",
    "reader: margin",
    "reader: margin behind the best",
    "reader: words fit the sort",
    "reader: words are the question's",
    "reader: margin before the next",
    "reader: length of the words",
    "words met by the reader's",
    "words the title lacks met by the reader's",
    "thing asked for met by the reader's",
    "thing asked for met",
    "thing asked for",
    "denied in one only",
    "numbers the run lacks",
    "opposites beside the reader's words",
)
WEIGHTS = Path(__file__).parent / "data" / "facts.json"
# Articles whose best score is this near to the best of all are read too: none is known to be the wrong one.
LEAD = 1.0
_CLEAR_LEAD = 6.0
MOST_ARTICLES = 3
RUNS_READ = 4
# The margin of a run in which the reader finds no word.
_NO_WORDS = -20.0


@dataclass(frozen=True, slots=True)
class Fact:
    """A run of sentences around one that may answer, and how well it does.

    `run` and `words` are spans of the document's body: the sentences, and the words in them that the reader
    takes for the answer, None where it finds none there. `score` ranks sentences of one question, `sure` is
    the reader's probability of its words, `probability` that its document answers.
    """

    document: Document
    run: Span
    words: Span | None
    score: float
    sure: float
    probability: float

    @property
    def text(self) -> str:
        """The sentences of the run."""
        return self.document.body[slice(*self.run)]


@dataclass(frozen=True, slots=True)
class Weights:
    """`choice` weighs `FEATURES`, the judge takes `JUDGED`."""

    choice: tuple[float, ...]
    judge: Judge


@dataclass(frozen=True, slots=True)
class Candidate:
    """A run that is read: its document's number, its best sentence's, where it stands and its score."""

    document: int
    sentence: int
    run: Span
    score: float


class FactFinder:
    """Ranks sentences by words met, meaning, sort of answer and place, and judges the best by reading them.

    The weights are fitted by `python -m bot.training.facts`.
    """

    def __init__(
        self,
        embedder: Embeds,
        rarity: Callable[[str], float],
        reader: Reader,
        weights: Weights | None = None,
    ) -> None:
        self._features = SentenceFeatures(embedder, rarity)
        self._reader = reader
        self._weights = weights or bundled_weights()

    def find(
        self, question: str, documents: Sequence[Document], able: Callable[[Fact], bool] = bool
    ) -> list[Fact]:
        """The best fact of each document that comes near the best of all, surest first.

        Of those that are not `able` to answer, for a reason of the question's own, none is the best.
        """
        chosen, judged, readings = self.judged(
            question, documents, self.features(question, documents), np.array(self._weights.choice)
        )
        scores = self._weights.judge.scores(judged)
        found: list[Fact] = []
        for number in dict.fromkeys(candidate.document for candidate in chosen):
            runs = [i for i, candidate in enumerate(chosen) if candidate.document == number]
            facts = {i: _fact(documents[number], chosen[i], readings[i]) for i in runs}
            if runs := [i for i in runs if able(facts[i])]:
                best = max(runs, key=lambda i: scores[i])
                found.append(replace(facts[best], probability=answered_by_any(scores[runs])))
        return sorted(found, key=lambda fact: -fact.probability)

    def features(self, question: str, documents: Sequence[Document]) -> list[Matrix]:
        """For each document (sentences, `FEATURES`)."""
        return self._features.rows(question, documents)

    def judged(
        self,
        question: str,
        documents: Sequence[Document],
        rows: Sequence[Matrix],
        choice: NDArray[np.float64],
    ) -> tuple[list[Candidate], Matrix, list[Reading]]:
        """The runs to read, (runs, `JUDGED`) of them, and what the reader reads in each."""
        scores = [each @ choice for each in rows]
        chosen = candidates(documents, scores)
        texts = [documents[c.document].body[slice(*c.run)] for c in chosen]
        language = detect(question)
        readings = self._read(question, language, documents, chosen)
        wanted = terms(question)
        rare = self._features.rarities(wanted)
        asked = asked_for(question)
        margins = [max(reading.score, _NO_WORDS) for reading in readings]
        head = _thing(question, wanted)
        numbers = {term.word for term in wanted if term.word.isdigit()}
        denies = alternatives("list_words", "not")
        denied = bool(denies.search(question))
        title_met = {
            number: self._features.met(wanted, documents[number].title)
            for number in {candidate.document for candidate in chosen}
        }
        judged: list[tuple[float, ...]] = []
        for i, (candidate, text, reading, margin) in enumerate(
            zip(chosen, texts, readings, margins, strict=True)
        ):
            document, ranked = documents[candidate.document], scores[candidate.document]
            met = self._features.met(wanted, f"{text} {document.title}")
            words = text[reading.start : reading.end]
            near = self._features.met_near(wanted, text, (reading.start, reading.end))
            titled = title_met[candidate.document]
            next_best = max((*margins[:i], *margins[i + 1 :]), default=_NO_WORDS)
            judged.append(
                (
                    *rows[candidate.document][candidate.sentence],
                    candidate.score,
                    float(1 / np.exp(ranked - candidate.score).sum()),
                    candidate.score - chosen[0].score,
                    _lead(documents, scores, candidate.document),
                    share(met, rare),
                    float(((1 - met) * rare).max() / rare.max()) if len(wanted) else 1.0,
                    float(met.min()) if len(wanted) else 0.0,
                    self._name_lacking(wanted, document, candidate.run),
                    surely(met),
                    float(asked.sort == "reason" and not asked.reasons(text)),
                    len(wanted) / 10,
                    *(float(asked.sort == sort) for sort in SORTS),
                    float(language is not None and language != document.language),
                    reading.answerable,
                    margin / 10,
                    (margin - max(margins)) / 10,
                    asked.fits(f"— {words}"),
                    self._repeated(wanted, words),
                    (margin - next_best) / 10,
                    len(words.split()) / 10,
                    share(np.maximum(near, 0.5 * titled), rare),
                    share(near, rare * (1 - titled)),
                    float(near[head]) if head is not None else 0.0,
                    float(met[head]) if head is not None else 0.0,
                    float(head is not None),
                    float(denied != bool(denies.search(text))),
                    len(numbers - {term.word for term in terms(f"{text} {document.title}")}) / 2,
                    opposites_told(wanted, clause_around(text, (reading.start, reading.end))),
                )
            )
        return chosen, np.array(judged).reshape(len(chosen), len(JUDGED)), readings

    def _read(
        self, question: str, language: str | None, documents: Sequence[Document], chosen: Sequence[Candidate]
    ) -> list[Reading]:
        """Read each run under the title of its article, which says what it is about."""
        found: dict[Candidate, Reading] = {}
        for number in {candidate.document for candidate in chosen}:
            document = documents[number]
            runs = [candidate for candidate in chosen if candidate.document == number]
            texts = [document.body[slice(*candidate.run)] for candidate in runs]
            heads = [headed(document)] * len(runs)
            asked = as_read(question, language, document)
            found.update(zip(runs, self._reader.read(asked, texts, heads), strict=True))
        return [found[candidate] for candidate in chosen]

    def _repeated(self, wanted: Sequence[Term], words: str) -> float:
        """The share of some words that only say again what the question says."""
        stems = {term.stem for term in wanted}
        told = terms(words)
        return sum(term.stem in stems for term in told) / len(told) if told else 0.0

    def _name_lacking(self, wanted: Sequence[Term], document: Document, run: Span) -> float:
        """1 where the question names somebody or something that neither the run nor what frames it names."""
        before = [span for span in document.sentences if span[1] <= run[0]]
        framing = [
            document.title,
            *(document.body[slice(*span)] for span in (*before[:1], *before[-1:], run)),
        ]
        names = [term for term in wanted if is_name(term.word, document.body)]
        met = self._features.met(names, " ".join(framing))
        return float((1 - met).max()) if len(names) else 0.0


def _thing(question: str, wanted: Sequence[Term]) -> int | None:
    """Which of the words asked is the thing asked for: "penghargaan apa", "which award", "desa mana"."""
    spoken = raw_words(question.casefold())
    number = {term.word: i for i, term in enumerate(wanted)}
    for i, word in enumerate(spoken):
        if canonical(word) in table("askers")["names a thing"]:
            beside = (*spoken[i + 1 : i + 2], *spoken[max(i - 1, 0) : i], *spoken[i + 2 : i + 3])
            if found := [number[near] for near in beside if near in number]:
                return found[0]
    return None


def headed(document: Document) -> str:
    """What is read before every run of a document."""
    return f"{document.title}. "


def as_read(question: str, language: str | None, document: Document) -> str:
    """The question as it is put to a document in another language."""
    return gloss(question, document.body) if language == "en" != document.language else question


def candidates(
    documents: Sequence[Document], scores: Sequence[NDArray[np.float64]], most: int = RUNS_READ
) -> list[Candidate]:
    """The runs to read, best first: the best of each article that comes near, then the next best of those.

    What another article on the same matter tells may differ: it is always read.
    """
    tops = sorted(((float(s.max()), -i) for i, s in enumerate(scores) if len(s)), reverse=True)
    best = documents[-tops[0][1]] if tops else None
    near = {
        -i
        for top, i in tops[:MOST_ARTICLES]
        if best and (top >= tops[0][0] - LEAD or on_one_matter(documents[-i], best))
    }
    ranked = sorted(
        ((float(score), i, j) for i in near for j, score in enumerate(scores[i])), key=lambda row: -row[0]
    )
    found: dict[tuple[int, Span], Candidate] = {}
    for score, i, j in ranked:
        run = run_around(documents[i], j)
        found.setdefault((i, run), Candidate(i, j, run, score))
    firsts = {min((c for c in found.values() if c.document == i), key=lambda c: -c.score) for i in near}
    ordered = list(found.values())
    room = max(most - len(firsts), 0)
    others = [c for c in ordered if c not in firsts][:room]
    return [c for c in ordered if c in firsts or c in others]


def _lead(documents: Sequence[Document], scores: Sequence[NDArray[np.float64]], number: int) -> float:
    """How far the best sentence of one document is before those of others, no more than `_CLEAR_LEAD`.

    An article on the same matter says the same as well: it is none of the others.
    """
    others = [
        each.max()
        for i, each in enumerate(scores)
        if i != number and len(each) and not on_one_matter(documents[i], documents[number])
    ]
    return float(min(scores[number].max() - max(others), _CLEAR_LEAD)) if others else _CLEAR_LEAD


def _fact(document: Document, candidate: Candidate, reading: Reading) -> Fact:
    words = None
    if reading.start < reading.end:
        words = (candidate.run[0] + reading.start, candidate.run[0] + reading.end)
    return Fact(document, candidate.run, words, candidate.score, reading.answerable, 0.0)


def bundled_weights() -> Weights:
    """The weights that were fitted and shipped."""
    return Weights(tuple(_fitted()["choice"].values()), bundled_judge(JUDGED))


def bundled_threshold() -> float:
    """The probability from which a fact counts as an answer."""
    return float(_fitted()["threshold"])


@cache
def _fitted() -> Mapping[str, Any]:
    return json.loads(WEIGHTS.read_text(encoding="utf-8"))
