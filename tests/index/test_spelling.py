"""Chat spelling and typing errors are put right; what the corpus or the language knows is left alone."""

import pytest

from index.lexical import LexicalIndex
from index.spelling import Spelled, Speller, chat_lexicon, plain_words

CORPUS = [
    *("gempa", "mengguncang", "kota", "kemarin", "petang", "siapa", "saja", "bgt"),
    *("penghargaan", "penghargaan", "pengharapan", "diserahkan"),
]


@pytest.fixture
def speller() -> Speller:
    return Speller(
        {"yg": "yang", "aja": "saja", "bgt": "banget", "Kpn": "kapan"}, CORPUS, ("lama", "terjadi", "gempar")
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
        ("pnghrgaan", "penghargaan"),  # vowels left out
        ("kmrin", "kemarin"),
        ("kta", "kta"),  # three letters are only taken for a very usual word
        ("lma", "lama"),
        ("Lma Gmpa", "Lma Gmpa"),  # short and written large: a name
        ("ygggg", "yang"),
    ],
)
def test_puts_right(speller: Speller, typed: str, meant: str) -> None:
    assert speller.normalise(typed) == meant


@pytest.mark.parametrize(
    "text",
    [
        "siapa bgt",  # the corpus has it, although the lexicon knows it as chat spelling
        "gempar terjadi",  # a plain word one letter away from a corpus word
        "kata",  # too short to be sure
        "gempakan",  # a form of a word of the corpus
        "mengguncing-guncang x1y2z",
        "",
        "😀 \ud800 …",
    ],
)
def test_leaves_alone(speller: Speller, text: str) -> None:
    assert speller.normalise(text) == text


def test_the_more_frequent_of_two_equally_near_words_is_meant(speller: Speller) -> None:
    assert Speller({}, ["penasar", "penagar", "penagar"]).normalise("penalar") == "penagar"


def test_a_likelier_error_wins_over_a_commoner_word() -> None:
    speller = Speller({}, ["kaset", "kapas", "kapas", "kapas"])
    assert speller.normalise("kasett") == "kaset"
    assert speller.normalise("kapes") == "kapas"


def test_of_two_near_words_the_one_that_stands_with_the_rest_of_the_question_is_meant() -> None:
    texts = ["nomor atom klorin", "harga koran naik", "koran pagi", "nomor rumah"]
    words = [word for text in texts for word in text.split()]
    company = LexicalIndex.build(texts).company
    alone = Speller({}, words)
    assert alone.normalise("atom korin") == "atom koran"
    assert Speller({}, words, company=company).normalise("atom korin") == "atom klorin"
    assert Speller({}, words, company=company).normalise("harga korin") == "harga koran"


def test_a_word_of_its_own_keeps_its_place_and_is_also_searched_as_chat() -> None:
    speller = Speller({"dr": "dari", "pan": "kapan"}, ["dr"] + ["dari"] * 9 + ["Pan", "kapan"], ())
    assert speller.spell("dr mana") == Spelled("dr mana", "dari mana")
    assert speller.spell("Dr Mana") == Spelled("Dr Mana", "Dr Mana")  # written large: no chat
    assert speller.spell("pan naik") == Spelled("pan naik", "pan naik")  # as common as its reading


def test_a_usual_word_of_the_language_is_not_searched_as_chat() -> None:
    usual = ("dengan", "by", "dari", *(f"x{i}" for i in range(20)), "centre")
    speller = Speller({"by": "dengan", "centre": "dari"}, ["dengan", "dari"], usual)
    assert speller.spell("by centre") == Spelled("by centre", "by dari")


def test_what_is_written_large_inside_a_question_becomes_a_name_or_stays() -> None:
    speller = Speller({}, ["Sorang", "seorang", "Surono"], ["prepare"])
    assert speller.normalise("apakah Seoranh datang") == "apakah Seoranh datang"
    assert speller.normalise("apakah seoranh datang") == "apakah seorang datang"
    assert speller.normalise("apakah Suronoo datang") == "apakah surono datang"
    assert speller.normalise("apakah Parepare datang") == "apakah Parepare datang"
    assert speller.normalise("APAKAH SEORANH DATANG") == "APAKAH seorang DATANG"


def test_what_is_written_large_inside_a_question_is_no_chat_spelling() -> None:
    speller = Speller(
        {"slamet": "selamat", "kuta": "kota"}, ["Kota", "Lumut"], ["apakah", "hadir", "selamat"]
    )
    assert speller.normalise("apakah Slamet hadir") == "apakah Slamet hadir"
    assert speller.normalise("apakah Kuta Lumut hadir") == "apakah kota Lumut hadir"
    assert speller.normalise("slamet hadir") == "selamat hadir"


def test_two_edits_only_in_long_words(speller: Speller) -> None:
    assert speller.normalise("dasarhkan") == "dasarhkan"
    assert speller.normalise("mengguncg") == "mengguncang"


def test_shipped_lexicon_and_word_list() -> None:
    lexicon, words = chat_lexicon(), plain_words()
    assert (lexicon["yg"], lexicon["dpt"], lexicon["aja"], lexicon["bgt"]) == (
        "yang",
        "dapat",
        "saja",
        "sekali",
    )
    assert {"yang", "penghargaan", "mayor", "city", "dimanakah"} <= words.keys()
    assert words["yang"] < words["penghargaan"]


def test_shipped_data_put_an_everyday_chat_question_right() -> None:
    speller = Speller(chat_lexicon(), ["penghargaan", "diserahkan"], plain_words())
    assert speller.normalise("yg dpt pengharagaan siapa aja") == "yang dapat penghargaan siapa saja"
    assert speller.normalise("Who won the award in this city?") == "Who won the award in this city?"


def test_a_word_of_chat_and_of_a_dialect_is_read_by_the_words_beside_it() -> None:
    speller = Speller(
        {"napa": "kenapa"}, ["harga", "menjabat"], ["apa", "kenapa"], dialect={"napa": "apa", "nang": "yang"}
    )
    assert speller.normalise("napa naik") == "kenapa naik"
    assert speller.normalise("napa nang naik") == "apa yang naik"
    assert speller.normalise("manjabat napa") == "menjabat apa"
    assert speller.normalise("manjabatkah") == "menjabatkah"


def test_banjarese_prefixes_are_heard_and_names_are_corrected_less_than_words() -> None:
    speller = Speller({}, ["Hendrik", "bertanding", "terpilih", "Sungai"], [])
    assert speller.normalise("siapa batanding dan tapilih") == "siapa bertanding dan terpilih"
    assert speller.normalise("apakah Hendrikus di Sungay") == "apakah Hendrikus di sungai"


@pytest.mark.parametrize(
    ("spoken", "written"),
    [
        ("nyerahin", "menyerahkan"),
        ("ngumumin", "mengumumkan"),
        ("ngebangun", "membangun"),
        ("ngejelasin", "menjelaskan"),
        ("nyelametin", "menyelamatkan"),
        ("nanganin", "menangani"),
        ("mecat", "memecat"),
        ("digantiin", "digantikan"),
        # No verb of these is known, or the word is: they stay.
        ("nyoman", "nyoman"),
        ("ngada", "ngada"),
        ("Nyerahin", "Nyerahin"),
        ("menang", "menang"),
    ],
)
def test_a_verb_as_it_is_spoken_is_read_as_it_is_written(spoken: str, written: str) -> None:
    assert Speller({}, ["menang"], plain_words()).normalise(f"siapa {spoken} itu") == f"siapa {written} itu"


def test_of_two_formal_verbs_the_one_of_the_corpus_is_meant() -> None:
    assert Speller({}, ["ditutupi"], ["ditutupkan"]).normalise("ditutupin") == "ditutupi"
