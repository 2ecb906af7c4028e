"""What a composer works with, and what it hands back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.answering.classes import is_among
from bot.answering.concepts import concepts, covered
from bot.answering.enumerations import Enumeration
from bot.answering.evidence import Evidence, Span
from bot.answering.question import Question

_HEAD, _ARTICLE, _RANK, _CLASS = 1.0, 0.6, 0.4, 0.5


@dataclass(frozen=True, slots=True)
class Page:
    """The evidence of one retrieved article and how well it was found: 1 for the best of the question."""

    evidence: Evidence
    rank: float


@dataclass(frozen=True, slots=True)
class Quote:
    """A span of an article's body."""

    evidence: Evidence
    span: Span


@dataclass(frozen=True, slots=True)
class Draft:
    """A composed answer: its words, whether the articles support it, and the quotes it rests on."""

    text: str
    answered: bool
    quotes: tuple[Quote, ...]


Composer = Callable[[Question, Sequence[Page]], Draft | None]
Registry = Mapping[str, Composer]


@dataclass(frozen=True, slots=True)
class ListFound:
    """A list that may answer, how well it fits, and the class of items that is asked for."""

    page: Page
    enumeration: Enumeration
    score: float

    def said(self) -> str:
        """All that is said of the list, what it shares with one before it in its sentence included."""
        shared, evidence = self.enumeration.shared, self.page.evidence
        return f"{evidence.text(shared) if shared else ''} {evidence.text(self.enumeration.near)}"

    def quotes(self) -> tuple[Quote, ...]:
        """The sentences that hold the list."""
        return tuple(Quote(self.page.evidence, span) for span in self.enumeration.sentences)


def lists_for(question: Question, pages: Sequence[Page]) -> tuple[ListFound, ...]:
    """The lists that fit a question, best first.

    A list of another class of things than is asked for never fits.
    """
    found: list[ListFound] = []
    for page in pages:
        whole = covered(question.concepts, page.evidence.concepts)
        for enumeration in page.evidence.enumerations:
            matched = [group for group in enumeration.groups if is_among(group, question.classes)]
            if question.classes and enumeration.groups and not matched:
                continue
            listed = ListFound(page, enumeration, 0.0)
            head = covered(question.concepts, concepts(listed.said()))
            score = _HEAD * head + _ARTICLE * whole + _RANK * page.rank + _CLASS * bool(matched)
            found.append(replace(listed, score=score))
    return tuple(sorted(found, key=lambda f: -f.score))
