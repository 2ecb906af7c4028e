"""Vectors of words and sentences, embedded once each."""

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class Embeds(Protocol):
    """The part of an embedder that is needed here; all vectors have length one."""

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row per question."""
        ...

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row per text."""
        ...


class TextVectors:
    """A bounded memory in front of an embedder; may be used from several threads."""

    def __init__(self, embedder: Embeds, remembered: int) -> None:
        self._embedder = embedder
        self._remembered = remembered
        self._known: OrderedDict[str, NDArray[np.float32]] = OrderedDict()
        self._lock = Lock()

    def __getitem__(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(texts, dimension), one row per text. At least one text."""
        with self._lock:
            vectors = {text: self._known[text] for text in texts if text in self._known}
        if unknown := [text for text in dict.fromkeys(texts) if text not in vectors]:
            fresh = self._embedder.embed_passages([_printable(text) for text in unknown])
            vectors.update(zip(unknown, fresh, strict=True))
            with self._lock:
                self._known.update((text, vectors[text]) for text in unknown)
                while len(self._known) > self._remembered:
                    self._known.popitem(last=False)
        return np.stack([vectors[text] for text in texts])


def _printable(text: str) -> str:
    """Lone surrogates, which no tokenizer takes, become U+FFFD."""
    return text.encode("utf-8", "replace").decode("utf-8")
