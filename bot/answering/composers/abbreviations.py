"""Abbreviations, both ways, as an article explains them."""

from collections.abc import Sequence

from bot.answering.abbreviations import Abbreviation
from bot.answering.concepts import asking, concepts
from bot.answering.material import Draft, Page, Quote
from bot.answering.names import name_key
from bot.answering.phrases import phrase
from bot.answering.question import Question
from bot.answering.words import alternatives, raw_words


def compose_abbreviation(question: Question, pages: Sequence[Page]) -> Draft | None:
    """Give the long form of an abbreviation in the question, or the abbreviation of a long form."""
    asked = {name_key(word) for word in raw_words(question.text)}
    whole = name_key(question.text)
    for page in pages:
        for found in page.evidence.abbreviations:
            if (name_key(found.short) in asked or name_key(found.long) in whole) and _is_all(
                question, found, page
            ):
                words = phrase("stands_for", question.language, short=found.short, long=found.long)
                return Draft(words, True, (Quote(page.evidence, page.evidence.sentence(found.span[0])),))
    return None


def _is_all(question: Question, found: Abbreviation, page: Page) -> bool:
    """Whether the question asks what letters stand for, or its rest only says where they stand."""
    if alternatives("asking_words", "of abbreviations").search(question.text):
        return True
    rest = question.concepts - concepts(f"{found.short} {found.long}") - asking("abbreviation")
    return not rest - page.evidence.concepts
