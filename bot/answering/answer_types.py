"""What sort of thing a question asks for, and where a sentence holds one that the question lacks."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from bot.answering.words import canonical, table, whole_words, words

_CAPITALISED = r"[A-ZÀ-Þ][\w’'-]+"
_MONTH = r"(?:jan|feb|mar|apr|me[ij]|may|jun|jul|agu|aug|sep|ok|oct|nov|de[sc])\w*"
_DAY = r"(?:senin|selasa|rabu|kamis|jum['’]?at|sabtu|minggu|ahad)"
_SMALL = r"(?:satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan)"
_COUNTED = (
    rf"(?:\d+(?:[.,]\d+)*|{_SMALL}|se(?:puluh|belas|ratus|ribu|juta)|"
    r"one|two|three|four|five|six|seven|eight|nine|ten|dozen|hundred|thousand)"
    r"(?:\s+(?:puluh|belas|ratus|ribu|juta|miliar|triliun))*"
)
_HELD = {
    "person": re.compile(rf"(?<![.!?“\"]\s)(?<!^){_CAPITALISED}(?:\s+{_CAPITALISED})*"),
    "clock": re.compile(r"\b(?:pukul|jam)\s+\d{1,2}(?:[.:]\d{2})?|\b\d{1,2}[.:]\d{2}\b(?!\d)", re.IGNORECASE),
    "time": re.compile(
        rf"\b(?:1\d{{3}}|20\d{{2}})\b|\b\d{{1,2}}[/-]\d{{1,2}}(?:[/-]\d{{2,4}})?\b|\babad\b|"
        rf"\b{_MONTH}\b\s+\d|\b\d{{1,2}}\s+{_MONTH}\b|\b{_DAY}\b|\b(?:kemarin|besok|lusa)\b|"
        rf"\b{_COUNTED}\s+(?:detik|menit|jam|hari|minggu|bulan|tahun)\b|\b(?:pukul|jam)\s+\d|"
        r"\b\d{1,2}[.:]\d{2}\b",
        re.IGNORECASE,
    ),
    "money": re.compile(
        r"\bRp\.?\s?\d[\d.,]*|\b\d[\d.,]*\s+(?:ribu\s+|juta\s+|miliar\s+)?rupiah\b", re.IGNORECASE
    ),
    "percent": re.compile(r"\d[\d.,]*\s*(?:persen\b|%)", re.IGNORECASE),
    "number": re.compile(rf"\b{_COUNTED}\b", re.IGNORECASE),
    "place": re.compile(
        rf"\b(?:di|ke|dari|in|at|to|from|near|via|lewat|melalui|menuju)\s+(?:\w+\s+){{0,2}}{_CAPITALISED}|"
        r"\b(?:di|ke|melalui)\s+(?:aula|gedung|halaman|lapangan|balai|rumah|tenda|kantor|hotel|jalan|tepi|kawasan)\b"
    ),
    "company": re.compile(rf"\b(?:PT|CV|UD|Perum|Perumda|PD|BUMD|Koperasi|Yayasan)\.?\s+{_CAPITALISED}"),
}
# "Piala Bersih 2023" and "Piala Bersih (PB) 2023" name a prize and not when it was handed over.
_YEAR_OF_A_NAME = re.compile(
    rf"(?!(?i:{_MONTH}|pada|di|ke|sejak|tahun|akhir|awal|hingga|sampai|in|since|by)\b)"
    r"(?<!\w)(?:[A-ZÀ-Þ][\w’'-]+|\([A-ZÀ-Þ][\w’'-]*\))\s+(?:19|20)\d{2}\b"
)
# Ways to tell a time or a number that are too weak to look for, but enough not to rule a text out.
_TIME_TOLD_WEAKLY = (
    r"\bse(?:detik|menit|jam|hari|malam|minggu|pekan|bulan|tahun|abad)\b|\b(?:pekan|minggu|bulan|tahun|hari)\s+"
    r"(?:ini|itu|lalu|depan|berikutnya|sebelumnya)\b|"
    r"\b(?:tadi|kini|sekarang|pagi|siang|sore|malam|dini hari)\b|"
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b(?:yesterday|today|tomorrow|tonight|"
    r"seconds?|minutes?|hours?|days?|weeks?|months?|years?)\b"
)
_NUMBER_TOLD_WEAKLY = r"\bse(?:orang|buah|ekor|unit|tengah)\b|\b(?:kedua|ketiga|nol|tidak|tak|no|none|half)\b"
_TOLD_WEAKLY = {
    "clock": re.compile(_TIME_TOLD_WEAKLY, re.IGNORECASE),
    "time": re.compile(_TIME_TOLD_WEAKLY, re.IGNORECASE),
    "number": re.compile(_NUMBER_TOLD_WEAKLY, re.IGNORECASE),
    "money": re.compile(r"\d|\b(?:gratis|free|rupiah|dollars?)\b", re.IGNORECASE),
    "percent": re.compile(
        r"\bper(?:empat|tiga)|\b(?:separuh|setengah|half|percent|seluruh|semua)\b", re.IGNORECASE
    ),
}
_LEAD_IN = 12
_NUMBER_AND_NEXT = re.compile(rf"(?<![\w.,/]){_COUNTED}\s+([^\W\d_]+)(?:\s+([^\W\d_]+))?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question asks for: a sort of thing, or None, and the thing whose number is asked for, or ""."""

    question: str
    sort: str | None
    unit: str

    def fits(self, sentence: str) -> float:
        """1 where the sentence holds such a thing, -1 where it does not, 0 where the sort tells nothing."""
        if self.sort is None or self.sort not in _HELD:
            return 0.0
        return 1.0 if self._held(sentence) else -1.0

    def lacks(self, text: str) -> bool:
        """Whether the text cannot be the answer for want of a date, a number or whatever is asked for.

        Names and places are told in more ways than are known here: of them nothing is said.
        """
        weakly = _TOLD_WEAKLY.get(self.sort or "")
        bare = _YEAR_OF_A_NAME.sub(" ", text)
        return weakly is not None and self.fits(bare) < 0 and not weakly.search(bare)

    def may_be(self, words: str, before: str) -> bool:
        """Whether words of a text, given what stands before them, are by themselves of the sort asked for."""
        if self.sort in _TOLD_WEAKLY:
            return self.fits(words) > 0 or bool(_TOLD_WEAKLY[self.sort].search(words))
        if self.sort == "place":
            return self.fits(f"{before[-_LEAD_IN:]}{words}") > 0
        return True

    def reasons(self, sentence: str) -> float:
        """1 where a reason is asked for and the sentence has a word that gives one, else 0."""
        return float(self.sort == "reason" and bool(_sorting("reasons").search(sentence)))

    def counted_in(self, sentence: str) -> Iterator[tuple[str, ...]]:
        """The words behind each number of the sentence, up to two."""
        for found in _NUMBER_AND_NEXT.finditer(sentence):
            behind = tuple(word for word in found.groups() if word)
            if behind[0].casefold() in table("answer_words")["counters"]:
                # "18.500 orang" after "dikunjungi": what is counted stands in the verb.
                yield tuple(words(sentence[: found.start()])[-4:]) + behind
            else:
                yield behind

    def _held(self, sentence: str) -> bool:
        named = self.question.casefold()
        held = _HELD[self.sort or "number"].finditer(sentence)
        return any(found.group().casefold() not in named for found in held)


def asked_for(question: str) -> Asked:
    """Read what a question asks for, in any of the languages."""
    sort = next((kind for kind, asking in _askers() if asking.search(question)), None)
    if sort == "number" or (
        sort is None and canonical(words(question)[0] if words(question) else "") == "apa"
    ):
        sort = next((kind for kind in ("percent", "money") if _sorting(kind).search(question)), sort)
    return Asked(question, sort, _unit(question))


def _unit(question: str) -> str:
    """What stands behind "how many": its first words, "" if no number is asked for."""
    found = whole_words(table("answer_types")["number"]).search(question)
    return " ".join(question[found.end() :].split()[:3]) if found else ""


@cache
def _sorting(kind: str) -> re.Pattern[str]:
    return whole_words(table("answer_words")[kind])


@cache
def _askers() -> tuple[tuple[str, re.Pattern[str]], ...]:
    # In the file's order: "in what year" asks for a time, although it holds a word that asks for a number.
    return tuple((kind, whole_words(asking)) for kind, asking in table("answer_types").items())
