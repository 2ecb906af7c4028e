"""Who holds an office, and which office a person holds."""

from collections.abc import Sequence
from functools import lru_cache

from bot.answering.abbreviations import Abbreviation
from bot.answering.composers.representatives import compose_representative
from bot.answering.concepts import asking, concepts, covered
from bot.answering.material import Draft, Page, Quote
from bot.answering.names import name_key
from bot.answering.people import Role, names_its_place, same_person
from bot.answering.phrases import phrase
from bot.answering.question import Question
from bot.answering.words import alternatives, table

_LEAST = 0.5
_REMEMBERED_ARTICLES = 64


def compose_role(question: Question, pages: Sequence[Page]) -> Draft | None:
    """Name the person who holds the office asked for, where the article gives it to one person alone."""
    if not question.offices:
        return None
    if instead := compose_representative(question, pages):
        return instead
    for page in pages:
        held = [
            role
            for role in page.evidence.roles
            if _is_asked_for(role, question, page) and _qualifies(question, role, page)
        ]
        people: list[Role] = []
        for role in held:
            if not any(same_person(role.person, other.person) for other in people):
                people.append(role)
        if len(people) == 1:
            role = people[0]
            words = phrase("holds_office", question.language, office=role.office, who=role.person)
            return Draft(words, True, (Quote(page.evidence, role.sentence),))
    return None


def compose_person(question: Question, pages: Sequence[Page]) -> Draft | None:
    """Name the office of the person asked for."""
    if not alternatives("asking_words", "of persons").search(question.text):
        return None
    for name in question.names:
        for page in pages:
            if (
                covered(question.concepts - concepts(name.text) - asking("person"), page.evidence.concepts)
                < _LEAST
            ):
                continue
            for role in page.evidence.roles:
                if name.known and same_person(role.person, name.known):
                    words = phrase("is_office", question.language, office=role.office, who=role.person)
                    return Draft(words, True, (Quote(page.evidence, role.sentence),))
    return None


def _is_asked_for(role: Role, question: Question, page: Page) -> bool:
    """Whether a role is of an office asked for: also "Kepala Dinas Anu" where the head of "Dian" is."""
    if role.kind in question.offices:
        return True
    if not any(role.kind.startswith(f"{kind} ") for kind in question.offices):
        return False
    shorts = {found.short for found in page.evidence.abbreviations}
    named = name_key(_spelt_out(role.office, page))
    return any((n.text.isupper() or n.known in shorts) and name_key(n.text) in named for n in question.names)


def _spelt_out(office: str, page: Page) -> str:
    """An office with what the article explains of its words: "Kepala Dian Dinas Anu"."""
    key, words = name_key(office), frozenset(office.split())
    more = [
        other
        for short, long, long_key in _explained(page.evidence.abbreviations)
        for other, there in ((long, short in words), (short, long_key in key))
        if there
    ]
    return " ".join((office, *more))


@lru_cache(_REMEMBERED_ARTICLES)
def _explained(abbreviations: tuple[Abbreviation, ...]) -> tuple[tuple[str, str, str], ...]:
    return tuple((each.short, each.long, name_key(each.long)) for each in abbreviations)


def _qualifies(question: Question, role: Role, page: Page) -> bool:
    """Every name in the question is part of the office, or what the article is about."""
    whole = _spelt_out(role.office, page)
    office = name_key(whole)
    evidence = page.evidence
    # The first sentence says as well whose news it is.
    title = " ".join((evidence.article.title, *(evidence.text(span) for span in evidence.sentences[:1])))
    for name in question.names:
        known = name.known or name.text
        if name_key(known) not in office and (
            names_its_place(role) or name_key(known) not in name_key(title)
        ):
            return False
    asked = question.concepts - concepts(" ".join(name.text for name in question.names))
    return (
        not asked - concepts(whole) - concepts(title) - concepts(_office_words(question)) - asking("person")
    )


def _office_words(question: Question) -> str:
    return " ".join(word for kind in question.offices for word in (kind, *table("roles").get(kind, ())))
