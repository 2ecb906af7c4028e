"""Public question sets in SQuAD 2.0 layout, and the two protocols that a reader is measured by here."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.answering.reader import Reader
from corpus.errors import TanyaError
from index.sentences import split_sentences

THRESHOLDS = tuple(round(0.01 * step, 2) for step in range(1, 100))


class DataMissing(TanyaError):
    """The folder of public data lacks a file."""


@dataclass(frozen=True, slots=True)
class ReadingQuestion:
    """A question on one context; `start` is where its answer stands, None where there is none."""

    text: str
    context: str
    answer: str
    start: int | None


@dataclass(frozen=True, slots=True)
class Choice:
    """Protocol P2: how often the sentence chosen is the one that holds the answer."""

    questions: int
    right: float


@dataclass(frozen=True, slots=True)
class Refusal:
    """Answered-or-not at one threshold: shares of the answerable answered and of the others refused."""

    threshold: float
    answered: float
    refused: float

    @property
    def balanced(self) -> float:
        """Balanced accuracy: the mean of both shares."""
        return (self.answered + self.refused) / 2


def read_questions(path: Path) -> tuple[ReadingQuestion, ...]:
    """Every question of a file in SQuAD 2.0 layout. Raises `DataMissing` if there is no such file."""
    if not path.is_file():
        raise DataMissing(f"{path} is not there")
    questions: list[ReadingQuestion] = []
    for paragraph in json.loads(path.read_text(encoding="utf-8")):
        for qa in paragraph["qas"]:
            first = None if qa["is_impossible"] else qa["answers"][0]
            questions.append(
                ReadingQuestion(
                    text=qa["question"],
                    context=paragraph["context"],
                    answer=first["text"] if first else "",
                    start=first["answer_start"] if first else None,
                )
            )
    return tuple(questions)


def measure_choice(reader: Reader, questions: Sequence[ReadingQuestion]) -> Choice:
    """P2 over the answerable questions whose context has two sentences or more."""
    asked = right = 0
    for question in questions:
        sentences = split_sentences(question.context)
        if question.start is None or len(sentences) < 2:
            continue
        asked += 1
        (reading,) = reader.read(question.text, [question.context])
        chosen = next(((s, e) for s, e in sentences if s <= reading.start < e), (reading.start, reading.end))
        right += question.answer in question.context[slice(*chosen)]
    return Choice(asked, right / asked if asked else 0.0)


def measure_refusal(reader: Reader, questions: Sequence[ReadingQuestion]) -> tuple[Refusal, ...]:
    """Answered-or-not at every threshold from 0.01 to 0.99."""
    probabilities = [(q.start is not None, reader.read(q.text, [q.context])[0].answerable) for q in questions]
    answerable = [p for gold, p in probabilities if gold]
    others = [p for gold, p in probabilities if not gold]
    return tuple(
        Refusal(
            threshold,
            sum(p >= threshold for p in answerable) / max(len(answerable), 1),
            sum(p < threshold for p in others) / max(len(others), 1),
        )
        for threshold in THRESHOLDS
    )


def choose_threshold(refusals: Sequence[Refusal]) -> Refusal:
    """The threshold with the best balanced accuracy; of equals the higher, for a wrong answer is worse."""
    return max(refusals, key=lambda refusal: (round(refusal.balanced, 4), refusal.threshold))
