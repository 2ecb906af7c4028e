"""What somebody said: the sentences that an article gives to a speaker, in order."""

from collections.abc import Sequence

from bot.answering.concepts import asking, concepts, covered
from bot.answering.evidence import Evidence
from bot.answering.facts import Fact
from bot.answering.material import Draft, Page, Quote
from bot.answering.people import same_person
from bot.answering.phrases import phrase
from bot.answering.question import Question
from bot.answering.statements import Statement
from bot.answering.words import alternatives

_MOST = 8
_ON_THE_MATTER = 0.5
_LEAST_REPEATED, _REPEATED = 2, 0.65


def compose_saying(question: Question, pages: Sequence[Page]) -> Draft | None:
    """Quote what the person, or the holder of the office, that the question names says on its matter."""
    if not alternatives("asking_words", "of sayings").search(question.text):
        return None
    for page in pages:
        evidence = page.evidence
        said = [s for s in evidence.statements if s.speaker and _is_asked(question, evidence, s.speaker)]
        if chosen := _on_the_matter(question, page, said):
            lines = [phrase("said_by", question.language, who=str(chosen[0].speaker))]
            lines += [f"• “{evidence.text(s.span).strip('“”')}”" for s in chosen]
            return Draft("\n".join(lines), True, tuple(Quote(evidence, s.span) for s in chosen))
    return None


def compose_speaker(question: Question, pages: Sequence[Page]) -> Draft | None:
    """Name who says what the question repeats, where one person alone is given as saying it."""
    said_what = _said_what(question)
    if said_what is None:
        return None
    repeated = concepts(said_what) - asking("any")
    for page in pages:
        evidence = page.evidence
        shares = [
            (covered(repeated, concepts(evidence.text(s.span))), s) for s in evidence.statements if s.speaker
        ]
        best = max((share for share, _ in shares), default=0.0)
        said = [s for share, s in shares if share == best]
        if len(repeated) >= _LEAST_REPEATED and best >= _REPEATED and len({s.speaker for s in said}) == 1:
            return _spoken(question, evidence, said[0])
    return None


def compose_teller(question: Question, page: Page, fact: Fact) -> Draft | None:
    """Name who says what a sentence tells that is known to answer who says it."""
    if _said_what(question) is None or fact.words is None:
        return None
    start, end = fact.words
    told = (s for s in page.evidence.statements if s.span[0] <= start and end <= s.span[1])
    statement = next(told, None)
    if statement is None or not statement.speaker or statement.speaker in fact.text:
        return None
    return _spoken(question, page.evidence, statement)


def _said_what(question: Question) -> str | None:
    """What a question repeats of which it asks who said it; None where it asks something else."""
    asks = alternatives("asking_words", "of speakers").search(question.text)
    who = alternatives("answer_types", "person").search(question.text)
    return question.text[asks.end() :] if asks and who and who.start() < asks.start() else None


def _spoken(question: Question, evidence: Evidence, said: Statement) -> Draft:
    speaker, quote = str(said.speaker), evidence.text(said.span)
    words = phrase("span_and_quote", question.language, span=speaker, quote=quote.strip("“”"))
    quotes = dict.fromkeys((said.span, evidence.naming(speaker, said.span)))
    return Draft(words, True, tuple(Quote(evidence, span) for span in quotes))


def _is_asked(question: Question, evidence: Evidence, speaker: str) -> bool:
    """Whether a speaker is somebody whom the question names, or holds the office that it names."""
    named = any(same_person(speaker, name.known or name.text) for name in question.names)
    return named or any(
        role.kind in question.offices and same_person(speaker, role.person) for role in evidence.roles
    )


def _on_the_matter(question: Question, page: Page, said: Sequence[Statement]) -> Sequence[Statement]:
    """All that is said where the question names no matter, else what is said on it."""
    told = " ".join((*(name.text for name in question.names), *question.offices, *question.classes))
    matter = question.concepts - concepts(told) - asking("of sayings") - concepts(page.evidence.article.title)
    kept = [s for s in said if covered(matter, concepts(page.evidence.text(s.span))) >= _ON_THE_MATTER]
    return kept[:_MOST]
