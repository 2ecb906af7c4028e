"""Which language a client wants, from the header that says so."""

from bot.answering.answer import Language

# "in" is what Java-made clients still call Indonesian; Malay and Banjarese readers read Indonesian.
_SPOKEN: dict[str, Language] = {"id": "id", "in": "id", "ms": "id", "bjn": "id", "en": "en"}


def preferred_language(accept_language: str, default: Language = "id") -> Language:
    """The language to use for an Accept-Language header (RFC 9110, 12.5.4); `default` if none is spoken."""
    best, weight = default, 0.0
    for entry in accept_language.split(","):
        tag, _, parameters = entry.strip().partition(";")
        spoken = _SPOKEN.get(tag.strip().partition("-")[0].lower())
        quality = _quality(parameters)
        if spoken and quality > weight:
            best, weight = spoken, quality
    return best


def _quality(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if name.strip().lower() != "q":
        return 1.0
    try:
        return min(max(float(value), 0.0), 1.0)
    except ValueError:
        return 0.0
