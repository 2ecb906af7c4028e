import pytest

from bot.answering.dates import Day, days_in, published_on, without_days


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
