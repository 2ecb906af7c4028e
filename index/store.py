"""Vectors in FAISS: exact search by inner product, by bytes first where they are many. The only module that
imports faiss, when it is used.

Never search before `fork()`: FAISS hangs in the child.
"""

import io
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.embedder import Vectors, checked, unit
from index.errors import BadVectors

EXACT_UP_TO = 50_000
"""How many vectors are compared number by number; docs/bench/search.csv has what that takes."""

RERANKED = 100
"""How many of the best by bytes are compared exactly."""

_HEADER_BYTES = 1 << 20
_BLOCK = 1 << 16
_BYTES_AT_ONCE = 1 << 20
_PROBES = 12
_DEPTH = 50
_SEED = 5


def _faiss() -> Any:
    import faiss

    return faiss


class VectorStore:
    """Unit vectors, numbered from 0 in the order in which they came; several threads may search at once.

    More than `exact_up_to` are searched in two steps: the best `RERANKED` by vectors of one byte a number
    (FAISS's scalar quantizer), those compared exactly. Only the vectors are stored, whatever the way.
    """

    def __init__(self, index: Any, exact_up_to: int = EXACT_UP_TO) -> None:
        self._index = index
        self._bytes = _quantized(_rows(index)) if len(self) > exact_up_to else None

    @classmethod
    def build(cls, vectors: Vectors, exact_up_to: int = EXACT_UP_TO) -> "VectorStore":
        """Store (n, d) float32 unit rows. Raises `BadVectors`."""
        if vectors.ndim != 2:
            raise BadVectors(f"expected a matrix of vectors, got shape {vectors.shape}")
        rows = np.ascontiguousarray(vectors)
        _check(rows)
        index = _faiss().IndexFlatIP(rows.shape[1])
        index.add(rows)
        return cls(index, exact_up_to)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return int(self._index.d)

    @property
    def vectors(self) -> Vectors:
        """All vectors, (n, d) float32, not to be written to, and only as long as the store is there."""
        return _rows(self._index)

    @cached_property
    def facts(self) -> dict[str, str | float]:
        """How it searches: `kind`, the FAISS class; where that is approximate, `recall` of the best 50 too.

        Recall is measured, with stored vectors for questions that have as much noise in them as themselves:
        their cosine with the vector is .71, that of questions with what answers them about .75 (IDK-MRC).
        """
        if self._bytes is None:
            return {"kind": type(self._index).__name__}
        random = np.random.default_rng(_SEED)
        chosen = random.choice(len(self), min(_PROBES, len(self)), replace=False)
        noise = unit(random.standard_normal((len(chosen), self.dimension)).astype(np.float32))
        queries = unit(self.vectors[chosen] + noise)
        # One product of matrices: FAISS goes through all vectors for each of so few.
        products = queries @ self.vectors.T
        best = np.argpartition(products, -min(_DEPTH, len(self)), axis=1)[:, -_DEPTH:]
        found = sum(
            len(np.intersect1d(self.search(query, _DEPTH)[0], row))
            for query, row in zip(queries, best, strict=True)
        )
        recall = found / best.size
        return {"kind": type(self._bytes).__name__, "recall": round(recall, 4)}

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
        values = self.vectors[found] @ row[0]
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
        return (self.vectors[numbers] * query).sum(axis=1)

    def to_bytes(self) -> bytes:
        """The vectors as one file."""
        buffer = io.BytesIO()
        faiss = _faiss()
        faiss.write_index(self._index, faiss.PyCallbackIOWriter(buffer.write, _BYTES_AT_ONCE))
        return buffer.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes, exact_up_to: int = EXACT_UP_TO) -> "VectorStore":
        """Read `to_bytes` back. Raises `BadVectors` on anything that is not such a file."""
        return cls(_read_flat(data), exact_up_to)


def _quantized(rows: Vectors) -> Any:
    faiss = _faiss()
    faiss.omp_set_num_threads(1)
    kind = faiss.ScalarQuantizer.QT_8bit_uniform
    index = faiss.IndexScalarQuantizer(rows.shape[1], kind, faiss.METRIC_INNER_PRODUCT)
    index.train(rows)
    index.add(rows)
    return index


def _check(rows: Vectors) -> None:
    for start in range(0, max(len(rows), 1), _BLOCK):  # In one go it would take a second copy.
        block = rows[start : start + _BLOCK]
        checked(block, *block.shape)


def _rows(flat: Any) -> Vectors:
    """The vectors inside a flat index, without copying: only as long as it lives."""
    count, dimension = int(flat.ntotal), int(flat.d)
    if not count:
        return np.zeros((0, dimension), np.float32)
    return _faiss().rev_swig_ptr(flat.get_xb(), count * dimension).reshape(count, dimension)


def _read_flat(data: bytes) -> Any:
    faiss = _faiss()
    # Otherwise a file of 45 bytes can make FAISS ask for gigabytes.
    faiss.set_deserialization_vector_byte_limit(len(data) + _HEADER_BYTES)
    try:
        index = faiss.read_index(faiss.PyCallbackIOReader(io.BytesIO(data).read, _BYTES_AT_ONCE))
    except (RuntimeError, MemoryError) as error:
        raise BadVectors("the vector file cannot be read") from error
    if type(index).__name__ != "IndexFlatIP" or index.metric_type != faiss.METRIC_INNER_PRODUCT:
        raise BadVectors(f"the vector file holds a {type(index).__name__}, expected IndexFlatIP")
    _check(_rows(index))
    return index
