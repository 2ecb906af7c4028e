"""Answers with the sentences that tell what is asked, as they stand in the articles, or refuses honestly."""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from threading import Lock
from typing import Any, Protocol

from bot.answering.answer import Answer, Inquiry, Language, Source
from bot.answering.answer_types import Asked, asked_for
from bot.answering.concepts import concepts
from bot.answering.counterparts import told_otherwise
from bot.answering.examples import candidates
from bot.answering.facts import Fact, FactFinder
from bot.answering.inquiries import DEFAULT_LIMIT, checked, completed
from bot.answering.language import language_of
from bot.answering.matters import on_one_matter
from bot.answering.phrases import phrase
from bot.answering.sentence_features import Document
from bot.answering.words import alternatives
from corpus.article import Article
from index.passages import Passage
from index.sentences import split_sentences

PASSAGES_FOUND = 12
ARTICLES_READ = 5
EXAMPLES_OFFERED = 3
_REMEMBERED_ARTICLES = 1024
_BESIDE, _ALIKE, _TOGETHER, _LIKELY = 0.2, 0.05, 0.4, 0.5
_NUMBERS = frozenset({"number", "money", "percent"})
_SORTS = frozenset({"place", "time", "clock", "number", "money", "percent"})
# A fact that has all words of the question and a place, time or number needs this much of the threshold.
_ALL_TOLD = 0.6
# A short answer stands in front of its sentence where the reader is this sure of it.
_SURE_SPAN = 0.5
_LONGEST_SPAN_WORDS = 12


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

    def notes(self, annotator: str) -> Mapping[str, Any]:
        """What the annotator of that fingerprint noted, by article; empty where it noted nothing."""
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
    """Answers with what `finder` finds in the articles that `retriever` finds.

    Keeps the contract of `bot.answering.answer.Answerer`.
    """

    def __init__(self, retriever: Retrieves, finder: FactFinder, limits: Limits) -> None:
        self._retriever = retriever
        self._finder = finder
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
        hits = self._retriever.retrieve(asked, PASSAGES_FOUND)
        return self.answer_with(self.told(asked, hits), asked, hits, language)

    def told(
        self,
        asked: str,
        readable: Sequence[Found],
        note: Callable[[str], None] | None = None,
        tells: Callable[[Fact], bool] = bool,
        share: float = 1.0,
    ) -> list[Fact]:
        """The facts in the articles of `readable` that answer, newest first; none where none is sure.

        Facts that are no answer for a reason of the question's own are left out by `tells`; `share` of the
        threshold is what a fact needs. Where another article tells it as surely, or well enough on the same
        matter, its fact is there too.
        """
        sort = asked_for(asked)
        documents = documents_of(readable)
        facts = self._finder.find(asked, documents, lambda fact: not sort.lacks(fact.text) and tells(fact))
        threshold = share * self._limits.threshold
        told = [fact for fact in facts if fact.probability >= _least(fact, facts, sort, threshold)]
        told = told or _together(facts, threshold)
        # What another article gives a number of too is what is asked for; any sum of money is like another.
        sure = threshold if sort.sort == "money" else _LIKELY * threshold
        likely = told or [fact for fact in facts[:1] if fact.probability >= sure]
        if len(likely) == 1 and sort.sort in _NUMBERS:
            others = list(_told_otherwise(likely[0], asked, documents))
            facts, told = [*facts, *others], [*likely, *others] if others else told
        if note is not None:
            for line in _explained(facts, told, threshold):
                note(line)
        return sorted(told, key=lambda f: f.document.published, reverse=True)

    def answer_with(
        self,
        told: Sequence[Fact],
        asked: str,
        nearest: Sequence[Found],
        language: Language,
        who: str | None = None,
    ) -> Answer:
        """Answer with facts, else refuse, naming `who` is asked after, and show the first of `nearest`."""
        if told:
            return self._extract(told, asked_for(asked), language)
        return self._refusal(nearest, language, who)

    def examples(self, count: int) -> tuple[str, ...]:
        """Up to `count` questions about the articles in the index, each of which `answer` does answer."""
        with self._lock:
            return self._examples[:count]

    @cached_property
    def _examples(self) -> tuple[str, ...]:
        """Questions that the very sentence answers which they were made from."""
        kept: list[str] = []
        for candidate in candidates(tuple(self._retriever.articles.values())):
            hits = self._retriever.retrieve(candidate.question, PASSAGES_FOUND)
            best = next(iter(self._finder.find(candidate.question, documents_of(hits))), None)
            if best is None or best.probability < self._limits.threshold or candidate.question in kept:
                continue
            start, end = best.run
            if best.document.id == candidate.article_id and start <= candidate.start < end:
                kept.append(candidate.question)
            if len(kept) == EXAMPLES_OFFERED:
                break
        return tuple(kept)

    def _extract(self, facts: Sequence[Fact], asked: Asked, language: Language) -> Answer:
        sources = tuple(
            source_of(self._retriever.articles[fact.document.id], _quoted(fact)) for fact in facts
        )
        if len(sources) == 1:
            text = self._told(facts[0], sources[0], asked, language)
        else:
            text = "\n".join(
                phrase("as_told", language, who=s.publisher, when=s.published, quote=s.quote) for s in sources
            )
        return Answer(
            answer=text,
            answered=True,
            kind="extract",
            language=language,
            sources=sources,
            generation=self._retriever.generation,
        )

    def _told(self, fact: Fact, source: Source, asked: Asked, language: Language) -> str:
        """The sentences, behind the words in them that answer where those are sure and of the right sort."""
        article = self._retriever.articles[fact.document.id]
        if fact.words is not None and fact.sure >= _SURE_SPAN:
            span = article.body[slice(*fact.words)]
            short = len(span.split()) <= min(_LONGEST_SPAN_WORDS, len(source.quote.split()) // 2)
            if short and asked.may_be(span, article.body[: fact.words[0]]):
                return phrase("span_and_quote", language, span=span, quote=source.quote)
        same = article.language == language
        return source.quote if same else phrase("quoted", language, quote=source.quote)

    def _refusal(self, hits: Sequence[Found], language: Language, who: str | None) -> Answer:
        refused = phrase("not_told_of", language, who=who) if who else phrase("not_in_articles", language)
        lines = [refused]
        if examples := self.examples(EXAMPLES_OFFERED):
            lines += [phrase("try_these", language), *(f"• {example}" for example in examples)]
        return Answer(
            answer="\n".join(lines),
            answered=False,
            kind="not_in_articles",
            language=language,
            sources=tuple(source_of(hit.article, (hit.passage.start, hit.passage.end)) for hit in hits[:1]),
            generation=self._retriever.generation,
        )


def _told_otherwise(fact: Fact, asked: str, documents: Sequence[Document]) -> Iterator[Fact]:
    """What other articles on the matter of a fact give for its number, as facts."""
    for document in documents:
        if document is not fact.document and on_one_matter(document, fact.document):
            run = told_otherwise(fact, asked, document)
            if run is not None:
                # It is taken for what it is like, not judged by itself.
                yield Fact(document, run, None, score=0.0, sure=0.0, probability=0.0)


def _together(facts: Sequence[Fact], threshold: float) -> list[Fact]:
    """Facts of articles on one matter of which none is sure enough, but that any of them answers is."""
    best = max(facts, key=lambda f: f.probability, default=None)
    told = [
        fact
        for fact in facts
        if best and on_one_matter(best.document, fact.document) and fact.probability >= _TOGETHER * threshold
    ]
    none = math.prod(1 - fact.probability for fact in told)
    return told if len(told) > 1 and 1 - none >= threshold else []


def _least(fact: Fact, facts: Sequence[Fact], asked: Asked, threshold: float) -> float:
    """The probability that a fact needs.

    Less where another article answers and is on the same matter, or where it has all that is asked.
    """
    best = max(facts, key=lambda f: f.probability)
    own = threshold * (_ALL_TOLD if _tells_all(fact, asked) else 1.0)
    answered = best.probability >= threshold and best is not fact
    if not answered or not on_one_matter(best.document, fact.document):
        return own
    return min(own, (_ALIKE if _told_alike(best, fact) else _BESIDE) * threshold)


def _tells_all(fact: Fact, asked: Asked) -> bool:
    """Whether a fact has all that a question names and words of the very sort that it asks for."""
    body = fact.document.body
    if fact.words is None or asked.sort not in _SORTS or not concepts(asked.question) <= concepts(fact.text):
        return False
    return asked.may_be(body[slice(*fact.words)], body[: fact.words[0]])


def _quoted(fact: Fact) -> tuple[int, int]:
    """The sentences of a fact, without those that go over to others behind the words that surely answer."""
    start, end = fact.run
    if fact.words is None or fact.sure < _SURE_SPAN:
        return fact.run
    body, behind = fact.document.body, fact.words[1]
    turns = (
        last
        for (_, last), (first, _) in pairwise(fact.document.sentences)
        if behind <= last < end and alternatives("anaphors", "turns").match(body, first)
    )
    return start, min(turns, default=end)


def _told_alike(one: Fact, other: Fact) -> bool:
    """Whether two facts give a number of the same: they share a word that not both titles have."""
    titles = concepts(one.document.title) & concepts(other.document.title)
    numbers = [any(c.isdigit() for c in _words(fact)) for fact in (one, other)]
    return all(numbers) and bool((concepts(one.text) & concepts(other.text)) - titles)


def _words(fact: Fact) -> str:
    return fact.document.body[slice(*fact.words)] if fact.words else ""


def source_of(article: Article, span: tuple[int, int]) -> Source:
    """A span of an article's body as a source, in the context of its paragraphs."""
    start, end = span
    before, after = article.body.rfind("\n", 0, start) + 1, article.body.find("\n", end)
    return Source(
        article_id=article.id,
        title=article.title,
        publisher=article.publisher,
        published=article.published,
        url=article.url,
        quote=article.body[start:end],
        start=start,
        end=end,
        context=article.body[before : after if after >= 0 else len(article.body)],
        context_start=before,
    )


def _explained(facts: Sequence[Fact], told: Sequence[Fact], threshold: float) -> Iterator[str]:
    for fact in facts:
        body = fact.document.body
        words = repr(body[slice(*fact.words)]) if fact.words else "none"
        yield (
            f"fact in {fact.document.id}  score {fact.score:.2f}  reader {fact.sure:.2f} {words}  "
            f"probability {fact.probability:.2f}: {' '.join(body[slice(*fact.run)].split())}"
        )
    yield f"rule: {'the facts that are sure' if told else 'refusal'}, threshold {threshold:.2f}"


def documents_of(hits: Iterable[Found]) -> list[Document]:
    """The first articles of some passages found, each with the rank of its best passage."""
    best: dict[str, Found] = {}
    for hit in hits:
        best.setdefault(hit.article.id, hit)
    top = max((hit.score for hit in best.values()), default=1.0) or 1.0
    return [
        Document(
            id=hit.article.id,
            title=hit.article.title,
            body=hit.article.body,
            published=hit.article.published,
            language=hit.article.language,
            sentences=_sentences(hit.article.body),
            rank=hit.score / top,
        )
        for hit in list(best.values())[:ARTICLES_READ]
    ]


@lru_cache(_REMEMBERED_ARTICLES)
def _sentences(body: str) -> tuple[tuple[int, int], ...]:
    return tuple(split_sentences(body))
