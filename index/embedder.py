"""What an embedder is: text to unit vectors, by different methods for questions and for passages."""

import hashlib
import json
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import BadVectors

Vectors = NDArray[np.float32]

BUNDLED_EMBEDDER = Path(__file__).parent / "models" / "embedder"
_FAMILIES = Path(__file__).parent / "data" / "embedder_prompts.json"
_NORM_TOLERANCE = 1e-3


class Embedder(Protocol):
    """Turns text into unit vectors that are compared by inner product."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        ...

    @property
    def fingerprint(self) -> str:
        """Changes whenever the same text would get other vectors."""
        ...

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Embed questions: (n, dimension) float32, rows of norm 1. Raises `BadVectors`."""
        ...

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Embed passages: (n, dimension) float32, rows of norm 1. Raises `BadVectors`."""
        ...


@dataclass(frozen=True, slots=True)
class Prompts:
    """What is put before a question and before a passage; None where the model or its family decides."""

    query: str | None = None
    passage: str | None = None


AS_STORED = Prompts()


class PromptedEmbedder(ABC):
    """What embedders with prompts share: `_prompts` goes before questions and before passages."""

    _prompts: tuple[str, str]
    _fingerprint: str

    @property
    def fingerprint(self) -> str:
        """A hash of all that decides on vectors, after a readable name."""
        return self._fingerprint

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Embed questions; see `Embedder`."""
        return self._embed(texts, self._prompts[0])

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Embed passages; see `Embedder`."""
        return self._embed(texts, self._prompts[1])

    @abstractmethod
    def _embed(self, texts: Sequence[str], prompt: str) -> Vectors: ...


class HashingEmbedder:
    """An embedder without a model: words fall into buckets by hash. Deterministic; for tests."""

    def __init__(self, dimension: int = 64) -> None:
        self._dimension = dimension

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self._dimension

    @property
    def fingerprint(self) -> str:
        """The dimension says all."""
        return f"hashing:{self._dimension}"

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Embed questions; see `Embedder`."""
        return self.embed_passages(texts)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Embed passages; see `Embedder`."""
        vectors = np.zeros((len(texts), self._dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in speakable(text).lower().split():
                digest = hashlib.blake2b(word.strip('.,?!"“”():;').encode(), digest_size=8).digest()
                vectors[row, int.from_bytes(digest, "big") % self._dimension] += 1.0
        return checked(unit(vectors), len(texts), self._dimension)


def speakable(text: str) -> str:
    """`text` with lone surrogates replaced, which no tokenizer takes."""
    return text.encode("utf-8", "replace").decode("utf-8")


def unit(vectors: Vectors) -> Vectors:
    """Scale rows to norm 1; a zero row (a text without a known word) becomes the diagonal direction."""
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    zero = norms == 0  # Not "no norm above zero", which would let a row of NaN pass as the diagonal too.
    diagonal = np.full((1, vectors.shape[1]), vectors.shape[1] ** -0.5, dtype=np.float32)
    with np.errstate(invalid="ignore"):
        return np.where(zero, diagonal, vectors / np.where(zero, 1, norms)).astype(np.float32)


def checked(vectors: Vectors, count: int, dimension: int) -> Vectors:
    """`vectors` if they are (count, dimension) float32, finite and of norm 1; raises `BadVectors`."""
    if vectors.shape != (count, dimension) or vectors.dtype != np.float32:
        expected = f"({count}, {dimension}) float32"
        raise BadVectors(f"expected {expected} vectors, got {vectors.shape} {vectors.dtype}")
    norms = np.sqrt(np.einsum("ij,ij->i", vectors, vectors))
    if not (np.abs(norms - 1) <= _NORM_TOLERANCE).all():
        finite = np.isfinite(vectors).all()
        raise BadVectors("vectors are not of norm 1" if finite else "vectors hold values that are not finite")
    return vectors


def stated_prompts(name: str, stored: Mapping[str, str], given: Prompts) -> tuple[str, str]:
    """What is put before a question and before a passage: what is given, else stored in the model, else its
    family's (`data/embedder_prompts.json`), else nothing.
    """
    # sentence-transformers fills in empty prompts for a model that stores none, so that empty says nothing.
    family = next((prompts for key, prompts in _families().items() if key in Path(name).name.lower()), {})
    query = stored.get("query") or family.get("query", "")
    passage = stored.get("document") or stored.get("passage") or family.get("passage", "")
    return (
        query if given.query is None else given.query,
        passage if given.passage is None else given.passage,
    )


@cache
def _families() -> Mapping[str, Mapping[str, str]]:
    return json.loads(_FAMILIES.read_text(encoding="utf-8"))
