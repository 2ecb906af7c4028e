"""Whom or what a question is about: the name as it stands there, whole, with the class noun beside it."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.answering.classes import class_of, class_pattern
from bot.answering.concepts import concepts
from bot.answering.evidence import Evidence
from bot.answering.material import Page
from bot.answering.names import LONGEST_RUN
from bot.answering.offices import kinds_in, of_an_office, office_names
from bot.answering.question import Name, Question, is_where
from bot.answering.words import alternatives

_CAPITALISED = re.compile(r"[A-ZÀ-Þ][\w’'-]*(?:\s+[A-ZÀ-Þ][\w’'-]*)*")
_WORDS_OF_A_NAME = 2
_LARGE = re.compile(r"\s+[A-ZÀ-Þ][\w’'-]*")
# "In the Anu village elections" makes no village of Anu.
_COMPOUND = re.compile(r"\s+[a-z]{3,}s\b")


def asked_after(question: Question, pages: Sequence[Page]) -> str | None:
    """Whom or what a question asks whether something holds of, as the articles write it, else as it does."""
    if question.kind != "whether" or not question.names:
        return None
    question = with_whole_names(question, pages)
    names = [
        name for name in question.names if not (pages and pages[0].evidence.names(name.known or name.text))
    ]
    names = names or [name for name in question.names[:1] if is_the_subject(question, name)]
    if not names:
        return None
    called = called_by(question, names)
    return next((name.known for name in names if name.known and name.text == called), called)


def with_whole_names(question: Question, pages: Sequence[Page]) -> Question:
    """The question with one name for what it writes large first, if the best article has but words of that.

    "Vespa Anu" is no club of an article that has an Anu.
    """
    run = next(filter(None, map(_name_of, _CAPITALISED.finditer(question.text))), [])
    inside = [name for name in question.names if name.text in " ".join(run)]
    whole = any(" " in name.text for name in inside)
    if not _WORDS_OF_A_NAME <= len(run) <= LONGEST_RUN or not inside or whole or not pages:
        return question
    if of_an_office(run[0]) or any(map(str.isupper, run)) or _has_in_order(pages[0].evidence, run):
        return question
    names = [name for name in question.names if name not in inside]
    names.insert(question.names.index(inside[0]), Name(" ".join(run), None))
    return replace(question, names=tuple(names))


def called_by(question: Question, absent: Sequence[Name]) -> str:
    """The last of some names that no article has as the question has it, with the class noun before it.

    "Anu Jaya" is one name, though an Anu and a Jaya are known each, or "jaya" is a word.
    """
    text, name = question.text, absent[-1]
    start, end = text.find(name.text), text.find(name.text) + len(name.text)
    for before in reversed(absent[:-1]):
        if text[:start].endswith(f"{before.text} "):
            start -= len(before.text) + 1
    while more := _LARGE.match(text, end):
        if any(more.group().strip() in other.text for other in question.names):
            break
        end = more.end()
    noun = _noun_beside(text, text[start:end])
    return text[noun.start() : end] if noun and noun.end() < end else text[start:end]


def is_the_subject(question: Question, name: Name) -> bool:
    """Whether a question has nothing before a name but what it is: of "apakah bonus Anu" it is the bonus."""
    ahead = question.text[: question.text.find(name.text)]
    for said in (class_pattern(), office_names()):
        ahead = said.sub(" ", ahead)
    return not concepts(ahead) and not is_where(question.text, name.text)


def class_beside(text: str, name: str) -> str | None:
    """The class that a text puts right before a name or, as in English, right behind it."""
    found = _noun_beside(text, name)
    return class_of(found.group()) if found else None


def _noun_beside(text: str, name: str) -> re.Match[str] | None:
    places = [at.span() for at in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE)]
    nouns = class_pattern().finditer(text) if places else ()
    return next(
        (
            noun
            for noun in nouns
            for start, end in places
            if text[noun.end() : start].isspace()
            or (text[end : noun.start()].isspace() and not _COMPOUND.match(text, noun.end()))
        ),
        None,
    )


def _name_of(run: re.Match[str]) -> list[str]:
    """The words of a run of words written large, without what opens a question or says what it names."""
    words = run.group().split()
    if run.start() == 0 and not _opens_an_office(words[0]):
        words = words[1:]
    while words and _opens_an_office(words[0]):
        words = words[1:]
    while words and class_of(words[-1]):
        words = words[:-1]
    return words


def _opens_an_office(word: str) -> bool:
    """Whether a word before a name says what it is the name of: "Desa", "Bupati"."""
    government = alternatives("office_kinds", "governments").fullmatch(word)
    return bool(class_of(word) or kinds_in(word) or government)


def _has_in_order(evidence: Evidence, words: Sequence[str]) -> bool:
    """Whether an article has some words behind each other, with no more than a few between them."""
    pattern = r"\W+(?:[\w’'-]+\W+){0,2}?".join(map(re.escape, words))
    text = f"{evidence.article.title}\n{evidence.article.body}\n{' '.join(evidence.publisher)}"
    return evidence.names(" ".join(words)) or bool(re.search(pattern, text, re.IGNORECASE))
