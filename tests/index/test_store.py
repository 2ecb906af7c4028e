"""FAISS against numpy, value by value, and what it would let pass without our checks."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.embedder import unit
from index.errors import BadVectors
from index.store import VectorStore


def vectors(count: int, dimension: int = 8, seed: int = 1) -> np.ndarray:
    return unit(np.random.default_rng(seed).normal(size=(count, dimension)).astype(np.float32))


def halves(rows: np.ndarray) -> np.ndarray:
    """What is left of rows in half precision."""
    return rows.astype(np.float16).astype(np.float32)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 40), st.integers(1, 50), st.integers(0, 1000))
def test_search_is_that_of_brute_force(count: int, k: int, seed: int) -> None:
    rows, query = vectors(count, seed=seed), vectors(1, seed=seed + 1)[0]
    ids, scores = VectorStore.build(rows).search(query, k)
    products = halves(rows) @ query
    order = np.lexsort((np.arange(count), -products))[:k]
    assert ids.tolist() == order.tolist()
    assert scores.tolist() == pytest.approx(products[order].tolist(), abs=1e-6)


def test_ties_go_to_the_lower_number() -> None:
    row = vectors(1)[0]
    store = VectorStore.build(np.stack([row, row, row]))
    assert store.search(row, 3)[0].tolist() == [0, 1, 2]


def test_an_empty_store_finds_nothing_instead_of_the_last_passage() -> None:
    store = VectorStore.build(np.zeros((0, 8), np.float32))
    assert len(store) == 0
    assert store.search(vectors(1)[0], 5)[0].tolist() == []


def test_products_are_the_cosines_with_some_vectors_and_equal_for_equal_vectors() -> None:
    rows, query = vectors(5), vectors(1, seed=9)[0]
    products = VectorStore.build(np.tile(rows, (40, 1))).products(query, np.arange(200)[::-1])
    assert products[:5].tolist() == pytest.approx((halves(rows) @ query)[::-1].tolist(), abs=1e-6)
    assert products.reshape(40, 5).tolist() == [products[:5].tolist()] * 40


@pytest.mark.parametrize(
    "query",
    [
        np.full(8, np.nan, np.float32),
        np.ones(8, np.float32),
        unit(np.ones((1, 4), np.float32))[0],
        unit(np.ones((1, 8), np.float32))[0].astype(np.float64),
    ],
)
def test_queries_that_faiss_would_take_in_silence_are_refused(query: np.ndarray) -> None:
    with pytest.raises(BadVectors):
        VectorStore.build(vectors(3)).search(query, 2)


@pytest.mark.parametrize("rows", [np.ones((2, 8), np.float32), np.ones(8, np.float32)])
def test_rows_that_are_no_unit_vectors_are_refused(rows: np.ndarray) -> None:
    with pytest.raises(BadVectors):
        VectorStore.build(rows)


def test_bytes_give_the_same_store_back() -> None:
    store = VectorStore.build(vectors(20))
    again = VectorStore.from_bytes(store.to_bytes())
    assert (len(again), again.dimension, again.facts) == (20, 8, {"kind": "IndexScalarQuantizer QT_fp16"})
    assert again.vectors.tolist() == store.vectors.tolist()


def recall(store: VectorStore, rows: np.ndarray, queries: np.ndarray, k: int) -> float:
    found = 0
    for query in queries:
        best = np.lexsort((np.arange(len(rows)), -(rows @ query)))[:k]
        found += len(set(store.search(query, k)[0].tolist()) & set(best.tolist()))
    return found / (len(queries) * k)


@settings(max_examples=25, deadline=None)
@given(st.integers(60, 3000), st.sampled_from([16, 64]), st.integers(0, 1000))
def test_many_vectors_are_found_by_bytes_as_brute_force_finds_them(
    count: int, dimension: int, seed: int
) -> None:
    rows = vectors(count, dimension, seed)
    store = VectorStore.build(rows, exact_up_to=50)
    queries = vectors(20, dimension, seed + 1)
    assert recall(store, rows, queries, 10) >= 0.99
    assert recall(store, rows, queries, 50) >= 0.97
    ids, scores = store.search(queries[0], 10)
    assert scores.tolist() == pytest.approx((halves(rows)[ids] @ queries[0]).tolist(), abs=1e-6)
    assert store.products(queries[0], ids[3:5]).tolist() == pytest.approx(scores[3:5].tolist(), abs=1e-6)
    ids, _ = store.exact_search(queries[0], 50)
    assert ids.tolist() == np.lexsort((np.arange(count), -(halves(rows) @ queries[0])))[:50].tolist()
    assert store.search(queries[0], 60)[0].tolist() == store.exact_search(queries[0], 60)[0].tolist()


def test_how_many_vectors_there_are_decides_how_they_are_searched_and_not_what_is_stored() -> None:
    rows = vectors(300, 64)
    few, many = VectorStore.build(rows, exact_up_to=300), VectorStore.build(rows, exact_up_to=299)
    assert few.facts == {"kind": "IndexScalarQuantizer QT_fp16"}
    assert many.facts == {
        "kind": "IndexScalarQuantizer QT_8bit_uniform",
        "recall": pytest.approx(1.0, abs=0.02),
    }
    assert few.to_bytes() == many.to_bytes()
    again = VectorStore.from_bytes(few.to_bytes(), exact_up_to=299)
    assert again.facts == many.facts
    query = vectors(1, 64, seed=3)[0]
    assert again.search(query, 20)[0].tolist() == many.search(query, 20)[0].tolist()


def test_ties_among_many_go_to_the_lower_number() -> None:
    rows = np.concatenate([vectors(40), np.repeat(vectors(1, seed=2), 30, axis=0)])
    store = VectorStore.build(rows, exact_up_to=10)
    assert store.search(rows[-1], 5)[0].tolist() == [40, 41, 42, 43, 44]
    assert store.search(rows[-1], 0)[0].tolist() == []


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 30), st.lists(st.integers(-1, 29), max_size=40), st.integers(0, 1000))
def test_a_store_taken_from_another_is_the_one_built_of_the_same_vectors(
    count: int, kept: list[int], seed: int
) -> None:
    old, taken = vectors(count, seed=seed), [min(place, count - 1) for place in kept]
    new = vectors(taken.count(-1), seed=seed + 1)
    fresh = iter(new)
    rows = np.array([old[place] if place >= 0 else next(fresh) for place in taken], np.float32).reshape(-1, 8)
    updated = VectorStore.build(old).updated(np.array(taken, np.int64), new)
    assert updated.to_bytes() == VectorStore.build(rows).to_bytes()


def test_files_that_are_no_such_index_are_refused() -> None:
    import faiss

    flat = faiss.IndexFlatIP(8)
    flat.add(vectors(3))
    bytewise = faiss.IndexScalarQuantizer(8, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT)
    bytewise.train(vectors(3))
    distances = faiss.IndexScalarQuantizer(8, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_L2)
    distances.train(vectors(3))
    nan = faiss.IndexScalarQuantizer(8, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
    nan.is_trained = True
    nan.add(np.full((1, 8), np.nan, np.float32))
    short = faiss.IndexScalarQuantizer(8, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
    short.is_trained = True
    short.add(vectors(3))
    short.ntotal = 4
    other = faiss.IndexScalarQuantizer(8, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
    other.is_trained = True
    other.add(vectors(3))
    other.sq.d = 16
    whole = VectorStore.build(vectors(3)).to_bytes()
    greedy = bytearray(whole)
    greedy[8:16] = (2**40).to_bytes(8, "little")
    files = [b"", b"x" * 45, whole[:-1], bytes(greedy)]
    strange = [flat, bytewise, distances, nan, short, other]
    for data in files + [faiss.serialize_index(index).tobytes() for index in strange]:
        with pytest.raises(BadVectors):
            VectorStore.from_bytes(data)
