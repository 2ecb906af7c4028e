import pytest

from bot.answering.answer import Answer, Source
from bot.render import (
    Block,
    blocks,
    date_in_words,
    is_its_quote,
    quotes_by_article,
    source_line,
    sources_heading,
    to_json,
    to_plain,
)


def source(
    article_id: str = "banjir", quote: str = "Air surut pada Senin.", url: str | None = None
) -> Source:
    return Source(
        article_id=article_id,
        title="Banjir surut",
        publisher="Warta Uji",
        published="2024-11-03",
        url=url,
        quote=quote,
        start=10,
        end=10 + len(quote),
        context=f"Awal. {quote}",
        context_start=4,
    )


def answer(text: str, *sources: Source, answered: bool = True, language: str = "id") -> Answer:
    return Answer(
        answer=text,
        answered=answered,
        kind="extract",
        language="en" if language == "en" else "id",
        sources=sources,
        generation="v000003",
    )


def test_json_holds_exactly_what_the_contract_names() -> None:
    assert to_json(answer("Air surut.", source(url="https://warta.example/banjir"))) == {
        "answer": "Air surut.",
        "answered": True,
        "kind": "extract",
        "language": "id",
        "sources": [
            {
                "article_id": "banjir",
                "title": "Banjir surut",
                "publisher": "Warta Uji",
                "published": "2024-11-03",
                "url": "https://warta.example/banjir",
                "quote": "Air surut pada Senin.",
                "start": 10,
                "end": 31,
            }
        ],
        "generation": "v000003",
    }


def test_lines_with_bullets_become_one_list_between_paragraphs() -> None:
    text = "Dua desa menang:\n• Desa Satu\n•  Desa Dua\n\nSelain itu tidak ada."
    assert blocks(answer(text)) == (
        Block("paragraph", ("Dua desa menang:",)),
        Block("list", ("Desa Satu", "Desa Dua")),
        Block("paragraph", ("Selain itu tidak ada.",)),
    )


@pytest.mark.parametrize(
    ("date", "indonesian", "english"),
    [
        ("2020", "2020", "2020"),
        ("2020-11", "November 2020", "November 2020"),
        ("2020-08-03", "3 Agustus 2020", "3 August 2020"),
        ("2021-12-31", "31 Desember 2021", "31 December 2021"),
    ],
)
def test_dates_are_written_out_as_exactly_as_they_are_known(date: str, indonesian: str, english: str) -> None:
    assert date_in_words(date, "id") == indonesian
    assert date_in_words(date, "en") == english


def test_a_source_line_ends_in_the_address_where_one_is_known() -> None:
    assert source_line(source(), "id") == "Banjir surut — Warta Uji, 3 November 2024"
    assert source_line(source(url="https://w.example/1"), "en") == (
        "Banjir surut — Warta Uji, 3 November 2024, https://w.example/1"
    )


def test_quotes_are_grouped_by_article_in_the_order_of_the_answer() -> None:
    one, two, three = source(), source("lomba", "Tim biru menang."), source(quote="Jalan dibuka.")
    assert quotes_by_article((one, two, three)) == ((one, three), (two,))


@pytest.mark.parametrize(
    ("given", "heading"),
    [
        (answer("a", source()), "Sumber"),
        (answer("a", source(), language="en"), "Source"),
        (answer("a", source(), source(), language="en"), "Sources"),
        (answer("a", source(), answered=False), "Bagian terdekat"),
        (answer("a", source(), answered=False, language="en"), "Nearest passage"),
    ],
)
def test_the_heading_tells_support_from_the_nearest_passage(given: Answer, heading: str) -> None:
    assert sources_heading(given) == heading


def test_plain_text_shows_answer_quotes_and_where_they_stand() -> None:
    given = answer("Air sudah surut.", source(), source("banjir", "Jalan dibuka."))
    assert to_plain(given) == (
        "Air sudah surut.\n\nSumber:\n\n“Air surut pada Senin.”\n“Jalan dibuka.”\n"
        "— Banjir surut — Warta Uji, 3 November 2024"
    )
    assert to_plain(answer("Tidak ada.", answered=False)) == "Tidak ada."


def test_an_answer_that_is_its_only_quote_is_shown_once() -> None:
    alone = answer("Air surut pada Senin.", source())
    assert is_its_quote(alone)
    assert to_plain(alone) == "“Air surut pada Senin.”\n— Banjir surut — Warta Uji, 3 November 2024"
    assert not is_its_quote(answer("Air surut pada Senin.", source(), source()))
    assert not is_its_quote(answer("Air surut."))
