"""Articles that tell one story twice: reposts, updates, cut versions.

Candidates come from locality-sensitive hashing of MinHash signatures (Broder 1997; Leskovec, Rajaraman and
Ullman, Mining of Massive Datasets, chapter 3), through datasketch. Each is then compared in full, so that the
hashing decides only what is looked at.
"""

import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.article import Article

if TYPE_CHECKING:
    from datasketch import MinHash

_SHINGLE_WORDS = 3
# Two texts that share a third of their shingles meet in one of the bands 999 times in 1,000.
_BANDS, _ROWS = 64, 2

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
        from datasketch import MinHashLSH

        self._index = MinHashLSH(num_perm=_BANDS * _ROWS, params=(_BANDS, _ROWS))
        self._articles: dict[str, Article] = {}
        for article in articles:
            self.add(article)

    def add(self, article: Article) -> None:
        """Have `article` found from now on, in place of an earlier one with its id."""
        if article.id in self._articles:
            self._index.remove(article.id)
        self._articles[article.id] = article
        self._index.insert(article.id, _signature(_shingles(article.body)))

    def find(self, article: Article) -> tuple[Duplicate, ...]:
        """The other articles that tell the story of `article`, the most alike first."""
        profile = _Profile.of(article.body)
        found: list[Duplicate] = []
        for name in self._index.query(_signature(profile.shingles)):
            other = self._articles[str(name)]
            shared = profile.shared(_Profile.of(other.body)) if other.id != article.id else None
            if shared is not None:
                found.append(Duplicate(other, shared))
        return tuple(sorted(found, key=lambda duplicate: (-duplicate.shared, duplicate.article.id)))


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


def _signature(shingles: frozenset[str]) -> "MinHash":
    from datasketch import MinHash

    # Its usual SHA-1 takes twice the time of the whole signature with CRC-32, and nobody attacks these.
    signature = MinHash(num_perm=_BANDS * _ROWS, hashfunc=zlib.crc32)
    signature.update_batch([shingle.encode("utf-8", "surrogatepass") for shingle in shingles])
    return signature
