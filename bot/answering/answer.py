"""What an answer is: words, whether the articles support them, and the literal quotes they rest on."""

from dataclasses import dataclass
from typing import Literal, Protocol

Language = Literal["id", "en"]


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier message of the conversation."""

    role: Literal["user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What a person asked: the question, the conversation before it, and a language if one was demanded."""

    question: str
    history: tuple[Turn, ...] = ()
    language: Language | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A literal quote: `quote == body[start:end]` of the named article.

    `context` is the passage around the quote, `context == body[context_start:context_start + len(context)]`,
    for doors that show the quote inside it.
    """

    article_id: str
    title: str
    publisher: str
    published: str
    url: str | None
    quote: str
    start: int
    end: int
    context: str
    context_start: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer for any door.

    `answer` is plain text; lines that start with "• " are items of a list. `answered` is false when the
    articles do not answer the question; `sources` may then hold the nearest passage. `kind` names the
    composer that wrote it. `generation` is the index generation that every source was taken from.
    """

    answer: str
    answered: bool
    kind: str
    language: Language
    sources: tuple[Source, ...]
    generation: str


class Answerer(Protocol):
    """Answers inquiries; safe to call from several threads."""

    def answer(self, inquiry: Inquiry) -> Answer:
        """Answer one inquiry. Raises `bot.problems.QuestionError` on an inquiry that cannot be a question."""
        ...

    def examples(self, count: int) -> tuple[str, ...]:
        """Up to `count` questions that the articles in the index do answer, taken from the index itself."""
        ...
