"""The forward pass of a BERT token classifier (Devlin et al. 2019, arXiv 1810.04805) in numpy.

torch and transformers train it, but loading them takes seconds and hundreds of megabytes, and reading a few
short texts on one core is no faster with them. Weights are kept as the products of matrices want them.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float32]

# erf(x / sqrt(2)) is tanh(x · p(x²)) to 1.2e-7 in float32: fitted to atanh(erf(x)) by least squares, with
# weights that went on until the largest error was least. numpy has no erf, and scipy's takes 8 times as long.
_ERF = (
    1.7562951071858155e-09,
    -1.3226686722017467e-07,
    3.964779887381062e-06,
    -5.530634965816995e-05,
    -3.2594675761691484e-05,
    0.036333084354994334,
    0.7978849415001565,
)
_ERF_IS_ONE = 5.51
_BLOCK = 1 << 14
_NEEDED = {"model_type": "bert", "hidden_act": "gelu"}


@dataclass(frozen=True, eq=False, slots=True)
class _Linear:
    weight: Numbers
    bias: Numbers

    def __call__(self, rows: Numbers) -> Numbers:
        product = rows @ self.weight
        product += self.bias
        return product


@dataclass(frozen=True, eq=False, slots=True)
class _LayerNorm:
    weight: Numbers
    bias: Numbers
    epsilon: float

    def __call__(self, rows: Numbers) -> Numbers:
        """Normalise in place."""
        rows -= rows.mean(axis=1, keepdims=True)
        variance = np.einsum("ij,ij->i", rows, rows) / rows.shape[1]
        rows *= ((variance + self.epsilon) ** -0.5)[:, None]
        rows *= self.weight
        rows += self.bias
        return rows


@dataclass(frozen=True, eq=False, slots=True)
class _Layer:
    projections: _Linear
    attended: _Linear
    after_attention: _LayerNorm
    wider: _Linear
    narrower: _Linear
    after_all: _LayerNorm


class BertTokenClassifier:
    """A `BertForTokenClassification` of transformers, from its folder; several threads may use it at once.

    Raises OSError where there is none, ValueError where it is not of that make.
    """

    def __init__(self, folder: Path) -> None:
        from safetensors import SafetensorError
        from safetensors.numpy import load_file

        self.config: Mapping[str, Any] = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        for key, value in _NEEDED.items():
            if self.config.get(key) != value:
                raise ValueError(f"{folder}: {key} is {self.config.get(key)}, not {value}")
        try:
            tensors = load_file(folder / "model.safetensors")
            self._take(tensors)
        except (SafetensorError, KeyError) as error:
            raise ValueError(f"{folder}: {error!r}") from error

    def _take(self, tensors: Mapping[str, NDArray[Any]]) -> None:
        epsilon = float(self.config["layer_norm_eps"])

        def linear(*names: str) -> _Linear:
            weights = [tensors[f"{name}.weight"].astype(np.float32) for name in names]
            biases = [tensors[f"{name}.bias"].astype(np.float32) for name in names]
            return _Linear(np.ascontiguousarray(np.concatenate(weights).T), np.concatenate(biases))

        def norm(name: str) -> _LayerNorm:
            weight, bias = (tensors[f"{name}.{part}"].astype(np.float32) for part in ("weight", "bias"))
            return _LayerNorm(weight, bias, epsilon)

        def layer(name: str) -> _Layer:
            return _Layer(
                linear(*(f"{name}.attention.self.{part}" for part in ("query", "key", "value"))),
                linear(f"{name}.attention.output.dense"),
                norm(f"{name}.attention.output.LayerNorm"),
                linear(f"{name}.intermediate.dense"),
                linear(f"{name}.output.dense"),
                norm(f"{name}.output.LayerNorm"),
            )

        self._heads = int(self.config["num_attention_heads"])
        # Most rows of this table are never asked for: they stay in half precision, as they are stored.
        self._words = tensors["bert.embeddings.word_embeddings.weight"]
        self._places = tensors["bert.embeddings.position_embeddings.weight"].astype(np.float32)
        self._types = tensors["bert.embeddings.token_type_embeddings.weight"].astype(np.float32)
        self._embedded = norm("bert.embeddings.LayerNorm")
        self._layers = [
            layer(f"bert.encoder.layer.{number}") for number in range(int(self.config["num_hidden_layers"]))
        ]
        self._classifier = linear("classifier")

    def logits(self, ids: Sequence[Sequence[int]], types: Sequence[Sequence[int]]) -> list[Numbers]:
        """The logits of some texts, for each (its tokens, labels), from their token ids and token types.

        No text may be empty, or longer than the model has positions.
        """
        if not ids:
            return []
        borders = [0, *np.cumsum([len(text) for text in ids]).tolist()]
        texts = [slice(start, end) for start, end in pairwise(borders)]
        # The texts lie one after the other in one matrix: nothing is padded, only attention tells them apart.
        rows = self._words[np.concatenate([np.asarray(text) for text in ids])].astype(np.float32)
        rows += self._types[np.concatenate([np.asarray(text) for text in types])]
        for text in texts:
            rows[text] += self._places[: text.stop - text.start]
        rows = self._embedded(rows)
        for layer in self._layers:
            context = self._attention(layer.projections(rows), texts)
            rows = layer.after_attention(layer.attended(context) + rows)
            rows = layer.after_all(layer.narrower(_gelu(layer.wider(rows))) + rows)
        scores = self._classifier(rows)
        return [scores[text] for text in texts]

    def _attention(self, projected: Numbers, texts: Sequence[slice]) -> Numbers:
        """Scaled dot-product attention inside each text, (tokens, 3 · width) to (tokens, width)."""
        width = projected.shape[1] // 3
        context = np.empty((len(projected), width), np.float32)
        each = width // self._heads
        scale = np.float32(each**-0.5)
        for text in texts:
            split = projected[text].reshape(-1, 3, self._heads, each)
            queries, keys, values = (split[:, part].transpose(1, 0, 2) for part in range(3))
            scores = (queries * scale) @ keys.transpose(0, 2, 1)
            scores -= scores.max(axis=-1, keepdims=True)
            np.exp(scores, out=scores)
            attended = scores @ values
            attended /= scores.sum(axis=-1, keepdims=True)
            context[text] = attended.transpose(1, 0, 2).reshape(-1, width)
        return context


def _gelu(rows: Numbers) -> Numbers:
    """x · Φ(x), in place (Hendrycks and Gimpel 2016, arXiv 1606.08415)."""
    for block in _blocks(rows.reshape(-1)):
        x = np.clip(block, -_ERF_IS_ONE, _ERF_IS_ONE)
        square = x * x
        total = square * np.float32(_ERF[0])
        for coefficient in _ERF[1:-1]:
            total += np.float32(coefficient)
            total *= square
        total += np.float32(_ERF[-1])
        total *= x
        np.tanh(total, out=total)
        total += 1
        total *= np.float32(0.5)
        np.multiply(block, total, out=block)
    return rows


def _blocks(flat: Numbers) -> Iterator[Numbers]:
    """Pieces that stay in the processor's cache from one step to the next."""
    return (flat[start : start + _BLOCK] for start in range(0, len(flat), _BLOCK))
