"""What sort of thing a question asks for, and whether a sentence holds one that the question lacks."""

import re
from functools import cache

from bot.answering.words import table, whole_words

_CAPITALISED = r"[A-ZÀ-Þ][\w’'-]+"
_HELD = {
    "person": re.compile(rf"(?<![.!?“\"]\s)(?<!^){_CAPITALISED}(?:\s+{_CAPITALISED})*"),
    "time": re.compile(
        r"\b(?:1\d{3}|20\d{2})\b|\b\d{1,2}[/-]\d{1,2}(?:[/-]\d{2,4})?\b|\b\d{1,2}[.:]\d{2}\b|\babad\b|"
        r"\b(?:jan|feb|mar|apr|me|may|jun|jul|agu|aug|sep|ok|oct|nov|de[sc])\w*\b\s+\d|"
        r"\b(?:senin|selasa|rabu|kamis|jum'?at|sabtu|minggu|ahad|kemarin|besok)\b",
        re.IGNORECASE,
    ),
    "number": re.compile(
        r"\d+(?:[.,]\d+)*|\b(?:satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|se(?:puluh|belas|ratus|ribu|juta)|"
        r"one|two|three|four|five|six|seven|eight|nine|ten|dozen|hundred|thousand)\b",
        re.IGNORECASE,
    ),
    "place": re.compile(rf"\b(?:di|ke|dari|in|at|to|from|near)\s+(?:\w+\s+)?{_CAPITALISED}"),
}


def asked_type(question: str) -> str | None:
    """person, time, number, place, or None for any other question."""
    return next((kind for kind, words in _askers() if words.search(question)), None)


def holds_type(sentence: str, kind: str, question: str) -> bool:
    """Whether the sentence holds something of that sort that the question does not name already."""
    named = question.casefold()
    return any(found.group().casefold() not in named for found in _HELD[kind].finditer(sentence))


@cache
def _askers() -> tuple[tuple[str, re.Pattern[str]], ...]:
    # "In what year" asks for a time although it holds a word that asks for a number.
    rows = table("answer_types")
    return tuple((kind, whole_words(rows[kind])) for kind in ("time", "place", "person", "number"))
