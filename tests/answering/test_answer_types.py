import pytest

from bot.answering.answer_types import asked_type, holds_type


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Siapa kepala desanya?", "person"),
        ("Who won?", "person"),
        ("Kapan banjir terjadi?", "time"),
        ("Tahun berapa jembatan dibangun?", "time"),
        ("In what year was it built?", "time"),
        ("Berapa warga yang mengungsi?", "number"),
        ("How many people fled?", "number"),
        ("Di mana posko didirikan?", "place"),
        ("Apa penyebab banjir?", None),
    ],
)
def test_what_sort_of_thing_is_asked_for(question: str, kind: str | None) -> None:
    assert asked_type(question) == kind


@pytest.mark.parametrize(
    ("sentence", "kind", "question", "held"),
    [
        ("Posko itu dipimpin Rahma Sekar.", "person", "Siapa yang memimpin?", True),
        ("Posko itu dipimpin seorang warga.", "person", "Siapa yang memimpin?", False),
        ("Menurut Rahma Sekar air surut.", "person", "Siapa Rahma Sekar?", False),
        ("Banjir datang pada Senin malam.", "time", "Kapan banjir datang?", True),
        ("Banjir datang pukul 21.30.", "time", "Kapan banjir datang?", True),
        ("Banjir datang tiba-tiba.", "time", "Kapan banjir datang?", False),
        ("Sebanyak 412 warga mengungsi.", "number", "Berapa warga mengungsi?", True),
        ("Tiga desa terendam.", "number", "Berapa desa terendam?", True),
        ("Pada 2024 warga mengungsi.", "number", "Berapa warga mengungsi pada 2024?", False),
        ("Posko berdiri di Balai Lumutan.", "place", "Di mana posko?", True),
        ("Posko sudah berdiri.", "place", "Di mana posko?", False),
    ],
)
def test_whether_a_sentence_holds_such_a_thing_that_the_question_lacks(
    sentence: str, kind: str, question: str, held: bool
) -> None:
    assert holds_type(sentence, kind, question) is held
