"""The forward pass against transformers, on models with random weights."""

import json
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file
from transformers import BertConfig, BertForTokenClassification

from bot.answering.bert import BertTokenClassifier

VOCABULARY, LABELS = 50, 3


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import torch

    torch.manual_seed(3)
    made = tmp_path_factory.mktemp("bert")
    config = BertConfig(
        vocab_size=VOCABULARY,
        hidden_size=24,
        num_hidden_layers=3,
        num_attention_heads=4,
        intermediate_size=40,
        max_position_embeddings=64,
        type_vocab_size=4,
        num_labels=LABELS,
        initializer_range=1.0,
    )
    BertForTokenClassification(config).save_pretrained(made)
    return made


def transformed(folder: Path, ids: list[int], types: list[int]) -> np.ndarray:
    import torch

    model = BertForTokenClassification.from_pretrained(folder, local_files_only=True).eval()
    with torch.inference_mode():
        return model(input_ids=torch.tensor([ids]), token_type_ids=torch.tensor([types])).logits[0].numpy()


def test_logits_are_those_of_transformers_text_by_text(folder: Path) -> None:
    random = np.random.default_rng(5)
    ids = [random.integers(0, VOCABULARY, length).tolist() for length in (1, 64, 7, 30)]
    types = [random.integers(0, 4, len(text)).tolist() for text in ids]
    found = BertTokenClassifier(folder).logits(ids, types)
    assert [scores.shape for scores in found] == [(1, LABELS), (64, LABELS), (7, LABELS), (30, LABELS)]
    for scores, text, kinds in zip(found, ids, types, strict=True):
        assert scores == pytest.approx(transformed(folder, text, kinds), abs=2e-4)


def test_no_texts_have_no_logits(folder: Path) -> None:
    assert BertTokenClassifier(folder).logits([], []) == []


@pytest.mark.parametrize(("key", "value"), [("model_type", "roberta"), ("hidden_act", "relu")])
def test_another_make_is_refused(folder: Path, tmp_path: Path, key: str, value: str) -> None:
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    (tmp_path / "config.json").write_text(json.dumps({**config, key: value}), encoding="utf-8")
    with pytest.raises(ValueError, match=f"{key} is {value}"):
        BertTokenClassifier(tmp_path)


def test_missing_and_broken_weights_are_refused(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "config.json").write_bytes((folder / "config.json").read_bytes())
    with pytest.raises(FileNotFoundError):
        BertTokenClassifier(tmp_path)
    tensors = load_file(folder / "model.safetensors")
    del tensors["classifier.bias"]
    save_file(tensors, tmp_path / "model.safetensors")
    with pytest.raises(ValueError, match=r"classifier\.bias"):
        BertTokenClassifier(tmp_path)
    (tmp_path / "model.safetensors").write_bytes(b"broken")
    with pytest.raises(ValueError, match="Safetensor"):
        BertTokenClassifier(tmp_path)
