"""Retrieval: BM25 and vectors, fused by score."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.article import Article
from index.embedder import Embedder
from index.lexical import best_of
from index.opening import OpenedIndex
from index.passages import Passage
from index.spelling import Spelled, Speller

_NOTHING = 1e-6


@dataclass(frozen=True, slots=True)
class FusionWeights:
    """score = bm25 / best bm25 + `dense` · cosine / best cosine, over the `candidates` best of each side.

    Of BM25, `meant` goes to the question as it is meant if read as chat, the rest to its words as they stand.
    """

    dense: float = 0.5
    candidates: int = 50
    meant: float = 0.7


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found: `score` is the fused one, `dense` the cosine, `lexical` the BM25 score."""

    passage: Passage
    article: Article
    score: float
    dense: float
    lexical: float


class Retriever:
    """Finds passages in one opened index; may be called from several threads at once.

    Scores are fused, not ranks: reciprocal rank fusion (Cormack et al. 2009) with equal weights threw away
    part of what BM25 knows (docs/models.md).
    """

    def __init__(
        self,
        index: OpenedIndex,
        embedder: Embedder,
        speller: Speller | None = None,
        weights: FusionWeights = FusionWeights(),
    ) -> None:
        self._index = index
        self._embedder = embedder
        self._speller = speller
        self._weights = weights

    @property
    def generation(self) -> str:
        """The name of the generation that is searched."""
        return self._index.generation

    @property
    def articles(self) -> Mapping[str, Article]:
        """The articles, by id."""
        return self._index.articles

    @property
    def passages(self) -> Sequence[Passage]:
        """All passages, in the order of articles and text."""
        return self._index.passages

    def notes(self, annotator: str) -> Mapping[str, Any]:
        """What the annotator of that fingerprint noted, by article; empty where it noted nothing."""
        return self._index.notes if self._index.manifest.get("annotator") == annotator else {}

    def rarity(self, token: str) -> float:
        """Inverse document frequency of a token (a stem, as `index.lexical.tokens_of` gives it)."""
        lexical = self._index.lexical
        return math.log(1 + (len(lexical) + 0.5) / (lexical.holding(token) + 0.5))

    def normalised(self, question: str) -> str:
        """The question with chat spelling and typing errors put right."""
        return self._speller.normalise(question) if self._speller else question

    def retrieve(self, question: str, k: int = 10) -> list[Hit]:
        """The up to `k` passages that fit a question best, best first, ties in the order of the passages."""
        spelled = self._speller.spell(question) if self._speller else Spelled(question, question)
        vector = self._embedder.embed_queries([spelled.meant])[0]
        depth = max(self._weights.candidates, k)
        near, cosines = self._index.store.search(vector, depth)
        lexical = both_readings(spelled, self._index.lexical.scores, self._weights.meant)
        matched, matches = best_of(lexical, depth)
        candidates = np.union1d(near, matched)
        words = lexical[candidates].astype(np.float64)
        dense = self._index.store.products(vector, candidates).astype(np.float64)
        scores = words / _scale(matches) + self._weights.dense * dense / _scale(cosines)
        best = np.lexsort((candidates, -scores))[:k]
        rows = zip(*(each[best].tolist() for each in (candidates, scores, dense, words)), strict=True)
        return [self._hit(*row) for row in rows]

    def _hit(self, i: int, score: float, dense: float, lexical: float) -> Hit:
        passage = self._index.passages[i]
        return Hit(passage, self._index.articles[passage.article_id], score, dense, lexical)


def both_readings(
    spelled: Spelled, scores: Callable[[str], NDArray[np.float32]], meant: float
) -> NDArray[np.float32]:
    """Scores of both readings of a question, `meant` the weight of the second; (n,) as `scores` gives them.

    BM25 adds up words, so only words that differ count in parts.
    """
    kept = scores(spelled.text)
    if spelled.text == spelled.meant:
        return kept
    return (kept + meant * (scores(spelled.meant) - kept)).astype(np.float32)


def _scale(scores: NDArray[np.float32]) -> float:
    """What one side's scores are divided by: its best, or 1 where nothing scores above zero."""
    return float(scores[0]) if len(scores) and scores[0] > _NOTHING else 1.0
