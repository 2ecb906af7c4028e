"""Fused scores are those of the formula, in one thread or many."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from index.builder import build_index
from index.embedder import HashingEmbedder
from index.lexical import LexicalIndex
from index.opening import OpenedIndex, open_index
from index.passages import searched_text
from index.retriever import FusionWeights, Retriever
from index.spelling import Speller
from tests.index.conftest import article


def expected(opened: OpenedIndex, question: str, weight: float) -> list[tuple[str, float]]:
    """The fused score of every passage, by brute force."""
    embedder = HashingEmbedder(64)
    texts = [searched_text(opened.articles[p.article_id], p) for p in opened.passages]
    stored = embedder.embed_passages(texts).astype(np.float16).astype(np.float32)
    cosines = stored @ embedder.embed_queries([question])[0]
    bm25 = LexicalIndex.build(texts).scores(question)
    fused = bm25 / max(bm25.max(), 1e-6) + weight * cosines / cosines.max()
    order = np.argsort(-fused, kind="stable")
    return [(opened.passages[i].id, float(fused[i])) for i in order]


@pytest.mark.parametrize("weight", [0.0, 0.5, 1.2])
@pytest.mark.parametrize("question", ["harga kopi naik", "konser gubernur di lembah", "jembatan"])
def test_scores_are_bm25_and_cosine_each_over_its_best(
    opened: OpenedIndex, question: str, weight: float
) -> None:
    hits = Retriever(opened, HashingEmbedder(64), weights=FusionWeights(dense=weight)).retrieve(question, 3)
    assert [(h.passage.id, pytest.approx(h.score, abs=1e-5)) for h in hits] == expected(
        opened, question, weight
    )
    assert hits[0].article == opened.articles[hits[0].passage.article_id]


def test_no_more_than_k_and_no_more_than_there_are(opened: OpenedIndex) -> None:
    retriever = Retriever(opened, HashingEmbedder(64))
    assert [h.passage.id for h in retriever.retrieve("kopi", 1)] == ["panen#1"]
    assert len(retriever.retrieve("kopi", 99)) == 3
    assert retriever.generation == "v000001"
    assert retriever.passages == opened.passages
    assert retriever.articles == opened.articles


@pytest.mark.parametrize("question", ["???", "zzzz qqqq"])
def test_a_question_without_known_words_still_gives_the_nearest(opened: OpenedIndex, question: str) -> None:
    hits = Retriever(opened, HashingEmbedder(64)).retrieve(question, 2)
    assert [hit.lexical for hit in hits] == [0.0, 0.0]


def test_ties_keep_the_order_of_the_passages(tmp_path: Path) -> None:
    same = [article(name, "Kopi naik lagi.") for name in ("c", "a", "b")]
    build_index(same, tmp_path, HashingEmbedder(64))
    retriever = Retriever(open_index(tmp_path, HashingEmbedder(64)), HashingEmbedder(64))
    assert [h.passage.id for h in retriever.retrieve("kopi", 3)] == ["a#1", "b#1", "c#1"]


def test_candidates_of_one_side_get_the_score_of_the_other(opened: OpenedIndex) -> None:
    few = Retriever(opened, HashingEmbedder(64), weights=FusionWeights(candidates=1)).retrieve(
        "kopi gubernur", 3
    )
    every = {h.passage.id: h for h in Retriever(opened, HashingEmbedder(64)).retrieve("kopi gubernur", 3)}
    for hit in few:
        assert (hit.dense, hit.lexical) == pytest.approx(
            (every[hit.passage.id].dense, every[hit.passage.id].lexical)
        )


def test_spelling_is_put_right_before_the_search(opened: OpenedIndex) -> None:
    speller = Speller({"hrg": "harga"}, ["kopi", "gamelan"])
    retriever = Retriever(opened, HashingEmbedder(64), speller)
    assert retriever.normalised("hrg gamelen") == "harga gamelan"
    plain = Retriever(opened, HashingEmbedder(64))
    assert retriever.retrieve("hrg gamelen", 3) == plain.retrieve("harga gamelan", 3)
    assert plain.normalised("hrg gamelen") == "hrg gamelen"


def test_a_word_of_the_corpus_that_is_chat_too_is_searched_as_both(opened: OpenedIndex) -> None:
    plain = Retriever(opened, HashingEmbedder(64), weights=FusionWeights(dense=0.0))
    speller = Speller({"kopi": "gamelan"}, ["kopi", *["gamelan"] * 3])
    both = Retriever(opened, HashingEmbedder(64), speller, FusionWeights(dense=0.0, meant=0.7))
    assert both.normalised("kopi") == "kopi"
    scores = {hit.passage.id: hit.lexical for hit in both.retrieve("kopi", 3)}
    for word, weight in (("kopi", 0.3), ("gamelan", 0.7)):
        hit = plain.retrieve(word, 1)[0]
        assert scores[hit.passage.id] == pytest.approx(weight * hit.lexical)


def test_threads_give_what_one_gives(opened: OpenedIndex) -> None:
    retriever = Retriever(opened, HashingEmbedder(64))
    questions = ["harga kopi", "jembatan kayu", "konser", "hujan"] * 25
    serial = [retriever.retrieve(question, 3) for question in questions]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda q: retriever.retrieve(q, 3), questions)) == serial


def test_importing_the_engine_loads_nothing_heavy() -> None:
    code = (
        "import sys, index.builder, index.retriever, index.opening;"
        "heavy = ('torch', 'faiss', 'sentence_transformers', 'Stemmer');"
        "print([m for m in heavy if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
