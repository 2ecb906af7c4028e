"""Days that a question names, held against the days on which articles were published."""

import re
from collections.abc import Collection
from functools import cache

from bot.answering.words import alternatives, table

Day = tuple[int | None, int, int]
Month = tuple[int, int]
_YEAR, _MONTH = 365, 30


def days_in(text: str) -> tuple[Day, ...]:
    """Every (year or None, month, day) that a text names: "15 Januari 2024", "January 15", "15/1/2024"."""
    months, (names, numbers) = _months(), _patterns()
    days: list[Day] = []
    for found in names.finditer(text):
        day, month, other_month, other_day, year = found.groups()
        number = months[(month or other_month).casefold()]
        days.append((int(year) if year else None, number, int(day or other_day)))
    for found in numbers.finditer(text):
        day, month, year = found.groups()
        days.append((int(year) if year else None, int(month), int(day)))
    return tuple(dict.fromkeys(d for d in days if 1 <= d[1] <= 12 and 1 <= d[2] <= 31))


def months_of_reports(text: str) -> tuple[Month, ...]:
    """Every (year, month) of which a text names a report: "berita Anu Agustus 2024"."""
    months = _months()
    return tuple((int(year), months[name.casefold()]) for name, year in _reported().findall(text))


def without_days(text: str, months: Collection[Month] = ()) -> str:
    """The text without the days that it names, and without the months of reports where some are given."""
    for pattern in _patterns():
        text = pattern.sub(" ", text)
    if months:
        text = _reported().sub(lambda found: found.group()[: found.start(1) - found.start()], text)
    return " ".join(text.split())


def published_on(published: str, days: tuple[Day, ...], months: Collection[Month] = ()) -> bool:
    """Whether an article of that date (YYYY-MM-DD; less exact ones never match) is of a day or month."""
    parts = published.split("-")
    if len(parts) != 3:
        return False
    year, month, day = (int(part) for part in parts)
    return (year, month) in months or any(y in (None, year) and (m, d) == (month, day) for y, m, d in days)


def same_day(one: Day, other: Day) -> bool:
    """Whether two days can be the same; one may lack its year."""
    return one[1:] == other[1:] and (one[0] == other[0] or None in (one[0], other[0]))


def is_month(word: str) -> bool:
    """Whether a word is the name of a month in either language."""
    return word.casefold() in _months()


@cache
def _months() -> dict[str, int]:
    return {word: int(number) for number, words in table("months").items() for word in words}


@cache
def _reported() -> re.Pattern[str]:
    month = "|".join(sorted(map(re.escape, _months()), key=len, reverse=True))
    report = alternatives("attribution", "report").pattern
    return re.compile(rf"{report}\b[^?,]{{0,40}}?\b({month})\s+((?:19|20)\d\d)\b", re.IGNORECASE)


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    month = "|".join(sorted(map(re.escape, _months()), key=len, reverse=True))
    names = rf"\b(?:(\d{{1,2}})\s+({month})|({month})\s+(\d{{1,2}})(?!\d))\b(?:,?\s+((?:19|20)\d\d))?"
    numbers = r"(?<![\d/])(\d{1,2})[/-](\d{1,2})(?:[/-]((?:19|20)\d\d))?(?![\d/])"
    return re.compile(names, re.IGNORECASE), re.compile(numbers)


def days_between(one: str, other: str) -> int:
    """About how many days lie between two days of publication; what one of them does not say is the same."""
    parts = [[int(part) for part in day.split("-")] for day in (one, other)]
    differences = (a - b for a, b in zip(*parts, strict=False))
    return abs(sum(days * each for days, each in zip((_YEAR, _MONTH, 1), differences, strict=False)))
