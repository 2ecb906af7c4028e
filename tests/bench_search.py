"""Search by vector against the size of the corpus: `python -m tests.bench_search [--csv FILE] [SIZE …]`.

Exact and by bytes first, over clustered unit vectors of 256 dimensions; questions are stored vectors and as
much noise.
Prints a Markdown table with the date and the machine. Benchmarks, not tests: nothing here passes or fails.
"""

import argparse
import csv
import os
import platform
import resource
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from index.embedder import Vectors, unit
from index.store import VectorStore

SIZES = (1_000, 10_000, 100_000, 1_000_000)
DIMENSION = 256
_QUERIES = 200
_TOPIC = 200
"""Passages of one topic, on average."""
_BLOCK = 50_000
_HEADS = (
    *("passages", "kind", "build s", "open s", "MB"),
    *("p50 ms", "p99 ms", "recall@10", "recall@50", "measured at build"),
)
_Search = Callable[[Vectors, int], Sequence[int]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=SIZES)
    parser.add_argument("--csv", type=Path)
    arguments = parser.parse_args()
    rows = [row for size in arguments.sizes for row in _rows(size)]
    machine = _machine()
    print(f"{datetime.now(UTC):%Y-%m-%d}, {machine}\n")
    print("| " + " | ".join(_HEADS) + " |\n|" + "---|" * len(_HEADS))
    for row in rows:
        print("| " + " | ".join(row) + " |")
    print(f"\nlargest resident memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")
    if arguments.csv:
        arguments.csv.parent.mkdir(parents=True, exist_ok=True)
        with arguments.csv.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow([*_HEADS, "date", "machine"])
            writer.writerows([*row, f"{datetime.now(UTC):%Y-%m-%d}", machine] for row in rows)


def _rows(size: int) -> Iterator[tuple[str, ...]]:
    vectors, queries = _corpus(size)
    exact, truth = _store(vectors, queries, size, None)
    yield exact
    yield _store(vectors, queries, 0, truth)[0]


def _store(
    vectors: Vectors, queries: Vectors, exact_up_to: int, truth: list[Sequence[int]] | None
) -> tuple[tuple[str, ...], list[Sequence[int]]]:
    began = time.perf_counter()
    store = VectorStore.build(vectors, exact_up_to=exact_up_to)
    built = time.perf_counter() - began
    opening, weight = _reopened(store, exact_up_to)
    times, found = _timed(lambda query, k: store.search(query, k)[0].tolist(), queries)
    costs = (built, opening, weight)
    return _row(len(vectors), store.facts, costs, times, found, truth or found), found


def _corpus(size: int) -> tuple[Vectors, Vectors]:
    """`size` vectors around topics, which lie around fields; cosine within a topic about .6."""
    random = np.random.default_rng(size)
    fields = _directions(random, 20)
    topics = unit(
        fields[random.integers(0, 20, max(size // _TOPIC, 5))] + _directions(random, max(size // _TOPIC, 5))
    )
    vectors = np.empty((size, DIMENSION), np.float32)
    for start in range(0, size, _BLOCK):
        count = min(_BLOCK, size - start)
        around = topics[random.integers(0, len(topics), count)]
        vectors[start : start + count] = unit(around + np.float32(0.8) * _directions(random, count))
    chosen = random.integers(0, size, _QUERIES)
    return vectors, unit(vectors[chosen] + _directions(random, _QUERIES))


def _directions(random: np.random.Generator, count: int) -> Vectors:
    return unit(random.standard_normal((count, DIMENSION)).astype(np.float32))


def _reopened(store: VectorStore, exact_up_to: int) -> tuple[float, float]:
    data = store.to_bytes()
    began = time.perf_counter()
    VectorStore.from_bytes(data, exact_up_to)
    return time.perf_counter() - began, len(data) / 1e6


def _timed(search: _Search, queries: Vectors) -> tuple[list[float], list[Sequence[int]]]:
    """Milliseconds of single searches for the best 50, after a few of warming up, and what they found."""
    for query in queries[:5]:
        search(query, 50)
    times: list[float] = []
    found: list[Sequence[int]] = []
    for query in queries:
        began = time.perf_counter()
        found.append(search(query, 50))
        times.append((time.perf_counter() - began) * 1000)
    return times, found


def _row(
    size: int,
    facts: dict[str, Any],
    costs: tuple[float, ...],
    times: list[float],
    found: list[Sequence[int]],
    truth: list[Sequence[int]],
) -> tuple[str, ...]:
    return (
        *(str(size), facts["kind"]),
        *(f"{cost:.2f}" for cost in costs),
        *(f"{statistics.median(times):.2f}", f"{statistics.quantiles(times, n=100)[98]:.2f}"),
        *(f"{_recall(found, truth, k):.4f}" for k in (10, 50)),
        str(facts.get("recall", "")),
    )


def _recall(found: list[Sequence[int]], truth: list[Sequence[int]], k: int) -> float:
    return statistics.fmean(
        len(set(a[:k]) & set(b[:k])) / len(b[:k]) for a, b in zip(found, truth, strict=True)
    )


def _machine() -> str:
    names = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        if line.startswith("model name")
    ]
    processor = names[0] if names else platform.processor()
    return f"{os.cpu_count()} × {processor}, one thread, Python {platform.python_version()}"


if __name__ == "__main__":
    main()
