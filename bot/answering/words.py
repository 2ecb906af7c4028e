"""Lists of words about the language, kept in data files: one place that reads and indexes them."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

_DATA = Path(__file__).parent / "data"
_ITS = re.compile(r"(?:(?<=\w{4})|(?<=\w)-)nya\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:[-'’./][^\W_]+)*", re.UNICODE)


@cache
def table(name: str) -> Mapping[str, tuple[str, ...]]:
    """Read `data/<name>.tsv`: the first column of a row to the rest of it, '#' starting a comment line."""
    rows: dict[str, tuple[str, ...]] = {}
    for line in (_DATA / f"{name}.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            key, *values = line.split("\t")
            rows[key] = (*rows.get(key, ()), *values)
    return rows


@cache
def alternatives(name: str, key: str) -> re.Pattern[str]:
    """Match any of the words of one row as whole words, longest first, in any case."""
    return whole_words(table(name)[key])


def whole_words(words: Iterable[str]) -> re.Pattern[str]:
    """Match any of `words` as whole words, longest first, in any case."""
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)


def words(text: str) -> list[str]:
    """Split text into words in lower case; inner hyphens, dots and slashes stay."""
    return [m.group().lower() for m in _WORD.finditer(text)]


def word_spans(text: str) -> list[tuple[int, int]]:
    """Where the words of `text` stand."""
    return [m.span() for m in _WORD.finditer(text)]


@cache
def lines(name: str) -> frozenset[str]:
    """Read `data/<name>.txt`: a word or phrase a line, '#' starting a comment line."""
    text = (_DATA / f"{name}.txt").read_text(encoding="utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))


@cache
def pairs(name: str) -> tuple[tuple[str, str], ...]:
    """Read `data/<name>.tsv` as (first column, second column) rows, '#' starting a comment line."""
    lines = (_DATA / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t", 1) for line in lines if line and not line.startswith("#"))
    return tuple((key, value) for key, value in rows)


def raw_words(text: str) -> list[str]:
    """Split text into words as they are written."""
    return [m.group() for m in _WORD.finditer(text)]


@cache
def _spellings() -> Mapping[str, str]:
    return {other: key for key, others in table("question_words").items() for other in (key, *others)}


def canonical(word: str) -> str:
    """The canonical spelling of a word that asks ("brp" → "berapa"); any other word as it is."""
    return _spellings().get(word, word)


def without_its(text: str) -> str:
    """The text without the suffix of what was spoken of before: "bupatinya" → "bupati"."""
    return _ITS.sub("", text)
