"""Embedders: text to unit vectors, by different methods for questions and for passages.

The only module of this package that imports sentence-transformers, and only when an embedder is constructed.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import BadVectors

Vectors = NDArray[np.float32]

BUNDLED_EMBEDDER = Path(__file__).parent / "models" / "embedder"
_FAMILIES = Path(__file__).parent / "data" / "embedder_prompts.json"
_BATCH = 64
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


class SentenceTransformerEmbedder:
    """Any sentence-transformers model with safetensors weights, by folder or by name on the hub.

    Prompts are those given, else those stored in the model, else those of its family
    (`data/embedder_prompts.json`), else none; they are always stated to the model, since without any a model
    encodes questions and passages alike in silence. The network is used only for a hub name. Raises OSError
    or ValueError where there is no such model, or where its weights are not safetensors.
    """

    def __init__(self, model: str | Path, prompts: Prompts = Prompts(), threads: int = 1) -> None:
        import torch
        from sentence_transformers import SentenceTransformer

        torch.set_num_threads(threads)
        folder = Path(model)
        _refuse_pickle(folder)
        self._model = SentenceTransformer(
            str(model),
            device="cpu",
            trust_remote_code=False,
            local_files_only=folder.is_dir(),
            model_kwargs={"use_safetensors": True},
        ).float()
        self._model.eval()
        stored = {name: prompt or "" for name, prompt in self._model.prompts.items()}
        self._prompts = _prompts(str(model), stored, prompts)
        self._dimension = len(self._model.encode([" "])[0])
        self._fingerprint = self._compute_fingerprint()

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self._dimension

    @property
    def fingerprint(self) -> str:
        """SHA-256 over weights, vocabulary, prompts, modules and their settings, after a readable name."""
        return self._fingerprint

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Embed questions; see `Embedder`."""
        return self._embed(texts, self._prompts[0])

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Embed passages; see `Embedder`."""
        return self._embed(texts, self._prompts[1])

    def _embed(self, texts: Sequence[str], prompt: str) -> Vectors:
        if not texts:
            return np.zeros((0, self._dimension), dtype=np.float32)
        vectors = self._model.encode(
            [speakable(text) for text in texts],
            prompt=prompt,
            batch_size=_BATCH,
            convert_to_numpy=True,
            show_progress_bar=False,
        )
        return checked(unit(np.asarray(vectors, dtype=np.float32)), len(texts), self._dimension)

    def _compute_fingerprint(self) -> str:
        digest = hashlib.sha256(json.dumps([self._prompts, [type(m).__name__ for m in self._model]]).encode())
        for module in self._model:
            # Weights do not tell everything: the same ones, pooled another way, give other vectors.
            settings = _settings_of(module)
            digest.update(json.dumps(settings, sort_keys=True, default=repr).encode() if settings else b"")
        for name, tensor in sorted(self._model.state_dict().items()):
            digest.update(name.encode())
            digest.update(np.ascontiguousarray(tensor.numpy()).tobytes())
        backend = getattr(self._model.tokenizer, "backend_tokenizer", self._model.tokenizer)
        digest.update(backend.to_str().encode())
        return f"sentence-transformers:{self._dimension}:{digest.hexdigest()[:32]}"


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
    if not np.isfinite(vectors).all():
        raise BadVectors("vectors hold values that are not finite")
    if count and float(np.abs(np.linalg.norm(vectors, axis=1) - 1).max()) > _NORM_TOLERANCE:
        raise BadVectors("vectors are not of norm 1")
    return vectors


def _settings_of(module: Any) -> dict[str, Any]:
    """What a module of a model is set to, without where it came from and what wrote it."""
    settings: dict[str, Any] = dict(module.get_config_dict())
    body = getattr(module, "auto_model", None)
    if body is not None:
        settings["max_seq_length"] = module.max_seq_length
        settings["config"] = {
            key: value
            for key, value in body.config.to_dict().items()
            if not key.startswith("_") and key not in ("transformers_version", "dtype", "torch_dtype")
        }
    return settings


def _refuse_pickle(folder: Path) -> None:
    """Raise OSError where sentence-transformers would unpickle weights for want of safetensors."""
    for weights in sorted(folder.rglob("pytorch_model*.bin")):
        if not any(weights.parent.glob("*.safetensors")):
            raise OSError(f"{weights}: the weights must be in a safetensors file")


def _prompts(name: str, stored: Mapping[str, str], given: Prompts) -> tuple[str, str]:
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
