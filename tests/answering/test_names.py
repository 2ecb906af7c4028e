import pytest

from bot.answering.names import Gazetteer, is_place, name_key, run_keys, same_name


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Lubuk Linggau", "lubuklinggau"),
        ("Pare-Pare", "parepare"),
        ("H. Wira_Jaya", "hwirajaya"),
        ("Ma'rang", "marang"),
        (" - ", ""),
    ],
)
def test_a_key_leaves_out_spaces_hyphens_dots_and_capitals(name: str, key: str) -> None:
    assert name_key(name) == key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Lubuk Linggau", "Lubuklinggau"),
        ("Pare-Pare", "parepare"),
        ("Bau-bau", "Bau Bau"),
        ("Tanjung Pinang", "tanjungpinang"),
        ("Rantau Wangi", "Rantau Wanggi"),  # one letter more
        ("Singkawang", "Singkwang"),  # one letter fewer
        ("Sumedang", "Sumedamg"),  # one letter for another
        ("Sumedang", "Sumedagn"),  # two letters swapped
        ("Tuban", "TUBAN"),
    ],
)
def test_two_spellings_of_one_name(one: str, other: str) -> None:
    assert same_name(one, other)
    assert same_name(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Tegal", "Tegak"),  # too short for a slip
        ("Sumedang", "Numedang"),  # a slip never changes the first letter
        ("Sumedang", "Sumenang Raya"),
        ("Rantau Wangi", "Rantau Wengan"),  # two letters off
        ("Madiun", "Malang"),
        ("Batang", "Batam"),
        ("Lampung Barat", "Lampung Timur"),
        ("Kolaka", "Koloka 2"),
        ("SD Negeri Jati 4", "SD Negeri Jati 5"),
        ("", ""),
        ("-", "."),
    ],
)
def test_two_names(one: str, other: str) -> None:
    assert not same_name(one, other)
    assert not same_name(other, one)


@pytest.mark.parametrize(
    ("one", "other"), [("Pesawaran", "Pesawaram"), ("Banyumas", "Banyumass"), ("Bandung", "Badung")]
)
def test_one_letter_off_is_a_slip_unless_both_are_real_places(one: str, other: str) -> None:
    assert same_name(one, other) is not (is_place(one) and is_place(other))


@pytest.mark.parametrize(("one", "other"), [("Sampang", "Sampann"), ("Mamuju", "Mamujo")])
def test_a_misspelt_place_is_still_that_place(one: str, other: str) -> None:
    assert same_name(one, other)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Tulang Bawang", True),
        ("tulangbawang", True),
        ("PARE-PARE", True),
        ("Sungai Karangan", False),
        ("", False),
    ],
)
def test_which_names_are_real_places(text: str, place: bool) -> None:
    assert is_place(text) is place


GAZETTEER = Gazetteer(
    ["Lubuklinggau", "Jati", "Jati Wangi", "Sungai Karangan", "Magelang", "Bandung", "Rini Astuti", "--"]
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("apakah lubuk linggau menang", ["Lubuklinggau"]),
        ("apa lubuk-linggau dapat", ["Lubuklinggau"]),
        ("desa jati wangi kebanjiran ga", ["Jati Wangi"]),
        ("desa jati kebanjiran ga", ["Jati"]),
        ("sungaikarangan meluap?", ["Sungai Karangan"]),
        ("sungai karangann meluap", ["Sungai Karangan"]),
        ("rini astutik itu siapa, dari magelang?", ["Rini Astuti", "Magelang"]),
        ("apakah badung juara", []),  # a real place of its own, one letter off another
        ("siapa yang menang", []),
        ("", []),
    ],
)
def test_names_are_found_in_lower_case_and_in_any_spelling(text: str, found: list[str]) -> None:
    assert [name for name, _, _ in GAZETTEER.find(text)] == found


def test_where_a_name_stands_in_the_question() -> None:
    text = "kalau Lubuk-Linggau, atau desa jati wangi?"

    assert [(name, text[start:end]) for name, start, end in GAZETTEER.find(text)] == [
        ("Lubuklinggau", "Lubuk-Linggau"),
        ("Jati Wangi", "jati wangi"),
    ]


def test_a_slip_that_fits_two_names_is_neither() -> None:
    twins = Gazetteer(["Karanglo", "Karangla"])

    assert twins.known("Karangle") is None
    assert twins.known("Karanglo") == "Karanglo"


def test_without_names_nothing_is_found() -> None:
    assert Gazetteer([]).find("apakah jati menang") == ()


def test_a_slip_is_in_a_long_word() -> None:
    schools = Gazetteer(["SMK Tunas Rimba"])

    assert schools.known("SMA Tunas Rimba") is None
    assert schools.known("SMK Tunas Rimbo") == "SMK Tunas Rimba"


def test_a_name_stands_in_a_text_as_words_of_it() -> None:
    keys = run_keys("Tidak ada gedung baru pada 2025, kata ber-Lumut di Kota Tanjung-Sari.")
    assert [key in keys for key in ("pad", "pada", "lumut", "tanjungsari", "gedungbaru", "barukata")] == [
        *(False, True, True, True, True),
        False,
    ]
