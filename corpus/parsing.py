"""One article file, from its bytes to an Article or to everything that is wrong with it."""

import re
from dataclasses import dataclass
from pathlib import Path

from corpus.article import Article
from corpus.cleaning import clean, decode
from corpus.fields import REQUIRED, check_fields
from corpus.front_matter import parse_front_matter
from corpus.problems import ArticleProblem, Notice, ProblemKind

_FENCE = re.compile(r"^---[ \t]*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Parsed:
    """What one file gave: an article, or problems; `id_line` is where the file names its id, if it does."""

    article: Article | None
    problems: tuple[ArticleProblem, ...]
    notices: tuple[Notice, ...] = ()
    claimed_id: str | None = None
    id_line: int = 1


def parse_article(data: bytes, file: Path) -> Parsed:
    """Read the bytes of `file`, whose name without .md must be the article's id.

    Line ends become plain, the text NFC, invisible characters go (each reported as a notice); white space
    around the body goes silently. Nothing is raised: whatever is wrong stands in `problems`, in the order
    of the lines.
    """
    decoded, notices = decode(data, file)
    if isinstance(decoded, ArticleProblem):
        return Parsed(None, (decoded,), tuple(notices))
    text, cleaned = clean(decoded, file)
    notices += cleaned
    parts = split_text(text, file)
    if isinstance(parts, ArticleProblem):
        return Parsed(None, (parts,), tuple(notices))
    details, body, closing_line = parts
    front = parse_front_matter(details, file, first_line=2)
    checked = check_fields(front.fields, file)
    problems = front.problems + checked.problems
    if front.whole:
        missing = [name for name in REQUIRED if name not in front.lines]
        problems += [ArticleProblem(file, 1, ProblemKind.MISSING_FIELD, (name,)) for name in missing]
    if not body:
        problems.append(ArticleProblem(file, closing_line, ProblemKind.EMPTY_BODY))
    claimed = checked.texts.get("id")
    id_line = front.fields["id"].line if claimed else 1
    if claimed and claimed != file.stem:
        problems.append(ArticleProblem(file, id_line, ProblemKind.OTHER_ID, (claimed, file.stem)))
    article = None if problems else Article(**checked.texts, tags=checked.tags, body=body)
    problems.sort(key=lambda problem: problem.line)
    return Parsed(article, tuple(problems), tuple(notices), claimed, id_line)


def split_text(text: str, file: Path) -> tuple[str, str, int] | ArticleProblem:
    """Part the text of a file into its front matter, its body, and the line (from 1) of the --- between."""
    opening = _FENCE.match(text)
    if not opening:
        return ArticleProblem(file, 1, ProblemKind.NO_FRONT_MATTER)
    closing = _FENCE.search(text, opening.end())
    if not closing:
        return ArticleProblem(file, 1, ProblemKind.UNCLOSED)
    line = text.count("\n", 0, closing.start()) + 1
    return text[opening.end() + 1 : closing.start()], text[closing.end() :].strip(), line
