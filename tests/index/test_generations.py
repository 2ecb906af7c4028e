"""The old or the new generation is live, whatever happens, and nothing damaged is believed."""

import contextlib
import errno
import json
import multiprocessing
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from blake3 import blake3

from index.arrays import array_bytes
from index.builder import BuildOptions, build_index
from index.embedder import HashingEmbedder
from index.errors import DamagedGeneration, EmbedderMismatch, IndexLocked, NoGeneration
from index.files import Files
from index.generations import IndexFolder
from index.opening import open_index
from index.passage_table import PassageColumns
from index.store import VectorStore
from tests.index.conftest import ARTICLES, article

NEW = (*ARTICLES, article("pasar", "Pasar ikan pindah ke tepi teluk. Pedagang menyambut baik.", "Pasar"))


class Death(BaseException):
    """The process is gone: nothing cleans up after this."""


class FailingFiles(Files):
    """Real files whose call number `at` fails: before it does anything, or for writes half-way."""

    def __init__(self, at: int, failure: BaseException) -> None:
        self.calls = 0
        self._at = at
        self._failure = failure

    def _count(self) -> None:
        self.calls += 1
        if self.calls == self._at:
            raise self._failure

    def write(self, path: Path, data: bytes) -> None:
        try:
            self._count()
        except BaseException:
            path.write_bytes(data[: len(data) // 2])
            raise
        super().write(path, data)

    def make_folder(self, path: Path) -> None:
        self._count()
        super().make_folder(path)

    def rename(self, source: Path, target: Path) -> None:
        self._count()
        super().rename(source, target)

    def sync_folder(self, path: Path) -> None:
        self._count()
        super().sync_folder(path)

    def remove(self, path: Path) -> None:
        self._count()
        super().remove(path)


def calls_of_a_build(tmp_path: Path) -> int:
    folder = tmp_path / "counted"
    embedder = HashingEmbedder(64)
    for _ in range(3):
        build_index(ARTICLES, folder, embedder)
    files = FailingFiles(-1, OSError())
    build_index(NEW, folder, embedder, BuildOptions(files=files))
    return files.calls


@pytest.mark.parametrize("failure", [Death(), OSError(errno.ENOSPC, "full"), OSError(errno.EIO, "broken")])
def test_a_build_that_fails_at_any_call_leaves_the_old_or_the_new_generation(
    tmp_path: Path, failure: BaseException
) -> None:
    embedder = HashingEmbedder(64)
    calls = calls_of_a_build(tmp_path)
    assert calls > 15
    for at in range(1, calls + 1):
        folder = tmp_path / f"at-{at}"
        for _ in range(3):
            build_index(ARTICLES, folder, embedder)
        with contextlib.suppress(Death, OSError):
            build_index(NEW, folder, embedder, BuildOptions(files=FailingFiles(at, failure)))
        opened = open_index(folder, embedder)
        assert (opened.generation, len(opened.articles)) in {("v000003", 3), ("v000004", 4)}
        assert opened.warnings == ()
        assert build_index(NEW, folder, embedder).articles == 4
        assert len(open_index(folder, embedder).articles) == 4
        assert list(folder.glob("tmp-*")) == []
        assert len(IndexFolder(folder).names()) == 3


def test_three_generations_are_kept_and_rollback_goes_back_one(tmp_path: Path) -> None:
    embedder = HashingEmbedder(64)
    for articles in (ARTICLES[:1], ARTICLES[:2], ARTICLES, NEW):
        build_index(articles, tmp_path, embedder)
    folder = IndexFolder(tmp_path)
    assert folder.names() == ("v000002", "v000003", "v000004")
    assert folder.current() == "v000004"
    assert folder.rollback() == "v000003"
    assert len(open_index(tmp_path, embedder).articles) == 3
    assert folder.rollback() == "v000002"
    with pytest.raises(NoGeneration):
        folder.rollback()
    assert build_index(NEW, tmp_path, embedder).generation == "v000005"


def test_rollback_passes_over_a_damaged_generation(tmp_path: Path) -> None:
    for _ in range(3):
        build_index(ARTICLES, tmp_path, HashingEmbedder(64))
    (tmp_path / "v000002" / "vectors.faiss").write_bytes(b"")
    assert IndexFolder(tmp_path).rollback() == "v000001"


def hold(
    folder: Path, held: "multiprocessing.synchronize.Event", done: "multiprocessing.synchronize.Event"
) -> None:
    with IndexFolder(folder).locked():
        held.set()
        done.wait(60)


def test_a_second_writer_is_told_who_has_the_lock(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    held, done = context.Event(), context.Event()
    process = context.Process(target=hold, args=(tmp_path, held, done))
    process.start()
    try:
        assert held.wait(60)
        with pytest.raises(IndexLocked, match=str(process.pid)):
            build_index(ARTICLES, tmp_path, HashingEmbedder(64))
    finally:
        done.set()
        process.join(60)
    assert build_index(ARTICLES, tmp_path, HashingEmbedder(64)).generation == "v000001"


def test_an_empty_folder_says_so(tmp_path: Path) -> None:
    with pytest.raises(NoGeneration):
        open_index(tmp_path, HashingEmbedder(64))
    assert IndexFolder(tmp_path).statuses() == ()


@pytest.mark.parametrize(
    "content", [b"", b"../../etc", b"v9", b"\xff\xfe", b"v000099\n", b"v000001/../v000001"]
)
def test_a_current_that_names_nothing_falls_back_to_the_newest(folder: Path, content: bytes) -> None:
    (folder / "CURRENT").write_bytes(content)
    assert open_index(folder, HashingEmbedder(64)).generation == "v000001"


def test_a_missing_current_falls_back_to_the_newest(folder: Path) -> None:
    (folder / "CURRENT").unlink()
    assert open_index(folder, HashingEmbedder(64)).generation == "v000001"


def files_of(generation: Path) -> list[Path]:
    return sorted(path for path in generation.rglob("*") if path.is_file())


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))


def be_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def be_a_link(path: Path) -> None:
    copy = path.with_name("elsewhere")
    path.rename(copy)
    path.symlink_to(copy)


DAMAGE: dict[str, Callable[[Path], object]] = {
    "truncated": lambda p: p.write_bytes(p.read_bytes()[:-1]),
    "emptied": lambda p: p.write_bytes(b""),
    "appended to": lambda p: p.write_bytes(p.read_bytes() + b"\n"),
    "a bit flipped": flip,
    "deleted": lambda p: p.unlink(),
    "zeroed": lambda p: p.write_bytes(bytes(p.stat().st_size)),
    "noise": lambda p: p.write_bytes(random.Random(1).randbytes(p.stat().st_size)),
    "doubled": lambda p: p.write_bytes(p.read_bytes() * 2),
    "reversed": lambda p: p.write_bytes(p.read_bytes()[::-1] + b"!"),
    "a folder": be_a_folder,
    "of another time": lambda p: p.write_bytes(b"{}" + p.read_bytes()[2:] + b" "),
    "its first byte gone": lambda p: p.write_bytes(p.read_bytes()[1:]),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_damage_to_any_file_is_seen_and_the_generation_before_serves(tmp_path: Path, damage: str) -> None:
    embedder = HashingEmbedder(64)
    build_index(ARTICLES, tmp_path / "good", embedder)
    build_index(NEW, tmp_path / "good", embedder)
    names = [path.relative_to(tmp_path / "good") for path in files_of(tmp_path / "good" / "v000002")]
    assert len(names) == 11
    for number, name in enumerate(names):
        folder = tmp_path / f"{number}"
        shutil.copytree(tmp_path / "good", folder)
        DAMAGE[damage](folder / name)
        opened = open_index(folder, embedder)
        assert (opened.generation, len(opened.articles)) == ("v000001", 3), name
        assert len(opened.warnings) == 1
        assert "v000002" in opened.warnings[0]
        statuses = IndexFolder(folder).statuses()
        assert [(s.name, s.live, s.fault is None) for s in statuses] == [
            ("v000002", True, False),
            ("v000001", False, True),
        ]


def test_a_link_in_place_of_a_file_is_not_followed(folder: Path) -> None:
    be_a_link(folder / "v000001" / "passages" / "spans.npy")
    with pytest.raises(DamagedGeneration, match=r"passages/spans\.npy"):
        open_index(folder, HashingEmbedder(64))


def test_a_thousand_flipped_bits_are_all_seen(folder: Path) -> None:
    generator = random.Random(20)
    paths = files_of(folder / "v000001")
    for _ in range(1000):
        path = generator.choice(paths)
        whole = path.read_bytes()
        data = bytearray(whole)
        data[generator.randrange(len(data))] ^= 1 << generator.randrange(8)
        path.write_bytes(bytes(data))
        with pytest.raises(DamagedGeneration):
            IndexFolder(folder).read("v000001")
        path.write_bytes(whole)
    assert IndexFolder(folder).read("v000001").manifest["articles"] == 3


def republish(folder: Path, changes: dict[str, bytes], facts: dict[str, object] | None = None) -> None:
    """Publish a generation whose hashes are right and whose content is not."""
    index = IndexFolder(folder)
    generation = index.read("v000001")
    kept = {
        k: v
        for k, v in generation.manifest.items()
        if k not in {"files", "blake3", "generation", "when", "format"}
    }
    with index.locked():
        index.publish({**generation.files, **changes}, {**kept, **(facts or {})})


def lines(folder: Path, name: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in (folder / "v000001" / name).read_text(encoding="utf-8").splitlines()]


def joined(rows: list[dict[str, object]]) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def nan_vectors(count: int) -> bytes:
    import faiss

    index = faiss.IndexScalarQuantizer(64, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
    index.is_trained = True
    index.add(np.full((count, 64), np.nan, np.float32))
    return faiss.serialize_index(index).tobytes()


def columns(folder: Path, **changes: object) -> dict[str, bytes]:
    """The files of the passages, with the numbers at some places of some columns changed."""
    kept = PassageColumns.from_files(IndexFolder(folder).read("v000001").take_inside("passages/"))
    arrays = {name: np.array(getattr(kept, name)) for name in ("firsts", "spans", "cuts", "sentences")}
    for name, value in changes.items():
        (column, place), number = name.split("_"), value
        arrays[column].ravel()[int(place)] = number
    return {f"passages/{name}": data for name, data in PassageColumns(**arrays).to_files().items()}


def lies(folder: Path) -> dict[str, tuple[dict[str, bytes], dict[str, object]]]:
    articles = lines(folder, "articles.jsonl")
    count = 3
    wide = VectorStore.build(HashingEmbedder(32).embed_passages(["x"] * count)).to_bytes()
    fewer = VectorStore.build(HashingEmbedder(64).embed_passages(["x"] * (count - 1))).to_bytes()
    return {
        "vectors of another dimension": ({"vectors.faiss": wide}, {}),
        "fewer vectors": ({"vectors.faiss": fewer}, {}),
        "NaN vectors": ({"vectors.faiss": nan_vectors(count)}, {}),
        "a span outside the body": (columns(folder, spans_1=10_000), {}),
        "a span that begins before its article": (columns(folder, spans_0=-1), {}),
        "a span that is empty": (columns(folder, spans_1=0), {}),
        "a sentence that runs backwards": (columns(folder, sentences_0=5, sentences_1=2), {}),
        "a sentence before its passage": (columns(folder, spans_0=1), {}),
        "a sentence behind its passage": (columns(folder, spans_1=3), {}),
        "ids that repeat": ({"articles.jsonl": joined([*articles[:-1], articles[0]])}, {}),
        "passages counted twice": (columns(folder, firsts_1=2, firsts_2=1), {}),
        "a passage of no article": (columns(folder, firsts_3=2), {}),
        "sentences of no passage": (columns(folder, cuts_3=2), {}),
        "a column too few": ({"passages/firsts.npy": array_bytes(np.zeros(1, np.int64))}, {}),
        "spans of three": ({"passages/spans.npy": array_bytes(np.zeros((3, 3), np.int32))}, {}),
        "fewer cuts than passages": ({"passages/cuts.npy": array_bytes(np.array([0, 3]))}, {}),
        "passages for fewer articles": ({"passages/firsts.npy": array_bytes(np.array([0, 3]))}, {}),
        "an article too few": ({"articles.jsonl": joined(articles[:-1])}, {}),
        "counts that are wrong": ({}, {"passages": count + 1}),
        "an older splitter": ({}, {"splitter": 0}),
        "lines that are no JSON": ({"articles.jsonl": b"{\n"}, {}),
    }


LIES = (
    *("vectors of another dimension", "fewer vectors", "NaN vectors", "a span outside the body"),
    *("a span that begins before its article", "a span that is empty", "a sentence that runs backwards"),
    *("a sentence before its passage", "a sentence behind its passage", "ids that repeat"),
    *("passages counted twice", "a passage of no article", "sentences of no passage", "a column too few"),
    *("spans of three", "fewer cuts than passages", "passages for fewer articles", "an article too few"),
    *("counts that are wrong", "an older splitter", "lines that are no JSON"),
)


@pytest.mark.parametrize("lie", LIES)
def test_lies_with_right_hashes_are_refused(folder: Path, lie: str) -> None:
    republish(folder, *lies(folder)[lie])
    opened = open_index(folder, HashingEmbedder(64))
    assert opened.generation == "v000001"
    assert len(opened.warnings) == 1


def test_another_embedder_is_named_with_the_command_to_run(folder: Path) -> None:
    with pytest.raises(EmbedderMismatch, match=r"hashing:64.*hashing:32.*tanya build"):
        open_index(folder, HashingEmbedder(32))


def test_nothing_whole_is_an_error_that_tells_each_fault(folder: Path) -> None:
    build_index(NEW, folder, HashingEmbedder(64))
    for name in ("v000001", "v000002"):
        (folder / name / "articles.jsonl").unlink()
    with pytest.raises(DamagedGeneration, match=r"v000002.*v000001"):
        open_index(folder, HashingEmbedder(64))


def test_manifest_tells_what_is_in_a_generation(folder: Path) -> None:
    manifest = IndexFolder(folder).read("v000001").manifest
    body = (folder / "v000001" / "articles.jsonl").read_bytes()
    assert manifest["files"]["articles.jsonl"] == {
        "bytes": len(body),
        "blake3": blake3(body).hexdigest(),
    }
    facts = {k: manifest[k] for k in ("articles", "passages", "dimension", "metric", "index", "embedder")}
    assert facts == {
        "articles": 3,
        "passages": 3,
        "dimension": 64,
        "metric": "inner product",
        "index": {"kind": "IndexScalarQuantizer QT_fp16"},
        "embedder": "hashing:64",
    }
