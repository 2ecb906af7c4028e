import pytest

from bot.answering.answer import Inquiry, Language, Turn
from bot.answering.language import detect, language_of
from bot.answering.words import table


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Siapa yang menyerahkan hadiah?", "id"),
        ("yg dpt juara siapa aja", "id"),
        ("mun kabupaten kayapa?", "id"),
        ("nangapa sababnya sidin kada umpat?", "id"),
        ("kalau desa itu?", "id"),
        ("Kapan novel We Need to Talk About Kevin dirilis?", "id"),
        ("What about the villages?", "en"),
        ("Did Wonosari win?", "en"),
        ("who is the mayor", "en"),
        ("Who wrote the book Laskar Pelangi?", "en"),
        ("pengungsian", "id"),
        ("population", "en"),
        ("Wonosari?", None),
        ("12.500", None),
        ("", None),
    ],
)
def test_the_language_of_short_questions(text: str, language: Language | None) -> None:
    assert detect(text) == language


def test_the_language_demanded_wins_over_the_question() -> None:
    assert language_of(Inquiry("Siapa bupatinya?", language="en")) == "en"


def test_a_question_that_could_be_either_stays_in_the_language_of_the_conversation() -> None:
    history = (
        Turn("user", "Did the flood hurt anybody?"),
        Turn("assistant", "Berita itu tidak menyebutnya."),
    )
    assert language_of(Inquiry("Wonosari?", history)) == "en"
    assert language_of(Inquiry("Wonosari?")) == "id"
    assert language_of(Inquiry("Kalau di Wonosari?", history)) == "id"


def test_no_word_stands_in_both_lists() -> None:
    rows = table("language_words")
    assert set(rows["id"]) & set(rows["en"]) == set()
