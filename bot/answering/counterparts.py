"""What another article on the same matter gives as the number, where one article gives another."""

import re

from bot.answering.concepts import concepts, covered
from bot.answering.facts import Fact
from bot.answering.matching import terms
from bot.answering.sentence_features import Document, is_name, run_around
from index.lexical import tokens_of

Span = tuple[int, int]

_AMOUNT = re.compile(
    r"(?:(?<!\w)(?P<money>Rp\.?|USD|\$)\s*|(?<![\w.,/]))(?P<number>\d+(?:[.,]\d+)*)"
    r"(?:\s+(?P<scale>ribu|juta|miliar|triliun))?(?:\s+(?P<unit>[^\W\d_]+))?"
)
_LEAST_TOLD = 0.5


def told_otherwise(fact: Fact, question: str, other: Document) -> Span | None:
    """The sentences of `other` that give another number of what the words of `fact` give the number of.

    None where the best of those that have as much of the question gives the same number, or none does.
    """
    if fact.words is None:
        return None
    given = _AMOUNT.search(fact.document.body, *fact.words)
    if given is None:
        return None
    given = _AMOUNT.match(fact.document.body, given.start(), fact.run[1]) or given
    own = _own(question, fact.document, other)
    best, number, same = 0.0, 0, True
    for i, (start, end) in enumerate(other.sentences):
        told = [found for found in _AMOUNT.finditer(other.body, start, end) if _alike(found, given)]
        share = covered(own, concepts(other.body[start:end]))
        if told and share >= _LEAST_TOLD and share > best:
            best, number = share, i
            same = any(found.group("number", "scale") == given.group("number", "scale") for found in told)
    return None if same else run_around(other, number)


def _own(question: str, *documents: Document) -> frozenset[str]:
    """What a question asks beyond the titles of some articles, or else beyond what they name."""
    titles = concepts(" ".join(document.title for document in documents))
    names = (t.word for t in terms(question) if any(is_name(t.word, each.body) for each in documents))
    beyond = concepts(question) - titles
    return beyond if len(beyond) > 1 else concepts(question) - concepts(" ".join(names))


def _alike(one: re.Match[str], other: re.Match[str]) -> bool:
    """Whether two numbers are of the same: of money, or of what is named behind them."""
    if one["money"] or other["money"]:
        return bool(one["money"] and other["money"])
    units = [tokens_of(found["unit"] or "") for found in (one, other)]
    return units[0] == units[1] and bool(units[0])
