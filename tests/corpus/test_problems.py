"""Problems and notices in words."""

from pathlib import Path

import pytest

from corpus.problems import ArticleProblem, FolderFault, Notice, NoticeKind, ProblemKind, folder_words

FILE = Path("artikel/banjir.md")
DETAILS = ("satu", "dua")


def test_a_problem_says_file_line_what_was_found_and_what_was_expected() -> None:
    problem = ArticleProblem(FILE, 5, ProblemKind.BAD_DATE, ("published", "kemarin"))
    assert problem.words() == (
        "artikel/banjir.md, baris 5: `published: kemarin` bukan tanggal; "
        "seharusnya TTTT, TTTT-BB atau TTTT-BB-HH yang ada di kalender."
    )
    assert problem.words("en") == (
        "artikel/banjir.md, line 5: `published: kemarin` is not a date; "
        "expected YYYY, YYYY-MM or YYYY-MM-DD, as in the calendar."
    )
    assert problem.found("en") == "`published: kemarin` is not a date"
    assert problem.expected("en") == "YYYY, YYYY-MM or YYYY-MM-DD, as in the calendar"


def test_a_notice_says_how_often_and_where_first() -> None:
    notice = Notice(FILE, 9, NoticeKind.INVISIBLE, 3)
    assert notice.words() == (
        "artikel/banjir.md, baris 9: 3 tanda tak kasatmata atau tanda kendali dibuang, "
        "yang pertama pada baris ini."
    )
    assert notice.words("en") == (
        "artikel/banjir.md, line 9: 3 invisible or control characters were removed, "
        "the first of them on this line."
    )


@pytest.mark.parametrize("kind", ProblemKind)
def test_every_problem_has_its_own_words_in_both_languages(kind: ProblemKind) -> None:
    others = [ArticleProblem(FILE, 1, other, DETAILS) for other in ProblemKind if other != kind]
    problem = ArticleProblem(FILE, 1, kind, DETAILS)
    for language in ("id", "en"):
        assert problem.found(language) not in [other.found(language) for other in others]
        assert "{" not in problem.words(language)
    assert problem.found("id") != problem.found("en")
    assert problem.expected("id") != problem.expected("en") or kind is ProblemKind.OTHER_ID


@pytest.mark.parametrize("kind", NoticeKind)
def test_every_notice_has_words_in_both_languages(kind: NoticeKind) -> None:
    words = {Notice(FILE, 1, kind, 7).words(language) for language in ("id", "en")}
    assert len(words) == 2


@pytest.mark.parametrize("fault", FolderFault)
def test_every_fault_of_a_folder_names_it(fault: FolderFault) -> None:
    said = [folder_words(Path("artikel"), fault, language) for language in ("id", "en")]
    assert said[0] != said[1]
    assert all("artikel" in words for words in said)


def test_what_a_file_holds_cannot_play_tricks_on_the_terminal_or_flood_it() -> None:
    problem = ArticleProblem(
        Path("a\x1b[31m.md"), 2, ProblemKind.UNKNOWN_FIELD, ("x\x07\u202e" + "y" * 500, "id")
    )
    assert problem.words("en") == (
        "a\\x1b[31m.md, line 2: the field `x\\x07\\u202e" + "y" * 56 + "…` is unknown; expected one of id."
    )
