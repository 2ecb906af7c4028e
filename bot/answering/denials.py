"""What an article denies of somebody or something, in its own words."""

import re
from collections.abc import Sequence
from itertools import dropwhile

from bot.answering.concepts import concepts, covered
from bot.answering.evidence import Evidence, Span
from bot.answering.names import name_key, run_keys
from bot.answering.question import Name, Question
from bot.answering.words import alternatives

_LEAST_COVERED = 0.5
_MOSTLY, _WORDS_DENIED, _LEAD = 0.5, 4, 2
_BORDER = re.compile(r"[,;:\"“”]")
# What stands right behind a "not".
_CLAUSE = re.compile(r"(?:\s+[\w-]+){1,4}")


def denial(question: Question, names: Sequence[Name], evidence: Evidence) -> Span | None:
    """The sentence that denies something of all of some names, and has most of what the question asks."""
    denying = _denying(names, evidence)
    if not denying:
        return None
    own = _own(question, names, evidence)
    shares = [covered(own, concepts(evidence.text(span))) for span in denying]
    span = denying[shares.index(max(shares))]
    text = evidence.text(span)
    left_out = alternatives("list_words", "leaves out").search(text)
    named = [name.known for name in names if name.known]
    # Elsewhere what is denied may be anything.
    meant = max(shares) >= _LEAST_COVERED or left_out or _in_one_clause(text, named)
    return span if meant else None


def denial_of_the_deed(question: Question, names: Sequence[Name], evidence: Evidence) -> Span | None:
    """The sentence that denies of all of some names the very deed that is asked about: "belum menerima …"."""
    own = _own(question, names, evidence)
    return next((span for span in _denying(names, evidence) if own & denied_in(evidence.text(span))), None)


def denied_deed(question: Question, subject: Name | None, evidence: Evidence) -> Span | None:
    """The sentence that denies what a question asks, of whatever it names: "belum dicairkan".

    What stands right behind the "not" must be asked, most of the rest told there or just before, and every
    name too, if what opens the article lacks it; that of the `subject` is needed there anyway.
    """
    lead = " ".join((evidence.article.title, *(evidence.text(span) for span in evidence.sentences[:_LEAD])))
    names = [name_key(name.known) for name in question.names if name.known]
    own = _own(question, question.names, evidence)
    spans = evidence.sentences
    for i, span in enumerate(spans):
        text = evidence.text(span)
        # Of "tidak ada warga yang direlokasi" all must be asked, or else it may be of other people.
        denying = [
            concepts(clause)
            for clause, of_any in _clauses(text)
            if own & concepts(clause.split()[0])
            and covered(concepts(clause), own) >= (1.0 if of_any else _MOSTLY)
        ]
        if not denying:
            continue
        denied = frozenset[str]().union(*denying)
        around = f"{evidence.text(spans[max(i - 1, 0)])} {text}"
        told = covered(own - denied, concepts(around)) >= _LEAST_COVERED
        held = subject is None or name_key(subject.known or subject.text) in run_keys(around)
        if told and held and set(names) <= run_keys(f"{lead} {around}"):
            return span
    return None


def _clauses(text: str) -> list[tuple[str, bool]]:
    """What stands right behind each word that denies, up to a comma, and whether "ada" leads to it."""
    denies = alternatives("list_words", "denies").finditer(text)
    found: list[tuple[str, bool]] = []
    for no in denies:
        words = _BORDER.split(text[no.end() :], maxsplit=1)[0].split()
        behind = list(dropwhile(lambda word: not concepts(word), words))
        if behind:
            found.append((" ".join(behind[:_WORDS_DENIED]), len(behind) < len(words)))
    return found


def denied_in(text: str, row: str = "denies") -> frozenset[str]:
    """What stands right behind the words of a text that deny, those of one row of `list_words`."""
    clauses = (_CLAUSE.match(text, no.end()) for no in alternatives("list_words", row).finditer(text))
    return frozenset(concept for clause in clauses if clause for concept in concepts(clause.group()))


def _own(question: Question, names: Sequence[Name], evidence: Evidence) -> frozenset[str]:
    """What a question asks about beyond the title and the names themselves."""
    return question.concepts - concepts(" ".join((evidence.article.title, *(name.text for name in names))))


def _denying(names: Sequence[Name], evidence: Evidence) -> list[Span]:
    """The sentences that have all of some names and deny something."""
    known = [name.known for name in names if name.known]
    if not known or len(known) < len(names):
        return []
    return [
        span
        for span in evidence.sentences
        if alternatives("list_words", "denies").search(evidence.text(span))
        and {name_key(name) for name in known} <= run_keys(evidence.text(span))
    ]


def _in_one_clause(text: str, names: Sequence[str]) -> bool:
    """Whether something is denied in the clause that has the first of some names."""
    denied = alternatives("list_words", "denies").finditer(text)
    return any(
        not _BORDER.search(text, min(no.end(), at.end()), max(no.start(), at.start()))
        for no in denied
        for at in re.finditer(re.escape(names[0]), text, re.IGNORECASE)
    )
