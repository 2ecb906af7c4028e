"""From what arrived to a question that can be looked up: checked, and completed from the turns before it."""

import re
import unicodedata
from functools import cache

from bot.answering.answer import Inquiry
from bot.answering.words import table, whole_words, words
from bot.problems import EmptyQuestion, NotText, QuestionTooLong

DEFAULT_LIMIT = 1000
_LONGEST_FOLLOW_UP = 6

# "Targetnya", "alasannya": its target, its reason.
_ITS = re.compile(r"\w{3,}nya\b", re.IGNORECASE)
_BLANKS = re.compile(r"\s+")


def checked(question: str, limit: int = DEFAULT_LIMIT) -> str:
    """The question in NFC with single blanks, without invisible characters.

    Raises `NotText` on lone surrogates or nothing but control characters, `QuestionTooLong` on more than
    `limit` characters, `EmptyQuestion` where no letter or digit is left.
    """
    if any("\ud800" <= char <= "\udfff" for char in question):
        raise NotText("lone surrogates")
    if len(question) > limit:
        raise QuestionTooLong(len(question), limit)
    visible = "".join(
        char
        for char in unicodedata.normalize("NFC", question)
        if char.isspace() or unicodedata.category(char) not in ("Cc", "Cf", "Cn", "Co")
    )
    if question.strip() and not visible.strip():
        raise NotText("control characters")
    if not any(char.isalnum() for char in visible):
        raise EmptyQuestion
    return _BLANKS.sub(" ", visible).strip()


def completed(question: str, inquiry: Inquiry) -> str:
    """The question, behind the one asked before it where it only makes sense after that one."""
    before = leant_on(question, inquiry)
    return f"{before} {question}" if before else question


def leant_on(question: str, inquiry: Inquiry) -> str | None:
    """The question asked before, where this one only makes sense after it."""
    before = next((turn.content for turn in reversed(inquiry.history) if turn.role == "user"), None)
    return before.strip() or None if before is not None and _leans_back(question) else None


def _leans_back(question: str) -> bool:
    opens, points = _markers()
    asked = words(question)
    short = len(asked) <= _LONGEST_FOLLOW_UP
    return bool(opens.match(question)) or (short and bool(points.search(question) or _ITS.search(question)))


@cache
def _markers() -> tuple[re.Pattern[str], re.Pattern[str]]:
    rows = table("follow_ups")
    return whole_words(rows["opens"]), whole_words(rows["points"])
