"""Questions that could be asked about articles, made from what stands in them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest

from bot.answering.abbreviations import find_abbreviations
from bot.answering.answer import Language
from bot.answering.people import find_roles
from bot.answering.phrases import phrase
from bot.answering.statements import find_statements
from corpus.article import Article
from index.sentences import split_sentences


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question that the sentence around `start` of the article's body should answer."""

    question: str
    article_id: str
    start: int


def candidates(articles: Sequence[Article]) -> Iterator[Candidate]:
    """Questions on every article, newest first, of every sort in turn: who, said what, stands for, about."""
    newest = sorted(articles, key=lambda article: article.published, reverse=True)
    sorts = [chain.from_iterable(map(made, newest)) for made in (_who, _said, _stands_for, _about)]
    for turn in zip_longest(*sorts):
        yield from (candidate for candidate in turn if candidate is not None)


def _language(article: Article) -> Language:
    return "en" if article.language == "en" else "id"


def _who(article: Article) -> Iterator[Candidate]:
    seen: set[str] = set()
    for role in find_roles(article.body, split_sentences(article.body)):
        if role.office not in seen:
            seen.add(role.office)
            question = phrase("ask_who", _language(article), thing=role.office.strip(" ,"))
            yield Candidate(question, article.id, role.person_span[0])


def _said(article: Article) -> Iterator[Candidate]:
    for statement in find_statements(article.body, split_sentences(article.body)):
        start, end = statement.span
        if statement.speaker and statement.speaker in article.body[start:end]:
            yield Candidate(
                phrase("ask_said", _language(article), thing=statement.speaker), article.id, start
            )


def _stands_for(article: Article) -> Iterator[Candidate]:
    for found in find_abbreviations(article.body):
        question = phrase("ask_abbreviation", _language(article), thing=found.short)
        yield Candidate(question, article.id, found.span[0])


def _about(article: Article) -> Iterator[Candidate]:
    yield Candidate(phrase("ask_about", _language(article), thing=article.title), article.id, 0)
