"""Postings: how often each word stands in each text, and how the next index takes them over."""

import json
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.arrays import array_bytes, read_array

Numbers = NDArray[np.int64]
_ARRAYS = ("starts", "texts", "counts")
# From how many old postings to a new one on they are copied in stretches.
_LONG_STRETCH = 16
_ZERO = np.zeros(1, np.int64)


class Spoken(NamedTuple):
    """Some texts in words: text after text, `lengths[t]` words each, word i is `words[ids[i]]`.

    `words` may hold a word more than once, and words that none of the texts has.
    """

    words: Sequence[str]
    ids: Numbers
    lengths: Numbers


@dataclass(frozen=True, eq=False, slots=True)
class Postings:
    """Words in sorted order and, for word i, the texts `texts[starts[i]:starts[i + 1]]`, ascending.

    `counts` says how often the word stands in each of them; `size` is how many texts there are.
    """

    words: Sequence[str]
    starts: Numbers
    texts: NDArray[np.int32]
    counts: NDArray[np.int32]
    size: int

    @classmethod
    def empty(cls) -> "Postings":
        """The postings of no text."""
        nothing = np.zeros(0, np.int32)
        return cls((), np.zeros(1, np.int64), nothing, nothing, 0)

    def updated(self, kept: Numbers, rows: "Spoken") -> "Postings":
        """The postings of `len(kept)` texts, as if they were counted anew.

        Text i is this one's text `kept[i]`, and where that is -1 the next of `rows`. No text is kept twice.
        """
        size = len(kept)
        target = np.full(self.size, -1, np.int32)
        target[kept[kept >= 0]] = np.flatnonzero(kept >= 0)
        words, left, texts, counts = self._moved(target)
        added = sorted(set(rows.words).difference(words))
        places = _numbers(bisect_left(words, word) for word in added)
        words = sorted([*words, *added])
        # The postings that stay, and where those of each of the new words begin among them.
        stay = np.concatenate([_ZERO, np.cumsum(np.insert(left, places, 0))])
        number = _numbers(bisect_left(words, word) for word in rows.words)
        owners = np.repeat(np.flatnonzero(kept < 0), rows.lengths)
        keys, new_counts = np.unique(number[rows.ids] * size + owners, return_counts=True)
        new_words, new_texts = np.divmod(keys, max(size, 1))
        before = _before(texts, stay, new_words, new_texts)
        new = np.bincount(new_words, minlength=len(words))
        starts = stay + np.concatenate([_ZERO, np.cumsum(new)])
        return Postings(
            words, starts, _woven(texts, before, new_texts), _woven(counts, before, new_counts), size
        )

    def _moved(
        self, target: NDArray[np.int32]
    ) -> tuple[Sequence[str], Numbers, NDArray[np.int32], NDArray[np.int32]]:
        """What stays when text i becomes text `target[i]`, or goes where that is -1.

        The words that are left, in how many texts each stands, these texts and how often it stands in them.
        """
        texts, counts, left = target[self.texts], self.counts, np.diff(self.starts)
        words = self.words
        stays = texts >= 0
        if not stays.all():
            # Adding up what stays before each word's first posting counts what stays of the word.
            left = np.diff(np.concatenate([_ZERO, np.cumsum(stays)])[self.starts])
            texts, counts = texts[stays], counts[stays]
            words = [self.words[i] for i in np.flatnonzero(left).tolist()]
            left = left[left > 0]
        if (np.diff(target[target >= 0]) < 0).any():
            # Passages of one article may have changed places.
            order = np.lexsort((texts, np.repeat(np.arange(len(words)), left)))
            texts, counts = texts[order], counts[order]
        return words, left, texts, counts

    def to_files(self) -> dict[str, bytes]:
        """The postings as files, without pickle."""
        arrays = {f"{name}.npy": array_bytes(getattr(self, name)) for name in _ARRAYS}
        listed = {"texts": self.size, "words": list(self.words)}
        return {**arrays, "words.json": json.dumps(listed, ensure_ascii=False).encode()}

    @classmethod
    def from_files(cls, files: Mapping[str, bytes]) -> "Postings":
        """Read `to_files` back. Raises ValueError, KeyError or TypeError when they do not fit together."""
        starts, texts, counts = (read_array(files[f"{name}.npy"]) for name in _ARRAYS)
        listed = json.loads(files["words.json"])
        words, size = listed["words"], listed["texts"]
        if (
            set(map(type, words)) - {str}
            or not isinstance(size, int)
            or [array.dtype.str for array in (starts, texts, counts)] != ["<i8", "<i4", "<i4"]
            or len(starts) != len(words) + 1
            or len(texts) != len(counts)
            or int(starts[0]) != 0
            or int(starts[-1]) != len(texts)
            or (len(words) and int(np.diff(starts).min()) < 1)
            or words != sorted(set(words))
            or (len(texts) and not 0 <= int(texts.min()) <= int(texts.max()) < size)
            or (len(counts) and int(counts.min()) < 1)
        ):
            raise ValueError("the lexical index contradicts itself")
        return cls(words, starts, texts, counts, size)


def _before(texts: NDArray[np.int32], starts: Numbers, new_words: Numbers, new_texts: Numbers) -> list[int]:
    """For each of some new postings, sorted, the posting before which it belongs."""
    before: list[int] = []
    borders = [0, *(np.flatnonzero(np.diff(new_words)) + 1).tolist(), len(new_words)]
    for first, last in pairwise(borders if len(new_words) else ()):
        start, end = starts[new_words[first] : new_words[first] + 2].tolist()
        before += (start + np.searchsorted(texts[start:end], new_texts[first:last])).tolist()
    return before


def _woven(old: NDArray[np.int32], before: Sequence[int], new: Numbers) -> NDArray[np.int32]:
    """`old` with `new[i]` put in before `old[before[i]]`."""
    if _LONG_STRETCH * len(new) > len(old):
        return np.insert(old, before, new)
    woven = np.empty(len(old) + len(new), np.int32)
    # Between few new postings lie long stretches of old ones: copied at once they take a tenth of the time.
    for shift, (start, end) in enumerate(pairwise((0, *before, len(old)))):
        woven[start + shift : end + shift] = old[start:end]
    woven[np.array(before, np.int64) + np.arange(len(new))] = new
    return woven


def _numbers(values: Any) -> Numbers:
    return np.fromiter(values, np.int64)
