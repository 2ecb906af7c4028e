"""What is opened is what was built: lies, pipes and broken disks are passed over, and said."""

import errno
import io
import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index.builder import build_index
from index.embedder import HashingEmbedder, Vectors
from index.errors import DamagedGeneration, EmbedderMismatch
from index.files import Files
from index.generations import IndexFolder
from index.lexical import LexicalIndex
from index.manifest import entry_of, seal, unseal
from index.opening import open_index
from index.passage_table import PassageColumns
from index.store import VectorStore
from tests.index.conftest import ARTICLES
from tests.index.test_generations import joined, lines, republish

EMBEDDER = HashingEmbedder(64)


class OtherEmbedder(HashingEmbedder):
    """A second model of the same dimension."""

    @property
    def fingerprint(self) -> str:
        return "other"

    def embed_passages(self, texts: Any) -> Vectors:
        return super().embed_passages([f"{text}!"[::-1] for text in texts])


class BrokenDisk(Files):
    """A disk on which one file cannot be read."""

    def __init__(self, name: str) -> None:
        self._name = name

    def read(self, path: Path, limit: int) -> bytes:
        if path.name == self._name:
            raise OSError(errno.EIO, "Input/output error")
        return super().read(path, limit)


def npy(values: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, values)
    return buffer.getvalue()


def archive() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr("data.npy", b"")
    return buffer.getvalue()


def first_row(folder: Path, file: str, **changes: object) -> dict[str, bytes]:
    rows = lines(folder, file)
    return {file: joined([{**rows[0], **changes}, *rows[1:]])}


def without(folder: Path, file: str, key: str) -> dict[str, bytes]:
    rows = lines(folder, file)
    return {file: joined([{k: v for k, v in rows[0].items() if k != key}, *rows[1:]])}


def in_another_order(folder: Path) -> dict[str, bytes]:
    store = VectorStore.from_bytes((folder / "v000001" / "vectors.faiss").read_bytes())
    return {
        "vectors.faiss": store.updated(
            np.arange(len(store))[::-1], store.vectors[:0].astype(np.float32)
        ).to_bytes()
    }


def lexical_of(texts: list[str]) -> dict[str, bytes]:
    return {f"lexical/{name}": data for name, data in LexicalIndex.build(texts).to_files().items()}


def every_article_twice(folder: Path) -> dict[str, bytes]:
    return {"articles.jsonl": joined(lines(folder, "articles.jsonl") * 2)}


LIES: dict[str, Callable[[Path], dict[str, bytes]]] = {
    "articles that repeat": every_article_twice,
    "a title that is a number": lambda f: first_row(f, "articles.jsonl", title=7),
    "a tag that is a number": lambda f: first_row(f, "articles.jsonl", tags=[7]),
    "a field that no article has": lambda f: first_row(f, "articles.jsonl", colour="red"),
    "an article without a body": lambda f: without(f, "articles.jsonl", "body"),
    "rows that are lists": lambda _: {"articles.jsonl": b"[]\n[]\n[]\n"},
    "rows nested too deep": lambda _: {"articles.jsonl": b"[" * 100_000 + b"\n"},
    "bytes that are no text": lambda _: {"articles.jsonl": b"\xff\n"},
    "spans that are fractions": lambda _: {"passages/spans.npy": npy(np.ones((3, 2), np.float32))},
    "vectors of other passages": in_another_order,
    "vectors that all agree": lambda _: {
        "vectors.faiss": VectorStore.build(EMBEDDER.embed_passages(["x"] * 3)).to_bytes()
    },
    "words of other passages": lambda _: lexical_of(["gunung", "teluk", "pulau"]),
    "words that are numbers": lambda _: {"lexical/words.json": b"7"},
    "words that repeat": lambda f: {
        "lexical/words.json": (f / "v000001/lexical/words.json").read_bytes().replace(b'"biji"', b'"dua"')
    },
    "an empty array": lambda _: {"lexical/counts.npy": b""},
    "an archive for an array": lambda _: {"lexical/counts.npy": archive()},
    "a table for an array": lambda _: {"lexical/counts.npy": npy(np.zeros((2, 2), np.float32))},
    "words for numbers": lambda _: {"lexical/starts.npy": npy(np.array(["a", "b"]))},
    "an array that says it is longer": lambda f: {
        "lexical/counts.npy": (f / "v000001/lexical/counts.npy")
        .read_bytes()
        .replace(b"'shape': (", b"'shape': (9")
    },
}


@pytest.mark.parametrize("lie", LIES)
def test_lies_with_right_hashes_are_passed_over(folder: Path, lie: str) -> None:
    republish(folder, LIES[lie](folder))
    opened = open_index(folder, EMBEDDER)
    assert opened.generation == "v000001"
    assert [warning.partition(":")[0] for warning in opened.warnings] == ["v000002"]


def test_a_generation_without_passages_is_refused(folder: Path) -> None:
    empty = {
        **{f"passages/{name}": data for name, data in PassageColumns.join([]).to_files().items()},
        "vectors.faiss": VectorStore.build(np.zeros((0, 64), np.float32)).to_bytes(),
        **lexical_of([]),
    }
    republish(folder, empty, {"passages": 0})
    assert open_index(folder, EMBEDDER).generation == "v000001"


def test_a_missing_file_is_named(folder: Path) -> None:
    index = IndexFolder(folder)
    whole = index.read("v000001")
    facts = {
        key: whole.manifest[key] for key in ("articles", "passages", "dimension", "embedder", "splitter")
    }
    with index.locked():
        index.publish({k: v for k, v in whole.files.items() if k != "vectors.faiss"}, facts)
    assert open_index(folder, EMBEDDER).warnings == ("v000002: vectors.faiss: 'vectors.faiss' is missing",)


def test_a_fingerprint_that_lies_is_found_out_by_the_vectors(folder: Path) -> None:
    build_index(ARTICLES, folder, OtherEmbedder(64))
    whole = IndexFolder(folder).read("v000002")
    with IndexFolder(folder).locked():
        facts = {key: whole.manifest[key] for key in ("articles", "passages", "dimension", "splitter")}
        IndexFolder(folder).publish(whole.files, {**facts, "embedder": EMBEDDER.fingerprint})
    with pytest.raises(DamagedGeneration, match="does not have its own vector"):
        open_index_only(folder, "v000003")


def open_index_only(folder: Path, name: str) -> None:
    for path in folder.glob("v*"):
        if path.name != name:
            path.rename(path.with_name(f"away-{path.name}"))
    open_index(folder, EMBEDDER)


def test_a_stand_in_of_another_embedder_is_passed_over_too(tmp_path: Path) -> None:
    build_index(ARTICLES, tmp_path, EMBEDDER)
    build_index(ARTICLES, tmp_path, OtherEmbedder(64))
    build_index(ARTICLES, tmp_path, EMBEDDER)
    (tmp_path / "v000003" / "vectors.faiss").unlink()
    opened = open_index(tmp_path, EMBEDDER)
    assert opened.generation == "v000001"
    assert [warning.partition(" ")[0].rstrip(":") for warning in opened.warnings] == ["v000003", "v000002"]
    (tmp_path / "CURRENT").write_text("v000002\n")
    with pytest.raises(EmbedderMismatch, match="v000002 was built with other"):
        open_index(tmp_path, EMBEDDER)


@pytest.mark.parametrize(
    "content", [None, b"", b"../../etc", b"v1", "v０００００１".encode(), b"v000001" + b" " * 200]
)
def test_it_is_said_when_current_names_nothing(folder: Path, content: bytes | None) -> None:
    (folder / "CURRENT").unlink()
    if content is not None:
        (folder / "CURRENT").write_bytes(content)
    opened = open_index(folder, EMBEDDER)
    assert (opened.generation, opened.warnings) == ("v000001", ("CURRENT is missing or names no generation",))


def test_a_folder_in_place_of_current_is_no_crash(folder: Path) -> None:
    (folder / "CURRENT").unlink()
    (folder / "CURRENT").mkdir()
    assert open_index(folder, EMBEDDER).generation == "v000001"


@pytest.mark.parametrize("name", ["CURRENT", "v000002/MANIFEST.json", "v000002/lexical/counts.npy"])
def test_a_pipe_does_not_make_the_service_wait(folder: Path, name: str) -> None:
    build_index(ARTICLES, folder, EMBEDDER)
    (folder / name).unlink()
    os.mkfifo(folder / name)
    opened = open_index(folder, EMBEDDER)
    assert (opened.generation, len(opened.warnings)) == ("v000002" if name == "CURRENT" else "v000001", 1)


def test_a_manifest_of_any_size_is_not_read_into_memory(folder: Path) -> None:
    with (folder / "v000001" / "MANIFEST.json").open("r+b") as file:
        file.truncate(1 << 40)
    with pytest.raises(DamagedGeneration, match="File too large"):
        open_index(folder, EMBEDDER)


def test_a_file_that_the_disk_cannot_read_is_passed_over(folder: Path) -> None:
    build_index(ARTICLES, folder, EMBEDDER)
    with pytest.raises(
        DamagedGeneration, match=r"v000002: passages/spans\.npy cannot be read \(Input/output error\)"
    ):
        open_index(folder, EMBEDDER, BrokenDisk("spans.npy"))
    assert open_index(folder, EMBEDDER, BrokenDisk("CURRENT")).generation == "v000002"


@pytest.mark.parametrize(
    "file", ["../CURRENT", "/etc/passwd", "a/b/c.json", "a\0b.json", "", "lexical/", "..", "A.json"]
)
def test_a_manifest_cannot_lead_out_of_its_folder(file: str) -> None:
    data = seal("v000001", "now", {}, {file: entry_of(b"x")})
    with pytest.raises(ValueError, match="lists files that no generation has"):
        unseal("v000001", data)


def test_a_manifest_of_another_generation_is_not_taken() -> None:
    with pytest.raises(ValueError, match="is not one for v000002"):
        unseal("v000002", seal("v000001", "now", {}, {}))


def test_a_manifest_of_another_format_says_what_to_do() -> None:
    other = json.dumps({"format": 1, "generation": "v000001", "files": {}, "sha256": "ab"}).encode()
    with pytest.raises(ValueError, match="of format 1, not 2: run `tanya build`"):
        unseal("v000001", other)


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{}", b"\xff", b"[" * 100_000, b'{"files": 3}', b'{"files": {"a": 1}}']
)
def test_a_manifest_of_another_shape_is_damaged(data: bytes) -> None:
    with pytest.raises(ValueError, match="is damaged"):
        unseal("v000001", data)
