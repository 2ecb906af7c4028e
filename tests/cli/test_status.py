"""`tanya status` says how the vectors are searched."""

from collections.abc import Mapping
from io import StringIO
from typing import Any, Literal

import numpy as np
import pytest
from rich.console import Console

from bot.settings import load_settings
from bot.status import status_table
from index.embedder import unit
from index.generations import GenerationStatus
from index.store import VectorStore


def shown(manifest: Mapping[str, Any], language: Literal["id", "en"] = "id") -> str:
    status = GenerationStatus("v000001", True, None, 1000, manifest)
    console = Console(file=StringIO(), width=400)
    console.print(status_table(load_settings(language=language), [status]))
    assert isinstance(console.file, StringIO)
    return console.file.getvalue().splitlines()[2]


APPROXIMATE = {"kind": "IndexScalarQuantizer QT_8bit_uniform", "recall": 0.9952}


@pytest.mark.parametrize(
    ("manifest", "language", "words"),
    [
        ({"index": {"kind": "IndexScalarQuantizer QT_fp16"}}, "id", "IndexScalarQuantizer QT_fp16: tepat "),
        ({"index": {"kind": "IndexScalarQuantizer QT_fp16"}}, "en", "IndexScalarQuantizer QT_fp16: exact "),
        ({"index": APPROXIMATE}, "id", "IndexScalarQuantizer QT_8bit_uniform: mendekati, recall 0.9952 "),
        ({"index": APPROXIMATE}, "en", "IndexScalarQuantizer QT_8bit_uniform: approximate, recall 0.9952 "),
        ({"index_kind": "IndexFlatIP"}, "en", " IndexFlatIP "),
        ({"index": {"recall": 1}}, "en", "?: approximate, recall 1 "),
        ({"index": ["IndexFlatIP"]}, "en", "1 kB  ?  "),
        ({}, "en", "1 kB  ?  "),
    ],
)
def test_how_is_searched(manifest: Mapping[str, Any], language: Literal["id", "en"], words: str) -> None:
    line = " ".join(shown({**manifest, "when": "2026"}, language).split())
    assert " ".join(words.split()) in line


def test_what_a_store_says_of_itself_is_what_is_shown() -> None:
    rows = unit(np.random.default_rng(1).normal(size=(300, 8)).astype(np.float32))
    facts = VectorStore.build(rows, exact_up_to=100).facts
    assert f"IndexScalarQuantizer QT_8bit_uniform: approximate, recall {facts['recall']}" in shown(
        {"index": facts}, "en"
    )
