import pytest

from bot.answering.abbreviations import find_abbreviations


def explained(body: str) -> list[tuple[str, str]]:
    return [(found.short, found.long) for found in find_abbreviations(body)]


@pytest.mark.parametrize(
    ("body", "short", "long"),
    [
        (
            "Petugas Dinas Pemadam Kebakaran (DPK) datang terlambat.",
            "DPK",
            "Dinas Pemadam Kebakaran",
        ),
        (
            "Laporan itu dibahas Majelis Musyawarah Nelayan (selanjutnya MMN) kemarin.",
            "MMN",
            "Majelis Musyawarah Nelayan",
        ),
        (
            "Warga mendatangi Pos Kesehatan Desa (disingkat PKD) sejak pagi.",
            "PKD",
            "Pos Kesehatan Desa",
        ),
        # Syllables instead of initials, as Indonesian likes them.
        ("Rapat Badan Musyawarah (Bamus) ditunda.", "Bamus", "Badan Musyawarah"),
        ("Ia dibawa ke Rumah Sakit Umum Daerah (RSUD) setempat.", "RSUD", "Rumah Sakit Umum Daerah"),
        # The short form first.
        ("Pengurus KTN (Kelompok Tani Nelayan) hadir.", "KTN", "Kelompok Tani Nelayan"),
        ("Lomba digelar Porseni (Pekan Olahraga dan Seni) tahunan.", "Porseni", "Pekan Olahraga dan Seni"),
        ("They met the Rural Water Board (RWB) twice.", "RWB", "Rural Water Board"),
    ],
)
def test_a_long_form_and_its_short_form_are_read_either_way(body: str, short: str, long: str) -> None:
    assert explained(body) == [(short, long)]


@pytest.mark.parametrize(
    "body",
    [
        "Ketua BKX hadir di balai desa.",
        "Sebanyak 12 regu (2024) mengikuti lomba.",
        "Kepala Desa Lorong Jati (Wira) hadir.",
        "Air naik dari sungai (ZQW) semalam.",
        "(ABC) berdiri sendiri di awal kalimat.",
        "Petugas BPX (Jalan Merpati nomor delapan) siaga.",
        "",
    ],
)
def test_an_abbreviation_that_the_text_does_not_explain_is_not_found(body: str) -> None:
    assert explained(body) == []


def test_the_span_covers_the_long_form_and_the_brackets() -> None:
    body = "Kemarin Balai Latihan Kerja (BLK) dibuka; PMI (Palang Merah Indonesia) membantu."

    found = find_abbreviations(body)

    assert [body[slice(*one.span)] for one in found] == [
        "Balai Latihan Kerja (BLK)",
        "PMI (Palang Merah Indonesia)",
    ]


def test_the_long_form_never_reaches_over_a_line_or_an_earlier_bracket() -> None:
    assert explained("Balai\nLatihan Kerja (BLK) dibuka.") == []
    assert explained("Balai (lama) Latihan Kerja (BLK) dibuka.") == []


def test_the_shortest_long_form_that_fits_is_taken() -> None:
    body = "Badan lain dan Balai Latihan Kerja (BLK) bekerja sama."

    assert explained(body) == [("BLK", "Balai Latihan Kerja")]


def test_a_digit_says_how_often_a_letter_stands() -> None:
    body = "Limbah Bahan Berbahaya dan Beracun (B3) diurus Bidang Pencegahan dan Pengendalian Penyakit (P2P)."
    assert [(found.short, found.long) for found in find_abbreviations(body)] == [
        ("B3", "Bahan Berbahaya dan Beracun"),
        ("P2P", "Pencegahan dan Pengendalian Penyakit"),
    ]
