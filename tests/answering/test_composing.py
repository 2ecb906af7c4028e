"""Each kind of question gets its kind of answer, over invented articles; what is not there is refused."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.answering.answer import Answer, Inquiry, Turn
from bot.answering.composing import ComposingAnswerer
from bot.answering.extractive import ExtractiveAnswerer, Limits
from corpus.article import Article
from index.builder import build_index
from index.embedder import HashingEmbedder
from index.opening import open_index
from index.retriever import Retriever
from tests.answering.fakes import finder

PRIZE = Article(
    id="piala-bersih",
    title="Kota Sukatani meraih Piala Bersih 2023",
    publisher="Warta Uji",
    published="2023-06-05",
    language="id",
    body=(
        "SUKATANI – Wali Kota Sukatani, H. Darma Putra, S.Sos., menerima Piala Bersih 2023 dari Menteri "
        "Lingkungan, Ratna Dewi, di Gedung Merdeka.\n"
        "Piala itu digagas Badan Lingkungan Nasional (BLN) pada 2015.\n"
        "“Kami akan menambah tiga bank sampah. Warga harus memilah sampah,” kata Darma Putra. "
        "Ia menambahkan, taman baru akan dibuka bulan depan.\n"
        "Penghargaan tingkat kota diberikan kepada Kota Sukatani, Malang, Tanjung-Sari, dan Bontang. "
        "Sedangkan di tingkat kabupaten, penghargaan diberikan kepada Kabupaten Sleman, Malang, dan Gowa. "
        "Kemudian Kabupaten Tapin, Maros, dan Wajo. Kota Kendari tidak termasuk penerima.\n"
        "Tujuh sekolah ikut membersihkan sungai, di antaranya SDN 1 Sukatani, SMPN 2 Sukatani, "
        "dan SMAN 3 Sukatani."
    ),
)
ROAD = Article(
    id="jalan-lembah",
    title="Jalan Lembah Hijau ditutup sepekan",
    publisher="Kabar Lain",
    published="2024-02-01",
    language="id",
    body=(
        "LEMBAH HIJAU – Jalan Lembah Hijau ditutup karena longsor. "
        "Kepala Dinas Pekerjaan Umum Lembah Hijau, Surya Wijaya, mengatakan perbaikan memakan waktu sepekan."
    ),
)


@pytest.fixture(scope="module")
def answerer(tmp_path_factory: pytest.TempPathFactory) -> ComposingAnswerer:
    folder: Path = tmp_path_factory.mktemp("index")
    embedder = HashingEmbedder(256)
    build_index([PRIZE, ROAD], folder, embedder)
    retriever = Retriever(open_index(folder, embedder), embedder)
    facts = ExtractiveAnswerer(retriever, finder(), Limits(0.6))
    return ComposingAnswerer(retriever, facts, Limits(0.6))


def ask(answerer: ComposingAnswerer, question: str, *before: str) -> Answer:
    turns = tuple(Turn("user" if i % 2 == 0 else "assistant", text) for i, text in enumerate(before))
    answer = answerer.answer(Inquiry(question, turns))
    bodies = {PRIZE.id: PRIZE.body, ROAD.id: ROAD.body}
    for source in answer.sources:
        assert bodies[source.article_id][source.start : source.end] == source.quote
        assert source.context[source.start - source.context_start :].startswith(source.quote)
    return answer


CITIES = "4 kota:\n• Sukatani\n• Malang\n• Tanjung-Sari\n• Bontang"
REGENCIES = "6 kabupaten:\n• Sleman\n• Malang\n• Gowa\n• Tapin\n• Maros\n• Wajo"


@pytest.mark.parametrize(
    ("question", "kind", "answer"),
    [
        ("Kota mana saja yang menang?", "list", CITIES),
        ("daftar kabupaten pemenang dong", "list", REGENCIES),
        ("Siapa saja pemenang Piala Bersih?", "list", f"{CITIES}\n{REGENCIES}"),
        ("Which cities won?", "list", CITIES.replace("kota", "cities")),
        ("Berapa kota yang menang?", "count", "4 kota disebut dalam berita."),
        ("How many regencies received the award?", "count", "The article names 6 regencies."),
        ("Berapa sekolah yang ikut membersihkan sungai?", "count", "7, menurut berita."),
        ("Apakah Bontang menang?", "whether", "Ya, Bontang disebut, sebagai kota."),
        ("tanjungsari menang nggak", "whether", "Ya, Tanjung-Sari disebut, sebagai kota."),
        ("Did Malang win?", "whether", "Yes, Malang is named, among the cities and regencies."),
        ("Apakah Kendari menang?", "whether", "Kota Kendari tidak termasuk penerima."),
        ("Siapa wali kota Sukatani?", "role", "H. Darma Putra (Wali Kota Sukatani)."),
        ("Who is the mayor of Sukatani?", "role", "H. Darma Putra (Wali Kota Sukatani)."),
        (
            "Siapa kepala dinas pekerjaan umum?",
            "role",
            "Surya Wijaya (Kepala Dinas Pekerjaan Umum Lembah Hijau).",
        ),
        ("Apa jabatan Ratna Dewi?", "person", "Ratna Dewi: Menteri Lingkungan."),
        ("Apa kepanjangan BLN?", "abbreviation", "BLN: Badan Lingkungan Nasional."),
    ],
)
def test_answers_by_kind(answerer: ComposingAnswerer, question: str, kind: str, answer: str) -> None:
    given = ask(answerer, question)
    assert (given.kind, given.answer, given.answered) == (kind, answer, True)
    assert given.sources


def test_a_list_that_goes_on_is_quoted_whole(answerer: ComposingAnswerer) -> None:
    quotes = " ".join(
        source.quote for source in ask(answerer, "kabupaten apa saja yang dapat penghargaan").sources
    )
    assert all(name in quotes for name in ("Sleman", "Gowa", "Tapin", "Wajo"))


def test_plans_are_gathered_in_order_with_who_said_them(answerer: ComposingAnswerer) -> None:
    given = ask(answerer, "Apa rencana kota selanjutnya?")
    assert given.answer.splitlines()[1:] == [
        "• “Kami akan menambah tiga bank sampah.” — Darma Putra",
        "• “Warga harus memilah sampah,” kata Darma Putra.” — Darma Putra",
        "• “Ia menambahkan, taman baru akan dibuka bulan depan.” — Darma Putra",
    ]
    assert given.answered


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Apakah Surabaya menang?", "Berita tidak menyebut Surabaya di antara nama-nama itu."),
        ("Did Surabaya win?", "Surabaya is not among those that the article names."),
        ("Apakah Kabupaten Bontang menang?", "Berita menyebut kota Bontang, bukan kabupaten Bontang."),
    ],
)
def test_who_is_not_listed_is_refused_by_name(answerer: ComposingAnswerer, question: str, said: str) -> None:
    given = ask(answerer, question)
    assert (given.answered, given.answer) == (False, said)


@pytest.mark.parametrize(
    "question",
    [
        "Siapa wali kota Malang?",
        "Siapa gubernur Sukatani?",
        "Apa kepanjangan XYZ?",
        "Berapa gaji pegawai kebersihan?",
        "Kota mana saja yang menang tahun 1999?",
        "Siapa presiden Prancis?",
    ],
)
def test_what_the_articles_do_not_say_is_refused(answerer: ComposingAnswerer, question: str) -> None:
    given = ask(answerer, question)
    assert (given.answered, given.kind) == (False, "not_in_articles")


def test_a_follow_up_takes_the_place_of_what_was_asked(answerer: ComposingAnswerer) -> None:
    assert ask(answerer, "Kalau kabupaten?", "Kota mana saja yang menang?", CITIES).answer == REGENCIES


@pytest.mark.parametrize(
    "question", ["halo", "terima kasih", "kamu siapa", "apa yang bisa kamu jawab", "thank you"]
)
def test_small_talk_is_short_and_leads_back(answerer: ComposingAnswerer, question: str) -> None:
    given = ask(answerer, question)
    assert (given.kind, given.answered, given.sources) == ("smalltalk", True, ())


def test_a_question_may_name_the_publisher(answerer: ComposingAnswerer) -> None:
    assert (
        ask(answerer, "Menurut Warta Uji, berapa kota yang menang?").answer == "4 kota disebut dalam berita."
    )
    assert not ask(answerer, "Menurut Kabar Lain, kota mana saja yang menang?").answered


def test_of_the_versions_of_a_story_the_newest_answers_and_an_older_one_where_its_day_is_named(
    tmp_path: Path,
) -> None:
    old = replace(ROAD, id="lama", published="2024-02-01", body="Jalan Lembah Hijau ditutup sepekan.")
    new = replace(
        ROAD, id="baru", published="2024-02-03", body="Jalan Lembah Hijau ditutup sebulan.", supersedes="lama"
    )
    embedder = HashingEmbedder(256)
    build_index([old, new], tmp_path, embedder)
    retriever = Retriever(open_index(tmp_path, embedder), embedder)
    both = ComposingAnswerer(retriever, ExtractiveAnswerer(retriever, finder(), Limits(0.4)), Limits(0.4))
    question = "Berapa lama Jalan Lembah Hijau ditutup"
    assert [s.article_id for s in both.answer(Inquiry(f"{question}?")).sources] == ["baru"]
    dated = both.answer(Inquiry(f"{question} menurut berita 1 Februari 2024?"))
    assert [s.article_id for s in dated.sources] == ["lama"]


def test_a_bridge_that_shares_its_name_with_a_listed_village_is_not_on_the_list(tmp_path: Path) -> None:
    body = (
        "Jalan itu melewati Desa Tebing Lalang, Pasar Remang, dan Muara Kelapa. "
        "Lima jembatan diganti tahun ini. Jembatan Muara Kelapa tidak termasuk yang diganti."
    )
    road = replace(ROAD, id="jembatan", title="Lima jembatan diganti", body=body)
    embedder = HashingEmbedder(256)
    build_index([road], tmp_path, embedder)
    retriever = Retriever(open_index(tmp_path, embedder), embedder)
    asked = ComposingAnswerer(retriever, ExtractiveAnswerer(retriever, finder(), Limits(0.6)), Limits(0.6))
    assert "Ya, Muara Kelapa" not in asked.answer(Inquiry("Apakah Jembatan Muara Kelapa diganti?")).answer
    assert asked.answer(Inquiry("Apakah Desa Muara Kelapa dilewati jalan itu?")).answer.startswith("Ya")


@pytest.mark.parametrize(
    "question",
    [
        "Siapa yang menang Piala Bersih 2023?",
        "Siapa pemenang Piala Bersih 2023?",
        "sebutin pemenangnya dong",
        "Who won the Piala Bersih 2023?",
    ],
)
def test_who_won_is_answered_with_the_winners_and_not_with_who_handed_it_over(
    answerer: ComposingAnswerer, question: str
) -> None:
    answer = ask(answerer, question)
    assert answer.kind == "list"
    assert "• Bontang" in answer.answer
    assert "• Wajo" in answer.answer
    assert "Ratna Dewi" not in answer.answer
