"""What a text is about, so that a question and an article can be held against each other."""

from collections.abc import Mapping
from functools import cache, lru_cache

from bot.answering.words import table, words
from index.lexical import tokens_of

_REMEMBERED_TEXTS = 8192


@lru_cache(maxsize=_REMEMBERED_TEXTS)
def concepts(text: str) -> frozenset[str]:
    """The stems of the content words of a text, each that has a family (`data/kin.tsv`) as that family."""
    kin, stops = families(), _stops()
    found = {
        kin.get(word) or kin.get(word.removesuffix("nya")) or kin.get(stem) or stem
        for word, stem in _stemmed(text)
        if word not in stops
    }
    return frozenset(found)


def covered(question: frozenset[str], text: frozenset[str]) -> float:
    """The share of a question's concepts that a text has; 1 for a question without any."""
    return len(question & text) / len(question) if question else 1.0


def _stemmed(text: str) -> list[tuple[str, str]]:
    # One word at a time: the tokens of a word with a hyphen are its parts.
    return [
        (part, stem)
        for word in words(text)
        for part, stem in zip(_parts(word), tokens_of(word), strict=False)
    ]


def _parts(word: str) -> list[str]:
    return [part for part in "".join(c if c.isalnum() else " " for c in word).split() if part]


@cache
def families() -> dict[str, str]:
    """Each word and stem of `data/kin.tsv` and, where that has none, `data/synonyms.tsv` with its family."""
    kin = {word: f"⟨{family}⟩" for family, members in table("kin").items() for word in members}
    near = {word: f"⟨~{family}⟩" for family, members in table("synonyms").items() for word in members}
    stems = _by_stem(kin)
    # What is a form of a word of the former is of its family.
    near = {word: family for word, family in near.items() if not stems.keys() & tokens_of(word)}
    return {**_by_stem(near), **stems, **near, **kin}


def _by_stem(rows: Mapping[str, str]) -> dict[str, str]:
    """The stems of some words with the family that all words of that stem are of."""
    found: dict[str, set[str]] = {}
    for word, family in rows.items():
        for stem in tokens_of(word):
            found.setdefault(stem, set()).add(family)
    return {stem: one for stem, several in found.items() if len(several) == 1 for one in several}


@cache
def _stops() -> frozenset[str]:
    asked = {
        w
        for key, others in table("question_words").items()
        for phrase in (key, *others)
        for w in phrase.split()
    }
    # "Won" and "include" are on the list of words that ask only so that wordings of a question look alike.
    asked -= {w for members in table("kin").values() for w in members}
    plain = frozenset(w for rows in table("stop_words").values() for w in rows)
    return plain | asked | frozenset(table("asking_words")["any"])


@cache
def asking(kind: str) -> frozenset[str]:
    """The concepts of the words with which questions of a kind are asked."""
    return concepts(" ".join(table("asking_words").get(kind, ())))
