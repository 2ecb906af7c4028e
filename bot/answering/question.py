"""One reading of the question: its kind, what it asks for, and the names and times it gives."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from bot.answering.answer import Language
from bot.answering.classes import class_of, class_pattern, narrowest
from bot.answering.concepts import concepts
from bot.answering.dates import is_month
from bot.answering.kinds import KindClassifier, KindGuess
from bot.answering.names import Gazetteer, is_place, name_key
from bot.answering.offices import kinds_in
from bot.answering.words import alternatives, canonical, raw_words, table, without_its
from index.spelling import chat_lexicon, dialect_lexicon, plain_words

_CAPITALISED = re.compile(r"[A-ZÀ-Þ][\w’'-]*(?:\s+(?:[A-ZÀ-Þ][\w’'-]*|\d+|[IVX]+)(?!\w))*")
_SMALL_WORDS = re.compile(r"(?:\s+[a-z]{4,}\b){1,2}")
_INITIAL = 2
_NUMBERED = re.compile(r"\s\d{1,3}(?!\d)")
# "Pemerintah kota mana": no name, though some article has it as one.
_GOVERNMENT = re.compile(r"^pemerintah\s+", re.IGNORECASE)
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


def is_where(text: str, name: str) -> bool:
    """Whether a question has a name only behind a preposition: "di Anu", "dari Kota Anu"."""
    where = alternatives("askers", "prepositions").pattern
    return re.search(rf"{where}\s+(?:\w+\s+){{0,2}}{re.escape(name)}", text) is not None


def read_question(
    text: str, language: Language, classifier: KindClassifier, gazetteer: Gazetteer
) -> Question:
    """Read a question that is already checked and put right."""
    kinds = classifier.guess(text)
    names = _names(text, gazetteer, kinds[0].kind)
    in_names = {w.lower() for name in names for w in name.text.split()}
    found = [m for m in class_pattern().finditer(text) if m.group().lower() not in in_names]
    # Of "calon di Desa Anu" the candidates are asked for, not the village.
    starts = {text.find(name.text) for name in names}
    free = [m for m in found if not starts & {m.end() + 1, m.start()}]
    classes = dict.fromkeys(group for m in free or found if (group := class_of(m.group())))
    return Question(
        text=text,
        language=language,
        kinds=kinds,
        names=names,
        classes=narrowest(classes),
        offices=kinds_in(without_its(text)),
        years=tuple(dict.fromkeys(_YEAR.findall(text))),
        concepts=concepts(text),
    )


_Row = tuple[int, int, Name]


def _names(text: str, gazetteer: Gazetteer, kind: str) -> tuple[Name, ...]:
    """Names the articles have, then capitalised words and real places that they have not."""
    names = list(_known(text, gazetteer, kind))
    for row in _longer(text, gazetteer):
        names = [other for other in names if not _overlap(row, other)] + [row]
    # Elsewhere a word that is written small behind "desa" may be any verb of the street.
    for found in (_capitalised, _places, *([_classed] if kind == "whether" else [])):
        names += [row for row in found(text) if not any(_overlap(row, other) for other in names)]
    return tuple(name for _, _, name in sorted(names, key=lambda row: row[:2]))


def _overlap(one: _Row, other: _Row) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _known(text: str, gazetteer: Gazetteer, kind: str) -> Iterator[_Row]:
    for known, start, end in gazetteer.find(text):
        word = text[start:end]
        ordinary = word.lower() in _words() or canonical(word.lower()) != word.lower()
        written = word[0].isupper() and (start > 0 or len(word.split()) > 1 or word.isupper())
        placed = kind == "whether" and is_place(word)
        # A slip in a word written small was put right before: what is only near a name is another word.
        said = all(part.lower() in plain_words() for part in word.split())
        if name_key(word) != name_key(known) and (said or (" " not in word and (word.islower() or ordinary))):
            continue
        # "Kota Baru" is not the "Baru" of another name, but "kota padang" is Padang.
        head = (raw_words(text[:start]) or [""])[-1]
        classed = ordinary and class_of(head) is not None and text[:start].rstrip()[-1:].islower()
        placed = placed or (classed and is_place(word))
        other = class_of(_GOVERNMENT.sub("", word)) or kinds_in(word) or is_month(word)
        if other or (not placed and (classed or (ordinary and not written))):
            continue
        yield start, end, Name(word, known)


@cache
def _words() -> frozenset[str]:
    """Words of either language, of chat and of the dialect, though a name of the articles may have them."""
    kin = (word for members in table("synonyms").values() for word in members)
    return frozenset((*plain_words(), *chat_lexicon(), *dialect_lexicon(), *kin))


def _runs(text: str) -> Iterator[tuple[int, int, str]]:
    """Runs of capitalised words with their first word; a question's first word is written large anyway."""
    for found in _CAPITALISED.finditer(text):
        start, end = found.span()
        if start == 0 and not class_of(raw_words(found.group())[0]):
            start = len(raw_words(found.group())[0])
            start += len(text[start:end]) - len(text[start:end].lstrip())
        if start < end:
            yield start, end, raw_words(text[start:end])[0]


def _longer(text: str, gazetteer: Gazetteer) -> Iterator[_Row]:
    """Names of which the articles have but a part: "SMAN 5 Anu" is not Anu, nor "Kecamatan Anu Baru"."""
    for start, end, head in _runs(text):
        whole = text[start:end]
        if not class_of(head) or gazetteer.known(whole) is not None:
            continue
        if _NUMBERED.search(whole):
            yield start, end, Name(whole, None)
            continue
        at = start + len(head)
        found = gazetteer.find(text[at:end])
        rest = text[at:end]
        for _, first, last in reversed(found):
            rest = rest[:first] + rest[last:]
        left = [
            word
            for word in raw_words(rest)
            if len(word) > _INITIAL and word.lower() not in plain_words() and not class_of(word)
        ]
        # "Desa Anu Banu" is a village of its own, though Anu and Banu are known each.
        apart = (
            len(found) > 1
            and class_of(head) in table("class_families")["places"]
            and not class_pattern().search(rest)
        )
        if (
            found
            and (left or apart)
            and not any(kinds_in(word) or is_month(word) for word in raw_words(whole))
        ):
            yield at, end, Name(text[at:end].strip(), None)


def _classed(text: str) -> Iterator[_Row]:
    """ "Desa anu": written small, but a place noun stands before it and it is no ordinary word."""
    for found in alternatives("list_words", "place").finditer(text):
        behind = _SMALL_WORDS.match(text, found.end())
        at = behind.end() - len(behind.group().lstrip()) if behind else 0
        for word in re.finditer(r"\S+", behind.group() if behind else ""):
            if canonical(word.group()) != word.group() or word.group() in table("stop_words")["id"]:
                break
            if word.group() not in plain_words() or is_place(word.group()):
                end = found.end() + word.end()
                yield at, end, Name(text[at:end], None)
                break


def _capitalised(text: str) -> Iterator[_Row]:
    for start, end, head in _runs(text):
        at = start + len(head) if class_of(head) or kinds_in(head) else start
        word = text[at:end].strip()
        ordinary = not is_place(word) and all(
            w.lower() in plain_words() or is_month(w) or w.isdigit() for w in word.split()
        )
        if word and ordinary and class_of(head) and not word.isdigit():
            # "Kota Baru" is a name, though both its words are ordinary ones.
            at, word, ordinary = start, text[start:end], False
        if word and not ordinary:
            yield at, end, Name(word, None)


def _places(text: str) -> Iterator[_Row]:
    for found in re.finditer(r"\w+(?:\s\w+)?|\w+", text):
        for word in {found.group(), *found.group().split()}:
            start = found.start() + found.group().index(word)
            if is_place(word) and word.lower() not in plain_words():
                yield start, start + len(word), Name(word, None)
