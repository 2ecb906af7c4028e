import pytest

from bot.answering.dates import (
    Day,
    days_between,
    days_in,
    months_of_reports,
    published_on,
    same_day,
    without_days,
)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Per 15 Januari 2024, berapa warga mengungsi?", ((2024, 1, 15),)),
        ("berapa warga mengungsi 15 jan", ((None, 1, 15),)),
        ("How many fled on January 15, 2024?", ((2024, 1, 15),)),
        ("pada 3/11/2024 dan 4-11", ((2024, 11, 3), (None, 11, 4))),
        ("pada 45/17/2024", ()),
        ("tahun 2024 ada 15 desa", ()),
        ("Mei 2024 atau 31 Mei?", ((None, 5, 31),)),
    ],
)
def test_the_days_that_a_text_names(text: str, days: tuple[Day, ...]) -> None:
    assert days_in(text) == days


def test_an_article_is_of_a_day_when_all_that_is_said_of_the_day_agrees() -> None:
    assert published_on("2024-01-15", ((2024, 1, 15),))
    assert published_on("2024-01-15", ((2023, 5, 1), (None, 1, 15)))
    assert not published_on("2024-01-15", ((2023, 1, 15),))
    assert not published_on("2024-01-16", ((None, 1, 15),))
    assert not published_on("2024-01", ((2024, 1, 15),))
    assert not published_on("2024-01-15", ())


def test_a_question_without_its_days() -> None:
    assert without_days("Per 15 Januari 2024 berapa warga?") == "Per berapa warga?"
    assert without_days("Berapa warga?") == "Berapa warga?"


@pytest.mark.parametrize(
    ("one", "other", "days"),
    [
        ("2024-01-15", "2024-01-18", 3),
        ("2024-02-01", "2024-01-30", 1),
        ("2024", "2024-05-01", 0),
        ("2024-03", "2024-05-01", 60),
        ("2023-05-01", "2024-05-01", 365),
    ],
)
def test_about_how_many_days_lie_between(one: str, other: str, days: int) -> None:
    assert days_between(one, other) == days_between(other, one) == days


def test_a_day_without_its_year_is_the_same_in_any() -> None:
    assert same_day((None, 1, 15), (2024, 1, 15))
    assert not same_day((2023, 1, 15), (2024, 1, 15))
    assert not same_day((None, 1, 15), (2024, 1, 16))


def test_the_month_of_a_report_is_no_month_of_what_it_tells() -> None:
    asked = "Berapa panjang jembatan menurut berita Kabar Anu Agustus 2024?"
    assert months_of_reports(asked) == ((2024, 8),)
    assert months_of_reports("Siapa yang dilantik pada Agustus 2024?") == ()
    assert published_on("2024-08-12", (), ((2024, 8),))
    assert not published_on("2024-07-12", (), ((2024, 8),))
    without = "Berapa panjang jembatan menurut berita Kabar Anu ?"
    assert without_days(asked, ((2024, 8),)) == without
    assert without_days(asked) == asked
