"""Facts found among the sentences of whole articles, by fixed weights and a hashing embedder."""

import json
import math
from collections.abc import Sequence

import numpy as np
import pytest

from bot.answering import facts
from bot.answering.facts import (
    JUDGED,
    RUNS_READ,
    Fact,
    bundled_threshold,
    bundled_weights,
    candidates,
)
from bot.answering.judge import answered_by_any
from bot.answering.matters import on_one_matter
from bot.answering.reader import Reading
from bot.answering.sentence_features import FEATURES, Document, run_around
from index.sentences import split_sentences
from tests.answering.fakes import PLAIN, finder, weights


def document(
    body: str, *, title: str = "Pasar Lumut", rank: float = 1.0, published: str = "2024-05-01"
) -> Document:
    return Document("a", title, body, published, "id", tuple(split_sentences(body)), rank)


MARKET = document(
    "LUMUTAN – Kebakaran melanda Pasar Lumut, Senin pagi. Sebanyak 187 kios di pasar itu hangus. "
    "Pada 2009, kebakaran menghanguskan 95 kios. Polisi memeriksa enam saksi. "
    "Mereka adalah pedagang kain. Kepala pasar, Rahma Sekar, menolak berkomentar."
)


def column(document: Document, question: str, name: str) -> list[float]:
    (rows,) = finder().features(question, [document])
    return [round(float(value), 3) for value in rows[:, FEATURES.index(name)]]


def text(fact: Fact) -> str:
    return fact.document.body[slice(*fact.run)]


def test_words_that_stand_in_every_sentence_tell_little_about_where_the_answer_is() -> None:
    body = "Pasar Lumut ramai. Pasar Lumut menjual kain. Pasar Lumut tutup pukul lima."
    shares = column(document(body), "Kain di Pasar Lumut?", "words, by rarity in the article")
    rare, common = math.log(5 / 1.5), math.log(5 / 4.5)
    assert shares == [
        round(2 * common / (rare + 2 * common), 3),
        1.0,
        round(2 * common / (rare + 2 * common), 3),
    ]


def test_each_feature_of_a_sentence() -> None:
    asked = "Berapa kios yang hangus pada 2009?"
    assert column(MARKET, asked, "sort of answer") == [-1, 1, 1, 1, -1, -1]
    assert column(MARKET, asked, "thing counted") == [0, 1, 1, 0, 0, 0]
    assert column(MARKET, asked, "year asked for") == [-1, -1, 1, -1, -1, -1]
    assert column(MARKET, "Berapa kios hangus?", "year asked for") == [0] * 6
    assert column(MARKET, "Berapa kios hangus?", "other year") == [0, 0, 1, 0, 0, 0]
    assert column(MARKET, asked, "first sentence") == [1, 0, 0, 0, 0, 0]
    assert column(MARKET, "Kenapa Rahma Sekar marah?", "names, with the sentence before") == [
        0,
        0,
        0,
        0,
        0,
        1,
    ]
    assert column(document(MARKET.body, rank=0.25), asked, "rank of the article") == [0.25] * 6
    assert column(MARKET, "Kios pasar hangus?", "words that the title lacks")[1] == 1.0
    assert column(MARKET, "Kios listrik pasar?", "words the article surely has") == [0.667] * 6
    lacks = column(MARKET, "Berapa listrik kepala pasar?", "weightiest word it lacks")
    assert lacks == [1.0] * 6
    assert finder().features(asked, [document("")])[0].shape == (0, len(FEATURES))


def test_the_fact_is_the_best_sentence_with_its_words_and_its_probability() -> None:
    (fact,) = finder().find("Berapa kios yang hangus?", [MARKET])
    assert text(fact) == "Sebanyak 187 kios di pasar itu hangus."
    assert fact.words == fact.run
    # Two of the four words of the question stand in the sentence: the reader by overlap is half sure.
    assert fact.sure == 0.5
    assert fact.probability == answered_by_any(np.array(finder_scores("Berapa kios yang hangus?", MARKET)))


def finder_scores(question: str, document: Document) -> list[float]:
    """What the plain weights give each run that is read: how sure the reader by overlap is of it."""
    found = finder()
    rows = found.features(question, [document])
    _, judged, _ = found.judged(question, [document], rows, np.array(PLAIN.choice))
    return list(PLAIN.judge.scores(judged))


def test_what_is_judged_of_a_run_that_was_read() -> None:
    shop = document("Toko Anu menjual 12 kain, bukan sepatu, sejak 2009.", title="Toko di Lumut")

    def told(question: str) -> dict[str, float]:
        found = finder(Reads("12 kain"))
        _, judged, _ = found.judged(
            question, [shop], found.features(question, [shop]), np.zeros(len(FEATURES))
        )
        return dict(zip(JUDGED, judged[0].round(3).tolist(), strict=True))

    three_and_four_words_off = (math.exp(-3 / 8) + math.exp(-4 / 8)) / 2
    known = told("Berapa kain dijual Toko Anu sejak 2010?")
    assert known["thing asked for"] == known["thing asked for met"] == 1.0
    assert known["thing asked for met by the reader's"] == 1.0
    assert known["reader: length of the words"] == 0.2
    assert known["numbers the run lacks"] == 0.5
    assert known["denied in one only"] == 1.0
    assert told("Apa yang tidak dijual Toko Anu?")["denied in one only"] == 0.0
    assert told("Sepatu?")["words met by the reader's"] == pytest.approx(math.exp(-2 / 8), abs=1e-3)
    since = told("Sejak 2009?")["words the title lacks met by the reader's"]
    assert since == pytest.approx(three_and_four_words_off, abs=1e-3)
    assert told("Siapa?")["thing asked for"] == 0.0


class Reads:
    """A reader that always finds the same words."""

    def __init__(self, words: str) -> None:
        self._words = words

    def read(self, question: str, passages: Sequence[str], heads: Sequence[str] = ()) -> list[Reading]:
        starts = [text.index(self._words) for text in passages]
        return [Reading(start, start + len(self._words), 1.0, 0.9) for start in starts]


def test_a_sentence_brings_those_that_lean_on_it_or_that_it_leans_on() -> None:
    assert [MARKET.body[slice(*run_around(MARKET, i))] for i in (3, 4)] == [
        "Polisi memeriksa enam saksi. Mereka adalah pedagang kain."
    ] * 2
    leaning = document("Satu. Itu dua. Ia tiga. Mereka empat. Lima.")
    assert [leaning.body[slice(*run_around(leaning, i))] for i in (0, 2, 3, 4)] == [
        "Satu. Itu dua.",
        "Satu. Itu dua. Ia tiga.",
        "Itu dua. Ia tiga. Mereka empat.",
        "Lima.",
    ]


def test_of_several_articles_those_near_the_best_are_given_best_first() -> None:
    one = document("Sebanyak 187 kios hangus.", rank=1.0)
    two = document("Sebanyak 95 kios hangus di pasar itu.", rank=0.5, title="Api di kota")
    far = document("Hujan turun.", rank=0.1, title="Cuaca hari ini")
    choice = {"rank of the article": 1.0, "words, by rarity in the article": 1.0}
    found = finder(given=weights(choice, {}, 0.0)).find("Berapa kios hangus?", [far, two, one, document("")])
    assert [fact.document.rank for fact in found] == [1.0, 0.5]
    assert [fact.probability for fact in found] == [0.5, 0.5]
    assert finder().find("Berapa?", []) == []


class Asked:
    """A reader that remembers what it is given, finds no words, and is surest of one text."""

    def __init__(self, surest: str) -> None:
        self.given: list[tuple[str, str, str]] = []
        self._surest = surest

    def read(self, question: str, passages: Sequence[str], heads: Sequence[str] = ()) -> list[Reading]:
        self.given += [(question, head, text) for head, text in zip(heads, passages, strict=True)]
        return [Reading(0, 0, 0.0, 0.9 if text == self._surest else 0.2) for text in passages]


def test_several_runs_are_read_under_the_title_and_the_surest_is_the_fact() -> None:
    reader = Asked("Polisi memeriksa enam saksi. Mereka adalah pedagang kain.")
    (fact,) = finder(reader).find("Berapa kios yang hangus?", [MARKET])
    assert len(reader.given) == RUNS_READ
    assert {head for _, head, _ in reader.given} == {"Pasar Lumut. "}
    assert reader.given[0][2] == "Sebanyak 187 kios di pasar itu hangus."
    assert (text(fact), fact.words, fact.sure) == (
        "Polisi memeriksa enam saksi. Mereka adalah pedagang kain.",
        None,
        0.9,
    )


def test_an_english_question_is_read_in_the_words_of_an_indonesian_article() -> None:
    reader = Asked("")
    finder(reader).find("How many stalls in the market burned?", [MARKET])
    assert {question for question, _, _ in reader.given} == {"berapa kios pasar kebakaran?"}


def test_the_runs_to_read_are_the_best_of_each_near_article_and_then_the_next_best() -> None:
    documents = [
        document("Satu. Dua. Tiga."),
        document("Empat.", title="Api di kota"),
        document("Lima.", title="Cuaca hari ini"),
        document(""),
    ]
    scores = [np.array([3.0, 2.9, 1.0]), np.array([2.5]), np.array([1.5]), np.array([])]
    chosen = candidates(documents, scores)
    assert [(c.document, c.sentence, c.score) for c in chosen] == [
        (0, 0, 3.0),
        (0, 1, 2.9),
        (1, 0, 2.5),
        (0, 2, 1.0),
    ]
    assert candidates([document("")], [np.array([])]) == []
    assert [c.sentence for c in candidates(documents, scores, 2) if c.document == 0] == [0]


def test_another_article_on_the_same_matter_is_always_read() -> None:
    flood = "Banjir merendam 11 desa di Lumut. Warga korban banjir mengungsi ke balai desa."
    later = "Banjir Lumut meluas ke 17 desa. Warga korban banjir masih mengungsi."
    documents = [
        document(flood, title="Banjir rendam 11 desa di Lumut", published="2024-05-01"),
        document(later, title="Banjir Lumut meluas", published="2024-05-30"),
        document("Harga cabai di Lumut naik.", title="Harga cabai di Lumut", published="2024-05-01"),
        document(later, title="Banjir Lumut meluas", published="2025-07-20"),
        document(flood.replace("Lumut", "Palung"), title="Banjir Palung", published="2024-05-01"),
    ]
    assert [on_one_matter(documents[0], other) for other in documents[1:]] == [True, False, False, False]
    scores = [np.array([9.0, 8.0]), np.array([2.0, 1.0]), np.array([3.0]), np.array([1.0]), np.array([1.0])]
    assert {c.document for c in candidates(documents, scores)} == {0, 1}


def test_articles_on_one_matter_name_the_same_persons_and_places() -> None:
    said = "Longsor memutus jalan kabupaten. Warga mengungsi ke balai desa, kata camat."
    here = document(f"{said} Andi Masykur meninjau Salu Karama, Watu Meja, dan Lemo Batu.")
    later = document(f"{said} Andi Masykur membuka jalan Salu Karama ke Watu Meja.")
    elsewhere = document(f"{said} Hendra Malin meninjau Aia Janiah, Koto Silung, dan Batang Sawo.")
    assert [on_one_matter(here, other) for other in (later, elsewhere)] == [True, False]


def test_places_in_an_order_and_what_is_only_planned() -> None:
    body = "Juara kedua Sanggar Merak. Tahun depan akan ada dua lomba. Tahun lalu ada satu lomba."
    prize = document(body, published="2023-05-01")
    assert column(prize, "Siapa juara 2?", "place in an order") == [1, -1, -1]
    assert column(prize, "Siapa juara?", "place in an order") == [0, 0, 0]
    assert column(prize, "Berapa lomba?", "looks ahead unasked") == [0, 1, 0]
    assert column(prize, "Apa yang akan ada?", "looks ahead as asked") == [0, 1, 0]
    assert column(prize, "Berapa lomba tahun 2023?", "other year") == [0, 0, 1]
    assert column(prize, "Berapa lomba tahun 2022?", "year asked for") == [-1, -1, 1]
    assert column(prize, "Berapa lomba tahun lalu?", "other year") == [0, 0, 0]


@pytest.mark.parametrize("question", ["", "?", "\ud800", "siapa", "🐟" * 50, "Berapa", "Mengapa " * 90])
def test_any_question_is_taken(question: str) -> None:
    for fact in finder().find(question, [MARKET, document("")]):
        assert 0 <= fact.run[0] < fact.run[1] <= len(MARKET.body)
        assert 0 <= fact.probability <= 1


def test_the_shipped_weights_are_those_of_the_features_in_their_order() -> None:
    fitted = json.loads(facts.WEIGHTS.read_text(encoding="utf-8"))
    assert tuple(fitted["choice"]) == FEATURES
    shipped = bundled_weights()
    assert np.isfinite(shipped.choice).all()
    assert np.isfinite(shipped.judge.scores(np.eye(len(JUDGED)))).all()
    assert 0.2 <= bundled_threshold() <= 0.9
