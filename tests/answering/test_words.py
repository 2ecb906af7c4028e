import pytest

from bot.answering.words import (
    alternatives,
    canonical,
    pairs,
    raw_words,
    table,
    whole_words,
    word_spans,
    words,
)


@pytest.mark.parametrize(
    ("text", "split"),
    [
        ("Jam 21.30, tiga-empat orang!", ["jam", "21.30", "tiga-empat", "orang"]),
        ("Jum’at Ma'ruf ke-2", ["jum’at", "ma'ruf", "ke-2"]),
        ("snake_case RT/RW", ["snake", "case", "rt/rw"]),
        ("“Halo,” kata", ["halo", "kata"]),
        ("…!? –", []),
        ("", []),
    ],
)
def test_words_are_in_lower_case_and_keep_what_joins_them(text: str, split: list[str]) -> None:
    assert words(text) == split


def test_raw_words_stay_as_written_and_spans_point_at_them() -> None:
    text = "Desa Jati-Wangi, RT/RW 3."

    assert raw_words(text) == ["Desa", "Jati-Wangi", "RT/RW", "3"]
    assert [text[start:end] for start, end in word_spans(text)] == raw_words(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Rapat di balai kota baru", ["balai kota"]),
        ("KOTA dan Balai", ["KOTA", "Balai"]),
        ("perkotaan balaian", []),
        ("a.b dan axb", ["a.b"]),
    ],
)
def test_whole_words_match_the_longest_in_any_case_and_nothing_inside_a_word(
    text: str, found: list[str]
) -> None:
    assert whole_words(["kota", "balai", "balai kota", "a.b"]).findall(text) == found


@pytest.mark.parametrize(
    ("word", "spelling"),
    [
        ("brp", "berapa"),
        ("sapa", "siapa"),
        ("which", "mana"),
        ("kenapa", "mengapa"),
        ("jembatan", "jembatan"),
    ],
)
def test_a_word_that_asks_has_one_spelling(word: str, spelling: str) -> None:
    assert canonical(word) == spelling


def test_a_table_maps_its_first_column_to_the_others_and_leaves_comments_out() -> None:
    assert "kata" in table("attribution")["after"]
    assert table("classes")["desa"][:2] == ("desa", "village")
    assert not [key for key in table("classes") if key.startswith("#")]


def test_alternatives_match_the_words_of_one_row() -> None:
    found = alternatives("list_words", "continues").findall("Kemudian Desa Jati, lalu Desa Wangi")

    assert found == ["Kemudian", "lalu"]


def test_pairs_keep_every_line_in_order() -> None:
    assert pairs("kinds")[0] == ("list", "kota mana saja yang menang")
    assert len(pairs("kinds")) == len([k for k, q in pairs("kinds") if k and q])
    assert ("thanks", "makasih") in pairs("kinds")
