"""An English question in the words of an Indonesian article, for a reader that reads words alike."""

import re
from collections import ChainMap
from collections.abc import Collection
from functools import cache, lru_cache

from bot.answering.classes import class_of
from bot.answering.offices import canonical_offices
from bot.answering.translations import meanings
from bot.answering.words import canonical, table, whole_words, word_spans
from index.lexical import tokens_of

_REMEMBERED_ARTICLES = 1024
_WHETHER = "apakah"


def gloss(question: str, *bodies: str, kept: Collection[str] = ()) -> str:
    """Put each word of an English question as the first article says it that does; else it stays English.

    Words of asking become Indonesian, words of grammar go, and the order and the words `kept` stay.
    """
    said = ChainMap(*(_said(body) for body in bodies))
    asked = _asking().sub(lambda found: canonical(found.group().lower()), canonical_offices(question))
    told: list[str] = []
    for start, end in word_spans(asked):
        word = asked[start:end]
        low = word.lower()
        # "Did" and "was" open a question; behind another word that asks they are grammar.
        if low in _grammar() or (told and low == _WHETHER):
            continue
        if "".join(tokens_of(low)) in said or low in kept:
            told.append(word)
            continue
        if group := class_of(low):
            # What the table takes for "regency" may be the name of one.
            told.append(group)
            continue
        known = {stem: sure for stem, sure in meanings(low).items() if stem in said}
        if known:
            told.append(said[max(known, key=lambda stem: known[stem])])
        else:
            told.append(word)
    return " ".join(told) + "?"


@lru_cache(_REMEMBERED_ARTICLES)
def _said(body: str) -> dict[str, str]:
    """Each stem of a text with the first word that has it."""
    words = (body[start:end] for start, end in word_spans(body))
    found: dict[str, str] = {}
    for word in words:
        found.setdefault("".join(tokens_of(word)), word.lower())
    return found


@cache
def _asking() -> re.Pattern[str]:
    return whole_words(w for key, others in table("question_words").items() for w in (key, *others))


@cache
def _grammar() -> frozenset[str]:
    return frozenset(table("stop_words")["en"])
