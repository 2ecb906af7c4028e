"""From a model's token scores to an answer span and a probability."""

import math
import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.answering.reader_input import Window

_WORD = re.compile(r"\w+(?:(?<=\d)[.,](?=\d)\w+)*")


@dataclass(frozen=True, slots=True)
class Span:
    """Characters [start, end) of a passage; `margin` is the span's logits minus those of "no answer"."""

    start: int
    end: int
    margin: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """Logistic regression (Platt scaling) on a span's margin and on the model's "answered" output."""

    margin: float
    answered: float
    bias: float

    def probability(self, margin: float, answered: float) -> float:
        """The probability that the passage answers."""
        logit = self.margin * margin + self.answered * answered + self.bias
        return 1.0 / (1.0 + math.exp(-max(min(logit, 50.0), -50.0)))


def best_span(window: Window, logits: NDArray[np.float32], longest: int, skipped: int = 0) -> Span | None:
    """The span of at most `longest` tokens with the largest start + end logit; None without passage tokens.

    Tokens that start in the first `skipped` characters answer nothing. `logits` are (tokens, 2): start and
    end. Position 0 stands for "no answer", as in SQuAD 2.0 readers (Devlin et al. 2019, arXiv 1810.04805).
    """
    first = next((i for i, (start, _) in enumerate(window.spans) if start >= skipped), len(window.spans))
    held = window.spans[first:]
    count = len(held)
    if count == 0:
        return None
    passage = logits[window.first + first : window.first + first + count]
    totals = passage[:, 0][:, None] + passage[:, 1][None, :]
    allowed = np.triu(np.ones((count, count), dtype=bool)) & ~np.triu(
        np.ones((count, count), dtype=bool), longest
    )
    start, end = divmod(int(np.where(allowed, totals, -np.inf).argmax()), count)
    margin = float(totals[start, end] - logits[0, 0] - logits[0, 1])
    return Span(held[start][0], held[end][1], margin)


def whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """The span widened to the borders of the words and numbers ("1,5", "10.00") that it cuts."""
    for match in _WORD.finditer(text):
        if match.start() < start < match.end():
            start = match.start()
        if match.start() < end < match.end():
            end = match.end()
        if match.start() >= end:
            break
    return start, end
