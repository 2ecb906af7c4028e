"""Words of a question held against words of a text."""

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from bot.answering import matching
from bot.answering.matching import WordMatcher, terms
from bot.answering.text_vectors import TextVectors

VECTORS = {"fire": (1.0, 0.0), "earthquake": (1.0, 0.0), "api": (0.8, 0.6), "kota": (0.0, 1.0)}


class Table:
    """Gives the vectors of a table, and counts what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.asked += texts
        return np.array([VECTORS.get(text, (0.0, -1.0)) for text in texts], dtype=np.float32)

    embed_queries = embed_passages


def test_terms_are_the_words_that_tell_something_each_once_with_stem_and_family() -> None:
    found = terms("Siapa yang menyerahkan piala-piala itu dan siapa diserahkan?")
    assert [term.word for term in found] == ["menyerahkan", "piala", "diserahkan"]
    assert found[0].family == found[2].family == "⟨hand⟩"
    assert found[1].family == "⟨~trophy⟩"


def test_a_match_is_full_for_one_stem_high_for_kin_and_graded_by_cosine() -> None:
    matcher = WordMatcher(Table())
    (row,) = matcher.matches(terms("fire"), terms("fire api kota"))
    # A cosine of 0.8 lies nine thirteenths of the way from 0.35 to 1; the data of kinship knows both words.
    assert row.tolist() == pytest.approx([1.0, 0.9, 0.0])
    (row,) = matcher.matches(terms("minum"), terms("minuman kota"))
    assert row.tolist() == [1.0, 0.0]
    (row,) = matcher.matches(terms("2019"), terms("2021"))
    assert row.tolist() == [0.0]


def test_cosines_between_strangers_count_from_where_they_begin_to_tell(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(matching, "families", dict)
    monkeypatch.setattr(matching, "meanings", lambda word: {})
    matching.terms.cache_clear()
    (row,) = WordMatcher(Table()).matches(terms("fire"), terms("api"))
    assert row.tolist() == pytest.approx([(0.8 - 0.35) / 0.65])
    matching.terms.cache_clear()


def test_a_translation_meets_its_word_both_ways() -> None:
    matcher = WordMatcher(Table())
    assert matcher.matches(terms("earthquake"), terms("gempa")).tolist() == [[pytest.approx(0.9)]]
    assert matcher.matches(terms("gempa"), terms("earthquake")).tolist() == [[pytest.approx(0.9)]]


def test_the_best_match_over_each_text() -> None:
    matcher = WordMatcher(Table())
    best = matcher.best_of_each(terms("fire kota"), [terms("api"), (), terms("kota api")])
    half = (0.6 - 0.35) / 0.65
    assert best.tolist() == [pytest.approx([0.9, half]), [0.0, 0.0], pytest.approx([0.9, 1.0])]
    assert matcher.best((), terms("kota")).tolist() == []


def test_a_text_is_embedded_once_and_the_oldest_are_forgotten() -> None:
    table = Table()
    vectors = TextVectors(table, remembered=2)
    assert vectors[["api", "kota", "api"]].tolist() == [
        pytest.approx([0.8, 0.6]),
        [0.0, 1.0],
        pytest.approx([0.8, 0.6]),
    ]
    vectors[["kota"]]
    assert table.asked == ["api", "kota"]
    vectors[["fire"]]
    vectors[["api"]]
    assert table.asked == ["api", "kota", "fire", "api"]
    assert vectors[["\ud800"]].tolist() == [[0.0, -1.0]]
    assert table.asked[-1] == "?"
