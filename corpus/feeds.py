"""Feeds of articles: what they list, and which of them are followed."""

import fcntl
import json
import os
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from corpus.confined import Limits, read_confined
from corpus.errors import CorpusFolderError, FeedsLocked, UnreadableSource
from corpus.faults import Fault
from corpus.problems import FolderFault
from corpus.writing import replace_file

# The leading dots keep both out of every reading of the articles.
FEEDS_FILE = ".feeds.json"
_LOCK = ".feeds.lock"
_READER = "corpus.feed_reading:read_feed"
_MOST_REMEMBERED = 20_000


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """An article that a feed lists; `key` stays the same, `stamp` changes with the article.

    The other fields are what the feed says of it, None where it does not.
    """

    key: str
    url: str
    stamp: str | None
    title: str | None
    published: str | None
    byline: str | None
    publisher: str | None
    language: str | None


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as it was read. `sitemaps` are those that an index of sitemaps points to, newest first.

    `damaged` says that it was not well-formed, so that entries may be missing.
    """

    title: str | None
    entries: tuple[FeedEntry, ...]
    sitemaps: tuple[str, ...]
    damaged: bool


def feed_from_bytes(data: bytes, url: str, limits: Limits | None = None) -> Feed:
    """Read RSS, Atom or a sitemap, which came from `url`. Raises UnreadableSource."""
    read = read_confined(_READER, data, {"url": url}, limits)
    entries = tuple(FeedEntry(**entry) for entry in read["entries"])
    return Feed(read["title"], entries, tuple(read["sitemaps"]), read["damaged"])


@dataclass(frozen=True, slots=True)
class FollowedFeed:
    """A feed that is followed, and what has been brought from it: the stamp of every key, newest last.

    `failed` counts the tries of what could not be brought yet. `publisher` and `language` complete articles
    that do not state theirs. `etag` and `last_modified` are the site's own for what was last dealt with.
    """

    url: str
    publisher: str | None = None
    language: str | None = None
    http: bool = False
    etag: str | None = None
    last_modified: str | None = None
    brought: Mapping[str, str] = field(default_factory=dict[str, str])
    failed: Mapping[str, int] = field(default_factory=dict[str, int])


class FollowedFeeds:
    """The followed feeds of a folder of articles, in one small file that is replaced as a whole."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = folder / FEEDS_FILE

    @contextmanager
    def locked(self) -> Generator[None]:
        """Be the only process at work on them. Raises FeedsLocked, CorpusFolderError."""
        try:
            lock = os.open(self._folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except FileNotFoundError:
            raise CorpusFolderError(self._folder, FolderFault.MISSING) from None
        try:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise FeedsLocked(str(self._folder)) from None
            yield
        finally:
            os.close(lock)

    def read(self) -> tuple[FollowedFeed, ...]:
        """Give every feed. Raises UnreadableSource if the file was damaged by hand."""
        try:
            kept: Any = json.loads(self._file.read_text(encoding="utf-8"))
            return tuple(FollowedFeed(**feed) for feed in kept["feeds"])
        except FileNotFoundError:
            return ()
        except (ValueError, TypeError, KeyError) as error:
            raise UnreadableSource(str(self._file), Fault.PARSER_DIED, type(error).__name__) from None

    def keep(self, feed: FollowedFeed) -> None:
        """Add a feed, or put it in the place of that with its address. Raises OSError."""
        feeds = {known.url: known for known in self.read()}
        feeds[feed.url] = feed
        self._write(tuple(feeds.values()))

    def drop(self, url: str) -> bool:
        """Follow a feed no longer; gives whether it was followed. Raises OSError."""
        feeds = self.read()
        left = tuple(feed for feed in feeds if feed.url != url)
        if len(left) < len(feeds):
            self._write(left)
        return len(left) < len(feeds)

    def _write(self, feeds: Sequence[FollowedFeed]) -> None:
        rows = [_bounded(asdict(feed)) for feed in feeds]
        text = json.dumps({"version": 1, "feeds": rows}, ensure_ascii=False, indent=1)
        replace_file(self._file, text.encode("utf-8", "replace"))


def _bounded(row: dict[str, Any]) -> dict[str, Any]:
    newest = list(row["brought"].items())[-_MOST_REMEMBERED:]
    return {**row, "brought": dict(newest)}
