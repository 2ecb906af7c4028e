"""Embedding models by folder or name: static ones without torch, all others by sentence-transformers."""

from pathlib import Path

from index.embedder import AS_STORED, Embedder, Prompts
from index.sentence_transformer import SentenceTransformerEmbedder
from index.static_embedder import StaticEmbedder, is_static


def load_embedder(model: str | Path, prompts: Prompts = AS_STORED, threads: int = 1) -> Embedder:
    """Load a model by folder or by its name on the hub.

    Raises OSError, ValueError and what else sentence-transformers raises where there is no such model.
    """
    if is_static(Path(model)):
        return StaticEmbedder(Path(model), prompts)
    return SentenceTransformerEmbedder(model, prompts, threads)
