"""Which title or award somebody has: "predikat Sangat Baik disandang Anu", "Anu mendapat Anugerah Banu"."""

import re
from collections.abc import Iterator, Sequence

from bot.answering.concepts import concepts, covered
from bot.answering.evidence import Evidence, Span
from bot.answering.material import Draft, Page, Quote
from bot.answering.names import name_key
from bot.answering.phrases import phrase
from bot.answering.question import Question
from bot.answering.words import alternatives, canonical, raw_words, table, without_its

_SORTS = ("predicate", "award")
_MOST_WORDS = 8
# An award is named with a word for one in its name.
_LARGE = re.compile(r"[A-ZÀ-Þ][\w’'-]*(?:\s+(?:of|for|the|\([A-Z]\w*\)|[A-ZÀ-Þ][\w’'-]*|(?:19|20)\d\d))*")
_LEAST_OF_A_NAME = 2
_MOST_OF_A_NAME = 2
_CLAUSE = re.compile(r",\s|;\s|\s(?:sedangkan|sementara|adapun|dan)\s")


def compose_title(question: Question, pages: Sequence[Page]) -> Draft | None:
    """Name the title that the article gives to all whom the question names, where it is one alone."""
    sort = _asked(question)
    if sort is None:
        return None
    for page in pages:
        evidence = page.evidence
        found = [
            (each, span) for span in evidence.sentences for each in _titles(question, sort, evidence, span)
        ]
        most = max((told for (_, told), _ in found), default=0.0)
        best = [(title, span) for (title, told), span in found if told == most]
        # What is named first is what the news is about.
        matter = best[:1] if _asks_for_a_name(question) else best
        if len({name_key(title) for title, _ in matter}) == 1:
            title, span = best[0]
            words = phrase("span_and_quote", question.language, span=title, quote=evidence.text(span))
            return Draft(words, True, (Quote(evidence, span),))
    return None


def _asked(question: Question) -> str | None:
    """The sort of title whose noun stands by the word that asks, or whose name is asked for."""
    spoken = [canonical(word.lower()) for word in raw_words(without_its(question.text))]
    by_name = _asks_for_a_name(question)
    for sort in _SORTS:
        for i, word in enumerate(spoken):
            if by_name and word in table("titles")[sort]:
                return sort
            beside = {*spoken[max(i - 1, 0) : i], *spoken[i + 1 : i + 2]}
            if word in table("titles")[sort] and beside & {*table("askers")["names a thing"]}:
                return sort
    return None


def _asks_for_a_name(question: Question) -> bool:
    """Whether no more is asked than what something is called."""
    alone = not question.names and len(question.concepts) <= _MOST_OF_A_NAME
    return alone and alternatives("askers", "for a name").search(question.text) is not None


def _named(sort: str, text: str) -> Iterator[tuple[int, str]]:
    """The titles of a sort in a text, each with where it starts."""
    nouns = alternatives("titles", sort)
    if sort == "award":
        for found in _LARGE.finditer(text):
            if nouns.search(found.group()) and len(found.group().split()) >= _LEAST_OF_A_NAME:
                yield found.start(), found.group()
        return
    for found in nouns.finditer(text):
        behind = found.end() + 1
        if title := _title_at(text[behind:]):
            yield behind, title


def _titles(question: Question, sort: str, evidence: Evidence, span: Span) -> Iterator[tuple[str, float]]:
    """The titles in a sentence of whom the question names: in the clause, or as the article's matter.

    Each with the share of the question that its clause tells.
    """
    text = evidence.text(span)
    # The first sentence says as well what the news is about.
    lead = (evidence.text(first) for first in evidence.sentences[:1])
    matter = name_key(" ".join((evidence.article.title, *lead)))
    borders = [0, *(cut.end() for cut in _CLAUSE.finditer(text)), len(text)]
    asked = [name_key(name.known or name.text) for name in question.names]
    for start, title in _named(sort, text):
        first = max(border for border in borders if border <= start)
        # What goes on behind "dan" or a comma is still of the title: "predikat Anu dan Banu diraih …".
        clause = text[first : min(border for border in borders if border >= start + len(title))]
        around = name_key(clause)
        if all(key in around or key in matter for key in asked):
            yield title, covered(question.concepts, concepts(clause))


def _title_at(text: str) -> str:
    """The words of a title that a text begins with, up to the verb or whatever else ends it."""
    words: list[str] = []
    for word in text.split()[: _MOST_WORDS + 1]:
        bare = word.strip("“”\"'().,;")
        if alternatives("titles", "ends").fullmatch(bare.lower()) or re.match(r"di\w{4,}$", bare):
            break
        words.append(bare)
        if word.endswith((",", ".", ";", "”", '"', ")")):
            break
    named = len(words) > 1 or words[:1] != [word.lower() for word in words[:1]]
    return " ".join(words) if named and len(words) <= _MOST_WORDS else ""
