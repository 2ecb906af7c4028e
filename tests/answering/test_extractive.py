"""The extractive answerer over invented articles, with a hashing embedder and a retriever by overlap."""

from collections.abc import Sequence

import pytest

from bot.answering.answer import Answer, Inquiry, Source, Turn
from bot.answering.extractive import ExtractiveAnswerer, Limits
from bot.answering.reader import Reading
from bot.answering.sentence_reader import SentenceReader, TermWeights, bundled_threshold
from bot.problems import EmptyQuestion, NotText, QuestionTooLong
from index.passages import split_passages
from tests.answering.fakes import FLOOD, RACE, OverlapRetriever, StemHashes


@pytest.fixture
def retriever() -> OverlapRetriever:
    return OverlapRetriever(FLOOD, RACE)


@pytest.fixture
def answerer(retriever: OverlapRetriever) -> ExtractiveAnswerer:
    terms = TermWeights(p.text for a in (FLOOD, RACE) for p in split_passages(a))
    return ExtractiveAnswerer(
        retriever, SentenceReader(StemHashes(), terms), Limits(bundled_threshold(), characters=200)
    )


def test_the_sentence_that_answers_is_the_answer_and_its_quote(answerer: ExtractiveAnswerer) -> None:
    sentence = "Bupati Lumutan Teguh Aruna akan membangun tanggul baru tahun depan."
    start = FLOOD.body.index(sentence)
    passage = next(p for p in split_passages(FLOOD) if p.start <= start < p.end)
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
                context=passage.text,
                context_start=passage.start,
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
    never = ExtractiveAnswerer(
        retriever, SentenceReader(StemHashes(), TermWeights([])), Limits(threshold=1.0)
    )
    assert never.examples(3) == ()
    assert never.answer(Inquiry("Siapa?")).answer == "Berita yang saya punya tidak menjawab pertanyaan itu."


class Fixed:
    """A reader that finds what it was told to find."""

    def __init__(self, *readings: Reading) -> None:
        self._readings = readings

    def read(self, question: str, passages: Sequence[str]) -> list[Reading]:
        return [*self._readings, *[Reading(0, 0, -9.0, 0.0)] * len(passages)][: len(passages)]


def test_a_span_inside_a_sentence_quotes_the_sentence_and_one_across_two_quotes_both(
    retriever: OverlapRetriever,
) -> None:
    first = split_passages(FLOOD)[0].text
    inside = first.index("hujan deras")
    answerer = ExtractiveAnswerer(retriever, Fixed(Reading(inside, inside + 11, 1, 0.9)), Limits(0.5))
    assert answerer.answer(Inquiry("banjir merendam desa?")).answer == (
        "Air mulai naik setelah hujan deras turun selama enam jam."
    )
    across = Fixed(Reading(first.index("tiga desa"), inside, 1, 0.9))
    quote = ExtractiveAnswerer(retriever, across, Limits(0.5)).answer(Inquiry("banjir merendam desa?")).answer
    assert quote == first[: first.index("jam.") + 4]


def test_of_the_spans_sure_enough_the_best_score_wins(retriever: OverlapRetriever) -> None:
    likelier, better = Reading(0, 5, 1.0, 0.9), Reading(0, 5, 2.0, 0.6)
    unsure = Reading(0, 5, 9.0, 0.4)
    answerer = ExtractiveAnswerer(retriever, Fixed(likelier, better, unsure), Limits(0.5))
    found = retriever.retrieve("warga", 3)
    (source,) = answerer.answer(Inquiry("warga")).sources
    assert (source.article_id, source.start) == (found[1].article.id, found[1].passage.start)


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
