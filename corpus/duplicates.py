"""Articles that tell one story twice: reposts, updates, cut versions.

What is compared are shingles, runs of three words (Broder 1997). Two articles that share too few pairs of
words cannot share enough shingles: that is seen for all articles at once, and only the rest is compared.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from corpus.article import Article

_SHINGLE_WORDS = 3
_CODES = 1 << 20

Codes = NDArray[np.int32]

# Chosen on tests/corpus/stories.py. What two stories on one template share is the template; what a repost or
# an update shares is the names and figures as well.
_LEAST_SHARED = 0.6
_LEAST_SPECIFICS = 0.7
_LEAST_FIGURES = 0.25
_FEW_FIGURES = 4

_WORD = re.compile(r"\w+")
_FIGURE = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Duplicate:
    """An article that tells the same story, and which share of the shorter text stands in the other, to 1."""

    article: Article
    shared: float


class DuplicateFinder:
    """Finds, among the articles that it was given, those that tell the story of another."""

    def __init__(self, articles: Iterable[Article] = ()) -> None:
        self._articles: dict[str, Article] = {}
        self._pairs: dict[str, tuple[Codes, int]] = {}
        for article in articles:
            self.add(article)

    def add(self, article: Article) -> None:
        """Have `article` found from now on, in place of an earlier one with its id."""
        self._articles[article.id] = article
        self._pairs[article.id] = _pairs(article.body)
        self.__dict__.pop("_table", None)

    def find(self, article: Article) -> tuple[Duplicate, ...]:
        """The other articles that tell the story of `article`, the most alike first."""
        profile = _Profile.of(article.body)
        found: list[Duplicate] = []
        for other in self._near(article):
            shared = profile.shared(_Profile.of(other.body)) if other.id != article.id else None
            if shared is not None:
                found.append(Duplicate(other, shared))
        return tuple(sorted(found, key=lambda duplicate: (-duplicate.shared, duplicate.article.id)))

    def _near(self, article: Article) -> list[Article]:
        """The articles that can share enough shingles, for all that their pairs of words tell."""
        pairs, owners, each, words = self._table
        mine, count = _pairs(article.body)
        there = np.zeros(_CODES, bool)
        there[mine] = True
        shared = np.bincount(owners[there[pairs]], minlength=len(each))
        # Each pair but the last begins a shingle, which stands nowhere that the pair does not.
        stands = [n - shared <= (1 - _LEAST_SHARED) * w + 1 for n, w in ((each, words), (len(mine), count))]
        near = stands[0] | stands[1]
        return [other for other, is_near in zip(self._articles.values(), near, strict=True) if is_near]

    @cached_property
    def _table(self) -> tuple[Codes, Codes, Codes, Codes]:
        """The pairs of all articles and whose they are; how many pairs and words each article has."""
        found = [self._pairs[name] for name in self._articles]
        each = np.array([len(pairs) for pairs, _ in found], np.int32)
        words = np.array([count for _, count in found], np.int32)
        pairs = np.concatenate([np.zeros(0, np.int32), *(pairs for pairs, _ in found)])
        return pairs, np.repeat(np.arange(len(found), dtype=np.int32), each), each, words


@dataclass(frozen=True, slots=True)
class _Profile:
    shingles: frozenset[str]
    specifics: frozenset[str]
    figures: frozenset[str]

    @classmethod
    def of(cls, text: str) -> "_Profile":
        words = _WORD.findall(text)
        specific = (word.casefold() for word in words if word[0].isupper() or not word.isalpha())
        return cls(_shingles(text), frozenset(specific), frozenset(_FIGURE.findall(text)))

    def shared(self, other: "_Profile") -> float | None:
        """The share of the shorter one's shingles that both have, or None if they are two stories."""
        shared = _overlap(self.shingles, other.shingles)
        enough_figures = min(len(self.figures), len(other.figures)) >= _FEW_FIGURES
        if shared < _LEAST_SHARED or _overlap(self.specifics, other.specifics) < _LEAST_SPECIFICS:
            return None
        if enough_figures and _overlap(self.figures, other.figures) < _LEAST_FIGURES:
            return None
        return shared


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    shorter = min(len(one), len(other))
    return len(one & other) / shorter if shorter else 1.0


def _shingles(text: str) -> frozenset[str]:
    words = _WORD.findall(text.casefold())
    last = max(len(words) - _SHINGLE_WORDS, 0)
    return frozenset(" ".join(words[at : at + _SHINGLE_WORDS]) for at in range(last + 1))


def _pairs(text: str) -> tuple[Codes, int]:
    """A code for each pair of neighbouring words of a text, and how many words it has.

    Two pairs with one code make texts look more alike than they are, never less.
    """
    words = _WORD.findall(text.casefold())
    return np.array(list({hash(pair) % _CODES for pair in pairwise(words)}), np.int32), len(words)
