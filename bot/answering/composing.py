"""The answerer: one reading of the question, the composer of its kind, the reader, else a refusal."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.answering.annotating import evidence_version, noted_evidence
from bot.answering.answer import Answer, Inquiry, Language
from bot.answering.answer_types import asked_for
from bot.answering.choosing import chosen_by_day_or_publisher, speaks_of, tells, that_may_tell
from bot.answering.composers import COMPOSERS, OF_FACTS
from bot.answering.composers.definitions import thing_asked
from bot.answering.concepts import concepts
from bot.answering.dates import days_in, published_on
from bot.answering.evidence import EvidenceBook
from bot.answering.extractive import ExtractiveAnswerer, Found, Limits, Retrieves, source_of
from bot.answering.following import carried, exchanged, with_the_person
from bot.answering.glossing import gloss
from bot.answering.inquiries import asked_before, checked, leans_back, told_last
from bot.answering.kinds import bundled_classifier
from bot.answering.language import language_of
from bot.answering.matching import WordMatcher
from bot.answering.material import Draft, Page
from bot.answering.phrases import phrase
from bot.answering.question import Question, read_question
from bot.answering.subjects import asked_after
from bot.answering.words import alternatives, canonical, table, words
from corpus.versions import superseded

PASSAGES_FOUND = 12
_POSSESSIVE = re.compile(r"(?<=\w)['’]s\b")
_HYPHENED_ITS = re.compile(r"(?<=\w)-nya\b")
_SMALL_TALK = frozenset({"greeting", "thanks", "identity", "help"})
_SURE = 0.5
_LIKELY = 0.2
_EVIDENT = frozenset({"abbreviation", "person", "role"})
# Here evidence is found or there is none: a sentence that merely shares words would be a wrong answer.
_ONLY_COMPOSED = frozenset({"abbreviation"})


class ComposingAnswerer:
    """Answers by kind of question; what no composer answers is read by `ExtractiveAnswerer`.

    Keeps the contract of `bot.answering.answer.Answerer`.
    """

    def __init__(
        self, retriever: Retrieves, facts: ExtractiveAnswerer, matcher: WordMatcher, limits: Limits
    ) -> None:
        self._retriever = retriever
        self._matcher = matcher
        self._limits = limits
        notes = retriever.notes(evidence_version())
        self._book = EvidenceBook(noted_evidence(each, notes) for each in retriever.articles.values())
        self._superseded = superseded(retriever.articles.values())
        self._extractive = facts

    @property
    def generation(self) -> str:
        """The index generation that answers come from."""
        return self._retriever.generation

    def examples(self, count: int) -> tuple[str, ...]:
        """Up to `count` questions that the articles answer."""
        return self._extractive.examples(count)

    def answer(self, inquiry: Inquiry) -> Answer:
        """Answer one inquiry. Raises `bot.problems.QuestionError` on one that cannot be a question."""
        return self._decide(inquiry, _unheard)

    def explain(self, inquiry: Inquiry) -> tuple[Answer, tuple[str, ...]]:
        """The same answer, and how it came about: the question as read, candidates, scores, the rule."""
        notes: list[str] = []
        return self._decide(inquiry, notes.append), tuple(notes)

    def _decide(self, inquiry: Inquiry, note: Callable[[str], None]) -> Answer:
        text = checked(inquiry.question, self._limits.characters)
        language = language_of(inquiry)
        asked, question = self._understood(text, inquiry, language)
        _note_question(question, note)
        if _is_small_talk(question):
            note("rule: small talk")
            return self._small_talk(question)
        hits = self._newest(self._retriever.retrieve(asked, PASSAGES_FOUND), text)
        for hit in hits:
            note(f"passage {hit.passage.id}  score {hit.score:.3f}")
        found = self._pages(hits)
        pages, asked, question = chosen_by_day_or_publisher(found, asked, question)
        question = _glossed(question, pages)
        fitting = [page for page in pages if speaks_of(page, question)]
        note(f"articles with every name and year: {', '.join(_ids(fitting)) or 'none'}")
        for kind in _kinds_to_try(question):
            # "Did Malang win?" is answered with a list that does not have the name.
            able = _naming_most(pages, question) if kind == "whether" and not fitting else fitting
            if draft := COMPOSERS[kind](question, able):
                note(f"rule: composer of {kind}")
                return self._answer(draft, question)
        told, share = that_may_tell(fitting, question, by_choice=len(pages) < len(found))
        readable = [] if _only_composed(question) else _of(told, hits)
        note(f"articles with the words of the question: {', '.join(_ids(told)) or 'none'}")
        facts = self._extractive.told(asked, readable, note, tells(question, pages), share)
        surest = max(facts, key=lambda fact: fact.probability, default=None)
        if surest:
            page = next(page for page in pages if page.evidence.article.id == surest.document.id)
            for rule, compose in OF_FACTS.items():
                if draft := compose(question, page, surest):
                    note(f"rule: {rule}")
                    return self._answer(draft, question)
        who = None if facts else asked_after(question, fitting or pages)
        return self._extractive.answer_with(facts, asked, hits, language, who)

    def _understood(self, text: str, inquiry: Inquiry, language: Language) -> tuple[str, Question]:
        """The question as it is searched, and as it is read: whole, whatever it leans on."""
        before: Question | None = None
        for earlier in asked_before(inquiry):
            before = self._whole(earlier, before, language)
        if before is not None:
            text = with_the_person(text, told_last(inquiry), self._book)
        question = self._whole(text, before, language)
        return question.text, question

    def _whole(self, text: str, before: Question | None, language: Language) -> Question:
        """One question with what it takes from the one before it."""
        last = self._read(self._retriever.normalised(text), language)
        if before is None or not leans_back(text) or _is_small_talk(last):
            return last
        if asked := exchanged(before, last, self._matcher) or carried(before, last):
            return self._read(asked, language)
        return _following(self._read(f"{before.text} {last.text}", language), last, before)

    def _newest(self, hits: Sequence[Found], text: str) -> Sequence[Found]:
        """Without the older versions of a story, unless the question names the day of one."""
        days = days_in(text)
        return [
            hit
            for hit in hits
            if hit.article.id not in self._superseded or published_on(hit.article.published, days)
        ]

    def _read(self, text: str, language: Language) -> Question:
        text = (_POSSESSIVE if language == "en" else _HYPHENED_ITS).sub("", text)
        return read_question(text, language, bundled_classifier(), self._book.gazetteer)

    def _small_talk(self, question: Question) -> Answer:
        lines = [phrase(question.kind, question.language)]
        if examples := self.examples(3):
            lines += [phrase("try_these", question.language), *(f"• {example}" for example in examples)]
        return Answer(
            answer="\n".join(lines),
            answered=True,
            kind="smalltalk",
            language=question.language,
            sources=(),
            generation=self.generation,
        )

    def _answer(self, draft: Draft, question: Question) -> Answer:
        return Answer(
            answer=draft.text,
            answered=draft.answered,
            kind=question.kind,
            language=question.language,
            sources=tuple(
                source_of(quote.evidence.article, quote.span) for quote in dict.fromkeys(draft.quotes)
            ),
            generation=self.generation,
        )

    def _pages(self, hits: Sequence[Found]) -> list[Page]:
        best: dict[str, float] = {}
        for hit in hits:
            best.setdefault(hit.article.id, hit.score)
        top = max(best.values(), default=1.0) or 1.0
        return [Page(self._book[article_id], score / top) for article_id, score in best.items()]


def _unheard(line: str) -> None:
    """Where nobody asked for the reasons."""


def _naming_most(pages: Sequence[Page], question: Question) -> list[Page]:
    """The articles that have the most of a question's names."""
    counts = [sum(p.evidence.names(n.known or n.text) for n in question.names) for p in pages]
    return [page for page, count in zip(pages, counts, strict=True) if count == max(counts)]


def _kinds_to_try(question: Question) -> list[str]:
    """The kinds to compose an answer of: the most probable, and where that is not sure the next."""
    likely = [question.kind, "what"] if thing_asked(question) else [question.kind]
    if alternatives("asking_words", "of abbreviations").search(question.text):
        # Whatever else the question tells says where the letters stand.
        return ["abbreviation"]
    if question.kinds[0].probability < _SURE:
        # What there is no evidence for is not composed; plans there always are.
        evident = _EVIDENT | ({"list"} if question.classes else set())
        likely += [g.kind for g in question.kinds[1:] if g.probability >= _LIKELY and g.kind in evident]
    several = alternatives("list_words", "several").search(question.text)
    sort = asked_for(question.text).sort
    if sort == "place" and not several:
        # "In which city was it handed over?" asks for one place and no list of cities.
        likely = [kind for kind in likely if kind != "list"]
    if sort == "reason":
        # "Why is the town not among them?" is not answered by whether it is.
        likely = [kind for kind in likely if kind != "whether"]
    return [kind for kind in likely if kind in COMPOSERS]


def _only_composed(question: Question) -> bool:
    thing = thing_asked(question) or ""
    if alternatives("asking_words", "of abbreviations").search(question.text) or thing.isupper():
        return True
    # What is written in words is no abbreviation.
    spelt = question.names and all(" " in name.text for name in question.names)
    return question.kind in _ONLY_COMPOSED and question.kinds[0].probability >= _SURE and not spelt


def _note_question(question: Question, note: Callable[[str], None]) -> None:
    note(f"question: {question.text}")
    note("kind: " + ", ".join(f"{guess.kind} {guess.probability:.2f}" for guess in question.kinds[:3]))
    named = [f"{name.text} ({name.known or 'in no article'})" for name in question.names]
    read = {"names": named, "classes": question.classes, "offices": question.offices, "years": question.years}
    for name, values in read.items():
        if values:
            note(f"{name}: {', '.join(values)}")


def _ids(pages: Sequence[Page]) -> list[str]:
    return [page.evidence.article.id for page in pages]


def _is_small_talk(question: Question) -> bool:
    return question.kind in _SMALL_TALK and question.kinds[0].probability >= _SURE and not question.names


def _following(both: Question, last: Question, before: Question) -> Question:
    """A question that leans on the one before: what it names takes the place of what was named there."""
    asks = any(canonical(word) in table("question_words") for word in words(last.text))
    kinds = last.kinds if asks else tuple(sorted(both.kinds, key=lambda k: k.kind != before.kind))
    return replace(
        both,
        kinds=kinds,
        classes=last.classes or both.classes,
        concepts=both.concepts
        - {
            c for group in both.classes if last.classes and group not in last.classes for c in concepts(group)
        },
    )


def _glossed(question: Question, pages: Sequence[Page]) -> Question:
    """An English question with what it is about in the words of the Indonesian articles found."""
    bodies = [p.evidence.article.body for p in pages if p.evidence.article.language != question.language]
    if question.language != "en" or not bodies:
        return question
    asking_words = table("asking_words").get(question.kind, ())
    return replace(question, concepts=concepts(gloss(question.text, *bodies, kept=asking_words)))


def _of(pages: Sequence[Page], hits: Sequence[Found]) -> list[Found]:
    kept = {page.evidence.article.id for page in pages}
    return [hit for hit in hits if hit.article.id in kept]
