"""From what arrived to a question that can be looked up: checked, and completed from the turns before it."""

import re
import unicodedata
from functools import cache

from bot.answering.answer import Inquiry
from bot.answering.words import alternatives, canonical, table, whole_words, words
from bot.problems import EmptyQuestion, NotText, QuestionTooLong

DEFAULT_LIMIT = 1000
_LONGEST_FOLLOW_UP = 6
_LONGEST_SCRAP = 3
_REMEMBERED_QUESTIONS = 4

# "Targetnya", "alasannya": its target, its reason.
_ITS = re.compile(r"\w{3,}nya\b|\w-nya\b", re.IGNORECASE)
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
    before = asked_before(inquiry)
    return f"{before[-1]} {question}" if before and leans_back(question) else question


def asked_before(inquiry: Inquiry) -> tuple[str, ...]:
    """The last questions asked before this one, oldest first."""
    asked = (turn.content.strip() for turn in inquiry.history if turn.role == "user")
    return tuple(text for text in asked if text)[-_REMEMBERED_QUESTIONS:]


def told_last(inquiry: Inquiry) -> str:
    """What was answered last, empty where nothing was."""
    return next((turn.content for turn in reversed(inquiry.history) if turn.role == "assistant"), "")


def leans_back(question: str) -> bool:
    """Whether a question makes sense only after another: it says so, points back, or is but a few words."""
    opens, points = _markers()
    asked = words(question)
    short = len(asked) <= _LONGEST_FOLLOW_UP
    scrap = len(asked) <= _LONGEST_SCRAP and not any(
        canonical(word) in table("question_words") for word in asked
    )
    return (
        scrap
        or (short and bool(_fragment().match(question)))
        or bool(opens.match(question))
        or (short and bool(points.search(question) or _ITS.search(question)))
    )


@cache
def _fragment() -> re.Pattern[str]:
    """ "Untuk berapa orang?": a preposition before what asks, and nothing before it."""
    rows = table("question_words")
    asks = whole_words(w for key in ("siapa", "apa", "berapa") for w in (key, *rows[key]))
    return re.compile(rf"{alternatives('askers', 'prepositions').pattern}\s+{asks.pattern}", re.IGNORECASE)


@cache
def _markers() -> tuple[re.Pattern[str], re.Pattern[str]]:
    rows = table("follow_ups")
    return whole_words(rows["opens"]), whole_words(rows["points"])
