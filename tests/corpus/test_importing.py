"""Files of every kind become drafts, or say in words why they do not."""

import os
import zipfile
from pathlib import Path

import pytest

from corpus.drafts import ArticleDraft
from corpus.errors import InvalidArticleError
from corpus.importing import draft_from_file
from corpus.problems import ProblemKind
from tests.corpus.documents import PARAGRAPHS, TITLE, paragraph, save, with_body


def refused(file: Path) -> list[tuple[int, ProblemKind, tuple[str, ...]]]:
    with pytest.raises(InvalidArticleError) as caught:
        draft_from_file(file)
    assert {problem.file for problem in caught.value.problems} == {file}
    return [(problem.line, problem.kind, problem.details) for problem in caught.value.problems]


def written(tmp_path: Path, name: str, text: str | bytes) -> Path:
    file = tmp_path / name
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return file


def bare(title: str | None, body: str, **more: object) -> ArticleDraft:
    fields = {"publisher": None, "published": None, "language": None, **more}
    return ArticleDraft(title=title, body=body, **fields)


@pytest.mark.parametrize(
    ("text", "title", "body"),
    [
        ("Pasar dibuka\n\nBupati datang.\nRamai.\n", "Pasar dibuka", "Bupati datang.\nRamai."),
        ("# Pasar dibuka #\nBupati datang.", "Pasar dibuka", "Bupati datang."),
        ("\n\n  Pasar dibuka?\n\n\nBupati datang.", "Pasar dibuka?", "Bupati datang."),
        # What ends like a sentence, goes on in the next line or stands all alone is text.
        ("Pasar dibuka.\n\nBupati datang.", None, "Pasar dibuka.\n\nBupati datang."),
        ("“Pasar dibuka.”\n\nBupati datang.", None, "“Pasar dibuka.”\n\nBupati datang."),
        ("Pasar dibuka\nBupati datang.", None, "Pasar dibuka\nBupati datang."),
        ("Pasar dibuka", None, "Pasar dibuka"),
        ("P" * 201 + "\n\nBupati datang.", None, "P" * 201 + "\n\nBupati datang."),
    ],
)
@pytest.mark.parametrize("name", ["a.txt", "a.md", "A.TXT", "a.markdown"])
def test_plain_text(tmp_path: Path, name: str, text: str, title: str | None, body: str) -> None:
    assert draft_from_file(written(tmp_path, name, text)) == bare(title, body)


def test_front_matter_may_lack_what_can_be_asked_for(tmp_path: Path) -> None:
    text = (
        "---\nid: pasar\ntitle: Pasar dibuka\npublished: 2024-05\nurl: https://warta.example/a\n"
        "byline: ab\nupdated: 2024-06\ntags: [kota]\nsupersedes: pasar-lama\n---\n\nBupati datang.\n"
    )
    assert draft_from_file(written(tmp_path, "lain.md", text)) == bare(
        "Pasar dibuka",
        "Bupati datang.",
        id="pasar",
        published="2024-05",
        url="https://warta.example/a",
        byline="ab",
        updated="2024-06",
        tags=("kota",),
        supersedes="pasar-lama",
    )


def test_every_wrong_field_is_told_by_its_line(tmp_path: Path) -> None:
    text = "---\ntitle: Pasar\npublished: kemarin\njudul: x\nurl: warta\n---\nIsi."
    known = "id, title, publisher, published, language, url, byline, updated, tags, supersedes"
    assert refused(written(tmp_path, "a.md", text)) == [
        (3, ProblemKind.BAD_DATE, ("published", "kemarin")),
        (4, ProblemKind.UNKNOWN_FIELD, ("judul", known)),
        (5, ProblemKind.BAD_URL, ("warta",)),
    ]
    assert refused(written(tmp_path, "b.md", "---\ntitle: Pasar\n")) == [(1, ProblemKind.UNCLOSED, ())]


def test_what_was_put_right_is_told_in_the_language_asked_for(tmp_path: Path) -> None:
    file = written(tmp_path, "a.txt", b"\xef\xbb\xbfPasar dibuka\r\n\r\nBupati\xe2\x80\x8b datang.\r\n")
    draft = draft_from_file(file)
    assert (draft.title, draft.body) == ("Pasar dibuka", "Bupati datang.")
    assert draft.notices == (
        f"{file}, baris 1: tanda urutan bita (BOM) di awal berkas diabaikan.",
        f"{file}, baris 1: 3 akhir baris Windows atau Mac lama dibaca sebagai akhir baris biasa.",
        f"{file}, baris 3: 1 tanda tak kasatmata atau tanda kendali dibuang, yang pertama pada baris ini.",
    )
    assert draft_from_file(file, "en").notices[0] == (
        f"{file}, line 1: the byte order mark (BOM) at the start of the file was passed over."
    )


@pytest.mark.parametrize(
    ("name", "data", "line", "kind", "details"),
    [
        ("a.txt", b"", 1, ProblemKind.NO_TEXT, ()),
        ("a.txt", b" \r\n\t", 1, ProblemKind.NO_TEXT, ()),
        ("a.md", b"---\ntitle: Pasar\n---\n", 1, ProblemKind.NO_TEXT, ()),
        ("a.md", b"# Pasar", 1, ProblemKind.NO_TEXT, ()),
        ("a.txt", b"Pasar\r\n\r\ncaf\xe9 baru", 3, ProblemKind.NOT_UTF8, ("0xE9", "4")),
        ("a.txt", "Pasar".encode("utf-16"), 1, ProblemKind.OTHER_ENCODING, ("UTF-16",)),
        ("a.txt", b"x" * 5_000_001, 1, ProblemKind.TOO_LARGE, ("5",)),
        ("a.docx", b"", 1, ProblemKind.BAD_DOCUMENT, ("File is not a zip file",)),
        ("a.docx", b"PK\x03\x04 torn", 1, ProblemKind.BAD_DOCUMENT, ("File is not a zip file",)),
    ],
)
def test_what_no_article_can_be_made_of(
    tmp_path: Path, name: str, data: bytes, line: int, kind: ProblemKind, details: tuple[str, ...]
) -> None:
    assert refused(written(tmp_path, name, data)) == [(line, kind, details)]


@pytest.mark.parametrize(("name", "shown"), [("a.pdf", ".pdf"), ("a.doc", ".doc"), ("README", "README")])
def test_other_kinds_of_files_are_named_with_those_that_can_be_read(
    tmp_path: Path, name: str, shown: str
) -> None:
    known = ".md, .markdown, .txt, .html, .htm, .docx"
    assert refused(written(tmp_path, name, "x")) == [(1, ProblemKind.UNKNOWN_TYPE, (shown, known))]


def test_what_is_no_file_at_all(tmp_path: Path) -> None:
    assert refused(tmp_path / "hilang.txt") == [
        (1, ProblemKind.UNREADABLE, ("No such file or directory",)),
    ]
    os.mkfifo(tmp_path / "pipa.docx")
    assert refused(tmp_path / "pipa.docx") == [(1, ProblemKind.NOT_A_FILE, ())]
    (tmp_path / "folder.md").mkdir()
    assert refused(tmp_path / "folder.md") == [(1, ProblemKind.NOT_A_FILE, ())]


WORD_BODY = "\n\n".join([*PARAGRAPHS, "- dari kas daerah", "Tahun | Biaya", "2023 | 25 miliar"])


@pytest.mark.parametrize("style", ["Title", "Heading 1", None])
def test_a_word_document(tmp_path: Path, style: str | None) -> None:
    draft = draft_from_file(save(tmp_path / "a.docx", style))
    assert draft == bare(TITLE, f"{WORD_BODY}\n\nBaris satu\nbaris dua")


def test_insertions_count_and_deletions_do_not(tmp_path: Path) -> None:
    changes = (
        "<w:p><w:r><w:t>Biaya </w:t></w:r><w:del><w:r><w:delText>30</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>40</w:t></w:r></w:ins><w:r><w:t> miliar.</w:t></w:r></w:p>"
    )
    draft = draft_from_file(with_body(tmp_path / "a.docx", changes))
    assert draft == bare(None, "Biaya 40 miliar.")


LAUGHS = "".join(
    f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("xml", "prologue", "kind", "details"),
    [
        ("<w:p/>" * 200_001, "", ProblemKind.INFLATED, ()),
        (paragraph("a" * 8_000_000), "", ProblemKind.INFLATED, ()),
        ("<w:p>" * 5_000 + "</w:p>" * 5_000, "", ProblemKind.BAD_DOCUMENT, ("RecursionError",)),
        (
            paragraph("&i;&i;"),
            f'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaaaaaaa">{LAUGHS}]>',
            ProblemKind.BAD_DOCUMENT,
            ("ExpatError",),
        ),
        ("<w:p>", "", ProblemKind.BAD_DOCUMENT, ("ExpatError",)),
        ("<w:p/>", "", ProblemKind.NO_TEXT, ()),
    ],
    ids=["many elements", "much text", "deep nesting", "a billion laughs", "broken", "empty"],
)
def test_hostile_documents(
    tmp_path: Path, xml: str, prologue: str, kind: ProblemKind, details: tuple[str, ...]
) -> None:
    file = with_body(tmp_path / "a.docx", xml, prologue=prologue)
    assert refused(file) == [(1, kind, details)]


def test_a_document_reads_no_other_file(tmp_path: Path) -> None:
    secret = written(tmp_path, "rahasia.txt", "rahasia")
    prologue = f'<!DOCTYPE x [<!ENTITY a SYSTEM "{secret.as_uri()}">]>'
    file = with_body(tmp_path / "a.docx", paragraph("Isi &a;."), prologue=prologue)
    assert draft_from_file(file).body == "Isi ."


def test_containers_that_are_no_documents(tmp_path: Path) -> None:
    file = tmp_path / "a.docx"
    with zipfile.ZipFile(file, "w") as container:
        container.writestr("halo.txt", "halo")
    assert refused(file) == [(1, ProblemKind.BAD_DOCUMENT, ("[Content_Types].xml is missing",))]
    with zipfile.ZipFile(file, "w") as container:
        for number in range(2_001):
            container.writestr(f"{number}", "")
        container.writestr("[Content_Types].xml", "<a/>")
    assert refused(file) == [(1, ProblemKind.INFLATED, ())]
    sound = bytearray(save(file).read_bytes())
    at = sound.index(b"word/document.xml") + 40
    sound[at : at + 20] = bytes(20)
    file.write_bytes(sound)
    [(line, kind, _)] = refused(file)
    assert (line, kind) == (1, ProblemKind.BAD_DOCUMENT)
