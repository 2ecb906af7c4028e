"""The first answerer: the sentence that answers, as it stands in the article, or an honest refusal."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from typing import Protocol

from bot.answering.answer import Answer, Inquiry, Language, Source
from bot.answering.examples import candidates
from bot.answering.inquiries import DEFAULT_LIMIT, checked, completed
from bot.answering.language import language_of
from bot.answering.phrases import phrase
from bot.answering.reader import Reader, Reading
from corpus.article import Article
from index.passages import Passage

PASSAGES_READ = 5
EXAMPLES_OFFERED = 3


class Found(Protocol):
    """A retrieved passage with its article; `index.retriever.Hit` is one."""

    @property
    def passage(self) -> Passage:
        """The passage."""
        ...

    @property
    def article(self) -> Article:
        """The article that it was cut from."""
        ...

    @property
    def score(self) -> float:
        """How well it fits the question; only comparable within one retrieval."""
        ...


class Retrieves(Protocol):
    """What the answerer needs of `index.retriever.Retriever`."""

    @property
    def generation(self) -> str:
        """The index generation that is searched."""
        ...

    @property
    def articles(self) -> Mapping[str, Article]:
        """The articles by id."""
        ...

    def normalised(self, question: str) -> str:
        """The question with chat spelling and typing errors put right."""
        ...

    def retrieve(self, question: str, k: int) -> Sequence[Found]:
        """Up to `k` passages, best first."""
        ...


@dataclass(frozen=True, slots=True)
class Limits:
    """From which probability on to answer, and the longest question taken, in characters."""

    threshold: float
    characters: int = DEFAULT_LIMIT


class ExtractiveAnswerer:
    """Answers with the sentence that `reader` finds in the passages that `retriever` finds.

    Keeps the contract of `bot.answering.answer.Answerer`.
    """

    def __init__(self, retriever: Retrieves, reader: Reader, limits: Limits) -> None:
        self._retriever = retriever
        self._reader = reader
        self._limits = limits
        self._lock = Lock()

    @property
    def generation(self) -> str:
        """The index generation that answers come from."""
        return self._retriever.generation

    def answer(self, inquiry: Inquiry) -> Answer:
        """Answer one inquiry. Raises `bot.problems.QuestionError` on one that cannot be a question."""
        question = checked(inquiry.question, self._limits.characters)
        language = language_of(inquiry)
        asked = self._retriever.normalised(completed(question, inquiry))
        hits = self._retriever.retrieve(asked, PASSAGES_READ)
        return self.answer_from(asked, hits, hits, language)

    def answer_from(
        self, asked: str, readable: Sequence[Found], nearest: Sequence[Found], language: Language
    ) -> Answer:
        """Answer from the first of `readable`, else refuse and show the first of `nearest`."""
        read = readable[:PASSAGES_READ]
        readings = self._reader.read(asked, [hit.passage.text for hit in read])
        best = _best(zip(read, readings, strict=True), self._limits.threshold)
        if best is None:
            return self._refusal(nearest, language)
        return self._extract(*best, language)

    def examples(self, count: int) -> tuple[str, ...]:
        """Up to `count` questions about the articles in the index, each of which `answer` does answer."""
        with self._lock:
            return self._examples[:count]

    @cached_property
    def _examples(self) -> tuple[str, ...]:
        """Questions that the very sentence answers which they were made from."""
        kept: list[str] = []
        for candidate in candidates(tuple(self._retriever.articles.values())):
            hits = self._retriever.retrieve(candidate.question, PASSAGES_READ)
            readings = self._reader.read(candidate.question, [hit.passage.text for hit in hits])
            best = _best(zip(hits, readings, strict=True), self._limits.threshold)
            if best is None or best[0].article.id != candidate.article_id or candidate.question in kept:
                continue
            start, end = _whole_sentences(*best)
            if start <= candidate.start < end:
                kept.append(candidate.question)
            if len(kept) == EXAMPLES_OFFERED:
                break
        return tuple(kept)

    def _extract(self, hit: Found, reading: Reading, language: Language) -> Answer:
        source = _source(hit, _whole_sentences(hit, reading))
        same = hit.article.language == language
        return Answer(
            answer=source.quote if same else phrase("quoted", language, quote=source.quote),
            answered=True,
            kind="extract",
            language=language,
            sources=(source,),
            generation=self._retriever.generation,
        )

    def _refusal(self, hits: Sequence[Found], language: Language) -> Answer:
        lines = [phrase("not_in_articles", language)]
        if examples := self.examples(EXAMPLES_OFFERED):
            lines += [phrase("try_these", language), *(f"• {example}" for example in examples)]
        return Answer(
            answer="\n".join(lines),
            answered=False,
            kind="not_in_articles",
            language=language,
            sources=tuple(_source(hit, (hit.passage.start, hit.passage.end)) for hit in hits[:1]),
            generation=self._retriever.generation,
        )


def _best(read: Iterable[tuple[Found, Reading]], threshold: float) -> tuple[Found, Reading] | None:
    """The best span among the passages that answer, if any does."""
    answering = [pair for pair in read if pair[1].end > pair[1].start and pair[1].answerable >= threshold]
    return max(answering, key=lambda pair: pair[1].score, default=None)


def _whole_sentences(hit: Found, reading: Reading) -> tuple[int, int]:
    """The sentences of the passage that the span touches, as one span in the article's body."""
    start, end = hit.passage.start + reading.start, hit.passage.start + reading.end
    touched = [span for span in hit.passage.sentences if span[0] < end and start < span[1]]
    return (touched[0][0], touched[-1][1]) if touched else (start, end)


def _source(hit: Found, span: tuple[int, int]) -> Source:
    article, passage = hit.article, hit.passage
    return Source(
        article_id=article.id,
        title=article.title,
        publisher=article.publisher,
        published=article.published,
        url=article.url,
        quote=article.body[slice(*span)],
        start=span[0],
        end=span[1],
        context=passage.text,
        context_start=passage.start,
    )
