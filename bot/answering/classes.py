"""Classes of things: the nouns that say what a name names ("kota", "puskesmas"), and how they are related."""

import re
from collections.abc import Collection
from functools import cache

from bot.answering.words import table, whole_words


def class_of(word: str) -> str | None:
    """The canonical class noun that a word names, or None."""
    return _classes().get(word.lower().rstrip("."))


def class_name(group: str, language: str, *, many: bool = False) -> str:
    """What a thing of a class is called in a language; Indonesian does not mark the plural."""
    if language != "en":
        return group
    plural, singular = table("class_english")[group]
    return plural if many else singular


@cache
def class_pattern() -> re.Pattern[str]:
    """Match any class noun as a whole word."""
    return whole_words(_classes())


def is_among(group: str | None, classes: Collection[str]) -> bool:
    """Whether things of a class are of one of some classes: every "sma" is a "sekolah"."""
    return group in classes or any(group in table("class_families").get(wider, ()) for wider in classes)


def narrowest(classes: Collection[str]) -> tuple[str, ...]:
    """The classes without those that take in another of them: a "sekolah" that is an "smk" is an "smk"."""
    return tuple(
        wider
        for wider in classes
        if not any(is_among(group, (wider,)) for group in classes if group != wider)
    )


def excludes(one: str, other: str) -> bool:
    """Whether nothing is of both classes, though the same name may be had in each: a city, a regency."""
    families = table("class_families").values()
    return one != other and any(one in members and other in members for members in families)


@cache
def _classes() -> dict[str, str]:
    return {name: canonical for canonical, names in table("classes").items() for name in names}
