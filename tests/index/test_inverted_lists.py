"""Approximate search: how near brute force, what a later build takes over, what is not believed."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.arrays import array_bytes, read_array
from index.embedder import unit
from index.errors import BadVectors
from index.store import VectorStore

NUMBERS, CENTROIDS, FACTS = "lists/numbers.npy", "lists/centroids.npy", "lists/facts.json"


def clustered(count: int, seed: int = 1, dimension: int = 32) -> np.ndarray:
    random = np.random.default_rng(seed)
    centres = np.random.default_rng(0).normal(size=(40, dimension))
    noise = random.normal(size=(count, dimension))
    return unit((centres[random.integers(0, 40, count)] + 0.5 * noise).astype(np.float32))


def nearest(rows: np.ndarray, query: np.ndarray, k: int) -> list[int]:
    return np.lexsort((np.arange(len(rows)), -(rows @ query)))[:k].tolist()


@pytest.fixture(scope="module")
def rows() -> np.ndarray:
    return clustered(3000)


@pytest.fixture(scope="module")
def store(rows: np.ndarray) -> VectorStore:
    return VectorStore.build(rows, exact_up_to=1000)


def test_as_many_vectors_as_may_be_are_searched_exactly_and_one_more_is_not(rows: np.ndarray) -> None:
    assert VectorStore.build(rows, exact_up_to=3000).facts == {"kind": "IndexFlatIP"}
    assert VectorStore.build(rows, exact_up_to=2999).kind == "IndexIVFFlat"


def test_recall_against_brute_force_is_what_was_asked_for(rows: np.ndarray, store: VectorStore) -> None:
    facts = store.facts
    assert facts["lists"] == 110
    assert 1 <= int(facts["probes"]) < 110
    assert 0.99 <= float(facts["recall"]) <= 1
    queries = clustered(200, seed=2)
    found = [set(store.search(query, 50)[0].tolist()) for query in queries]
    true = [set(nearest(rows, query, 50)) for query in queries]
    assert sum(len(a & b) for a, b in zip(found, true, strict=True)) / (50 * 200) >= 0.99


def test_scores_are_the_products_best_first(rows: np.ndarray, store: VectorStore) -> None:
    for query in clustered(5, seed=3):
        ids, scores = store.search(query, 20)
        assert scores.tolist() == pytest.approx((rows[ids] @ query).tolist(), abs=1e-6)
        assert scores.tolist() == sorted(scores.tolist(), reverse=True)
        assert store.product(query, 7) == pytest.approx(float(rows[7] @ query), abs=1e-6)
    assert store.vectors.tolist() == rows.tolist()


@pytest.mark.parametrize("k", [1, 50, 51, 400])
def test_the_exact_search_of_such_a_store_is_brute_force(
    rows: np.ndarray, store: VectorStore, k: int
) -> None:
    query = clustered(1, seed=4)[0]
    assert store.exact_search(query, k)[0].tolist() == nearest(rows, query, k)


def test_more_than_recall_was_measured_for_are_searched_exactly(rows: np.ndarray, store: VectorStore) -> None:
    for query in unit(np.random.default_rng(6).normal(size=(10, 32)).astype(np.float32)):
        best = np.sort(rows @ query)[::-1][:300]
        assert store.search(query, 300)[1].tolist() == pytest.approx(best.tolist(), abs=1e-6)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 7), min_size=2, max_size=40), st.integers(1, 41))
def test_as_many_as_there_are_and_ties_by_number(directions: list[int], k: int) -> None:
    rows = np.eye(8, dtype=np.float32)[directions]
    ids = VectorStore.build(rows, exact_up_to=1).search(rows[0], k)[0].tolist()
    assert len(ids) == min(k, len(rows)) == len(set(ids))
    same = [i for i, direction in enumerate(directions) if direction == directions[0]]
    assert ids[: len(same)] == same[:k]


def test_the_same_vectors_give_the_same_files_in_one_thread_or_two(rows: np.ndarray) -> None:
    code = (
        "import hashlib\nfrom index.store import VectorStore\n"
        "from tests.index.test_inverted_lists import clustered\n"
        "files = VectorStore.build(clustered(3000), exact_up_to=1000).to_files()\n"
        "print({name: hashlib.sha256(data).hexdigest() for name, data in files.items()})"
    )

    def hashes(threads: str) -> str:
        count = {"OMP_NUM_THREADS": threads, "OPENBLAS_NUM_THREADS": threads}
        return subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, **count},
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    assert hashes("1") == hashes("2") != ""


def test_files_give_the_same_store_back(rows: np.ndarray, store: VectorStore) -> None:
    files = store.to_files()
    assert set(files) == {"vectors.faiss", NUMBERS, CENTROIDS, FACTS}
    assert files["vectors.faiss"] == VectorStore.build(rows).to_bytes()
    again = VectorStore.from_files({**files, "passages.jsonl": b"something else"})
    assert again.facts == store.facts
    assert again.to_files() == files
    for query in clustered(10, seed=5):
        assert [part.tolist() for part in again.search(query, 50)] == [
            part.tolist() for part in store.search(query, 50)
        ]


def test_without_its_lists_the_vectors_are_searched_exactly(rows: np.ndarray, store: VectorStore) -> None:
    flat = VectorStore.from_bytes(store.to_bytes())
    assert flat.facts == {"kind": "IndexFlatIP"}
    query = clustered(1, seed=6)[0]
    assert flat.search(query, 50)[0].tolist() == nearest(rows, query, 50)


def test_a_later_build_takes_the_lists_over(rows: np.ndarray, store: VectorStore) -> None:
    """Rows leave, change places and come in; every vector that stays keeps its list."""
    random = np.random.default_rng(7)
    kept = random.permutation(3000)[:2800].astype(np.int64)
    new = clustered(200, seed=8)
    places = random.permutation(3000)
    later = np.concatenate([rows[kept], new])[places]
    kept = np.concatenate([kept, np.full(200, -1)])[places]
    taken = VectorStore.build(later, store, kept, exact_up_to=1000)
    before, after = store.to_files(), taken.to_files()
    assert after[CENTROIDS] == before[CENTROIDS]
    stay = kept >= 0
    assert read_array(after[NUMBERS])[stay].tolist() == read_array(before[NUMBERS])[kept[stay]].tolist()
    assert float(taken.facts["recall"]) >= 0.99
    assigned_anew = VectorStore.build(later, store, np.where(np.arange(3000) % 3, kept, -1), exact_up_to=1000)
    assert assigned_anew.to_files() == after
    for query in clustered(20, seed=9):
        assert taken.exact_search(query, 50)[0].tolist() == nearest(later, query, 50)
        assert len(set(taken.search(query, 50)[0].tolist()) & set(nearest(later, query, 50))) >= 45


@pytest.mark.parametrize(
    ("kept", "count"),
    [
        (np.arange(-3500, 3000).clip(-1), 6500),  # more than twice as many as were clustered
        (np.arange(1100), 1100),  # less than half as many
        (np.concatenate([np.arange(1400), np.full(1600, -1)]), 3000),  # mostly other text
        (None, 3000),
    ],
)
def test_a_corpus_that_changed_too_much_is_clustered_anew(
    store: VectorStore, kept: np.ndarray | None, count: int
) -> None:
    if kept is not None:
        fresh = clustered(count, seed=10)
        later = np.where((kept < 0)[:, None], fresh, store.vectors[kept])
    else:
        later = clustered(count, seed=10)
    built = VectorStore.build(later, store, kept, exact_up_to=1000)
    assert built.to_files() == VectorStore.build(later, exact_up_to=1000).to_files()


def test_nothing_is_taken_over_from_another_embedder(store: VectorStore) -> None:
    later = clustered(3000, dimension=16)
    built = VectorStore.build(later, store, np.arange(3000), exact_up_to=1000)
    assert built.to_files() == VectorStore.build(later, exact_up_to=1000).to_files()


def test_a_corpus_that_shrank_is_searched_exactly_again(rows: np.ndarray, store: VectorStore) -> None:
    built = VectorStore.build(rows[:900], store, np.arange(900), exact_up_to=1000)
    assert built.to_files() == VectorStore.build(rows[:900]).to_files()


def test_one_text_over_and_over_can_be_clustered() -> None:
    rows = np.repeat(clustered(1), 200, axis=0)
    store = VectorStore.build(rows, exact_up_to=100)
    assert store.search(rows[0], 50)[0].tolist() == list(range(50))
    assert VectorStore.from_files(store.to_files()).facts == store.facts


def test_nothing_is_taken_over_from_an_exact_store(rows: np.ndarray, store: VectorStore) -> None:
    exact = VectorStore.build(rows)
    assert VectorStore.build(rows, exact, np.arange(3000), exact_up_to=1000).to_files() == store.to_files()


@pytest.mark.parametrize(
    "kept",
    [
        np.arange(2999),
        np.arange(3000).astype(np.int32),
        np.arange(1, 3001),
        np.arange(-2, 2998),
        np.arange(3000)[::-1].copy(),  # says of every vector that it is another one
    ],
)
def test_what_cannot_have_been_kept_is_refused(
    rows: np.ndarray, store: VectorStore, kept: np.ndarray
) -> None:
    with pytest.raises(BadVectors):
        VectorStore.build(rows, store, kept, exact_up_to=1000)


def test_many_threads_search_at_once_as_one_does(store: VectorStore) -> None:
    queries = clustered(60, seed=11)
    one = [store.search(query, 50)[0].tolist() for query in queries]
    with ThreadPoolExecutor(4) as pool:
        searched = pool.map(
            lambda i: (store.search, store.exact_search)[i % 2](queries[i // 2], 50), range(120)
        )
        assert [ids.tolist() for ids, _ in list(searched)[::2]] == one


def _facts(**changes: object) -> Callable[[Mapping[str, bytes]], dict[str, bytes]]:
    return lambda files: {FACTS: json.dumps({**json.loads(files[FACTS]), **changes}).encode()}


def _array(name: str, change: Callable[[np.ndarray], np.ndarray], dimensions: int):
    return lambda files: {name: array_bytes(change(read_array(files[name], dimensions).copy()))}


def _with(value: float) -> Callable[[np.ndarray], np.ndarray]:
    def change(array: np.ndarray) -> np.ndarray:
        array.flat[5] = value
        return array

    return change


DAMAGES = {
    "no numbers": lambda files: {NUMBERS: None},
    "no centroids": lambda files: {CENTROIDS: None},
    "no facts": lambda files: {FACTS: None},
    "no vectors": lambda files: {"vectors.faiss": None},
    "other vectors": lambda files: {"vectors.faiss": VectorStore.build(clustered(3000, seed=12)).to_bytes()},
    "fewer vectors": lambda files: {"vectors.faiss": VectorStore.build(clustered(3000)[:-1]).to_bytes()},
    "no probes": _facts(probes=0),
    "more probes than lists": _facts(probes=111),
    "half a probe": _facts(probes=1.5),
    "a truth as probes": _facts(probes=True),
    "a recall above one": _facts(recall=1.1),
    "a recall that is no number": _facts(recall=float("nan")),
    "a recall in words": _facts(recall="good"),
    "trained on nothing": _facts(trained=0),
    "facts that are a list": lambda files: {FACTS: b"[]"},
    "facts that are no JSON": lambda files: {FACTS: b"\xff"},
    "deep facts": lambda files: {FACTS: b"[" * 100_000},
    "a list that is not there": _array(NUMBERS, _with(110), 1),
    "a list below zero": _array(NUMBERS, _with(-1), 1),
    "long numbers": _array(NUMBERS, lambda a: a.astype(np.int64), 1),
    "one number too many": _array(NUMBERS, lambda a: np.append(a, a[:1]), 1),
    "numbers in a column": _array(NUMBERS, lambda a: a[:, None], 1),
    "numbers of other vectors": _array(NUMBERS, lambda a: a[::-1], 1),
    "a centroid that is not finite": _array(CENTROIDS, _with(np.nan), 2),
    "a boundless centroid": _array(CENTROIDS, _with(3e38), 2),
    "centroids of another space": _array(CENTROIDS, lambda a: a[:, :-1], 2),
    "double centroids": _array(CENTROIDS, lambda a: a.astype(np.float64), 2),
    "no centroid at all": _array(CENTROIDS, lambda a: a[:0], 2),
    "centroids in a row": _array(CENTROIDS, lambda a: a.ravel(), 2),
    "half a file": lambda files: {CENTROIDS: files[CENTROIDS][: len(files[CENTROIDS]) // 2]},
    "an empty file": lambda files: {NUMBERS: b""},
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_files_that_do_not_fit_are_refused(
    store: VectorStore, damage: Callable[[Mapping[str, bytes]], dict[str, bytes | None]]
) -> None:
    files = store.to_files()
    changed = {**files, **damage(files)}
    with pytest.raises(BadVectors):
        VectorStore.from_files({name: data for name, data in changed.items() if data is not None})


@settings(max_examples=150, deadline=None)
@given(st.sampled_from([NUMBERS, CENTROIDS, FACTS]), st.integers(0, 10**6), st.integers(1, 255))
def test_a_changed_byte_is_refused_or_harmless(
    store: VectorStore, name: str, place: int, change: int
) -> None:
    files = store.to_files()
    data = bytearray(files[name])
    data[place % min(len(data), 200)] ^= change
    try:
        read = VectorStore.from_files({**files, name: bytes(data)})
    except BadVectors:
        return
    query = clustered(1, seed=13)[0]
    assert read.exact_search(query, 50)[0].tolist() == store.exact_search(query, 50)[0].tolist()
    assert len(read.search(query, 50)[0]) == 50
