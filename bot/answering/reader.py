"""The reader: given a question and passages, the words that answer, and how sure it is that they do."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


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

    def read(self, question: str, passages: Sequence[str]) -> list[Reading]:
        """One `Reading` per passage, in the order of `passages`. Any text is taken; none raises."""
        ...


_WORD = re.compile(r"\w+")
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]?")


class OverlapReader:
    """A deterministic reader without a model: the sentence that shares most words with the question.

    `answerable` is the share of the question's distinct words that the sentence has; `score` equals it.
    """

    def read(self, question: str, passages: Sequence[str]) -> list[Reading]:
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
