"""Which of the articles found, and which facts in them, can answer a question at all."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache

from bot.answering.classes import excludes
from bot.answering.concepts import concepts, covered
from bot.answering.dates import Day, days_in, months_of_reports, published_on, same_day, without_days
from bot.answering.denials import denied_in
from bot.answering.evidence import Evidence
from bot.answering.facts import Fact
from bot.answering.material import Page
from bot.answering.names import name_key, same_name
from bot.answering.offices import held, is_office_of, offices_present
from bot.answering.question import Question, is_where
from bot.answering.sentence_features import years_told
from bot.answering.words import alternatives, table

_LEAST_COVERED, _SCARCELY_COVERED, _UNTRANSLATED = 0.65, 0.3, 0.25
_CHOSEN, _SCARCE = 0.7, 1.3
# "Did Anu win?", "Why did Anu lose?": what is told of others is no answer.
_OF_THE_NAMED = frozenset({"whether", "why"})
_TAKEN_FOR_GRANTED = frozenset({"why"})
_LISTED = frozenset({"list", "count"})
_OF_THINGS = frozenset({"count", "list", "what", "where", "who"})


def chosen_by_day_or_publisher(
    pages: Sequence[Page], asked: str, question: Question
) -> tuple[Sequence[Page], str, Question]:
    """The articles of the day or the publisher that a question names, and the question without it.

    In the articles it would only draw sentences that happen to name it.
    """
    days = days_in(asked)
    months = () if days else months_of_reports(asked)
    kept, rest = [p for p in pages if published_on(p.evidence.article.published, days, months)], asked
    # "The meeting of 13 November" is in the news of the 14th.
    kept = kept or [page for page in pages if _tells_of(page, days)]
    if kept:
        rest = without_days(asked, months)
    for name in question.names:
        named = [p for p in kept or pages if any(same_name(name.text, part) for part in p.evidence.publisher)]
        if named:
            kept = named
            said = (
                rf"(?:{alternatives('attribution', 'after').pattern}\s+)?"
                rf"(?:{alternatives('attribution', 'report').pattern}\s+)?{re.escape(name.text)}\s*,?"
            )
            rest = " ".join(re.sub(said, " ", rest, flags=re.IGNORECASE).split())
            question = replace(question, names=tuple(n for n in question.names if n is not name))
    if not kept:
        return pages, asked, question
    # "According to the report of 9 March, how many …?": without the day nothing is left to say so.
    rest = " ".join(_framing().sub(" ", rest).split())
    return kept, rest, replace(question, concepts=concepts(rest))


@cache
def _framing() -> re.Pattern[str]:
    after, report = (alternatives("attribution", row).pattern for row in ("after", "report"))
    return re.compile(
        rf"(?:{after}|\b(?:in|dalam|di))\s+(?:the\s+)?{report}"
        r"(?:\s+(?:of|from|on|dated|tanggal|tgl|pada|bulan))*(?:\s*,|(?=\s|$))",
        re.IGNORECASE,
    )


def _tells_of(page: Page, days: Sequence[Day]) -> bool:
    """Whether an article names one of some days."""
    return bool(days) and any(same_day(a, b) for b in days_in(page.evidence.article.body) for a in days)


def speaks_of(page: Page, question: Question) -> bool:
    """Whether an article has every name of the question, and its years where it gives any."""
    evidence = page.evidence
    names = all(evidence.names(name.known or name.text) for name in question.names)
    dated = f"{evidence.article.published} {evidence.article.title} {evidence.article.body}"
    return names and all(year in dated for year in question.years)


def that_may_tell(pages: Sequence[Page], question: Question, by_choice: bool) -> tuple[Sequence[Page], float]:
    """The articles that speak of what a question is about, and the share of the threshold that they need.

    What an article never mentions it does not answer. Where none speaks of most of it, those that speak of
    some of it need more; where the question has chosen them, by their day or publisher, they need less.
    """
    if told := [page for page in pages if _covers(page, question, _LEAST_COVERED)]:
        return told, _CHOSEN if by_choice else 1.0
    return [page for page in pages if _covers(page, question, _SCARCELY_COVERED)], _SCARCE


def _covers(page: Page, question: Question, least: float) -> bool:
    # Not every word of another language is known to the table of translations.
    same = page.evidence.article.language == question.language
    return covered(question.concepts, page.evidence.concepts) >= (least if same else least - _UNTRANSLATED)


def tells(question: Question, pages: Sequence[Page]) -> Callable[[Fact], bool]:
    """Whether a fact can answer at all: it is of the year asked for, and of whom and what it must be of."""
    of_the_kind = _tells_of_the_kind(question)
    evidence = {page.evidence.article.id: page.evidence for page in pages}
    return lambda fact: (
        _of_the_year(question, fact)
        and _denies_as_asked(question, fact)
        and not _denied(question, fact)
        and of_the_kind(fact)
        and not _lists_another_class(question, fact, evidence[fact.document.id])
    )


def _lists_another_class(question: Question, fact: Fact, evidence: Evidence) -> bool:
    """Whether the words of a fact are items of a list of what is not asked for: wards, and no villages."""
    if question.kind not in _LISTED or not question.classes or fact.words is None:
        return False
    start, end = fact.words
    groups = {
        item.group
        for each in evidence.enumerations
        for item in each.items
        if item.group and item.start < end and start < item.end
    }
    return bool(groups) and all(excludes(asked, group) for asked in question.classes for group in groups)


def _denies_as_asked(question: Question, fact: Fact) -> bool:
    """Whether a fact denies something where the question asks for what did not happen: "who did not win?"."""
    denies = alternatives("list_words", "not")
    if question.kind not in _OF_THINGS or not denies.search(question.text):
        return True
    return bool(denies.search(fact.text) or alternatives("list_words", "denies").search(fact.text))


def _denied(question: Question, fact: Fact) -> bool:
    """Whether a fact denies in so many words what a question takes for granted: "why was it called off?"."""
    if question.kind not in _TAKEN_FOR_GRANTED or alternatives("list_words", "not").search(question.text):
        return False
    asked = question.concepts - concepts(" ".join(name.text for name in question.names))
    return bool(asked & denied_in(fact.text, "not"))


def _of_the_year(question: Question, fact: Fact) -> bool:
    """Whether a fact is of an earlier year where one is asked for: mostly an article tells of its own."""
    document = fact.document
    asked = {year for year in question.years if year < document.published[:4]}
    told = years_told(f"{document.title} {fact.text}", document)
    return not asked or bool(asked & told)


def _tells_of_the_kind(question: Question) -> Callable[[Fact], bool]:
    """Whether a fact tells of whom it must.

    Who holds an office is told by sentences that speak of its holder, not of a deputy. Whether somebody won
    is told by those that, with the title, name everybody the question does; why, by those that name whom.
    """
    if question.kind in _OF_THE_NAMED:
        names = [{name_key(name), name_key(_placed(name))} for name in _to_be_named(question)]
        ones = [name_key(name) for name in _asked_as_one_of(question)]
        return lambda fact: (
            all(any(key in name_key(f"{fact.document.title} {fact.text}") for key in keys) for keys in names)
            and all(key in name_key(fact.text) for key in ones)
        )
    offices = held(question.offices)
    if question.kind != "role" or not offices or alternatives("kin", "represent").search(question.text):
        return lambda _: True
    places = [name_key(n.known or n.text) for n in question.names if is_office_of(question.text, n.text)]
    return lambda fact: any(
        kind in offices and _of_the_places(places, kind, behind or fact.document.title)
        for kind, behind in offices_present(fact.text)
    )


def _asked_as_one_of(question: Question) -> list[str]:
    """The names that are asked to be of some others: a title that has them tells nothing of that."""
    one_of = alternatives("askers", "one of several").search(question.text)
    if question.kind != "whether" or not one_of:
        return []
    ahead = question.text[: one_of.start()]
    return [name.known for name in question.names if name.known and name.text in ahead]


def _to_be_named(question: Question) -> list[str]:
    """The names that an answer must have: all, and of a reason whose reason it is."""
    known = [name for name in question.names if name.known]
    if question.kind == "why":
        known = [n for n in known if not n.text.isupper() and not is_where(question.text, n.text)][:1]
    return [name.known for name in known if name.known]


def _placed(name: str) -> str:
    """The place that a house of government is named after: "Pemkot Anu" is Anu's."""
    house = alternatives("office_kinds", "governments").match(name)
    return name[house.end() :].strip() or name if house else name


def _of_the_places(places: Sequence[str], kind: str, of: str) -> bool:
    """Whether an office of a place is that of those asked for: "Bupati Anu", or "bupati" in its news."""
    territorial = kind in table("office_kinds")["territorial"]
    return not territorial or all(place in name_key(of) for place in places)
