"""Questions that lean on the one before: what they name takes the place of what was named there."""

import re
from functools import cache

from bot.answering.enumerations import class_of, class_pattern
from bot.answering.names import is_place, same_name
from bot.answering.people import held
from bot.answering.question import Name, Question
from bot.answering.words import canonical, raw_words, table, whole_words, words


def exchanged(before: Question, last: Question) -> str | None:
    """The question before with the class or the name that the last one puts in the place of its own.

    "Which cities won?", "What about regencies?" → "Which regencies won?". None where the last question asks
    for something by itself, or where nothing in the one before is of the same sort.
    """
    opening = _opens().match(last.text)
    own = last.text[opening.end() :] if opening else last.text
    if any(canonical(word) in table("askers")["any"] for word in words(own)):
        return None
    return _class_exchanged(before, last) or _name_exchanged(before, last)


def carried(before: Question, last: Question) -> str | None:
    """The last question with the matter of the one before, without what that one asked of it.

    "Berapa panjang jalan Anu?", "Biayanya berapa?" → "Biayanya berapa jalan Anu?". None where the last
    question does not ask by itself.
    """
    if not any(canonical(word) in table("question_words") for word in words(last.text)):
        return None
    opening = _opens().match(last.text)
    own = (last.text[opening.end() :] if opening else last.text).strip(" ,?")
    # Whoever asks for an office names its place; what else was asked before would only stand in the way.
    named = [name.text for name in before.names] if held(last.offices) else []
    said = frozenset(words(own))
    matter = " ".join(
        word
        for word in named or _matter(before)
        if word.lower() not in said and not (last.classes and class_of(word))
    )
    return f"{own} {matter}?" if matter else own


def _matter(question: Question) -> list[str]:
    """The words of a question but those that ask, and the thing that they ask for where it stands by them."""
    text = _phrases().sub(lambda found: found.group().replace(" ", "_"), question.text)
    named = {word for name in question.names for word in raw_words(name.text)}
    kept: list[str] = []
    asks = False
    for word in (part for token in text.split() for part in raw_words(token.replace("_", "-"))):
        asking = canonical(word.lower().replace("-", " "))
        if asking in table("askers")["any"]:
            asks = asking in table("askers")["of a thing"]
        elif asks and word not in named:
            asks = word.lower() in table("askers")["fillers"]
        else:
            asks = False
            kept.append(word)
    return kept


@cache
def _phrases() -> re.Pattern[str]:
    """Words of asking that are written as several, such as "how many"."""
    rows = table("question_words")
    return whole_words(w for key in table("askers")["any"] for w in (key, *rows.get(key, ())) if " " in w)


@cache
def _opens() -> re.Pattern[str]:
    return whole_words(table("follow_ups")["opens"])


def _class_exchanged(before: Question, last: Question) -> str | None:
    new = next((m.group() for m in class_pattern().finditer(last.text)), None)
    if new is None or last.names:
        return None
    named = " ".join(name.text for name in before.names)
    for found in class_pattern().finditer(before.text):
        if found.group() not in named and class_of(found.group()) != class_of(new):
            return before.text[: found.start()] + new + before.text[found.end() :]
    return None


def _name_exchanged(before: Question, last: Question) -> str | None:
    if not last.names:
        return None
    new = last.names[-1]
    if any(same_name(new.text, name.text) for name in before.names):
        return None
    old = _same_sort(before, last, new)
    return before.text.replace(old.text, new.text) if old else None


def _same_sort(before: Question, last: Question, new: Name) -> Name | None:
    """The name behind the same word ("di Anu"), else the first that is a name of the same sort."""
    introduced = _introduces(last.text, new)
    behind = [name for name in before.names if introduced and _introduces(before.text, name) == introduced]
    if behind:
        return behind[-1]
    alike = [name for name in before.names if not name.text.isupper()]
    places = [name for name in alike if is_place(name.text) and is_place(new.text)]
    return next(iter((*places, *alike)), None)


def _introduces(text: str, name: Name) -> str | None:
    ahead = raw_words(text[: text.find(name.text)])
    return ahead[-1].lower() if ahead and ahead[-1].lower() in table("askers")["prepositions"] else None
