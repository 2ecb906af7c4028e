"""Static models of sentence-transformers, one vector a token, embedded without torch.

Loading torch takes seconds and hundreds of megabytes; the mean of some rows of a table needs neither.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from index.embedder import (
    AS_STORED,
    PromptedEmbedder,
    Prompts,
    Vectors,
    checked,
    speakable,
    stated_prompts,
    unit,
)

_WEIGHTS, _TABLE, _TOKENIZER, _MODULES = (
    "model.safetensors",
    "embedding.weight",
    "tokenizer.json",
    "modules.json",
)
_BATCH = 64


class StaticEmbedder(PromptedEmbedder):
    """A folder that holds a static model: a text's vector is the mean of those of its tokens.

    Gives what sentence-transformers gives for the same folder. Raises OSError or ValueError where there is
    no such model.
    """

    def __init__(self, folder: Path, prompts: Prompts = AS_STORED) -> None:
        from safetensors import SafetensorError
        from safetensors.numpy import load_file
        from tokenizers import Tokenizer

        inner = _static_module(folder)
        if inner is None:
            raise FileNotFoundError(f"{folder} holds no static model")
        try:
            table = load_file(inner / _WEIGHTS)[_TABLE]
        except SafetensorError as error:
            raise ValueError(f"{inner / _WEIGHTS}: {error}") from error
        self._tokenizer = Tokenizer.from_str((inner / _TOKENIZER).read_text(encoding="utf-8"))
        self._tokenizer.no_padding()
        if table.ndim != 2 or len(table) < self._tokenizer.get_vocab_size():
            raise ValueError(f"{inner / _WEIGHTS}: there is not one vector a token")
        self._table = table.astype(np.float32)
        self._prompts = stated_prompts(str(folder), _stored_prompts(folder), prompts)
        self._fingerprint = self._compute_fingerprint(table)

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self._table.shape[1]

    def _embed(self, texts: Sequence[str], prompt: str) -> Vectors:
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        for start in range(0, len(texts), _BATCH):
            batch = [prompt + speakable(text) for text in texts[start : start + _BATCH]]
            encodings = self._tokenizer.encode_batch_fast(batch, add_special_tokens=False)
            for row, encoding in enumerate(encodings, start):
                if ids := encoding.ids:
                    self._table.take(ids, axis=0).mean(axis=0, out=vectors[row])
        return checked(unit(vectors), len(texts), self.dimension)

    def _compute_fingerprint(self, table: Any) -> str:
        digest = hashlib.sha256(json.dumps(self._prompts).encode())
        digest.update(str((table.dtype, table.shape)).encode())
        digest.update(np.ascontiguousarray(table).tobytes())
        digest.update(self._tokenizer.to_str().encode())
        return f"static:{self.dimension}:{digest.hexdigest()[:32]}"


def is_static(folder: Path) -> bool:
    """Whether `StaticEmbedder` can load what is in a folder."""
    return _static_module(folder) is not None


def _static_module(folder: Path) -> Path | None:
    """Where the table of a static model lies; None for models of any other make."""
    try:
        modules: list[Mapping[str, str]] = json.loads((folder / _MODULES).read_text(encoding="utf-8"))
        kinds = [module["type"].rpartition(".")[2] for module in modules]
        inner = folder / modules[0]["path"]
    except (OSError, ValueError, LookupError, TypeError):
        return None
    # Vectors are scaled to norm 1 in any case.
    if kinds not in (["StaticEmbedding"], ["StaticEmbedding", "Normalize"]):
        return None
    return inner if _holds_table(inner / _WEIGHTS) else None


def _holds_table(weights: Path) -> bool:
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(weights, "numpy") as file:
            return list(file.keys()) == [_TABLE]
    except (OSError, SafetensorError):
        return False


def _stored_prompts(folder: Path) -> Mapping[str, str]:
    try:
        settings = json.loads((folder / "config_sentence_transformers.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return {name: prompt or "" for name, prompt in settings.get("prompts", {}).items()}
