"""What tells, of every sentence of some articles, how well it may answer a question: a row of features.

What an article speaks of throughout tells little about where in it the answer stands: inside an article
words weigh by their rarity among its own sentences.
"""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.answering.answer_types import Asked, asked_for
from bot.answering.matching import Term, WordMatcher, terms
from bot.answering.opposites import share_opposed
from bot.answering.statements import looks_ahead
from bot.answering.text_vectors import Embeds, TextVectors
from bot.answering.words import alternatives, table, whole_words, word_spans

FEATURES = (
    "words, by rarity in the article",
    "words, by rarity among all articles",
    "words that the title lacks",
    "words, with the sentence before",
    "names, with the sentence before",
    "cosine",
    "sort of answer",
    "reason given",
    "thing counted",
    "other year",
    "year asked for",
    "place in an order",
    "looks ahead as asked",
    "looks ahead unasked",
    "first sentence",
    "length",
    "words the article has",
    "weightiest word it lacks",
    "words the article surely has",
    "rank of the article",
    "opposites told",
)
LONGEST_RUN = 3

_BORDER = re.compile(r"[,;](?=\s)|[.!?](?=\s|$)")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_BEFORE, _TITLE = 0.7, 0.8
_FEWEST = 0.05
_SURELY = 0.6
_WORDS_AROUND = 8
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
    language: str
    sentences: tuple[Span, ...]
    rank: float


class SentenceFeatures:
    """Computes `FEATURES`; `rarity` weighs a stem over all articles."""

    def __init__(self, embedder: Embeds, rarity: Callable[[str], float]) -> None:
        self._matcher = WordMatcher(embedder)
        self._vectors = TextVectors(embedder, _REMEMBERED_SENTENCES)
        self._embedder = embedder
        self._rarity = rarity

    def rows(self, question: str, documents: Sequence[Document]) -> list[Matrix]:
        """For each document (sentences, `FEATURES`)."""
        asked = asked_for(question)
        wanted = terms(question)
        vector = self._embedder.embed_queries([question])[0]
        return [self._rows(question, asked, wanted, vector, document) for document in documents]

    def met(self, wanted: Sequence[Term], text: str) -> NDArray[np.float64]:
        """(wanted,): how well a text meets each word asked."""
        return self._matcher.best(wanted, terms(text)).astype(np.float64)

    def met_near(self, wanted: Sequence[Term], text: str, at: Span) -> NDArray[np.float64]:
        """(wanted,): how well a text meets each word asked, less the further from the words at a span."""
        spots = [(terms(text[a:b]), a, b) for a, b in word_spans(text)]
        told = list(dict.fromkeys(term for found, _, _ in spots for term in found))
        column = {term: i for i, term in enumerate(told)}
        matches = self._matcher.matches(wanted, told).astype(np.float64)
        near = np.zeros(len(wanted))
        inside = [i for i, (_, a, b) in enumerate(spots) if a < at[1] and b > at[0]]
        if not inside:
            return near
        for i, (found, _, _) in enumerate(spots):
            gap = max(inside[0] - i, i - inside[-1], 0)
            for term in found:
                near = np.maximum(near, matches[:, column[term]] * math.exp(-gap / _WORDS_AROUND))
        return near

    def rarities(self, wanted: Sequence[Term]) -> NDArray[np.float64]:
        """(wanted,): how rare each word is among all articles."""
        return np.array([self._rarity(term.stem) for term in wanted])

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
        rare = self.rarities(wanted)
        named = local * [is_name(term.word, document.body) for term in wanted]
        around = met.copy()
        around[1:] = np.maximum(met[1:], _BEFORE * met[:-1])
        lacking = float(((1 - held) * rare).max() / rare.max()) if len(wanted) else 1.0
        years = years_told(question, document)
        places = _places_in_an_order(question)
        ahead = looks_ahead(question)
        cosines = self._vectors[sentences] @ vector
        rows: list[tuple[float, ...]] = []
        for i, sentence in enumerate(sentences):
            told = years_told(sentence, document)
            rows.append(
                (
                    share(met[i], local),
                    share(np.maximum(met[i], _TITLE * titled), rare),
                    share(met[i], local * (1 - titled)),
                    share(around[i], local),
                    share(around[i], named),
                    float(cosines[i]),
                    asked.fits(sentence),
                    asked.reasons(sentence),
                    self._counted(asked, sentence),
                    float(bool(told - years - {document.published[:4]})),
                    float(bool(told & years)) - float(bool(years) and not told & years),
                    _met_place(places, sentence),
                    float(ahead and looks_ahead(sentence)),
                    float(not ahead and looks_ahead(sentence)),
                    float(i == 0),
                    math.log1p(len(terms(sentence))),
                    share(held, rare),
                    lacking,
                    surely(held),
                    document.rank,
                    opposites_told(wanted, sentence),
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


def years_told(text: str, document: Document) -> frozenset[str]:
    """The years that a text in a document, or a question about it, names; "last year" is one as well."""
    named = frozenset(_YEAR.findall(text))
    before = alternatives("relative_years", "-1").search(text) and document.published[:4].isdigit()
    return named | {str(int(document.published[:4]) - 1)} if before else named


def _places_in_an_order(text: str) -> frozenset[str]:
    return frozenset(number for number, named in _ordinals() if named.search(text))


def _met_place(asked: frozenset[str], text: str) -> float:
    """1 where a text has the place in an order that is asked for, -1 where it lacks it, 0 if none is."""
    return (1.0 if asked & _places_in_an_order(text) else -1.0) if asked else 0.0


@cache
def _ordinals() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((number, whole_words(named)) for number, named in table("ordinals").items())


def run_around(document: Document, index: int) -> Span:
    """A sentence with those that it leans on before, or that lean on it behind."""
    text = [document.body[start:end] for start, end in document.sentences]
    first = last = index
    while first and last - first + 1 < LONGEST_RUN and _leans_back(text[first]):
        first -= 1
    if last + 1 < len(text) and last - first + 1 < LONGEST_RUN and _leans_back(text[last + 1]):
        last += 1
    return document.sentences[first][0], document.sentences[last][1]


def opposites_told(wanted: Sequence[Term], text: str) -> float:
    """The share of the words asked that have opposites of which a text tells those instead."""
    return share_opposed([term.sides for term in wanted], [term.sides for term in terms(text)])


def clause_around(text: str, words: Span) -> str:
    """Some words with what stands beside them up to a comma, a semicolon or the end of the sentence."""
    before = max((found.end() for found in _BORDER.finditer(text, 0, words[0])), default=0)
    behind = _BORDER.search(text, words[1])
    return text[before : behind.start() if behind else len(text)]


def share(met: NDArray[Any], weight: NDArray[np.float64]) -> float:
    """The weighted share of words met; 1 where there is no word to meet."""
    total = weight.sum()
    return float(met @ weight / total) if total else 1.0


def surely(met: NDArray[Any]) -> float:
    """The share of words met by themselves, a kindred word or a translation; 1 where there is no word."""
    return float((met >= _SURELY).mean()) if len(met) else 1.0


def is_name(word: str, body: str) -> bool:
    """Whether a text has a word only as a name."""
    return word not in body and (word.capitalize() in body or word.upper() in body)


def _leans_back(sentence: str) -> bool:
    opens, points = _anaphors()
    start = sentence.lstrip("“\"'( ")
    return bool(opens.match(start)) or bool(points.search(" ".join(start.split()[:4])))


@cache
def _anaphors() -> tuple[re.Pattern[str], re.Pattern[str]]:
    rows = table("anaphors")
    return whole_words((*rows["id"], *rows["en"])), whole_words(rows["points"])
