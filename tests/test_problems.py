import re
from pathlib import Path

import pytest

import bot.problems
from bot.problems import EmptyQuestion, NotText, Problem, QuestionError, QuestionTooLong, describe
from bot.settings import SettingsError
from bot.telegram_bot.errors import InboxLocked, TelegramDoorError, TokenRefused
from corpus.check_problems import CheckFault, CheckProblem
from corpus.errors import CorpusFolderError, InvalidChecks, TanyaError
from corpus.problems import FolderFault
from index.errors import DamagedGeneration, NoGeneration


def test_a_question_that_is_too_long_says_how_long_and_how_long_it_may_be() -> None:
    assert describe(QuestionTooLong(1200, 1000), "id") == Problem(
        "question-too-long",
        "Pertanyaannya terlalu panjang.",
        "Panjangnya 1200 karakter; paling banyak 1000. Ringkas, lalu kirim lagi.",
        422,
    )
    assert describe(QuestionTooLong(1200, 1000), "en").detail == (
        "It has 1200 characters; at most 1000 are taken. Shorten it and send it again."
    )


@pytest.mark.parametrize(
    ("error", "slug", "status"),
    [
        (EmptyQuestion(), "empty-question", 422),
        (NotText("lone surrogates"), "not-text", 422),
        (QuestionError("odd"), "bad-question", 422),
        (NoGeneration("/srv/index"), "no-index", 503),
        (DamagedGeneration("v000001"), "damaged-index", 503),
        (SettingsError("TANYA_PORT is 'x'"), "bad-setting", 500),
        (InboxLocked(Path("/srv/inbox")), "telegram-locked", 503),
        (TokenRefused("no"), "telegram-token", 500),
        (TelegramDoorError("no"), "telegram", 503),
        (TanyaError("other"), "error", 500),
        (ValueError("other"), "unexpected", 500),
    ],
)
def test_every_branch_of_the_tree_has_its_own_slug_and_status(
    error: Exception, slug: str, status: int
) -> None:
    assert (describe(error).slug, describe(error).status) == (slug, status)


def test_a_subclass_without_words_of_its_own_takes_those_of_its_base() -> None:
    class Stale(NoGeneration):
        pass

    assert describe(Stale("x")).slug == "no-index"


def test_particulars_are_for_errors_of_the_operator_alone() -> None:
    assert describe(NoGeneration("/srv/index is empty")).particulars == "/srv/index is empty"
    assert describe(NotText("what was asked")).particulars == ""
    assert describe(RuntimeError("secret")) == Problem(
        "unexpected", "Maaf, ada yang salah di pihak saya.", "Coba lagi sebentar lagi.", 500
    )


def test_what_is_wrong_with_the_corpus_is_told_in_the_language_asked_for() -> None:
    error = CorpusFolderError(Path("/srv/articles"), FolderFault.MISSING)
    assert describe(error, "id").particulars == "Folder artikel /srv/articles tidak ada."
    assert describe(error, "en").particulars == "The folder of articles /srv/articles does not exist."


def test_checks_that_cannot_be_read_are_told_line_by_line() -> None:
    problem = CheckProblem(Path("checks/a.yml"), 3, CheckFault.EMPTY, ("contains",))
    told = describe(InvalidChecks((problem,)), "en")
    assert (told.slug, told.status) == ("bad-checks", 503)
    assert told.particulars == (
        "checks/a.yml, line 3: `contains` is empty, or one of its items is; "
        "expected a value, or no such line where it is optional."
    )


def test_no_words_are_missing_in_either_language() -> None:
    for words in bot.problems._TABLE.values():
        for texts in (words.title, words.detail):
            assert set(texts) == {"id", "en"}
            assert all(text.strip() for text in texts.values())
            assert re.findall(r"{\w+}", texts["id"]) == re.findall(r"{\w+}", texts["en"])
