"""Which facts can answer a question at all."""

from dataclasses import replace

import pytest

from bot.answering.choosing import tells
from bot.answering.evidence import read_evidence
from bot.answering.facts import Fact
from bot.answering.kinds import bundled_classifier
from bot.answering.material import Page
from bot.answering.names import Gazetteer
from bot.answering.question import read_question
from bot.answering.sentence_features import Document
from corpus.article import Article

NAMES = Gazetteer(["Anu Jaya", "Banu Raya", "Lumutan"])


def told(text: str, title: str = "Lomba di Lumutan", published: str = "2023-05-01") -> Fact:
    document = Document("a", title, text, published, "id", ((0, len(text)),), 1.0)
    return Fact(document, (0, len(text)), None, 1.0, 1.0, 1.0)


def page_of(text: str) -> Page:
    article = Article(
        id="a", title="Lomba", publisher="Warta Uji", published="2023-05-01", language="id", body=text
    )
    return Page(read_evidence(article), 1.0)


@pytest.mark.parametrize(
    ("question", "text", "able"),
    [
        ("Mengapa Anu Jaya kalah?", "Anu Jaya kalah karena hujan.", True),
        ("Mengapa Anu Jaya kalah?", "Banu Raya kalah karena hujan.", False),
        ("Mengapa banjir melanda di Anu Jaya?", "Banjir terjadi karena hujan.", True),
        ("Apakah Anu Jaya menang?", "Banu Raya menang.", False),
        ("Apakah Pemkot Lumutan menang?", "Pemkot menang.", True),
        ("Berapa biaya lomba tahun 2019?", "Biayanya Rp2 miliar.", False),
        ("Berapa biaya lomba tahun 2019?", "Pada 2019 biayanya Rp2 miliar.", True),
        ("Berapa biaya lomba tahun 2022?", "Tahun lalu biayanya Rp2 miliar.", True),
        ("Berapa biaya lomba tahun 2023?", "Biayanya Rp2 miliar.", True),
        ("Siapa yang tidak hadir?", "Bupati hadir.", False),
        ("Siapa yang tidak hadir?", "Bupati absen.", True),
        ("Berapa biaya lomba tahun 2024?", "Biayanya Rp2 miliar.", True),
    ],
)
def test_a_fact_is_of_whom_and_of_when_it_is_asked(question: str, text: str, able: bool) -> None:
    read = read_question(question, "id", bundled_classifier(), NAMES)
    assert tells(read, [page_of(text)])(told(text)) == able


@pytest.mark.parametrize(
    ("question", "words", "able"),
    [
        ("Desa mana saja yang terendam?", "Arum, Banyu, dan Cemara", True),
        ("Kelurahan mana saja yang terendam?", "Arum, Banyu, dan Cemara", False),
        ("Kelurahan mana saja yang terendam?", "pada Senin", True),
        ("Di mana banjir melanda?", "Arum, Banyu, dan Cemara", True),
    ],
)
def test_words_that_are_items_of_another_class_do_not_tell(question: str, words: str, able: bool) -> None:
    text = "Yang terendam pada Senin adalah Desa Arum, Banyu, dan Cemara."
    start = text.index(words)
    fact = replace(told(text), words=(start, start + len(words)))
    read = read_question(question, "id", bundled_classifier(), NAMES)
    assert tells(read, [page_of(text)])(fact) == able
