"""Who holds which office, as running text gives it."""

import pytest

from bot.answering.people import find_roles, names_its_place, same_person
from index.sentences import split_sentences


def roles(text: str) -> list[tuple[str, str, str]]:
    return [(role.kind, role.office, role.person) for role in find_roles(text, split_sentences(text))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Bupati Sukatani, Hj. Rahma Sekar, hadir.", [("bupati", "Bupati Sukatani", "Hj. Rahma Sekar")]),
        (
            "Kapolres Sukatani, AKBP Darma Yudha, menyebut dua saksi.",
            [("kapolres", "Kapolres Sukatani", "AKBP Darma Yudha")],
        ),
        ("Kepala museum, Cut Mala Sari, menjelaskan.", [("kepala", "Kepala museum", "Cut Mala Sari")]),
        (
            "Wakil Bupati Sukatani, Kol. (Purn.) Anwar Basri, datang.",
            [("wakil bupati", "Wakil Bupati Sukatani", "Kol. (Purn.) Anwar Basri")],
        ),
        ("Anwar Basri, camat Lumut Jaya, datang.", [("camat", "camat Lumut Jaya", "Anwar Basri")]),
        ("Gubernur Kepulauan Sari diwakili sekretarisnya.", []),
        ("Wali Kota Darma Putra hadir di Kota Sukatani.", [("walikota", "Wali Kota", "Darma Putra")]),
        (
            "Nota dibacakan Bupati Anwar Basri. Kata Anwar, anggaran naik.",
            [("bupati", "Bupati", "Anwar Basri")],
        ),
        (
            "Rektor Universitas Lumut Jaya Rahma Sekar datang. Universitas Lumut Jaya ramai.",
            [("rektor", "Rektor Universitas Lumut Jaya", "Rahma Sekar")],
        ),
        ("Wakil Rektor III Eka Lumut datang.", [("wakil rektor", "Wakil Rektor III", "Eka Lumut")]),
        (
            "Eks Kepala Dinas Pasar Sukatani, Anwar Basri, diperiksa.",
            [("mantan kepala dinas", "Eks Kepala Dinas Pasar Sukatani", "Anwar Basri")],
        ),
        (
            "Kepala Dinas Pemuda, Olahraga, dan Pariwisata (Dispora) Sukatani, Rahma Sekar, hadir.",
            [
                (
                    "kepala dinas",
                    "Kepala Dinas Pemuda, Olahraga, dan Pariwisata (Dispora) Sukatani",
                    "Rahma Sekar",
                )
            ],
        ),
        (
            "Kepala Dinas Sosial, Anwar Basri, dan Citra Dewi hadir.",
            [("kepala dinas", "Kepala Dinas Sosial", "Anwar Basri")],
        ),
        (
            "Bupati diwakili Asisten Kesejahteraan Rakyat Normala. Kata Normala, anggaran naik.",
            [("asisten", "Asisten Kesejahteraan Rakyat", "Normala")],
        ),
        ("Bupati diwakili Asisten Kesejahteraan Rakyat Normala.", []),
        (
            "Direktur PT Lumut Jaya Abadi Anwar Basri diperiksa.",
            [("direktur", "Direktur PT Lumut Jaya Abadi", "Anwar Basri")],
        ),
        (
            "Direktur RSUD Sukatani, dr Rahma Sekar, menolak.",
            [("direktur", "Direktur RSUD Sukatani", "dr Rahma Sekar")],
        ),
        (
            "Kepala Dinas Kesehatan drg. Rahma Sekar menolak.",
            [("kepala dinas", "Kepala Dinas Kesehatan", "drg. Rahma Sekar")],
        ),
        (
            "Ketua Dewan Juri Rahma Sekar dan Direktur Pasar Batu, Anwar Basri, hadir.",
            [
                ("ketua", "Ketua Dewan Juri", "Rahma Sekar"),
                ("direktur", "Direktur Pasar Batu", "Anwar Basri"),
            ],
        ),
        ("Ketua tim penilai Rahma Sekar datang.", [("ketua", "Ketua tim penilai", "Rahma Sekar")]),
        ("Bupati mengatakan, Sukatani akan maju.", []),
        (
            "Kata Bupati Sukatani Rahma Sekar, Senin (3/2), air surut.",
            [("bupati", "Bupati Sukatani", "Rahma Sekar")],
        ),
        (
            "Pejabat Pembuat Komitmen (PPK) proyek, Rahma Sekar, hadir.",
            [("pejabat pembuat komitmen", "Pejabat Pembuat Komitmen (PPK) proyek", "Rahma Sekar")],
        ),
        (
            "Direktur PT Lumut Jaya selaku pengelola, Anwar Basri, hadir.",
            [("direktur", "Direktur PT Lumut Jaya selaku pengelola", "Anwar Basri")],
        ),
        (
            "Kepala Dinas Pendidikan setempat, Rahma Sekar, hadir.",
            [("kepala dinas", "Kepala Dinas Pendidikan setempat", "Rahma Sekar")],
        ),
        (
            "Ketua Dewan Juri, Dr. drh. Rahma Sekar, hadir.",
            [("ketua", "Ketua Dewan Juri", "Dr. drh. Rahma Sekar")],
        ),
    ],
)
def test_an_office_is_given_to_the_person_named_beside_it(
    text: str, found: list[tuple[str, str, str]]
) -> None:
    assert roles(text) == found


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Hj. Rahma Sekar, S.E.", "Rahma Sekar", True),
        ("Rahma", "Rahma Sekar", True),
        ("Rahma Sekar", "Anwar Basri", False),
        ("H.", "Anwar", False),
    ],
)
def test_a_person_is_the_same_with_and_without_titles(one: str, other: str, same: bool) -> None:
    assert same_person(one, other) == same


@pytest.mark.parametrize(
    ("text", "placed"),
    [
        ("Kepala Dinas Pekerjaan Umum dan Penataan Ruang (PUPR), Rahma Sekar, hadir.", False),
        ("Kepala Dinas Sosial Lumut Jaya, Rahma Sekar, hadir.", True),
        ("Bupati Lumut Jaya, Rahma Sekar, hadir.", True),
        ("Kepala Dinas Sosial, Rahma Sekar, hadir.", False),
        ("Bupati Lumut, Rahma Sekar, hadir.", True),
        ("Wali Kota Lumut, Rahma Sekar, hadir.", True),
        ("Kepala museum, Rahma Sekar, hadir.", False),
        ("Ketua FGL, Rahma Sekar, hadir.", False),
        ("Jaksa penuntut umum Rahma Sekar hadir.", False),
    ],
)
def test_an_office_may_name_its_place(text: str, placed: bool) -> None:
    (role,) = find_roles(text, split_sentences(text))
    assert names_its_place(role) is placed
