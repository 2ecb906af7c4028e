"""Articles as files: what is written is, to the letter, what reading gives back."""

import os
import secrets
from contextlib import suppress
from dataclasses import fields
from pathlib import Path

import yaml

from corpus.article import Article
from corpus.errors import InvalidArticleError
from corpus.fields import OPTIONAL, REQUIRED
from corpus.parsing import parse_article
from corpus.problems import ArticleProblem, ProblemKind


def render_article(article: Article) -> str:
    """Give the text of the article's file.

    Raises InvalidArticleError if reading that text would not give the very same article, for example
    because a field is empty or the body ends in a blank.
    """
    values = {name: getattr(article, name) for name in REQUIRED + OPTIONAL}
    kept = {
        name: list(value) if name == "tags" else value
        for name, value in values.items()
        if value not in (None, ())
    }
    details = yaml.safe_dump(kept, sort_keys=False, allow_unicode=True, width=1_000_000)
    text = f"---\n{details}---\n\n{article.body}\n"
    file = Path(f"{article.id}.md")
    read = parse_article(text.encode("utf-8", "surrogatepass"), file)
    if read.problems:
        raise InvalidArticleError(read.problems)
    changed = [name for name in _NAMES if getattr(read.article, name) != getattr(article, name)]
    if changed:
        raise InvalidArticleError(
            tuple(ArticleProblem(file, 1, ProblemKind.NOT_STORABLE, (name,)) for name in changed)
        )
    return text


def write_article(folder: Path, article: Article) -> Path:
    """Write the article to `<folder>/<id>.md`, replacing an older version, and give the path.

    Whatever interrupts it, the folder holds the old file or the new one, whole. Raises InvalidArticleError as
    `render_article` does, or if another file's name differs only in capitals; OSError if the disk refuses.
    """
    text = render_article(article)
    target = folder / f"{article.id}.md"
    for other in folder.iterdir():
        if other.name != target.name and other.name.casefold() == target.name.casefold():
            details = (article.id, other.name)
            raise InvalidArticleError((ArticleProblem(target, 1, ProblemKind.DUPLICATE_ID, details),))
    replace_file(target, text.encode("utf-8"))
    return target


def replace_file(target: Path, data: bytes) -> None:
    """Give `target` this content, whole and on disk, or leave it as it was. Raises OSError."""
    # The leading dot keeps a half-written file out of every reading.
    temporary = target.with_name(f".{target.stem}.{secrets.token_hex(4)}.tmp")
    try:
        with temporary.open("xb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(target)
    except BaseException:
        with suppress(FileNotFoundError):
            temporary.unlink()
        raise
    sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """Put on disk which names a folder holds."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


_NAMES = tuple(field.name for field in fields(Article))
