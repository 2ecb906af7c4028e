"""Question sets with what an answer must and must not say, and the judging of answers by them.

The format is that of `tests/evaluation/README.md`.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from bot.answering.answer import Answer, Answerer, Inquiry, Turn
from corpus.errors import TanyaError


class BadQuestionSet(TanyaError):
    """A question file cannot be read; the message names the file and the entry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyedQuestion:
    """A question with its key; each string of `required` may give several wordings, divided by " | "."""

    id: str
    question: str
    kind: str
    language: str
    history: tuple[Turn, ...] = ()
    answered: bool | None = None
    required: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    quote_contains: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """One question, its answer, and what is wrong with it: nothing, if `faults` is empty."""

    question: KeyedQuestion
    answer: Answer
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of a group of questions were answered right."""

    group: str
    right: int
    asked: int


def built_in() -> Path:
    """The questions that ship with Tanya, over the articles that ship with it."""
    return Path(str(resources.files("bot.evaluation"))) / "built_in.yml"


def read_question_set(path: Path) -> tuple[KeyedQuestion, ...]:
    """Every question of a file, in order. Raises `BadQuestionSet`."""
    try:
        rows = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise BadQuestionSet(f"{path}: {error}") from None
    if not isinstance(rows, list):
        raise BadQuestionSet(f"{path}: a list of questions is expected")
    return tuple(_keyed(path, number, row) for number, row in enumerate(rows, start=1))


def _keyed(path: Path, number: int, row: Any) -> KeyedQuestion:
    try:
        return KeyedQuestion(
            id=row["id"],
            question=row["question"],
            kind=row["kind"],
            language=row["language"],
            history=tuple(Turn(turn["role"], turn["content"]) for turn in row.get("history", ())),
            answered=row.get("answered"),
            required=tuple(row.get("required", ())),
            forbidden=tuple(row.get("forbidden", ())),
            quote_contains=tuple(row.get("quote_contains", ())),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise BadQuestionSet(f"{path}, entry {number}: {error!r}") from None


def judge(question: KeyedQuestion, answer: Answer) -> tuple[str, ...]:
    """What is wrong with an answer; empty where it is right."""
    faults: list[str] = []
    if question.answered is not None and answer.answered != question.answered:
        faults.append("answered" if answer.answered else "refused")
    text = _plain(answer.answer)
    faults += [f"lacks {wanted!r}" for wanted in question.required if not _says_one_of(text, wanted)]
    faults += [f"says {banned!r}" for banned in question.forbidden if _says(text, banned)]
    quotes = [_plain(source.quote) for source in answer.sources]
    faults += [
        f"no quote has {wanted!r}"
        for wanted in question.quote_contains
        if not any(_says_one_of(quote, wanted) for quote in quotes)
    ]
    return tuple(faults)


def ask_all(answerer: Answerer, questions: Iterable[KeyedQuestion]) -> tuple[Verdict, ...]:
    """Put every question to the answerer and judge what it says."""
    verdicts: list[Verdict] = []
    for question in questions:
        answer = answerer.answer(Inquiry(question.question, question.history))
        verdicts.append(Verdict(question, answer, judge(question, answer)))
    return tuple(verdicts)


def tallies(verdicts: Sequence[Verdict]) -> tuple[Tally, ...]:
    """Right answers by kind, then by language, then over all."""
    groups: dict[str, list[bool]] = {}
    for verdict in verdicts:
        groups.setdefault(verdict.question.kind, []).append(not verdict.faults)
    for verdict in verdicts:
        groups.setdefault(f"({verdict.question.language})", []).append(not verdict.faults)
    groups["all"] = [not verdict.faults for verdict in verdicts]
    return tuple(Tally(group, sum(right), len(right)) for group, right in groups.items())


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _says_one_of(text: str, alternatives: str) -> bool:
    return any(_says(text, wording) for wording in alternatives.split(" | "))


def _says(text: str, wording: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(_plain(wording))}(?!\w)", text) is not None
