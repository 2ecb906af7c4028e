"""The highlighted pieces are the quotes, and nothing else."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.answer import Source
from bot.pages.passages import Piece, article_views, pieces
from tests.api.newsroom import BODY, FIRST_LIST, LATER, OPENING, SECOND_LIST, source


def test_a_quote_is_cut_out_of_its_passage() -> None:
    assert pieces([source(OPENING)]) == (
        Piece("Lembah Kenari – ", quoted=False),
        Piece(OPENING, quoted=True),
        Piece(" “Jembatan ini milik warga,” katanya di depan pasar lama. ", quoted=False),
    )


def test_quotes_of_one_passage_are_shown_in_it_together_and_in_its_order() -> None:
    sources = (source(SECOND_LIST, later=True), source(OPENING), source(FIRST_LIST, later=True))
    (article,) = article_views(sources, "en")
    assert (article.title, article.publisher, article.date) == (
        "Jembatan Sungai Mera diresmikan",
        "Kabar Lembah",
        "5 August 2022",
    )
    quoted = [[piece.text for piece in passage if piece.quoted] for passage in article.passages]
    assert quoted == [[OPENING], [FIRST_LIST, SECOND_LIST]]


def test_articles_are_shown_apart_in_the_order_of_the_answer() -> None:
    views = article_views((source(OPENING, article_id="b", title="B"), source(OPENING, title="A")), "id")
    assert [view.title for view in views] == ["B", "A"]


@pytest.mark.parametrize(
    ("url", "linked"),
    [
        ("https://berita.example/a", "https://berita.example/a"),
        ("HTTP://berita.example", "HTTP://berita.example"),
        ("javascript:alert(1)", None),
        ("data:text/html,a", None),
        ("//berita.example", None),
        ("", None),
        (None, None),
    ],
)
def test_only_web_addresses_are_linked(url: str | None, linked: str | None) -> None:
    (view,) = article_views((source(OPENING, url=url),), "id")
    assert view.url == linked


def test_a_quote_outside_its_passage_is_shown_alone() -> None:
    stray = source(OPENING, context=BODY[LATER:], context_start=LATER)
    assert pieces([stray]) == (Piece(OPENING, quoted=True),)


@st.composite
def spans(draw: st.DrawFn) -> list[tuple[int, int]]:
    starts = draw(st.lists(st.integers(0, 39), min_size=1, max_size=6))
    return sorted((start, draw(st.integers(start + 1, 40))) for start in starts)


@given(spans())
def test_pieces_are_the_passage_and_highlight_exactly_the_quoted_characters(
    found: list[tuple[int, int]],
) -> None:
    context = "".join(chr(ord("A") + n) for n in range(40))
    sources = [
        Source(
            article_id="a", title="", publisher="", published="2022", url=None,
            quote=context[start:end], start=100 + start, end=100 + end, context=context, context_start=100,
        )
        for start, end in found
    ]  # fmt: skip
    shown = pieces(sources)
    assert "".join(piece.text for piece in shown) == context
    assert all(a.quoted != b.quoted for a, b in pairwise(shown))
    highlighted = {c for piece in shown if piece.quoted for c in piece.text}
    assert highlighted == {c for start, end in found for c in context[start:end]}
