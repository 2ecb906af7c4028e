"""Text as the corpus keeps it: UTF-8 decoded, plain line ends, NFC, nothing invisible."""

import re
import unicodedata
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_BE, BOM_UTF32_LE
from pathlib import Path

from corpus.problems import ArticleProblem, Notice, NoticeKind, ProblemKind

# UTF-32 first: its little-endian mark begins with that of UTF-16.
_OTHER_MARKS = {
    BOM_UTF32_LE: "UTF-32",
    BOM_UTF32_BE: "UTF-32",
    BOM_UTF16_LE: "UTF-16",
    BOM_UTF16_BE: "UTF-16",
}

_FOREIGN_LINE_END = re.compile(r"\r\n?")
# Characters that break a line for str.splitlines, but for no editor that counts lines.
_SOFT_BREAK = re.compile("[\v\f\x1c-\x1e\x85\u2028\u2029]")
# Controls other than tab and line feed, soft hyphen, zero-width and bidirectional marks, fillers that show as
# nothing, interlinear and tag characters, and the code points that are no characters at all.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\ufdd0-\ufdef\ufffe\uffff"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)

# The limit of Unicode's Stream-Safe Text Format (UAX #15, section 13). Beyond it composing takes time
# that grows with the square: a minute for 200,000 marks on one letter.
_MAX_MARKS = 30
_MANY_MARKS = re.compile("[\u0300-\u1fff\u2070-\U0010ffff]{31,}")


def decode(data: bytes, file: Path) -> tuple[str | ArticleProblem, list[Notice]]:
    """Decode a file's bytes with plain line ends, or say which byte of which line is not UTF-8."""
    notices: list[Notice] = []
    for mark, name in _OTHER_MARKS.items():
        if data.startswith(mark):
            return ArticleProblem(file, 1, ProblemKind.OTHER_ENCODING, (name,)), notices
    if data.startswith(BOM_UTF8):
        notices.append(Notice(file, 1, NoticeKind.BYTE_ORDER_MARK))
        data = data.removeprefix(BOM_UTF8)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = _FOREIGN_LINE_END.sub("\n", data[: error.start].decode("utf-8"))
        column = len(before.rpartition("\n")[2].encode("utf-8")) + 1
        details = (f"0x{data[error.start]:02X}", str(column))
        return ArticleProblem(file, before.count("\n") + 1, ProblemKind.NOT_UTF8, details), notices
    first = _FOREIGN_LINE_END.search(text)
    if first:
        line = text.count("\n", 0, first.start()) + 1
        text, count = _FOREIGN_LINE_END.subn("\n", text)
        notices.append(Notice(file, line, NoticeKind.LINE_ENDINGS, count))
    return text, notices


def clean(text: str, file: Path) -> tuple[str, list[Notice]]:
    """Remove what cannot be seen and compose letters (NFC), line by line, so that lines keep their numbers.

    Of marks piled upon one letter the first 30 stay.

    Line and page separators become spaces: they must neither glue words together nor shift the numbers.
    """
    notices: list[Notice] = []
    seen = _INVISIBLE.search(text)
    if seen:
        line = text.count("\n", 0, seen.start()) + 1
        text, count = _INVISIBLE.subn("", text)
        notices.append(Notice(file, line, NoticeKind.INVISIBLE, count))
    broken = _SOFT_BREAK.search(text)
    if broken:
        line = text.count("\n", 0, broken.start()) + 1
        text, count = _SOFT_BREAK.subn(" ", text)
        notices.append(Notice(file, line, NoticeKind.SOFT_BREAKS, count))
    thinned = _MANY_MARKS.sub(_first_marks, text)
    if len(thinned) < len(text):
        first = next(place for place, char in enumerate(thinned + "\n") if char != text[place])
        line = text.count("\n", 0, first) + 1
        notices.append(Notice(file, line, NoticeKind.SURPLUS_MARKS, len(text) - len(thinned)))
        text = thinned
    if not unicodedata.is_normalized("NFC", text):
        lines = text.split("\n")
        composed = [unicodedata.normalize("NFC", line) for line in lines]
        changed = [number for number, line in enumerate(lines) if line != composed[number]]
        text = "\n".join(composed)
        notices.append(Notice(file, changed[0] + 1, NoticeKind.RECOMPOSED, len(changed)))
    return text, notices


def _first_marks(match: re.Match[str]) -> str:
    kept: list[str] = []
    marks = 0
    for char in match.group():
        marks = marks + 1 if unicodedata.combining(char) else 0
        if marks <= _MAX_MARKS:
            kept.append(char)
    return "".join(kept)
