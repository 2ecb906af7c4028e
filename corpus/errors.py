"""The root of every error that Tanya raises on purpose, and the corpus's own branch.

TanyaError
├── CorpusError          this room
├── IndexFolderError     index.errors
└── QuestionError        bot.problems
"""


class TanyaError(Exception):
    """Something went wrong that a person can be told about; `bot.problems` finds the words."""


class CorpusError(TanyaError):
    """The corpus cannot be used as it stands."""
