"""What sort of thing a question asks for, and where a sentence holds one that the question lacks."""

import re
from collections.abc import Iterator
from functools import cache

from bot.answering.words import table, whole_words

_CAPITALISED = r"[A-ZÀ-Þ][\w’'-]+"
_MONTH = r"(?:jan|feb|mar|apr|me[ij]|may|jun|jul|agu|aug|sep|ok|oct|nov|de[sc])\w*"
_DAY = r"(?:senin|selasa|rabu|kamis|jum['’]?at|sabtu|minggu|ahad)"
_COUNTED = (
    r"(?:\d+(?:[.,]\d+)*|satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|"
    r"se(?:puluh|belas|ratus|ribu|juta|orang|buah|unit))(?:\s+(?:puluh|belas|ratus|ribu|juta|miliar|triliun))*"
)
_HELD = {
    "person": re.compile(rf"(?<![.!?“\"]\s)(?<!^){_CAPITALISED}(?:\s+{_CAPITALISED})*"),
    "clock": re.compile(r"\b(?:pukul|jam)\s+\d{1,2}(?:[.:]\d{2})?|\b\d{1,2}[.:]\d{2}\b(?!\d)|\bW(?:IB|ITA|IT)\b"),
    "time": re.compile(
        rf"\b(?:1\d{{3}}|20\d{{2}})\b|\b\d{{1,2}}[/-]\d{{1,2}}(?:[/-]\d{{2,4}})?\b|\babad\b|"
        rf"\b{_MONTH}\b\s+\d|\b\d{{1,2}}\s+{_MONTH}\b|\b{_DAY}\b|\b(?:kemarin|besok|lusa)\b|"
        rf"\b{_COUNTED}\s+(?:hari|minggu|bulan|tahun)\b|\bpukul\s+\d",
        re.IGNORECASE,
    ),
    "money": re.compile(r"\bRp\.?\s?\d[\d.,]*(?:\s+(?:ribu|juta|miliar|triliun))?|\b\d[\d.,]*\s+rupiah\b", re.I),
    "percent": re.compile(r"\d[\d.,]*\s*(?:persen\b|%)", re.IGNORECASE),
    "number": re.compile(rf"\b{_COUNTED}\b", re.IGNORECASE),
    "place": re.compile(rf"\b(?:di|ke|dari|in|at|to|from|near|via|lewat)\s+(?:\w+\s+)?{_CAPITALISED}"),
    "company": re.compile(rf"\b(?:PT|CV|UD|Perum|Perumda|PD|BUMD|Koperasi|Yayasan)\.?\s+{_CAPITALISED}"),
    "reason": re.compile(
        r"\b(?:karena|akibat|disebabkan|penyebab\w*|dipicu|lantaran|sebab|menyusul|gara-gara|dampak|berkat|"
        r"demi|untuk|agar|supaya|sehingga|guna|because|due to|caused)\b",
        re.IGNORECASE,
    ),
}


def asked_type(question: str) -> str | None:
    """One of the names in `data/answer_types.tsv`, or None for any other question."""
    return next((kind for kind, words in _askers() if words.search(question)), None)


def holds_type(sentence: str, kind: str, question: str) -> bool:
    """Whether the sentence holds something of that sort that the question does not name already."""
    return any(True for _ in held(sentence, kind, question))


def held(sentence: str, kind: str, question: str) -> Iterator[tuple[int, int]]:
    """Where the sentence holds something of that sort that the question does not name already."""
    named = question.casefold()
    for found in _HELD[kind].finditer(sentence):
        if found.group().casefold() not in named:
            yield found.span()


@cache
def _askers() -> tuple[tuple[str, re.Pattern[str]], ...]:
    # In the order of the file: "in what year" asks for a time although it holds a word that asks for a number.
    return tuple((kind, whole_words(words)) for kind, words in table("answer_types").items())
