"""What can be wrong with an answer by an editor's check, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from corpus.check_files import Check
from corpus.errors import TanyaError
from corpus.problems import printable

Language = Literal["id", "en"]

_SHOWN_CHARACTERS = 240


class Reason(StrEnum):
    """Why an answer fails its check."""

    LACKS = "lacks"
    SAYS = "says"
    REFUSED = "refused"
    ANSWERED = "answered"
    OTHER_ARTICLE = "other_article"
    NOT_A_QUESTION = "not_a_question"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with an answer; `detail` is the text or the article that it is about."""

    reason: Reason
    detail: str = ""

    def words(self, language: Language = "id") -> str:
        """Say what was expected."""
        return _WORDS[self.reason][language].format(printable(self.detail))


@dataclass(frozen=True, slots=True)
class Failure:
    """A check that failed: what is wrong, what the answer said, and the ids of the articles it quotes."""

    check: Check
    faults: tuple[Fault, ...]
    said: str = ""
    articles: tuple[str, ...] = ()

    def words(self, language: Language = "id") -> str:
        """Say which check of which file, the question, what was expected, and what came instead."""
        words = _FRAME[language]
        file, question = printable(str(self.check.file)), printable(self.check.question)
        lines = [words["where"].format(file, self.check.line, question)]
        lines += [f"  {fault.words(language)}" for fault in self.faults]
        if self.said:
            lines.append(f"  {words['said']}: {excerpt(self.said)}")
        if any(fault.reason is Reason.OTHER_ARTICLE for fault in self.faults):
            lines.append(f"  {words['sources']}: {printable(', '.join(self.articles)) or words['none']}")
        return "\n".join(lines)


class ChecksFailed(TanyaError):
    """Answers of a new index fail editors' checks, of which there are `asked`; `failures` is never empty."""

    def __init__(self, failures: Sequence[Failure], asked: int) -> None:
        super().__init__("\n".join(failure.words("en") for failure in failures))
        self.failures = tuple(failures)
        self.failed = len(failures)
        self.asked = asked

    def words(self, language: Language = "id") -> str:
        """Say every failure."""
        return "\n".join(failure.words(language) for failure in self.failures)


def excerpt(text: str, *, cut: bool = False) -> str:
    """The beginning of a text, on one line; … stands for what is left out, also before a `cut` text."""
    line = " ".join(text.split())
    shown = line if len(line) <= _SHOWN_CHARACTERS else f"{line[:_SHOWN_CHARACTERS]}…"
    return f"{'…' if cut else ''}{printable(shown)}"


_WORDS: dict[Reason, dict[Language, str]] = {
    Reason.LACKS: {"id": "seharusnya memuat “{}”", "en": "should contain “{}”"},
    Reason.SAYS: {"id": "seharusnya tidak memuat “{}”", "en": "should not contain “{}”"},
    Reason.REFUSED: {
        "id": "seharusnya dijawab, tetapi ditolak",
        "en": "should be answered, but was refused",
    },
    Reason.ANSWERED: {
        "id": "seharusnya ditolak, tetapi dijawab",
        "en": "should be refused, but was answered",
    },
    Reason.OTHER_ARTICLE: {"id": "seharusnya bersumber dari {}", "en": "should rest on {}"},
    Reason.NOT_A_QUESTION: {
        "id": "pertanyaannya, atau yang di `history`, tanpa kata atau terlalu panjang",
        "en": "the question, or one in `history`, has no words or is too long",
    },
}
_FRAME: dict[Language, dict[str, str]] = {
    "id": {
        "where": "{}, baris {}: {}",
        "said": "jawabannya",
        "sources": "sumbernya",
        "none": "tidak ada",
    },
    "en": {"where": "{}, line {}: {}", "said": "the answer", "sources": "its sources", "none": "none"},
}
