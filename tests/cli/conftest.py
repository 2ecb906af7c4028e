"""A corpus and an index folder of the test's own, and an embedder that needs no model."""

import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from index.embedder import HashingEmbedder

FLOOD_BODY = (
    "Banjir merendam tiga desa di tepi Sungai Lumut pada Senin malam. Air mulai naik setelah hujan deras.\n"
    "Bupati Lumutan Teguh Aruna akan membangun tanggul baru tahun depan. Sebanyak 412 warga mengungsi."
)
FLOOD = f"""---
id: banjir
title: Banjir di Sungai Lumut
publisher: Warta Uji (fiktif)
published: '2024-11'
language: id
---
{FLOOD_BODY}
"""
BAD = "---\nid: buruk\ntitle: Tanpa penerbit\npublished: '2024'\nlanguage: id\n---\nIsi.\n"


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that holds `articles/`, with one article, and where `index/` will be."""
    for name in [n for n in os.environ if n.startswith(("TANYA_", "TELEGRAM_"))]:
        monkeypatch.delenv(name)
    articles = tmp_path / "articles"
    articles.mkdir()
    (articles / "banjir.md").write_text(FLOOD, encoding="utf-8")
    monkeypatch.setenv("TANYA_CORPUS_DIR", str(articles))
    monkeypatch.setenv("TANYA_INDEX_DIR", str(tmp_path / "index"))
    monkeypatch.setenv("TANYA_TELEGRAM_DIR", str(tmp_path / "telegram"))
    monkeypatch.setattr("bot.wiring.open_embedder", lambda settings: HashingEmbedder(512))
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "TOKENIZERS_PARALLELISM"):
        monkeypatch.setenv(name, os.environ.get(name, "1"))
    return tmp_path


@pytest.fixture(autouse=True)
def _logging_as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()
