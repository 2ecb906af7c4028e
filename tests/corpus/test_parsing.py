"""Whatever bytes a file holds, reading them ends in an article or in problems."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from corpus.parsing import parse_article

FILE = Path("banjir.md")
SOUND = "---\nid: banjir\ntitle: Banjir\npublisher: Kabar\npublished: 2021\nlanguage: id\n---\n\nHujan."
YAML = [
    "id: banjir\n",
    "title: ",
    "tags: [",
    "]",
    "{",
    "}",
    "&a ",
    "*a",
    "!x ",
    "'",
    '"',
    "|\n ",
    "- ",
    "? ",
    "%",
    "\t",
]
PARTS = ["---", "\n", "...", *YAML]
SLIPS = [*PARTS, "\x00", "\ufeff", "\r", "\u2028", "\ufffe", ":", "#", "~"]


@given(
    st.binary()
    | st.lists(st.sampled_from(PARTS) | st.text(max_size=3)).map(lambda parts: "".join(parts).encode())
)
def test_any_bytes_give_problems_inside_the_file(data: bytes) -> None:
    for start in (b"", b"---\n"):
        parsed = parse_article(start + data, FILE)
        assert parsed.article is None
        lines = (start + data).replace(b"\r", b"\n").count(b"\n") + 1
        assert parsed.problems
        assert all(1 <= problem.line <= lines for problem in parsed.problems)
        assert all(problem.words("id") and problem.words("en") for problem in parsed.problems)


@given(st.integers(0, len(SOUND)), st.sampled_from(SLIPS))
def test_one_slip_anywhere_in_a_sound_file_gives_an_article_or_problems(place: int, slip: str) -> None:
    parsed = parse_article((SOUND[:place] + slip + SOUND[place:]).encode(), FILE)
    assert (parsed.article is None) == bool(parsed.problems)
    if parsed.article:
        assert parsed.article.id == "banjir"
        assert "Hujan." in parsed.article.body or place > SOUND.index("Hujan")
