"""The judge: scores by hand, what is saved and read back, and the probability that any run answers."""

import math
from pathlib import Path

import numpy as np
import pytest

from bot.answering.judge import Judge, answered_by_any


def judge() -> Judge:
    """Two features, one unit: score = 2a + max(a - b + 1, 0) · 3 - 1 of a and b brought to scale."""
    return Judge(
        middle=np.array([1, 0], np.float32),
        size=np.array([2, 1], np.float32),
        straight=np.array([2, 0], np.float32),
        bias=np.array([-1], np.float32),
        units=np.array([[1], [-1]], np.float32),
        unit_bias=np.array([1], np.float32),
        out=np.array([3], np.float32),
    )


def test_a_run_is_scored_by_a_line_and_by_units_that_are_never_negative() -> None:
    assert judge().scores(np.array([[3.0, 1.0], [1.0, 4.0]])).tolist() == [2 + 3 - 1, -1]
    assert judge().scores(np.zeros((0, 2))).shape == (0,)
    assert Judge.undecided(2).scores(np.array([[3.0, 1.0]])).tolist() == [0.0]


def test_what_is_saved_is_read_back_for_the_same_features_alone(tmp_path: Path) -> None:
    path = tmp_path / "judge.safetensors"
    judge().save(path, ("a", "b"))
    rows = np.array([[0.3, -2.0], [5.0, 1.0]])
    assert Judge.load(path, ("a", "b")).scores(rows).tolist() == judge().scores(rows).tolist()
    with pytest.raises(ValueError, match="other features"):
        Judge.load(path, ("b", "a"))


@pytest.mark.parametrize(
    ("scores", "probability"),
    [([0.0], 1 / 2), ([0.0, 0.0], 2 / 3), ([math.log(3)], 3 / 4), ([-50.0, -60.0], 0.0), ([50.0], 1.0)],
)
def test_that_some_run_answers_is_as_probable_as_its_share_beside_none(
    scores: list[float], probability: float
) -> None:
    assert answered_by_any(np.array(scores)) == pytest.approx(probability, abs=1e-12)
