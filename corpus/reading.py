"""The folder of articles, read and checked."""

import errno
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from corpus.article import Article
from corpus.errors import CorpusFolderError, InvalidArticleError
from corpus.parsing import Parsed, parse_article
from corpus.problems import ArticleProblem, FolderFault, Notice, NoticeKind, ProblemKind

MAX_FILE_BYTES = 5_000_000
RETRACTED = "retracted"
"""The folder, inside the folder of articles, where retracted ones lie; their ids stay taken."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A folder as read: its articles sorted by id, what is wrong with other files, what was put right."""

    articles: tuple[Article, ...]
    problems: tuple[ArticleProblem, ...] = ()
    notices: tuple[Notice, ...] = ()


def read_articles(folder: Path) -> Reading:
    """Read every .md file that lies in `folder` itself; one bad file never hides another.

    Files whose names open with a dot are passed over, and so is the folder of retracted articles. Where
    several files claim one id, the first of them in the order of names keeps it, one named after the id
    before all others. Raises CorpusFolderError if the folder cannot be listed or has no .md file.
    """
    files, notices = _list_files(folder)
    root = folder.resolve()
    articles: list[Article] = []
    problems: list[ArticleProblem] = []
    holders: dict[str, Path] = {}
    parsed = [(file, _read_file(file, root)) for file in files]
    # A file that bears its id in its name has the better claim than one with a copied id line.
    for file, read in sorted(parsed, key=lambda pair: pair[1].claimed_id != pair[0].stem):
        notices += read.notices
        problems += read.problems
        holder = holders.setdefault(read.claimed_id.casefold(), file) if read.claimed_id else file
        if holder != file:
            details = (str(read.claimed_id), holder.name)
            problems.append(ArticleProblem(file, read.id_line, ProblemKind.DUPLICATE_ID, details))
        elif read.article:
            articles.append(read.article)
    return Reading(
        articles=tuple(sorted(articles, key=lambda article: article.id)),
        problems=tuple(sorted(problems, key=lambda problem: (str(problem.file), problem.line))),
        notices=tuple(sorted(notices, key=lambda notice: (str(notice.file), notice.line))),
    )


def read_article(path: Path) -> Article:
    """Read one article file. Raises InvalidArticleError with every problem that it has."""
    parsed = _read_file(path, path.parent.resolve())
    if not parsed.article:
        raise InvalidArticleError(parsed.problems)
    return parsed.article


def read_bytes(file: Path, limit: int) -> bytes | ArticleProblem:
    """Read a regular file of at most `limit` bytes, or say why that cannot be."""
    try:
        # Looked at before it is opened: opening a named pipe would wait for a writer for ever.
        if not stat.S_ISREG(file.stat().st_mode):
            return ArticleProblem(file, 1, ProblemKind.NOT_A_FILE)
        with file.open("rb") as stream:
            data = stream.read(limit + 1)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return ArticleProblem(file, 1, ProblemKind.UNREADABLE, (reason,))
    if len(data) > limit:
        return ArticleProblem(file, 1, ProblemKind.TOO_LARGE, (str(limit // 1_000_000),))
    return data


def read_inside(file: Path, root: Path, limit: int) -> bytes | ArticleProblem:
    """`read_bytes` of a file that is no link out of the folder `root`, itself without links."""
    try:
        if file.is_symlink() and not file.resolve(strict=True).is_relative_to(root):
            return ArticleProblem(file, 1, ProblemKind.OUTSIDE)
    except RuntimeError:  # what pathlib makes of a link that leads back to itself
        return ArticleProblem(file, 1, ProblemKind.UNREADABLE, (os.strerror(errno.ELOOP),))
    except OSError as error:
        return ArticleProblem(file, 1, ProblemKind.UNREADABLE, (error.strerror or type(error).__name__,))
    return read_bytes(file, limit)


def _list_files(folder: Path) -> tuple[list[Path], list[Notice]]:
    try:
        entries = sorted(folder.iterdir())
    except FileNotFoundError:
        raise CorpusFolderError(folder, FolderFault.MISSING) from None
    except NotADirectoryError:
        raise CorpusFolderError(folder, FolderFault.NOT_A_FOLDER) from None
    except OSError:
        raise CorpusFolderError(folder, FolderFault.UNREADABLE) from None
    visible = [entry for entry in entries if not entry.name.startswith(".")]
    files = [entry for entry in visible if entry.suffix.lower() == ".md"]
    if not files:
        raise CorpusFolderError(folder, FolderFault.EMPTY)
    others = [entry for entry in visible if entry.suffix.lower() != ".md" and entry.name != RETRACTED]
    return files, [Notice(other, 1, NoticeKind.NOT_MARKDOWN) for other in others]


def _read_file(file: Path, root: Path) -> Parsed:
    data = read_inside(file, root, MAX_FILE_BYTES)
    return Parsed(None, (data,)) if isinstance(data, ArticleProblem) else parse_article(data, file)
