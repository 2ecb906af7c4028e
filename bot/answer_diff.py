"""What one answerer answers otherwise than another."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.answering.answer import Answer, Answerer, Inquiry, Language, Turn
from bot.check_failures import excerpt
from bot.problems import QuestionError
from bot.render import BULLET
from corpus.problems import printable

DIFFERENCES_SHOWN = 20
EXAMPLES = 20
_CONTEXT_CHARACTERS = 60


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with those asked before it in the same conversation, and the language demanded, if any."""

    question: str
    history: tuple[str, ...] = ()
    language: Language | None = None

    def answer(self, answerer: Answerer) -> Answer:
        """The answer, after the questions before it were asked too. Raises `QuestionError`."""
        turns: tuple[Turn, ...] = ()
        for question in self.history:
            said = answerer.answer(Inquiry(question, turns, self.language)).answer
            turns += (Turn("user", question), Turn("assistant", said))
        return answerer.answer(Inquiry(self.question, turns, self.language))


@dataclass(frozen=True, slots=True)
class Difference:
    """A question that two answerers answer differently."""

    asked: Asked
    old: Answer
    new: Answer


@dataclass(frozen=True, slots=True)
class AnswerDiff:
    """How many questions both were asked, and where they differ: those that only one answers come first."""

    asked: int
    differences: tuple[Difference, ...]

    def lines(self, language: Language) -> Iterator[str]:
        """Say it: how many differ, then at most twenty of them."""
        words = _WORDS[language]
        count = len(self.differences)
        yield words["differ" if count else "same"].format(count=count, asked=self.asked)
        for difference in self.differences[:DIFFERENCES_SHOWN]:
            yield f"  {printable(' → '.join((*difference.asked.history, difference.asked.question)))}"
            old, new = _sides(difference)
            yield f"    {words['old']}: {old}"
            yield f"    {words['new']}: {new}"
        if count > DIFFERENCES_SHOWN:
            yield words["more"].format(count - DIFFERENCES_SHOWN)


def answer_diff(old: Answerer, new: Answerer, questions: Iterable[Asked]) -> AnswerDiff:
    """Put `questions`, and those that either answerer offers as examples, to both.

    Answers differ by their text, or by the quotes and the articles that these are from. What a refusal offers
    to ask instead does not count, and what is no question to one of them is left out.
    """
    examples = (*old.examples(EXAMPLES), *new.examples(EXAMPLES))
    asked = dict.fromkeys((*questions, *map(Asked, examples)))
    both = [difference for each in asked if (difference := _both(old, new, each))]
    differences = [each for each in both if _content(each.old) != _content(each.new)]
    differences.sort(key=lambda difference: difference.old.answered == difference.new.answered)
    return AnswerDiff(len(both), tuple(differences))


def told(answer: Answer) -> str:
    """What an answer tells, on one line: its text, without what a refusal offers to ask instead."""
    lines = answer.answer.splitlines()
    return " ".join(line for line in lines if answer.answered or not line.startswith(BULLET))


def _both(old: Answerer, new: Answerer, asked: Asked) -> Difference | None:
    try:
        return Difference(asked, asked.answer(old), asked.answer(new))
    except QuestionError:
        return None


def _content(answer: Answer) -> tuple[str, tuple[tuple[str, str], ...]]:
    return told(answer), tuple((source.article_id, source.quote) for source in answer.sources)


def _sides(difference: Difference) -> tuple[str, str]:
    """What each said, or where both said the same, what each quoted; from shortly before they differ."""
    answers = (difference.old, difference.new)
    old, new = map(told, answers)
    if old == new:
        quotes = [[f"“{source.quote}” ({source.article_id})" for source in each.sources] for each in answers]
        old, new = ("; ".join(each) or "–" for each in quotes)
    pairs = enumerate(zip(old, new, strict=False))
    same = next((at for at, (here, there) in pairs if here != there), min(len(old), len(new)))
    start = old.rfind(" ", 0, same - _CONTEXT_CHARACTERS) + 1 if same > 2 * _CONTEXT_CHARACTERS else 0
    return excerpt(old[start:], cut=start > 0), excerpt(new[start:], cut=start > 0)


_WORDS: dict[Language, dict[str, str]] = {
    "id": {
        "same": "Tidak ada jawaban yang berubah ({asked} pertanyaan).",
        "differ": "Jawaban yang berubah: {count} dari {asked} pertanyaan.",
        "old": "lama",
        "new": "baru",
        "more": "  … dan {} lagi.",
    },
    "en": {
        "same": "No answers change ({asked} questions).",
        "differ": "Answers that change: {count} of {asked} questions.",
        "old": "old",
        "new": "new",
        "more": "  … and {} more.",
    },
}
