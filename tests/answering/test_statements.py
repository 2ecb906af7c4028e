"""Who says what, as running text gives it."""

import pytest

from bot.answering.people import find_roles
from bot.answering.statements import find_statements
from index.sentences import split_sentences


def speakers(text: str) -> list[str | None]:
    sentences = split_sentences(text)
    return [s.speaker for s in find_statements(text, sentences, find_roles(text, sentences))]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("“Air surut,” kata Rahma Sekar.", ["Rahma Sekar"]),
        ("“Air surut,” kata Kepala Dinas Air Sukatani, Rahma Sekar, kemarin.", ["Rahma Sekar"]),
        ("Menurut Camat Sukatani Rahma Sekar, air surut.", ["Rahma Sekar"]),
        ("Camat Sukatani, Rahma Sekar, mengatakan air surut. “Warga pulang,” ujarnya.", ["Rahma Sekar"] * 2),
        (
            "Direktur RSUD Sukatani, Rahma Sekar, diwakili manajer umum Anwar Basri, mengatakan air surut.",
            ["Anwar Basri"],
        ),
        (
            "Manajer RSUD Sukatani, Anwar Basri, mewakili Bupati, Rahma Sekar, mengatakan air surut.",
            ["Anwar Basri"],
        ),
        ("“Air surut,” kata Kepala Dinas Air.", ["Kepala Dinas Air"]),
        ("“Air surut. Warga pulang,” kata Rahma.", ["Rahma", "Rahma"]),
        ("Air surut. Warga pulang.", [None, None]),
        ("Ia mengatakan air surut.", [None]),
    ],
)
def test_a_sentence_has_the_speaker_whom_the_text_gives_it_to(text: str, named: list[str | None]) -> None:
    assert speakers(text) == named
