"""Which language a question is in: English or Indonesian, which Banjarese and chat spelling count as."""

import re
from functools import cache

from bot.answering.answer import Inquiry, Language
from bot.answering.words import table, word_spans

# Shapes of words decide where no known word does; they weigh less than one.
_SHAPES: dict[Language, re.Pattern[str]] = {
    "id": re.compile(
        r"(?:me[mnl]|di|ber|pe[mnr]|ter|ke|se)\w{3,}|\w{3,}(?:nya|kan|lah|kah|in|an)|\w+[2²]|ng\w+"
    ),
    "en": re.compile(
        r"\w{3,}(?:ing|tion|tions|ed|ly|ies|ers|ment|ness|es)|\w+['’]s|\w*(?:th|wh|ck|ee|oo|x)\w*"
    ),
}
_SHAPE_WEIGHT = 0.3
_FIRST_WORD_WEIGHT = 2.0
_NAME_WEIGHT = 0.4
_LEAST_BALANCE = 1e-9


def language_of(inquiry: Inquiry) -> Language:
    """The language to answer in: the one demanded, else the question's, else that of the turns before it."""
    if inquiry.language is not None:
        return inquiry.language
    asked = [turn.content for turn in inquiry.history if turn.role == "user"]
    for text in (inquiry.question, *reversed(asked)):
        if (language := detect(text)) is not None:
            return language
    return "id"


def detect(text: str) -> Language | None:
    """The language of `text`, or None where nothing speaks for either."""
    balance = 0.0
    for position, (start, end) in enumerate(word_spans(text)):
        word = text[start:end]
        # Names and titles stay as they are in any language.
        weight = _FIRST_WORD_WEIGHT if position == 0 else _NAME_WEIGHT if word[0].isupper() else 1.0
        balance += weight * _leaning(word.lower().replace("’", "'"))
    if abs(balance) < _LEAST_BALANCE:
        return None
    return "id" if balance > 0 else "en"


def _leaning(word: str) -> float:
    """From -1, surely English, to 1, surely Indonesian."""
    language = _known_words().get(word)
    if language is not None:
        return 1.0 if language == "id" else -1.0
    return _SHAPE_WEIGHT * (bool(_SHAPES["id"].fullmatch(word)) - bool(_SHAPES["en"].fullmatch(word)))


@cache
def _known_words() -> dict[str, Language]:
    rows = table("language_words")
    return {**dict.fromkeys(rows["id"], "id"), **dict.fromkeys(rows["en"], "en")}
