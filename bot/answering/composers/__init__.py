"""One composer per kind of question; a kind without one is left to the reader.

What the reader finds is composed too, where more is asked for than the sentence that has it.
"""

from collections.abc import Callable, Mapping

from bot.answering.composers.abbreviations import compose_abbreviation
from bot.answering.composers.definitions import compose_definition
from bot.answering.composers.lists import compose_count, compose_list, compose_told
from bot.answering.composers.people import compose_person, compose_role
from bot.answering.composers.plans import compose_plan
from bot.answering.composers.representatives import compose_representative
from bot.answering.composers.sayings import compose_saying, compose_speaker, compose_teller
from bot.answering.composers.titles import compose_title
from bot.answering.composers.whether import compose_whether
from bot.answering.facts import Fact
from bot.answering.material import Composer, Draft, Page, Registry
from bot.answering.question import Question


def _first_of(*composers: Composer) -> Composer:
    return lambda question, pages: next(
        (draft for compose in composers if (draft := compose(question, pages))), None
    )


COMPOSERS: Registry = {
    "abbreviation": compose_abbreviation,
    "count": compose_count,
    "list": compose_list,
    "person": compose_person,
    "plan": compose_plan,
    "role": compose_role,
    "what": _first_of(compose_saying, compose_title, compose_definition),
    "whether": compose_whether,
    "who": _first_of(compose_representative, compose_speaker),
}

OF_FACTS: Mapping[str, Callable[[Question, Page, Fact], Draft | None]] = {
    "the list in the fact": compose_told,
    "who tells the fact": compose_teller,
}
