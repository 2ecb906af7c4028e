"""Which facts can answer a question at all."""

import pytest

from bot.answering.choosing import tells
from bot.answering.facts import Fact
from bot.answering.kinds import bundled_classifier
from bot.answering.names import Gazetteer
from bot.answering.question import read_question
from bot.answering.sentence_features import Document

NAMES = Gazetteer(["Anu Jaya", "Banu Raya", "Lumutan"])


def told(text: str, title: str = "Lomba di Lumutan", published: str = "2023-05-01") -> Fact:
    document = Document("a", title, text, published, "id", ((0, len(text)),), 1.0)
    return Fact(document, (0, len(text)), None, 1.0, 1.0, 1.0)


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
    assert tells(read)(told(text)) == able
