"""Chat spelling and typing errors are put right; what the corpus or the language knows is left alone."""

import pytest

from index.spelling import Speller, chat_lexicon, plain_words

CORPUS = [
    *("gempa", "mengguncang", "kota", "kemarin", "petang", "siapa", "saja", "bgt"),
    *("penghargaan", "penghargaan", "pengharapan", "diserahkan"),
]


@pytest.fixture
def speller() -> Speller:
    return Speller(
        {"yg": "yang", "aja": "saja", "bgt": "banget", "Kpn": "kapan"}, CORPUS, {"terjadi", "gempar"}
    )


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("yg dapat siapa aja?", "yang dapat siapa saja?"),
        ("KPN gempa", "kapan gempa"),
        ("pengharagaan itu", "penghargaan itu"),  # a letter for another
        ("pengharapn", "pengharapan"),
        ("gempaaa di kota", "gempa di kota"),
        ("kematin", "kemarin"),
        ("Gmepa, kemarin!", "gempa, kemarin!"),
    ],
)
def test_puts_right(speller: Speller, typed: str, meant: str) -> None:
    assert speller.normalise(typed) == meant


@pytest.mark.parametrize(
    "text",
    [
        "siapa bgt",  # the corpus has it, although the lexicon knows it as chat spelling
        "gempar terjadi",  # a plain word one letter away from a corpus word
        "kita",  # too short to be sure
        "mengguncing-guncang x1y2z",
        "",
        "😀 \ud800 …",
    ],
)
def test_leaves_alone(speller: Speller, text: str) -> None:
    assert speller.normalise(text) == text


def test_the_more_frequent_of_two_equally_near_words_is_meant(speller: Speller) -> None:
    assert Speller({}, ["pasar", "pagar", "pagar"]).normalise("paxar") == "pagar"


def test_two_edits_only_in_long_words(speller: Speller) -> None:
    assert speller.normalise("disrahkn") == "disrahkn"
    assert speller.normalise("mengguncg") == "mengguncang"


def test_shipped_lexicon_and_word_list() -> None:
    lexicon, words = chat_lexicon(), plain_words()
    assert (lexicon["yg"], lexicon["dpt"], lexicon["aja"], lexicon["bgt"]) == (
        "yang",
        "dapat",
        "saja",
        "sekali",
    )
    assert {"yang", "penghargaan", "mayor", "city"} <= words
    assert not words & lexicon.keys()


def test_shipped_data_put_an_everyday_chat_question_right() -> None:
    speller = Speller(chat_lexicon(), ["penghargaan", "diserahkan"], plain_words())
    assert speller.normalise("yg dpt pengharagaan siapa aja") == "yang dapat penghargaan siapa saja"
    assert speller.normalise("Who won the award in this city?") == "Who won the award in this city?"
