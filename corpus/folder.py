"""The folder of articles as those see it who change it: one change at a time, none lost, none half done."""

import fcntl
import json
import os
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from corpus.article import Article
from corpus.drafts import ArticleDraft, article_from_draft, taken_ids
from corpus.duplicates import Duplicate, DuplicateFinder
from corpus.errors import ArticleChanged, CorpusFolderError, InvalidArticleError, NoSuchArticle
from corpus.fields import is_id
from corpus.parsing import parse_article
from corpus.problems import ArticleProblem, FolderFault, ProblemKind
from corpus.reading import RETRACTED, Reading, read_article, read_articles
from corpus.versions import join, without
from corpus.writing import render_article, replace_file, sync_folder, write_article

_LOG = "log.jsonl"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A valid article that is not stored yet, and what the folder already has of its story.

    `twin` is the id of an article with the same title, publisher and body, if there is one.
    """

    article: Article
    duplicates: tuple[Duplicate, ...]
    twin: str | None


@dataclass(frozen=True, slots=True)
class Retraction:
    """An article that no longer answers: where its file lies now, when (YYYY-MM-DD) and why it was retracted.

    `when` and `why` are None where the log does not know.
    """

    id: str
    title: str | None
    file: Path
    when: str | None
    why: str | None


class ArticleFolder:
    """The articles of one folder, to be added, changed and retracted.

    The folder is read when it is first needed and then remembered with its own changes: an object of this
    class is for one command or one request.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._finder: DuplicateFinder | None = None
        self._known: dict[str, Article] = {}

    def read(self) -> Reading:
        """Read the folder; one that is missing or empty holds no articles. Raises CorpusFolderError."""
        try:
            return read_articles(self._path)
        except CorpusFolderError as error:
            if error.fault in (FolderFault.MISSING, FolderFault.EMPTY):
                return Reading(())
            raise

    def article(self, article_id: str) -> Article:
        """Read one article. Raises NoSuchArticle, InvalidArticleError."""
        self.text_of(article_id)
        return read_article(self._file(article_id))

    def propose(self, draft: ArticleDraft, article_id: str | None = None) -> Proposal:
        """Make an article of a draft and look for its story. Raises IncompleteDraft, InvalidArticleError."""
        article = article_from_draft(draft, self._path, article_id)
        render_article(article)
        self._refuse_taken(article)
        found = self._duplicates().find(article)
        same = (d.article.id for d in found if _content(d.article) == _content(article))
        return Proposal(article, found, next(same, None))

    def store(self, article: Article, onto: Article | None = None) -> tuple[Article, ...]:
        """Write a new article, as a version of the story of `onto` if that is given.

        Gives what was written: the article, and the later version that follows it now, if one does. Raises
        InvalidArticleError, also if its id is taken; OSError if the disk refuses.
        """
        self._path.mkdir(parents=True, exist_ok=True)
        with self._locked():
            self._refuse_taken(article)
            self._duplicates()
            changes = join(article, onto, self._known.values()) if onto else (article,)
            for change in changes:
                self._write(change)
        return changes

    def text_of(self, article_id: str) -> bytes:
        """Give the bytes of an article's file, sound or not. Raises NoSuchArticle."""
        try:
            return self._file(article_id).read_bytes()
        except FileNotFoundError:
            raise NoSuchArticle(article_id) from None

    def rewrite(self, article_id: str, text: bytes, was: bytes) -> Article:
        """Give an article's file the content `text`, if it still has the content `was`.

        Raises InvalidArticleError, ArticleChanged, NoSuchArticle; OSError if the disk refuses.
        """
        file = self._file(article_id)
        parsed = parse_article(text, file)
        if parsed.article is None:
            raise InvalidArticleError(parsed.problems)
        with self._locked():
            if self.text_of(article_id) != was:
                raise ArticleChanged(article_id)
            replace_file(file, text)
        return parsed.article

    def change(self, article_id: str, fields: Mapping[str, Any]) -> Article:
        """Change fields of an article. Raises InvalidArticleError, NoSuchArticle; OSError."""
        with self._locked():
            changed = replace(self.article(article_id), **fields)
            write_article(self._path, changed)
        return changed

    def retract(self, article_id: str, why: str, when: date) -> Retraction:
        """Move an article's file aside, with the reason in a log beside it; its story stays joined.

        Moving the file back undoes it. Raises NoSuchArticle; OSError if the disk refuses.
        """
        file = self._file(article_id)
        with self._locked():
            self.text_of(article_id)
            articles = self.read().articles
            for follower in without(article_id, articles):
                write_article(self._path, follower)
            aside = self._path / RETRACTED
            aside.mkdir(exist_ok=True)
            target = _unused(aside / file.name)
            titles = {article.id: article.title for article in articles}
            done = Retraction(article_id, titles.get(article_id), target, when.isoformat(), why)
            # The reason first: an article that is gone for no reason is worse than a reason too many.
            _append(aside / _LOG, {**asdict(done), "file": target.name})
            file.rename(target)
            sync_folder(aside)
            sync_folder(self._path)
        return done

    def retracted(self) -> tuple[Retraction, ...]:
        """Give what lies aside, by id; files that were moved there by hand are among it."""
        aside = self._path / RETRACTED
        log = _logged(aside / _LOG)
        return tuple(
            Retraction(
                str(entry.get("id", file.stem)),
                entry.get("title"),
                file,
                entry.get("when"),
                entry.get("why"),
            )
            for file in sorted(aside.glob("*.md"))
            for entry in [log.get(file.name, {})]
        )

    def _duplicates(self) -> DuplicateFinder:
        if self._finder is None:
            self._known = {article.id: article for article in self.read().articles}
            self._finder = DuplicateFinder(self._known.values())
        return self._finder

    def _write(self, article: Article) -> None:
        write_article(self._path, article)
        self._known[article.id] = article
        self._duplicates().add(article)

    def _file(self, article_id: str) -> Path:
        if not is_id(article_id):
            raise NoSuchArticle(article_id)
        return self._path / f"{article_id}.md"

    def _refuse_taken(self, article: Article) -> None:
        if article.id.casefold() in taken_ids(self._path):
            file = self._path / f"{article.id}.md"
            holder = file.name if file.exists() else f"{RETRACTED}/{file.name}"
            problem = ArticleProblem(file, 1, ProblemKind.DUPLICATE_ID, (article.id, holder))
            raise InvalidArticleError((problem,))

    @contextmanager
    def _locked(self) -> Generator[None]:
        # The folder itself is what is locked, so that nothing is left in it.
        try:
            handle = os.open(self._path, os.O_RDONLY)
        except FileNotFoundError:
            raise CorpusFolderError(self._path, FolderFault.MISSING) from None
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)


def _content(article: Article) -> tuple[str, str, str]:
    return article.title, article.publisher, article.body


def _unused(file: Path) -> Path:
    number, candidate = 1, file
    while candidate.exists():
        number += 1
        candidate = file.with_name(f"{file.stem}.{number}{file.suffix}")
    return candidate


def _append(log: Path, entry: Mapping[str, Any]) -> None:
    with log.open("a+b") as stream:
        stream.seek(max(stream.seek(0, os.SEEK_END) - 1, 0))
        # A line that broke off must not take the next one with it.
        broken = stream.read(1) not in (b"", b"\n")
        stream.write(b"\n" * broken + json.dumps(entry, ensure_ascii=False).encode() + b"\n")
        stream.flush()
        os.fsync(stream.fileno())


def _logged(log: Path) -> dict[str, dict[str, Any]]:
    """The last entry for each file; what is no entry, such as a line that broke off, is passed over."""
    try:
        lines = log.read_text(encoding="utf-8", errors="replace").split("\n")
    except FileNotFoundError:
        return {}
    entries: dict[str, dict[str, Any]] = {}
    for line in lines:
        try:
            entry: Any = json.loads(line)
        except ValueError:
            continue
        if isinstance(entry, dict) and "file" in entry:
            entries[str(entry["file"])] = entry
    return entries
