"""Bringing what is new from the followed feeds into the folder of articles, one entry at a time."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import StrEnum

from corpus.drafts import ArticleDraft
from corpus.errors import IncompleteDraft, InvalidArticleError, SourceError, TanyaError, UnreadableSource
from corpus.feeds import Feed, FeedEntry, FollowedFeed, FollowedFeeds, feed_from_bytes
from corpus.fetching import FEED_TYPES, Fetched, Fetcher, Validators, draft_from_url
from corpus.folder import ArticleFolder
from corpus.problems import Language
from corpus.reading import read_article

_MOST_TRIES = 3
_MOST_SITEMAPS = 5


class Result(StrEnum):
    """What became of an entry, or of a feed."""

    STORED = "stored"
    JOINED = "joined"
    KNOWN = "known"
    RETRACTED = "retracted"
    DUE = "due"
    FAILED = "failed"
    GIVEN_UP = "given_up"
    FEED_FAILED = "feed_failed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the page at `url`: the article's id where there is one, the error where it failed."""

    result: Result
    url: str
    article: str | None = None
    error: TanyaError | None = None
    notices: tuple[str, ...] = ()


FetcherOf = Callable[[bool], Fetcher]
"""Gives a fetcher; its argument says whether http is allowed beside https."""


@dataclass(frozen=True, slots=True)
class FetchedFeed:
    """A feed, None if nothing has changed; `failures` are of the sitemaps that its index points to."""

    feed: Feed | None
    validators: Validators
    failures: tuple[Outcome, ...] = ()


def fetch_feed(fetcher: Fetcher, url: str, known: Validators | None = None) -> FetchedFeed:
    """Fetch and read a feed; of an index of sitemaps the five newest of those too.

    Raises FetchRefused, FetchFailed, UnreadableSource.
    """
    fetched = fetcher.fetch(url, FEED_TYPES, known)
    if fetched.body is None:
        return FetchedFeed(None, fetched.validators)
    feed = _read(fetched)
    failures: list[Outcome] = []
    for sitemap in feed.sitemaps[:_MOST_SITEMAPS]:
        try:
            part = _read(fetcher.fetch(sitemap, FEED_TYPES))
        except SourceError as error:
            failures.append(Outcome(Result.FEED_FAILED, sitemap, error=error))
        else:
            feed = replace(feed, entries=feed.entries + part.entries, damaged=feed.damaged or part.damaged)
    return FetchedFeed(feed, fetched.validators, tuple(failures))


def _read(fetched: Fetched) -> Feed:
    try:
        return feed_from_bytes(fetched.body or b"", fetched.url)
    except UnreadableSource as error:
        raise UnreadableSource(fetched.shown, error.fault, error.detail) from None


class Collector:
    """Goes through the followed feeds; nothing that is wrong with one entry or feed stops the others.

    Call it inside `FollowedFeeds.locked()`. What was brought is remembered entry by entry, after it was
    stored: whatever interrupts a run, the next one finds the article there and brings it no second time.
    """

    def __init__(
        self, feeds: FollowedFeeds, folder: ArticleFolder, fetcher_of: FetcherOf, language: Language
    ) -> None:
        self._feeds = feeds
        self._folder = folder
        self._fetcher_of = fetcher_of
        self._language: Language = language

    def collect(self, most: int, *, dry_run: bool = False) -> Iterator[Outcome]:
        """Bring at most `most` entries of every feed, the newest first. Raises OSError."""
        gone = self._retracted()
        for feed in self._feeds.read():
            try:
                yield from self._of_feed(feed, gone, most, dry_run=dry_run)
            except SourceError as error:
                yield Outcome(Result.FEED_FAILED, feed.url, error=error)

    def _of_feed(
        self, feed: FollowedFeed, gone: frozenset[str], most: int, *, dry_run: bool
    ) -> Iterator[Outcome]:
        fetcher = self._fetcher_of(feed.http)
        known = Validators(feed.etag, feed.last_modified)
        fetched = fetch_feed(fetcher, feed.url, known)
        found, given = fetched.feed, fetched.validators
        yield from fetched.failures
        if found is None:
            return
        due = [entry for entry in found.entries if _is_due(entry, feed.brought)]
        if dry_run:
            yield from (Outcome(Result.DUE, entry.url) for entry in due[:most])
            return
        for entry in due[:most]:
            outcome = self._bring(entry, feed, fetcher, gone)
            feed = _remembering(feed, entry, outcome)
            if outcome.result is Result.FAILED and entry.key not in feed.failed:
                outcome = replace(outcome, result=Result.GIVEN_UP)
            self._feeds.keep(feed)
            yield outcome
        if len(due) <= most and not (feed.failed or found.damaged or found.sitemaps):
            # Only then: a site that says "nothing new" would hide what is still to be brought.
            self._feeds.keep(replace(feed, etag=given.etag, last_modified=given.last_modified))

    def _bring(self, entry: FeedEntry, feed: FollowedFeed, fetcher: Fetcher, gone: frozenset[str]) -> Outcome:
        try:
            if entry.url in gone:
                return Outcome(Result.RETRACTED, entry.url)
            draft = draft_from_url(entry.url, fetcher=fetcher, language=self._language)
            if draft.url in gone:
                return Outcome(Result.RETRACTED, entry.url)
            return self._store(_completed(draft, entry, feed), entry.url)
        except (SourceError, IncompleteDraft, InvalidArticleError) as error:
            return Outcome(Result.FAILED, entry.url, error=error)

    def _store(self, draft: ArticleDraft, url: str) -> Outcome:
        proposal = self._folder.propose(draft)
        if proposal.twin is not None:
            return Outcome(Result.KNOWN, url, proposal.twin)
        story = proposal.duplicates[0].article if proposal.duplicates else None
        stored = self._folder.store(proposal.article, story)[0]
        return Outcome(Result.JOINED if story else Result.STORED, url, stored.id, notices=draft.notices)

    def _retracted(self) -> frozenset[str]:
        """The addresses of what an editor took back, which no feed may bring back."""
        urls: set[str] = set()
        for retraction in self._folder.retracted():
            with suppress(InvalidArticleError):
                urls.add(read_article(retraction.file).url or "")
        return frozenset(urls - {""})


def _is_due(entry: FeedEntry, brought: Mapping[str, str]) -> bool:
    return entry.key not in brought or (entry.stamp or "") != brought[entry.key]


def _remembering(feed: FollowedFeed, entry: FeedEntry, outcome: Outcome) -> FollowedFeed:
    tries = feed.failed.get(entry.key, 0) + 1
    left = {key: count for key, count in feed.failed.items() if key != entry.key}
    if outcome.result is Result.FAILED and tries < _MOST_TRIES:
        return replace(feed, failed={**left, entry.key: tries})
    return replace(feed, failed=left, brought={**feed.brought, entry.key: entry.stamp or ""})


def _completed(draft: ArticleDraft, entry: FeedEntry, feed: FollowedFeed) -> ArticleDraft:
    """What the page does not say the feed may, and what neither says the editor who follows it."""
    return replace(
        draft,
        title=draft.title or entry.title,
        published=draft.published or entry.published,
        byline=draft.byline or entry.byline,
        publisher=draft.publisher or entry.publisher or feed.publisher,
        language=draft.language or entry.language or feed.language,
    )
