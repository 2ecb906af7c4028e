"""Who holds an office, and which office a person holds."""

from collections.abc import Sequence

from bot.answering.composers.representatives import compose_representative
from bot.answering.concepts import asking, concepts, covered
from bot.answering.material import Draft, Page, Quote
from bot.answering.names import name_key
from bot.answering.people import Role, same_person
from bot.answering.phrases import phrase
from bot.answering.question import Question
from bot.answering.words import alternatives, table

_LEAST = 0.5


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
    if not alternatives("asking_words", "person").search(question.text):
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
    named = name_key(_spelt_out(role.office, page))
    shorts = {found.short for found in page.evidence.abbreviations}
    return role.kind in question.offices or any(
        role.kind.startswith(f"{kind} ")
        and any((n.text.isupper() or n.known in shorts) and name_key(n.text) in named for n in question.names)
        for kind in question.offices
    )


def _spelt_out(office: str, page: Page) -> str:
    """An office with what the article explains of its words: "Kepala Dian Dinas Anu"."""
    key, words = name_key(office), office.split()
    more = [
        other
        for found in page.evidence.abbreviations
        for other, there in ((found.long, found.short in words), (found.short, name_key(found.long) in key))
        if there
    ]
    return " ".join((office, *more))


def _qualifies(question: Question, role: Role, page: Page) -> bool:
    """Every name in the question is part of the office, or what the article is about."""
    whole = _spelt_out(role.office, page)
    office = name_key(whole)
    evidence = page.evidence
    # The first sentence says as well whose news it is.
    title = " ".join((evidence.article.title, *(evidence.text(span) for span in evidence.sentences[:1])))
    for name in question.names:
        known = name.known or name.text
        placed = len(role.office.split()) > len(role.kind.split()) + 1
        if name_key(known) not in office and (placed or name_key(known) not in name_key(title)):
            return False
    asked = question.concepts - concepts(" ".join(name.text for name in question.names))
    return (
        not asked - concepts(whole) - concepts(title) - concepts(_office_words(question)) - asking("person")
    )


def _office_words(question: Question) -> str:
    return " ".join(word for kind in question.offices for word in (kind, *table("roles").get(kind, ())))
