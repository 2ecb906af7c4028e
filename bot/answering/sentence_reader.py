"""A reader that needs no model of its own: it finds the sentence that answers, by words and by meaning."""

import json
import math
from collections import Counter, OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

import numpy as np
import Stemmer
from numpy.typing import NDArray

from bot.answering.answer_types import asked_type, holds_type
from bot.answering.language import detect
from bot.answering.reader import Reading
from bot.answering.words import table, words
from index.sentences import split_sentences

Vector = NDArray[np.float32]
FEATURES = ("shared words", "cosine", "shared with the passage", "sort of answer", "length")

WEIGHTS = Path(__file__).parent / "data" / "sentence_reader.json"
_REMEMBERED_SENTENCES = 20_000


class Embeds(Protocol):
    """The part of an embedder that this reader needs; all vectors have length one."""

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row per question."""
        ...

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row per text."""
        ...


@dataclass(frozen=True, slots=True)
class Weights:
    """Linear weights over `FEATURES`, bias last: `choice` ranks sentences, `answered` is a logistic model."""

    choice: tuple[float, ...]
    answered: tuple[float, ...]


class TermWeights:
    """How much the match of a word tells: its inverse document frequency over the passages of an index."""

    def __init__(self, passages: Iterable[str]) -> None:
        self._passages = 0
        self._holding: Counter[str] = Counter()
        for text in passages:
            self._passages += 1
            self._holding.update(set(content_stems(text)))

    def __getitem__(self, stem: str) -> float:
        return math.log(1 + (self._passages + 0.5) / (self._holding[stem] + 0.5))


class SentenceReader:
    """Reads by sentences: shared stems weighted by rarity, cosine of embeddings, sort of answer asked.

    Keeps the contract of `bot.answering.reader.Reader`; spans are one whole sentence or a short run of them.
    Weights are fitted by `python -m bot.training.sentences` (softmax regression over the sentences of a
    passage, then Platt scaling). Where question and passage differ in language only meaning counts.
    """

    def __init__(self, embedder: Embeds, terms: TermWeights, weights: Mapping[str, Weights] | None = None):
        self._embedder = embedder
        self._terms = terms
        self._weights = weights or bundled_weights()
        self._vectors: OrderedDict[str, Vector] = OrderedDict()
        self._lock = Lock()

    def read(self, question: str, passages: Sequence[str]) -> list[Reading]:
        """One `Reading` per passage, in the order of `passages`. Any text is taken; none raises."""
        if not any(passage.strip() for passage in passages):
            return [Reading(0, 0, -math.inf, 0.0) for _ in passages]
        asked = self._embedder.embed_queries([_printable(question)])[0]
        return [self._read_one(question, asked, passage) for passage in passages]

    def _read_one(self, question: str, asked: Vector, passage: str) -> Reading:
        spans = split_sentences(passage)
        if not spans:
            return Reading(0, 0, -math.inf, 0.0)
        features = self.features(question, asked, passage, spans)
        languages = {detect(question) or "id", detect(passage) or "id"}
        weights = self._weights["same" if len(languages) == 1 else "across"]
        scores = _linear(features, weights.choice)
        best = int(scores.argmax())
        probability = 1 / (1 + np.exp(-_linear(features[best : best + 1], weights.answered)[0]))
        return Reading(*spans[best], float(scores[best]), float(probability))

    def features(
        self, question: str, asked: Vector, passage: str, spans: Sequence[tuple[int, int]]
    ) -> NDArray[np.float64]:
        """(sentences, `FEATURES`): what speaks for each sentence of a passage."""
        sentences = [passage[start:end] for start, end in spans]
        wanted = set(content_stems(question))
        total = sum(self._terms[stem] for stem in wanted) or 1.0
        held = [set(content_stems(sentence)) for sentence in sentences]
        around = sum(self._terms[stem] for stem in wanted & set().union(*held)) / total
        kind = asked_type(question)
        cosines = self._embedded(sentences) @ asked
        rows: list[tuple[float, ...]] = []
        for sentence, stems, cosine in zip(sentences, held, cosines, strict=True):
            fits = 0.0 if kind is None else 1.0 if holds_type(sentence, kind, question) else -1.0
            shared = sum(self._terms[stem] for stem in wanted & stems) / total
            rows.append((shared, float(cosine), around, fits, math.log1p(len(stems))))
        return np.array(rows)

    def _embedded(self, sentences: Sequence[str]) -> NDArray[np.float32]:
        with self._lock:
            vectors = {s: self._vectors[s] for s in sentences if s in self._vectors}
        if unknown := [s for s in dict.fromkeys(sentences) if s not in vectors]:
            fresh = self._embedder.embed_passages([_printable(s) for s in unknown])
            vectors.update(zip(unknown, fresh, strict=True))
            with self._lock:
                self._vectors.update((s, vectors[s]) for s in unknown)
                while len(self._vectors) > _REMEMBERED_SENTENCES:
                    self._vectors.popitem(last=False)
        return np.stack([vectors[s] for s in sentences])


def content_stems(text: str) -> list[str]:
    """The stems of a text's words, without those that say nothing about its matter."""
    # A stemmer is not safe across threads, and cheap to make.
    stemmer = Stemmer.Stemmer("indonesian")
    plain = [word for word in words(text) if word not in _stop_words()]
    return stemmer.stemWords(plain)


def bundled_weights() -> Mapping[str, Weights]:
    """The weights that were fitted and shipped."""
    fitted = _fitted()
    return {
        name: Weights(tuple(row["choice"]), tuple(row["answered"])) for name, row in fitted["weights"].items()
    }


def bundled_threshold() -> float:
    """The probability from which a reading counts as an answer."""
    return float(_fitted()["threshold"])


@cache
def _fitted() -> dict[str, Any]:
    return json.loads(WEIGHTS.read_text(encoding="utf-8"))


@cache
def _stop_words() -> frozenset[str]:
    return frozenset(word for row in table("stop_words").values() for word in row)


def _linear(features: NDArray[np.float64], weights: Sequence[float]) -> NDArray[np.float64]:
    return features @ np.array(weights[:-1]) + weights[-1]


def _printable(text: str) -> str:
    """Lone surrogates, which no tokenizer takes, become U+FFFD."""
    return text.encode("utf-8", "replace").decode("utf-8")
