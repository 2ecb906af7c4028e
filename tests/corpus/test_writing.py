"""Writing article files: what is written is what is read, and never half of it."""

import os
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.article import Article
from corpus.errors import InvalidArticleError
from corpus.parsing import parse_article
from corpus.problems import ProblemKind
from corpus.reading import read_article, read_articles
from corpus.writing import render_article, write_article

ARTICLE = Article(
    id="banjir",
    title="Banjir: hulu #1",
    publisher="Kabar Kota",
    published="2021",
    language="no",
    body="Hujan turun.\n\n---\n\n“Warga” mengungsi 🌧.",
    url="https://kabarkota.com/a",
    byline="ab/cd",
    updated="2021-03-04",
    tags=("hujan", "2021"),
)


def test_a_file_reads_as_a_person_would_write_it() -> None:
    assert render_article(ARTICLE) == (
        "---\nid: banjir\ntitle: 'Banjir: hulu #1'\npublisher: Kabar Kota\npublished: '2021'\n"
        "language: 'no'\n"
        "url: https://kabarkota.com/a\nbyline: ab/cd\nupdated: '2021-03-04'\n"
        "tags:\n- hujan\n- '2021'\n---\n\n"
        "Hujan turun.\n\n---\n\n“Warga” mengungsi 🌧.\n"
    )


def test_fields_that_are_not_known_are_not_written() -> None:
    short = replace(ARTICLE, url=None, byline=None, updated=None, tags=())
    head = render_article(short).split("---\n")[1]
    assert [line.split(":")[0] for line in head.splitlines()] == [
        "id",
        "title",
        "publisher",
        "published",
        "language",
    ]


LINES = st.text(st.characters(exclude_categories=["Cs", "Zl", "Zp"]), min_size=1, max_size=30)


@st.composite
def sound_articles(draw: st.DrawFn) -> Article:
    """Draw an article as reading gives it: any text, cleaned the way a file's text is."""

    def text(strategy: st.SearchStrategy[str]) -> str:
        head = "---\nid: a\ntitle: t\npublisher: p\npublished: 2021\nlanguage: id\n---\n"
        drawn = draw(strategy.filter(lambda value: "\r" not in value))
        read = parse_article(f"{head}x{drawn}x".encode(), Path("a.md")).article
        assert read
        return read.body

    line = LINES.filter(lambda value: "\n" not in value)
    return Article(
        id=draw(st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,20}", fullmatch=True)),
        title=text(line),
        publisher=text(line),
        published=draw(st.dates().map(str)),
        language=draw(st.from_regex(r"[a-z]{2}", fullmatch=True)),
        body=text(st.lists(LINES).map("\n".join)),
        byline=draw(st.none() | st.builds(text, st.just(line))),
        tags=tuple(text(line) for _ in range(draw(st.integers(0, 3)))),
    )


@given(sound_articles())
def test_reading_gives_back_what_was_written(article: Article) -> None:
    assert parse_article(render_article(article).encode(), Path(f"{article.id}.md")).article == article


def test_writing_and_replacing_on_disk(tmp_path: Path) -> None:
    file = write_article(tmp_path, ARTICLE)
    assert file == tmp_path / "banjir.md"
    assert read_article(file) == ARTICLE
    newer = replace(ARTICLE, body="Air surut.")
    write_article(tmp_path, newer)
    assert read_articles(tmp_path).articles == (newer,)
    assert [entry.name for entry in tmp_path.iterdir()] == ["banjir.md"]
    assert stat.S_IMODE(file.stat().st_mode) & 0o600 == 0o600


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"title": ""}, ProblemKind.EMPTY_FIELD),
        ({"title": "a\nb"}, ProblemKind.NOT_ONE_LINE),
        ({"published": "besok"}, ProblemKind.BAD_DATE),
        ({"body": ""}, ProblemKind.EMPTY_BODY),
        ({"body": "Hujan. "}, ProblemKind.NOT_STORABLE),
        ({"body": "Hu\u200bjan."}, ProblemKind.NOT_STORABLE),
        ({"body": "Kafe\u0301."}, ProblemKind.NOT_STORABLE),
        ({"body": "Hujan\r\nturun."}, ProblemKind.NOT_STORABLE),
        ({"body": "Hujan \ud83d turun."}, ProblemKind.NOT_UTF8),
        ({"title": " Banjir"}, ProblemKind.NOT_STORABLE),
        ({"tags": ("",)}, ProblemKind.NOT_A_LIST),
        ({"id": "../banjir"}, ProblemKind.BAD_ID),
        ({"id": ""}, ProblemKind.EMPTY_FIELD),
    ],
)
def test_what_would_not_come_back_the_same_is_not_written(
    tmp_path: Path, change: dict[str, str], kind: ProblemKind
) -> None:
    with pytest.raises(InvalidArticleError) as caught:
        write_article(tmp_path, replace(ARTICLE, **change))
    assert kind in [problem.kind for problem in caught.value.problems]
    assert list(tmp_path.iterdir()) == []


def test_a_name_that_differs_in_capitals_only_is_refused(tmp_path: Path) -> None:
    write_article(tmp_path, ARTICLE)
    with pytest.raises(InvalidArticleError) as caught:
        write_article(tmp_path, replace(ARTICLE, id="Banjir"))
    assert [problem.kind for problem in caught.value.problems] == [ProblemKind.DUPLICATE_ID]
    assert read_articles(tmp_path).articles == (ARTICLE,)


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_disk_that_refuses_leaves_the_old_file_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    write_article(tmp_path, ARTICLE)

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os if call == "fsync" else Path, call, refuse)
        with pytest.raises(OSError, match="No space left on device"):
            write_article(tmp_path, replace(ARTICLE, body="Air surut."))
    assert [entry.name for entry in tmp_path.iterdir()] == ["banjir.md"]
    assert read_articles(tmp_path).articles == (ARTICLE,)


def test_the_text_is_on_disk_before_it_gets_its_name_and_the_name_before_it_returns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    acts: list[str] = []
    fsync, rename = os.fsync, Path.replace

    def watch_fsync(handle: int) -> None:
        acts.append("fsync folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "fsync file")
        fsync(handle)

    def watch_replace(file: Path, target: Path) -> Path:
        acts.append("rename")
        return rename(file, target)

    monkeypatch.setattr(os, "fsync", watch_fsync)
    monkeypatch.setattr(Path, "replace", watch_replace)
    write_article(tmp_path, ARTICLE)
    assert acts == ["fsync file", "rename", "fsync folder"]
