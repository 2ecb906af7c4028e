"""Any model of sentence-transformers as an embedder. The only module that imports it, when one is loaded."""

import hashlib
import json
from collections.abc import Sequence
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

_BATCH = 64


class SentenceTransformerEmbedder(PromptedEmbedder):
    """Any sentence-transformers model with safetensors weights, by folder or by name on the hub.

    Prompts are always stated to the model, since without any it encodes questions and passages alike in
    silence. The network is used only for a hub name. Raises OSError
    or ValueError where there is no such model, or where its weights are not safetensors.
    """

    def __init__(self, model: str | Path, prompts: Prompts = AS_STORED, threads: int = 1) -> None:
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
        self._prompts = stated_prompts(str(model), stored, prompts)
        self._dimension = len(self._model.encode([" "])[0])
        self._fingerprint = self._compute_fingerprint()

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self._dimension

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
