"""Adding, joining, changing and retracting articles in a folder."""

import json
import threading
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from corpus.article import Article
from corpus.drafts import ArticleDraft
from corpus.errors import ArticleChanged, CorpusFolderError, InvalidArticleError, NoSuchArticle
from corpus.folder import ArticleFolder, Retraction
from corpus.problems import ProblemKind
from corpus.reading import Reading, read_article, read_articles
from corpus.versions import superseded
from corpus.writing import render_article, write_article

BODY = (
    "Bupati Lumutan Teguh Aruna membuka Pasar Kemuning pada Senin pagi. Pasar itu memiliki 120 kios dan "
    "40 lapak. “Sewa dua bulan pertama gratis,” katanya di depan 300 pedagang."
)
DAY = date(2024, 6, 1)


def article(name: str, published: str = "2024", body: str = BODY, **more: str | None) -> Article:
    fields = {"title": f"Judul {name}", "publisher": "Warta", "published": published, "language": "id"}
    return Article(id=name, body=body, **{**fields, **more})


def draft(
    published: str = "2024-05-17", body: str = BODY, title: str = "Pasar Kemuning dibuka"
) -> ArticleDraft:
    return ArticleDraft(title=title, publisher="Warta", published=published, language="id", body=body)


def links(folder: Path) -> dict[str, str | None]:
    return {found.id: found.supersedes for found in read_articles(folder).articles}


def filled(folder: Path, *articles: Article) -> ArticleFolder:
    for one in articles:
        write_article(folder, one)
    return ArticleFolder(folder)


def test_a_folder_that_is_not_there_yet_is_made_by_the_first_article(tmp_path: Path) -> None:
    folder = ArticleFolder(tmp_path / "baru" / "berita")
    assert folder.read() == Reading(())
    assert folder.retracted() == ()
    proposal = folder.propose(draft())
    assert (proposal.duplicates, proposal.twin) == ((), None)
    assert folder.store(proposal.article) == (proposal.article,)
    assert read_article(tmp_path / "baru" / "berita" / "pasar-kemuning-dibuka.md") == proposal.article


def test_a_folder_that_is_a_file_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "berkas").touch()
    with pytest.raises(CorpusFolderError):
        ArticleFolder(tmp_path / "berkas").read()


def test_what_the_reading_code_refuses_is_not_proposed(tmp_path: Path) -> None:
    with pytest.raises(InvalidArticleError) as caught:
        ArticleFolder(tmp_path).propose(draft("kemarin"))
    assert [problem.kind for problem in caught.value.problems] == [ProblemKind.BAD_DATE]
    assert list(tmp_path.iterdir()) == []


def test_an_id_that_an_article_has_or_had_is_refused(tmp_path: Path) -> None:
    folder = filled(tmp_path, article("pasar"), article("lama"))
    folder.retract("lama", "salah", DAY)
    for name, holder in (
        ("pasar", "pasar.md"),
        ("PASAR", "retracted/PASAR.md"),
        ("lama", "retracted/lama.md"),
    ):
        with pytest.raises(InvalidArticleError) as caught:
            folder.propose(draft(), name)
        [problem] = caught.value.problems
        assert (problem.kind, problem.details) == (ProblemKind.DUPLICATE_ID, (name, holder))


def test_the_very_same_article_is_known_as_a_twin(tmp_path: Path) -> None:
    folder = ArticleFolder(tmp_path)
    first = folder.propose(draft()).article
    folder.store(first)
    assert folder.propose(draft()).twin == first.id
    assert folder.propose(draft(title="Judul lain")).twin is None


@pytest.mark.parametrize(
    ("published", "written", "expected"),
    [
        # Later than all, or of the same day, month or year as the newest: the newest.
        ("2024-07", ["baru"], {"a": None, "b": "a", "c": "b", "baru": "c"}),
        ("2024-06-15", ["baru"], {"a": None, "b": "a", "c": "b", "baru": "c"}),
        ("2024", ["baru"], {"a": None, "b": "a", "c": "b", "baru": "c"}),
        # Between two, and before all.
        ("2024-05-20", ["baru", "c"], {"a": None, "b": "a", "baru": "b", "c": "baru"}),
        ("2024-03-01", ["baru", "a"], {"baru": None, "a": "baru", "b": "a", "c": "b"}),
    ],
)
@pytest.mark.parametrize("onto", ["a", "b", "c"])
def test_a_version_takes_its_place_by_its_date(
    tmp_path: Path, onto: str, published: str, written: list[str], expected: dict[str, str | None]
) -> None:
    folder = filled(
        tmp_path,
        article("a", "2024-04-01"),
        article("b", "2024-05", supersedes="a"),
        article("c", "2024-06-15", supersedes="b"),
    )
    changes = folder.store(article("baru", published), folder.article(onto))
    assert [change.id for change in changes] == written
    assert links(tmp_path) == expected


def test_joining_ends_where_links_lead_in_a_circle(tmp_path: Path) -> None:
    folder = filled(
        tmp_path, article("a", "2024-05", supersedes="b"), article("b", "2024-06", supersedes="a")
    )
    folder.store(article("baru", "2024-01"), folder.article("a"))
    newest = superseded(read_articles(tmp_path).articles)
    assert newest["baru"] in ("a", "b")


def test_an_article_stored_is_found_by_the_next_proposal(tmp_path: Path) -> None:
    folder = ArticleFolder(tmp_path)
    folder.store(folder.propose(draft()).article)
    longer = folder.propose(draft(body=f"{BODY} Tempat parkir menyusul.", title="Pasar ramai"))
    assert [(hit.article.id, hit.shared) for hit in longer.duplicates] == [("pasar-kemuning-dibuka", 1.0)]


def test_fields_are_changed_and_checked(tmp_path: Path) -> None:
    folder = filled(tmp_path, article("pasar", byline="ab"))
    changed = folder.change("pasar", {"title": "Pasar dibuka", "byline": None})
    assert changed == replace(article("pasar"), title="Pasar dibuka")
    assert read_article(tmp_path / "pasar.md") == changed
    with pytest.raises(InvalidArticleError):
        folder.change("pasar", {"published": "kemarin"})
    assert read_article(tmp_path / "pasar.md") == changed


@pytest.mark.parametrize("name", ["tidak-ada", "../pasar", "", "retracted/pasar", "a" * 300])
def test_ids_that_no_article_has(tmp_path: Path, name: str) -> None:
    folder = filled(tmp_path, article("pasar"))
    for attempt in (
        lambda: folder.article(name),
        lambda: folder.text_of(name),
        lambda: folder.change(name, {"title": "x"}),
        lambda: folder.retract(name, "salah", DAY),
        lambda: folder.rewrite(name, render_article(article("pasar")).encode(), b""),
    ):
        with pytest.raises((NoSuchArticle, InvalidArticleError)):
            attempt()
    assert links(tmp_path) == {"pasar": None}


def test_a_text_is_kept_to_the_letter_if_nobody_was_faster(tmp_path: Path) -> None:
    folder = filled(tmp_path, article("pasar"))
    was = folder.text_of("pasar")
    text = was.replace(b"title:", b"# catatan redaksi\ntitle:")
    assert folder.rewrite("pasar", text, was) == article("pasar")
    assert (tmp_path / "pasar.md").read_bytes() == text
    with pytest.raises(ArticleChanged):
        folder.rewrite("pasar", was, was)
    with pytest.raises(InvalidArticleError):
        folder.rewrite("pasar", was.replace(b"title:", b"judul:"), text)
    assert (tmp_path / "pasar.md").read_bytes() == text


def test_a_retracted_article_lies_aside_with_the_reason(tmp_path: Path) -> None:
    folder = filled(tmp_path, article("pasar"), article("lain"))
    was = folder.text_of("pasar")
    aside = tmp_path / "retracted"
    done = folder.retract("pasar", "narasumber keliru\u2028", DAY)
    expected = Retraction("pasar", "Judul pasar", aside / "pasar.md", "2024-06-01", "narasumber keliru\u2028")
    assert done == expected
    assert folder.retracted() == (expected,)
    assert done.file.read_bytes() == was
    assert json.loads((aside / "log.jsonl").read_text(encoding="utf-8")) == {
        "id": "pasar",
        "title": "Judul pasar",
        "file": "pasar.md",
        "when": "2024-06-01",
        "why": "narasumber keliru\u2028",
    }
    # Neither an article nor a file that is passed over with a notice.
    assert read_articles(tmp_path) == Reading((article("lain"),))


def test_moving_the_file_back_undoes_it_and_nothing_is_ever_overwritten(tmp_path: Path) -> None:
    folder = filled(tmp_path, article("pasar"))
    first = folder.retract("pasar", "salah", DAY)
    first.file.rename(tmp_path / "pasar.md")
    assert folder.retracted() == ()
    assert links(tmp_path) == {"pasar": None}
    folder.retract("pasar", "salah lagi", DAY)
    write_article(tmp_path, article("pasar", body="Isi lain."))
    second = folder.retract("pasar", "ketiga", DAY)
    assert second.file.name == "pasar.2.md"
    assert [(gone.file.name, gone.why) for gone in folder.retracted()] == [
        ("pasar.2.md", "ketiga"),
        ("pasar.md", "salah lagi"),
    ]


def test_a_story_stays_joined_when_a_version_leaves(tmp_path: Path) -> None:
    folder = filled(
        tmp_path,
        article("a"),
        article("b", supersedes="a"),
        article("c", supersedes="b"),
        article("lain", supersedes="hilang"),
    )
    folder.retract("b", "salah", DAY)
    assert links(tmp_path) == {"a": None, "c": "a", "lain": "hilang"}
    folder.retract("a", "salah", DAY)
    assert links(tmp_path) == {"c": None, "lain": "hilang"}


def test_a_file_that_is_no_sound_article_can_be_retracted(tmp_path: Path) -> None:
    folder = filled(tmp_path, article("a"))
    (tmp_path / "rusak.md").write_bytes(b"\xff")
    gone = folder.retract("rusak", "rusak", DAY)
    assert (gone.title, gone.file.read_bytes()) == (None, b"\xff")


def test_a_log_that_broke_off_loses_that_line_only(tmp_path: Path) -> None:
    folder = filled(tmp_path, article("a"), article("b"), article("c"))
    folder.retract("a", "satu", DAY)
    log = tmp_path / "retracted" / "log.jsonl"
    log.write_bytes(log.read_bytes() + b'[1]\n{"id": "b", "fi')
    folder.retract("b", "dua", DAY)
    (tmp_path / "c.md").rename(tmp_path / "retracted" / "c.md")
    assert [(gone.id, gone.when, gone.why) for gone in folder.retracted()] == [
        ("a", "2024-06-01", "satu"),
        ("b", "2024-06-01", "dua"),
        ("c", None, None),
    ]


def test_a_reason_is_logged_before_the_file_moves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = filled(tmp_path, article("a"))

    def refuse(*_: object) -> None:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", refuse)
        with pytest.raises(OSError, match="Input/output"):
            folder.retract("a", "salah", DAY)
    assert links(tmp_path) == {"a": None}
    assert folder.retracted() == ()
    assert folder.retract("a", "salah", DAY).file.name == "a.md"


def test_of_many_that_add_one_id_at_once_one_does(tmp_path: Path) -> None:
    start = threading.Barrier(8)
    outcomes: list[str] = []

    def attempt(number: int) -> None:
        folder = ArticleFolder(tmp_path)
        own = article("sama", body=f"{BODY} Nomor {number}.")
        start.wait()
        try:
            folder.store(own)
            outcomes.append(own.body)
        except InvalidArticleError:
            outcomes.append("taken")

    threads = [threading.Thread(target=attempt, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes)[1:] == ["taken"] * 7
    assert [read_article(tmp_path / "sama.md").body] == sorted(outcomes)[:1]


def test_nothing_can_be_changed_in_a_folder_that_is_gone(tmp_path: Path) -> None:
    with pytest.raises(CorpusFolderError):
        ArticleFolder(tmp_path / "hilang").change("a", {"title": "x"})


def test_an_article_cannot_replace_itself(tmp_path: Path) -> None:
    folder = filled(tmp_path, article("a"))
    with pytest.raises(InvalidArticleError) as caught:
        folder.change("a", {"supersedes": "A"})
    [problem] = caught.value.problems
    assert (problem.line, problem.words("en")) == (
        7,
        "a.md, line 7: `supersedes: A` is the article's own id; expected the id of an earlier version.",
    )
