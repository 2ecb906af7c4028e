"""Where the libraries would give something, but not the right thing."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.builder import build_index
from index.embedder import HashingEmbedder, Vectors, unit
from index.errors import IndexFolderError
from index.lexical import LexicalIndex
from index.opening import OpenedIndex, open_index
from index.retriever import FusionWeights, Retriever
from index.store import VectorStore
from tests.index.conftest import article


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(["kopi", "kopi naik", "naik", "hujan"]), min_size=1, max_size=12),
    st.integers(1, 13),
)
def test_ties_at_the_last_place_go_to_the_first_texts(texts: list[str], k: int) -> None:
    index = LexicalIndex.build(texts)
    scores = index.scores("kopi naik")
    expected = [i for i in np.lexsort((np.arange(len(texts)), -scores)).tolist() if scores[i] > 0][:k]
    assert index.search("kopi naik", k)[0].tolist() == expected


@settings(max_examples=200, deadline=None)
@example([0] * 9 + [1, 1, 0], 11)
@given(st.lists(st.integers(0, 2), min_size=1, max_size=30), st.integers(1, 31))
def test_ties_at_the_last_place_go_to_the_first_vectors(directions: list[int], k: int) -> None:
    rows = unit(np.eye(3, 8, dtype=np.float32)[directions] + np.float32(0.1))
    products = (rows @ rows[0]).round(4)
    expected = np.lexsort((np.arange(len(rows)), -products))[:k].tolist()
    assert VectorStore.build(rows).search(rows[0], k)[0].tolist() == expected


@pytest.mark.parametrize("k", [0, -1])
def test_none_asked_for_is_none_found(k: int) -> None:
    row = unit(np.ones((1, 8), np.float32))
    assert VectorStore.build(row).search(row[0], k)[0].tolist() == []
    assert LexicalIndex.build(["kopi", "kopi"]).search("kopi", k)[0].tolist() == []


def test_a_search_uses_one_thread_in_whatever_thread_it_runs() -> None:
    """With two, a search in a server's worker thread took 16 ms instead of 0.4 on a busy machine."""
    import faiss

    row = unit(np.ones((1, 8), np.float32))
    store = VectorStore.build(row)

    def search() -> int:
        faiss.omp_set_num_threads(2)
        store.search(row[0], 1)
        return int(faiss.omp_get_max_threads())

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(search).result() == 1


class Opposite(HashingEmbedder):
    """Questions point away from every passage."""

    def embed_queries(self, texts: list[str]) -> Vectors:
        return -self.embed_passages(texts)


def test_cosines_below_zero_do_not_drown_the_words(opened: OpenedIndex) -> None:
    hits = Retriever(opened, Opposite(64), weights=FusionWeights(dense=1.2)).retrieve("harga kopi naik", 3)
    assert hits[0].passage.id == "panen#1"
    assert [hit.score for hit in hits] == pytest.approx(
        [hit.lexical / hits[0].lexical + 1.2 * hit.dense for hit in hits]
    )
    assert all(-1 <= hit.dense <= 0 for hit in hits)


def test_as_many_hits_as_are_asked_for(tmp_path: Path) -> None:
    many = [article(f"a{n:03}", f"Kopi naik lagi di pasar nomor {n}.") for n in range(120)]
    build_index(many, tmp_path, HashingEmbedder(64))
    retriever = Retriever(open_index(tmp_path, HashingEmbedder(64)), HashingEmbedder(64))
    assert len({hit.passage.id for hit in retriever.retrieve("kopi", 120)}) == 120


def test_half_a_character_in_an_article_is_named(tmp_path: Path) -> None:
    with pytest.raises(IndexFolderError, match="article 'pecah' holds half a character"):
        build_index([article("pecah", "Kopi \ud83d naik.")], tmp_path, HashingEmbedder(64))


def test_articles_without_text_are_an_error(tmp_path: Path) -> None:
    with pytest.raises(IndexFolderError, match="no text"):
        build_index([article("kosong", " \n ")], tmp_path, HashingEmbedder(64))
