"""Reading editors' checks: what is taken as written, and what is said about everything else."""

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.check_files import MAX_FILE_BYTES, Check, read_checks
from corpus.check_problems import CheckFault, CheckProblem
from corpus.errors import CorpusError, InvalidChecks
from corpus.problems import NoticeKind
from corpus.reading import read_articles

SHIPPED = Path(__file__).parents[2] / "corpus" / "checks"
FIELDS = "question, history, contains, lacks, refused, article, language"


def put(folder: Path, text: str | bytes, name: str = "soal.yml") -> Path:
    file = folder / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def told(folder: Path) -> list[tuple[str, int, CheckFault]]:
    return [(problem.file.name, problem.line, problem.fault) for problem in read_checks(folder).problems]


def test_every_field_is_read(tmp_path: Path) -> None:
    text = (
        "# catatan redaksi\n"
        "- question: Kalau kabupaten?\n"
        "  history: [Kota mana saja yang menang?, 'Berapa?']\n"
        "  contains:\n"
        '    - "Rp1,5 miliar"\n'
        "    - Lampung  \n"
        "      Tengah\n"
        "  lacks: [Batam]\n"
        "  refused: false\n"
        "  article: pasar-kemuning\n"
        "  language: en\n"
        "\n"
        "- {question: Berapa hadiahnya?, refused: true}\n"
    )
    file = put(tmp_path, text)
    reading = read_checks(tmp_path)
    assert (reading.problems, reading.notices) == ((), ())
    assert reading.checks == (
        Check(
            file=file,
            line=2,
            question="Kalau kabupaten?",
            history=("Kota mana saja yang menang?", "Berapa?"),
            contains=("Rp1,5 miliar", "Lampung Tengah"),
            lacks=("Batam",),
            refused=False,
            article="pasar-kemuning",
            language="en",
        ),
        Check(file=file, line=13, question="Berapa hadiahnya?", refused=True),
    )
    assert reading.sound() == reading.checks


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("[yes]", ("yes",)),
        ("[no, on, OFF]", ("no", "on", "OFF")),
        ("[2020]", ("2020",)),
        ("[1_000]", ("1_000",)),
        ("[2020-11-03]", ("2020-11-03",)),
        ("[012]", ("012",)),
        ("[true]", ("true",)),
        ("[12:30]", ("12:30",)),
        ("Teguh Aruna", ("Teguh Aruna",)),
        ("12", ("12",)),
        ("|\n    dua\n    baris", ("dua baris",)),
    ],
)
def test_values_are_the_text_that_stands_there(tmp_path: Path, written: str, read: tuple[str, ...]) -> None:
    put(tmp_path, f"- question: Apa?\n  contains: {written}\n")
    (check,) = read_checks(tmp_path).sound()
    assert check.contains == read


@pytest.mark.parametrize(
    ("text", "line", "fault"),
    [
        ("", 1, CheckFault.NO_CHECKS),
        ("# hanya catatan\n", 1, CheckFault.NO_CHECKS),
        ("[]\n", 1, CheckFault.NO_CHECKS),
        ("null\n", 1, CheckFault.NO_CHECKS),
        ("question: Apa?\nrefused: true\n", 1, CheckFault.NOT_CHECKS),
        ("Apa?\n", 1, CheckFault.NOT_CHECKS),
        ("- Apa?\n", 1, CheckFault.NOT_CHECKS),
        ("- question: Apa?\n  refused: true\n---\n- question: Siapa?\n", 4, CheckFault.NOT_CHECKS),
        ("- question: Apa?\n  refused: true\n  [a]: b\n", 3, CheckFault.NOT_CHECKS),
        (f"{'[' * 20}{']' * 20}\n", 1, CheckFault.NOT_CHECKS),
        ("- question: Siapa: dia?\n  refused: true\n", 1, CheckFault.YAML_SYNTAX),
        ("- question: Apa?\n refused: true\n", 2, CheckFault.YAML_SYNTAX),
        ("- question: 'Apa?\n  refused: true\n", 3, CheckFault.YAML_SYNTAX),
        ("- question: Apa?\n\trefused: true\n", 2, CheckFault.YAML_SYNTAX),
        ("- question: *lain\n  refused: true\n", 1, CheckFault.YAML_SPECIAL),
        ("- question: Apa?\n  contains: &satu [a]\n", 2, CheckFault.YAML_SPECIAL),
        ("- question: !!python/object:os.system x\n  refused: true\n", 1, CheckFault.YAML_SPECIAL),
        ("- question: Apa?\n  refused: true\n  jawaban: x\n", 3, CheckFault.UNKNOWN_FIELD),
        ("- question: Apa?\n  refused: true\n  refused: true\n", 3, CheckFault.REPEATED_FIELD),
        ("- refused: true\n", 1, CheckFault.NO_QUESTION),
        ("- question:\n  refused: true\n", 1, CheckFault.EMPTY),
        ("- question: '  '\n  refused: true\n", 1, CheckFault.EMPTY),
        ("- question: Apa?\n  contains: []\n", 2, CheckFault.EMPTY),
        ("- question: Apa?\n  contains: [a, '']\n", 2, CheckFault.EMPTY),
        ("- question: Apa?\n  contains: ~\n", 2, CheckFault.EMPTY),
        ("- question: [Apa?]\n  refused: true\n", 1, CheckFault.NOT_TEXT),
        ("- question: Apa?\n  refused: {ya: tidak}\n", 2, CheckFault.NOT_TEXT),
        ("- question: Apa?\n  contains: {a: b}\n", 2, CheckFault.NOT_TEXTS),
        ("- question: Apa?\n  contains: [Bupati: Teguh]\n", 2, CheckFault.NOT_TEXTS),
        ("- question: Apa?\n  refused: true\n  history: [a, [b]]\n", 3, CheckFault.NOT_TEXTS),
        ("- question: Apa?\n  refused: yes\n", 2, CheckFault.BAD_REFUSED),
        ("- question: Apa?\n  refused: ya\n", 2, CheckFault.BAD_REFUSED),
        ("- question: Apa?\n  refused: true\n  language: no\n", 3, CheckFault.BAD_LANGUAGE),
        ("- question: Apa?\n  article: ../../etc\n", 2, CheckFault.BAD_ARTICLE),
        ("- question: Apa?\n  language: id\n", 1, CheckFault.NOTHING_EXPECTED),
        ("- question: Apa?\n  refused: true\n  article: a\n", 3, CheckFault.REFUSED_WITH_ARTICLE),
        ("- question: Apa?\n  contains: [Batam, b]\n  lacks: [batam]\n", 3, CheckFault.WANTED_AND_BANNED),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, text: str, line: int, fault: CheckFault) -> None:
    put(tmp_path, text)
    assert told(tmp_path) == [("soal.yml", line, fault)]
    assert read_checks(tmp_path).checks == () or "---" in text


PIECES = (
    *("- ", "  ", "\n", "question", "contains", "refused", ": ", "true", "a", "[", "]", "{", "}", "'", ","),
    *("|", "#", "&b", "*b", "!!x", "? ", "---\n", "\t", "~", "\x00"),
)


@given(st.lists(st.sampled_from(PIECES), max_size=30))
def test_whatever_stands_in_a_file_is_read_or_told(parts: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        text = "".join(parts)
        put(Path(folder), text)
        reading = read_checks(Path(folder))
        assert reading.checks or reading.problems
        lines = [thing.line for thing in (*reading.checks, *reading.problems)]
        assert all(1 <= line <= text.count("\n") + 1 for line in lines)


def test_every_fault_but_those_of_files_can_be_met() -> None:
    marks = test_what_is_wrong_is_told_with_its_line.pytestmark
    met = {case[2] for case in marks[0].args[1]}
    of_files = {"not_a_file", "outside", "unreadable", "too_large", "other_encoding", "not_utf8"}
    assert {fault.value for fault in CheckFault if fault not in met} == {*of_files, "not_a_folder"}


def test_one_bad_entry_hides_neither_the_others_nor_its_own_further_faults(tmp_path: Path) -> None:
    first = put(
        tmp_path,
        "- question: Apa?\n  refused: mungkin\n  language: xx\n- question: Siapa?\n  contains: [Teguh]\n",
        "a.yml",
    )
    second = put(tmp_path, "- question: Kapan?\n  contains: [Senin]\n", "b.YAML")
    reading = read_checks(tmp_path)
    assert [(check.file, check.line, check.question) for check in reading.checks] == [
        (first, 4, "Siapa?"),
        (second, 1, "Kapan?"),
    ]
    assert told(tmp_path) == [
        ("a.yml", 2, CheckFault.BAD_REFUSED),
        ("a.yml", 3, CheckFault.BAD_LANGUAGE),
    ]
    with pytest.raises(InvalidChecks) as caught:
        reading.sound()
    assert isinstance(caught.value, CorpusError)
    assert caught.value.words() == (
        f"{first}, baris 2: `refused: mungkin` tidak jelas artinya; "
        "seharusnya `true` (harus ditolak) atau `false` (harus dijawab).\n"
        f"{first}, baris 3: `language: xx` bukan bahasa jawaban; "
        "seharusnya `id` (Indonesia) atau `en` (Inggris)."
    )
    assert str(caught.value) == caught.value.words("en")
    assert "line 2: `refused: mungkin` is not clear; expected `true` (to be refused)" in str(caught.value)


def test_only_plain_files_inside_the_folder_are_opened(tmp_path: Path) -> None:
    inside = tmp_path / "checks"
    inside.mkdir()
    good = "- question: Apa?\n  refused: true\n"
    put(tmp_path, good, "luar.yml")
    (inside / "luar.yml").symlink_to(tmp_path / "luar.yml")
    (inside / "hilang.yml").symlink_to(inside / "tidak-ada.yml")
    (inside / "map.yml").mkdir()
    os.mkfifo(inside / "pipa.yml")
    put(inside, good + "#" * MAX_FILE_BYTES, "besar.yml")
    put(inside, good.encode("utf-16"), "lain.yml")
    put(inside, b"- question: caf\xe9\n  refused: true\n", "tua.yml")
    put(inside, good, ".tersembunyi.yml")
    put(inside, good, "baik.yml")
    put(inside, good, "soal.yml.txt")
    assert told(inside) == [
        ("besar.yml", 1, CheckFault.TOO_LARGE),
        ("hilang.yml", 1, CheckFault.UNREADABLE),
        ("lain.yml", 1, CheckFault.OTHER_ENCODING),
        ("luar.yml", 1, CheckFault.OUTSIDE),
        ("map.yml", 1, CheckFault.NOT_A_FILE),
        ("pipa.yml", 1, CheckFault.NOT_A_FILE),
        ("tua.yml", 1, CheckFault.NOT_UTF8),
    ]
    reading = read_checks(inside)
    assert [check.file.name for check in reading.checks] == ["baik.yml"]
    assert [(notice.file.name, notice.kind) for notice in reading.notices] == [
        ("soal.yml.txt", NoticeKind.NOT_YAML)
    ]


def test_what_windows_and_word_processors_leave_is_put_right_and_said(tmp_path: Path) -> None:
    put(tmp_path, "\ufeff- question: Ap\u200ba?\r\n  contains: [cafe\u0301]\r\n".encode())
    reading = read_checks(tmp_path)
    assert [(check.question, check.contains) for check in reading.checks] == [("Apa?", ("caf\u00e9",))]
    assert [notice.kind for notice in reading.notices] == [
        NoticeKind.BYTE_ORDER_MARK,
        NoticeKind.LINE_ENDINGS,
        NoticeKind.INVISIBLE,
        NoticeKind.RECOMPOSED,
    ]


def test_a_folder_that_is_not_there_holds_no_checks_and_a_file_in_its_place_is_wrong(tmp_path: Path) -> None:
    assert read_checks(tmp_path / "checks").sound() == ()
    file = put(tmp_path, "x", "berkas")
    assert read_checks(file).problems == (CheckProblem(file, 1, CheckFault.NOT_A_FOLDER),)


def test_a_folder_that_may_not_be_listed_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Path) -> list[Path]:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", refuse)
    assert read_checks(tmp_path).problems == (
        CheckProblem(tmp_path, 1, CheckFault.UNREADABLE, ("Permission denied",)),
    )


@pytest.mark.parametrize("fault", CheckFault)
def test_every_fault_has_its_own_words_in_both_languages(fault: CheckFault) -> None:
    file = Path("checks/soal.yml")
    others = [CheckProblem(file, 1, other, ("satu", "dua")) for other in CheckFault if other != fault]
    problem = CheckProblem(file, 1, fault, ("satu", "dua"))
    for language in ("id", "en"):
        assert problem.words(language) not in [other.words(language) for other in others]
        assert "{" not in problem.words(language)
    assert problem.words("id") != problem.words("en")


def test_what_a_file_holds_cannot_play_tricks_on_the_terminal_or_flood_it() -> None:
    details = ("x\x07\u202e" + "y" * 500, FIELDS)
    problem = CheckProblem(Path("a\x1b[31m.yml"), 2, CheckFault.UNKNOWN_FIELD, details)
    assert problem.words("en") == (
        f"a\\x1b[31m.yml, line 2: the field `x\\x07\\u202e{'y' * 76}…` is unknown; expected one of {FIELDS}."
    )


def test_the_shipped_checks_are_sound_and_speak_of_shipped_articles() -> None:
    reading = read_checks(SHIPPED)
    assert reading.notices == ()
    checks = reading.sound()
    articles = {article.id for article in read_articles(SHIPPED.parent / "articles").articles}
    assert len(checks) >= 5
    assert {check.article for check in checks} - {None} <= articles
    assert {check.refused for check in checks} == {True, False}
