import pytest

from bot.answering.answer import Inquiry, Turn
from bot.answering.inquiries import checked, completed
from bot.problems import EmptyQuestion, NotText, QuestionTooLong


def test_a_question_is_composed_and_freed_of_what_cannot_be_seen() -> None:
    assert checked("  Siapa\u200b  yang\n menang\u202e di cafe\u0301? ") == "Siapa yang menang di café?"


@pytest.mark.parametrize("text", ["", "   ", "?!…", "\n\t", "👍"])
def test_nothing_to_look_up_is_an_empty_question(text: str) -> None:
    with pytest.raises(EmptyQuestion):
        checked(text)


@pytest.mark.parametrize("text", ["siapa \ud800?", "\x00\x01", "\u200b\u200b"])
def test_what_no_text_holds_is_refused(text: str) -> None:
    with pytest.raises(NotText):
        checked(text)


def test_the_limit_itself_is_allowed_and_one_more_is_not() -> None:
    assert checked("a" * 20, 20) == "a" * 20
    with pytest.raises(QuestionTooLong) as caught:
        checked("a" * 21, 20)
    assert (caught.value.length, caught.value.limit) == (21, 20)


HISTORY = (
    Turn("user", "Desa mana yang menang?"),
    Turn("assistant", "Desa Satu."),
)


@pytest.mark.parametrize(
    ("question", "completed_question"),
    [
        ("Kalau kota?", "Desa mana yang menang? Kalau kota?"),
        ("What about cities?", "Desa mana yang menang? What about cities?"),
        ("Dia diwakili siapa?", "Desa mana yang menang? Dia diwakili siapa?"),
        ("Berapa jumlahnya?", "Desa mana yang menang? Berapa jumlahnya?"),
        ("Kapan jembatan baru dibuka?", "Kapan jembatan baru dibuka?"),
        (
            "Siapa yang akan membangun tanggul di sungai itu tahun depan?",
            "Siapa yang akan membangun tanggul di sungai itu tahun depan?",
        ),
    ],
)
def test_only_a_question_that_leans_back_takes_the_one_before_it_along(
    question: str, completed_question: str
) -> None:
    assert completed(question, Inquiry(question, HISTORY)) == completed_question


def test_without_an_earlier_question_there_is_nothing_to_lean_on() -> None:
    assert completed("Kalau kota?", Inquiry("Kalau kota?", HISTORY[1:])) == "Kalau kota?"
