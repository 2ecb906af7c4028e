"""The reader contract, run on the fake and on the shipped reader alike."""

from pathlib import Path

import pytest

from bot.answering.reader import OverlapReader, Reader, Reading, TransformerReader, bundled_reader

PASSAGES = [
    "Hujan turun sejak pagi. Gempa itu terjadi pada hari Selasa di Lombok. Warga mengungsi.",
    "Harga cabai naik dua kali lipat di pasar.",
]


@pytest.fixture(scope="module")
def shipped() -> TransformerReader:
    return TransformerReader(bundled_reader())


@pytest.fixture(params=["overlap", "shipped"])
def reader(request: pytest.FixtureRequest) -> Reader:
    return OverlapReader() if request.param == "overlap" else request.getfixturevalue("shipped")


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
    plain, odd = "Gempa itu terjadi pada hari Selasa.", "😀 \ud800 é. Gempa itu terjadi pada hari Selasa."
    first, second = reader.read("Kapan gempa itu terjadi?", [plain, odd])
    # With more before it the sentence may be read in more or fewer words.
    assert plain[: first.end].rstrip(".").endswith("Selasa")
    assert odd[: second.end].rstrip(".").endswith("Selasa")


def test_same_question_same_reading(reader: Reader) -> None:
    assert reader.read("Siapa?", PASSAGES) == reader.read("Siapa?", PASSAGES)


def test_overlap_reader_scores_the_share_of_question_words() -> None:
    (reading, _) = OverlapReader().read("Kapan gempa itu terjadi?", PASSAGES)
    assert reading == Reading(24, 69, 0.75, 0.75)
    assert PASSAGES[0][24:69] == "Gempa itu terjadi pada hari Selasa di Lombok."


QUAKE, CHILLI = PASSAGES
BRIDGE = (
    "SUKARJA – Bupati Sukarja, Drs. Hadi Mulyono, meresmikan Jembatan Kali Wening, Senin (3/5/2021). "
    "Jembatan sepanjang 120 meter itu dibangun dengan dana Rp 1,5 miliar."
)
OPENED, DEAR = "Jembatan Kali Wening Diresmikan. ", "Harga Cabai Naik. "
# As it is read in service: under the title of its article.
GOLDEN = [
    ("Di mana gempa itu terjadi?", "Gempa Guncang Lombok. ", QUAKE, "Lombok", 5.590, 0.727),
    ("Siapa yang meresmikan Jembatan Kali Wening?", OPENED, BRIDGE, "Hadi Mulyono", -2.085, 0.339),
    ("Kapan Jembatan Kali Wening diresmikan?", OPENED, BRIDGE, "Senin (3/5/2021)", 3.406, 0.618),
    ("Berapa panjang Jembatan Kali Wening?", OPENED, BRIDGE, "120 meter", 9.429, 0.856),
    ("Berapa biaya Jembatan Kali Wening?", OPENED, BRIDGE, "Rp 1,5 miliar", 8.890, 0.842),
    ("Siapa penyanyi lagu itu?", OPENED, BRIDGE, "Mulyono", -12.334, 0.054),
    ("Siapa gubernur Sukarja?", OPENED, BRIDGE, "Hadi Mulyono", -15.609, 0.029),
    ("Siapa presiden Prancis?", DEAR, CHILLI, "Harga cabai", -20.887, 0.011),
]


@pytest.mark.parametrize(("question", "head", "passage", "answer", "score", "answerable"), GOLDEN)
def test_golden_readings_of_the_shipped_reader(
    shipped: TransformerReader,
    question: str,
    head: str,
    passage: str,
    answer: str,
    score: float,
    answerable: float,
) -> None:
    (reading,) = shipped.read(question, [passage], [head])
    assert passage[reading.start : reading.end] == answer
    assert reading.score == pytest.approx(score, abs=0.02)
    assert reading.answerable == pytest.approx(answerable, abs=0.005)


def test_what_answers_is_surer_than_what_does_not(shipped: TransformerReader) -> None:
    asked = "Berapa panjang Jembatan Kali Wening?"
    told, other = shipped.read(asked, [BRIDGE, CHILLI], [OPENED, DEAR])
    assert told.score - other.score > 15


def test_a_folder_without_a_reader_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="json is missing"):
        TransformerReader(tmp_path)
