"""What something is, as running text says it."""

from pathlib import Path

import pytest

from bot.answering.answer import Inquiry
from bot.answering.composing import ComposingAnswerer
from corpus.article import Article
from tests.answering.test_composing import answerer_over

BOATS = Article(
    id="perahu-lumut",
    title="Perahu Baca menyusuri Sungai Lumut",
    publisher="Warta Uji",
    published="2024-03-01",
    language="id",
    body=(
        "LUMUTAN – Perahu Baca, menurut panitia, ramai dikunjungi. "
        "Dinas Perpustakaan meluncurkan taman baca terapung bernama Perahu Baca.\n"
        "Warga menyeberang dengan pincara, rakit kayu bermesin tempel.\n"
        "Sahabat Sungai adalah kelompok relawan yang memungut sampah. Sahabat Sungai, kata Anwar, tumbuh."
    ),
)


@pytest.fixture(scope="module")
def boats(tmp_path_factory: pytest.TempPathFactory) -> ComposingAnswerer:
    folder: Path = tmp_path_factory.mktemp("index")
    return answerer_over(folder, BOATS)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Apa itu Perahu Baca?", "Dinas Perpustakaan meluncurkan taman baca terapung bernama Perahu Baca."),
        (
            "pincara yang dipakai warga itu apa?",
            "Warga menyeberang dengan pincara, rakit kayu bermesin tempel.",
        ),
        ("Sahabat Sungai itu apa?", "Sahabat Sungai adalah kelompok relawan yang memungut sampah."),
        (
            "What is Perahu Baca?",
            "The article says: “Dinas Perpustakaan meluncurkan taman baca terapung bernama Perahu Baca.”",
        ),
    ],
)
def test_the_sentence_that_says_what_it_is(boats: ComposingAnswerer, question: str, answer: str) -> None:
    given = boats.answer(Inquiry(question))
    assert (given.answered, given.answer) == (True, answer)
    assert BOATS.body[given.sources[0].start : given.sources[0].end] == given.sources[0].quote


@pytest.mark.parametrize("question", ["Apa itu Kapal Baca?", "Apa itu PB?"])
def test_what_is_named_nowhere_is_not_explained(boats: ComposingAnswerer, question: str) -> None:
    assert boats.answer(Inquiry(question)).answered is False
