"""Reading the folder of articles: what is accepted, what is put right, and what is said about the rest."""

import os
from hashlib import sha256
from pathlib import Path

import pytest

from corpus.article import Article
from corpus.errors import CorpusError, CorpusFolderError, InvalidArticleError, TanyaError
from corpus.problems import FolderFault, NoticeKind, ProblemKind
from corpus.reading import read_article, read_articles

SHIPPED = Path(__file__).parents[2] / "corpus" / "articles"

HEAD = {
    "id": "banjir",
    "title": "Banjir di hulu",
    "publisher": "Kabar Kota",
    "published": "2021-03-04",
    "language": "id",
}
BODY = "Hujan turun.\n\nWarga mengungsi."


def source(body: str = BODY, **changes: str | None) -> str:
    """Give the text of an article file; a change of None leaves the field out."""
    fields = {name: value for name, value in (HEAD | changes).items() if value is not None}
    lines = [f"{name}: {value}".rstrip() for name, value in fields.items()]
    return "\n".join(["---", *lines, "---", "", body, ""])


def put(folder: Path, text: str | bytes, name: str = "banjir.md") -> Path:
    file = folder / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def told(folder: Path) -> list[tuple[str, int, ProblemKind]]:
    return [(problem.file.name, problem.line, problem.kind) for problem in read_articles(folder).problems]


def test_an_article_is_read_with_all_its_fields(tmp_path: Path) -> None:
    extra = {
        "url": "https://kabarkota.com/a?b=1#c",
        "byline": "ab/cd",
        "updated": "2021-03",
        "tags": "[hujan, 2021]",
    }
    put(tmp_path, source(**extra))
    reading = read_articles(tmp_path)
    assert reading.articles == (
        Article(
            id="banjir",
            title="Banjir di hulu",
            publisher="Kabar Kota",
            published="2021-03-04",
            language="id",
            body=BODY,
            url="https://kabarkota.com/a?b=1#c",
            byline="ab/cd",
            updated="2021-03",
            tags=("hujan", "2021"),
        ),
    )
    assert (reading.problems, reading.notices) == ((), ())


def test_articles_come_sorted_by_id_and_only_from_the_folder_itself(tmp_path: Path) -> None:
    for name in ("c", "a", "b"):
        put(tmp_path, source(id=name), f"{name}.md")
    put(tmp_path, "half written", ".a.md")
    (tmp_path / "lama").mkdir()
    put(tmp_path / "lama", source(id="d"), "d.md")
    put(tmp_path, "catatan", "catatan.txt")
    reading = read_articles(tmp_path)
    assert [article.id for article in reading.articles] == ["a", "b", "c"]
    assert [(notice.file.name, notice.kind) for notice in reading.notices] == [
        ("catatan.txt", NoticeKind.NOT_MARKDOWN),
        ("lama", NoticeKind.NOT_MARKDOWN),
    ]


def test_the_shipped_articles_are_sound() -> None:
    reading = read_articles(SHIPPED)
    assert (reading.problems, reading.notices) == ((), ())
    assert [article.id for article in reading.articles] == sorted(file.stem for file in SHIPPED.glob("*.md"))


def test_the_first_article_is_word_for_word_and_says_only_what_is_known_of_it() -> None:
    by_hash = {
        sha256(article.body.encode()).hexdigest(): article for article in read_articles(SHIPPED).articles
    }
    article = by_hash["d1c9d703953dbedf1fa6061d2968f57fcb9cb9da92bbce8039b95269a0e5901b"]
    assert (article.publisher, article.published) == ("Klikkalimantan.com", "2020")
    assert (article.byline, article.language) == ("sin/klik", "id")
    assert (article.url, article.updated, article.tags) == (None, None, ())


@pytest.mark.parametrize(
    ("change", "line", "kind"),
    [
        ({"title": None}, 1, ProblemKind.MISSING_FIELD),
        ({"title": ""}, 3, ProblemKind.EMPTY_FIELD),
        ({"title": "'  '"}, 3, ProblemKind.EMPTY_FIELD),
        ({"title": "null"}, 3, ProblemKind.EMPTY_FIELD),
        ({"title": "[satu, dua]"}, 3, ProblemKind.NOT_TEXT),
        ({"title": "{satu: dua}"}, 3, ProblemKind.NOT_TEXT),
        ({"title": "12"}, 3, ProblemKind.NOT_TEXT),
        ({"publisher": "true"}, 4, ProblemKind.NOT_TEXT),
        ({"title": '"satu\\ndua"'}, 3, ProblemKind.NOT_ONE_LINE),
        ({"title": "*lain"}, 3, ProblemKind.YAML_SPECIAL),
        ({"title": "&lain satu"}, 3, ProblemKind.YAML_SPECIAL),
        ({"title": "!!python/object:os.system satu"}, 3, ProblemKind.YAML_SPECIAL),
        ({"title": "Banjir: hulu"}, 3, ProblemKind.YAML_SYNTAX),
        ({"title": "'Banjir"}, 7, ProblemKind.YAML_SYNTAX),
        ({"judul": "Banjir"}, 7, ProblemKind.UNKNOWN_FIELD),
        ({"tags": "hujan"}, 7, ProblemKind.NOT_A_LIST),
        ({"tags": "[hujan, '']"}, 7, ProblemKind.NOT_A_LIST),
        ({"tags": "[hujan, [banjir]]"}, 7, ProblemKind.NOT_A_LIST),
        ({"published": "4 Maret 2021"}, 5, ProblemKind.BAD_DATE),
        ({"published": "2021-13"}, 5, ProblemKind.BAD_DATE),
        ({"published": "2021-02-29"}, 5, ProblemKind.BAD_DATE),
        ({"published": "0000"}, 5, ProblemKind.BAD_DATE),
        ({"published": "21"}, 5, ProblemKind.BAD_DATE),
        ({"published": "2021-3-4"}, 5, ProblemKind.BAD_DATE),
        ({"published": "2021-03-04 10:00:00"}, 5, ProblemKind.BAD_DATE),
        ({"published": "٢٠٢١"}, 5, ProblemKind.BAD_DATE),
        ({"published": "2021-03-"}, 5, ProblemKind.BAD_DATE),
        ({"published": "[2021]"}, 5, ProblemKind.NOT_TEXT),
        ({"updated": "2021-03-03"}, 7, ProblemKind.UPDATED_EARLIER),
        ({"updated": "2020"}, 7, ProblemKind.UPDATED_EARLIER),
        ({"language": "ID"}, 6, ProblemKind.BAD_LANGUAGE),
        ({"language": "ind"}, 6, ProblemKind.BAD_LANGUAGE),
        ({"url": "kabarkota.com/a"}, 7, ProblemKind.BAD_URL),
        ({"url": "javascript:alert(1)"}, 7, ProblemKind.BAD_URL),
        ({"url": "https://"}, 7, ProblemKind.BAD_URL),
        ({"url": "https://kabarkota.com/a b"}, 7, ProblemKind.BAD_URL),
        ({"url": "https://kabarkota.com:pintu/"}, 7, ProblemKind.BAD_URL),
        ({"url": "https://[::1/"}, 7, ProblemKind.BAD_URL),
        ({"url": "https://rina:rahasia@kabarkota.com/"}, 7, ProblemKind.BAD_URL),
        ({"id": "lain"}, 2, ProblemKind.OTHER_ID),
    ],
)
def test_a_wrong_field_is_told_with_its_line(
    tmp_path: Path, change: dict[str, str | None], line: int, kind: ProblemKind
) -> None:
    put(tmp_path, source(**change))
    assert told(tmp_path) == [("banjir.md", line, kind)]
    assert read_articles(tmp_path).articles == ()


@pytest.mark.parametrize(
    ("change", "published"),
    [
        ({"published": "2021"}, "2021"),
        ({"published": "'2021'"}, "2021"),
        ({"published": "2021-03"}, "2021-03"),
        ({"published": "2020-02-29"}, "2020-02-29"),
        ({"published": "2021 # tanggal terbit"}, "2021"),
        ({"published": "2021", "updated": "2021-01-01"}, "2021"),
    ],
)
def test_dates_are_kept_as_exact_as_they_are_known(
    tmp_path: Path, change: dict[str, str | None], published: str
) -> None:
    put(tmp_path, source(**change))
    assert read_articles(tmp_path).articles[0].published == published


def test_words_that_yaml_takes_for_truth_values_or_numbers_stay_words(tmp_path: Path) -> None:
    put(tmp_path, source(id="2020-11-03", language="no", title="'1998'", tags="[2020, yes]"), "2020-11-03.md")
    article = read_article(tmp_path / "2020-11-03.md")
    assert (article.id, article.language, article.title, article.tags) == (
        "2020-11-03",
        "no",
        "1998",
        ("2020", "yes"),
    )


@pytest.mark.parametrize("name", ["-banjir", "banjir hulu", "banjir#1", "bánjir", "x" * 121])
def test_an_id_that_cannot_be_part_of_an_address_is_refused(tmp_path: Path, name: str) -> None:
    put(tmp_path, source(id=f"'{name}'"), f"{name}.md")
    assert [kind for _, _, kind in told(tmp_path)] == [ProblemKind.BAD_ID]


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("", [(1, ProblemKind.NO_FRONT_MATTER)]),
        ("Hujan turun.", [(1, ProblemKind.NO_FRONT_MATTER)]),
        ("\n" + source(), [(1, ProblemKind.NO_FRONT_MATTER)]),
        ("----\n", [(1, ProblemKind.NO_FRONT_MATTER)]),
        ("---\nid: banjir\n\nHujan turun.", [(1, ProblemKind.UNCLOSED)]),
        ("---", [(1, ProblemKind.UNCLOSED)]),
        ("---\nHujan turun.\n---\nWarga.", [(2, ProblemKind.NOT_FIELDS)]),
        ("---\n- id: banjir\n---\nWarga.", [(2, ProblemKind.NOT_FIELDS)]),
        (source().replace("\ntitle", "\n[a]: b\ntitle"), [(3, ProblemKind.NOT_FIELDS)]),
        (source().replace("\nlanguage: id", "\nlanguage: id\n--- id"), [(7, ProblemKind.NOT_FIELDS)]),
        (source().replace("\nlanguage", "\ntitle: Lagi\nlanguage"), [(6, ProblemKind.REPEATED_FIELD)]),
        (
            "---\n{id: banjir, id: banjir}\n---\nWarga.",
            [(1, ProblemKind.MISSING_FIELD)] * 4 + [(2, ProblemKind.REPEATED_FIELD)],
        ),
        (source().replace("\nlanguage", "\n\tlanguage"), [(6, ProblemKind.YAML_SYNTAX)]),
        (source(body="  \n\n\u200b\n"), [(7, ProblemKind.EMPTY_BODY)]),
        (source(tags="[" * 5000), [(8, ProblemKind.YAML_SYNTAX)]),
        (source(tags="[" * 500 + "]" * 500), [(7, ProblemKind.NOT_A_LIST)]),
        (source(title="x" * 33_000), [(2, ProblemKind.FRONT_MATTER_TOO_LARGE)]),
        (
            "---\na: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n---\nWarga.",
            [(1, ProblemKind.MISSING_FIELD)] * 5 + [(line, ProblemKind.YAML_SPECIAL) for line in (2, 3, 4)],
        ),
        ("---\n---\nWarga.", [(1, ProblemKind.MISSING_FIELD)] * 5),
    ],
)
def test_a_file_that_is_no_article_is_told_where_it_fails(
    tmp_path: Path, text: str, problems: list[tuple[int, ProblemKind]]
) -> None:
    put(tmp_path, text)
    assert [(line, kind) for _, line, kind in told(tmp_path)] == problems


def test_every_problem_of_every_file_is_told_and_the_good_file_read(tmp_path: Path) -> None:
    put(tmp_path, source(title=None, published="kemarin", url="ftp://a.b"), "banjir.md")
    put(tmp_path, b"\xff\xff", "rusak.md")
    put(tmp_path, source(id="baik"), "baik.md")
    assert told(tmp_path) == [
        ("banjir.md", 1, ProblemKind.MISSING_FIELD),
        ("banjir.md", 4, ProblemKind.BAD_DATE),
        ("banjir.md", 6, ProblemKind.BAD_URL),
        ("rusak.md", 1, ProblemKind.NOT_UTF8),
    ]
    assert [article.id for article in read_articles(tmp_path).articles] == ["baik"]


def test_an_undecodable_byte_is_told_by_line_and_place(tmp_path: Path) -> None:
    put(tmp_path, source().encode().replace(b"\n", b"\r\n") + "Kafé ".encode() + b"\xe9tage\r\n")
    (problem,) = read_articles(tmp_path).problems
    assert (problem.line, problem.kind, problem.details) == (12, ProblemKind.NOT_UTF8, ("0xE9", "7"))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_another_unicode_encoding_is_named(tmp_path: Path, encoding: str) -> None:
    put(tmp_path, source().encode(encoding))
    (problem,) = read_articles(tmp_path).problems
    assert (problem.kind, problem.details) == (ProblemKind.OTHER_ENCODING, (encoding.upper(),))


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_foreign_line_ends_and_the_byte_order_mark_are_put_right_and_told(tmp_path: Path, end: str) -> None:
    put(tmp_path, b"\xef\xbb\xbf" + source().replace("\n", end).encode())
    reading = read_articles(tmp_path)
    assert reading.articles[0].body == BODY
    assert [(notice.line, notice.kind, notice.count) for notice in reading.notices] == [
        (1, NoticeKind.BYTE_ORDER_MARK, 1),
        (1, NoticeKind.LINE_ENDINGS, 11),
    ]


def test_what_cannot_be_seen_is_removed_and_told(tmp_path: Path) -> None:
    body = "Hu\u200bjan\u00ad \u202eturun\u202c.\n\nWar\x00ga\ufeff\u2069 \U000e0041aman\x07."
    put(tmp_path, source(body=body, title="Ban\u200djir"))
    reading = read_articles(tmp_path)
    assert (reading.articles[0].title, reading.articles[0].body) == ("Banjir", "Hujan turun.\n\nWarga aman.")
    assert [(notice.line, notice.kind, notice.count) for notice in reading.notices] == [
        (3, NoticeKind.INVISIBLE, 10)
    ]


def test_letters_are_composed_and_odd_separators_become_blanks(tmp_path: Path) -> None:
    put(tmp_path, source(body="Kafe\u0301 buka.\nSa\u0308ya\u2028di\x0csini.\tYa."))
    reading = read_articles(tmp_path)
    assert reading.articles[0].body == "Kafé buka.\nSäya di sini.\tYa."
    assert [(notice.line, notice.kind, notice.count) for notice in reading.notices] == [
        (9, NoticeKind.RECOMPOSED, 2),
        (10, NoticeKind.SOFT_BREAKS, 2),
    ]


def test_marks_piled_upon_a_letter_are_thinned_out(tmp_path: Path) -> None:
    put(tmp_path, source(body="Hujan.\nWa" + "\u0301\u0323" * 100_000 + "rga.\n" + "会" * 100 + "\u0327"))
    reading = read_articles(tmp_path)
    assert reading.articles[0].body == (
        "Hujan.\nW\u1ea1" + "\u0323" * 14 + "\u0301" * 15 + "rga.\n" + "会" * 100 + "\u0327"
    )
    assert [(notice.line, notice.kind, notice.count) for notice in reading.notices] == [
        (10, NoticeKind.SURPLUS_MARKS, 199_970),
        (10, NoticeKind.RECOMPOSED, 1),
    ]


def test_of_two_ids_that_differ_in_capitals_the_first_file_keeps_it(tmp_path: Path) -> None:
    put(tmp_path, source(id="Banjir"), "Banjir.md")
    put(tmp_path, source(), "banjir.md")
    reading = read_articles(tmp_path)
    assert [article.id for article in reading.articles] == ["Banjir"]
    (problem,) = reading.problems
    assert (problem.file.name, problem.line, problem.kind) == ("banjir.md", 2, ProblemKind.DUPLICATE_ID)
    assert problem.details == ("banjir", "Banjir.md")


def test_a_copy_with_a_forgotten_id_leaves_the_original_alone(tmp_path: Path) -> None:
    put(tmp_path, source(), "a-salinan.md")
    put(tmp_path, source(), "banjir.md")
    assert told(tmp_path) == [
        ("a-salinan.md", 2, ProblemKind.OTHER_ID),
        ("a-salinan.md", 2, ProblemKind.DUPLICATE_ID),
    ]
    assert [article.id for article in read_articles(tmp_path).articles] == ["banjir"]


def test_only_plain_files_inside_the_folder_are_opened(tmp_path: Path) -> None:
    inside = tmp_path / "artikel"
    inside.mkdir()
    put(tmp_path, source(id="luar"), "luar.md")
    (inside / "luar.md").symlink_to(tmp_path / "luar.md")
    (inside / "hilang.md").symlink_to(inside / "tidak-ada.md")
    (inside / "putar.md").symlink_to(inside / "putar.md")
    (inside / "map.md").mkdir()
    os.mkfifo(inside / "pipa.md")
    put(inside, source(body="x" * 5_000_000), "besar.md")
    put(inside, source(id="baik"), ".isi")
    (inside / "baik.md").symlink_to(inside / ".isi")
    assert told(inside) == [
        ("besar.md", 1, ProblemKind.TOO_LARGE),
        ("hilang.md", 1, ProblemKind.UNREADABLE),
        ("luar.md", 1, ProblemKind.OUTSIDE),
        ("map.md", 1, ProblemKind.NOT_A_FILE),
        ("pipa.md", 1, ProblemKind.NOT_A_FILE),
        ("putar.md", 1, ProblemKind.UNREADABLE),
    ]
    assert [article.id for article in read_articles(inside).articles] == ["baik"]


def test_a_folder_that_cannot_be_used_is_an_error_in_clear_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = put(tmp_path, "x", "berkas")
    for folder, fault in ((tmp_path / "x", FolderFault.MISSING), (file, FolderFault.NOT_A_FOLDER)):
        with pytest.raises(CorpusFolderError) as caught:
            read_articles(folder)
        assert (caught.value.folder, caught.value.fault) == (folder, fault)
    with pytest.raises(CorpusFolderError) as caught:
        read_articles(tmp_path)
    assert caught.value.words() == f"Folder artikel {tmp_path} tidak berisi satu pun berkas .md."
    assert (
        caught.value.words("en")
        == str(caught.value)
        == f"The folder of articles {tmp_path} holds no .md file."
    )

    def refuse(_: Path) -> list[Path]:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", refuse)
    with pytest.raises(CorpusFolderError) as caught:
        read_articles(tmp_path)
    assert caught.value.fault is FolderFault.UNREADABLE


def test_reading_one_file_raises_all_its_problems(tmp_path: Path) -> None:
    file = put(tmp_path, source(title="", published="2021-02-30"))
    with pytest.raises(InvalidArticleError) as caught:
        read_article(file)
    assert isinstance(caught.value, CorpusError)
    assert isinstance(caught.value, TanyaError)
    assert caught.value.words() == (
        f"{file}, baris 3: `title` kosong; seharusnya sebuah nilai, atau hapus baris ini bila keterangan itu "
        "tidak wajib.\n"
        f"{file}, baris 5: `published: 2021-02-30` bukan tanggal; seharusnya TTTT, TTTT-BB atau TTTT-BB-HH "
        "yang ada di kalender."
    )


def test_reading_one_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(
        InvalidArticleError, match="the file cannot be opened \\(No such file or directory\\)"
    ):
        read_article(tmp_path / "banjir.md")
