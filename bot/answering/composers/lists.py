"""Lists and counts: every item of the list that is asked for, and only its group."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from bot.answering.answer_types import asked_for
from bot.answering.classes import class_name, class_of, class_pattern, is_among
from bot.answering.concepts import concepts, covered
from bot.answering.dates import is_month
from bot.answering.enumerations import Enumeration, Item, numbers_of
from bot.answering.evidence import Span
from bot.answering.facts import Fact
from bot.answering.list_items import bare_name
from bot.answering.material import Draft, ListFound, Page, lists_for
from bot.answering.names import name_key, same_name
from bot.answering.phrases import phrase
from bot.answering.question import Name, Question
from bot.answering.words import alternatives, raw_words, table, whole_words

_LISTED = frozenset({"list", "count"})
_NEAR_THE_BEST = 0.15
_LEAST_IN_ARTICLE, _LEAST_AT_LIST = 0.6, 0.5


def compose_list(question: Question, pages: Sequence[Page]) -> Draft | None:
    """Name the items of the best list, and of those as good in the same article that are its equals."""
    chosen = _chosen(question, pages)
    return _listed(question, chosen) if chosen else None


def compose_told(question: Question, page: Page, fact: Fact) -> Draft | None:
    """Name or count what sentences that are known to answer list, if it is of the class asked for.

    A question of another kind gets the list where the sentences list things of several classes.
    """
    start, end = fact.run
    inside = [each for each in page.evidence.enumerations if start <= each.items[0].start < end]
    fitting = [
        ListFound(page, each, 0.0)
        for each in inside
        if any(is_among(group, question.classes) for group in each.groups) and _has_words(each, fact.words)
    ]
    if len(fitting) != 1 or (question.kind not in _LISTED and len(inside) == 1):
        return None
    return _counted(question, fitting) if question.kind == "count" else _listed(question, fitting)


def _has_words(listed: Enumeration, words: Span | None) -> bool:
    """Whether what the reader takes for the answer stands in the sentences of a list."""
    return words is None or any(start < words[1] and words[0] < end for start, end in listed.sentences)


def _listed(question: Question, chosen: Sequence[ListFound]) -> Draft:
    lines: list[str] = []
    for group, items in _asked_for(question, chosen):
        lines.append(_heading(question, group, len(items)))
        lines += [f"• {item.name}" for item in items]
    if any(found.enumeration.partial for found in chosen):
        lines.append(phrase("only_some_named", question.language))
    return Draft("\n".join(lines), True, tuple(quote for found in chosen for quote in found.quotes()))


def compose_count(question: Question, pages: Sequence[Page]) -> Draft | None:
    """Give the number that the text states, else count the list."""
    chosen = _chosen(question, pages)
    return _counted(question, chosen) if chosen else None


def _counted(question: Question, chosen: Sequence[ListFound]) -> Draft | None:
    best = chosen[0].enumeration
    if _of_no_class(question) and best.groups:
        return None
    if question.classes and not best.groups:
        # "How much is the budget of the town?" asks for no number of things.
        return None
    if best.stated and len(chosen) == 1 and not _said_otherwise(question, chosen[0]):
        return Draft(
            phrase("stated_count", question.language, count=str(best.stated)), True, chosen[0].quotes()
        )
    if best.partial or _numbered_otherwise(question, chosen):
        return None
    lines = [
        phrase("counted", question.language, count=str(len(items)), group=_plural(question, group))
        for group, items in _asked_for(question, chosen)
    ]
    return Draft("\n".join(lines), True, tuple(quote for found in chosen for quote in found.quotes()))


def _of_no_class(question: Question) -> bool:
    """Whether the number of something else is asked for: "berapa orang", "berapa total anggaran kota"."""
    unit = [word for word in raw_words(asked_for(question.text).unit.lower()) if word not in _fillers()]
    return bool(unit) and not any(map(class_of, unit))


@cache
def _fillers() -> frozenset[str]:
    return frozenset(table("askers")["fillers"])


def _said_otherwise(question: Question, found: ListFound) -> bool:
    """Whether the article gives a greater number of such things elsewhere: then the list may be a part."""
    evidence, listed = found.page.evidence, found.enumeration
    elsewhere = [span for span in evidence.sentences if span not in listed.sentences]
    numbers = numbers_of(question.classes, _on_what_is_asked(question, found, elsewhere))
    return any(number > (listed.stated or 0) for number in numbers)


def _numbered_otherwise(question: Question, chosen: Sequence[ListFound]) -> bool:
    """Whether the article gives another number of such things: then what is listed may not be all of them."""
    evidence, part = chosen[0].page.evidence, chosen[0].enumeration
    # Of a part of a list only what is said beside it can give the number.
    if part.narrowed:
        said = " ".join(evidence.text(span) for span in part.sentences)
    else:
        said = _on_what_is_asked(question, chosen[0], evidence.sentences)
    listed = {len(items) for _, items in _asked_for(question, chosen)}
    return any(count not in listed for count in numbers_of(question.classes, said))


def _on_what_is_asked(question: Question, found: ListFound, spans: Sequence[Span]) -> str:
    """The sentences among some that speak of what is asked beyond the title: others count other things."""
    evidence = found.page.evidence
    names = {c for name in question.names for c in concepts(name.text)}
    wanted = question.concepts - names - concepts(f"{evidence.article.title} {' '.join(question.classes)}")
    texts = (evidence.text(span) for span in spans)
    return " ".join(text for text in texts if covered(wanted, concepts(text)) >= _LEAST_AT_LIST)


def _asked_for(
    question: Question, chosen: Sequence[ListFound]
) -> Iterator[tuple[str | None, tuple[Item, ...]]]:
    """The items of the chosen lists by class, those of another class than is asked for left out."""
    for found in chosen:
        for group in found.enumeration.groups or (None,):
            if not question.classes or not group or is_among(group, question.classes):
                yield group, found.enumeration.of(group) if group else found.enumeration.items


def _chosen(question: Question, pages: Sequence[Page]) -> tuple[ListFound, ...]:
    question, left_out = _besides(question)
    ranked = [_narrowed(question, found) for found in lists_for(question, pages) if _fits(question, found)]
    if not ranked:
        return ()
    for name in question.names:
        ranked = [
            found for found in ranked if name.text in _around(found, found.enumeration.sentences[0][0])
        ] or ranked
    best = ranked[0]
    equals = [
        found for found in ranked if found.page is best.page and best.score - found.score < _NEAR_THE_BEST
    ]
    chosen = _told_apart(question, equals)
    in_order = sorted(chosen, key=lambda found: found.enumeration.items[0].start)
    return tuple(_without(found, left_out) for found in in_order)


def _besides(question: Question) -> tuple[Question, tuple[Name, ...]]:
    """The question without "besides Anu" or "together with Anu", and the names that it leaves out so."""
    said = alternatives("list_words", "left out").search(question.text)
    if said is None:
        return question, ()
    left_out = tuple(name for name in question.names if name.text in question.text[said.end() :])
    told = concepts(" ".join((said.group(), *(name.text for name in left_out))))
    kept = tuple(name for name in question.names if name not in left_out)
    return replace(question, names=kept, concepts=question.concepts - told), left_out


def _without(found: ListFound, left_out: Sequence[Name]) -> ListFound:
    """A list without the items of some names."""
    names = [name.known or name.text for name in left_out]
    items = tuple(i for i in found.enumeration.items if not _is_one_of(i, names))
    if len(items) == len(found.enumeration.items) or not items:
        return found
    return replace(found, enumeration=replace(found.enumeration, items=items, stated=None))


def _is_one_of(item: Item, names: Sequence[str]) -> bool:
    return any(same_name(bare_name(item.name), name) for name in names)


def _narrowed(question: Question, found: ListFound) -> ListFound:
    """The part of a list over several sentences that stands in those with a place of the question."""
    whole, evidence = found.enumeration, found.page.evidence
    for name in question.names:
        named = re.compile(
            rf"{class_pattern().pattern}\s+{re.escape(name.known or name.text)}\b", re.IGNORECASE
        )
        having = tuple(span for span in whole.sentences if named.search(evidence.text(span)))
        if having and len(having) < len(whole.sentences):
            items = tuple(i for i in whole.items if any(a <= i.start < b for a, b in having))
            part = replace(whole, items=items, sentences=having, stated=None, narrowed=True)
            return replace(found, enumeration=part)
    return found


def _told_apart(question: Question, equals: Sequence[ListFound]) -> Sequence[ListFound]:
    """Of lists that fit alike, those whose own words hold what the question names and the others lack."""
    for name in (*(name.text for name in question.names), *raw_words(question.text)):
        having = [found for found in equals if whole_words([name]).search(_around(found))]
        if having and len(having) < len(equals):
            equals = having
    return equals


def _around(found: ListFound, first: int = 0) -> str:
    """What is said of a list from a place on, without its items."""
    evidence, (start, end) = found.page.evidence, found.enumeration.near
    start = max(start, first)
    items = found.enumeration.items
    return (
        f"{evidence.text((start, items[0].start))} {evidence.text((items[-1].end, max(items[-1].end, end)))}"
    )


def _fits(question: Question, found: ListFound) -> bool:
    """Whether what is said of the list is what is asked, and the question is not about one of its items."""
    evidence = found.page.evidence
    items = found.enumeration.items
    title = concepts(evidence.article.title)
    asked_after = [n.known or n.text for n in question.names if not concepts(n.text) <= title]
    if any(_is_one_of(item, asked_after) for item in items):
        return False
    if any(_told_elsewhere(name, found) for name in asked_after):
        # What another sentence alone speaks of is not what is listed here.
        return False
    if question.classes and not found.enumeration.groups and not _of_the_class(question, found):
        return False
    named = {c for name in question.names for c in concepts(name.text)} | set(question.years)
    asked = question.concepts - named
    # Who did it and in which month frames the matter: it stands elsewhere than at the list.
    months = filter(is_month, raw_words(question.text))
    framing = (*question.classes, *class_pattern().findall(question.text), *question.offices, *months)
    wanted = asked - title - concepts(" ".join(framing))
    near = concepts(_said_of(question, found))
    dated = f"{evidence.article.published[:4]} {evidence.article.title} {found.said()}"
    if not all(year in dated for year in question.years):
        return False
    denies = alternatives("list_words", "not")
    if denies.search(question.text) and not denies.search(_said_of(question, found)):
        # "Which cities did not win?" is not answered by those that did.
        return False
    if not denies.search(question.text) and alternatives("list_words", "escapes").search(_own_of(found)):
        return False
    return (
        covered(question.concepts, evidence.concepts) >= _LEAST_IN_ARTICLE
        and covered(wanted, near) >= _LEAST_AT_LIST
        and (not asked or bool(asked & near))
    )


def _own_of(found: ListFound) -> str:
    """What the sentence of a list says of it, up to where it goes over to others."""
    said = _around(found, found.enumeration.sentences[0][0])
    return next(filter(str.strip, alternatives("list_words", "contrast").split(said)), "")


def _of_the_class(question: Question, found: ListFound) -> bool:
    """Whether what is asked for is spoken of where the items are of no class: "tiga ruas, yakni …"."""
    said = f"{found.page.evidence.article.title} {_said_of(question, found)}"
    return any(is_among(class_of(noun), question.classes) for noun in class_pattern().findall(said))


def _told_elsewhere(name: str, found: ListFound) -> bool:
    """Whether but one sentence has a name of several words, not the first and not beside the list."""
    if " " not in name:
        return False
    evidence, key = found.page.evidence, name_key(name)
    having = [span for span in evidence.sentences if key in name_key(evidence.text(span))]
    items = found.enumeration.items
    start = evidence.article.body.rfind("\n", 0, items[0].start) + 1
    return (
        len(having) == 1
        and having[0] not in (*evidence.sentences[:1], *found.enumeration.sentences)
        and not start <= having[0][0] < items[-1].end
    )


def _said_of(question: Question, found: ListFound) -> str:
    """What is said of a list: beside it and, of the only one of its class, in its paragraph before it too."""
    evidence, listed = found.page.evidence, found.enumeration
    start, end = listed.near
    alike = [e for e in evidence.enumerations if any(is_among(group, question.classes) for group in e.groups)]
    if alike == [listed]:
        start = min(start, evidence.article.body.rfind("\n", 0, listed.items[0].start) + 1)
    shared = evidence.text(listed.shared) if listed.shared else ""
    return f"{shared} {evidence.text((start, end))}"


def _heading(question: Question, group: str | None, count: int) -> str:
    return phrase("list_heading", question.language, count=str(count), group=_plural(question, group))


def _plural(question: Question, group: str | None) -> str:
    if group is None:
        return phrase("things", question.language)
    return class_name(group, question.language, many=True)
