"""The root of every error that Tanya raises on purpose, and the corpus's own branch.

TanyaError
├── CorpusError              this room
│   ├── CorpusFolderError    the folder of articles cannot be used at all
│   ├── InvalidArticleError  one article, with every problem that it has
│   ├── IncompleteDraft      a draft that still lacks what every article has
│   ├── NoSuchArticle        no article of the folder has that id
│   ├── ArticleChanged       somebody else changed the article in the meantime
│   ├── SourceError          a page or feed, with its address and what is wrong
│   │   ├── FetchRefused     what is there is not safe, or not fit, to be fetched
│   │   ├── FetchFailed      the site did not give it
│   │   └── UnreadableSource what was fetched or found in a file cannot be read whole
│   ├── InvalidChecks        files of checks, with every problem that they have
│   ├── NotFollowed          no such feed is followed
│   └── FeedsLocked          another process is working on the followed feeds
├── IndexFolderError         index.errors
└── QuestionError            bot.problems
"""

from pathlib import Path

from corpus.check_problems import CheckProblem
from corpus.faults import Fault, fault_words
from corpus.problems import ArticleProblem, FolderFault, Language, folder_words


class TanyaError(Exception):
    """Something went wrong that a person can be told about; `bot.problems` finds the words."""


class CorpusError(TanyaError):
    """The corpus cannot be used as it stands."""


class CorpusFolderError(CorpusError):
    """The folder of articles is missing, not a folder, not readable, or holds no article."""

    def __init__(self, folder: Path, fault: FolderFault) -> None:
        super().__init__(folder_words(folder, fault, "en"))
        self.folder = folder
        self.fault = fault

    def words(self, language: Language = "id") -> str:
        """Say it in one line."""
        return folder_words(self.folder, self.fault, language)


class InvalidArticleError(CorpusError):
    """One article cannot be read or written; `problems` is never empty."""

    def __init__(self, problems: tuple[ArticleProblem, ...]) -> None:
        super().__init__("\n".join(problem.words("en") for problem in problems))
        self.problems = problems

    def words(self, language: Language = "id") -> str:
        """Say every problem, one a line."""
        return "\n".join(problem.words(language) for problem in self.problems)


class IncompleteDraft(CorpusError):
    """A draft lacks fields that every article has; `missing` names them and is never empty."""

    def __init__(self, missing: tuple[str, ...]) -> None:
        super().__init__(", ".join(missing))
        self.missing = missing
        self.named = ", ".join(missing)


class NoSuchArticle(CorpusError):
    """No article of the folder has the id `article`; it may have been retracted."""

    def __init__(self, article: str) -> None:
        super().__init__(f"there is no article {article!a}")
        self.article = article


class ArticleChanged(CorpusError):
    """The file of `article` is no longer what it was when editing began; nothing was written."""

    def __init__(self, article: str) -> None:
        super().__init__(f"{article!a} was changed by somebody else")
        self.article = article


class SourceError(CorpusError):
    """A page or a feed could not be had; `shown` is its address without anything secret, or None."""

    def __init__(self, shown: str | None, fault: Fault, detail: str = "") -> None:
        super().__init__(fault.value)
        self.shown = shown
        self.fault = fault
        self.detail = detail

    def __str__(self) -> str:
        return self.words("en")

    def words(self, language: Language = "id") -> str:
        """Say it in one line."""
        said = fault_words(self.fault, self.detail, language)
        return f"{self.shown}: {said}." if self.shown else f"{said[:1].upper()}{said[1:]}."


class FetchRefused(SourceError):
    """The address, or what it leads to, is not safe or not fit to be fetched; asking again is of no use."""


class FetchFailed(SourceError):
    """The site did not give what was asked for; asking again may help."""


class UnreadableSource(SourceError):
    """The page or feed is there and cannot be read without losing something, or at all."""


class InvalidChecks(CorpusError):
    """Files of checks cannot be used; `problems` is never empty."""

    def __init__(self, problems: tuple[CheckProblem, ...]) -> None:
        super().__init__("\n".join(problem.words("en") for problem in problems))
        self.problems = problems

    def words(self, language: Language = "id") -> str:
        """Say every problem, one a line."""
        return "\n".join(problem.words(language) for problem in self.problems)


class NotFollowed(CorpusError):
    """The feed is none of those that are followed."""


class FeedsLocked(CorpusError):
    """Another process is working on the followed feeds of this folder."""
