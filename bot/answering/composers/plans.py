"""What next: the sentences of an article that state intentions, in order, each with who said it."""

from collections.abc import Sequence

from bot.answering.concepts import asking, concepts, covered
from bot.answering.evidence import Evidence, Span
from bot.answering.material import Draft, Page, Quote
from bot.answering.phrases import phrase
from bot.answering.question import Question
from bot.answering.statements import Statement

_MOST = 8
_LEAST_COVERED = 0.3


def compose_plan(question: Question, pages: Sequence[Page]) -> Draft | None:
    """Gather the intentions of the best article that has any."""
    for page in pages:
        evidence = page.evidence
        ahead = [s for s in evidence.statements if s.intended]
        wanted = question.concepts - asking("plan")
        if not ahead or covered(wanted, evidence.concepts) < _LEAST_COVERED:
            continue
        # "The city's plans" in an article on that city are all its plans; "plans for the market" are fewer.
        told = " ".join((evidence.article.title, *question.classes, *(name.text for name in question.names)))
        own = wanted - concepts(told)
        scored = [(covered(own, concepts(evidence.text(s.span))), s) for s in ahead]
        best = max(score for score, _ in scored)
        # A question that names a matter of its own wants the intentions on that matter alone.
        kept = [s for score, s in scored if score >= best - 0.34][:_MOST] if best >= 0.5 else ahead[:_MOST]
        lines = [phrase("plans", question.language)]
        quotes: list[Quote] = []
        for statement in kept:
            said = phrase("by", question.language, who=statement.speaker) if statement.speaker else ""
            lines.append(f"• “{evidence.text(statement.span).strip('“”')}”{said}")
            quotes.append(Quote(evidence, statement.span))
            if statement.speaker:
                quotes.append(Quote(evidence, _where_named(evidence, statement)))
        return Draft("\n".join(lines), True, tuple(quotes))
    return None


def _where_named(evidence: Evidence, statement: Statement) -> Span:
    """The nearest sentence that names the speaker of a statement."""
    naming = [s for s in evidence.sentences if statement.speaker and statement.speaker in evidence.text(s)]
    return min(naming, key=lambda s: abs(s[0] - statement.span[0]))
