"""The child's side of reading a web page: lxml parses it, trafilatura finds the article in it."""

import re
from typing import Any

from corpus.confined import Unreadable
from corpus.faults import Fault

_DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{1,40})""", re.IGNORECASE)
_DECLARED_WITHIN = 4096
_BLANKS = re.compile(r"\s+")
_SCRIPTED = ("script", "style", "noscript", "template")
# What trafilatura has for text and what is none: list marks and the borders of tables.
_MARKS = re.compile(r"^- |[|]")
# A line that only points to another article, as Indonesian and English news sites put between paragraphs.
_POINTER = re.compile(
    r"(?:baca|simak|lihat|tonton)\s+(?:juga|pula|selengkapnya|berita\s+lain(?:nya)?)\b\s*[:：]?|"
    r"(?:read|see)\s+(?:also|more)\s*[:：]|also\s+read\s*[:：]",
    re.IGNORECASE,
)
_LONGEST_POINTER = 250


def read_page(data: bytes, details: dict[str, Any]) -> dict[str, Any]:
    """The fields of a draft, the body's paragraphs, and what was noticed, for `corpus.web_pages`.

    Raises Unreadable.
    """
    from lxml.etree import ParserError  # pyright: ignore[reportAttributeAccessIssue]
    from lxml.html import HTMLParser, document_fromstring
    from trafilatura import bare_extraction
    from trafilatura.settings import use_config

    from corpus.page_metadata import page_metadata

    text, replaced = _decoded(data, details["charset"])
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    try:
        tree = document_fromstring(text.encode("utf-8"), parser)
    except ParserError:
        raise Unreadable(Fault.NO_TEXT) from None
    # The parser leaves out whatever lies beyond its limits, with nothing but a line in its log to tell.
    if any("LIMIT" in error.type_name or "MEMORY" in error.type_name for error in parser.error_log):
        raise Unreadable(Fault.TOO_DEEP)
    fields = page_metadata(tree, details["url"])
    whole = _squeezed("".join(_in_order(tree)))
    config = use_config()
    config.set("DEFAULT", "EXTENSIVE_DATE_SEARCH", "off")
    found = bare_extraction(
        tree,
        include_comments=False,
        include_tables=True,
        deduplicate=False,
        config=config,
        with_metadata=False,
    )
    lines = str(getattr(found, "text", None) or "").split("\n")
    paragraphs = [line.strip() for line in lines if line.strip() and not _points_elsewhere(line)]
    if paragraphs and fields["title"] and _squeezed(paragraphs[0]) == _squeezed(fields["title"]):
        paragraphs = paragraphs[1:]
    if not paragraphs:
        raise Unreadable(Fault.NO_TEXT)
    altered = [
        line for line in paragraphs if _squeezed(_MARKS.sub("", line)) not in whole and "|" not in line
    ]
    return {**fields, "paragraphs": paragraphs, "replaced": replaced, "altered": altered}


def _decoded(data: bytes, charset: str | None) -> tuple[str, int]:
    """The text, and how many characters could not be read. UTF-8 counts before what is declared."""
    try:
        return _without_nulls(data.decode("utf-8-sig")), 0
    except UnicodeDecodeError:
        declared = _DECLARED.search(data[:_DECLARED_WITHIN])
        marked = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else None
        name = marked or charset or (declared[1].decode("ascii") if declared else "windows-1252")
    try:
        text = data.decode(_meant(name), "replace")
    except (LookupError, UnicodeError):
        text = data.decode("utf-8", "replace")
    return _without_nulls(text), text.count("\ufffd")


def _meant(name: str) -> str:
    # What browsers take these names for (WHATWG Encoding).
    plain = name.lower()
    return "windows-1252" if plain in ("iso-8859-1", "latin1", "latin-1", "us-ascii", "ascii") else plain


def _without_nulls(text: str) -> str:
    return text.replace("\x00", "")


def _in_order(tree: Any) -> list[str]:
    from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]

    texts: list[str] = []
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if event == "start" and element.text and element.tag not in _SCRIPTED:
            texts.append(element.text)
        elif event == "end" and element.tail:
            texts.append(element.tail)
    return texts


def _squeezed(text: str) -> str:
    return _BLANKS.sub("", text)


def _points_elsewhere(line: str) -> bool:
    return len(line) <= _LONGEST_POINTER and bool(_POINTER.match(line.strip()))
