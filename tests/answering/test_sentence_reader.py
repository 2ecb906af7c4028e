"""The sentence reader keeps the reader's contract, and scores by what its features promise."""

import json
import math
import threading
from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from bot.answering.sentence_reader import (
    FEATURES,
    WEIGHTS,
    SentenceReader,
    TermWeights,
    Weights,
    bundled_threshold,
    bundled_weights,
    content_stems,
)
from index.sentences import split_sentences
from tests.answering.fakes import FLOOD, StemHashes
from tests.answering.test_reader import PASSAGES

TERMS = TermWeights([*PASSAGES, FLOOD.body])


@pytest.fixture
def reader() -> SentenceReader:
    return SentenceReader(StemHashes(), TERMS)


def test_the_sentence_that_answers_is_read_as_a_whole(reader: SentenceReader) -> None:
    first, second = reader.read("Kapan gempa itu terjadi?", PASSAGES)
    assert PASSAGES[0][first.start : first.end] == "Gempa itu terjadi pada hari Selasa di Lombok."
    assert first.score > second.score
    assert first.answerable >= bundled_threshold() > second.answerable


def test_the_order_of_the_passages_changes_nothing(reader: SentenceReader) -> None:
    assert reader.read("Kapan?", PASSAGES) == reader.read("Kapan?", PASSAGES[::-1])[::-1]


@pytest.mark.parametrize("blank", ["", "   \n"])
def test_a_passage_without_words_answers_nothing(reader: SentenceReader, blank: str) -> None:
    nothing, other = reader.read("Kapan gempa terjadi?", [blank, PASSAGES[0]])
    assert (nothing.start, nothing.end, nothing.answerable) == (0, 0, 0.0)
    assert other.end > 0
    assert [r.end for r in reader.read("Kapan?", [blank])] == [0]
    assert reader.read("Kapan?", []) == []


@pytest.mark.parametrize("question", ["", "😀😀", "\ud800", "kapan " * 3000, "\x00"])
def test_any_question_is_taken(reader: SentenceReader, question: str) -> None:
    assert [0 <= r.start < r.end for r in reader.read(question, PASSAGES)] == [True, True]


def test_what_each_feature_counts() -> None:
    reader = SentenceReader(StemHashes(), TERMS)
    passage = "Sebanyak 412 warga mengungsi. Warga pulang."
    asked = StemHashes().embed_queries(["Berapa warga mengungsi?"])[0]
    rows = reader.features("Berapa warga mengungsi?", asked, passage, split_sentences(passage))
    warga, mengungsi = (TERMS[stem] for stem in content_stems("warga mengungsi"))
    shared, cosine, around, sort, length = (rows[:, i] for i in range(len(FEATURES)))
    assert shared == pytest.approx([1.0, warga / (warga + mengungsi)])
    assert cosine[0] == pytest.approx(2 / math.sqrt(2 * 4), abs=0.01)
    assert around == pytest.approx([1.0, 1.0])
    assert sort.tolist() == [1.0, -1.0]
    assert length == pytest.approx([math.log(5), math.log(3)])


def test_a_rare_stem_weighs_more_than_a_common_one() -> None:
    terms = TermWeights(["banjir besar", "banjir kecil", "banjir surut"])
    assert terms["banjir"] == pytest.approx(math.log(1 + 3.5 / 3.5))
    assert terms["surut"] == pytest.approx(math.log(1 + 3.5 / 1.5))
    assert terms["gempa"] == pytest.approx(math.log(1 + 3.5 / 0.5))


def test_function_words_are_no_matter_and_affixes_are_cut() -> None:
    assert content_stems("Siapa yang menyerahkan penghargaan itu?") == content_stems("serah harga")


def test_across_languages_only_meaning_counts() -> None:
    weights = {
        "same": Weights((1.0, 0, 0, 0, 0, 0), (0, 0, 0, 0, 0, -9.0)),
        "across": Weights((0, 1.0, 0, 0, 0, 0), (0, 0, 0, 0, 0, 9.0)),
    }
    reader = SentenceReader(StemHashes(), TERMS, weights)
    (same,) = reader.read("Kapan warga yang mengungsi itu pulang?", ["Warga sudah pulang pada hari Selasa."])
    (across,) = reader.read("When did the people go home?", ["Warga sudah pulang pada hari Selasa."])
    assert same.answerable == pytest.approx(1 / (1 + math.exp(9)))
    assert across.answerable == pytest.approx(1 / (1 + math.exp(-9)))


class Counting(StemHashes):
    """Counts the sentences it embeds."""

    def __init__(self) -> None:
        self.embedded: list[str] = []

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.embedded += texts
        return self.embed_queries(texts)


def test_a_sentence_is_embedded_once_and_the_oldest_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.answering.sentence_reader._REMEMBERED_SENTENCES", 2)
    embedder = Counting()
    reader = SentenceReader(embedder, TERMS)
    reader.read("Siapa?", ["Satu pergi. Dua pulang."])
    reader.read("Kapan?", ["Dua pulang. Satu pergi."])
    assert embedder.embedded == ["Satu pergi.", "Dua pulang."]
    reader.read("Kapan?", ["Tiga datang."])
    reader.read("Kapan?", ["Dua pulang."])
    reader.read("Kapan?", ["Satu pergi."])
    assert embedder.embedded == ["Satu pergi.", "Dua pulang.", "Tiga datang.", "Satu pergi."]


def test_several_threads_read_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.answering.sentence_reader._REMEMBERED_SENTENCES", 1)
    reader = SentenceReader(StemHashes(), TERMS)
    expected = reader.read("Kapan gempa itu terjadi?", PASSAGES)
    results: list[bool] = []
    threads = [
        threading.Thread(
            target=lambda: results.append(reader.read("Kapan gempa itu terjadi?", PASSAGES) == expected)
        )
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [True] * 8


def test_the_fitted_file_fits_the_features_and_states_its_figures() -> None:
    fitted = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    assert fitted["features"] == list(FEATURES)
    assert fitted["figures"]["data"].startswith("idk_mrc_valid.json")
    assert 0 < bundled_threshold() < 1
    assert {n: (len(w.choice), len(w.answered)) for n, w in bundled_weights().items()} == {
        "same": (len(FEATURES) + 1, len(FEATURES) + 1),
        "across": (len(FEATURES) + 1, len(FEATURES) + 1),
    }
