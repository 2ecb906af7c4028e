"""Who stands in for somebody: "Bupati Anu, diwakili Sekretaris Daerah, Banu"."""

from collections.abc import Sequence

from bot.answering.concepts import concepts, covered
from bot.answering.evidence import Evidence, Span
from bot.answering.material import Draft, Page, Quote
from bot.answering.names import name_key
from bot.answering.offices import held, kinds_in
from bot.answering.people import Role
from bot.answering.phrases import phrase
from bot.answering.question import Question
from bot.answering.words import alternatives

_PASSIVE = ("di", "represented")


def compose_representative(question: Question, pages: Sequence[Page]) -> Draft | None:
    """Name whoever stands in for the holder of the office, or for the person, that the question names."""
    verb = alternatives("kin", "represent").search(question.text)
    if verb is None or _asks_for_whom(question.text[: verb.start()], verb.group()):
        return None
    for page in pages:
        for span in page.evidence.sentences:
            if role := _standing_in(question, page.evidence, span):
                words = phrase("holds_office", question.language, office=role.office, who=role.person)
                return Draft(words, True, (Quote(page.evidence, span),))
    return None


def compose_in_person(question: Question, pages: Sequence[Page]) -> Draft | None:
    """Tell who came instead, where a question asks whether somebody came in person."""
    if not alternatives("asking_words", "in person").search(question.text):
        return None
    found = [
        Quote(page.evidence, span)
        for page in pages
        for span in page.evidence.sentences
        if _standing_in(question, page.evidence, span)
    ]
    if not found:
        return None
    best = max(found, key=lambda quote: covered(question.concepts, concepts(_text(quote))))
    same = question.language == best.evidence.article.language
    told = _text(best)
    return Draft(told if same else phrase("quoted", question.language, quote=told), True, (best,))


def _text(quote: Quote) -> str:
    return quote.evidence.text(quote.span)


def _asks_for_whom(ahead: str, verb: str) -> bool:
    """Whether a question asks who was represented: "siapa yang diwakili"."""
    return verb.lower().startswith("di") and ahead.rstrip().lower().endswith("yang")


def _standing_in(question: Question, evidence: Evidence, span: Span) -> Role | None:
    text = evidence.text(span)
    verb = alternatives("kin", "represent").search(text)
    if verb is None:
        return None
    ahead, behind = text[: verb.start()], text[verb.end() :]
    roles = [role for role in evidence.roles if role.sentence == span]
    if verb.group().lower().startswith(_PASSIVE):
        by = [role for role in roles if role.person_span[0] > span[0] + verb.end()]
        return by[0] if by and _is_meant(question, ahead) else None
    by = [role for role in roles if role.person_span[1] <= span[0] + verb.start()]
    return by[-1] if by and _is_meant(question, behind) else None


def _is_meant(question: Question, text: str) -> bool:
    """Whether a text has the office that the question names, else one of its names."""
    offices = held(question.offices)
    if offices:
        return bool(offices & set(kinds_in(text)))
    return any(name_key(name.known or name.text) in name_key(text) for name in question.names)
