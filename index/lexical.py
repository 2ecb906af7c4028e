"""BM25 over stemmed words. The only module that imports the stemmer, and only when it is used."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import chain, count
from threading import local
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.postings import Numbers, Postings, Spoken

TOKENS_VERSION = 1
"""Goes up whenever a text gets other tokens: what was counted before is then counted anew."""

_TOKEN = re.compile(r"[^\W_]+")
_K1, _B = 1.5, 0.75
_BLOCK = 1 << 18
_PER_THREAD = local()


class LexicalIndex:
    """BM25 as Lucene has it (Kamphuis et al. 2020), with Indonesian stems and no stop words."""

    def __init__(self, postings: Postings) -> None:
        self._postings = postings

    @cached_property
    def _ids(self) -> Mapping[str, int]:
        return {word: i for i, word in enumerate(self._postings.words)}

    @cached_property
    def _weights(self) -> NDArray[np.float32]:
        return _weights(self._postings)

    @classmethod
    def build(cls, texts: Sequence[str]) -> "LexicalIndex":
        """Index texts, numbered from 0 in their order; the same texts give the same bytes."""
        return cls(Postings.empty()).updated(np.full(len(texts), -1, np.int64), texts)

    def updated(self, kept: Numbers, texts: Sequence[str]) -> "LexicalIndex":
        """The index of `len(kept)` texts, equal to one built of them: text i is this index's text `kept[i]`,
        and where that is -1 the next of `texts`."""
        return LexicalIndex(self._postings.updated(kept, spoken(texts)))

    def __len__(self) -> int:
        return self._postings.size

    def holding(self, token: str) -> int:
        """How many of the texts hold a token (a stem, as `tokens_of` gives it)."""
        start, end = self._borders(token)
        return end - start

    def scores(self, query: str) -> NDArray[np.float32]:
        """The BM25 score of every text, (n,) float32; zeros where no word of the query is known."""
        scores = np.zeros(len(self), np.float32)
        for token in tokens_of(query):
            start, end = self._borders(token)
            # No text stands twice among those of one word, so that nothing is lost in adding them at once.
            scores[self._postings.texts[start:end]] += self._weights[start:end]
        return scores

    def company(self, query: str, words: Sequence[str]) -> list[float]:
        """How well each word goes with a query, 0 to 1: the query's best score among the texts that hold it.

        1 is the query's best score among all texts; a word that no text holds gets 0.
        """
        scores = self.scores(query)
        best = float(scores.max(initial=0.0))
        if best <= 0:
            return [0.0] * len(words)
        return [
            max(
                (float(scores[self._holders(t)].max(initial=0.0)) / best for t in tokens_of(word)),
                default=0.0,
            )
            for word in words
        ]

    def _holders(self, token: str) -> NDArray[np.int32]:
        start, end = self._borders(token)
        return self._postings.texts[start:end]

    def search(self, query: str, k: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The up to `k` texts that share a word with the query: ids, scores, best first, ties by number."""
        return best_of(self.scores(query), k)

    def to_files(self) -> dict[str, bytes]:
        """The index as files, without pickle."""
        return self._postings.to_files()

    @classmethod
    def from_files(cls, files: Mapping[str, bytes]) -> "LexicalIndex":
        """Read `to_files` back. Raises ValueError, KeyError or TypeError when they do not fit together."""
        return cls(Postings.from_files(files))

    def _borders(self, token: str) -> tuple[int, int]:
        number = self._ids.get(token)
        if number is None:
            return 0, 0
        return int(self._postings.starts[number]), int(self._postings.starts[number + 1])


def best_of(scores: NDArray[np.float32], k: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The up to `k` texts that score above zero: ids, scores, best first, ties by number."""
    ids = np.flatnonzero(scores > 0)
    if 0 < k < len(ids):
        # All that tie with the last one stay in, so that the order of the texts decides between them.
        ids = ids[scores[ids] >= np.partition(scores[ids], -k)[-k]]
    ids = ids[np.argsort(-scores[ids], kind="stable")][: max(k, 0)]
    return ids.astype(np.int64), scores[ids]


def _weights(postings: Postings) -> NDArray[np.float32]:
    """What each posting adds to the score of its text; never stored: every new text changes them all."""
    if not len(postings.texts):
        return np.zeros(0, np.float32)
    blocks = [slice(start, start + _BLOCK) for start in range(0, len(postings.texts), _BLOCK)]
    lengths = np.zeros(postings.size)
    for block in blocks:  # In one go the sums in double precision would take as much again as the postings.
        lengths += np.bincount(postings.texts[block], postings.counts[block], postings.size)
    holding = np.diff(postings.starts)
    idf = np.log1p((postings.size - holding + 0.5) / (holding + 0.5)).astype(np.float32)
    saturation = (_K1 * (1 - _B + _B * lengths / lengths.mean())).astype(np.float32)
    weights = np.repeat(idf, holding)
    for block in blocks:
        counts = postings.counts[block].astype(np.float32)
        weights[block] *= counts / (counts + saturation[postings.texts[block]])
    return weights


def tokens_of(text: str) -> list[str]:
    """The stems of a text: NFKC, lower case, letters and digits; a hyphenated word is its parts."""
    return _stemmer().stemWords(_words(text))


def spoken(texts: Sequence[str]) -> Spoken:
    """The stems of many texts, each word stemmed once."""
    number: defaultdict[str, int] = defaultdict(count().__next__)
    rows = [_words(text) for text in texts]
    ids = np.fromiter(map(number.__getitem__, chain.from_iterable(rows)), np.int64)
    lengths = np.fromiter(map(len, rows), np.int64, len(rows))
    return Spoken(_stemmer().stemWords(list(number)), ids, lengths)


def _words(text: str) -> list[str]:
    return _TOKEN.findall(unicodedata.normalize("NFKC", text).casefold())


def _stemmer() -> Any:
    # A stemmer keeps a buffer of its own: two threads must not share one.
    if not hasattr(_PER_THREAD, "stemmer"):
        import Stemmer

        _PER_THREAD.stemmer = Stemmer.Stemmer("indonesian")
    return _PER_THREAD.stemmer
