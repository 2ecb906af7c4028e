"""Sentence borders, on what Indonesian and English news really contains, and on text made to hurt."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.sentences import split_sentences

# Each case is one line of text, cut where its sentences end.
NEWS = {
    "plain": ["Wali kota membuka rapat.", " Rapat itu selesai siang."],
    "dateline with a domain": ["Kabarkota.com, SAMARINDA – Hujan turun.", " Warga mengungsi."],
    "dateline in brackets": ["SURABAYA (Kabarkota.id) - Hujan turun.", " Warga mengungsi."],
    "dateline with an initial": ["KABAR.CO.ID, D.I. YOGYAKARTA -- Hujan turun.", " Warga mengungsi."],
    "retired officer": [
        "Hadir Kol. (Purn.) Anwar Basri, M.Si.",
        " Acara selesai (pukul 10.)",
        " Semua pulang.",
    ],
    "quotation over several sentences": [
        "“Kami akan mendata semua kantor.",
        " Tahun depan harus lebih baik.",
        " Semua dinilai,” katanya.",
        " Rapat lalu ditutup.",
    ],
    "the same in straight quotes": [
        '"Kami akan mendata semua kantor.',
        ' Tahun depan harus lebih baik," katanya.',
        ' "Semua dinilai."',
        " Rapat lalu ditutup.",
    ],
    "quotation that ends in a question": ["“Kapan selesai?” tanya Rina.", " Tidak ada yang menjawab."],
    "exclamation in the quotation": ["“Ayo!” seru para penonton.", " Mereka senang."],
    "question, then who asked": ["“Apakah sudah siap?”", " Rina mengangguk."],
    "closing quote after a blank": ["“Semua sudah siap. ”", " Rina mengangguk."],
    "the same mark opens and closes": ["”Semua sudah siap.”", " ”Kami senang,” kata Rina."],
    "low opening quote": ["„Semua sudah siap.“", " Rina mengangguk."],
    "guillemets": ["«Semua sudah siap.»", " Rina mengangguk."],
    "single quotes": ["‘Semua sudah siap.’", " 'Kami senang.'", " Rina mengangguk."],
    "quote inside a quote": ["“Ia berkata, ‘Tunggu dulu.’", " Lalu pergi,” kata Rina.", " Sepi."],
    "quotation opening in small letters": ["Rina menjawab.", " “kami sudah siap,” katanya."],
    "byline stuck to the last sentence": ["Rapat diadakan di Tulungagung.", "(ab/cd)"],
    "byline after a blank": ["Rapat diadakan di Tulungagung.", " (ab/cd)"],
    "byline of a star": ["Rapat diadakan di Tulungagung.", " (*)"],
    "byline in square brackets": ["Rapat diadakan di Tulungagung.", "[ab]"],
    "byline after a quote": ["“Kami siap,” kata “Rina.”", "(ab)"],
    "byline without a full stop": ["Rapat diadakan di Tulungagung (ab/cd)"],
    "bracket inside a sentence": [
        "Dewan Perwakilan Rakyat Daerah (DPRD) dll. (termasuk staf) hadir.",
        " Rapat dibuka.",
    ],
    "whole sentence in brackets": ["Rapat dibuka.", " (Baca juga: Banjir di hulu.)", " Rapat ditutup."],
    "titles and degrees": ["Rapat dibuka H. Imam Syafi, S.Pi., M.Si., di balai kota.", " Warga hadir."],
    "degree before the verb": ["Imam Syafi, S.Pi., M.Si. membuka rapat.", " Warga hadir."],
    "degrees end the sentence": ["Rapat dibuka Imam Syafi, S.H., M.H.", " Warga hadir."],
    "degrees without a comma between": ["Rapat dibuka Imam Syafi, S.H. M.H. di balai kota.", " Warga hadir."],
    "rows of titles": ["Menurut Prof. Dr. Ir. Hj. Siti Aminah, M.Sc., Ph.D., hujan turun.", " Warga hadir."],
    "a title before a name that opens sentences too": ["Rapat dibuka Drs. Lalu Wira.", " Warga hadir."],
    "a nurse": ["Kata kepala ruangan, Ns. Siti Aminah, pasien sembuh.", " Warga hadir."],
    "small dr.": ["Obat diberikan dr. Budi dan drg. Sari kepada warga.", " Warga sembuh."],
    "military rank": ["Letkol. Inf. Budi Santoso dan Kol. Laut Sari hadir.", " Rapat dibuka."],
    "religious titles": ["Doa dipimpin KH. M. Yusuf dan Ust. Ali.", " Warga hadir."],
    "initials": ["Ia lahir di Jl. W.R. Supratman bersama B. J. Habibie dan J.K. Rowling.", " Ia senang."],
    "given name shortened": ["Muh. Ali dan Moh. Said bertemu.", " Mereka senang."],
    "address": [
        "Kantor di Jl. A. Yani Km. 5 No. 12 RT. 03 RW. 04 Kel. Baru Kec. Lama.",
        " Kantor itu tutup.",
    ],
    "kilometres end the sentence": ["Panjang jalan itu 12 km.", " Warga senang."],
    "capital letter ends the sentence": ["Ia terkena hepatitis B.", " Menurut dokter, ia sembuh."],
    "company": ["Proyek dikerjakan PT. Maju Jaya Tbk. dan CV. Sumber Rezeki.", " Proyek itu selesai."],
    "rupiah in words": ["Harganya Rp 1,5 miliar.", " Uang itu cair."],
    "rupiah in digits": ["Harganya Rp1.500.000 atau Rp. 2.750.000,00.", " Uang itu cair."],
    "digits with stray blanks": ["Harganya Rp 1. 500 saja pukul 10. 30 WITA.", " Uang itu cair."],
    "time": ["Rapat mulai pukul 10.00 WITA.", " Rapat selesai pukul 12.30.", " Warga pulang."],
    "decree": ["Perwali No. 27/2022 berlaku.", " Aturan No. XII/MPR/1998 dicabut.", " Warga tahu."],
    "date": ["Rapat digelar tgl. 3 Nov. 2020 dan 17 Agt. 2021.", " Warga hadir."],
    "year ends the sentence": ["Rapat digelar tahun 2020.", " Warga hadir."],
    "number opens the next sentence": ["Rapat digelar tahun 2020.", " 30 warga hadir."],
    "date in dots": ["Rapat digelar 3.11.2020.", " Warga hadir."],
    "and so on": ["Warga membawa beras, gula, dll.", " Semua dibagikan, dsb. hingga habis."],
    "on behalf": ["Surat diteken a.n. Wali Kota u.p. Sekda s.d. Jumat.", " Surat itu sah."],
    "ellipsis goes on": ["Kami... belum tahu… kapan.", " Tunggu saja..."],
    "ellipsis ends": ["Kami belum tahu...", " Warga menunggu…", " Sepi."],
    "ellipsis in brackets": ["Menurut [...] Dinas Sosial, warga (...) Kota Lama aman.", " Sepi."],
    "marks in a row": ["Benarkah?!", " Ya!!!", " Luar biasa..."],
    "web address": ["Buka https://kabarkota.com/a.b?c=1.d dan www.kabarkota.com.", " Situs itu aman."],
    "mail address and file": ["Kirim ke redaksi@kabarkota.co.id, berkas surat.docx.", " Selesai."],
    "abbreviation of a state": ["Presiden U.S. Grant datang.", " Ia pulang."],
    "forgotten blank": ["Warga terus berinovasi.", "Menurut Rina, itu baik.", " Sepi."],
    "forgotten blank before a quote": ["Warga senang.", "“Kami siap,” kata Rina."],
    "brand with a capital": ["Menurut Detik.Com dan Node.Js, warga senang.", " Sepi."],
    "numbered list in a line": ["1. Membangun jalan.", " 2. Membuka sekolah.", " 10. Menanam pohon."],
    "lettered list in a line": ["a. Membangun jalan.", " b. Membuka sekolah.", " iv. Menanam pohon."],
    "score": ["Timnas menang 3-1.", " Skor 2.5 tidak ada."],
    "colon and semicolon": ["Rina berkata: Kami siap; Kami senang.", " Sepi."],
    "apostrophe": ["Rapat hari Jum'at di Ma'had Al-Qur'an.", " Warga hadir."],
    "stray blank before the mark": ["Benarkah ?", " Rapat selesai .", " Sepi !"],
    "dots with blanks": ["Kami . . . belum tahu . . .", " Sepi."],
    "acronym spelt like an abbreviation": [
        "Dana itu ditulis FT.",
        " Ethiopia membantah APBN-P.",
        " Warga tahu.",
    ],
    "dash opens": ["Rapat selesai.", " – Baca juga: Banjir."],
    "doctor opens": ["Rapat selesai.", " dr. Sari pulang.", " https://kabarkota.com/a"],
    "mentions": ["Rapat selesai.", " @kabarkota memuatnya.", " #banjir"],
    "other script": ["Rapat selesai.", " 会议结束了."],
    "thirty names": [
        "Penghargaan diberikan kepada "
        + ", ".join(f"Kabupaten {c}aru" for c in string.ascii_uppercase)
        + ".",
        " Kemudian Kota Lama, dan Kota Baru.",
    ],
    "English": ["Dr. Smith met Mrs. Jones at 10 a.m. on Jan. 5 in St. Louis.", " They agreed."],
    "English company": ["Apple Inc. and J.P. Morgan & Co. rose, e.g. Tuesday.", " However, Ford Ltd. fell."],
    "English quotation": ["“We will win,” he said.", " “Why not?” she asked.", " “No.", " They won’t.”"],
}


def pieces(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


@pytest.mark.parametrize("sentences", NEWS.values(), ids=NEWS.keys())
def test_sentences_of_news_text(sentences: list[str]) -> None:
    assert pieces("".join(sentences)) == [sentence.strip() for sentence in sentences]


def test_a_line_break_ends_a_sentence_whatever_stands_before_it() -> None:
    text = "Lima Kota Menang\n\nRapat dibuka dr.\r\nBudi, dan\u2028lain-lain. \n \n"
    assert pieces(text) == ["Lima Kota Menang", "Rapat dibuka dr.", "Budi, dan", "lain-lain."]


def test_spans_count_characters_of_the_text_itself() -> None:
    assert split_sentences("  Satu 😀. \n\tDua?  “Tiga.” ") == [(2, 9), (12, 16), (18, 25)]


@pytest.mark.parametrize("text", ["", " ", "\n\n \t\r\n", "\u00a0\u2003"])
def test_nothing_but_blanks_has_no_sentence(text: str) -> None:
    assert split_sentences(text) == []


SEASONING = [*".!?… \n\t\"'“”‘’()[]-–,;:/5Aadr", "S.Pi", "No.", "Rp ", "Menurut", " (x)"]
SEASONED = st.lists(st.sampled_from(SEASONING)).map("".join)


@given(st.one_of(SEASONED, st.text()))
def test_spans_are_trimmed_ordered_and_hold_every_visible_character(text: str) -> None:
    spans = split_sentences(text)
    assert all(text[start:end] == text[start:end].strip() != "" for start, end in spans)
    ends = [0] + [end for _, end in spans]
    starts = [start for start, _ in spans] + [len(text)]
    assert all(end <= start for end, start in zip(ends, starts, strict=True))
    assert "".join(text[end:start] for end, start in zip(ends, starts, strict=True)).strip() == ""


@given(st.lists(SEASONED, max_size=4))
def test_lines_are_split_independently(lines: list[str]) -> None:
    lines = [line.replace("\n", " ") for line in lines]
    assert pieces("\n".join(lines)) == [piece for line in lines for piece in pieces(line)]


@pytest.mark.parametrize(
    ("unit", "times", "sentences"),
    [
        ("(", 200_000, 1),
        (".", 200_000, 1),
        ('"', 200_000, 1),
        ("“", 200_000, 1),
        (". ", 100_000, 1),
        ("a. ", 66_000, 1),
        ("A. ", 66_000, 1),
        (". (", 66_000, 1),
        (". (a) (", 28_000, 1),
        ("x.A", 66_000, 1),
        ("Ada. ", 40_000, 40_000),
        ("dr. ", 50_000, 1),
    ],
)
def test_long_monotonous_text_is_split_like_short(unit: str, times: int, sentences: int) -> None:
    assert len(split_sentences(unit * times)) == sentences
