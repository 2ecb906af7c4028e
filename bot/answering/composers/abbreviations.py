"""Abbreviations, both ways, as an article explains them."""

from collections.abc import Collection, Sequence

from bot.answering.abbreviations import Abbreviation
from bot.answering.concepts import asking, concepts
from bot.answering.material import Draft, Page, Quote
from bot.answering.names import name_key
from bot.answering.phrases import phrase
from bot.answering.question import Question
from bot.answering.words import alternatives, raw_words


def compose_abbreviation(question: Question, pages: Sequence[Page]) -> Draft | None:
    """Give the long form of an abbreviation in the question, or the abbreviation of a long form."""
    whole = name_key(question.text)
    found = [(page, each) for page in pages for each in page.evidence.abbreviations]
    first = _first_asked(question, {name_key(each.short) for _, each in found})
    for page, each in found:
        asked = name_key(each.short) == first if first else name_key(each.long) in whole
        if asked and _is_all(question, each, page):
            words = phrase("stands_for", question.language, short=each.short, long=each.long)
            return Draft(words, True, (Quote(page.evidence, page.evidence.sentence(each.span[0])),))
    return None


def _first_asked(question: Question, known: Collection[str]) -> str | None:
    """The first abbreviation in a question, explained or not: what stands behind it says where it is used.

    One that is part of a longer name only if there is no other: "in the news of KM Anu, what is SPB?".
    """
    found = [
        word
        for word in raw_words(question.text)
        if name_key(word) in known or (word.isupper() and len(word) > 1)
    ]
    within = {word for name in question.names if " " in name.text for word in raw_words(name.text)}
    return next((name_key(word) for word in (*(w for w in found if w not in within), *found)), None)


def _is_all(question: Question, found: Abbreviation, page: Page) -> bool:
    """Whether the question asks what letters stand for, or says nothing else but in which news."""
    if alternatives("asking_words", "of abbreviations").search(question.text):
        return True
    names = " ".join(name.text for name in question.names)
    told = concepts(f"{found.short} {found.long} {names} {page.evidence.article.title}")
    return not question.concepts - told - asking("abbreviation")
