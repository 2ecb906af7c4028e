"""Every fixed sentence that an answer may hold, by name and language."""

from collections.abc import Mapping

from bot.answering.answer import Language
from bot.answering.words import pairs

_FILES: Mapping[Language, str] = {"id": "phrases_id", "en": "phrases_en"}


def phrase(name: str, language: Language, **filled: str) -> str:
    """The sentence of that name, its gaps filled. Raises `KeyError` on a name or gap that is not there."""
    return dict(pairs(_FILES[language]))[name].format_map(filled)
