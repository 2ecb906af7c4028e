"""The extractive answerer over invented articles, with a hashing embedder and a retriever by overlap."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.answering.answer import Answer, Inquiry, Source, Turn
from bot.answering.extractive import ExtractiveAnswerer, Limits
from bot.answering.reader import Reading
from bot.problems import EmptyQuestion, NotText, QuestionTooLong
from tests.answering.fakes import FLOOD, RACE, OverlapRetriever, finder


@pytest.fixture
def retriever() -> OverlapRetriever:
    return OverlapRetriever(FLOOD, RACE)


@pytest.fixture
def answerer(retriever: OverlapRetriever) -> ExtractiveAnswerer:
    return ExtractiveAnswerer(retriever, finder(), Limits(0.5, characters=200))


def test_the_sentence_that_answers_is_the_answer_and_its_quote(answerer: ExtractiveAnswerer) -> None:
    sentence = "Bupati Lumutan Teguh Aruna akan membangun tanggul baru tahun depan."
    start = FLOOD.body.index(sentence)
    assert answerer.answer(Inquiry("Siapa Bupati Lumutan?")) == Answer(
        answer=sentence,
        answered=True,
        kind="extract",
        language="id",
        sources=(
            Source(
                article_id="banjir-sungai-lumut",
                title=FLOOD.title,
                publisher="Warta Uji",
                published="2024-11-03",
                url="https://warta.example/banjir",
                quote=sentence,
                start=start,
                end=start + len(sentence),
                context=sentence,
                context_start=start,
            ),
        ),
        generation="v000007",
    )


def test_a_quote_in_another_language_is_introduced_in_the_language_asked(
    answerer: ExtractiveAnswerer,
) -> None:
    given = answerer.answer(Inquiry("Siapa Bupati Lumutan?", language="en"))
    assert given.language == "en"
    assert given.answer == (
        "The article says: “Bupati Lumutan Teguh Aruna akan membangun tanggul baru tahun depan.”"
    )
    english = answerer.answer(Inquiry("Who won the rowing race?"))
    assert (english.language, english.answer) == ("en", "The blue team won the rowing race on Saturday.")


def test_what_the_articles_do_not_say_is_refused_with_the_nearest_passage_and_questions_they_answer(
    answerer: ExtractiveAnswerer,
) -> None:
    given = answerer.answer(Inquiry("Berapa harga tiket konser di Lumutan?"))
    examples = answerer.examples(3)
    assert (given.answered, given.kind) == (False, "not_in_articles")
    assert given.answer.splitlines() == [
        "Berita yang saya punya tidak menjawab pertanyaan itu.",
        "Yang bisa saya jawab, misalnya:",
        *(f"• {example}" for example in examples),
    ]
    (nearest,) = given.sources
    assert nearest.quote == nearest.context == FLOOD.body[nearest.start : nearest.end]
    assert "Lumutan" in nearest.quote
    english = answerer.answer(Inquiry("How much were the concert tickets?"))
    assert english.answer.splitlines()[0] == "The articles I have do not answer that question."


def test_every_example_is_answered_from_its_own_article(answerer: ExtractiveAnswerer) -> None:
    examples = answerer.examples(3)
    assert examples[0] == "Siapa Kepala Badan Penanggulangan Bencana Daerah (BPBD) Lumutan?"
    assert len(set(examples)) == 3
    assert [answerer.answer(Inquiry(example)).answered for example in examples] == [True] * 3
    assert answerer.examples(1) == examples[:1]


def test_where_nothing_can_be_answered_no_example_is_offered(retriever: OverlapRetriever) -> None:
    never = ExtractiveAnswerer(retriever, finder(), Limits(threshold=1.1))
    assert never.examples(3) == ()
    assert never.answer(Inquiry("Siapa?")).answer == "Berita yang saya punya tidak menjawab pertanyaan itu."


class Told:
    """A reader that takes some words for the answer wherever they stand, with one certainty."""

    def __init__(self, words: str, sure: float) -> None:
        self._words, self._sure = words, sure

    def read(self, question: str, passages: Sequence[str], heads: Sequence[str] = ()) -> list[Reading]:
        starts = [passage.find(self._words) for passage in passages]
        return [
            Reading(start, start + len(self._words), 1.0, self._sure)
            if start >= 0
            else Reading(0, 0, -9.0, 0.0)
            for start in starts
        ]


def test_words_that_surely_answer_stand_before_the_sentence(retriever: OverlapRetriever) -> None:
    sentence = "Bupati Lumutan Teguh Aruna akan membangun tanggul baru tahun depan."
    inquiry = Inquiry("Siapa Bupati Lumutan?")

    def told(words: str, sure: float) -> str:
        return ExtractiveAnswerer(retriever, finder(Told(words, sure)), Limits(0.0)).answer(inquiry).answer

    assert told("Teguh Aruna", 0.9) == f"Teguh Aruna — “{sentence}”"
    assert told("Teguh Aruna", 0.4) == sentence
    # Most of a sentence is no shorter answer than the sentence.
    assert told("Teguh Aruna akan membangun tanggul baru", 0.9) == sentence


def test_articles_that_tell_it_alike_are_both_given_the_newer_one_first() -> None:
    old = replace(FLOOD, id="lama", published="2024-11-01", body="Sebanyak 90 warga Lumutan mengungsi.")
    new = replace(FLOOD, id="baru", published="2024-11-05", body="Sebanyak 412 warga Lumutan mengungsi.")
    both = ExtractiveAnswerer(OverlapRetriever(old, new), finder(), Limits(0.4))
    given = both.answer(Inquiry("Berapa warga Lumutan mengungsi?"))
    assert given.answer.splitlines() == [
        "Warta Uji (2024-11-05): “Sebanyak 412 warga Lumutan mengungsi.”",
        "Warta Uji (2024-11-01): “Sebanyak 90 warga Lumutan mengungsi.”",
    ]
    assert [source.article_id for source in given.sources] == ["baru", "lama"]


def test_a_follow_up_is_looked_up_behind_the_question_before_it(
    answerer: ExtractiveAnswerer, retriever: OverlapRetriever
) -> None:
    history = (Turn("user", "Siapa Bupati Lumutan?"), Turn("assistant", "Teguh Aruna."))
    given = answerer.answer(Inquiry("Dia akan membangun apa?", history))
    assert retriever.asked[0] == "Siapa Bupati Lumutan? Dia akan membangun apa?"
    assert given.answer == "Bupati Lumutan Teguh Aruna akan membangun tanggul baru tahun depan."


def test_what_cannot_be_a_question_is_refused_before_anything_is_looked_up(
    answerer: ExtractiveAnswerer, retriever: OverlapRetriever
) -> None:
    with pytest.raises(EmptyQuestion):
        answerer.answer(Inquiry(" … "))
    with pytest.raises(NotText):
        answerer.answer(Inquiry("\ud800"))
    with pytest.raises(QuestionTooLong):
        answerer.answer(Inquiry("a" * 201))
    assert retriever.asked == []


@pytest.mark.parametrize(
    ("question", "words", "told"),
    [
        ("Di mana tanggul dibangun Bupati Lumutan?", "tahun depan", False),
        ("Kapan Bupati Lumutan membangun tanggul?", "tahun depan", True),
        ("Kapan Bupati Lumutan membangun jembatan?", "tahun depan", False),
        ("Kapan Bupati Lumutan membangun tanggul?", "tanggul baru", False),
    ],
)
def test_what_has_all_words_of_the_question_and_a_time_needs_to_be_less_sure(
    retriever: OverlapRetriever, question: str, words: str, told: bool
) -> None:
    half_sure = ExtractiveAnswerer(retriever, finder(Told(words, 0.5)), Limits(0.8))
    assert half_sure.answer(Inquiry(question)).answered == told


def test_what_goes_over_to_others_is_no_part_of_the_quote() -> None:
    body = "Yang rusak ialah Pasar Lumut dan Pasar Sari. Sementara itu, Pasar Banu selamat. Api padam Senin."
    market = replace(FLOOD, body=body)
    inquiry = Inquiry("Pasar mana yang rusak?")

    def quoted(sure: float) -> str:
        reader = Told("Pasar Lumut dan Pasar Sari", sure)
        given = ExtractiveAnswerer(OverlapRetriever(market), finder(reader), Limits(0.0)).answer(inquiry)
        return given.sources[0].quote

    assert quoted(0.9) == "Yang rusak ialah Pasar Lumut dan Pasar Sari."
    assert quoted(0.4) == body.removesuffix(" Api padam Senin.")
