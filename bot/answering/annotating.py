"""The evidence of an article as notes that a generation of the index keeps, so that it is read only once."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from bot.answering.abbreviations import Abbreviation
from bot.answering.enumerations import Enumeration
from bot.answering.evidence import Evidence, Span, read_evidence
from bot.answering.people import Role
from bot.answering.statements import Statement
from corpus.article import Article
from index.passages import SPLITTER_VERSION


@dataclass(frozen=True, slots=True)
class _Found:
    """`Evidence` without its article."""

    sentences: tuple[Span, ...]
    enumerations: tuple[Enumeration, ...]
    roles: tuple[Role, ...]
    abbreviations: tuple[Abbreviation, ...]
    statements: tuple[Statement, ...]


_FOUND = TypeAdapter(_Found)
_PARTS = tuple(field.name for field in fields(_Found))


class EvidenceAnnotator:
    """Notes the evidence of articles; an `index.builder.Annotator`."""

    @property
    def fingerprint(self) -> str:
        """Changes with every change of the code and word lists that read evidence."""
        return evidence_version()

    def annotate(self, article: Article) -> Any:
        """The evidence of an article, as JSON has it."""
        evidence = read_evidence(article)
        found = _Found(*(getattr(evidence, name) for name in _PARTS))
        return _FOUND.dump_python(found, mode="json")


def noted_evidence(article: Article, notes: Mapping[str, Any]) -> Evidence:
    """The evidence of an article from the notes by article id; read anew where they hold none of it."""
    try:
        found = _FOUND.validate_python(notes[article.id])
    except (KeyError, ValidationError):
        return read_evidence(article)
    return Evidence(article, *(getattr(found, name) for name in _PARTS))


@cache
def evidence_version() -> str:
    """SHA-256 over all code and data of this package.

    More than reads evidence, but a version number would be forgotten when a word list changes.
    """
    digest = hashlib.sha256(str(SPLITTER_VERSION).encode())
    folder = Path(__file__).parent
    for path in sorted(folder.rglob("*")):
        if path.suffix in {".py", ".tsv", ".json", ".txt", ".yml"}:
            digest.update(path.relative_to(folder).as_posix().encode())
            digest.update(path.read_bytes())
    return f"evidence:{digest.hexdigest()[:32]}"
