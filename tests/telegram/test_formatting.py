"""Messages that Telegram accepts, whatever the text."""

from hypothesis import given
from hypothesis import strategies as st

from bot.telegram_bot.formatting import Piece, Run, sendable, split, utf16_length
from tests.telegram.bot_api_server import parse_html, utf16_units

TEXT = st.text(
    st.one_of(
        st.sampled_from([*list("ab<>&\"'. \n!?…”"), "😀", "👨", "ñ", "\u200d"]),
        st.characters(exclude_categories=("Cs", "Cc")),
    ),
    max_size=120,
)
RUN = st.one_of(
    st.builds(Run, TEXT, st.sampled_from(["plain", "bold", "italic", "quote"])),
    st.builds(Run, TEXT, st.just("link"), st.sampled_from(["https://a.example/?b=1&c=2", 'http://x/"><b>'])),
)
RUNS = st.lists(st.tuples(RUN, st.integers(1, 60)), max_size=8).map(
    lambda parts: [Run(run.text * times, run.style, run.url) for run, times in parts]
)


@given(RUNS)
def test_every_message_fits_is_well_formed_and_nothing_is_lost(runs: list[Run]) -> None:
    pieces = split(runs)
    seen = ""
    for piece in pieces:
        text, _ = parse_html(piece.html)
        assert utf16_units(piece.html) <= 4096
        assert utf16_units(piece.plain) <= 4096
        assert utf16_units(text) <= 4096
        assert text.strip()
        seen += text
    assert "".join(seen.split()) == "".join("".join(run.text for run in runs).split())


@given(RUNS, st.integers(150, 400))
def test_styles_survive_the_borders(runs: list[Run], limit: int) -> None:
    tags = {"bold": "b", "italic": "i", "quote": "blockquote", "link": "a"}
    expected: dict[tuple[str, str | None], str] = {}
    for run in runs:
        if run.style != "plain":
            key = (tags[run.style], run.url)
            expected[key] = expected.get(key, "") + "".join(run.text.split())
    found: dict[tuple[str, str | None], str] = {}
    for piece in split(runs, limit):
        assert utf16_units(piece.html) <= limit
        for tag, text, url in parse_html(piece.html)[1]:
            found[tag, url] = found.get((tag, url), "") + "".join(text.split())
    assert {key: text for key, text in found.items() if text} == {
        key: text for key, text in expected.items() if text
    }


@given(st.text(st.characters(), max_size=50))
def test_what_cannot_be_sent_is_replaced(text: str) -> None:
    cleaned = sendable(text)
    cleaned.encode("utf-8")
    assert not any(ord(character) < 32 and character not in "\t\n" for character in cleaned)


def test_markup_is_escaped_last() -> None:
    (piece,) = split([Run("a < b & c"), Run(" “d” ", "quote"), Run("e>", "link", 'https://x.example/?q="&r')])
    assert piece == Piece(
        html="a &lt; b &amp; c<blockquote> “d” </blockquote>"
        '<a href="https://x.example/?q=&quot;&amp;r">e&gt;</a>',
        plain='a < b & c “d” e> (https://x.example/?q="&r)',
    )


def test_borders_are_ends_of_sentences() -> None:
    pieces = split([Run("Satu dua. Tiga empat! “Lima enam.” Tujuh")], 20)
    assert [piece.plain for piece in pieces] == ["Satu dua. ", "Tiga empat! ", "“Lima enam.” Tujuh"]


def test_lines_are_borders_too() -> None:
    pieces = split([Run("• satu dua\n• tiga empat\n• lima")], 24)
    assert [piece.plain for piece in pieces] == ["• satu dua\n• tiga empat\n", "• lima"]


def test_a_sentence_longer_than_a_message_is_cut_between_words_and_a_word_between_characters() -> None:
    assert [piece.plain for piece in split([Run("abc def ghi")], 9)] == ["abc def ", "ghi"]
    assert [piece.plain for piece in split([Run("😀😀😀")], 3)] == ["😀", "😀", "😀"]


def test_an_entity_is_never_cut() -> None:
    assert [piece.html for piece in split([Run("&&&")], 11)] == ["&amp;&amp;", "&amp;"]


def test_blank_text_makes_no_message() -> None:
    assert split([Run(" \n "), Run("\n", "bold")]) == ()
    assert split([]) == ()


def test_a_lone_surrogate_counts_and_goes_out_as_a_replacement() -> None:
    assert utf16_length("a\ud800😀") == 4
    assert split([Run("a\ud800b\x00c")]) == (Piece("a\ufffdbc", "a\ufffdbc"),)
