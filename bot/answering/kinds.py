"""Which kind a question is, learnt from the example questions in `data/kinds.tsv`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from bot.answering.classes import class_of
from bot.answering.offices import kinds_in
from bot.answering.words import canonical, pairs, raw_words, table, whole_words

_SOME_NAME = "di Anu"
_RIDGE, _SHARPNESS = 0.3, 6.0
_NAME, _OTHER, _CLASS, _OFFICE, _NUMBER = "⟨name⟩", "⟨other⟩", "⟨class⟩", "⟨office⟩", "⟨number⟩"


@dataclass(frozen=True, slots=True)
class KindGuess:
    """A kind and its probability."""

    kind: str
    probability: float


class KindClassifier:
    """Ridge regression over words and word pairs, in which names, class nouns, offices, numbers and words
    that no example has stand for themselves as a sort.

    Learns from a few hundred (kind, question) examples in some tens of milliseconds, always alike.
    """

    def __init__(self, examples: Sequence[tuple[str, str]]) -> None:
        # Any question may end in the name of a place or a matter; alone, that tells nothing of its kind.
        examples = [
            *examples,
            *((kind, f"{text} {_SOME_NAME}") for kind, text in examples if len(text.split()) > 1),
        ]
        self._words = frozenset(w for _, text in examples for w in _sorts(text))
        # The later of two examples that look alike gives way.
        self._examples = {tuple(_sorts(text)): kind for kind, text in reversed(examples)}
        rows = [self._features(text) for _, text in examples]
        self._kinds = tuple(dict.fromkeys(kind for kind, _ in examples))
        self._columns = {f: i for i, f in enumerate(dict.fromkeys(f for row in rows for f in row))}
        x = np.stack([self._vector(row) for row in rows])
        y = np.eye(len(self._kinds))[[self._kinds.index(kind) for kind, _ in examples]]
        # A kind with few examples must not lose to one with many: each row weighs by its kind's share.
        weight = np.sqrt(len(examples) / len(self._kinds) / y.sum(axis=0))[y.argmax(axis=1)][:, None]
        heavy = x * weight
        kernel = heavy @ heavy.T + _RIDGE * np.eye(len(examples))
        self._weights = heavy.T @ np.linalg.solve(kernel, y * weight)

    def guess(self, question: str) -> tuple[KindGuess, ...]:
        """Rank all kinds by probability, best first."""
        grown = _SHARPNESS * (self._vector(self._features(question)) @ self._weights)
        if kind := self._examples.get(tuple(_sorts(question))):
            # What is written down as an example is of its kind, whatever others share its words.
            grown[self._kinds.index(kind)] = grown.max() + 1
        scores = _softmax(grown)
        order = np.argsort(-scores, kind="stable")
        return tuple(KindGuess(self._kinds[i], float(scores[i])) for i in order)

    def _features(self, text: str) -> list[str]:
        known = [w if w in self._words else _OTHER for w in _sorts(text)]
        framed = ["^", *known, "$"]
        return [*known, *(f"{a} {b}" for a, b in pairwise(framed))]

    def _vector(self, features: Sequence[str]) -> NDArray[np.float64]:
        row = np.zeros(len(self._columns))
        row[[self._columns[f] for f in features if f in self._columns]] = 1.0
        return row / max(np.sqrt(row.sum()), 1.0)


def _sorts(text: str) -> list[str]:
    """The words of a question with names, class nouns, offices and numbers replaced by their sort."""
    sorts: list[str] = []
    for i, word in enumerate(raw_words(_joined(text))):
        plain = canonical(word.lower())
        bare = plain.removesuffix("nya")
        if class_of(bare):
            sorts.append(_CLASS)
        elif kinds_in(bare):
            sorts.append(_OFFICE)
        elif plain[0].isdigit():
            sorts.append(_NUMBER)
        elif word[0].isupper() and (i or word.isupper()):
            sorts.append(_NAME)
        else:
            sorts.append(plain)
    # "Wali Kota Anu Baru" is one office, "Desa Anu" one name: what follows belongs to the first.
    return [
        sort
        for i, sort in enumerate(sorts)
        if not (i and sort == _NAME and sorts[i - 1] in (_NAME, _CLASS, _OFFICE))
    ]


def _joined(text: str) -> str:
    """The text with askers of several words ("di mana", "how much") as one."""
    return _phrases().sub(
        lambda m: canonical(m.group().lower()).replace("wali kota", "walikota").replace(" ", "-"), text
    )


@cache
def _phrases() -> re.Pattern[str]:
    asking = [w for key, others in table("question_words").items() for w in (key, *others) if " " in w]
    return whole_words([*asking, "wali kota"])


def _softmax(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    grown = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return grown / grown.sum(axis=-1, keepdims=True)


@cache
def bundled_classifier() -> KindClassifier:
    """The classifier over the shipped examples."""
    return KindClassifier(pairs("kinds"))
