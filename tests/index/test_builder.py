"""A build publishes what the articles hold, always alike."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.article import Article
from corpus.errors import TanyaError
from index.builder import BuildOptions, Changes, build_index
from index.embedder import HashingEmbedder, Vectors
from index.errors import BadVectors, IndexFolderError
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


class CountingEmbedder(HashingEmbedder):
    """Remembers which passages it was given."""

    def __init__(self, dimension: int = 64) -> None:
        super().__init__(dimension)
        self.embedded: list[str] = []

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        self.embedded += texts
        return super().embed_passages(texts)


class Shouting:
    """Notes the first word of an article in capitals."""

    def __init__(self, fingerprint: str = "shouting 1") -> None:
        self.fingerprint = fingerprint
        self.read: list[str] = []

    def annotate(self, article: Article) -> Mapping[str, Any]:
        self.read.append(article.id)
        return {"first": article.body.split()[0].upper()}


LONG = article(
    "panjang", "\n\n".join(f"Paragraf {n} tentang sawah. {'Padi tumbuh subur. ' * 25}" for n in range(4))
)


def files_of(folder: Path) -> Mapping[str, bytes]:
    index = IndexFolder(folder)
    return index.read(index.current() or "").files


def test_only_what_is_new_is_embedded_and_the_report_tells(tmp_path: Path) -> None:
    embedder = CountingEmbedder()
    first = build_index([*ARTICLES, LONG], tmp_path, embedder)
    assert (first.passages, first.reused, first.changes) == (
        7,
        0,
        Changes(("hujan", "konser", "panen", "panjang"), (), ()),
    )
    embedder.embedded.clear()
    hujan, panen, _ = ARTICLES
    edited = replace(LONG, body=LONG.body.replace("Paragraf 2", "Alinea 2"))
    report = build_index(
        [replace(hujan, tags=("cuaca",)), panen, edited, article("baru", "Satu.")], tmp_path, embedder
    )
    assert report.changes == Changes(("baru",), ("hujan", "panjang"), ("konser",))
    assert (report.generation, report.articles, report.passages, report.reused) == ("v000002", 4, 7, 5)
    assert [text.partition(".")[0] for text in embedder.embedded] == [
        "Berita\nSatu",
        "Berita\nAlinea 2 tentang sawah",
    ]


def test_an_article_under_another_id_keeps_its_vectors(tmp_path: Path) -> None:
    embedder = CountingEmbedder()
    build_index(ARTICLES, tmp_path, embedder)
    embedder.embedded.clear()
    report = build_index([replace(ARTICLES[0], id="zaman"), *ARTICLES[1:]], tmp_path, embedder)
    assert (report.changes, report.reused, embedder.embedded) == (Changes(("zaman",), (), ("hujan",)), 3, [])
    assert [p.id for p in open_index(tmp_path, embedder).passages] == ["konser#1", "panen#1", "zaman#1"]


BODIES = st.dictionaries(
    st.sampled_from("abcdef"),
    st.lists(
        st.sampled_from(["Air naik.", "Padi tumbuh subur. " * 30, "Kopi murah.\n\n" * 9]),
        min_size=1,
        max_size=3,
    ),
    min_size=1,
)


@settings(max_examples=40, deadline=None)
@given(BODIES, BODIES)
def test_a_rebuild_has_the_bytes_of_a_build_from_nothing(
    before: Mapping[str, list[str]], after: Mapping[str, list[str]]
) -> None:
    old, new = (
        [article(name, "\n\n".join(body).strip()) for name, body in bodies.items()]
        for bodies in (before, after)
    )
    with TemporaryDirectory() as folder:
        options = BuildOptions(annotator=Shouting())
        build_index(old, Path(folder, "one"), HashingEmbedder(), options)
        build_index(new, Path(folder, "one"), HashingEmbedder(), options)
        build_index(new, Path(folder, "two"), HashingEmbedder(), options)
        assert files_of(Path(folder, "one")) == files_of(Path(folder, "two"))


def test_nothing_is_reused_from_another_embedder_or_when_a_fresh_build_is_asked_for(tmp_path: Path) -> None:
    build_index(ARTICLES, tmp_path, HashingEmbedder(32))
    embedder = CountingEmbedder(64)
    report = build_index(ARTICLES, tmp_path, embedder)
    assert (report.reused, report.changes, len(embedder.embedded)) == (0, Changes((), (), ()), 3)
    assert build_index(ARTICLES, tmp_path, embedder).reused == 3
    assert build_index(ARTICLES, tmp_path, embedder, BuildOptions(fresh=True)).reused == 0


def test_a_damaged_generation_is_no_base_to_build_on(tmp_path: Path) -> None:
    build_index(ARTICLES, tmp_path, HashingEmbedder())
    vectors = tmp_path / "v000001" / "vectors.faiss"
    vectors.write_bytes(vectors.read_bytes()[:-1] + b"!")
    report = build_index(ARTICLES, tmp_path, HashingEmbedder())
    assert (report.reused, report.changes.added) == (0, ("hujan", "konser", "panen"))
    assert open_index(tmp_path, HashingEmbedder()).warnings == ()


def test_a_dry_run_tells_and_leaves_no_trace(tmp_path: Path) -> None:
    embedder = CountingEmbedder()
    folder = tmp_path / "index"
    dry = BuildOptions(dry_run=True)
    report = build_index(ARTICLES, folder, embedder, dry)
    assert (report.generation, report.passages, report.reused) == (None, 3, 0)
    assert (embedder.embedded, folder.exists()) == ([], False)
    build_index(ARTICLES, folder, embedder)
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    report = build_index([*ARTICLES[1:], article("baru", "Satu.")], folder, embedder, dry)
    assert (report.changes, report.reused) == (Changes(("baru",), (), ("hujan",)), 2)
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before


def test_progress_counts_what_is_embedded(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    options = BuildOptions(progress=lambda done, total: told.append((done, total)))
    build_index(ARTICLES, tmp_path, HashingEmbedder(), options)
    build_index([*ARTICLES, article("baru", "Satu.")], tmp_path, HashingEmbedder(), options)
    build_index([*ARTICLES, article("baru", "Satu.")], tmp_path, HashingEmbedder(), options)
    assert told == [(3, 3), (1, 1)]


def test_what_is_not_approved_does_not_go_live(tmp_path: Path) -> None:
    build_index(ARTICLES, tmp_path, HashingEmbedder())
    seen: list[list[str]] = []

    def refuse(opened: Any) -> None:
        seen.append([passage.id for passage in opened.passages])
        raise TanyaError("no")

    with pytest.raises(TanyaError, match="no"):
        build_index(ARTICLES[1:], tmp_path, HashingEmbedder(), BuildOptions(approve=refuse))
    assert seen == [["konser#1", "panen#1"]]
    assert (IndexFolder(tmp_path).current(), IndexFolder(tmp_path).names()) == ("v000001", ("v000001",))
    report = build_index(ARTICLES[1:], tmp_path, HashingEmbedder(), BuildOptions(approve=lambda opened: None))
    assert report.generation == IndexFolder(tmp_path).current() == "v000002"


def test_notes_are_made_once_and_again_by_another_annotator(tmp_path: Path) -> None:
    shouting = Shouting()
    build_index(ARTICLES, tmp_path, HashingEmbedder(), BuildOptions(annotator=shouting))
    build_index(
        [*ARTICLES, article("baru", "Satu.")], tmp_path, HashingEmbedder(), BuildOptions(annotator=shouting)
    )
    assert shouting.read == ["hujan", "konser", "panen", "baru"]
    opened = open_index(tmp_path, HashingEmbedder())
    assert opened.manifest["annotator"] == "shouting 1"
    assert opened.notes == {
        "baru": {"first": "SATU."},
        "hujan": {"first": "HUJAN"},
        "konser": {"first": "KONSER"},
        "panen": {"first": "PETANI"},
    }
    other = Shouting("shouting 2")
    assert build_index(ARTICLES, tmp_path, HashingEmbedder(), BuildOptions(annotator=other)).reused == 3
    assert other.read == ["hujan", "konser", "panen"]
    build_index(ARTICLES, tmp_path, HashingEmbedder())
    assert open_index(tmp_path, HashingEmbedder()).notes == {}


def test_vectors_that_are_none_are_never_published(tmp_path: Path) -> None:
    class Broken(HashingEmbedder):
        def embed_passages(self, texts: Sequence[str]) -> Vectors:
            return np.full((len(texts), 64), np.nan, np.float32)

    with pytest.raises(BadVectors):
        build_index(ARTICLES, tmp_path, Broken())
    assert IndexFolder(tmp_path).names() == ()


def test_where_nothing_changed_only_changes_publishes_nothing(
    tmp_path: Path, embedder: HashingEmbedder
) -> None:
    wanted = BuildOptions(only_changes=True)
    assert build_index(ARTICLES, tmp_path, embedder, wanted).generation == "v000001"
    again = build_index(ARTICLES, tmp_path, embedder, wanted)
    assert (again.generation, again.reused, again.passages) == (None, again.passages, again.passages)
    assert IndexFolder(tmp_path).names() == ("v000001",)
    assert build_index(ARTICLES[1:], tmp_path, embedder, wanted).generation == "v000002"
