"""BM25 over stemmed words. The only module that imports bm25s and the stemmer, and only when it is used."""

import io
import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from threading import local
from typing import Any

import numpy as np
from numpy.typing import NDArray

_TOKEN = re.compile(r"[^\W_]+")
_ARRAYS = ("data", "indices", "indptr")
_K1, _B = 1.5, 0.75
_PER_THREAD = local()


class LexicalIndex:
    """BM25 (the Lucene variant, by bm25s) with Indonesian stems and no stop words."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]], vocabulary: Mapping[str, int], count: int) -> None:
        import bm25s

        self._bm25 = bm25s.BM25(k1=_K1, b=_B, method="lucene")
        self._bm25.scores = {**{name: arrays[name] for name in _ARRAYS}, "num_docs": count}
        self._bm25.nonoccurrence_array = None
        self._vocabulary = vocabulary
        self._borders, self._indices = arrays["indptr"], arrays["indices"]
        self._count = count

    @classmethod
    def build(cls, texts: Sequence[str]) -> "LexicalIndex":
        """Index texts, numbered from 0 in their order; the same texts give the same bytes."""
        import bm25s

        tokens = [tokens_of(text) for text in texts]
        vocabulary = {token: i for i, token in enumerate(sorted({t for row in tokens for t in row}))}
        if not vocabulary:
            empty = np.zeros(0, dtype=np.int32)
            return cls(
                {"data": empty.astype(np.float32), "indices": empty, "indptr": np.zeros(1, np.int64)},
                {},
                len(texts),
            )
        bm25 = bm25s.BM25(k1=_K1, b=_B, method="lucene")
        ids = [[vocabulary[t] for t in row] for row in tokens]
        bm25.index((ids, dict(vocabulary)), create_empty_token=False, show_progress=False)
        arrays = {name: np.asarray(bm25.scores[name]) for name in _ARRAYS}
        return cls(arrays, vocabulary, len(texts))

    def __len__(self) -> int:
        return self._count

    def holding(self, token: str) -> int:
        """How many of the texts hold a token (a stem, as `tokens_of` gives it)."""
        number = self._vocabulary.get(token)
        if number is None:
            return 0
        return int(self._borders[number + 1] - self._borders[number])

    def scores(self, query: str) -> NDArray[np.float32]:
        """The BM25 score of every text, (n,) float32; zeros where no word of the query is known."""
        ids = [self._vocabulary[t] for t in tokens_of(query) if t in self._vocabulary]
        if not ids:
            return np.zeros(self._count, dtype=np.float32)
        return self._bm25.get_scores_from_ids(ids)

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

    def _holders(self, token: str) -> NDArray[Any]:
        number = self._vocabulary.get(token)
        if number is None:
            return np.zeros(0, dtype=np.int64)
        return self._indices[self._borders[number] : self._borders[number + 1]]

    def search(self, query: str, k: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The up to `k` texts that share a word with the query: ids, scores, best first, ties by number."""
        return best_of(self.scores(query), k)

    def to_files(self) -> dict[str, bytes]:
        """The index as files, without pickle."""
        files = {"vocabulary.json": json.dumps(self._vocabulary, ensure_ascii=False).encode()}
        files["counts.json"] = json.dumps({"texts": self._count}).encode()
        for name in _ARRAYS:
            buffer = io.BytesIO()
            np.save(buffer, self._bm25.scores[name], allow_pickle=False)
            files[f"{name}.npy"] = buffer.getvalue()
        return files

    @classmethod
    def from_files(cls, files: Mapping[str, bytes]) -> "LexicalIndex":
        """Read `to_files` back. Raises ValueError, KeyError or TypeError when they do not fit together."""
        arrays = {name: _array(files[f"{name}.npy"]) for name in _ARRAYS}
        vocabulary = dict(json.loads(files["vocabulary.json"]))
        count = int(json.loads(files["counts.json"])["texts"])
        data, indices, indptr = (arrays[name] for name in _ARRAYS)
        if (
            [array.dtype.kind for array in (data, indices, indptr)] != ["f", "i", "i"]
            or len(indptr) != len(vocabulary) + 1
            or len(data) != len(indices)
            or int(indptr[0]) != 0
            or int(indptr[-1]) != len(data)
            or (len(indptr) > 1 and int(np.diff(indptr).min()) < 0)
            or sorted(vocabulary.values()) != list(range(len(vocabulary)))
            or (len(indices) and not 0 <= int(indices.min()) <= int(indices.max()) < count)
            or not np.isfinite(data).all()
        ):
            raise ValueError("the lexical index contradicts itself")
        return cls(arrays, vocabulary, count)


def best_of(scores: NDArray[np.float32], k: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The up to `k` texts that score above zero: ids, scores, best first, ties by number."""
    ids = np.flatnonzero(scores > 0)
    if 0 < k < len(ids):
        # All that tie with the last one stay in, so that the order of the texts decides between them.
        ids = ids[scores[ids] >= np.partition(scores[ids], -k)[-k]]
    ids = ids[np.argsort(-scores[ids], kind="stable")][: max(k, 0)]
    return ids.astype(np.int64), scores[ids]


def _array(data: bytes) -> NDArray[Any]:
    """Read one row of numbers; `np.load` would take archives and believe a header that asks for gigabytes."""
    file = io.BytesIO(data)
    if np.lib.format.read_magic(file) != (1, 0):
        raise ValueError("not an array of this format")
    shape, _, dtype = np.lib.format.read_array_header_1_0(file)
    if dtype.hasobject or len(shape) != 1:
        raise ValueError("not a row of numbers (allow_pickle is never set)")
    row = np.frombuffer(data, dtype=dtype, offset=file.tell())
    if row.shape != shape:
        raise ValueError("an array has another length than it says")
    return row


def tokens_of(text: str) -> list[str]:
    """The stems of a text: NFKC, lower case, letters and digits; a hyphenated word is its parts."""
    words = _TOKEN.findall(unicodedata.normalize("NFKC", text).casefold())
    return _stemmer().stemWords(words)


def _stemmer() -> Any:
    # A stemmer keeps a buffer of its own: two threads must not share one.
    if not hasattr(_PER_THREAD, "stemmer"):
        import Stemmer

        _PER_THREAD.stemmer = Stemmer.Stemmer("indonesian")
    return _PER_THREAD.stemmer
