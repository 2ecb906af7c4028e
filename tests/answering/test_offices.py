"""Offices, as running text names them."""

import pytest

from bot.answering.offices import held, is_office_of, kinds_in, offices_present


def test_an_office_that_is_only_stood_in_for_has_no_holder_there() -> None:
    text = "Gubernur Lumut Jaya diwakili Sekretaris Daerah, H. Anwar Basri."
    assert kinds_in(text) == ("gubernur", "sekda")
    assert offices_present(text) == (("sekda", ""),)
    assert offices_present("Hadir Kepala Dinas Koperasi, Anwar Basri, mewakili bupati.") == (
        ("kepala dinas", "Koperasi"),
    )
    assert offices_present("Bupati Sukatani Hj. Rahma Sekar, yang diwakili asistennya.") == (
        ("bupati", "Sukatani Hj. Rahma Sekar"),
    )


def test_a_former_or_a_deputy_holder_has_another_office() -> None:
    assert kinds_in("Who is the deputy director?") == ("wakil direktur",)
    assert kinds_in("mantan bupati dan bupati") == ("mantan bupati", "bupati")


def test_nobody_holds_a_part_in_a_story() -> None:
    assert held(("korban", "bupati", "anggota")) == {"bupati"}


@pytest.mark.parametrize(
    ("text", "name", "of"),
    [
        ("Siapa bupati Lumut Jaya?", "Lumut Jaya", True),
        ("who is the regent of Lumut Jaya", "Lumut Jaya", True),
        ("siapa bupati yang membuka Pesta Lumut?", "Pesta Lumut", False),
    ],
)
def test_an_office_is_of_the_name_behind_it(text: str, name: str, of: bool) -> None:
    assert is_office_of(text, name) == of
