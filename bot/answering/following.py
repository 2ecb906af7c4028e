"""Questions that lean on the one before: what they name takes the place of what was named there."""

import re
from dataclasses import replace
from functools import cache

from bot.answering.classes import class_of, class_pattern
from bot.answering.evidence import EvidenceBook
from bot.answering.matching import WordMatcher, terms
from bot.answering.names import is_place, same_name
from bot.answering.offices import held
from bot.answering.question import Name, Question
from bot.answering.words import (
    alternatives,
    canonical,
    raw_words,
    table,
    whole_words,
    without_its,
    word_spans,
    words,
)

_LONGEST_PHRASE = 4
_LEAST_LIKE = 0.15


def with_the_person(text: str, told: str, book: EvidenceBook) -> str:
    """The question with the person that the last answer names first in the place of a pronoun.

    "Dia menjabat apa?", "Apa jabatannya?" → "Anu Banu menjabat apa?", "Apa jabatan Anu Banu?". As it is where
    the answer names nobody.
    """
    persons = [(name, at) for name, at, _ in book.gazetteer.find(told) if book.is_person(name)]
    if not persons:
        return text
    # Of somebody who was represented and who came instead, the latter is spoken of.
    instead = alternatives("follow_ups", "represented").search(told)
    person = next((name for name, at in persons if instead and at > instead.end()), persons[0][0])
    if found := alternatives("follow_ups", "person").search(text):
        return f"{text[: found.start()]}{person}{text[found.end() :]}"
    return alternatives("follow_ups", "of a person").sub(lambda m: f"{without_its(m.group())} {person}", text)


def exchanged(before: Question, last: Question, matcher: WordMatcher) -> str | None:
    """The question before, with what the last one names in the place of a class, a name or words of its own.

    "Which cities won?", "What about regencies?" → "Which regencies won?". None where the last question asks
    for something by itself, or only points back.
    """
    asks = _askers(_unopened(last.text))
    if _is_class(last) and (asked := _class_exchanged(before, replace(last, text=without_its(last.text)))):
        return asked
    if not asks:
        last = replace(last, text=without_its(last.text))
        if asked := _class_exchanged(before, last) or _name_exchanged(before, last):
            return asked
    elif asks - _askers(before.text) or last.names or without_its(last.text) != last.text:
        return None
    return _words_exchanged(before, last, matcher)


def _is_class(last: Question) -> bool:
    """Whether a question holds but a class of its own: "kabupatennya apa saja?", "dari kota mana?"."""
    own = _phrase(without_its(last.text))
    return bool(own) and all(class_of(word) for word in own)


def carried(before: Question, last: Question) -> str | None:
    """The last question with the matter of the one before, without what that one asked of it.

    "Berapa panjang jalan Anu?", "Biayanya berapa?" → "Biayanya berapa jalan Anu?". None where the last
    question does not ask by itself.
    """
    if not any(canonical(word) in table("question_words") for word in words(last.text)):
        return None
    own = _unopened(last.text).strip(" ,?")
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


def _words_exchanged(before: Question, last: Question, matcher: WordMatcher) -> str | None:
    """ "Siapa juara tari topi?", "Kalau tari payung?": what is likest to the new words gives way to them."""
    new = _phrase(last.text)
    told = {word.lower() for word in new}
    if told & _points() or told <= set(words(before.text)) or len(new) > _LONGEST_PHRASE:
        return None
    spans = word_spans(before.text)
    old = [before.text[start:end] for start, end in spans]
    named = {word for name in before.names for word in raw_words(name.text)}
    free = [i for i, word in enumerate(old) if word not in named and terms(word) and not _askers(word)]
    if not free:
        return None
    likeness = matcher.matches([terms(old[i])[0] for i in free], terms(" ".join(new)) or terms(old[free[0]]))
    best = int(likeness.max(axis=1).argmax())
    first = final = free[best]
    if likeness[best].max() < _LEAST_LIKE:
        return f"{before.text.rstrip(' ?')} {' '.join(new)}?"
    same = likeness[best].max() == 1.0
    while (
        final + 1 in free
        and final + 1 - first < len(new)
        and (same or likeness[free.index(final + 1)].max() > 0)
    ):
        final += 1
    if final == first and len(new) > 1 and old[first + 1 : first + 2] and old[first + 1].isdigit():
        final += 1
    return f"{before.text[: spans[first][0]]}{' '.join(new)}{before.text[spans[final][1] :]}"


def _phrase(text: str) -> list[str]:
    """The words of a question that neither open it nor ask nor introduce."""
    rows = table("askers")
    aside = {*rows["prepositions"], *rows["fillers"]}
    return [word for word in raw_words(_unopened(text)) if word.lower() not in aside and not _askers(word)]


def _unopened(text: str) -> str:
    """A question without what opens it, which may be several: "lalu bagaimana dengan …"."""
    while opening := _opens().match(text):
        text = text[opening.end() :].strip(" ,")
    return text


def _askers(text: str) -> frozenset[str]:
    """The words of a text that ask, as they are usually spelt."""
    found = (canonical(word) for word in words(_phrases().sub(lambda m: canonical(m.group().lower()), text)))
    return frozenset(found) & frozenset(table("askers")["any"])


@cache
def _points() -> frozenset[str]:
    """Words that only point back."""
    return frozenset((*table("follow_ups")["points"], *table("attribution")["stand-in"]))


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
