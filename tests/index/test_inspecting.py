"""Every damage to a generation in service is seen, and files are read only when they may have changed."""

import os
import shutil
from pathlib import Path

import pytest

from index.builder import build_index
from index.embedder import HashingEmbedder
from index.inspecting import Inspector
from tests.index.conftest import ARTICLES
from tests.index.test_generations import DAMAGE, files_of


@pytest.mark.parametrize("damage", DAMAGE)
def test_damage_to_any_file_under_a_running_service_is_seen_and_its_mending_too(
    tmp_path: Path, damage: str
) -> None:
    build_index(ARTICLES, tmp_path / "index", HashingEmbedder(64))
    shutil.copytree(tmp_path / "index", tmp_path / "good")
    inspector = Inspector(tmp_path / "index")
    for path in files_of(tmp_path / "index" / "v000001"):
        assert inspector.sound("v000001")
        DAMAGE[damage](path)
        assert not inspector.sound("v000001"), path
        assert not inspector.sound("v000001")
        shutil.rmtree(tmp_path / "index")
        shutil.copytree(tmp_path / "good", tmp_path / "index")
    assert inspector.sound("v000001")


def test_a_generation_that_is_gone_is_not_sound(tmp_path: Path) -> None:
    build_index(ARTICLES, tmp_path, HashingEmbedder(64))
    inspector = Inspector(tmp_path)
    assert inspector.sound("v000001")
    shutil.rmtree(tmp_path / "v000001")
    assert not inspector.sound("v000001")


def test_damage_that_leaves_no_trace_is_seen_when_the_files_are_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_index(ARTICLES, tmp_path, HashingEmbedder(64))
    reads: list[str] = []
    inspector = Inspector(tmp_path, reread_after=3)
    read = inspector._folder.read
    monkeypatch.setattr(inspector._folder, "read", lambda name: (reads.append(name), read(name)))
    monkeypatch.setattr("index.inspecting._signature", lambda folder: ())
    assert [inspector.sound("v000001") for _ in range(3)] == [True] * 3
    assert len(reads) == 1
    vectors = tmp_path / "v000001" / "vectors.faiss"
    times = vectors.stat()
    vectors.write_bytes(vectors.read_bytes()[:-1] + b"!")
    os.utime(vectors, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert [inspector.sound("v000001") for _ in range(2)] == [False, False]
    assert len(reads) == 2
