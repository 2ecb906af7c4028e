"""`tanya follow`, `tanya unfollow` and `tanya fetch`: articles brought from feeds, by hand or by cron."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.going_live import go_live
from bot.commands.telling import log_as_set, say, say_error, told

if TYPE_CHECKING:
    from bot.answering.answer import Language
    from corpus.collecting import Outcome
    from corpus.fetching import Fetcher

_WORDS: Mapping["Language", Mapping[str, str]] = {
    "id": {
        "none": "Belum ada umpan yang diikuti; tambah dengan `tanya follow ALAMAT`.",
        "followed": "Diikuti: {title} ({count} berita). `tanya fetch` mengambilnya.",
        "from_now": "Diikuti: {title}. `tanya fetch` mengambil yang terbit mulai sekarang.",
        "unfollowed": "Tidak diikuti lagi: {url}",
        "stored": "Disimpan: {article} ← {url}",
        "joined": "Disimpan sebagai versi: {article} ← {url}",
        "known": "Sudah ada sebagai {article}: {url}",
        "retracted": "Pernah ditarik redaksi, tidak diambil lagi: {url}",
        "due": "Akan diambil: {url}",
        "failed": "Gagal, akan dicoba lagi: {url}",
        "given_up": "Gagal berkali-kali, tidak dicoba lagi: {url}",
        "feed_failed": "Umpan gagal: {url}",
        "done": "{new} baru, {known} sudah ada, {failed} gagal.",
    },
    "en": {
        "none": "No feeds are followed yet; add one with `tanya follow ADDRESS`.",
        "followed": "Followed: {title} ({count} articles). `tanya fetch` brings them.",
        "from_now": "Followed: {title}. `tanya fetch` brings what is published from now on.",
        "unfollowed": "No longer followed: {url}",
        "stored": "Stored: {article} ← {url}",
        "joined": "Stored as a version: {article} ← {url}",
        "known": "Already there as {article}: {url}",
        "retracted": "Retracted by the newsroom, not brought again: {url}",
        "due": "To be brought: {url}",
        "failed": "Failed, will be tried again: {url}",
        "given_up": "Failed repeatedly, will not be tried again: {url}",
        "feed_failed": "The feed failed: {url}",
        "done": "{new} new, {known} already there, {failed} failed.",
    },
}
_Address = Annotated[str, typer.Argument(metavar="FEED", help="Alamat umpan. / Address of the feed.")]


def follow(
    address: Annotated[
        str | None,
        typer.Argument(
            metavar="[FEED]", help="RSS, Atom, atau sitemap; kosong: daftar. / RSS, Atom or sitemap."
        ),
    ] = None,
    publisher: Annotated[
        str | None, typer.Option(help="Nama media bila halamannya tidak menyebut. / Publisher if not stated.")
    ] = None,
    language: Annotated[
        str | None, typer.Option(help="Bahasa bila halamannya tidak menyebut. / Language if not stated.")
    ] = None,
    from_now: Annotated[
        bool, typer.Option("--from-now", help="Lewati yang sudah terbit. / Skip what is already there.")
    ] = False,
    http: Annotated[
        bool, typer.Option("--http", help="Izinkan http tanpa s. / Allow http beside https.")
    ] = False,
) -> None:
    """Ikuti umpan berita, atau tunjukkan yang diikuti. / Follow a feed, or list those followed."""
    with told() as settings:
        log_as_set(settings)
        from corpus.feeds import FollowedFeed, FollowedFeeds

        words = _WORDS[settings.language]
        feeds = FollowedFeeds(settings.corpus_dir)
        if address is None:
            for feed in feeds.read():
                typer.echo(feed.url)
            if not feeds.read():
                say(words["none"])
            return
        from corpus.collecting import fetch_feed

        settings.corpus_dir.mkdir(parents=True, exist_ok=True)
        with feeds.locked():
            known = next((feed for feed in feeds.read() if feed.url == address), FollowedFeed(address))
            found = fetch_feed(_fetcher(http), address).feed
            entries = found.entries if found else ()
            passed = {entry.key: entry.stamp or "" for entry in entries} if from_now else {}
            feeds.keep(
                replace(
                    known,
                    publisher=publisher or known.publisher,
                    language=language or known.language,
                    http=http,
                    brought={**known.brought, **passed},
                    etag=None,
                    last_modified=None,
                )
            )
        title = (found.title if found else None) or address
        typer.echo(words["from_now" if from_now else "followed"].format(title=title, count=len(entries)))


def unfollow(address: _Address) -> None:
    """Berhenti mengikuti umpan; beritanya tetap ada. / Follow a feed no longer; its articles stay."""
    with told() as settings:
        log_as_set(settings)
        from corpus.errors import NotFollowed
        from corpus.feeds import FollowedFeeds

        feeds = FollowedFeeds(settings.corpus_dir)
        with feeds.locked():
            if not feeds.drop(address):
                raise NotFollowed
        typer.echo(_WORDS[settings.language]["unfollowed"].format(url=address))


def fetch(
    context: typer.Context,
    most: Annotated[
        int, typer.Option(min=1, help="Paling banyak per umpan. / At most so many of each feed.")
    ] = 100,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Hanya tunjukkan. / Only show what would be brought.")
    ] = False,
    build: Annotated[bool, typer.Option("--build", help="Lalu bangun indeks. / Build the index.")] = False,
) -> None:
    """Ambil yang baru dari semua umpan (untuk cron). / Bring what is new from every feed."""
    with told() as settings:
        log_as_set(settings)
        from corpus.collecting import Collector
        from corpus.feeds import FollowedFeeds
        from corpus.folder import ArticleFolder

        language = settings.language
        feeds = FollowedFeeds(settings.corpus_dir)
        counts: dict[str, int] = {}
        with feeds.locked():
            if not feeds.read():
                say(_WORDS[language]["none"])
                return
            collector = Collector(feeds, ArticleFolder(settings.corpus_dir), _fetcher, language)
            broken = ""
            try:
                for outcome in collector.collect(most, dry_run=dry_run):
                    counts[outcome.result] = counts.get(outcome.result, 0) + 1
                    _tell(outcome, language)
            except OSError as error:
                broken = error.strerror or type(error).__name__
                say(broken)
        failed = sum(counts.get(kind, 0) for kind in ("failed", "given_up", "feed_failed"))
        new = counts.get("stored", 0) + counts.get("joined", 0)
        if not dry_run:
            known = counts.get("known", 0) + counts.get("retracted", 0)
            typer.echo(_WORDS[language]["done"].format(new=new, known=known, failed=failed))
        if new:
            go_live(context, language, build=build)
        if failed or broken:
            raise typer.Exit(1)


def _fetcher(allow_http: bool) -> "Fetcher":
    from corpus import fetching

    return fetching.Fetcher(allow_http=allow_http)


def _tell(outcome: "Outcome", language: "Language") -> None:
    from corpus.fetching import shown_address
    from corpus.problems import printable

    address = printable(shown_address(outcome.url))
    line = _WORDS[language][outcome.result].format(article=outcome.article, url=address)
    if outcome.error is None:
        typer.echo(line)
    else:
        say(line)
        say_error(outcome.error, language)
    for notice in outcome.notices:
        say(notice)
