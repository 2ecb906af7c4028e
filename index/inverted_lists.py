"""Inverted lists (IVF, Jégou et al. 2011): vectors around centroids, of which a search looks at some.

Clustering takes long and what comes of it is small: it is kept, and a later build takes it over.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.arrays import array_bytes, read_array
from index.embedder import Vectors, unit
from index.errors import BadVectors

DEPTH = 50
"""The recall that is measured is that of the best `DEPTH`."""

# Half a hundredth more than is wanted: so much is left to the chance of which queries are taken.
_GOAL = 0.995
_QUERIES = 100
# The questions of IDK-MRC have a median cosine of .75 with their best passage; noise as long as the vector
# leaves .71. Of stored vectors themselves fewer lists would seem to be enough.
_NOISE = 1.0
_SEED = 5
_ROUNDS, _POINTS_PER_LIST, _LISTS_PER_ROOT = 10, 64, 2
# The centroids are those of other text when the corpus has doubled, halved or mostly changed.
_GROWTH = 2
_PROOFS, _ROUNDING = 256, 1e-4
_BLOCK = 1 << 15
_CENTROIDS, _NUMBERS, _FACTS = "lists/centroids.npy", "lists/numbers.npy", "lists/facts.json"


@dataclass(frozen=True, slots=True, eq=False)
class InvertedLists:
    """`centroids` (lists, d) float32; `numbers` (n,) int32, each vector's list; `probes`, how many to search.

    `recall` is that of the best `DEPTH`, measured with `probes` at build; `trained` is how many vectors there
    were when the centroids were made.
    """

    centroids: Vectors
    numbers: NDArray[np.int32]
    probes: int
    recall: float
    trained: int

    @classmethod
    def train(cls, rows: Vectors) -> "InvertedLists":
        """Cluster (n, d) unit rows; the same rows give the same lists."""
        count, dimension = rows.shape
        kmeans = _one_thread().Kmeans(
            dimension,
            min(count, max(1, round(_LISTS_PER_ROOT * math.sqrt(count)))),
            niter=_ROUNDS,
            seed=_SEED,
            spherical=True,
            min_points_per_centroid=1,
            max_points_per_centroid=_POINTS_PER_LIST,
        )
        kmeans.train(rows)
        return cls._measured(kmeans.centroids, _nearest(rows, kmeans.centroids), rows, count)

    def taken_over(self, rows: Vectors, kept: NDArray[np.int64]) -> "InvertedLists | None":
        """The lists of `rows` around the same centroids: row i is vector `kept[i]` of these, or new where -1.

        None where the centroids should rather be made anew.
        """
        count, new = len(rows), kept < 0
        if rows.shape[1] != self.centroids.shape[1]:
            return None
        if not self.trained / _GROWTH <= count <= self.trained * _GROWTH or 2 * int(new.sum()) > count:
            return None
        numbers = np.empty(count, np.int32)
        numbers[~new] = self.numbers[kept[~new]]
        numbers[new] = _nearest(rows[new], self.centroids)
        return self._measured(self.centroids, numbers, rows, self.trained)

    @classmethod
    def _measured(
        cls, centroids: Vectors, numbers: NDArray[np.int32], rows: Vectors, trained: int
    ) -> "InvertedLists":
        """With the fewest probes that reach the goal, found without a search for each number of them.

        A vector is found when its list is probed, so the rank of the lists of the true nearest tells it all.
        """
        random = np.random.default_rng(_SEED)
        chosen = np.sort(random.choice(len(rows), min(_QUERIES, len(rows)), replace=False))
        noise = unit(random.standard_normal((len(chosen), rows.shape[1])).astype(np.float32))
        queries = unit((rows[chosen] + _NOISE * noise).astype(np.float32))
        depth = min(DEPTH, len(rows))
        nearest = _true_nearest(queries, rows, depth)
        ranks = np.argsort(_best(queries, centroids, len(centroids)), axis=1)
        needed = np.take_along_axis(ranks, numbers[nearest], axis=1).ravel()
        recalls = np.cumsum(np.bincount(needed, minlength=len(centroids))) / len(needed)
        probes = int(np.searchsorted(recalls, _GOAL)) + 1
        return cls(centroids, numbers, probes, round(float(recalls[probes - 1]), 4), trained)

    def check(self, rows: Vectors) -> None:
        """Raise `BadVectors` where these cannot be the lists of `rows`; every so many rows are looked at."""
        lists = len(self.centroids)
        if self.centroids.dtype != np.float32 or self.centroids.ndim != 2 or not lists:
            raise BadVectors("the centroids are no matrix of float32")
        if self.centroids.shape[1] != rows.shape[1] or not (np.abs(self.centroids) <= 1 + _ROUNDING).all():
            raise BadVectors("the centroids are not of the vectors' space")
        if self.numbers.dtype != np.int32 or self.numbers.shape != (len(rows),):
            raise BadVectors("there is not one list for every vector")
        if len(rows) and not 0 <= int(self.numbers.min()) <= int(self.numbers.max()) < lists:
            raise BadVectors("a vector is in a list that does not exist")
        if not (1 <= self.probes <= lists and 0 <= self.recall <= 1 and self.trained >= 1):
            raise BadVectors("the lists' numbers are out of range")
        some = np.unique(np.linspace(0, len(rows) - 1, min(_PROOFS, len(rows))).astype(np.int64))
        products = rows[some] @ self.centroids.T
        own = products[np.arange(len(some)), self.numbers[some]]
        if (own < products.max(axis=1) - _ROUNDING).any():
            raise BadVectors("a vector is in another list than its own")

    def to_files(self) -> dict[str, bytes]:
        """The lists as files, without the vectors."""
        facts = {"probes": self.probes, "recall": self.recall, "trained": self.trained}
        return {
            _CENTROIDS: array_bytes(self.centroids),
            _NUMBERS: array_bytes(self.numbers),
            _FACTS: json.dumps(facts, sort_keys=True).encode(),
        }

    @classmethod
    def from_files(cls, files: Mapping[str, bytes]) -> "InvertedLists | None":
        """Read `to_files` back; None where there are none. Raises `BadVectors`; `check` comes after."""
        if not any(name in files for name in (_CENTROIDS, _NUMBERS, _FACTS)):
            return None
        try:
            facts: dict[str, Any] = json.loads(files[_FACTS])
            probes, recall, trained = facts["probes"], facts["recall"], facts["trained"]
            if [type(fact) for fact in (probes, recall, trained)] != [int, float, int]:
                raise ValueError("the lists' facts are no numbers")
            return cls(read_array(files[_CENTROIDS], 2), read_array(files[_NUMBERS]), probes, recall, trained)
        except KeyError as error:
            raise BadVectors(f"{error} is missing") from error
        except (ValueError, TypeError, RecursionError) as error:
            raise BadVectors(f"the lists cannot be read: {error}") from error


def _nearest(rows: Vectors, centroids: Vectors) -> NDArray[np.int32]:
    return _best(rows, centroids, 1)[:, 0].astype(np.int32)


def _best(queries: Vectors, rows: Vectors, k: int) -> NDArray[np.int64]:
    faiss = _one_thread()
    return faiss.knn(queries, rows, k, metric=faiss.METRIC_INNER_PRODUCT)[1]


def _true_nearest(queries: Vectors, rows: Vectors, k: int) -> NDArray[np.int64]:
    """The `k` best rows of every query, in no order; FAISS takes three times as long for so few queries."""
    numbers = np.zeros((len(queries), 0), np.int64)
    scores = np.zeros((len(queries), 0), np.float32)
    for start in range(0, len(rows), _BLOCK):
        products = queries @ rows[start : start + _BLOCK].T
        within = np.broadcast_to(np.arange(start, start + products.shape[1]), products.shape)
        scores, numbers = np.hstack([scores, products]), np.hstack([numbers, within])
        if scores.shape[1] > k:
            best = np.argpartition(scores, -k, axis=1)[:, -k:]
            scores = np.take_along_axis(scores, best, axis=1)
            numbers = np.take_along_axis(numbers, best, axis=1)
    return numbers


def _one_thread() -> Any:
    import faiss

    faiss.omp_set_num_threads(1)  # Sums in another order would be other centroids.
    return faiss
