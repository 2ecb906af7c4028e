"""Verbs as Indonesian is spoken: "nyerahin" for "menyerahkan", "ngebangun" for "membangun"."""

import re
from collections.abc import Iterator

# A spoken beginning, and what it may be in writing; the longest that fits comes first.
_BEGINNINGS = (
    ("nge", ("me", "mem", "men", "meng")),
    ("ng", ("meng",)),
    ("ny", ("meny", "menc")),
    ("n", ("men",)),
    ("m", ("mem",)),
)
_PASSIVE, _SPOKEN_END, _ENDS = "di", "in", ("kan", "i", "")
_SHORTEST_STEM = 3


def written_verbs(word: str) -> Iterator[str]:
    """What a verb in lower case may be in formal spelling, likeliest first; most are no words."""
    stem = word.removesuffix(_SPOKEN_END)
    ends = _ENDS if stem != word else ("",)
    if word.startswith(_PASSIVE) and stem != word:
        yield from _ended(word[: len(stem)], ends)
    for spoken, written in _BEGINNINGS:
        rest = stem.removeprefix(spoken)
        if rest != stem and len(rest) >= _SHORTEST_STEM:
            for beginning in written:
                yield from _ended(beginning + rest, ends)


def _ended(stem: str, ends: tuple[str, ...]) -> Iterator[str]:
    """A stem with each end, also with the "a" that is spoken as "e": "selametin" for "selamatkan"."""
    spelt = re.sub(r"e([^aeiou]*)$", r"a\1", stem)
    for each in dict.fromkeys((stem, spelt)):
        for end in ends:
            yield each + end
