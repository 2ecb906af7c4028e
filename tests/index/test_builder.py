"""A build publishes what the articles hold, always alike."""

from pathlib import Path

import pytest

from index.builder import build_index
from index.embedder import HashingEmbedder
from index.errors import IndexFolderError
from index.generations import IndexFolder
from index.opening import open_index
from tests.index.conftest import ARTICLES, article


def test_the_same_articles_give_the_same_files_in_any_order(tmp_path: Path) -> None:
    embedder = HashingEmbedder(64)
    build_index(ARTICLES, tmp_path / "one", embedder)
    build_index(reversed(ARTICLES), tmp_path / "two", embedder)
    one, two = (IndexFolder(tmp_path / name).read("v000001") for name in ("one", "two"))
    assert one.files == two.files
    assert one.manifest["corpus"] == two.manifest["corpus"]


def test_what_goes_in_comes_out(tmp_path: Path) -> None:
    report = build_index(ARTICLES, tmp_path, HashingEmbedder(64))
    opened = open_index(tmp_path, HashingEmbedder(64))
    assert (report.generation, report.articles, report.passages) == ("v000001", 3, 3)
    assert {a.id: a for a in ARTICLES} == opened.articles
    assert [p.id for p in opened.passages] == ["hujan#1", "konser#1", "panen#1"]
    for passage in opened.passages:
        body = opened.articles[passage.article_id].body
        assert body[passage.start : passage.end] == passage.text
        assert [body[s:e] for s, e in passage.sentences] == [f"{s.strip('.')}." for s in body.split(". ")]


def test_no_articles_and_repeated_ids_are_errors_that_keep_the_old_index(tmp_path: Path) -> None:
    build_index(ARTICLES, tmp_path, HashingEmbedder(64))
    with pytest.raises(IndexFolderError, match="no articles"):
        build_index([], tmp_path, HashingEmbedder(64))
    with pytest.raises(IndexFolderError, match="hujan"):
        build_index([*ARTICLES, article("hujan", "Lain.")], tmp_path, HashingEmbedder(64))
    assert IndexFolder(tmp_path).current() == "v000001"
