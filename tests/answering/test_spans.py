"""From token scores to spans and probabilities, value by value."""

import numpy as np
import pytest

from bot.answering.reader_input import Window
from bot.answering.spans import Calibration, Span, best_span, whole_words

# [CLS] question [SEP] four passage tokens [SEP]; the passage reads "Gempa di Lombok Utara".
WINDOW = Window(
    ids=[2, 9, 3, 10, 11, 12, 13, 3],
    types=[0, 0, 0, 1, 1, 1, 1, 1],
    first=3,
    spans=[(0, 5), (6, 8), (9, 15), (16, 21)],
    passage=0,
)


def logits(**places: tuple[int, float]) -> np.ndarray:
    scores = np.zeros((8, 2), np.float32)
    for name, (token, value) in places.items():
        scores[token, 0 if name.startswith("start") else 1] = value
    return scores


def test_the_best_span_runs_from_the_best_start_to_the_best_end() -> None:
    assert best_span(WINDOW, logits(start=(5, 3.0), end=(6, 2.0)), 40) == Span(9, 21, 5.0)


def test_the_margin_is_against_no_answer() -> None:
    scores = logits(start=(5, 3.0), end=(5, 2.0))
    scores[0] = (4.0, 2.5)
    assert best_span(WINDOW, scores, 40) == Span(9, 15, -1.5)


def test_an_end_before_its_start_is_no_span() -> None:
    span = best_span(WINDOW, logits(start=(6, 3.0), end=(3, 4.0), start2=(3, 1.0)), 40)
    assert span == Span(0, 5, 5.0)


def test_a_span_longer_than_allowed_is_not_taken() -> None:
    scores = logits(start=(3, 5.0), end=(6, 5.0))
    assert best_span(WINDOW, scores, 4) == Span(0, 21, 10.0)
    assert best_span(WINDOW, scores, 3) == Span(0, 5, 5.0)


def test_question_tokens_are_never_an_answer() -> None:
    assert best_span(WINDOW, logits(start=(1, 9.0), end=(1, 9.0), start2=(4, 1.0)), 40) == Span(6, 8, 1.0)


def test_a_window_without_passage_has_no_span() -> None:
    assert best_span(Window([2, 9, 3, 3], [0, 0, 0, 1], 3, [], 0), np.zeros((4, 2), np.float32), 40) is None


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [(2, 4, "Gempa"), (0, 7, "Gempa 5,6"), (6, 9, "5,6"), (10, 12, "SR")],
)
def test_cut_words_are_made_whole(start: int, end: int, words: str) -> None:
    text = "Gempa 5,6 SR"
    first, last = whole_words(text, start, end)
    assert text[first:last] == words


def test_probability_is_logistic_and_never_overflows() -> None:
    calibration = Calibration(margin=0.5, answered=1.0, bias=-1.0)
    assert calibration.probability(2.0, 0.0) == 0.5
    assert calibration.probability(2.0, 1.0) == pytest.approx(0.731058, abs=1e-6)
    assert calibration.probability(1e9, 0.0) == pytest.approx(1.0)
    assert 0.0 < calibration.probability(-1e9, 0.0) < 1e-20
