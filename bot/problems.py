"""Errors that a person caused or meets, and the one place where errors become words."""

from corpus.errors import TanyaError


class QuestionError(TanyaError):
    """The inquiry cannot be a question: empty, too long, or not text."""
