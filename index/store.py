"""Vectors in FAISS: exact search by inner product. The only module that imports faiss, when it is used.

Never search before `fork()`: FAISS hangs in the child.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.embedder import Vectors, checked
from index.errors import BadVectors

_HEADER_BYTES = 1 << 20


def _faiss() -> Any:
    import faiss

    return faiss


class VectorStore:
    """Unit vectors, numbered from 0 in the order in which they came."""

    def __init__(self, index: Any) -> None:
        self._index = index

    @classmethod
    def build(cls, vectors: Vectors) -> "VectorStore":
        """Store (n, d) float32 unit rows. Raises `BadVectors`."""
        if vectors.ndim != 2:
            raise BadVectors(f"expected a matrix of vectors, got shape {vectors.shape}")
        rows = checked(np.ascontiguousarray(vectors), *vectors.shape)
        index = _faiss().IndexFlatIP(rows.shape[1])
        index.add(rows)
        return cls(index)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return int(self._index.d)

    @property
    def kind(self) -> str:
        """The FAISS class that searches."""
        return type(self._index).__name__

    @property
    def vectors(self) -> Vectors:
        """All vectors, (n, d) float32."""
        return (
            self._index.reconstruct_n(0, len(self))
            if len(self)
            else np.zeros((0, self.dimension), np.float32)
        )

    def search(self, query: Vectors, k: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The up to `k` nearest of one (d,) unit vector: ids and inner products, best first, ties by number.

        Raises `BadVectors`.
        """
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

    def product(self, query: Vectors, number: int) -> float:
        """The inner product of one (d,) unit vector with the vector of that number."""
        return float(self._index.reconstruct(number) @ query)

    def to_bytes(self) -> bytes:
        """The store as one file."""
        return _faiss().serialize_index(self._index).tobytes()

    @classmethod
    def from_bytes(cls, data: bytes) -> "VectorStore":
        """Read `to_bytes` back. Raises `BadVectors` on anything that is not such a file."""
        faiss = _faiss()
        # Otherwise a file of 45 bytes can make FAISS ask for gigabytes.
        faiss.set_deserialization_vector_byte_limit(len(data) + _HEADER_BYTES)
        try:
            index = faiss.deserialize_index(np.frombuffer(data, dtype=np.uint8))
        except (RuntimeError, MemoryError) as error:
            raise BadVectors("the vector file cannot be read") from error
        if type(index).__name__ != "IndexFlatIP" or index.metric_type != faiss.METRIC_INNER_PRODUCT:
            raise BadVectors(f"the vector file holds a {type(index).__name__}, expected IndexFlatIP")
        store = cls(index)
        checked(store.vectors, len(store), store.dimension)
        return store
