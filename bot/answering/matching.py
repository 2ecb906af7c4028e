"""How well the words of a question are met by the words of a text, across forms, languages and spellings."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from bot.answering.concepts import families
from bot.answering.opposites import Sides, opposed, sides_of
from bot.answering.text_vectors import Embeds, TextVectors
from bot.answering.translations import meanings
from bot.answering.words import canonical, table
from index.lexical import tokens_of

_REMEMBERED_WORDS = 50_000
_REMEMBERED_TEXTS = 8192
# Below this cosine two words have nothing to do with one another; what lies above is stretched to 0…1.
_UNRELATED = 0.35
_KIN = 0.9


@dataclass(frozen=True, slots=True)
class Term:
    """A word of some text that says something about its matter, with its stem and family of meaning, and the
    sides that it stands on where it has opposites."""

    word: str
    stem: str
    family: str | None
    sides: Sides = frozenset()


@lru_cache(_REMEMBERED_TEXTS)
def terms(text: str) -> tuple[Term, ...]:
    """The content words of a text, in order, each once."""
    stops, kin = _stops(), families()
    found: dict[str, Term] = {}
    for part in "".join(c if c.isalnum() else " " for c in text.casefold()).split():
        if part not in stops and canonical(part) not in stops and part not in found:
            stem = "".join(tokens_of(part)) or part
            found[part] = Term(part, stem, kin.get(part) or kin.get(stem), sides_of(part, stem))
    return tuple(found.values())


@cache
def _stops() -> frozenset[str]:
    return frozenset(word for row in table("stop_words").values() for word in row)


class WordMatcher:
    """Holds words against words by stem, by family, and by the cosine of their vectors.

    The largest match of each word of the question over the words of a text is late interaction (Khattab and
    Zaharia 2020, arXiv 2004.12832) on static vectors, which meet across languages.
    """

    def __init__(self, embedder: Embeds) -> None:
        self._vectors = TextVectors(embedder, _REMEMBERED_WORDS)

    def best(self, asked: Sequence[Term], told: Sequence[Term]) -> NDArray[np.float32]:
        """(asked,): how well each word is met by the best of a text's words."""
        return self.best_of_each(asked, [told])[0]

    def best_of_each(self, asked: Sequence[Term], texts: Sequence[Sequence[Term]]) -> NDArray[np.float32]:
        """(texts, asked): the same for several texts at once."""
        told = list(dict.fromkeys(term for text in texts for term in text))
        column = {term: i for i, term in enumerate(told)}
        matches = self.matches(asked, told)
        best = np.zeros((len(texts), len(asked)), dtype=np.float32)
        for row, text in enumerate(texts):
            if text and asked:
                best[row] = matches[:, [column[term] for term in text]].max(axis=1)
        return best

    def matches(self, asked: Sequence[Term], told: Sequence[Term]) -> NDArray[np.float32]:
        """(asked, told): 1 for the same word, less for related ones, 0 for strangers."""
        if not asked or not told:
            return np.zeros((len(asked), len(told)), dtype=np.float32)
        cosines = self._vectors[[t.word for t in asked]] @ self._vectors[[t.word for t in told]].T
        soft = np.clip((cosines - _UNRELATED) / (1 - _UNRELATED), 0, 1)
        told_as = [meanings(other.word) for other in told]
        for row, one in enumerate(asked):
            asked_as = meanings(one.word)
            for column, other in enumerate(told):
                if one.stem == other.stem or one.word == other.word:
                    soft[row, column] = 1.0
                elif one.family and one.family == other.family:
                    soft[row, column] = max(soft[row, column], _KIN)
                elif translated := max(asked_as.get(other.stem, 0.0), told_as[column].get(one.stem, 0.0)):
                    soft[row, column] = max(soft[row, column], translated)
                elif one.word.isdigit() or other.word.isdigit() or opposed(one.sides, other.sides):
                    soft[row, column] = 0.0
        return soft
