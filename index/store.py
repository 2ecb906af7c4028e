"""Vectors in FAISS: search by inner product, exact while they are few and approximate when they are many.

Only this module and `index.inverted_lists` import faiss, when it is used. Never search before `fork()`: FAISS
hangs in the child.
"""

import io
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.embedder import Vectors, checked
from index.errors import BadVectors
from index.inverted_lists import DEPTH, InvertedLists

EXACT_UP_TO = 50_000
"""How many vectors are searched one by one; docs/bench/search.csv has what that takes."""

_VECTORS = "vectors.faiss"
_HEADER_BYTES = 1 << 20
_BLOCK = 1 << 16
_BYTES_AT_ONCE = 1 << 20


def _faiss() -> Any:
    import faiss

    return faiss


class VectorStore:
    """Unit vectors, numbered from 0 in the order in which they came; several threads may search at once.

    `lists` are None where the search is exact.
    """

    def __init__(self, index: Any, lists: InvertedLists | None = None) -> None:
        self._index = index
        self.lists = lists

    @classmethod
    def build(
        cls,
        vectors: Vectors,
        like: "VectorStore | None" = None,
        kept: NDArray[np.int64] | None = None,
        *,
        exact_up_to: int = EXACT_UP_TO,
    ) -> "VectorStore":
        """Store (n, d) float32 unit rows. Raises `BadVectors`.

        `kept[i]` is the number in `like` of the vector that row i is identical to, or -1: where `like` has
        inverted lists they are taken over instead of clustered anew, unless the corpus has changed too much.
        The same arguments give the same files.
        """
        if vectors.ndim != 2:
            raise BadVectors(f"expected a matrix of vectors, got shape {vectors.shape}")
        rows = np.ascontiguousarray(vectors)
        _check(rows)
        if kept is not None:
            _check_kept(kept, len(rows), 0 if like is None else len(like))
        if len(rows) <= exact_up_to:
            return cls(_flat(rows))
        lists = None
        if like is not None and like.lists and kept is not None:
            lists = like.lists.taken_over(rows, kept)
        lists = lists or InvertedLists.train(rows)
        lists.check(rows)
        return cls(_inverted(rows, lists), lists)

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
    def facts(self) -> dict[str, str | int | float]:
        """How it searches: `kind`; where that is approximate also `lists`, `probes` and measured `recall`."""
        if not self.lists:
            return {"kind": self.kind}
        lists = self.lists
        return {
            "kind": self.kind,
            "lists": len(lists.centroids),
            "probes": lists.probes,
            "recall": lists.recall,
        }

    @property
    def vectors(self) -> Vectors:
        """All vectors, (n, d) float32, copied."""
        return (
            self._index.reconstruct_n(0, len(self))
            if len(self)
            else np.zeros((0, self.dimension), np.float32)
        )

    def search(self, query: Vectors, k: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The up to `k` nearest of one (d,) unit vector: ids and inner products, best first, ties by number.

        Approximate where `facts` names a recall, unless more are asked for than it was measured with. Raises
        `BadVectors`.
        """
        if not self.lists or min(k, len(self)) > DEPTH:
            return self.exact_search(query, k)
        ids, scores = self._search(query, k, self.lists.probes)
        # Short lists may hold fewer than there are to find.
        return (ids, scores) if len(ids) >= min(k, len(self)) else self.exact_search(query, k)

    def exact_search(self, query: Vectors, k: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """As `search`, with every vector looked at."""
        return self._search(query, k, len(self.lists.centroids) if self.lists else None)

    def _search(
        self, query: Vectors, k: int, probes: int | None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        faiss = _faiss()
        row = checked(np.ascontiguousarray(query.reshape(1, -1)), 1, self.dimension)
        wanted = min(k, len(self))
        if wanted < 1:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        # One thread is fastest for single questions; two on a busy machine are 40 times slower. OpenMP keeps
        # the number per calling thread: set once, it would not hold in a server's worker threads.
        faiss.omp_set_num_threads(1)
        parameters = faiss.SearchParametersIVF(nprobe=probes) if probes else None
        scores, ids = self._index.search(row, min(wanted + 1, len(self)), params=parameters)
        real = ids[0] >= 0  # FAISS pads with -1, which Python would read as the last passage.
        found, values = ids[0][real], scores[0][real]
        if len(values) > wanted and values[wanted] == values[wanted - 1]:
            # FAISS's heap decides which of several equals come in: take all, so that the number decides.
            below = float(np.nextafter(values[wanted], np.float32(-np.inf)))
            _, values, found = self._index.range_search(row, below, params=parameters)
        order = np.lexsort((found, -values))[:wanted]
        return found[order], values[order]

    def product(self, query: Vectors, number: int) -> float:
        """The inner product of one (d,) unit vector with the vector of that number."""
        return float(self._index.reconstruct(number) @ query)

    def to_files(self) -> dict[str, bytes]:
        """The store as files; the vectors are in one of them, the same for either kind of search."""
        flat = _flat(self.vectors) if self.lists else self._index
        buffer = io.BytesIO()
        faiss = _faiss()
        faiss.write_index(flat, faiss.PyCallbackIOWriter(buffer.write, _BYTES_AT_ONCE))
        return {_VECTORS: buffer.getvalue(), **(self.lists.to_files() if self.lists else {})}

    @classmethod
    def from_files(cls, files: Mapping[str, bytes]) -> "VectorStore":
        """Read `to_files` back; other files are passed over. Raises `BadVectors` where they do not fit."""
        if _VECTORS not in files:
            raise BadVectors(f"{_VECTORS} is missing")
        flat = _read_flat(files[_VECTORS])
        lists = InvertedLists.from_files(files)
        if not lists:
            return cls(flat)
        rows = _rows(flat)
        lists.check(rows)
        return cls(_inverted(rows, lists), lists)

    def to_bytes(self) -> bytes:
        """The vectors as one file."""
        return self.to_files()[_VECTORS]

    @classmethod
    def from_bytes(cls, data: bytes) -> "VectorStore":
        """Read `to_bytes` back. Raises `BadVectors` on anything that is not such a file."""
        return cls.from_files({_VECTORS: data})


def _check(rows: Vectors) -> None:
    for start in range(0, max(len(rows), 1), _BLOCK):  # In one go it would take a second copy.
        block = rows[start : start + _BLOCK]
        checked(block, *block.shape)


def _check_kept(kept: NDArray[np.int64], count: int, before: int) -> None:
    if kept.shape != (count,) or kept.dtype != np.int64:
        raise BadVectors(f"expected {count} numbers of vectors, got {kept.shape} {kept.dtype}")
    if count and not -1 <= int(kept.min()) <= int(kept.max()) < before:
        raise BadVectors("a vector is said to be kept that was not there")


def _flat(rows: Vectors) -> Any:
    index = _faiss().IndexFlatIP(rows.shape[1])
    index.add(rows)
    return index


def _rows(flat: Any) -> Vectors:
    """The vectors inside a flat index, without copying: only as long as it lives."""
    count, dimension = int(flat.ntotal), int(flat.d)
    if not count:
        return np.zeros((0, dimension), np.float32)
    return _faiss().rev_swig_ptr(flat.get_xb(), count * dimension).reshape(count, dimension)


def _inverted(rows: Vectors, lists: InvertedLists) -> Any:
    faiss = _faiss()
    count, dimension = rows.shape
    index = faiss.IndexIVFFlat(
        _flat(lists.centroids), dimension, len(lists.centroids), faiss.METRIC_INNER_PRODUCT
    )
    order = np.argsort(lists.numbers, kind="stable")
    borders = np.searchsorted(lists.numbers[order], np.arange(len(lists.centroids) + 1))
    # List by list, since FAISS's own way of adding leaves up to as much memory again unused at their ends.
    for number, (start, end) in enumerate(zip(borders[:-1].tolist(), borders[1:].tolist(), strict=True)):
        members = order[start:end]
        if len(members):
            codes = rows[members].view(np.uint8)
            index.invlists.add_entries(number, len(members), faiss.swig_ptr(members), faiss.swig_ptr(codes))
    index.ntotal = count
    index.make_direct_map()
    return index


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
