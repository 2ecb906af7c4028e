"""What the fields of an article may hold."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from dataclasses import field as column
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from corpus.front_matter import Field
from corpus.problems import ArticleProblem, ProblemKind

MAX_ID_CHARS = 120

REQUIRED = ("id", "title", "publisher", "published", "language")
OPTIONAL = ("url", "byline", "updated", "tags", "supersedes")

# Years, languages and ids are taken as written even where YAML sees a number, a date or a truth value
# (published: 2020, language: no); a headline that is one is more likely a slip.
_MUST_BE_TEXT = frozenset({"title", "publisher", "byline", "url"})
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?")
_LANGUAGE = re.compile(r"[a-z]{2}")


@dataclass(slots=True)
class CheckedFields:
    """The single values and the tags of an article, and what is wrong with the others."""

    texts: dict[str, str] = column(default_factory=dict[str, str])
    tags: tuple[str, ...] = ()
    problems: list[ArticleProblem] = column(default_factory=list[ArticleProblem])


def check_fields(fields: Mapping[str, Field], file: Path) -> CheckedFields:
    """Check every field that is there, and that none is unknown; missing ones are not looked for here."""
    checked = CheckedFields()

    def refuse(line: int, kind: ProblemKind, *details: str) -> None:
        checked.problems.append(ArticleProblem(file, line, kind, details))

    for name, found in fields.items():
        if name not in REQUIRED + OPTIONAL:
            refuse(found.line, ProblemKind.UNKNOWN_FIELD, name, ", ".join(REQUIRED + OPTIONAL))
        elif name == "tags":
            if isinstance(found.value, tuple) and all(_one_line(tag) for tag in found.value):
                checked.tags = tuple(tag.strip() for tag in found.value)
            else:
                refuse(found.line, ProblemKind.NOT_A_LIST, name)
        elif kind := _fault(name, found):
            refuse(found.line, kind, name)
        else:
            text = str(found.value).strip()
            checked.texts[name] = text
            if name in _RULES and not _RULES[name](text):
                refuse(found.line, *_words_for(name, text))
    earlier = checked.texts.get("supersedes")
    if earlier is not None and earlier.casefold() == checked.texts.get("id", "").casefold():
        refuse(fields["supersedes"].line, ProblemKind.SUPERSEDES_ITSELF, earlier)
    published, updated = checked.texts.get("published"), checked.texts.get("updated")
    if published and updated and _is_date(published) and _is_date(updated):
        shared = min(len(published), len(updated))
        if updated[:shared] < published[:shared]:
            refuse(fields["updated"].line, ProblemKind.UPDATED_EARLIER, updated, published)
    return checked


def _fault(name: str, found: Field) -> ProblemKind | None:
    if not isinstance(found.value, str) or (name in _MUST_BE_TEXT and not found.is_text):
        return ProblemKind.NOT_TEXT
    if not found.value.strip():
        return ProblemKind.EMPTY_FIELD
    return None if _one_line(found.value) else ProblemKind.NOT_ONE_LINE


def _one_line(text: str) -> bool:
    return len(text.strip().splitlines()) == 1


def _words_for(name: str, text: str) -> tuple[ProblemKind, *tuple[str, ...]]:
    match name:
        case "id" | "supersedes":
            return ProblemKind.BAD_ID, text, str(MAX_ID_CHARS)
        case "language":
            return ProblemKind.BAD_LANGUAGE, text
        case "url":
            return ProblemKind.BAD_URL, text
        case _:
            return ProblemKind.BAD_DATE, name, text


def is_id(text: str) -> bool:
    """Whether an article may have this id."""
    return len(text) <= MAX_ID_CHARS and _ID.fullmatch(text) is not None


def _is_date(text: str) -> bool:
    match = _DATE.fullmatch(text)
    if not match:
        return False
    year, month, day = (int(part or 1) for part in match.groups())
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return False
    spaced = any(char.isspace() for char in text)
    return (
        parts.scheme in ("http", "https") and bool(parts.hostname) and not spaced and "@" not in parts.netloc
    )


_RULES: Mapping[str, Callable[[str], bool]] = {
    "id": is_id,
    "published": _is_date,
    "updated": _is_date,
    "language": lambda text: _LANGUAGE.fullmatch(text) is not None,
    "supersedes": is_id,
    "url": _is_web_address,
}
