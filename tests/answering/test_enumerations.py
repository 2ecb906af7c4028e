"""Lists and the numbers of what they list, in invented sentences."""

import pytest

from bot.answering.enumerations import Enumeration, find_enumerations, numbers_of
from index.sentences import split_sentences


def lists_in(body: str) -> tuple[Enumeration, ...]:
    return find_enumerations(body, tuple(split_sentences(body)))


@pytest.mark.parametrize(
    ("text", "groups", "numbers"),
    [
        ("Sebanyak 17 desa terendam, tiga desa di antaranya parah.", {"desa"}, {17, 3}),
        ("Sebelas kota dan 4 kabupaten ikut.", {"kota"}, {11}),
        ("Sebelas kota dan 4 kabupaten ikut.", {"kota", "kabupaten"}, {11, 4}),
        ("Dua belas desa.", {"desa"}, {12}),
        ("Twelve cities took part.", {"kota"}, {12}),
        ("Beberapa desa ikut.", {"desa"}, set()),
        ("Ada 17 warga desa.", {"desa"}, set()),
        ("Pada 2023 desa itu maju.", set(), set()),
    ],
)
def test_numbers_before_a_noun_of_a_class(text: str, groups: set[str], numbers: set[int]) -> None:
    assert numbers_of(groups, text) == numbers


def test_a_list_has_its_items_with_their_spans_and_class() -> None:
    body = "Bantuan diterima Desa Air Jernih, Batu Putih, dan Sawah Lebar. Cuaca cerah."
    (found,) = lists_in(body)
    assert [item.name for item in found.items] == ["Air Jernih", "Batu Putih", "Sawah Lebar"]
    assert [body[item.start : item.end] for item in found.items] == [
        "Air Jernih",
        "Batu Putih",
        "Sawah Lebar",
    ]
    assert found.groups == ("desa",)
    assert [body[slice(*span)] for span in found.sentences] == [body.partition(" Cuaca")[0]]


def test_a_list_that_the_next_sentence_goes_on_with_is_one_list() -> None:
    body = "Juara umum diraih Kota Arum, Beringin, dan Cempaka. Kemudian Kota Dahlia, Enau, dan Flamboyan."
    (found,) = lists_in(body)
    assert [item.name for item in found.items] == [
        "Arum",
        "Beringin",
        "Cempaka",
        "Dahlia",
        "Enau",
        "Flamboyan",
    ]
    assert len(found.sentences) == 2


def test_two_names_are_no_list() -> None:
    assert lists_in("Kota Arum dan Beringin ikut.") == ()


@pytest.mark.parametrize(
    ("body", "lists"),
    [
        (
            "Emas terbanyak di kabupaten direbut Arum (9 emas), disusul Batu (4), dan Cempaka.",
            [("kabupaten", ["Arum (9 emas)", "Batu (4)", "Cempaka"])],
        ),
        (
            "Di kelompok kabupaten, puncak diduduki Arum dengan nilai 92,03, diikuti Batu (90) dan Cempaka.",
            [("kabupaten", ["Arum", "Batu (90)", "Cempaka"])],
        ),
        (
            "Lari 100 meter direbut Ali Daud dari SMAN 1, disusul Badu Emir dan Caca Fikri.",
            [(None, ["Ali Daud", "Badu Emir", "Caca Fikri"])],
        ),
        (
            "Selain Arum, kota yang menang ialah Batu, Cempaka, dan Dahlia.",
            [("kota", ["Arum", "Batu", "Cempaka", "Dahlia"])],
        ),
        ("Ada dua desa yang terendam, Arum dan Batu.", [("desa", ["Arum", "Batu"])]),
        ("Di wilayah kelurahan, air merendam Arum serta Batu.", [("kelurahan", ["Arum", "Batu"])]),
        (
            "Piala diraih Kabupaten Arum, Batu, dan Cempaka. Lalu Kabupaten Dahlia serta Enau menyusul.",
            [("kabupaten", ["Arum", "Batu", "Cempaka", "Dahlia", "Enau"])],
        ),
        (
            (
                "Puskesmas yang menang yakni Arum, Kampung Batu, dan Cempaka. Kemudian dua puskesmas lain, "
                "Dahlia dan Enau, mendapat piagam."
            ),
            [("puskesmas", ["Arum", "Kampung Batu", "Cempaka"]), ("puskesmas", ["Dahlia", "Enau"])],
        ),
        ("Mereka menang 25-21, 22-25, 25-19, dan 15-12.", []),
        ("Dinas harus bekerja untuk Arum, Batu, dan Cempaka.", []),
        (
            "Sekolah yang libur adalah SDN 1 Arum, SDN 2 Batu, dan SDN 3 Cempaka.",
            [("sd", ["SDN 1 Arum", "SDN 2 Batu", "SDN 3 Cempaka"])],
        ),
        ("Sebaliknya, Blok Arum, Batu, dan Cempaka selamat.", [("blok", ["Blok Arum", "Batu", "Cempaka"])]),
    ],
)
def test_the_grammar_of_lists(body: str, lists: list[tuple[str, list[str]]]) -> None:
    found = lists_in(body)
    assert [(each.items[0].group, [item.name for item in each.items]) for each in found] == lists


def test_what_is_said_of_a_list_holds_for_the_next_of_another_class() -> None:
    body = "Piala diraih Kota Arum, Batu, dan Cempaka. Di tingkat kabupaten ada Dahlia, Enau, dan Fajar."
    cities, regencies = lists_in(body)
    assert body[slice(*cities.near)].startswith("Piala diraih")
    assert body[slice(*regencies.near)].startswith("Piala diraih")
    assert regencies.groups == ("kabupaten",)


def test_two_lists_of_one_sentence_have_each_their_own_class_and_number() -> None:
    first, second = lists_in(
        "Mereka dari tiga desa, yakni Arum, Banyu, dan Cemara, serta dua kelurahan: Duku dan Enau."
    )
    assert (first.groups, first.stated, len(first.items)) == (("desa",), 3, 3)
    assert (second.groups, second.stated, len(second.items)) == (("kelurahan",), 2, 2)


def test_what_is_ranked_is_listed_with_its_place_and_is_none_of_what_it_is_ranked_in() -> None:
    (found,) = lists_in("Cabang futsal: juara I Anu Raya, juara II SMAN 7, dan juara harapan Desa Lumut.")
    assert [(item.name, item.group) for item in found.items] == [
        ("juara I Anu Raya", None),
        ("juara II SMAN 7", "sma"),
        ("juara harapan Desa Lumut", "desa"),
    ]


def test_the_next_place_in_an_order_is_a_list_of_its_own_of_which_the_same_is_said() -> None:
    body = (
        "Kabupaten Arum, Banyu, dan Cemara meraih Tingkat Utama. "
        "Menyusul di Tingkat Madya: Kabupaten Duku, Enau, dan Flora."
    )
    first, second = lists_in(body)
    assert [item.name for item in second.items] == ["Duku", "Enau", "Flora"]
    assert "meraih" in body[slice(*second.near)]
    assert len(first.items) == 3


def test_who_leads_which_village_is_no_list_of_villages() -> None:
    assert (
        lists_in("Adi memimpin Desa Arum, Budi di Desa Banyu, Citra di Desa Cemara, dan Dian di Desa Duku.")
        == ()
    )


def test_a_list_that_tells_by_itself_is_not_said_of_in_the_sentence_before() -> None:
    text = (
        "Dari tujuh fraksi, empat menerima rancangan, yakni Fraksi Arum, Fraksi Banyu, Fraksi Cemara, dan "
        "Fraksi Duku. Sementara itu, Fraksi Enau dan Fraksi Fajar meminta pembahasan diperpanjang. "
        "Sebaliknya, Dinas Gizi, Dinas Hutan, serta RSUD Intan mendapat tambahan."
    )
    found = find_enumerations(text, split_sentences(text))
    assert [(each.groups, each.stated, len(each.items)) for each in found] == [
        (("fraksi",), 4, 4),
        (("fraksi",), None, 2),
        (("dinas",), None, 3),
    ]
    assert [text[slice(*each.near)].split()[0] for each in found] == ["Dari", "Sementara", "Sebaliknya,"]


def test_who_stands_for_all_is_no_item_and_people_of_a_village_are_the_village() -> None:
    text = (
        "Lumpur masuk ke pusat kota. Keduanya, Sahrul (34) dan Hamida (67), dirawat. "
        "Warga Desa Arum, Desa Banyu, dan Desa Cemara harus memutar lewat kebun."
    )
    found = find_enumerations(text, split_sentences(text))
    assert [[(item.group, item.name) for item in each.items] for each in found] == [
        [("desa", "Arum"), ("desa", "Banyu"), ("desa", "Cemara")]
    ]


def test_two_of_more_that_are_counted_are_not_the_list() -> None:
    text = "Empat jembatan rusak: Jembatan Arum hanyut, Jembatan Banyu dan Jembatan Cemara retak."
    assert not find_enumerations(text, split_sentences(text))
