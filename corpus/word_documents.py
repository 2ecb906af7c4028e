"""Word documents: their text by paragraphs, read without ever unfolding more than an article can be."""

import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from html.parser import HTMLParser
from io import BytesIO
from typing import cast

_MAX_TEXT_PART_BYTES = 8_000_000
# Word writes some 10,000 around an article of 2,000. Every one costs 50 microseconds and a kilobyte.
_MAX_TAGS = 200_000
_CONTENTS = "[Content_Types].xml"
_MAX_MEMBERS = 2_000
_TEXT_PARTS = (".xml", ".rels")
_HEADLINE_STYLES = "p[style-name='Title'] => h1:fresh\np[style-name='Judul'] => h1:fresh"
_BLOCKS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "tr", "table", "ul", "ol"})


class BadDocument(Exception):
    """The bytes are no whole Word document; the message says why, briefly."""


class InflatedDocument(Exception):
    """The parts of the document that hold text unfold to far more than an article."""


@dataclass(frozen=True, slots=True)
class WordText:
    """A document's paragraphs, in order, and the headline if its first one has a headline's style."""

    headline: str | None
    paragraphs: tuple[str, ...]


def read_word_document(data: bytes) -> WordText:
    """Read the text of a .docx: insertions count, deletions and comments do not, pictures stay closed.

    Items of lists open with "- ", the cells of a table's row are parted by " | ". Raises BadDocument or
    InflatedDocument.
    """
    _check_container(data)
    import mammoth

    to_html = cast(Callable[..., object], mammoth.convert_to_html)
    try:
        result = to_html(
            BytesIO(data),
            style_map=_HEADLINE_STYLES,
            convert_image=_no_picture,
            external_file_access=False,
        )
    except Exception as error:  # noqa: BLE001 - whatever a broken part makes the library stumble over
        raise BadDocument(type(error).__name__) from None
    reader = _Paragraphs()
    reader.feed(cast(str, getattr(result, "value")))  # noqa: B009 - the library has no types
    reader.close()
    return reader.text()


def _no_picture(_picture: object) -> list[object]:
    # Mammoth opens a picture only where this function does.
    return []


def _check_container(data: bytes) -> None:
    try:
        with zipfile.ZipFile(BytesIO(data)) as container:
            members = container.infolist()
            if _CONTENTS not in {member.filename for member in members}:
                raise BadDocument(f"{_CONTENTS} is missing")
            # zipfile never gives out more than a member declares, so what is declared can be relied upon.
            texts = [member for member in members if member.filename.lower().endswith(_TEXT_PARTS)]
            if sum(m.file_size for m in texts) > _MAX_TEXT_PART_BYTES or len(members) > _MAX_MEMBERS:
                raise InflatedDocument
            tags = sum(container.read(member).count(b"<") for member in texts)
    except (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, RuntimeError, OSError) as error:
        raise BadDocument(str(error) or type(error).__name__) from None
    if tags > _MAX_TAGS:
        raise InflatedDocument


class _Paragraphs(HTMLParser):
    """Gathers the paragraphs of mammoth's HTML, which is small, flat and well-formed."""

    def __init__(self) -> None:
        super().__init__()
        self._done: list[tuple[str, str]] = []
        self._open: list[str] = []
        self._kind = "p"
        self._rows = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a block where one begins; inside a table's row all goes on one line."""
        if tag == "br":
            self._open.append("\n" if not self._rows else " ")
        elif tag in ("td", "th"):
            self._open.append(" | " if "".join(self._open).strip() else "")
        elif tag in _BLOCKS and not self._rows:
            self._end_block()
            self._kind = tag
            if tag == "li":
                self._open.append("- ")
        elif tag in _BLOCKS:
            self._open.append(" ")
        self._rows += tag == "tr"

    def handle_endtag(self, tag: str) -> None:
        """End a block."""
        self._rows -= tag == "tr"
        if tag in _BLOCKS and not self._rows:
            self._end_block()

    def handle_data(self, data: str) -> None:
        """Take text."""
        self._open.append(data)

    def text(self) -> WordText:
        """What was gathered; the first headline leaves the paragraphs if nothing stands before it."""
        self._end_block()
        if self._done and self._done[0][0] == "h1":
            return WordText(self._done[0][1], tuple(text for _, text in self._done[1:]))
        return WordText(None, tuple(text for _, text in self._done))

    def _end_block(self) -> None:
        lines = "".join(self._open).split("\n")
        text = "\n".join(" ".join(line.split()) for line in lines).strip()
        if text not in ("", "-"):
            self._done.append((self._kind, text))
        self._open.clear()
        self._kind = "p"
