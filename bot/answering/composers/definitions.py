"""What something is: "layanan bernama Anu", "Anu, rakit kayu bermesin, …", "Anu adalah …"."""

import re
from collections.abc import Sequence

from bot.answering.concepts import concepts
from bot.answering.material import Draft, Page, Quote
from bot.answering.phrases import phrase
from bot.answering.question import Question
from bot.answering.words import alternatives

_ASKS = re.compile(
    r"\A\W*(?:apa(?:kah)?\s+(?:itu|sih|yang\s+dimaksud(?:\s+dengan)?)|what(?:\s+is|\s+are|['’]s)(?:\s+(?:the|an?))?)\s+(.+)|"
    r"\A\W*(.+?)\s+(?:itu|tu)\s+apa(?:an)?\b",
    re.IGNORECASE,
)
# "Pincara yang dipakai warga itu apa?", "the library boat of Anu": what is asked after stands first.
_REST = re.compile(r"\s+(?:yang|nang|yg|di|in|of|from|at|milik|dari)\b.*", re.IGNORECASE | re.DOTALL)
_MOST_WORDS = 4


def compose_definition(question: Question, pages: Sequence[Page]) -> Draft | None:
    """Quote the sentence that says what something is, where the question asks that alone."""
    thing = thing_asked(question)
    if thing is None:
        return None
    defining = _defining(thing)
    for page in pages:
        evidence = page.evidence
        for span in evidence.sentences:
            text = evidence.text(span)
            if defining.search(text):
                same = question.language == evidence.article.language
                words = text if same else phrase("quoted", question.language, quote=text)
                return Draft(words, True, (Quote(evidence, span),))
    return None


def thing_asked(question: Question) -> str | None:
    """The thing of which a question asks what it is: a few words; None where it asks something else."""
    found = _ASKS.match(question.text)
    if not found:
        return None
    thing = _REST.sub("", found.group(1) or found.group(2)).strip(" ?!.\"“”'")
    return thing if concepts(thing) and len(thing.split()) <= _MOST_WORDS else None


def _defining(thing: str) -> re.Pattern[str]:
    """How a sentence says what a thing is."""
    named, says, ends = (alternatives("definitions", key).pattern for key in ("named", "says", "ends"))
    word = rf"(?<!\w)[\"“]?{re.escape(thing)}[\"”]?(?!\w)(?:\s+\([^)]*\))?"
    before, behind = rf"(?i:{named}\s+{word})", rf"(?i:{word}),?\s+{says}"
    said = alternatives("attribution", "after").pattern
    apposed = rf"(?i:{word}),\s+(?!{ends}|{said})[a-z]"
    return re.compile(rf"{before}|{behind}|{apposed}")
