"""Chat spelling and typing errors in questions, put right before retrieval."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import islice
from types import MappingProxyType

from rapidfuzz import process
from rapidfuzz.distance import OSA

from index.lexical import tokens_of
from index.spoken_verbs import written_verbs
from index.typing_errors import typing_cost

_WORD = re.compile(r"\w+(?:-\w+)*")
_ASKS = "kah"
_SHORTEST_CORRECTED = 3
_SHORTEST_CORRECTED_CAPITALISED = 5
_SHORTEST_CORRECTED_TWICE = 7
# The dearest typing error believed, by the length of what was typed.
_BELIEVED = ((4, 1.0), (5, 1.2), (6, 1.6), (9, 2.3), (math.inf, 3.1))
# Two names may be alike and still be two: from the corpus's to another one it takes less than two letters.
_BELIEVED_OF_NAMES = 2.3
# Banjarese prefixes and what they are in Indonesian.
_PREFIXES = {"ba": "ber", "ta": "ter"}
# Of the language's words so many, the most usual, are near even where the corpus lacks them; three letters
# are only taken for one of these.
_USUAL = 2000
# Choosing among near words: what a unit of log frequency and a shared passage are worth against typing cost.
_FREQUENCY, _COMPANY = 0.4, 1.0
_RIVALS, _RIVAL_MARGIN = 8, 3.0
# A language's word of rank r counts as often as this / (r + 1) occurrences in the corpus (Zipf's law).
_COMMONEST = 30_000
# How many times as common as a word its chat reading must be, before the word is searched for as that too.
_COMMONER = 3

Company = Callable[[str, Sequence[str]], Sequence[float]]


@dataclass(frozen=True, slots=True)
class Spelled:
    """A question put right: `text` is safe to show and to read, `meant` reads more of it as chat spelling.

    They differ in words that the corpus or the language has and that are a chat spelling as well ("dr" may
    be a doctor or "dari"): `text` keeps them, `meant` has the chat reading. Search for both.
    """

    text: str
    meant: str


class Speller:
    """Rewrites chat spelling by a lexicon and corrects typing errors towards the words of a corpus.

    A word that the corpus or the plain language has stays. Otherwise a chat spelling gets its formal words,
    and a verb as it is spoken its formal one;
    what sounds in Banjarese like a word of the corpus becomes that word; what is left is taken for a typing
    error when a word of the corpus or the language is near enough (`index.typing_errors`). Among near words
    the cheapest error, the commoner word and the one whose passages also hold the rest of the question win.
    Names are in nobody's word list, so only near misses are changed, never words that merely look odd, nor
    forms of a known word; what a question writes large inside becomes a name of the corpus or stays.
    """

    def __init__(
        self,
        lexicon: Mapping[str, str],
        vocabulary: Iterable[str],
        known: Collection[str] = (),
        company: Company | None = None,
        dialect: Mapping[str, str] = MappingProxyType({}),
    ):
        """`lexicon`: chat spelling → formal; `vocabulary`: the corpus's words, repeats count.

        `dialect`: words of a dialect → formal, which come before chat where a question has one that is in
        neither word list ("napa" is chat for "kenapa", and Banjarese for "apa").

        `known`: plain words of the language, the most usual first. `company(question, words)` says from 0 to
        1 how well the passages that hold each word fit the question (`LexicalIndex.company`).
        """
        chat, spoken = (
            {word.casefold(): formal for word, formal in each.items()} for each in (lexicon, dialect)
        )
        self._lexicon = {**spoken, **chat}
        self._in_dialect = {**chat, **spoken}
        self._only_dialect = spoken.keys() - chat.keys()
        written = Counter(part for word in vocabulary for part in _WORD.findall(word))
        self._counts: Counter[str] = Counter()
        large: Counter[str] = Counter()
        for word, count in written.items():
            self._counts[word.casefold()] += count
            large[word.casefold()] += count * word[0].isupper()
        self._names = frozenset(word for word, count in large.items() if 2 * count > self._counts[word])
        self._rank = {word.casefold(): rank for rank, word in enumerate(known)}
        self._stems = frozenset(tokens_of(" ".join((*self._counts, *self._rank))))
        self._company = company
        self._by_length: dict[int, list[str]] = defaultdict(list)
        self._by_consonants: dict[str, list[str]] = defaultdict(list)
        self._by_sound: dict[str, str] = {}
        for word in reversed(self._rank):
            self._by_sound[_sound(word)] = word
        for word, _ in sorted(self._counts.items(), key=lambda item: (item[1], item[0])):
            self._by_sound[_sound(word)] = word
        for word in sorted(self._counts.keys() | set(islice(self._rank, _USUAL))):
            if word.isalpha() and len(word) >= _SHORTEST_CORRECTED:
                self._by_consonants[_consonants(word)].append(word)
                self._by_length[len(word)].append(word)

    def normalise(self, question: str) -> str:
        """The question with the words put right that need it, everything else as it was."""
        return self.spell(question).text

    def spell(self, question: str) -> Spelled:
        """The question put right, and as it is meant where words can be read in two ways."""
        words = [match.group() for match in _WORD.finditer(question)]
        small = any(word.islower() for word in words)
        lexicon = self._in_dialect if any(map(self._is_dialect, words)) else self._lexicon
        kept: list[str] = []
        rivals: dict[int, list[tuple[float, str]]] = {}
        for i, word in enumerate(words):
            choices = self._names if i and small and word[0].isupper() else None
            kept.append(self._formal(word, choices, lexicon) or word)
            if kept[i] is word and (near := self._rivals(word, choices)):
                beside = [other for other in (*words[max(i - 1, 0) : i], *words[i + 1 : i + 2]) if choices]
                if near := self._met_beside(near, [other for other in beside if other[0].isupper()]):
                    rivals[i] = near
        rest = " ".join(word for i, word in enumerate(kept) if i not in rivals)
        for i, near in rivals.items():
            kept[i] = self._likeliest(near, rest)
        meant = [self._in_chat(word, lexicon) or word for word in kept]
        return Spelled(_filled(question, kept), _filled(question, meant))

    def _is_dialect(self, word: str) -> bool:
        folded = word.casefold()
        if folded in self._counts or folded in self._rank:
            return False
        return folded in self._only_dialect or self._heard(folded) is not None

    def _formal(self, word: str, choices: Collection[str] | None, lexicon: Mapping[str, str]) -> str | None:
        """What a word surely means, where that is another word than it says; `choices` bounds corrections."""
        folded = word.casefold()
        if folded in self._counts or folded in self._rank:
            return None
        if folded in lexicon and (choices is None or lexicon[folded] in choices):
            return lexicon[folded]
        squeezed = re.sub(r"([^\W\d_])\1{2,}", r"\1", folded)
        if squeezed != folded:
            if squeezed in self._counts or squeezed in self._rank:
                return squeezed
            if squeezed in lexicon:
                return lexicon[squeezed]
        if word.islower() and (verb := self._verb(word)):
            return verb
        heard = self._heard(folded)
        return heard if choices is None or heard in choices else None

    def _verb(self, word: str) -> str | None:
        """The formal verb that a spoken one surely is, a word of the corpus before one of the language."""
        if not word.isalpha() or len(word) < _SHORTEST_CORRECTED_CAPITALISED:
            return None
        verbs = [verb for verb in written_verbs(word) if verb in self._counts or verb in self._rank]
        return next((verb for verb in verbs if verb in self._counts), next(iter(verbs), None))

    def _heard(self, folded: str) -> str | None:
        """The word that sounds the same, whatever hangs on it to make a question of it ("manangkah")."""
        if not folded.isalpha() or len(folded) < _SHORTEST_CORRECTED_CAPITALISED:
            return None
        heard = self._by_sound.get(_sound(folded))
        if heard is None and (prefix := _PREFIXES.get(folded[:2])):
            heard = self._by_sound.get(_sound(prefix + folded[2:]))
        if heard is None and folded.endswith(_ASKS):
            heard = self._heard(folded.removesuffix(_ASKS))
            return heard and heard + _ASKS
        return heard

    def _in_chat(self, word: str, lexicon: Mapping[str, str]) -> str | None:
        """The chat reading of a word that is also a word of its own, if it is by far the commoner one."""
        formal = lexicon.get(word) if word.islower() else None
        if formal is None:
            return None
        parts = _WORD.findall(formal)
        here = min(self._counts[part] for part in parts) >= _COMMONER * self._counts[word]
        anywhere = min(self._usual(part) for part in parts) >= _COMMONER * self._usual(word)
        return formal if here and anywhere else None

    def _rivals(self, word: str, choices: Collection[str] | None) -> list[tuple[float, str]]:
        """The words that a typing error may have been meant for, each with its cost, best first."""
        folded = word.casefold()
        short = len(word) < _SHORTEST_CORRECTED_CAPITALISED
        if (
            folded in self._counts
            or folded in self._rank
            or not word.isalpha()
            or len(word) < _SHORTEST_CORRECTED
            or (short and not word.islower())
            or self._stems.issuperset(tokens_of(word))
        ):
            return []
        believed = next(cost for length, cost in _BELIEVED if len(word) < length)
        near = self._near(folded)
        if choices is not None:
            near, believed = near.intersection(choices), min(believed, _BELIEVED_OF_NAMES)
        costs = ((typing_cost(folded, choice), choice) for choice in near)
        rivals = sorted(
            (cost - _FREQUENCY * math.log(1 + self._counts[choice] + self._usual(choice)), choice)
            for cost, choice in costs
            if cost <= believed
        )
        return [rival for rival in rivals[:_RIVALS] if rival[0] <= rivals[0][0] + _RIVAL_MARGIN]

    def _met_beside(self, rivals: list[tuple[float, str]], names: Sequence[str]) -> list[tuple[float, str]]:
        """The rivals that some passage has with each of the names beside: a name is one of its parts."""
        for name in names:
            if rivals and self._company and name.casefold() in self._counts:
                company = self._company(name, [choice for _, choice in rivals])
                rivals = [rival for rival, kept in zip(rivals, company, strict=True) if kept > 0]
        return rivals

    def _near(self, word: str) -> set[str]:
        """Words with the same consonants, or one edit away, two for longer words."""
        near = set(self._by_consonants.get(_consonants(word), ()))
        if len(word) == _SHORTEST_CORRECTED:
            return {choice for choice in near if self._rank.get(choice, _USUAL) < _USUAL}
        limit = 2 if len(word) >= _SHORTEST_CORRECTED_TWICE else 1
        for length in range(max(len(word) - limit, _SHORTEST_CORRECTED + 1), len(word) + limit + 1):
            choices = self._by_length.get(length, [])
            found = process.extract(word, choices, scorer=OSA.distance, score_cutoff=limit, limit=None)
            near.update(choice for choice, _, _ in found)
        return near

    def _likeliest(self, rivals: Sequence[tuple[float, str]], rest: str) -> str:
        if len(rivals) == 1 or self._company is None:
            return rivals[0][1]
        company = self._company(rest, [choice for _, choice in rivals])
        return min(
            (cost - _COMPANY * kept, choice) for (cost, choice), kept in zip(rivals, company, strict=True)
        )[1]

    def _usual(self, word: str) -> float:
        rank = self._rank.get(word)
        return 0.0 if rank is None else _COMMONEST / (rank + 1)


def _filled(question: str, words: Sequence[str]) -> str:
    """The question with other words in the places of its own."""
    left = iter(words)
    return _WORD.sub(lambda _: next(left), question)


def _sound(word: str) -> str:
    """A word as Banjarese has it, which knows neither e nor o: "meninggal" is "maninggal"."""
    return word.replace("e", "a").replace("o", "u")


def _consonants(word: str) -> str:
    """A word without what chat leaves out, vowels, and without doubled letters: "tmpat" is "tempat"."""
    return re.sub(r"(.)\1+", r"\1", word[:1] + re.sub("[aeiou]", "", word[1:]))


@cache
def chat_lexicon() -> dict[str, str]:
    """The shipped lexicon: chat spelling → formal Indonesian (sources: docs/models.md)."""
    return _pairs("slang")


@cache
def dialect_lexicon() -> dict[str, str]:
    """The shipped lexicon: Banjarese → formal Indonesian, learnt, of news by hand, and words that ask."""
    return {**_pairs("banjarese"), **_pairs("banjarese_words"), **_pairs("banjarese_asking")}


def _pairs(name: str) -> dict[str, str]:
    file = resources.files("index").joinpath(f"data/{name}.tsv")
    return dict(row.split("\t", 1) for row in file.read_text(encoding="utf-8").splitlines())  # type: ignore[misc]


@cache
def plain_words() -> Mapping[str, int]:
    """Common words of Indonesian and English, lower-cased, each with its rank, in order, the most usual 0."""
    words = resources.files("index").joinpath("data/words.txt").read_text(encoding="utf-8").split()
    return {word: rank for rank, word in enumerate(words)}
