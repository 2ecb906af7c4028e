"""What English words are in Indonesian, as translated sentences and a glossary have it."""

import threading
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from bot.answering.words import pairs
from index.lexical import tokens_of

TRANSLATIONS = Path(__file__).parent / "data" / "translations.tsv"
_REMEMBERED_WORDS = 50_000
# How well the surest meaning of a word meets it: a translation is never quite the word itself.
_SUREST = 0.9
_PER_THREAD = threading.local()


@lru_cache(_REMEMBERED_WORDS)
def meanings(word: str) -> Mapping[str, float]:
    """The Indonesian stems that an English word may stand for, each with how well it meets the word."""
    stem = english_stem(word)
    learnt = _table().get(stem, {})
    surest = max(learnt.values(), default=1.0)
    known = dict.fromkeys(_glossary().get(stem, ()), _SUREST)
    return {**{stem: _SUREST * (sure / surest) ** 0.5 for stem, sure in learnt.items()}, **known}


def english_stem(word: str) -> str:
    """The stem of an English word in lower case (Porter 2)."""
    # A stemmer keeps a buffer of its own: two threads must not share one.
    if not hasattr(_PER_THREAD, "stemmer"):
        import Stemmer

        _PER_THREAD.stemmer = Stemmer.Stemmer("english")
    stemmer: Any = _PER_THREAD.stemmer
    return stemmer.stemWord(word)


@cache
def _glossary() -> Mapping[str, tuple[str, ...]]:
    rows: dict[str, tuple[str, ...]] = {}
    for english, words in pairs("glossary"):
        stem = english_stem(english)
        rows[stem] = (*rows.get(stem, ()), *tokens_of(words))
    return rows


@cache
def _table() -> Mapping[str, Mapping[str, float]]:
    rows: dict[str, dict[str, float]] = {}
    for line in TRANSLATIONS.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            english, indonesian, sure = line.split("\t")
            rows.setdefault(english, {})[indonesian] = float(sure)
    return rows
