"""The reader: given a question and passages, the words that answer, and how sure it is that they do."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np

from bot.answering.spans import Calibration, best_span, whole_words

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bot.answering.reader_input import Window

NOTHING = -1e4
BATCH = 16


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading one passage found: `passage[start:end]` is the best span, literally.

    `score` compares spans across the passages of one question: higher is better. `answerable` is the
    calibrated probability that this passage answers the question. A passage without a word gives the
    empty span (0, 0) and `answerable` 0.
    """

    start: int
    end: int
    score: float
    answerable: float


class Reader(Protocol):
    """Reads passages for the answer to a question; safe to call from several threads."""

    def read(self, question: str, passages: Sequence[str], heads: Sequence[str] = ()) -> list[Reading]:
        """One `Reading` per passage, in the order of `passages`. Any text is taken; none raises.

        `heads`, if given, are as many texts that are read before the passages and never answer.
        """
        ...


_WORD = re.compile(r"\w+")
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]?")


class OverlapReader:
    """A deterministic reader without a model: the sentence that shares most words with the question.

    `answerable` is the share of the question's distinct words that the sentence has; `score` equals it.
    """

    def read(self, question: str, passages: Sequence[str], heads: Sequence[str] = ()) -> list[Reading]:
        """One `Reading` per passage: its first sentence with the largest share of the question's words."""
        asked = {word.casefold() for word in _WORD.findall(question)}
        return [self._read_one(asked, passage) for passage in passages]

    @staticmethod
    def _read_one(asked: set[str], passage: str) -> Reading:
        best = Reading(0, 0, 0.0, 0.0)
        for match in _SENTENCE.finditer(passage):
            sentence = match.group().strip()
            words = {word.casefold() for word in _WORD.findall(sentence)}
            if not words:
                continue
            share = len(asked & words) / len(asked) if asked else 0.0
            if best.end == 0 or share > best.score:
                start = match.start() + match.group().index(sentence)
                best = Reading(start, start + len(sentence), share, share)
        return best


def bundled_reader() -> Path:
    """The folder of the reader that ships with this package."""
    return Path(__file__).parent.parent / "models" / "reader"


class TransformerReader:
    """The shipped reader: a small BERT that scores every token as start and as end of the answer.

    Each passage is read in windows of `WIDTH` tokens that overlap by `STRIDE`; the window whose span beats
    "no answer" most speaks for its passage. The probability is a logistic function of that margin and of
    the model's own "answered" output, fitted on questions that training never saw (docs/models.md).
    """

    WIDTH = 144
    STRIDE = 48
    LONGEST_ANSWER = 40

    def __init__(self, folder: Path):
        """Load the weights in `folder` (safetensors, no code).

        Raises OSError where the folder does not hold a reader, ValueError where it is of another make.
        """
        from tokenizers import Tokenizer

        from bot.answering.bert import BertTokenClassifier
        from bot.answering.reader_input import ReaderInput

        if not (folder / "tokenizer.json").is_file():
            raise FileNotFoundError(f"no reader in {folder}: tokenizer.json is missing")
        self._model = BertTokenClassifier(folder)
        self._calibration = Calibration(**self._model.config["calibration"])
        self._input = ReaderInput(
            Tokenizer.from_file(str(folder / "tokenizer.json")), self.WIDTH, self.STRIDE
        )

    def read(self, question: str, passages: Sequence[str], heads: Sequence[str] = ()) -> list[Reading]:
        """One `Reading` per passage; `score` is the best span's logits minus those of "no answer"."""
        readings = [Reading(0, 0, NOTHING, 0.0)] * len(passages)
        before = [len(head) for head in heads] or [0] * len(passages)
        texts = [f"{head}{text}" for head, text in zip(heads, passages, strict=True)] if heads else passages
        windows = self._input.windows(question, texts)
        for window, (spans, answered) in zip(windows, self._logits(windows), strict=True):
            skipped = before[window.passage]
            span = best_span(window, spans, self.LONGEST_ANSWER, skipped)
            if span is not None and span.margin > readings[window.passage].score:
                start, end = whole_words(texts[window.passage], span.start, span.end)
                probability = self._calibration.probability(span.margin, answered)
                readings[window.passage] = Reading(
                    max(start - skipped, 0), end - skipped, span.margin, probability
                )
        return readings

    def _logits(self, windows: list[Window]) -> list[tuple[NDArray[np.float32], float]]:
        results: list[tuple[NDArray[np.float32], float]] = []
        for begin in range(0, len(windows), BATCH):
            chosen = windows[begin : begin + BATCH]
            logits = self._model.logits(
                [window.ids for window in chosen], [window.types for window in chosen]
            )
            results += [(scores[:, :2], float(scores[0, 2])) for scores in logits]
        return results
