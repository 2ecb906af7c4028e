"""Chat spelling and typing errors in questions, put right before retrieval."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from functools import cache
from importlib import resources

from rapidfuzz import process
from rapidfuzz.distance import OSA

_WORD = re.compile(r"\w+(?:-\w+)*")
_SHORTEST_CORRECTED = 5
_SHORTEST_CORRECTED_TWICE = 9


class Speller:
    """Rewrites chat spelling by a lexicon and corrects typing errors towards the words of a corpus.

    A word that the corpus has is never touched. Otherwise a chat spelling gets its formal words; then a word
    of the plain language stays; what sounds in Banjarese like a word of the corpus becomes that word; what is
    left is taken for a typing error when one edit (two, from nine
    letters on; optimal string alignment distance) leads to a word of the corpus. Names are in nobody's
    word list, so only near misses of a corpus word are changed, never words that merely look odd.
    """

    def __init__(
        self, lexicon: Mapping[str, str], vocabulary: Iterable[str], known: Collection[str] = frozenset()
    ):
        """`lexicon`: chat spelling → formal; `vocabulary`: the corpus's words, repeats count.

        `known`: plain words that are no typing errors.
        """
        self._lexicon = {slang.casefold(): formal for slang, formal in lexicon.items()}
        self._counts = Counter(word.casefold() for word in vocabulary)
        self._known = frozenset(word.casefold() for word in known)
        self._by_length: dict[int, list[str]] = defaultdict(list)
        self._by_sound: dict[str, str] = {}
        for word, _ in sorted(self._counts.items(), key=lambda item: (item[1], item[0])):
            self._by_sound[_sound(word)] = word
            if word.isalpha() and len(word) >= _SHORTEST_CORRECTED - 1:
                self._by_length[len(word)].append(word)

    def normalise(self, question: str) -> str:
        """The question with the words put right that need it, everything else as it was."""
        return _WORD.sub(lambda match: self._word(match.group()), question)

    def _word(self, word: str) -> str:
        folded = word.casefold()
        if folded in self._counts:
            return word
        if folded in self._lexicon:
            return self._lexicon[folded]
        squeezed = re.sub(r"([^\W\d_])\1{2,}", r"\1", folded)
        if squeezed != folded and (squeezed in self._counts or squeezed in self._known):
            return squeezed
        if folded in self._known or not word.isalpha() or len(word) < _SHORTEST_CORRECTED:
            return word
        return self._by_sound.get(_sound(folded)) or self._nearest(folded) or word

    def _nearest(self, word: str) -> str | None:
        """The most frequent of the nearest corpus words, if near enough."""
        limit = 2 if len(word) >= _SHORTEST_CORRECTED_TWICE else 1
        near: list[tuple[float, int, str]] = []
        for length in range(len(word) - limit, len(word) + limit + 1):
            found = process.extract(
                word, self._by_length.get(length, []), scorer=OSA.distance, score_cutoff=limit, limit=20
            )
            near += [(distance, -self._counts[choice], choice) for choice, distance, _ in found]
        return min(near)[2] if near else None


def _sound(word: str) -> str:
    """A word as Banjarese has it, which knows neither e nor o: "meninggal" is "maninggal"."""
    return word.replace("e", "a").replace("o", "u")


@cache
def chat_lexicon() -> dict[str, str]:
    """The shipped lexicon: chat spelling or Banjarese → formal Indonesian (sources: docs/models.md)."""
    files = (resources.files("index").joinpath(f"data/{name}.tsv") for name in ("slang", "banjarese"))
    rows = (row.split("\t", 1) for file in files for row in file.read_text(encoding="utf-8").splitlines())
    return dict(rows)  # type: ignore[misc]


@cache
def plain_words() -> frozenset[str]:
    """Common words of Indonesian and English, lower-cased, which are no typing errors."""
    return frozenset(resources.files("index").joinpath("data/words.txt").read_text(encoding="utf-8").split())
