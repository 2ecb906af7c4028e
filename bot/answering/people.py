"""People and their offices, as running text gives them: the office before the name or the name before it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from bot.answering.names import is_place
from bot.answering.offices import (
    CAPITAL,
    DOCTOR,
    bare_kind_of,
    end_of_office,
    kind_of,
    of_an_office,
    office_names,
    short_of,
)
from bot.answering.words import alternatives, lines, table

Span = tuple[int, int]

# "Kepala Dinas Pemuda, Olahraga, dan Wisata": a house of several matters, up to the last of them.
_MATTERS = re.compile(
    rf"(?:\s+{CAPITAL}){{1,6}}((?:,\s+{CAPITAL}(?:\s+{CAPITAL})?)+),?\s+(?:dan|serta|and)(?=\s)"
)
# "Kepala museum, Anu": a noun written small, which no verb is, up to the comma before the name.
_SMALL_TAIL = re.compile(r"(?:\s+(?!me|di|ber|ter|yang|itu|ini|akan|dan|juga)[a-z]+){1,3}(?=,?\s+[A-Z])")
# "Pembuat Komitmen (PPK) proyek, Anu", "Direktur PT Anu selaku kontraktor, Banu".
_SMALL_ADDITION = re.compile(
    r"(?:(?:(?<=\))|\s+(?:selaku|sekaligus))(?:\s+(?!me|di|ber|ter|yang|itu|ini|akan|dan|juga)[a-z]+){1,3}|"
    r"\s+setempat)(?=,\s+[A-Z])"
)
_NAME = re.compile(
    rf"(?:{DOCTOR}\s+)?(?:{CAPITAL}|bin|binti|van|al-\w+)(?:\s+(?:{DOCTOR}|{CAPITAL}|\([A-Z][a-z]+\.\)|bin|binti|van|al-\w+))*"
)
_DEGREES = re.compile(r"(?:,\s*(?:[A-Z][A-Za-z]{0,5}\.)+(?:\s?[A-Z][A-Za-z]*\.?)*)+")
# Behind a comma a word written small goes on with the sentence, unless it joins another item.
_GOES_ON = re.compile(r",\s+(?!(?:dan|serta|atau|and|or)\b)[a-z]")
_AGE = re.compile(r"\s+\(\d{1,3}(?:\s+tahun)?\)")
_LEAST_OF_A_NAME, _MOST_OF_A_NAME = 1, 5
_LEAST_WITH_A_PLACE = 2
_WORDS_OF_A_PERSON = 2
_LEAST_OF_A_HOUSE = 2
_LONGEST_HOUSE = 8
_LONGEST_WORD = 80
_LARGE = re.compile(rf"{CAPITAL}(?:(?:\s+(?:dan|of|the|for))?\s+{CAPITAL})*")
_REMEMBERED_BODIES = 16


@dataclass(frozen=True, slots=True)
class Role:
    """`person` holds `office`, as one sentence says; spans are in the article's body."""

    person: str
    office: str
    kind: str
    person_span: Span
    office_span: Span
    sentence: Span


def find_roles(body: str, sentences: Sequence[Span]) -> tuple[Role, ...]:
    """Find every office that a sentence gives to a named person, in order."""
    places = _places(body)
    roles: list[Role] = []
    for sentence in sentences:
        roles += _before_the_name(body, sentence, places)
        roles += _behind_the_name(body, sentence)
    return tuple(sorted(set(roles), key=lambda role: role.office_span))


def names_its_place(role: Role) -> bool:
    """Whether an office has more to it than its kind and its house: mostly its place."""
    named = office_names().search(role.office)
    more = role.office[named.end() if named else 0 :].split()
    return any(
        word[:1].isupper() and not word.isupper() and not of_an_office(word)
        for word in (each.strip(",") for each in more)
    )


def same_person(one: str, other: str) -> bool:
    """Whether two names can be one person: the words of the shorter all stand in the longer."""
    a, b = _name_words(one), _name_words(other)
    return bool(a and b) and (a <= b or b <= a)


def _name_words(name: str) -> frozenset[str]:
    core = _DEGREES.sub("", name)
    return frozenset(w for w in core.lower().split() if w not in lines("honorifics"))


def _places(body: str) -> frozenset[str]:
    """Words that stand right behind a place noun ("Kota …") anywhere in the body."""
    nouns = alternatives("list_words", "place").pattern
    after, before = (alternatives("attribution", key).pattern for key in ("after", "before"))
    said = {
        word
        for pair in re.findall(rf"(?i:{after})\s+([A-Z]\w+)|([A-Z]\w+)\s+(?i:{before})", body)
        for word in pair
    }
    # The "Kota" of "Wali Kota Anu" makes no place of Anu.
    placed = office_names().sub(lambda office: " " * len(office.group()), body)
    found = re.findall(rf"(?i:{nouns})\s+([A-Z]\w+(?:\s[A-Z]\w+)?)", placed)
    return frozenset(word for place in found for word in place.split() if word not in said)


def _before_the_name(body: str, sentence: Span, places: frozenset[str]) -> Iterator[Role]:
    start, end = sentence
    at = start
    while found := office_names().search(body, at, end):
        at = found.end()
        stop = _end_of_the_office(body, found, end)
        rest = body[stop:end]
        comma = re.match(r",\s*|\s+(?:yaitu|yakni|adalah|bernama|dijabat(?: oleh)?)\s+", rest)
        if body[found.end() : stop].islower():
            # Behind a house that is written small a name needs no comma.
            comma = comma or re.match(r"\s+", rest)
        name = _NAME.match(body, stop + comma.end(), end) if comma else None
        if (
            name
            and _DEGREES.match(body, stop, end)
            and name.group().split()[0].lower() not in lines("honorifics")
        ):
            name = None
        if name and not _is_office(_untitled(name.group()), places) and _names_a_person(body, name, end):
            yield _role(body, found, stop, (name.start(), name.end()), sentence)
            at = name.end()
            continue
        split = _where_the_name_starts(body, found.end(), stop, places)
        if split is not None and bare_kind_of(found) in table("office_kinds")["territorial"]:
            split = _behind_the_place(body, found.end(), split, stop, places)
        if split is not None:
            split = _behind_the_house(body, found.end(), split, stop)
        if split is not None and _word_before(body, split) in table("office_kinds")["companies"]:
            split = _behind_the_company(body, split, stop)
        if split is not None and _may_be_a_person(body, found, split, stop):
            yield _role(body, found, split, (split, stop), sentence)
            at = stop


def _end_of_the_office(body: str, found: re.Match[str], end: int) -> int:
    heads = found.group().lower() in table("office_kinds")["heads"]
    if heads and (small := _SMALL_TAIL.match(body, found.end(), end)):
        return small.end()
    stop = end_of_office(body, _behind_the_matters(body, found, end), end)
    if addition := _SMALL_ADDITION.match(body, stop, end):
        return addition.end()
    # "Bupati Anu Banu dan Direktur Citra Dewi" are two.
    other = _another_office().search(body, found.end(), stop)
    return other.start() if other else stop


def _behind_the_matters(body: str, found: re.Match[str], end: int) -> int:
    """Where the last matter of a house starts, if it has several: "Kepala Dinas Anu, Banu, dan …"."""
    if bare_kind_of(found) not in table("office_kinds")["of matters"]:
        return found.end()
    several = _MATTERS.match(body, found.end(), end)
    if not several:
        return found.end()
    matters = (matter.lower().split() for matter in several.group(1).split(",")[1:])
    known = all(not lines("office_words").isdisjoint(matter) for matter in matters)
    return several.end() if known else found.end()


@cache
def _another_office() -> re.Pattern[str]:
    return re.compile(rf"\s+(?:dan|and)\s+(?:{office_names().pattern})", re.IGNORECASE)


def _behind_the_place(body: str, start: int, split: int, stop: int, places: frozenset[str]) -> int:
    """The office of a place has at least one word of the place's name before the person's.

    But for two words of which the first is no place: they are the person's, and the place is understood.
    """
    words = list(re.finditer(r"\S+", body[split:stop]))
    first = words[0].group()
    titled = first.lower() in lines("honorifics")
    # "Anu Banu, camat Citra Dewi": whoever is named before the office is not named behind it.
    known = bool(first in places or is_place(first) or _word_before(body, start, ", "))
    if body[start:split].strip() or titled or first in _speakers(body):
        return split
    return split + words[1].start() if len(words) > _LEAST_WITH_A_PLACE - known else split


@lru_cache(_REMEMBERED_BODIES)
def _speakers(body: str) -> frozenset[str]:
    """The words that somebody who says something is named with: "kata Anu", "Anu mengatakan"."""
    after, before = (alternatives("attribution", key).pattern for key in ("after", "before"))
    word = r"([A-ZÀ-Þ][\w’'`-]*)"
    pairs = re.findall(rf"(?i:{after})\s+{word}|{word}\s+(?i:{before})", body)
    return frozenset(word for pair in pairs for word in pair if word)


def _behind_the_house(body: str, start: int, split: int, stop: int) -> int:
    """What is named elsewhere too is the house of the office: "Rektor Universitas Anu Banu Citra Dewi"."""
    if body[split:stop].split()[0] in _speakers(body):
        return split
    words = [m.end() for m in re.finditer(r"\S+", body[split:stop])]
    for end in reversed(words[_LEAST_OF_A_HOUSE - 1 : -1]):
        if " ".join(body[start : split + end].split()) in _ends_of_names(body):
            return split + end + len(body[split + end : stop]) - len(body[split + end : stop].lstrip())
    return split


@lru_cache(_REMEMBERED_BODIES)
def _ends_of_names(body: str) -> frozenset[str]:
    """The last words, one to `_LONGEST_HOUSE`, of every run of words written large."""
    runs = (found.group().split() for found in _LARGE.finditer(body))
    return frozenset(" ".join(run[-n:]) for run in runs for n in range(1, min(len(run), _LONGEST_HOUSE) + 1))


def _behind_the_company(body: str, split: int, stop: int) -> int:
    """ "Direktur PT Anu Banu Citra Dewi": the last two words are the person's, the others the company's."""
    words = list(re.finditer(r"\S+", body[split:stop]))
    return split + words[-_WORDS_OF_A_PERSON].start() if len(words) > _WORDS_OF_A_PERSON else split


def _untitled(name: str) -> str:
    """A name without the titles before it; a title alone is kept."""
    words = name.split()
    while len(words) > 1 and (words[0].lower() in lines("honorifics") or words[0].startswith("(")):
        del words[0]
    return " ".join(words)


def _may_be_a_person(body: str, found: re.Match[str], start: int, stop: int) -> bool:
    """Whether what stands right behind an office is a name, and not the last word of the office's own.

    One word without a title is a name where it says something elsewhere, or has an age; behind an office it
    is mostly a place, as behind "warga" or "nelayan".
    """
    name = body[start:stop].split()
    alone = len(name) == 1 and name[0].rstrip(".") not in _speakers(body) and not _AGE.match(body, stop)
    at_once = not body[found.end() : start].strip()
    return not alone and (at_once or not _is_no_person(body, start))


def _is_no_person(body: str, at: int) -> bool:
    """Whether the word before `at` makes a place or a ship of what follows ("warga Desa …")."""
    before = _word_before(body, at).lower()
    return before in table("list_words")["place"] or before in table("office_kinds")["ships"]


def _word_before(body: str, at: int, behind: str = "") -> str:
    """The word before a place of the body, if it stands behind those characters; else empty."""
    ahead = body[max(at - _LONGEST_WORD, 0) : at].rstrip()
    word = ahead.split()[-1] if ahead else ""
    return word if ahead.endswith(f"{behind}{word}") else ""


def _names_a_person(body: str, name: re.Match[str], end: int) -> bool:
    """Two words or more, or followed by degrees or (behind a comma too) a verb: no item of a list."""
    behind = body[name.end() : end]
    ends = not behind.startswith(",") or bool(_GOES_ON.match(behind))
    return len(name.group().split()) > 1 or bool(_DEGREES.match(behind)) or ends


def _behind_the_name(body: str, sentence: Span) -> Iterator[Role]:
    start, end = sentence
    for name in _NAME.finditer(body, start, end):
        words = name.group().split()
        if not _LEAST_OF_A_NAME < len(words) <= _MOST_OF_A_NAME or _is_office(name.group(), frozenset()):
            continue
        at = name.end()
        degrees = _DEGREES.match(body, at, end)
        at = degrees.end() if degrees else at
        link = re.compile(
            r",?\s+(?:selaku|sebagai|yang menjabat(?: sebagai)?|menjabat(?: sebagai)?|adalah)\s+|,\s+"
        ).match(body, at, end)
        found = office_names().match(body, link.end(), end) if link else None
        if not found or office_names().search(name.group()):
            continue
        stop = end_of_office(body, found.end(), end)
        if body[stop : stop + 1] in {",", ".", ";", ")", ""} or body[stop : stop + 2] in {
            " y",
            " m",
            " d",
            " t",
            " s",
        }:
            yield _role(body, found, stop, (name.start(), at if degrees else name.end()), sentence)


def _where_the_name_starts(body: str, start: int, stop: int, places: frozenset[str]) -> int | None:
    """In "office words Name Name", where the name starts: behind the last office word or place."""
    tokens = list(re.finditer(r"\S+", body[start:stop]))
    for i, token in enumerate(tokens):
        if token.group().lower() in lines("honorifics") and i < len(tokens) - 1:
            return start + token.start()
    first = len(tokens)
    while first and not _is_office(tokens[first - 1].group(), places):
        first -= 1
    count = len(tokens) - first
    return start + tokens[first].start() if _LEAST_OF_A_NAME <= count <= _MOST_OF_A_NAME else None


def _is_office(text: str, places: frozenset[str]) -> bool:
    words = text.split()
    return any(
        of_an_office(w)
        or w in places
        or (w.isupper() and len(w.rstrip(".")) > 1)
        or w.startswith("(")
        or not w[0].isalpha()
        or w in {"dan", "of"}
        for w in words
    )


def _role(body: str, found: re.Match[str], stop: int, person: Span, sentence: Span) -> Role:
    ahead = short_of(found)
    start = found.start() - (len(ahead.group()) if ahead else 0)
    office = (start, start + len(body[start:stop].rstrip(" ,")))
    return Role(
        person=body[slice(*person)].strip().rstrip("."),
        office=body[slice(*office)],
        kind=kind_of(found),
        person_span=person,
        office_span=office,
        sentence=sentence,
    )
