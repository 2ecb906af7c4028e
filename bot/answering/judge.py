"""Which of some runs of sentences answers, if any: a small network over what is known of each."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

JUDGE = Path(__file__).parent / "data" / "judge.safetensors"
_NAMES = "features"

Vector = NDArray[np.float32]


@dataclass(frozen=True, eq=False, slots=True)
class Judge:
    """Scores each run by one layer of rectified units beside a line straight through.

    `middle` and `size` bring the (features,) of a run to one scale, `straight` are weights of them, `units`
    (features, units) with `unit_bias` make the units, `out` weighs those.
    """

    middle: Vector
    size: Vector
    straight: Vector
    bias: Vector
    units: Vector
    unit_bias: Vector
    out: Vector

    @classmethod
    def undecided(cls, features: int) -> "Judge":
        """One to which every run is as good as none."""
        zeros, nothing = np.zeros(features, np.float32), np.zeros(1, np.float32)
        return cls(zeros, zeros + 1, zeros, nothing, zeros[:, None], nothing, nothing)

    def scores(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        """(runs,) from (runs, features); "no run answers" scores 0."""
        x = (rows - self.middle) / self.size
        return x @ self.straight + np.maximum(x @ self.units + self.unit_bias, 0) @ self.out + self.bias

    def save(self, path: Path, features: Sequence[str]) -> None:
        """Write the weights, with the names of the features that they are of."""
        from safetensors.numpy import save_file

        save_file({f.name: getattr(self, f.name) for f in fields(self)}, path, {_NAMES: "\n".join(features)})

    @classmethod
    def load(cls, path: Path, features: Sequence[str]) -> "Judge":
        """Read `save` back. Raises ValueError where the weights are of other features."""
        from safetensors import safe_open

        with safe_open(path, "numpy") as file:
            if file.metadata()[_NAMES].split("\n") != list(features):
                raise ValueError(f"{path} was fitted to other features: run `python -m bot.training.facts`")
            return cls(*(file.get_tensor(f.name) for f in fields(cls)))


def answered_by_any(scores: NDArray[np.float64]) -> float:
    """The probability that one of some runs answers: a softmax over them and over "none", which scores 0."""
    top = max(0.0, float(scores.max()))
    runs = float(np.exp(scores - top).sum())
    return runs / (runs + math.exp(-top))


@cache
def bundled_judge(features: tuple[str, ...]) -> Judge:
    """The one that was fitted and shipped."""
    return Judge.load(JUDGE, features)
