"""Vectors in FAISS: exact search by inner product, by bytes first where they are many. The only module that
imports faiss, when it is used.

Never search before `fork()`: FAISS hangs in the child.
"""

import io
from collections.abc import Iterator
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.embedder import Vectors, checked, unit
from index.errors import BadVectors

Halves = NDArray[np.float16]

EXACT_UP_TO = 150_000
"""How many vectors are compared number by number; docs/bench/search.csv has what that takes."""

RERANKED = 100
"""How many of the best by bytes are compared exactly."""

_HEADER_BYTES = 1 << 20
_BLOCK = 1 << 10
_BYTES_AT_ONCE = 1 << 20
_PROBES = 12
_DEPTH = 50
_SEED = 5


def _faiss() -> Any:
    import faiss

    return faiss


class VectorStore:
    """Unit vectors, numbered from 0 in the order in which they came; several threads may search at once.

    They are kept in half precision (FAISS's scalar quantizer, QT_fp16); exact is what compares those. More
    than `exact_up_to` are searched in two steps: the best `RERANKED` by vectors of one byte a number
    (QT_8bit_uniform), those compared exactly. Only the halves are stored, whatever the way.
    """

    def __init__(self, index: Any, exact_up_to: int = EXACT_UP_TO) -> None:
        self._index = index
        self._bytes = _quantized(_rows(index)) if len(self) > exact_up_to else None

    @classmethod
    def build(cls, vectors: Vectors, exact_up_to: int = EXACT_UP_TO) -> "VectorStore":
        """Store (n, d) float32 unit rows, rounded to half precision. Raises `BadVectors`."""
        if vectors.ndim != 2:
            raise BadVectors(f"expected a matrix of vectors, got shape {vectors.shape}")
        return cls(_filled(_halves(vectors)), exact_up_to)

    def updated(
        self, kept: NDArray[np.int64], vectors: Vectors, exact_up_to: int = EXACT_UP_TO
    ) -> "VectorStore":
        """The store of `len(kept)` vectors, equal to one built of them: vector i is this one's `kept[i]`, and
        where that is -1 the next of `vectors`. Raises `BadVectors`.
        """
        if not len(self):
            return VectorStore.build(vectors, exact_up_to)
        # In one pass, also over the rows of new vectors, which are overwritten: the matrix may be large.
        rows = np.take(self.vectors, np.maximum(kept, 0), axis=0, mode="clip")
        rows[kept < 0] = _halves(vectors)
        return VectorStore(_filled(rows), exact_up_to)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return int(self._index.d)

    @property
    def vectors(self) -> Halves:
        """All vectors, (n, d) float16, not to be written to, and only as long as the store is there."""
        return _rows(self._index)

    @cached_property
    def facts(self) -> dict[str, str | float]:
        """How it searches: `kind`, the FAISS class; where that is approximate, `recall` of the best 50 too.

        Recall is measured, with stored vectors for questions that have as much noise in them as themselves:
        their cosine with the vector is .71, that of questions with what answers them about .75 (IDK-MRC).
        """
        if self._bytes is None:
            return {"kind": f"{type(self._index).__name__} QT_fp16"}
        random = np.random.default_rng(_SEED)
        chosen = random.choice(len(self), min(_PROBES, len(self)), replace=False)
        noise = unit(random.standard_normal((len(chosen), self.dimension)).astype(np.float32))
        queries = unit(self.vectors[chosen].astype(np.float32) + noise)
        found = sum(
            len(np.intersect1d(self.search(query, _DEPTH)[0], self.exact_search(query, _DEPTH)[0]))
            for query in queries
        )
        recall = found / (len(queries) * min(_DEPTH, len(self)))
        return {"kind": f"{type(self._bytes).__name__} QT_8bit_uniform", "recall": round(recall, 4)}

    def search(self, query: Vectors, k: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The up to `k` nearest of one (d,) unit vector: ids and inner products, best first, ties by number.

        Approximate where `facts` names a recall, unless more than half of `RERANKED` are asked for. Raises
        `BadVectors`.
        """
        if self._bytes is None or 2 * k > RERANKED:
            return self.exact_search(query, k)
        row = checked(np.ascontiguousarray(query.reshape(1, -1)), 1, self.dimension)
        _faiss().omp_set_num_threads(1)
        _, ids = self._bytes.search(row, min(RERANKED, len(self)))
        found = ids[0][ids[0] >= 0]
        values = self.products(row[0], found)
        order = np.lexsort((found, -values))[: max(k, 0)]
        return found[order], values[order]

    def exact_search(self, query: Vectors, k: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """As `search`, with every vector compared exactly."""
        row = checked(np.ascontiguousarray(query.reshape(1, -1)), 1, self.dimension)
        wanted = min(k, len(self))
        if wanted < 1:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        # One thread is fastest for single questions; two on a busy machine are 40 times slower. OpenMP keeps
        # the number per calling thread: set once, it would not hold in a server's worker threads.
        _faiss().omp_set_num_threads(1)
        scores, ids = self._index.search(row, min(wanted + 1, len(self)))
        real = ids[0] >= 0  # FAISS pads with -1, which Python would read as the last passage.
        found, values = ids[0][real], scores[0][real]
        if len(values) > wanted and values[wanted] == values[wanted - 1]:
            # FAISS's heap decides which of several equals come in: take all, so that the number decides.
            below = float(np.nextafter(values[wanted], np.float32(-np.inf)))
            _, values, found = self._index.range_search(row, below)
        order = np.lexsort((found, -values))[:wanted]
        return found[order], values[order]

    def products(self, query: Vectors, numbers: NDArray[np.int64]) -> NDArray[np.float32]:
        """Inner products of one (d,) unit vector with the vectors of these numbers, equal where those are."""
        # A product of matrix and vector adds up a row otherwise where it stands in another place.
        return (self.vectors[numbers].astype(np.float32) * query).sum(axis=1)

    def to_bytes(self) -> bytes:
        """The vectors as one file."""
        buffer = io.BytesIO()
        faiss = _faiss()
        faiss.write_index(self._index, faiss.PyCallbackIOWriter(buffer.write, _BYTES_AT_ONCE))
        return buffer.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes, exact_up_to: int = EXACT_UP_TO) -> "VectorStore":
        """Read `to_bytes` back. Raises `BadVectors` on anything that is not such a file."""
        return cls(_read(data), exact_up_to)


def _empty(dimension: int, kind: str) -> Any:
    faiss = _faiss()
    faiss.omp_set_num_threads(1)
    quantizer = getattr(faiss.ScalarQuantizer, kind)
    return faiss.IndexScalarQuantizer(dimension, quantizer, faiss.METRIC_INNER_PRODUCT)


def _filled(rows: Halves) -> Any:
    """A FAISS index of these rows."""
    index = _empty(rows.shape[1], "QT_fp16")
    index.is_trained = True  # There is nothing to learn for halves.
    index.add_sa_codes(rows.view(np.uint8))
    return index


def _quantized(rows: Halves) -> Any:
    index = _empty(rows.shape[1], "QT_8bit_uniform")
    # It learns the smallest and the largest number alone: the rows that hold them will do.
    index.train(np.concatenate([_extremes(block) for block in _blocks(rows)]))
    for block in _blocks(rows):
        index.add(block)
    return index


def _extremes(block: Vectors) -> Vectors:
    return block[[int(block.argmin()) // block.shape[1], int(block.argmax()) // block.shape[1]]]


def _rows(index: Any) -> Halves:
    """The vectors inside an index of halves, without copying: only as long as it lives."""
    if not index.ntotal:
        return np.zeros((0, index.d), np.float16)
    codes = _faiss().rev_swig_ptr(index.codes.data(), index.codes.size())
    return codes.view(np.float16).reshape(index.ntotal, index.d)


def _blocks(rows: NDArray[Any]) -> Iterator[Vectors]:
    """The rows in float32, as many at a time as stay in the processor's cache."""
    for start in range(0, len(rows), _BLOCK):
        yield rows[start : start + _BLOCK].astype(np.float32)


def _halves(vectors: Vectors) -> Halves:
    checked(vectors, *vectors.shape)
    return np.ascontiguousarray(vectors).astype(np.float16)


def _read(data: bytes) -> Any:
    faiss = _faiss()
    # Otherwise a file of 45 bytes can make FAISS ask for gigabytes.
    faiss.set_deserialization_vector_byte_limit(len(data) + _HEADER_BYTES)
    try:
        index = faiss.read_index(faiss.PyCallbackIOReader(io.BytesIO(data).read, _BYTES_AT_ONCE))
    except (RuntimeError, MemoryError) as error:
        raise BadVectors("the vector file cannot be read") from error
    if type(index).__name__ != "IndexScalarQuantizer" or not _holds_halves(index):
        raise BadVectors(f"the vector file holds another {type(index).__name__} than is written here")
    for block in _blocks(_rows(index)):
        checked(block, *block.shape)
    return index


def _holds_halves(index: Any) -> bool:
    """Whether an index read from a file is one of halves in all that searching it relies on."""
    faiss, quantizer, dimension = _faiss(), index.sq, index.d
    return (
        index.metric_type == faiss.METRIC_INNER_PRODUCT
        and index.is_trained
        and quantizer.qtype == faiss.ScalarQuantizer.QT_fp16
        and quantizer.d == dimension > 0
        and index.code_size == quantizer.code_size == 2 * dimension
        and index.codes.size() == index.ntotal * index.code_size
    )
