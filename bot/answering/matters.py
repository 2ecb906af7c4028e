"""When two articles tell of one matter: then they say the same, or correct each other."""

from functools import lru_cache

from bot.answering.dates import days_between
from bot.answering.matching import terms
from bot.answering.sentence_features import Document, is_name

# Articles on one matter share .30 to .42 of the words of the shorter one; others of one sort up to .49 too.
_SHARED, _SAME_DAYS = 0.28, 400
_REMEMBERED_ARTICLES = 1024


def on_one_matter(one: Document, other: Document) -> bool:
    """Whether two articles tell of one matter.

    They are of about the same days, their titles name the same place, person or thing, and they share many
    words besides.
    """
    if days_between(one.published, other.published) > _SAME_DAYS or not _named(one) & _named(other):
        return False
    a, b = _stems(one.body), _stems(other.body)
    return len(a & b) >= _SHARED * min(len(a), len(b))


def _named(document: Document) -> frozenset[str]:
    """The stems of the names in a title."""
    return frozenset(term.stem for term in terms(document.title) if is_name(term.word, document.body))


@lru_cache(_REMEMBERED_ARTICLES)
def _stems(body: str) -> frozenset[str]:
    return frozenset(term.stem for term in terms(body))
