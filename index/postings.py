"""Postings: how often each word stands in each text, and how the next index takes them over."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.arrays import array_bytes, read_array

Numbers = NDArray[np.int64]
_ARRAYS = ("starts", "texts", "counts")


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
        target = np.full(self.size, -1, np.int64)
        target[kept[kept >= 0]] = np.flatnonzero(kept >= 0)
        moved = target[self.texts]
        stays = moved >= 0
        left = np.diff(self.starts)
        if not stays.all():
            # Adding up what stays before each word's first posting counts what stays of the word.
            left = np.diff(np.concatenate([np.zeros(1, np.int64), np.cumsum(stays)])[self.starts])
        words = sorted({*(self.words[i] for i in np.flatnonzero(left).tolist()), *rows.words})
        number = {word: i for i, word in enumerate(words)}
        renumbered = _numbers(number.get(word, -1) for word in self.words)

        keys = np.repeat(renumbered * size, np.diff(self.starts))
        keys += moved
        texts, counts = moved.astype(np.int32), self.counts
        if not stays.all():
            keys, texts, counts = keys[stays], texts[stays], counts[stays]
        if (keys[1:] < keys[:-1]).any():
            # Passages of one article may have changed places.
            order = np.argsort(keys, kind="stable")
            keys, texts, counts = keys[order], texts[order], counts[order]
        spoken = _numbers(number[word] for word in rows.words)[rows.ids]
        new_owners = np.repeat(np.flatnonzero(kept < 0), rows.lengths)
        new_keys, new_counts = np.unique(spoken * size + new_owners, return_counts=True)
        new_words, new_texts = np.divmod(new_keys, max(size, 1))
        held = np.bincount(renumbered[left > 0], left[left > 0], len(words)) + np.bincount(
            new_words, minlength=len(words)
        )
        starts = np.zeros(len(words) + 1, np.int64)
        np.cumsum(held.astype(np.int64), out=starts[1:])
        places = np.searchsorted(keys, new_keys) + np.arange(len(new_keys))
        old = np.ones(len(keys) + len(new_keys), bool)
        old[places] = False
        return Postings(
            words,
            starts,
            _woven(old, texts, places, new_texts),
            _woven(old, counts, places, new_counts),
            size,
        )

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
            not all(isinstance(word, str) for word in words)
            or not isinstance(size, int)
            or [array.dtype.str for array in (starts, texts, counts)] != ["<i8", "<i4", "<i4"]
            or len(starts) != len(words) + 1
            or len(texts) != len(counts)
            or int(starts[0]) != 0
            or int(starts[-1]) != len(texts)
            or (len(words) and int(np.diff(starts).min()) < 1)
            or any(before >= after for before, after in pairwise(words))
            or (len(texts) and not 0 <= int(texts.min()) <= int(texts.max()) < size)
            or (len(counts) and int(counts.min()) < 1)
        ):
            raise ValueError("the lexical index contradicts itself")
        return cls(words, starts, texts, counts, size)


def _woven(
    old: NDArray[np.bool_], kept: NDArray[np.int32], places: Numbers, new: Numbers
) -> NDArray[np.int32]:
    """`new` at its places, `kept` where `old` is set."""
    woven = np.empty(len(old), np.int32)
    woven[old] = kept
    woven[places] = new
    return woven


def _numbers(values: Any) -> Numbers:
    return np.fromiter(values, np.int64)
