"""Enumerations: the lists that stand in running text, with what their items are and how many are claimed."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from bot.answering.classes import class_of, class_pattern, is_among
from bot.answering.concepts import concepts
from bot.answering.list_items import Span, is_name, items_in, leading_name, pieces, without_rank
from bot.answering.words import alternatives, table

_NUMBER_WORDS = {
    word: value
    for value, names in enumerate(
        (
            *(("satu", "one"), ("dua", "two"), ("tiga", "three"), ("empat", "four"), ("lima", "five")),
            *(("enam", "six"), ("tujuh", "seven"), ("delapan", "eight"), ("sembilan", "nine")),
            *(("sepuluh", "ten"), ("sebelas", "eleven"), ("dua belas", "twelve"), ("tiga belas", "thirteen")),
            *(("empat belas", "fourteen"), ("lima belas", "fifteen"), ("enam belas", "sixteen")),
            *(("tujuh belas", "seventeen"), ("delapan belas", "eighteen"), ("sembilan belas", "nineteen")),
            ("dua puluh", "twenty"),
        ),
        start=1,
    )
    for word in names
}
_NUMBER_AND_NOUN = re.compile(r"(?<![\w.,])(\d{1,4}|[^\W\d_]+(?: (?:belas|puluh))?)\s+([^\W\d_]+)")
_BARE_HEAD = 2
_PURPOSE = re.compile(r"(?:harus|wajib|perlu|akan)\s[^.]*untuk\s*$")
_TWO = 2
# "Pemerintah Kota Anu" among givers is the city, and its people are.
_GOVERNMENT = re.compile(r"(?i:pemerintah(?:an)?|warga|masyarakat|penduduk)\s+(?=\w+\s+[A-ZÀ-Þ])")
_SAID_BEHIND = 48
_BESIDE_ALSO = 4
_FULL_STOP = re.compile(r"(?<=[a-z]{3})\.$")


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a list: its name and its span in the body; `group` is its class noun, if any."""

    name: str
    start: int
    end: int
    group: str | None


@dataclass(frozen=True, slots=True)
class Enumeration:
    """A list in running text; `near` is the span, in its sentence, of what is said about it alone.

    `sentences` are the spans (in the body) that hold it, in order; `head` the words that introduce it;
    `shared` the span of what is said of it and of a list before it alike; `stated` the count that the head
    claims, with `partial` when the head says that only some are named; `narrowed` that it is a part of a
    longer one.
    """

    items: tuple[Item, ...]
    sentences: tuple[Span, ...]
    head: str
    stated: int | None
    partial: bool
    near: Span
    shared: Span | None = None
    narrowed: bool = False

    @property
    def groups(self) -> tuple[str, ...]:
        """The class nouns of the items, in order of first mention."""
        return tuple(dict.fromkeys(item.group for item in self.items if item.group))

    def of(self, group: str) -> tuple[Item, ...]:
        """The items of one class noun."""
        return tuple(item for item in self.items if item.group == group)


def find_enumerations(body: str, sentences: Sequence[Span]) -> tuple[Enumeration, ...]:
    """Find the lists of three items or more, and of two that are announced as a list.

    A list that the next sentence goes on with is one list.
    """
    found: list[Enumeration] = []
    for number, (start, end) in enumerate(sentences):
        before = sentences[number - 1] if number else (start, start)
        listed_here = list(_in_sentence(body, start, end, before))
        if not listed_here and found and number and found[-1].sentences[-1] == before:
            listed_here = [*_going_on(body, start, end, before)]
            if not listed_here and (item := _also(body, (start, end), found[-1])):
                longer = (*found[-1].items, item), (*found[-1].sentences, (start, end))
                found[-1] = replace(found[-1], items=longer[0], sentences=longer[1])
        for listed in listed_here:
            last = found[-1] if found else None
            if last and last.sentences[-1] == (start, end):
                # A second list in one sentence: what stands before it is said of the first.
                said = (last.items[-1].end, listed.near[1])
                known = last.items[-1].group
                items = tuple(replace(i, group=i.group or known) for i in listed.items)
                if last.stated == len(last.items) + len(items):
                    # "The six villages are A, B and C in one district and D, E and F in another."
                    found[-1] = replace(
                        last, items=(*last.items, *items), near=(last.near[0], listed.near[1])
                    )
                    continue
                between = alternatives("list_words", "contrast").search(
                    body, last.items[-1].end, listed.items[0].start
                )
                stop = between.start() if between else listed.items[0].start
                found[-1] = replace(last, near=(last.near[0], min(last.near[1], stop)))
                shared = last.shared or (last.near[0], last.items[0].start)
                found.append(replace(listed, items=items, near=said, shared=shared))
            elif last and number and last.sentences[-1] == sentences[number - 1] and _goes_on(last, listed):
                known = last.items[-1].group
                items = tuple(replace(i, group=i.group or known) for i in listed.items)
                found[-1] = replace(
                    last,
                    items=(*last.items, *items),
                    sentences=(*last.sentences, *listed.sentences),
                    stated=last.stated if last.stated and not last.partial else None,
                )
            else:
                beside = last is not None and last.sentences[-1] == before
                found.append(_in_parallel(body, last, listed) if last and beside else listed)
    return tuple(found)


def _in_parallel(body: str, last: Enumeration, listed: Enumeration) -> Enumeration:
    """What is said of the list before holds for another class: "Di desa …", "Di kelurahan …".

    Or for the next place in an order: "Menyusul di Tingkat Madya …".
    """
    follows = alternatives("list_words", "follows").match(listed.head.strip())
    alike = not last.groups or set(listed.groups) & set(last.groups)
    opposed = alternatives("list_words", "opposes").match(listed.head.strip())
    tells = opposed or _tells(body, listed.items[-1].end, listed.sentences[-1][1])
    if not listed.groups or tells or (alike and not follows):
        return listed
    return replace(listed, near=(last.near[0], listed.near[1]))


def _tells(body: str, last: int, end: int) -> bool:
    """Whether a sentence that ends at `end` goes on with a verb of its own behind a list."""
    return len(body[last:end].split()) > _BARE_HEAD


def numbers_of(groups: Collection[str], text: str) -> set[int]:
    """The numbers that stand before a noun of these classes in a text: 17 and 3 in "17 desa … tiga desa"."""
    found: set[int] = set()
    for word, noun in _NUMBER_AND_NOUN.findall(text):
        number = _number(word)
        if number is not None and is_among(class_of(noun), groups):
            found.add(number)
    return found


def _goes_on(last: Enumeration, listed: Enumeration) -> bool:
    head = listed.head.strip()
    continues = alternatives("list_words", "continues").match(head)
    if continues and any(
        _is_general(head, noun.end()) for noun in class_pattern().finditer(head, continues.end())
    ):
        # "Kemudian dua puskesmas perbatasan, …" opens a list of its own.
        return False
    same = not listed.items[0].group or listed.items[0].group == last.items[-1].group
    return bool(continues) and same and not alternatives("list_words", "contrast").match(head)


def _in_sentence(body: str, start: int, end: int, before: Span) -> Iterator[Enumeration]:
    def accepts(spans: Sequence[Span]) -> bool:
        head = body[start : spans[0][0]]
        # "Dinas harus bekerja untuk …": what follows are no names of anything, but what for.
        opens = len(head.split()) <= _BARE_HEAD and _alike(body, spans)
        several = len(spans) > _TWO or _announces_two(head) or opens
        return several and not _PURPOSE.search(head)

    at = start
    for spans in items_in(body, start, end, accepts):
        if _of_two_sorts([body[slice(*span)] for span in spans]):
            continue
        listed = _enumeration(body, spans, (start, end), body[start : spans[0][0]], before, at - start)
        at = spans[-1][1]
        if len(spans) > _TWO or (listed.stated or _TWO) == _TWO:
            yield listed


def _alike(body: str, spans: Sequence[Span]) -> bool:
    """Whether every item starts with the same class noun: "Fraksi Anu dan Fraksi Banu meminta …"."""
    groups = {class_of(body[slice(*span)].split()[0]) for span in spans}
    return len(groups) == 1 and None not in groups


def _of_two_sorts(items: Sequence[str]) -> bool:
    """Whether items but the first say where: "memimpin Desa Anu, Banu di Desa Citra" is no list."""
    placed = [bool(_placed().search(item)) for item in items]
    return sum(placed) >= _TWO and not placed[0]


@cache
def _placed() -> re.Pattern[str]:
    return re.compile(rf"\s(?:di|dari)\s+{class_pattern().pattern}", re.IGNORECASE)


def _is_general(text: str, end: int) -> bool:
    """Whether the class noun that ends there is said in general: no name follows it."""
    return re.match(r"\s+[\"“]?[A-ZÀ-Þ]", text[end:]) is None


def _announces_two(head: str) -> bool:
    """Whether what stands before two names makes a list of them: "dua desa, …", "di wilayah kelurahan …"."""
    classes = list(class_pattern().finditer(head))
    if not classes:
        return False
    general = _is_general(head, classes[-1].end())
    places = class_of(classes[-1].group()) in _places()
    return _class_in(head)[1] == _TWO or (
        general and (places or bool(re.search(rf"{alternatives('list_words', 'names').pattern}\s*$", head)))
    )


def _going_on(body: str, start: int, end: int, before: Span) -> Iterator[Enumeration]:
    """What a sentence adds to the list before it: "Lalu Kabupaten Anu serta Banu menyusul"."""
    opening = alternatives("list_words", "continues").match(body, start)
    if opening is None:
        return
    spans: list[Span] = []
    for first, last, _ in pieces(body, opening.end() + 1, end):
        whole = is_name(body[first:last])
        span = (first, last) if whole else leading_name(body, first, last)
        if span is None:
            break
        spans.append(span)
        if not whole:
            break
    if spans and class_of(body[slice(*spans[0])].split()[0]):
        yield _enumeration(body, spans, (start, end), body[start : spans[0][0]], before)


def _also(body: str, sentence: Span, last: Enumeration) -> Item | None:
    """Of whom a sentence says what a list before it is of: "Tambahan juga diberikan kepada Dinas Anu"."""
    also = alternatives("list_words", "also").search(body, *sentence)
    if also is None or (last.stated or 0) == len(last.items):
        return None
    for noun in class_pattern().finditer(body, *sentence):
        name = leading_name(body, noun.start(), sentence[1])
        group = class_of(noun.group())
        if group not in last.groups or name is None or name[1] <= noun.end() + 1:
            continue
        beside = body[name[1] : also.start()] if name[1] <= also.start() else body[also.end() : noun.start()]
        rest = f"{body[sentence[0] : name[0]]} {body[name[1] : sentence[1]]}"
        said = f"{body[last.near[0] : last.items[0].start]} {body[last.items[-1].end : last.near[1]]}"
        if len(beside.split()) <= _BESIDE_ALSO and concepts(rest) & concepts(said):
            at = _strip_class(body, *name)[1]
            return Item(body[at : name[1]], at, name[1], group)
    return None


def _enumeration(
    body: str, spans: Sequence[Span], sentence: Span, head: str, before: Span, behind: int = 0
) -> Enumeration:
    """A list with what introduces it; `behind` is where in its head a list before it ends."""
    # "Mereka adalah …", "Yakni …": what the items are was said in the sentence before.
    # Where a sentence has a verb of its own behind its items, it says itself what they are.
    told = _tells(body, spans[-1][1], sentence[1])
    bare = len(head.split()) <= _BARE_HEAD and not told and not class_pattern().search(head)
    introduced = f"{body[slice(*before)]} {head}" if bare else head
    # "Sementara itu" points at nothing.
    pointing = alternatives("list_words", "follows").sub(" ", head)
    points = bare or alternatives("list_words", "points").search(pointing)
    opposed = alternatives("list_words", "opposes").match(head.strip())
    own_head = class_pattern().search(head[behind:])
    group, stated = _class_in(head[behind:] if own_head else introduced)
    heading = group
    # "Kampung Melati" among clinics is a clinic.
    named_so = group in table("list_words")["named after places"]
    if any(without_rank(body, *span) > span[0] for span in spans) and group not in _places():
        # "Cabang futsal: juara I Anu": who is ranked is none of what they are ranked in.
        group = None
    items: list[Item] = []
    for start, end in [*_besides(body, sentence, head), *spans]:
        unranked = without_rank(body, start, end)
        own, behind, is_place = _strip_class(body, unranked, end)
        # "Pasar Batu" among villages is a village's name; "Kota Palu" among contingents is a city.
        # What the sentence before is of is no more than a guess.
        guessed = group == heading and not own_head
        adopted = bool(own) and (
            group is None or guessed or (is_place and not named_so) or is_among(own, (group,))
        )
        group, at = (own, behind if unranked == start else start) if adopted else (group, start)
        items.append(Item(_FULL_STOP.sub("", body[at:end].strip()), at, end, group))
    return Enumeration(
        items=tuple(items),
        sentences=(sentence,),
        head=head,
        stated=stated,
        partial=bool(alternatives("list_words", "partial").search(head)),
        near=(
            (before if points and not opposed else sentence)[0],
            _said_until(body, items[-1].end, sentence[1]),
        ),
    )


def _said_until(body: str, last: int, end: int) -> int:
    """How far what is said behind a list that ends at `last` may still be of it: to the end of a word."""
    space = body.find(" ", last + _SAID_BEHIND, end)
    return space if space >= 0 else end


def _besides(body: str, sentence: Span, head: str) -> Iterator[Span]:
    """ "Selain Anu, kota yang menang ialah …": Anu won too."""
    if found := alternatives("list_words", "besides").match(head):
        for start, end, _ in pieces(body, sentence[0] + found.end() + 1, sentence[0] + len(head)):
            if not is_name(body[start:end]):
                break
            yield start, end


def _places() -> Collection[str]:
    return table("class_families")["places"]


def _strip_class(body: str, start: int, end: int) -> tuple[str | None, int, bool]:
    """The class noun that an item starts with, where its name starts, and whether it is a place noun."""
    government = _GOVERNMENT.match(body, start, end)
    start = government.end() if government else start
    first = re.match(r"\S+", body[start:end])
    group = class_of(first.group()) if first else None
    if not first or not group:
        return None, start, False
    rest = start + len(body[start:end]) - len(body[start + first.end() : end].lstrip())
    is_place = first.group().lower() in table("list_words")["place"]
    return group, rest if is_place and rest < end else start, is_place


def _of_all(head: str, counted: re.Match[str], end: int) -> int | None:
    """Of how many things a list is: that of "dari tujuh desa, empat …" is of four."""
    whole = _number(counted.group(1))
    if not re.search(r"\bdari(?:\s+total)?\s*$", head[: counted.start()], re.IGNORECASE):
        return whole
    behind = (_number(word) for word in re.findall(r"[\w-]+", head[end:]))
    return next(filter(None, behind), whole)


def _number(word: str) -> int | None:
    return int(word) if word.isdigit() else _NUMBER_WORDS.get(word.lower().removeprefix("ke"))


def _class_in(head: str) -> tuple[str | None, int | None]:
    """The class noun that a head announces, and the count it claims for it."""
    best: tuple[str | None, int | None] = (None, None)
    for found in class_pattern().finditer(head):
        counted = re.search(
            r"(\d{1,4}|\w+(?: (?:belas|puluh))?)(?: orang| buah| unit)?\s*$", head[: found.start()]
        )
        if counted and _number(counted.group(1)):
            return class_of(found.group()), _of_all(head, counted, found.end())
        named = re.match(r"\s+[A-Z]", head[found.end() :])
        if not named or best[0] is None:
            best = (class_of(found.group()), None)
    return best
