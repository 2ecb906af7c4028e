"""The reader contract, run on the fake and on the shipped reader alike."""

import pytest

from bot.answering.reader import OverlapReader, Reader, Reading

PASSAGES = [
    "Hujan turun sejak pagi. Gempa itu terjadi pada hari Selasa di Lombok. Warga mengungsi.",
    "Harga cabai naik dua kali lipat di pasar.",
]


@pytest.fixture(params=[OverlapReader])
def reader(request: pytest.FixtureRequest) -> Reader:
    return request.param()


def test_one_reading_per_passage_in_order(reader: Reader) -> None:
    forward = reader.read("Kapan gempa itu terjadi?", PASSAGES)
    backward = reader.read("Kapan gempa itu terjadi?", PASSAGES[::-1])
    assert [(r.start, r.end) for r in forward] == [(r.start, r.end) for r in backward[::-1]]
    assert forward[0].score > forward[1].score
    assert forward[0].answerable > forward[1].answerable


def test_spans_lie_inside_the_passage_and_are_not_blank(reader: Reader) -> None:
    for reading, passage in zip(reader.read("Di mana gempa terjadi?", PASSAGES), PASSAGES, strict=True):
        assert 0 <= reading.start < reading.end <= len(passage)
        assert passage[reading.start : reading.end].strip() == passage[reading.start : reading.end]
        assert 0.0 <= reading.answerable <= 1.0


def test_no_passages_give_no_readings(reader: Reader) -> None:
    assert reader.read("Kapan?", []) == []


@pytest.mark.parametrize("blank", ["", "   \n"])
def test_a_passage_without_words_answers_nothing(reader: Reader, blank: str) -> None:
    blank_reading, other = reader.read("Kapan gempa terjadi?", [blank, PASSAGES[0]])
    assert (blank_reading.start, blank_reading.end, blank_reading.answerable) == (0, 0, 0.0)
    assert other.end > 0


@pytest.mark.parametrize("question", ["", "😀😀", "\ud800", "kapan " * 3000, "\x00"])
def test_any_question_is_taken(reader: Reader, question: str) -> None:
    readings = reader.read(question, PASSAGES)
    assert [0 <= r.start <= r.end <= len(p) for r, p in zip(readings, PASSAGES, strict=True)] == [True, True]


def test_an_answer_far_inside_a_long_passage_is_found(reader: Reader) -> None:
    passage = (
        "Pasar ramai sejak pagi. " * 400 + "Gempa itu terjadi pada hari Selasa. " + "Warga pulang. " * 40
    )
    (reading,) = reader.read("Kapan gempa itu terjadi?", [passage])
    sentence = passage.index("Gempa")
    assert sentence <= reading.start < reading.end <= sentence + 36


def test_odd_characters_do_not_shift_the_span(reader: Reader) -> None:
    plain, odd = reader.read(
        "Kapan gempa itu terjadi?",
        ["Gempa itu terjadi pada hari Selasa.", "😀 \ud800 é. Gempa itu terjadi pada hari Selasa."],
    )
    assert (odd.start, odd.end) == (plain.start + 7, plain.end + 7)


def test_same_question_same_reading(reader: Reader) -> None:
    assert reader.read("Siapa?", PASSAGES) == reader.read("Siapa?", PASSAGES)


def test_overlap_reader_scores_the_share_of_question_words() -> None:
    (reading, _) = OverlapReader().read("Kapan gempa itu terjadi?", PASSAGES)
    assert reading == Reading(24, 69, 0.75, 0.75)
    assert PASSAGES[0][24:69] == "Gempa itu terjadi pada hari Selasa di Lombok."
