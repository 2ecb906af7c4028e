"""Names: when two spellings are one name, and which names a question holds."""

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache

from rapidfuzz.distance import OSA

from bot.answering.words import lines, raw_words, table

_LEAST_FOR_A_SLIP = 6
_LEAST_OF_A_SLIP = 4
LONGEST_RUN = 8
_REMEMBERED_TEXTS = 1024


def name_key(name: str) -> str:
    """One spelling for a name written together or apart, with or without hyphens, dots and capitals.

    And for a place under the short name that people have for it.
    """
    key = _plain(name)
    return _short_places().get(key, key)


@lru_cache(_REMEMBERED_TEXTS)
def run_keys(text: str) -> frozenset[str]:
    """The keys of every run of up to `LONGEST_RUN` words of a text: "PAD" is not in "pada"."""
    plain = [_plain(word) for word in raw_words(text)]
    runs = {"".join(plain[i : i + count]) for count in range(1, LONGEST_RUN + 1) for i in range(len(plain))}
    # A name may hang on a prefix: "ber-Anu".
    runs |= {_plain(part) for word in raw_words(text) if "-" in word for part in word.split("-")}
    return frozenset(_short_places().get(run, run) for run in runs)


def same_name(one: str, other: str) -> bool:
    """Whether two spellings are one name: alike but for spaces and hyphens, or one letter off in a long one.

    Two names that are both real places are never one letter off each other by mistake.
    """
    return _same_keys(name_key(one), name_key(other))


def _same_keys(a: str, b: str) -> bool:
    if a == b:
        return bool(a)
    if min(len(a), len(b)) < _LEAST_FOR_A_SLIP or a[0] != b[0] or (a in _places() and b in _places()):
        return False
    return not (_digits(a) or _digits(b)) and OSA.distance(a, b, score_cutoff=1) <= 1


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.lower())


class Gazetteer:
    """The names that a set of articles holds, found again in a question however it spells them."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names: Mapping[str, str] = {name_key(n): n for n in sorted(names, key=len) if name_key(n)}
        self._alike: dict[tuple[str, int], list[str]] = {}
        for key in self._names:
            self._alike.setdefault((key[0], len(key)), []).append(key)
        self._longest = max((len(n.split()) for n in self._names.values()), default=0)

    def find(self, text: str) -> tuple[tuple[str, int, int], ...]:
        """Find the names in `text`, the longest at each place: (as the articles write it, start, end)."""
        words = [m.span() for m in re.finditer(r"[^\W_]+(?:[-'’.][^\W_]+)*", text)]
        found: list[tuple[str, int, int]] = []
        at = 0
        while at < len(words):
            for count in range(min(self._longest + 1, len(words) - at), 0, -1):
                start, end = words[at][0], words[at + count - 1][1]
                name = self.known(text[start:end])
                if name:
                    found.append((name, start, end))
                    at += count - 1
                    break
            at += 1
        return tuple(found)

    def known(self, text: str) -> str | None:
        """The name that `text` spells, as the articles write it, or None."""
        key = name_key(text)
        if key in self._names:
            return self._names[key]
        if len(key) < _LEAST_FOR_A_SLIP or key in _places():
            return None
        near = [
            self._names[other]
            for length in (len(key) - 1, len(key), len(key) + 1)
            for other in self._alike.get((key[0], length), ())
            if _same_keys(other, key) and _slips_are_long(self._names[other], text)
        ]
        return near[0] if len(near) == 1 else None


def _slips_are_long(one: str, other: str) -> bool:
    """Whether two names differ in long words only: an SMA is no SMK."""
    a, b = one.lower().split(), other.lower().split()
    return len(a) != len(b) or all(x == y or len(x) >= _LEAST_OF_A_SLIP for x, y in zip(a, b, strict=True))


def is_place(text: str) -> bool:
    """Whether `text` is a real city, regency or province, in any of its spellings."""
    return name_key(text) in _places()


@cache
def _short_places() -> Mapping[str, str]:
    whole = {short: place for place, shorts in table("short_places").items() for short in shorts}
    return {short: _plain(place) for short, place in whole.items()}


@cache
def _places() -> frozenset[str]:
    return frozenset(name_key(n) for line in lines("places") for n in line.split("|"))


def _digits(text: str) -> bool:
    return any(c.isdigit() for c in text)
