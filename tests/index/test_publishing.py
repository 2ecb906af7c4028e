"""Names are given once, the way back stays open, and what went wrong is cleaned away."""

import errno
import os
from pathlib import Path

import pytest

from index.builder import BuildOptions, build_index
from index.embedder import HashingEmbedder
from index.errors import NoGeneration
from index.files import Files
from index.generations import IndexFolder
from index.opening import open_index
from tests.index.conftest import ARTICLES

EMBEDDER = HashingEmbedder(64)


def build(folder: Path, times: int = 1) -> str:
    return [build_index(ARTICLES, folder, EMBEDDER).generation for _ in range(times)][-1]


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


class FullDisk(Files):
    """A disk without room for the vectors."""

    def write(self, path: Path, data: bytes) -> None:
        super().write(path, data[: len(data) // 2])
        if path.name == "vectors.faiss":
            raise OSError(errno.ENOSPC, "No space left on device")


class StuckFiles(Files):
    """Folders lose files when they are removed, but do not go."""

    def remove(self, path: Path) -> None:
        next(path.rglob("*.faiss")).unlink()
        raise OSError(errno.EBUSY, "busy")


def test_a_build_on_a_full_disk_gives_the_room_back(folder: Path) -> None:
    before = names_in(folder)
    with pytest.raises(OSError, match="No space left"):
        build_index(ARTICLES, folder, EMBEDDER, BuildOptions(files=FullDisk()))
    assert names_in(folder) == before


def test_a_name_is_never_given_to_a_second_content(folder: Path) -> None:
    assert build(folder) == "v000002"
    for path in sorted((folder / "v000002").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    (folder / "v000002").rmdir()
    assert build(folder) == "v000003"


def test_something_else_with_the_name_of_the_next_generation_is_left_alone(folder: Path) -> None:
    (folder / "v000002").write_text("notes")
    assert build(folder) == "v000003"
    assert (folder / "v000002").read_text() == "notes"


def test_leftovers_of_any_kind_are_cleared(folder: Path) -> None:
    (folder / "tmp-file").write_text("x")
    (folder / "tmp-link").symlink_to(folder / "v000001")
    (folder / "tmp-v000002-77" / "lexical").mkdir(parents=True)
    assert build(folder) == "v000002"
    assert names_in(folder) == ["CURRENT", "LOCK", "v000001", "v000002"]


def test_what_was_live_until_now_is_kept_after_a_rollback(tmp_path: Path) -> None:
    build(tmp_path, times=3)
    folder = IndexFolder(tmp_path)
    assert (folder.rollback(), folder.rollback()) == ("v000002", "v000001")
    assert build(tmp_path) == "v000004"
    assert folder.names() == ("v000001", "v000003", "v000004")


def test_an_old_generation_that_is_only_half_removed_is_no_damaged_one(tmp_path: Path) -> None:
    build(tmp_path, times=3)
    build_index(ARTICLES, tmp_path, EMBEDDER, BuildOptions(files=StuckFiles()))
    statuses = IndexFolder(tmp_path).statuses()
    assert [(s.name, s.fault) for s in statuses] == [("v000004", None), ("v000003", None), ("v000002", None)]
    build(tmp_path)
    assert list(tmp_path.glob("tmp-*")) == []


def test_a_released_lock_names_nobody(folder: Path) -> None:
    with IndexFolder(folder).locked():
        assert (folder / "LOCK").read_text() == str(os.getpid())
    assert (folder / "LOCK").read_text() == ""


def test_rollback_without_current_goes_behind_the_newest(folder: Path) -> None:
    build(folder)
    (folder / "CURRENT").unlink()
    assert IndexFolder(folder).rollback() == "v000001"
    assert open_index(folder, EMBEDDER).generation == "v000001"
    with pytest.raises(NoGeneration, match="before v000001"):
        IndexFolder(folder).rollback()


def test_a_generation_tells_its_size_on_disk(folder: Path) -> None:
    sizes = [path.stat().st_size for path in (folder / "v000001").rglob("*") if path.is_file()]
    assert [status.bytes for status in IndexFolder(folder).statuses()] == [sum(sizes)]
