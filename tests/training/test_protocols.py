"""The measures give the values that a pencil gives."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from bot.answering.reader import OverlapReader, Reading
from bot.training.protocols import (
    RetrievalTask,
    dense_chooser,
    fuse,
    normal,
    reader_chooser,
    reading_figures,
    reliability,
    rerank,
    sentence_choice,
    token_f1,
    translation_top1,
)
from index.training.data import Pair, Question

CONTEXTS = ["Gempa mengguncang Lombok.", "Harga cabai naik di pasar.", "Presiden tiba di Paris."]


class LetterEmbedder:
    """A text as the counts of its letters: near texts share letters."""

    dimension = 26
    fingerprint = "letters"

    def embed_queries(self, texts: Sequence[str]) -> np.ndarray:
        return np.asarray(
            [[text.lower().count(c) for c in "abcdefghijklmnopqrstuvwxyz"] for text in texts], np.float32
        )

    embed_passages = embed_queries


@pytest.fixture
def task(tmp_path: Path) -> RetrievalTask:
    def paragraph(number: int, question: str, answer: str) -> dict[str, object]:
        start = CONTEXTS[number].index(answer)
        qa = {"id": str(number), "question": question, "is_impossible": False,
              "answers": [{"text": answer, "answer_start": start}]}  # fmt: skip
        return {"context": CONTEXTS[number], "qas": [qa]}

    valid = [paragraph(0, "Apa yang mengguncang Lombok?", "Gempa"), paragraph(1, "Apa yang mahal?", "cabai")]
    (tmp_path / "idk_mrc_valid.json").write_text(json.dumps(valid))
    (tmp_path / "idk_mrc_train.json").write_text(json.dumps([paragraph(2, "Siapa yang tiba?", "Presiden")]))
    return RetrievalTask(tmp_path)


def test_bm25_scores_only_contexts_that_share_a_word(task: RetrievalTask) -> None:
    scores = task.bm25(["Apa yang mengguncang Lombok?", "Apa yang mahal?"])
    lombok = task.contexts.index(CONTEXTS[0])
    assert scores[0].argmax() == lombok
    assert np.count_nonzero(scores) == 1


def test_ranking_counts_ties_against_the_right_context(task: RetrievalTask) -> None:
    scores = np.zeros((2, 3), np.float32)
    scores[0, task.gold[0]] = 1
    ranking = task.ranking(scores)
    assert ranking.mrr10 == pytest.approx((1 + 1 / 3) / 2)
    assert (ranking.r1, ranking.r5, ranking.r20) == (0.5, 1.0, 1.0)


def test_fusion_and_rereading(task: RetrievalTask) -> None:
    fused = fuse(np.asarray([[2.0, 1.0]], np.float32), np.asarray([[0.2, 0.8]], np.float32), 2.0)
    assert fused.tolist() == [[1.5, 2.5]]
    flat = np.zeros((2, 3), np.float32)
    reread = rerank(task, ["Apa yang mengguncang Lombok?", "cabai?"], flat, OverlapReader(), 3, 1.0)
    assert reread.argmax(1).tolist() == task.gold.tolist()


def test_reading_figures() -> None:
    asked = [
        Question("1", "?", "Presiden tiba di Paris hari ini", "Paris", 18, "t", 0),
        Question("2", "?", "Presiden tiba di Paris hari ini", "hari ini", 24, "t", 0),
        Question("3", "?", "Presiden tiba di Paris hari ini", None, -1, "t", 0),
        Question("4", "?", "Presiden tiba di Paris hari ini", None, -1, "t", 0),
    ]
    given = [Reading(17, 22, 0, 0.9), Reading(17, 31, 0, 0.2), Reading(0, 8, 0, 0.1), Reading(0, 8, 0, 0.7)]
    figures = reading_figures(asked, given, 0.5)
    assert (figures.exact, figures.f1, figures.accuracy) == (50.0, 50.0, 0.5)
    assert (figures.answerable_exact, figures.answerable_f1) == (50.0, 50.0)
    assert (figures.forced_exact, figures.forced_f1) == (50.0, pytest.approx(90.0))


def test_answers_are_compared_without_case_and_punctuation() -> None:
    assert normal(" (Kota)  Paris, ") == "kota paris"
    assert token_f1("di Paris", "Paris.") == pytest.approx(2 / 3)
    assert token_f1("Roma", "Paris") == 0.0


def test_reliability_bins() -> None:
    assert reliability([0.1, 0.14, 0.95, 1.0], [False, True, True, True]) == [
        (pytest.approx(0.12), 0.5, 2),
        (pytest.approx(0.975), 1.0, 2),
    ]


def test_sentence_choice_leaves_out_single_sentences() -> None:
    context = "Pasar ramai sejak pagi. Gempa mengguncang Lombok kemarin."
    asked = [
        Question("1", "Apa yang mengguncang Lombok?", context, "Gempa", 24, "t", 0),
        Question("2", "Kapan pasar ramai?", context, "kemarin", 48, "t", 0),
        Question("3", "Apa?", CONTEXTS[0], "Gempa", 0, "t", 1),
        Question("4", "Mengapa?", context, None, -1, "t", 0),
    ]
    assert sentence_choice(asked, reader_chooser(OverlapReader())) == (0.5, 2)
    assert sentence_choice(asked[:1], dense_chooser(LetterEmbedder())) == (1.0, 1)


def test_translation_top1() -> None:
    pairs = [Pair("t", "aaa", "aab"), Pair("t", "zzz", "zzy"), Pair("t", "mmm", "zz")]
    assert translation_top1(LetterEmbedder(), pairs) == pytest.approx(2 / 3)
