"""Whether a named place or person is on the list that is asked about, or there as something else."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from bot.answering.classes import class_name, class_of, class_pattern, excludes, is_among
from bot.answering.composers.representatives import compose_in_person
from bot.answering.concepts import concepts, covered
from bot.answering.denials import denial, denial_of_the_deed, denied_deed
from bot.answering.enumerations import Item
from bot.answering.evidence import Evidence, Span
from bot.answering.list_items import bare_name
from bot.answering.material import Draft, ListFound, Page, Quote, lists_for
from bot.answering.names import is_place, name_key, same_name
from bot.answering.phrases import phrase
from bot.answering.question import Name, Question, is_where
from bot.answering.subjects import called_by, class_beside, is_the_subject, with_whole_names
from bot.answering.words import alternatives

_LEAST_COVERED = 0.5
_LEAST_TOLD = 0.65
_LEAST_ASKED = 2
_SURELY_ABOUT = 0.8
_WORDS_BETWEEN = 2
# A city and a regency may share a name: which of them is listed is part of the answer.
_TOWNS = frozenset({"kota", "kabupaten"})
_ASKING = re.compile(r"\A\W*(?:apakah|apa|was|were|is|are|did)\b", re.IGNORECASE)
# Behind a class noun that is said in general there is no name.
_GENERAL = re.compile(r"(?!\s+[\"“]?[A-ZÀ-Þ])")


def compose_whether(question: Question, pages: Sequence[Page]) -> Draft | None:
    """Say what the named place or person is listed as, or what the article says of it; else refuse."""
    question = with_whole_names(question, pages)
    return (
        _of_the_named(question, pages)
        or _of_no_article(question, pages)
        or _of_any(question, pages)
        or _of_a_deed(question, pages)
    )


def _of_any(question: Question, pages: Sequence[Page]) -> Draft | None:
    """Quote the sentence that has most of what a question asks whether there is any: "tidak ada korban"."""
    if not alternatives("askers", "any at all").search(question.text):
        return None
    names = " ".join(name.text for name in question.names)
    for page in pages:
        evidence = page.evidence
        own = question.concepts - concepts(f"{evidence.article.title} {names}")
        shares = [covered(own, concepts(evidence.text(span))) for span in evidence.sentences]
        if len(own) >= _LEAST_ASKED and max(shares, default=0.0) >= _LEAST_TOLD:
            return _in_its_words(question, page, evidence.sentences[shares.index(max(shares))])
    return None


def _of_a_deed(question: Question, pages: Sequence[Page]) -> Draft | None:
    """Quote the sentence that denies the deed itself: "bonus belum dicairkan"."""
    subject = next((name for name in question.names if is_the_subject(question, name)), None)
    for page in pages:
        if span := denied_deed(question, subject, page.evidence):
            return _in_its_words(question, page, span)
    return None


def _of_the_named(question: Question, pages: Sequence[Page]) -> Draft | None:
    if other := compose_in_person(question, pages) or _of_another_class(question, pages):
        return other
    lists = [found for found in lists_for(replace(question, classes=()), pages) if _about(question, found)]
    if not lists:
        return _denied(question, pages) or _not_named(question, pages)
    page = lists[0].page
    names = _asked_after(question, page)
    if not names:
        return None
    if (
        all(is_where(question.text, name.text) for name in names)
        and _shares(question, lists[0]) < _SURELY_ABOUT
    ):
        return None
    everywhere = [ListFound(page, e, 0.0) for e in page.evidence.enumerations]
    for name in names:
        if span := denial_of_the_deed(question, [name], page.evidence):
            return _in_its_words(question, page, span)
        listed = [
            (f, i)
            for f in everywhere
            for i in f.enumeration.items
            if _is_item(name, i) and _told_of(question, f, i)
        ]
        if listed and _may_be_meant(question, name, [item for _, item in listed]):
            return _listed(question, name, listed)
    if told := _denies(question, names, page):
        return told
    if any(page.evidence.names(name.known or name.text) for name in names):
        # The article speaks of them beside the list: what it says there is for the reader to find.
        return None
    absent = [name for name in names if not page.evidence.names(name.known or name.text)] or names
    who = called_by(question, absent)
    return Draft(phrase("not_listed", question.language, who=who), False, lists[0].quotes())


def _of_another_class(question: Question, pages: Sequence[Page]) -> Draft | None:
    """Say that what is asked after as one thing is another in the article: a ward, not a village."""
    for page in pages:
        for name in question.names:
            asked = _class_asked(question, name)
            if not asked or not name.known or not page.evidence.names(name.known):
                continue
            found = _classes_of(name.known, page.evidence)
            if found and all(excludes(asked, group) for group, _ in found):
                group, span = found[0]
                return _as_another(question, name.known, asked, group, (Quote(page.evidence, span),))
    return None


def _as_another(question: Question, name: str, asked: str, group: str, quotes: tuple[Quote, ...]) -> Draft:
    as_what = {key: class_name(each, question.language) for key, each in (("asked", asked), ("group", group))}
    return Draft(phrase("listed_otherwise", question.language, who=name, **as_what), False, quotes)


def _class_asked(question: Question, name: Name) -> str | None:
    """The class that a question puts beside a name, else the one that it asks whether it is of."""
    if _of_two_classes().search(question.text):
        return None
    if beside := class_beside(question.text, name.text):
        return beside
    kind = next(
        (
            noun
            for asks in alternatives("askers", "as one of").finditer(question.text)
            # What is named behind it is not what may be one of them.
            if name.text in question.text[: asks.start()]
            for noun in class_pattern().finditer(question.text, asks.end())
            if len(question.text[asks.end() : noun.start()].split()) <= _WORDS_BETWEEN
        ),
        None,
    )
    return class_of(kind.group()) if kind and not is_where(question.text, name.text) else None


@cache
def _of_two_classes() -> re.Pattern[str]:
    """ "As a city or as a regency?" asks for whatever it is."""
    noun = class_pattern().pattern
    return re.compile(rf"{noun}\s+(?:atau|ataukah|or)\s+(?:\w+\s+){{0,2}}{noun}", re.IGNORECASE)


def _classes_of(name: str, evidence: Evidence) -> list[tuple[str, Span]]:
    """The classes that an article gives a name, each with a sentence: listed or beside it, else before it.

    "Di wilayah kelurahan, air merendam Anu dan Banu": a class noun that no name follows holds for the rest.
    """
    listed = [
        (item.group, each.sentences[-1])
        for each in evidence.enumerations
        for item in each.items
        if item.group and name_key(bare_name(item.name)) == name_key(name)
    ]
    beside = listed
    before: list[tuple[str, Span]] = []
    for span in evidence.sentences:
        text = evidence.text(span)
        at = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text)
        if at is None:
            continue
        if group := class_beside(text, name):
            beside.append((group, span))
            continue
        general = [
            found
            for found in class_pattern().finditer(text, 0, at.start())
            if _GENERAL.match(text, found.end())
        ]
        before += [(group, span) for found in general[-1:] if (group := class_of(found.group()))]
    return beside or before


def _denied(question: Question, pages: Sequence[Page]) -> Draft | None:
    """What an article without a list denies of somebody or something that its title does not name."""
    for page in pages:
        if all(page.evidence.names(name.known or name.text) for name in question.names) and (
            told := _denies(question, _asked_after(question, page), page)
        ):
            return told
    return None


def _not_named(question: Question, pages: Sequence[Page]) -> Draft | None:
    """Say that the article of what else a question names does not speak of somebody or something at all."""
    for page in pages:
        evidence = page.evidence
        absent = [name for name in question.names if not evidence.names(name.known or name.text)]
        if absent and len(absent) < len(question.names):
            who = called_by(question, absent)
            quotes = (Quote(evidence, span) for span in evidence.sentences[:1])
            return Draft(phrase("not_named", question.language, who=who), False, tuple(quotes))
    return None


def _of_no_article(question: Question, pages: Sequence[Page]) -> Draft | None:
    """Say that the article does not speak of what may be one of several: "apakah anu termasuk …?"."""
    said = alternatives("askers", "may be one of").search(question.text)
    thing = _ASKING.sub("", question.text[: said.start()]).strip() if said else ""
    if not thing or any(name.text in thing for name in question.names):
        return None
    own = concepts(thing)
    if any(page.evidence.names(thing) for page in pages):
        return None
    for page in pages:
        evidence = page.evidence
        if evidence.article.language != question.language or own <= evidence.concepts:
            continue
        if covered(question.concepts - own, evidence.concepts) >= _LEAST_TOLD:
            quotes = (Quote(evidence, span) for span in evidence.sentences[:1])
            return Draft(phrase("not_named", question.language, who=thing), False, tuple(quotes))
    return None


def _asked_after(question: Question, page: Page) -> list[Name]:
    """The names that are asked after: not the matter of the article, nor an abbreviation that it explains."""
    names = [name for name in question.names if not _is_the_matter(name, page)]
    # "Did the town win?" in news whose title has the town: it is the only one that is asked after.
    names = names or [name for name in question.names if is_place(name.known or name.text)]
    if strange := [name for name in names if name.known is None and not page.evidence.names(name.text)]:
        return strange
    explained = {name_key(found.short) for found in page.evidence.abbreviations}
    return [n for n in names if name_key(n.known or n.text) not in explained] or names


def _may_be_meant(question: Question, name: Name, items: Sequence[Item]) -> bool:
    """Whether a bridge that is asked after can be one of the items, or shares its name with a village."""
    groups = {item.group for item in items if item.group}
    beside = class_beside(question.text, name.text)
    asked = [beside] if beside else question.classes
    fits = (g in _TOWNS or is_among(g, asked) or any(excludes(g, c) for c in asked) for g in groups)
    return not groups or not asked or any(fits)


def _listed(question: Question, name: Name, listed: Sequence[tuple[ListFound, Item]]) -> Draft:
    groups = [item.group for _, item in listed if item.group]
    beside = _class_asked(question, name)
    asked = [beside] if beside else [group for group in question.classes if group in _TOWNS]
    asked = [
        group
        for group in asked
        if any(excludes(group, other) or is_among(other, (group,)) for other in groups)
    ]
    fitting = [(f, item) for f, item in listed if not asked or is_among(item.group, asked)]
    known = bare_name(listed[0][1].name)
    language = question.language
    if not fitting:
        return _as_another(question, known, asked[0], groups[0], listed[0][0].quotes())
    classes = dict.fromkeys(class_name(item.group, language) for _, item in fitting if item.group)
    words = (
        phrase("listed_as", language, who=known, group=phrase("and", language).join(classes))
        if classes
        else phrase("listed", language, who=known)
    )
    return Draft(words, True, tuple(quote for f, _ in fitting for quote in f.quotes()))


def _denies(question: Question, names: Sequence[Name], page: Page) -> Draft | None:
    """What the article denies of all that is asked after, else of the first that is not only where it was."""
    doers = [name for name in names if not is_where(question.text, name.text)]
    if not doers:
        # What is only somewhere is not what is asked after: any "not" in that place would do.
        return None
    span = denial(question, names, page.evidence) or denial(question, doers[:1], page.evidence)
    return _in_its_words(question, page, span) if span else None


def _in_its_words(question: Question, page: Page, span: Span) -> Draft:
    text = page.evidence.text(span)
    same = question.language == page.evidence.article.language
    words = text if same else phrase("quoted", question.language, quote=text)
    return Draft(words, True, (Quote(page.evidence, span),))


def _is_item(name: Name, item: Item) -> bool:
    bare = bare_name(item.name)
    if same_name(bare, name.known or name.text) or same_name(bare, name.text):
        return True
    # "Desa Cemara" is read whole where its name is an ordinary word.
    head, _, rest = name.text.partition(" ")
    return name.known is None and item.group == class_of(head) is not None and same_name(bare, rest)


def _about(question: Question, found: ListFound) -> bool:
    return _shares(question, found) >= _LEAST_COVERED


def _shares(question: Question, found: ListFound) -> float:
    evidence = found.page.evidence
    said = concepts(found.said()) | concepts(evidence.article.title)
    wanted = question.concepts - {c for name in question.names for c in concepts(name.text)}
    return covered(wanted, said)


def _told_of(question: Question, found: ListFound, item: Item) -> bool:
    """Whether a list tells of what a question asks beyond the title and the names.

    Items of a class may be what is asked of; of others, as of two who were hurt, most has to be told.
    """
    evidence = found.page.evidence
    # Not every word of another language is known.
    if item.group or evidence.article.language != question.language:
        return True
    names = " ".join(name.text for name in question.names)
    own = question.concepts - concepts(f"{evidence.article.title} {names} {' '.join(question.classes)}")
    return covered(own, concepts(found.said())) >= _LEAST_COVERED


def _is_the_matter(name: Name, page: Page) -> bool:
    """Whether a name stands in the article's title: then it is the matter, not who is asked after."""
    words = page.evidence.article.title.split()
    runs = {" ".join(words[i : i + n]) for n in range(1, 5) for i in range(len(words))}
    listed = any(_is_item(name, i) for e in page.evidence.enumerations for i in e.items)
    return not listed and any(same_name(name.known or name.text, run) for run in runs)
