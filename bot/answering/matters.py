"""When two articles tell of one matter: then they say the same, or correct each other."""

import re
from collections.abc import Set as AbstractSet
from functools import lru_cache

from bot.answering.dates import days_between
from bot.answering.matching import terms
from bot.answering.offices import of_an_office
from bot.answering.sentence_features import Document, is_name
from index.spelling import plain_words

# Articles on one matter share .30 to .43 of the words of the shorter one; others of one sort up to .49 too.
_SHARED, _SAME_DAYS = 0.28, 400
# And a quarter to a half of its names of two words; others, even of one province, an eighth at most.
_NAMES_SHARED, _FEW_NAMES = 0.18, 3
_NAME_OF_TWO = re.compile(r"([A-ZÀ-Þ][\w’'-]+)\s+(?=([A-ZÀ-Þ][\w’'-]+))")
_REMEMBERED_ARTICLES = 1024


def on_one_matter(one: Document, other: Document) -> bool:
    """Whether two articles tell of one matter.

    They are of about the same days, name the same persons, places and things (short ones in their titles),
    and share many words besides.
    """
    if days_between(one.published, other.published) > _SAME_DAYS:
        return False
    names = _names(one.body), _names(other.body)
    if min(map(len, names)) < _FEW_NAMES:
        alike = bool(_named(one) & _named(other))
    else:
        alike = _share(*names) >= _NAMES_SHARED
    return alike and _share(_stems(one.body), _stems(other.body)) >= _SHARED


def _share(one: AbstractSet[object], other: AbstractSet[object]) -> float:
    return len(one & other) / max(min(len(one), len(other)), 1)


def _named(document: Document) -> frozenset[str]:
    """The stems of the names in a title."""
    return frozenset(term.stem for term in terms(document.title) if is_name(term.word, document.body))


@lru_cache(_REMEMBERED_ARTICLES)
def _names(body: str) -> frozenset[tuple[str, ...]]:
    """Every two words written large that follow each other, unless both are ordinary or an office's."""
    pairs = (tuple(word.lower() for word in found.groups()) for found in _NAME_OF_TWO.finditer(body))
    return frozenset(pair for pair in pairs if not all(map(_is_ordinary, pair)))


def _is_ordinary(word: str) -> bool:
    return word in plain_words() or of_an_office(word)


@lru_cache(_REMEMBERED_ARTICLES)
def _stems(body: str) -> frozenset[str]:
    return frozenset(term.stem for term in terms(body))
