"""What an article offers an answer, read once when its generation is built, with the span of each piece."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from bot.answering.abbreviations import Abbreviation, find_abbreviations
from bot.answering.classes import class_of
from bot.answering.concepts import concepts
from bot.answering.enumerations import Enumeration, find_enumerations
from bot.answering.list_items import bare_name
from bot.answering.names import Gazetteer, name_key, run_keys
from bot.answering.offices import kinds_in
from bot.answering.people import Role, find_roles
from bot.answering.statements import Statement, find_statements
from bot.answering.words import raw_words, table
from corpus.article import Article
from index.sentences import split_sentences

Span = tuple[int, int]

_NUMBERED_RUN = re.compile(r"[A-Z]\w+\s\d{1,3}(?:\s[A-ZÀ-Þ][\w’'-]+){1,3}")
_NAME_RUN = re.compile(r"[A-ZÀ-Þ][\w’'-]+(?:\s+[A-ZÀ-Þ][\w’'-]+){0,3}")


@dataclass(frozen=True)
class Evidence:
    """One article and what was read from it; all spans are in its body."""

    article: Article
    sentences: tuple[Span, ...]
    enumerations: tuple[Enumeration, ...]
    roles: tuple[Role, ...]
    abbreviations: tuple[Abbreviation, ...]
    statements: tuple[Statement, ...]

    @cached_property
    def concepts(self) -> frozenset[str]:
        """What the whole article is about."""
        return concepts(f"{self.article.title}\n{self.article.body}\n{self.article.publisher}")

    @property
    def publisher(self) -> tuple[str, ...]:
        """How the publisher may be called: without an addition in brackets, and without its domain."""
        bare = self.article.publisher.split("(")[0].strip()
        return (bare, re.sub(r"(?:\.\w{2,4})+$", "", bare))

    @cached_property
    def _runs(self) -> frozenset[str]:
        """Keys of every run of words of the article and of its publisher."""
        return run_keys(f"{self.article.title} {self.article.body} {' '.join(self.publisher)}")

    def names(self, name: str) -> bool:
        """Whether the article holds a name, in any spelling."""
        return name_key(name) in self._runs

    def sentence(self, at: int) -> Span:
        """The sentence that holds a character of the body."""
        return next((s for s in self.sentences if s[0] <= at < s[1]), (at, at + 1))

    def naming(self, name: str, near: Span) -> Span:
        """The sentence nearest to a place that has a name as it is written; the place itself if none has."""
        having = [span for span in self.sentences if name in self.text(span)]
        return min(having, key=lambda span: abs(span[0] - near[0]), default=near)

    def text(self, span: Span) -> str:
        """The body's text at a span."""
        return self.article.body[slice(*span)]


def read_evidence(article: Article) -> Evidence:
    """Read everything that one article offers."""
    sentences = tuple(split_sentences(article.body))
    roles = find_roles(article.body, sentences)
    return Evidence(
        article=article,
        sentences=sentences,
        enumerations=find_enumerations(article.body, sentences),
        roles=roles,
        abbreviations=find_abbreviations(article.body),
        statements=find_statements(article.body, sentences, roles),
    )


class EvidenceBook:
    """The evidence of all articles of one generation, and the names that occur in them."""

    def __init__(self, pages: Iterable[Evidence]) -> None:
        self._pages: Mapping[str, Evidence] = {page.article.id: page for page in pages}
        self.gazetteer = Gazetteer(name for page in self._pages.values() for name in _names(page))

    def __getitem__(self, article_id: str) -> Evidence:
        return self._pages[article_id]

    def is_person(self, name: str) -> bool:
        """Whether a name is that of somebody who holds an office in any article, or a part of it."""
        return name_key(name) in self._people

    @cached_property
    def _people(self) -> frozenset[str]:
        people = {role.person for page in self._pages.values() for role in page.roles}
        return frozenset(name_key(part) for person in people for part in (person, *person.split()))

    def pages(self) -> tuple[Evidence, ...]:
        """The evidence of every article."""
        return tuple(self._pages.values())


def _names(page: Evidence) -> Iterable[str]:
    for enumeration in page.enumerations:
        yield from (re.sub(r"\s(?:di|ke)\s.*", "", bare_name(item.name)) for item in enumeration.items)
    for role in page.roles:
        yield role.person
    for abbreviation in page.abbreviations:
        yield abbreviation.short
    yield from page.publisher
    for found in _NUMBERED_RUN.finditer(page.article.body):
        if class_of(found.group().split()[0]):
            yield found.group()
    for start, end in page.sentences:
        for found in _NAME_RUN.finditer(page.article.body, start + 1, end):
            words = found.group().split()
            before = (raw_words(page.article.body[start : found.start()]) or [""])[-1]
            while words and (class_of(words[0]) or kinds_in(words[0])):
                if len(words) > 1 and _is_a_place(before) and not _is_a_place(words[0]):
                    # "Kecamatan Sungai Anu": the river is part of the name.
                    yield " ".join(words)
                before, words = words[0], words[1:]
            if words:
                yield " ".join(words)
                yield from words if len(words) > 1 else ()


def _is_a_place(word: str) -> bool:
    return class_of(word) in table("class_families")["places"]
