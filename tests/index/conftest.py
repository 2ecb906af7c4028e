"""Small invented articles and a built index over them."""

from pathlib import Path

import pytest

from corpus.article import Article
from index.builder import build_index
from index.embedder import HashingEmbedder
from index.opening import OpenedIndex, open_index


def article(name: str, body: str, title: str = "Berita") -> Article:
    return Article(
        id=name, title=title, publisher="Harian Contoh", published="2024-05-17", language="id", body=body
    )


ARTICLES = (
    article(
        "hujan", "Hujan deras turun di Lembah Biru. Sungai meluap dan merendam tiga jembatan kayu.", "Banjir"
    ),
    article(
        "panen", "Petani kopi panen raya. Harga biji kopi naik dua kali lipat sejak musim lalu.", "Panen kopi"
    ),
    article("konser", "Konser gamelan dibuka gubernur. Tiket habis dalam dua jam.", "Konser"),
)


@pytest.fixture
def embedder() -> HashingEmbedder:
    return HashingEmbedder(64)


@pytest.fixture
def folder(tmp_path: Path, embedder: HashingEmbedder) -> Path:
    build_index(ARTICLES, tmp_path / "index", embedder)
    return tmp_path / "index"


@pytest.fixture
def opened(folder: Path, embedder: HashingEmbedder) -> OpenedIndex:
    return open_index(folder, embedder)
