"""Whether a named place or person is on the list that is asked about, or there as something else."""

from collections.abc import Sequence
from dataclasses import replace

from bot.answering.concepts import concepts, covered
from bot.answering.enumerations import Item, class_name
from bot.answering.material import Draft, ListFound, Page, Quote, lists_for
from bot.answering.names import is_place, name_key, same_name
from bot.answering.phrases import phrase
from bot.answering.question import Name, Question
from bot.answering.words import alternatives

_LEAST_COVERED = 0.5
# A city and a regency may share a name: which of them is listed is part of the answer.
_TOWNS = frozenset({"kota", "kabupaten"})


def compose_whether(question: Question, pages: Sequence[Page]) -> Draft | None:
    """Say what the named place or person is listed as, or what the article says of it; else refuse."""
    lists = [found for found in lists_for(replace(question, classes=()), pages) if _about(question, found)]
    if not lists:
        return _denied(question, pages)
    page = lists[0].page
    names = _asked_after(question, page)
    if not names:
        return None
    everywhere = [ListFound(page, e, 0.0) for e in page.evidence.enumerations]
    for name in names:
        listed = [(f, i) for f in everywhere for i in f.enumeration.items if _is_item(name, i)]
        if listed and _may_be_meant(question, [item for _, item in listed]):
            return _listed(question, listed)
    for name in names:
        if told := _told(question, name, page):
            return told
    if any(name.known and page.evidence.names(name.known) for name in names):
        # The article speaks of them beside the list: what it says there is for the reader to find.
        return None
    return Draft(phrase("not_listed", question.language, who=names[-1].text), False, lists[0].quotes())


def _denied(question: Question, pages: Sequence[Page]) -> Draft | None:
    """What an article without a list denies of somebody or something that its title does not name."""
    for page in pages:
        if all(page.evidence.names(name.known or name.text) for name in question.names):
            for name in _asked_after(question, page):
                if told := _told(question, name, page):
                    return told
    return None


def _asked_after(question: Question, page: Page) -> list[Name]:
    """The names that are asked after: not the matter of the article, nor an abbreviation that it explains."""
    names = [name for name in question.names if not _is_the_matter(name, page)]
    # "Did the town win?" in news whose title has the town: it is the only one that is asked after.
    names = names or [name for name in question.names if is_place(name.known or name.text)]
    if strange := [name for name in names if name.known is None]:
        return strange
    explained = {name_key(found.short) for found in page.evidence.abbreviations}
    return [n for n in names if name_key(n.known or n.text) not in explained] or names


def _may_be_meant(question: Question, items: Sequence[Item]) -> bool:
    """Whether a bridge that is asked after can be one of the items, or shares its name with a village."""
    groups = {item.group for item in items if item.group}
    return not groups or not question.classes or bool(groups & {*question.classes, *_TOWNS})


def _listed(question: Question, listed: Sequence[tuple[ListFound, Item]]) -> Draft:
    groups = [item.group for _, item in listed]
    asked = [group for group in question.classes if group in _TOWNS and any(groups)]
    fitting = [(f, item) for f, item in listed if not asked or item.group in asked]
    name = listed[0][1].name
    language = question.language
    if not fitting:
        known = class_name(groups[0], language) if groups[0] else ""
        words = phrase(
            "listed_otherwise", language, who=name, asked=class_name(asked[0], language), group=known
        )
        return Draft(words, False, listed[0][0].quotes())
    classes = dict.fromkeys(class_name(item.group, language) for _, item in fitting if item.group)
    words = (
        phrase("listed_as", language, who=name, group=phrase("and", language).join(classes))
        if classes
        else phrase("listed", language, who=name)
    )
    return Draft(words, True, tuple(quote for f, _ in fitting for quote in f.quotes()))


def _told(question: Question, name: Name, page: Page) -> Draft | None:
    """What the article itself denies of a name, in its own words."""
    evidence = page.evidence
    for span in evidence.sentences:
        text = evidence.text(span)
        runs = name_key(text)
        if name.known and name_key(name.known) in runs and alternatives("list_words", "denies").search(text):
            words = (
                text
                if question.language == evidence.article.language
                else phrase("quoted", question.language, quote=text)
            )
            return Draft(words, True, (Quote(evidence, span),))
    return None


def _is_item(name: Name, item: Item) -> bool:
    bare = item.name.split("(")[0].strip()
    return same_name(bare, name.known or name.text) or same_name(bare, name.text)


def _about(question: Question, found: ListFound) -> bool:
    evidence = found.page.evidence
    said = concepts(evidence.text(found.enumeration.near)) | concepts(evidence.article.title)
    wanted = question.concepts - {c for name in question.names for c in concepts(name.text)}
    return covered(wanted, said) >= _LEAST_COVERED


def _is_the_matter(name: Name, page: Page) -> bool:
    """Whether a name stands in the article's title: then it is the matter, not who is asked after."""
    words = page.evidence.article.title.split()
    runs = {" ".join(words[i : i + n]) for n in range(1, 5) for i in range(len(words))}
    listed = any(_is_item(name, i) for e in page.evidence.enumerations for i in e.items)
    return not listed and any(same_name(name.known or name.text, run) for run in runs)
