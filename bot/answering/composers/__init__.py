"""One composer per kind of question; a kind without one is left to the reader."""

from bot.answering.composers.abbreviations import compose_abbreviation
from bot.answering.composers.definitions import compose_definition
from bot.answering.composers.lists import compose_count, compose_list
from bot.answering.composers.people import compose_person, compose_role
from bot.answering.composers.plans import compose_plan
from bot.answering.composers.representatives import compose_representative
from bot.answering.composers.sayings import compose_saying, compose_speaker
from bot.answering.composers.titles import compose_title
from bot.answering.composers.whether import compose_whether
from bot.answering.material import Composer, Registry


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
