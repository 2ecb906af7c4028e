"""What a follow-up names takes the place of what the question before named."""

import pytest

from bot.answering.evidence import EvidenceBook, read_evidence
from bot.answering.following import carried, exchanged, with_the_person
from bot.answering.kinds import bundled_classifier
from bot.answering.matching import WordMatcher
from bot.answering.names import Gazetteer
from bot.answering.question import Question, read_question
from corpus.article import Article
from index.embedder import HashingEmbedder

MATCHER = WordMatcher(HashingEmbedder(256))
NAMES = Gazetteer(["Lumut Jaya", "Pasar Batu", "Sukatani", "Anugerah Tirta", "Rahma Sekar"])


def read(text: str) -> Question:
    return read_question(text, "id", bundled_classifier(), NAMES)


@pytest.mark.parametrize(
    ("before", "last", "whole"),
    [
        ("Kota mana saja yang menang?", "Kalau kabupaten?", "kabupaten mana saja yang menang?"),
        ("Which cities won?", "What about regencies?", "Which regencies won?"),
        (
            "Siapa yang menang di Lumut Jaya?",
            "Kalau di Pasar Batu?",
            "Siapa yang menang di Pasar Batu?",
        ),
        ("Apakah Sukatani dapat Anugerah Tirta?", "kalau Malang?", "Apakah Malang dapat Anugerah Tirta?"),
        ("Did Sukatani receive the prize?", "And what about Malang?", "Did Malang receive the prize?"),
        ("Siapa yang menang di Lumut Jaya?", "Kalau di Lumut Jaya?", None),
        ("Siapa yang menang di Lumut Jaya?", "Lalu siapa Rahma Sekar?", None),
        ("Siapa yang menang?", "Kalau kabupaten?", "Siapa yang menang kabupaten?"),
        ("Siapa yang menang?", "Kalau Malang?", "Siapa yang menang Malang?"),
        ("Siapa juara 1 tari topi?", "juara 2 nya?", "Siapa juara 2 tari topi?"),
        ("Siapa juara tari topi di Sukatani?", "Kalau tari payung?", "Siapa juara tari payung di Sukatani?"),
        ("Siapa yang menang?", "Kalau dia?", None),
        ("Siapa yang menang di Lumut Jaya?", "Kalau begitu?", None),
    ],
)
def test_a_name_or_a_class_is_exchanged_for_one_of_its_sort(
    before: str, last: str, whole: str | None
) -> None:
    assert exchanged(read(before), read(last), MATCHER) == whole


@pytest.mark.parametrize(
    ("before", "last", "whole"),
    [
        ("Berapa panjang jalan Lumut Jaya?", "Terus biayanya berapa?", "biayanya berapa jalan Lumut Jaya?"),
        ("Kapan gempa Sukatani terjadi?", "Penyebabnya apa?", "Penyebabnya apa gempa Sukatani terjadi?"),
        ("Berapa kerugian banjir di Sukatani?", "Siapa bupatinya?", "Siapa bupatinya Sukatani?"),
        ("Which regencies won the prize?", "And how many cities?", "how many cities won the prize?"),
        ("Berapa panjang jalan Lumut Jaya?", "Kalau di Sukatani?", None),
    ],
)
def test_a_last_question_that_asks_by_itself_takes_the_matter_along(
    before: str, last: str, whole: str | None
) -> None:
    assert carried(read(before), read(last)) == whole


@pytest.mark.parametrize(
    ("last", "told", "whole"),
    [
        ("Dia menjabat apa?", "Rahma Sekar — “Kata Rahma Sekar, hujan.”", "Rahma Sekar menjabat apa?"),
        ("Apa jabatannya?", "Itu kata Rahma.", "Apa jabatan Rahma?"),
        ("What does he do?", "Bupati Rahma Sekar.", "What does Rahma Sekar do?"),
        ("Dia menjabat apa?", "Berita tidak menyebutnya.", "Dia menjabat apa?"),
        ("Kapan banjir terjadi?", "Rahma Sekar.", "Kapan banjir terjadi?"),
    ],
)
def test_a_pronoun_is_who_was_named_last(last: str, told: str, whole: str) -> None:
    article = Article(
        id="a",
        title="Banjir",
        publisher="Uji",
        published="2024-01-01",
        language="id",
        body="Banjir melanda Sukatani, kata Bupati Sukatani, Rahma Sekar.",
    )
    assert with_the_person(last, told, EvidenceBook([read_evidence(article)])) == whole
