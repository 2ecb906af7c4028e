"""Whether something holds of somebody: by a list, by what is denied, by who came instead."""

import pytest

from bot.answering.composers.whether import compose_whether
from bot.answering.evidence import EvidenceBook, read_evidence
from bot.answering.kinds import bundled_classifier
from bot.answering.material import Page
from bot.answering.question import Question, read_question
from bot.answering.subjects import asked_after
from corpus.article import Article

PUMPS = Article(
    id="pompa",
    title="Pengadaan pompa di Lumut Hulu disidangkan",
    publisher="Warta Uji",
    published="2024-03-01",
    language="id",
    body=(
        "LUMUTAN – Pengadaan pompa di Lumut Hulu disidangkan pada Senin.\n"
        "Pompa semestinya dibagikan ke Desa Parit Gading, Semelagi, Anjir Dalam, dan Nanga Pelai. "
        "Belakangan terungkap, Desa Nanga Pelai tidak pernah menerima satu unit pun.\n"
        "Bupati Rahma Sekar diwakili Sekretaris Daerah Anwar Basri dalam rapat anggaran. "
        "Kecamatan Sungai Lirik belum masuk daftar perbaikan jalan.\n"
        "Keduanya, Sahrul (34) dan Hamida (67), dirawat di puskesmas. "
        "“Tidak ada satu rupiah pun untuk gedung baru,” kata Anwar Basri. Target PAD Rp9 miliar.\n"
        "Bonus juri lomba dayung sudah dihitung. Bonus itu belum dicairkan. "
        "Tidak ada penonton yang dilaporkan terluka. Sanggar Bintang Timur tampil di Kuripan."
    ),
)
PAGE = Page(read_evidence(PUMPS), 1.0)


def read(text: str, *articles: Article) -> Question:
    book = EvidenceBook(read_evidence(article) for article in articles or (PUMPS,))
    return read_question(text, "id", bundled_classifier(), book.gazetteer)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Apakah Desa Semelagi menerima pompa?", "Ya, Semelagi disebut, sebagai desa."),
        (
            "Apakah Desa Nanga Pelai menerima pompa?",
            "Belakangan terungkap, Desa Nanga Pelai tidak pernah menerima satu unit pun.",
        ),
        (
            "kecamatan sungai lirik masuk daftar perbaikan jalan?",
            "Kecamatan Sungai Lirik belum masuk daftar perbaikan jalan.",
        ),
        (
            "Apakah Bupati Rahma Sekar hadir langsung dalam rapat anggaran?",
            "Bupati Rahma Sekar diwakili Sekretaris Daerah Anwar Basri dalam rapat anggaran.",
        ),
        ("Apakah bonus juri dicairkan?", "Bonus itu belum dicairkan."),
        (
            "Adakah penonton yang terluka di Lumut Hulu?",
            "Tidak ada penonton yang dilaporkan terluka.",
        ),
    ],
)
def test_what_the_article_says_of_the_named_is_told(question: str, told: str) -> None:
    draft = compose_whether(read(question), [PAGE])
    assert draft is not None
    assert (draft.text, draft.answered) == (told, True)


@pytest.mark.parametrize(
    "question",
    [
        # "Keduanya" is nobody, and of the two it is not said.
        "Apakah Hamida menang lotre di Lumut Hulu?",
        # No "PAD" in "pada".
        "Apakah target PAD naik?",
        "Apakah Camat Lumut hadir langsung?",
        # What is denied of a bonus is not denied of a person.
        "Apakah Anwar Basri dicairkan?",
        # Nor is everything of onlookers who were not hurt.
        "Apakah penonton boleh membawa tikar?",
    ],
)
def test_what_no_list_and_no_denial_tells_is_left_to_the_reader(question: str) -> None:
    assert compose_whether(read(question), [PAGE]) is None


def test_a_name_of_which_the_article_has_but_words_is_not_mentioned() -> None:
    draft = compose_whether(read("Apakah Sanggar Bintang Kuripan tampil di Lumut Hulu?"), [PAGE])
    assert draft is not None
    assert (draft.text, draft.answered) == ("Berita tidak menyebut Sanggar Bintang Kuripan.", False)


@pytest.mark.parametrize(
    ("question", "who"),
    [
        ("Apakah Anwar Basri datang dari Semelagi?", "Anwar Basri"),
        ("apakah sungai lirik sudah diaspal?", "Sungai Lirik"),
        ("Apakah Jembatan Batu Rongga rusak?", "Jembatan Batu Rongga"),
        ("Apakah bonus Anwar Basri sudah cair?", None),
        ("Siapa yang mewakili Bupati Rahma Sekar?", None),
        ("Apakah sudah selesai?", None),
    ],
)
def test_whom_a_question_is_about(question: str, who: str | None) -> None:
    assert asked_after(read(question), [PAGE]) == who
