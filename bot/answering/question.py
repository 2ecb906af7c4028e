"""One reading of the question: its kind, what it asks for, and the names and times it gives."""

import re
from dataclasses import dataclass

from bot.answering.answer import Language
from bot.answering.concepts import concepts
from bot.answering.dates import is_month
from bot.answering.enumerations import class_of, class_pattern
from bot.answering.kinds import KindClassifier, KindGuess
from bot.answering.names import Gazetteer, is_place, name_key
from bot.answering.people import kinds_in
from bot.answering.words import canonical, raw_words
from index.spelling import plain_words

_CAPITALISED = re.compile(r"[A-ZÀ-Þ][\w’'-]*(?:\s+(?:[A-ZÀ-Þ][\w’'-]*|\d+|[IVX]+)(?!\w))*")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


@dataclass(frozen=True, slots=True)
class Name:
    """A name in a question: `known` is how the articles write it, None if they do not have it."""

    text: str
    known: str | None


@dataclass(frozen=True, slots=True)
class Question:
    """A question as the composers see it."""

    text: str
    language: Language
    kinds: tuple[KindGuess, ...]
    names: tuple[Name, ...]
    classes: tuple[str, ...]
    offices: tuple[str, ...]
    years: tuple[str, ...]
    concepts: frozenset[str]

    @property
    def kind(self) -> str:
        """The most probable kind."""
        return self.kinds[0].kind

    @property
    def strange(self) -> tuple[Name, ...]:
        """The names that no article has."""
        return tuple(name for name in self.names if name.known is None)


def read_question(
    text: str, language: Language, classifier: KindClassifier, gazetteer: Gazetteer
) -> Question:
    """Read a question that is already checked and put right."""
    kinds = classifier.guess(text)
    names = _names(text, gazetteer, kinds[0].kind)
    in_names = {w.lower() for name in names for w in name.text.split()}
    classes = dict.fromkeys(
        group
        for m in class_pattern().finditer(text)
        if (group := class_of(m.group())) and m.group().lower() not in in_names
    )
    return Question(
        text=text,
        language=language,
        kinds=kinds,
        names=names,
        classes=tuple(classes),
        offices=kinds_in(text),
        years=tuple(dict.fromkeys(_YEAR.findall(text))),
        concepts=concepts(text),
    )


def _names(text: str, gazetteer: Gazetteer, kind: str) -> tuple[Name, ...]:
    """Names the articles have, then capitalised words and real places that they have not."""
    names: list[tuple[int, int, Name]] = []
    for known, start, end in gazetteer.find(text):
        word = text[start:end]
        ordinary = word.lower() in plain_words() or canonical(word.lower()) != word.lower()
        written = word[0].isupper() and (start > 0 or len(word.split()) > 1 or word.isupper())
        placed = kind == "whether" and is_place(word)
        # A slip in a word written small was put right before: what is only near a name is another word.
        if word.islower() and " " not in word and name_key(word) != name_key(known):
            continue
        # "Kota Baru" is not the "Baru" of another name.
        classed = (
            ordinary
            and class_of((raw_words(text[:start]) or [""])[-1])
            and text[:start].rstrip()[-1:].islower()
        )
        if classed or class_of(word) or kinds_in(word) or (ordinary and not written and not placed):
            continue
        names.append((start, end, Name(word, known)))
    for found in _CAPITALISED.finditer(text):
        start, end = found.span()
        head = raw_words(found.group())[0]
        if start == 0 or class_of(head) or kinds_in(head):
            start += len(head)
        word = text[start:end].strip()
        taken = any(s < end and start < e for s, e, _ in names)
        ordinary = not is_place(word) and all(
            w.lower() in plain_words() or is_month(w) or w.isdigit() for w in word.split()
        )
        if word and ordinary and found.start() and class_of(head) and not word.isdigit():
            # "Kota Baru" is a name, though both its words are ordinary ones.
            start, word, ordinary = found.start(), found.group(), False
        if word and not taken and not ordinary:
            names.append((start, end, Name(word, None)))
    for found in re.finditer(r"\w+(?:\s\w+)?|\w+", text):
        for word in {found.group(), *found.group().split()}:
            start = found.start() + found.group().index(word)
            taken = any(s < start + len(word) and start < e for s, e, _ in names)
            if is_place(word) and not taken and word.lower() not in plain_words():
                names.append((start, start + len(word), Name(word, None)))
    return tuple(name for _, _, name in sorted(names, key=lambda row: row[:2]))
