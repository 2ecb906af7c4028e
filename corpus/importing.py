"""Files of several kinds, each read into a draft of an article."""

import re
from dataclasses import replace
from pathlib import Path

from corpus.cleaning import clean, decode
from corpus.drafts import ArticleDraft
from corpus.errors import InvalidArticleError, UnreadableSource
from corpus.fields import check_fields
from corpus.front_matter import parse_front_matter
from corpus.parsing import split_text
from corpus.problems import ArticleProblem, Language, ProblemKind
from corpus.reading import MAX_FILE_BYTES, read_bytes
from corpus.web_pages import draft_from_html
from corpus.word_documents import (
    BadDocument,
    InflatedDocument,
    WordText,
    read_word_document,
)

MAX_DOCUMENT_BYTES = 50_000_000

_TEXT = (".md", ".markdown", ".txt")
_PAGE = (".html", ".htm")
_DOCUMENT = (".docx",)
_MOST_HEADLINE_CHARS = 200
_SENTENCE_END = re.compile(r"[.:;,…]['\"”’)]*\s*$")
_HEADING = re.compile(r"#[ \t]+(.+?)[ \t]*#*[ \t]*")


def draft_from_file(file: Path, language: Language = "id") -> ArticleDraft:
    """Read a file into a draft by the ending of its name; `language` is that of the draft's notices.

    Raises InvalidArticleError with everything that keeps the file from being read, UnreadableSource for a
    web page. Fields that are only missing are no problem of a draft's.
    """
    suffix = file.suffix.lower()
    if suffix in _DOCUMENT:
        return _checked(_from_document(_bytes(file, MAX_DOCUMENT_BYTES), file), file)
    if suffix in _PAGE:
        return _checked(_from_page(_bytes(file, MAX_FILE_BYTES), file, language), file)
    if suffix in _TEXT:
        return _checked(_from_text(_bytes(file, MAX_FILE_BYTES), file, language), file)
    expected = ", ".join(_TEXT + _PAGE + _DOCUMENT)
    raise _refused(file, ProblemKind.UNKNOWN_TYPE, suffix or file.name, expected)


def _checked(draft: ArticleDraft, file: Path) -> ArticleDraft:
    if not draft.body.strip():
        raise _refused(file, ProblemKind.NO_TEXT)
    return draft


def _from_text(data: bytes, file: Path, language: Language) -> ArticleDraft:
    decoded, notices = decode(data, file)
    if isinstance(decoded, ArticleProblem):
        raise InvalidArticleError((decoded,))
    text, cleaned = clean(decoded, file)
    words = tuple(notice.words(language) for notice in (*notices, *cleaned))
    parts = split_text(text, file)
    if not isinstance(parts, ArticleProblem):
        return replace(_with_details(parts[0], parts[1], file), notices=words)
    if parts.kind != ProblemKind.NO_FRONT_MATTER:
        raise InvalidArticleError((parts,))
    return replace(_from_paragraphs(text.strip()), notices=words)


def _with_details(details: str, body: str, file: Path) -> ArticleDraft:
    front = parse_front_matter(details, file, first_line=2)
    checked = check_fields(front.fields, file)
    if problems := front.problems + checked.problems:
        raise InvalidArticleError(tuple(sorted(problems, key=lambda problem: problem.line)))
    found = checked.texts
    return ArticleDraft(
        id=found.get("id"),
        title=found.get("title"),
        publisher=found.get("publisher"),
        published=found.get("published"),
        language=found.get("language"),
        body=body,
        url=found.get("url"),
        byline=found.get("byline"),
        updated=found.get("updated"),
        supersedes=found.get("supersedes"),
        tags=checked.tags,
    )


def _from_document(data: bytes, file: Path) -> ArticleDraft:
    try:
        read = read_word_document(data)
    except BadDocument as error:
        raise _refused(file, ProblemKind.BAD_DOCUMENT, str(error)) from None
    except InflatedDocument:
        raise _refused(file, ProblemKind.INFLATED) from None
    return _titled(read) or _from_paragraphs("\n\n".join(read.paragraphs))


def _from_page(data: bytes, file: Path, language: Language) -> ArticleDraft:
    try:
        return draft_from_html(data, None, language=language)
    except UnreadableSource as error:
        raise UnreadableSource(str(file), error.fault, error.detail) from None


def _titled(read: WordText) -> ArticleDraft | None:
    if read.headline is None:
        return None
    return _bare(" ".join(read.headline.split()), "\n\n".join(read.paragraphs))


def _from_paragraphs(text: str) -> ArticleDraft:
    """Take a heading, or a first line that stands alone and ends like no sentence, for the title."""
    first, _, rest = text.partition("\n")
    heading = _HEADING.fullmatch(first)
    if heading:
        return _bare(heading[1], rest.strip())
    alone = rest.startswith("\n") and bool(rest.strip())
    if alone and len(first) <= _MOST_HEADLINE_CHARS and not _SENTENCE_END.search(first):
        return _bare(first.strip(), rest.strip())
    return _bare(None, text)


def _bare(title: str | None, body: str) -> ArticleDraft:
    return ArticleDraft(title=title, publisher=None, published=None, language=None, body=body)


def _bytes(file: Path, limit: int) -> bytes:
    data = read_bytes(file, limit)
    if isinstance(data, ArticleProblem):
        raise InvalidArticleError((data,))
    return data


def _refused(file: Path, kind: ProblemKind, *details: str) -> InvalidArticleError:
    return InvalidArticleError((ArticleProblem(file, 1, kind, details),))
