import pytest

from bot.answering.answer_types import asked_for


@pytest.mark.parametrize(
    ("question", "sort", "unit"),
    [
        ("Siapa kepala desanya?", "person", ""),
        ("Who won?", "person", ""),
        ("Kapan banjir terjadi?", "time", ""),
        ("Tahun berapa jembatan dibangun?", "time", "jembatan dibangun?"),
        ("In what year was it built?", "time", ""),
        ("Jam berapa air naik?", "clock", "air naik?"),
        ("Berapa warga yang mengungsi?", "number", "warga yang mengungsi?"),
        ("How many people fled?", "number", "people fled?"),
        ("Berapa anggaran jembatan itu?", "money", "anggaran jembatan itu?"),
        ("Siapa ketua badan anggaran?", "person", ""),
        ("What was the cost of the bridge?", "money", ""),
        ("Berapa persen warga yang ikut?", "percent", "persen warga yang"),
        ("Di mana posko didirikan?", "place", ""),
        ("Perusahaan mana yang membangun?", "company", ""),
        ("Apa penyebab banjir?", "reason", ""),
        ("Apa tema lomba?", None, ""),
        ("What was the exact date of the race?", "time", ""),
        ("Tanggal pastinya dan tanggal pasti lombanya?", "time", ""),
    ],
)
def test_what_sort_of_thing_is_asked_for(question: str, sort: str | None, unit: str) -> None:
    asked = asked_for(question)
    assert (asked.sort, asked.unit) == (sort, unit)


@pytest.mark.parametrize(
    ("sentence", "question", "fits"),
    [
        ("Posko itu dipimpin Rahma Sekar.", "Siapa yang memimpin?", 1),
        ("Posko itu dipimpin seorang warga.", "Siapa yang memimpin?", -1),
        ("Menurut Rahma Sekar air surut.", "Siapa Rahma Sekar?", -1),
        ("Banjir datang pada Senin malam.", "Kapan banjir datang?", 1),
        ("Banjir datang pukul 21.30.", "Kapan banjir datang?", 1),
        ("Banjir datang tiba-tiba.", "Kapan banjir datang?", -1),
        ("Air naik pukul 21.30 WIB.", "Jam berapa air naik?", 1),
        ("Air naik pada Senin.", "Jam berapa air naik?", -1),
        ("Sebanyak 412 warga mengungsi.", "Berapa warga mengungsi?", 1),
        ("Tiga desa terendam.", "Berapa desa terendam?", 1),
        ("Pada 2024 warga mengungsi.", "Berapa warga mengungsi pada 2024?", -1),
        ("Jembatan menelan Rp 2,5 miliar.", "Berapa biaya jembatan?", 1),
        ("Jembatan sepanjang 40 meter.", "Berapa biaya jembatan?", -1),
        ("Sebanyak 12,5 persen warga ikut.", "Berapa persen warga ikut?", 1),
        ("Posko berdiri di Balai Lumutan.", "Di mana posko?", 1),
        ("Posko berdiri di halaman kantor.", "Di mana posko?", 1),
        ("Posko sudah berdiri.", "Di mana posko?", -1),
        ("Jalan dikerjakan PT Batu Karang.", "Perusahaan mana yang mengerjakan jalan?", 1),
        ("Air naik.", "Kenapa air naik?", 0),
        ("Temanya “Air”.", "Apa tema lomba?", 0),
    ],
)
def test_whether_a_sentence_holds_such_a_thing_that_the_question_lacks(
    sentence: str, question: str, fits: int
) -> None:
    assert asked_for(question).fits(sentence) == fits


def test_a_reason_is_looked_for_only_where_one_is_asked_for() -> None:
    because = "Air naik karena hujan."
    assert asked_for("Kenapa air naik?").reasons(because) == 1
    assert asked_for("Kenapa air naik?").reasons("Air naik pada Senin.") == 0
    assert asked_for("Kapan air naik?").reasons(because) == 0


def test_what_is_counted_stands_behind_the_number_or_before_a_counter() -> None:
    asked = asked_for("Berapa pengunjung pameran?")
    assert list(asked.counted_in("Pameran menjual 30 lukisan besar.")) == [("lukisan", "besar")]
    assert list(asked.counted_in("Pameran itu dikunjungi 412 orang.")) == [
        ("pameran", "itu", "dikunjungi", "orang")
    ]
    assert list(asked.counted_in("Pameran ditutup.")) == []


@pytest.mark.parametrize(
    ("question", "text", "lacks"),
    [
        ("Kapan piala diserahkan?", "Piala diserahkan gubernur kepada wali kota di aula.", True),
        ("Kapan piala diserahkan?", "Piala diserahkan gubernur pada Senin.", False),
        ("Kapan piala diserahkan?", "Piala Bersih (PB) 2023 diserahkan menteri.", True),
        ("Kapan piala diserahkan?", "Piala Bersih 2023 diserahkan menteri.", True),
        ("Kapan piala diserahkan?", "Pada 2023 piala diserahkan menteri.", False),
        ("Kapan piala diserahkan?", "Sejak Januari 2023 piala itu berpindah tangan.", False),
        ("Berapa lama jalan ditutup?", "Jalan itu ditutup sepekan.", False),
        ("Berapa lama jalan ditutup?", "Jalan itu ditutup polisi.", True),
        ("Berapa anak yang hilang?", "Seorang anak hilang.", False),
        ("Berapa anak yang hilang?", "Anak hilang.", True),
        ("Berapa anggaran jembatan?", "Jembatan itu dibangun dua tahun.", True),
        ("Berapa anggaran jembatan?", "Jembatan itu menelan Rp 4,2 miliar.", False),
        ("Berapa persen yang ikut?", "Ada 412 warga yang ikut.", True),
        ("Siapa yang hadir?", "acara itu ramai.", False),
        ("Di mana lomba diadakan?", "acara itu ramai.", False),
        ("Apa tema lomba?", "acara itu ramai.", False),
    ],
)
def test_a_text_without_the_date_or_number_that_is_asked_for_cannot_answer(
    question: str, text: str, lacks: bool
) -> None:
    assert asked_for(question).lacks(text) is lacks


@pytest.mark.parametrize(
    ("question", "words", "before", "may"),
    [
        ("Di mana piala diserahkan?", "Anwar Basri", "piala diserahkan ", False),
        ("Di mana piala diserahkan?", "Lumutan", "piala diserahkan di ", True),
        ("Kapan piala diserahkan?", "Anwar Basri", "", False),
        ("Kapan piala diserahkan?", "Senin (3/5/2021)", "", True),
        ("Berapa warga?", "412 warga", "", True),
        ("Berapa warga?", "warga", "", False),
        ("Siapa juaranya?", "Anwar Basri", "", True),
    ],
)
def test_words_stand_in_front_only_where_they_are_of_the_sort_asked_for(
    question: str, words: str, before: str, may: bool
) -> None:
    assert asked_for(question).may_be(words, before) == may
