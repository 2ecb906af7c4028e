"""Followed feeds: what they list, what is brought from them, and what is remembered of it."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from corpus.confined import read_confined
from corpus.errors import FeedsLocked, UnreadableSource
from corpus.feeds import FEEDS_FILE, FeedEntry, FollowedFeed, FollowedFeeds, feed_from_bytes
from corpus.folder import ArticleFolder
from corpus.reading import read_articles
from tests.fetching.site import HOST, Request, Web, response

pytestmark = pytest.mark.usefixtures("in_process")

FEED = f"https://{HOST}/rss"
BANJIR = (
    "Banjir merendam tiga desa di tepi Sungai Lumut pada Senin malam setelah hujan deras sejak petang. "
    "Sebanyak 412 warga mengungsi ke balai desa, kata Camat Lumutan, Teguh Aruna."
)
PASAR = (
    "Pasar apung Desa Wanalaut dibuka kembali pada Minggu setelah tutup selama empat bulan untuk perbaikan. "
    "Sekitar 63 pedagang berjualan sejak subuh, menurut pengelola pasar, Laras Kinanti."
)


def item(name: str, title: str, more: str = "") -> str:
    return f"<item><title>{title}</title><link>https://{HOST}/{name}</link><guid>{name}</guid>{more}</item>"


def rss(*items: str, title: str = "Kabar Selatan") -> bytes:
    return f'<rss version="2.0"><channel><title>{title}</title>{"".join(items)}</channel></rss>'.encode()


def page(title: str, body: str, day: str = "2024-11-20") -> bytes:
    facts = {
        "@type": "NewsArticle",
        "headline": title,
        "datePublished": day,
        "publisher": {"name": "Kabar Selatan"},
        "inLanguage": "id",
    }
    data = f'<script type="application/ld+json">{json.dumps(facts)}</script>'
    return response(f"<html><head>{data}</head><article><p>{body}</p></article></html>".encode())


def tanya(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


@pytest.fixture
def articles(web: Web, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder of articles, commands that fetch from the site, and a feed of two articles."""
    folder = tmp_path / "articles"
    monkeypatch.setenv("TANYA_CORPUS_DIR", str(folder))
    monkeypatch.setenv("TANYA_INDEX_DIR", str(tmp_path / "index"))
    monkeypatch.setenv("TANYA_LANGUAGE", "en")
    monkeypatch.setattr(
        "corpus.fetching.Fetcher", lambda *, allow_http=False: web.fetcher(allow_http=allow_http)
    )
    web.site.answers["/rss"] = response(rss(item("banjir", "Banjir"), item("pasar", "Pasar")), "text/xml")
    web.site.answers["/banjir"] = page("Banjir di Lumut", BANJIR)
    web.site.answers["/pasar"] = page("Pasar apung dibuka", PASAR)
    return folder


def ids(folder: Path) -> list[str]:
    return sorted(file.stem for file in folder.glob("*.md"))


def asked(web: Web) -> list[str]:
    paths = [request.path for request in web.site.requests]
    web.site.requests.clear()
    return paths


# Reading


def test_rss_lists_its_articles_the_newest_first() -> None:
    old = item("a", "Judul &amp; A", "<pubDate>Tue, 19 Nov 2024 23:30:00 +0700</pubDate>")
    new = "<item><title>B</title><link>/b</link><pubDate>Wed, 20 Nov 2024 00:30:00 +0700</pubDate></item>"
    feed = feed_from_bytes(rss(old, new), FEED)
    assert (feed.title, feed.sitemaps, feed.damaged) == ("Kabar Selatan", (), False)
    assert feed.entries == (
        FeedEntry(f"https://{HOST}/b", f"https://{HOST}/b", None, "B", "2024-11-20", None, None, None),
        FeedEntry(
            f"https://{HOST}/a", f"https://{HOST}/a", None, "Judul & A", "2024-11-19", None, None, None
        ),
    )


def test_atom_tells_when_an_entry_changed() -> None:
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>Kabar</title><entry><id>urn:1</id><title>A</title>'
        f'<link href="https://{HOST}/a"/><author><name>Ani</name></author>'
        "<published>2024-11-19T01:00:00+07:00</published><updated>2024-11-20T08:00:00+07:00</updated>"
        "</entry><entry><id>urn:2</id><title>tanpa alamat</title></entry></feed>"
    )
    feed = feed_from_bytes(atom.encode(), FEED)
    assert feed.entries == (
        FeedEntry(
            "urn:1",
            f"https://{HOST}/a",
            "2024-11-20T08:00:00+07:00",
            "A",
            "2024-11-19",
            "Ani",
            None,
            None,
        ),
    )


def test_a_news_sitemap_states_what_pages_may_not() -> None:
    news = "http://www.google.com/schemas/sitemap-news/0.9"
    sitemap = (
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="{news}">'
        f"<url><loc> https://{HOST}/a </loc><lastmod>2024-11-01</lastmod></url>"
        f"<url><loc>https://{HOST}/b</loc><lastmod>2024-11-20</lastmod><news:news><news:publication>"
        "<news:name>Kabar Selatan</news:name><news:language>id</news:language></news:publication>"
        "<news:publication_date>2024-11-20T07:00:00+07:00</news:publication_date>"
        "<news:title>Judul B</news:title></news:news></url></urlset>"
    )
    b, a = f"https://{HOST}/b", f"https://{HOST}/a"
    assert feed_from_bytes(sitemap.encode(), FEED).entries == (
        FeedEntry(b, b, "2024-11-20", "Judul B", "2024-11-20", None, "Kabar Selatan", "id"),
        FeedEntry(a, a, "2024-11-01", None, None, None, None, None),
    )


def test_a_feed_is_read_in_a_process_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.feeds.read_confined", read_confined)
    feed = feed_from_bytes(rss(item("a", "Judul")), FEED)
    assert [(entry.url, entry.title) for entry in feed.entries] == [(f"https://{HOST}/a", "Judul")]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "NoneType"),
        (b"<html><body>Halaman</body></html>", "NonXMLContentType"),
        (b"bukan xml", "SAXParseException"),
        (b'<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><rss version="2.0">&b;</rss>', "ENTITY"),
        (b'<!DOCTYPE r [<!entity a SYSTEM "file:///etc/passwd">]><rss version="2.0">&a;</rss>', "ENTITY"),
    ],
)
def test_what_is_no_feed_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(UnreadableSource) as error:
        feed_from_bytes(data, FEED)
    assert error.value.words("en") == f"Its content is no sound RSS, Atom or sitemap ({why})."


def test_a_feed_that_breaks_off_gives_what_it_has_and_is_called_damaged() -> None:
    feed = feed_from_bytes(rss(item("a", "A"), item("b", "B"))[:-60], FEED)
    assert ([entry.key for entry in feed.entries][:1], feed.damaged) == ([f"https://{HOST}/a"], True)


def test_what_is_no_date_is_none() -> None:
    odd = item("a", "A", "<pubDate>31 Februari</pubDate>") + item("b", "B", "<pubDate>2024-02-31</pubDate>")
    assert [entry.published for entry in feed_from_bytes(rss(odd), FEED).entries] == [None, None]


# Bringing


def test_a_feed_is_followed_brought_and_brought_no_second_time(web: Web, articles: Path) -> None:
    followed = tanya("follow", FEED)
    assert (followed.exit_code, followed.stdout) == (
        0,
        "Followed: Kabar Selatan (2 articles). `tanya fetch` brings them.\n",
    )
    asked(web)
    done = tanya("fetch")
    assert (done.exit_code, done.stdout) == (
        0,
        (
            f"Stored: banjir-di-lumut ← https://{HOST}/banjir\n"
            f"Stored: pasar-apung-dibuka ← https://{HOST}/pasar\n"
            "2 new, 0 already there, 0 failed.\n"
        ),
    )
    assert asked(web) == ["/rss", "/banjir", "/pasar"]
    stored = read_articles(articles)
    assert [(a.id, a.title, a.publisher, a.published, a.body, a.url) for a in stored.articles] == [
        (
            "banjir-di-lumut",
            "Banjir di Lumut",
            "Kabar Selatan",
            "2024-11-20",
            BANJIR,
            f"https://{HOST}/banjir",
        ),
        (
            "pasar-apung-dibuka",
            "Pasar apung dibuka",
            "Kabar Selatan",
            "2024-11-20",
            PASAR,
            f"https://{HOST}/pasar",
        ),
    ]
    assert (stored.problems, stored.notices) == ((), ())
    again = tanya("fetch")
    assert (again.exit_code, again.stdout) == (0, "0 new, 0 already there, 0 failed.\n")
    assert asked(web) == ["/rss"]


def test_dry_run_shows_and_changes_nothing(web: Web, articles: Path) -> None:
    tanya("follow", FEED)
    before = (articles / FEEDS_FILE).read_bytes()
    done = tanya("fetch", "--dry-run", "--most", "1")
    assert (done.exit_code, done.stdout) == (0, f"To be brought: https://{HOST}/banjir\n")
    assert (ids(articles), (articles / FEEDS_FILE).read_bytes()) == ([], before)


def test_what_was_stored_and_not_remembered_is_found_there(web: Web, articles: Path) -> None:
    tanya("follow", FEED)
    before = (articles / FEEDS_FILE).read_bytes()
    tanya("fetch")
    (articles / FEEDS_FILE).write_bytes(before)
    done = tanya("fetch")
    assert done.stdout.splitlines() == [
        f"Already there as banjir-di-lumut: https://{HOST}/banjir",
        f"Already there as pasar-apung-dibuka: https://{HOST}/pasar",
        "0 new, 2 already there, 0 failed.",
    ]
    assert ids(articles) == ["banjir-di-lumut", "pasar-apung-dibuka"]


def test_an_update_becomes_a_version_of_its_story(web: Web, articles: Path) -> None:
    def at(stamp: str) -> bytes:
        return (
            '<feed xmlns="http://www.w3.org/2005/Atom"><title>K</title><entry><id>urn:1</id><title>B</title>'
            f'<link href="https://{HOST}/banjir"/><updated>{stamp}</updated></entry></feed>'
        ).encode()

    web.site.answers["/rss"] = response(at("2024-11-20T08:00:00Z"), "application/atom+xml")
    tanya("follow", FEED)
    tanya("fetch")
    web.site.answers["/rss"] = response(at("2024-11-21T08:00:00Z"), "application/atom+xml")
    newer = f"{BANJIR} Pada Selasa pagi air mulai surut."
    web.site.answers["/banjir"] = page("Banjir di Lumut", newer, "2024-11-21")
    done = tanya("fetch")
    assert done.stdout.splitlines()[0] == f"Stored as a version: banjir-di-lumut-2 ← https://{HOST}/banjir"
    newest = ArticleFolder(articles).article("banjir-di-lumut-2")
    assert (newest.body, newest.supersedes) == (newer, "banjir-di-lumut")


def test_what_an_editor_retracted_comes_back_by_no_feed(web: Web, articles: Path) -> None:
    tanya("follow", FEED)
    before = (articles / FEEDS_FILE).read_bytes()
    tanya("fetch")
    assert tanya("retract", "banjir-di-lumut", "--why", "salah").exit_code == 0
    (articles / FEEDS_FILE).write_bytes(before)
    done = tanya("fetch")
    assert f"Retracted by the newsroom, not brought again: https://{HOST}/banjir" in done.stdout
    assert ids(articles) == ["pasar-apung-dibuka"]


def test_what_was_retracted_comes_back_under_no_other_address(web: Web, articles: Path) -> None:
    tanya("add", f"https://{HOST}/banjir", "--yes")
    tanya("retract", "banjir-di-lumut", "--why", "salah")
    canonical = f'<link rel="canonical" href="https://{HOST}/banjir">'.encode()
    web.site.answers["/amp"] = response(
        b"<html><head>" + canonical + f"</head><p>{BANJIR}</p></html>".encode()
    )
    web.site.answers["/rss"] = response(rss(item("amp", "Banjir")), "text/xml")
    tanya("follow", FEED)
    done = tanya("fetch")
    assert done.stdout.splitlines()[0] == f"Retracted by the newsroom, not brought again: https://{HOST}/amp"
    assert ids(articles) == []


def test_a_bad_page_stops_no_other_and_is_given_up_in_the_end(web: Web, articles: Path) -> None:
    web.site.answers["/banjir"] = response(b"", status="500 Oh")
    tanya("follow", FEED)
    asked(web)
    first = tanya("fetch")
    assert first.exit_code == 1
    assert first.stderr.splitlines()[:3] == [
        f"Failed, will be tried again: https://{HOST}/banjir",
        "That page could not be fetched. Try again later.",
        f"https://{HOST}/banjir: the site answered 500.",
    ]
    assert ids(articles) == ["pasar-apung-dibuka"]
    assert tanya("fetch").exit_code == 1
    third = tanya("fetch")
    assert (third.exit_code, third.stdout) == (1, "0 new, 0 already there, 1 failed.\n")
    assert third.stderr.splitlines()[0] == (
        f"Failed repeatedly, will not be tried again: https://{HOST}/banjir"
    )
    asked(web)
    last = tanya("fetch")
    assert (last.exit_code, asked(web)) == (0, ["/rss"])


def test_a_page_that_recovers_is_brought(web: Web, articles: Path) -> None:
    sound = web.site.answers["/banjir"]
    web.site.answers["/banjir"] = response(b"<html></html>")
    tanya("follow", FEED)
    assert tanya("fetch").exit_code == 1
    web.site.answers["/banjir"] = sound
    assert tanya("fetch").stdout.splitlines()[-1] == "1 new, 0 already there, 0 failed."
    assert ids(articles) == ["banjir-di-lumut", "pasar-apung-dibuka"]


def test_a_bad_feed_stops_no_other(web: Web, articles: Path) -> None:
    web.site.answers["/atom"] = response(rss(item("pasar", "Pasar")), "text/xml")
    tanya("follow", FEED)
    tanya("follow", f"https://{HOST}/atom?kunci=rahasia")
    web.site.answers["/atom?kunci=rahasia"] = response(rss(item("pasar", "Pasar")), "text/xml")
    assert tanya("follow", f"https://{HOST}/atom?kunci=rahasia").exit_code == 0
    web.site.answers["/rss"] = response(b"<html></html>", "text/xml")
    done = tanya("fetch")
    assert done.exit_code == 1
    assert done.stderr.splitlines()[0] == f"The feed failed: {FEED}"
    assert done.stderr.splitlines()[2].startswith(f"{FEED}: its content is no sound RSS, Atom or sitemap (")
    assert "rahasia" not in done.stdout + done.stderr
    assert ids(articles) == ["pasar-apung-dibuka"]


def test_a_feed_that_leads_inside_is_refused(web: Web, articles: Path) -> None:
    web.names["dalam.test"] = [("192.168.1.1",)]
    inside = "<item><title>D</title><link>https://dalam.test/</link></item>"
    web.site.answers["/rss"] = response(rss(inside), "text/xml")
    tanya("follow", FEED)
    done = tanya("fetch")
    assert done.exit_code == 1
    assert done.stderr.splitlines()[2] == (
        "https://dalam.test/: that name leads to 192.168.1.1 (private), not to the public internet."
    )


def test_the_site_is_asked_for_what_changed_once_all_was_dealt_with(web: Web, articles: Path) -> None:
    body = rss(item("banjir", "Banjir"), item("pasar", "Pasar"))

    def changed(request: Request) -> bytes:
        if request.headers.get("if-none-match") == '"v1"':
            return response(b"", status="304 Not Modified", Content_Length="")
        return response(body, "text/xml", ETag='"v1"')

    web.site.answers["/rss"] = changed
    tanya("follow", FEED)
    tanya("fetch", "--most", "1")
    assert FollowedFeeds(articles).read()[0].etag is None
    tanya("fetch", "--most", "1")
    assert FollowedFeeds(articles).read()[0].etag == '"v1"'
    asked(web)
    done = tanya("fetch")
    assert (done.stdout, asked(web)) == ("0 new, 0 already there, 0 failed.\n", ["/rss"])


def test_from_now_skips_what_is_already_there(web: Web, articles: Path) -> None:
    followed = tanya("follow", FEED, "--from-now")
    assert followed.stdout == "Followed: Kabar Selatan. `tanya fetch` brings what is published from now on.\n"
    tanya("fetch")
    assert ids(articles) == []
    new = item("baru", "Baru")
    web.site.answers["/rss"] = response(rss(new, item("banjir", "Banjir")), "text/xml")
    web.site.answers["/baru"] = page("Yang baru", PASAR)
    tanya("fetch")
    assert ids(articles) == ["yang-baru"]


def test_the_editor_completes_what_neither_page_nor_feed_says(web: Web, articles: Path) -> None:
    bare = f"<html><article><p>{BANJIR}</p></article></html>"
    web.site.answers["/banjir"] = response(bare.encode())
    dated = item("banjir", "Banjir hari ini", "<pubDate>Wed, 20 Nov 2024 00:30:00 +0700</pubDate>")
    web.site.answers["/rss"] = response(rss(dated), "text/xml")
    tanya("follow", FEED)
    lacking = tanya("fetch")
    assert (
        lacking.stderr.splitlines()[1] == "The article is not complete. What is missing: publisher, language."
    )
    tanya("follow", FEED, "--publisher", "Kabar Selatan", "--language", "id")
    assert tanya("fetch").exit_code == 0
    stored = read_articles(articles).articles[0]
    assert (stored.title, stored.publisher, stored.published, stored.language) == (
        "Banjir hari ini",
        "Kabar Selatan",
        "2024-11-20",
        "id",
    )


def test_an_index_of_sitemaps_is_followed_one_level_down(web: Web, articles: Path) -> None:
    def sitemap(kind: str, name: str, *paths: str) -> bytes:
        listed = "".join(f"<{name}><loc>https://{HOST}{path}</loc></{name}>" for path in paths)
        return response(f"<{kind}>{listed}</{kind}>".encode(), "application/xml")

    web.site.answers["/rss"] = sitemap("sitemapindex", "sitemap", "/rusak", "/s1", "/s2")
    web.site.answers["/s1"] = sitemap("urlset", "url", "/banjir")
    web.site.answers["/s2"] = sitemap("urlset", "url", "/pasar")
    followed = tanya("follow", FEED)
    assert followed.stdout == f"Followed: {FEED} (2 articles). `tanya fetch` brings them.\n"
    done = tanya("fetch")
    assert (done.exit_code, ids(articles)) == (1, ["banjir-di-lumut", "pasar-apung-dibuka"])
    assert done.stderr.splitlines()[0] == f"The feed failed: https://{HOST}/rusak"


def test_http_is_allowed_feed_by_feed(web: Web, articles: Path) -> None:
    plain = f"http://{HOST}/rss"
    refused = tanya("follow", plain)
    assert refused.exit_code == 1
    assert refused.stderr.splitlines()[1] == f"{plain}: http without s is only fetched with --http."
    assert tanya("follow", plain, "--http").exit_code == 0
    assert tanya("fetch").stdout.splitlines()[-1] == "2 new, 0 already there, 0 failed."


def test_followed_feeds_are_listed_and_unfollowed(articles: Path) -> None:
    assert tanya("follow").stderr == "No feeds are followed yet; add one with `tanya follow ADDRESS`.\n"
    assert tanya("fetch").exit_code == 1
    tanya("follow", FEED)
    assert tanya("follow").stdout == f"{FEED}\n"
    assert tanya("unfollow", FEED).stdout == f"No longer followed: {FEED}\n"
    gone = tanya("unfollow", FEED)
    assert (gone.exit_code, gone.stderr.splitlines()[0]) == (
        1,
        "That feed is not followed. `tanya follow` without an address shows every one that is.",
    )
    assert tanya("fetch").exit_code == 0


def test_two_runs_at_once_do_not_collide(articles: Path) -> None:
    tanya("follow", FEED)
    feeds = FollowedFeeds(articles)
    with feeds.locked():
        done = tanya("fetch")
        assert (done.exit_code, ids(articles)) == (1, [])
        assert done.stderr.startswith("Another process is fetching articles. ")
        with pytest.raises(FeedsLocked), FollowedFeeds(articles).locked():
            pass
    assert tanya("fetch").exit_code == 0


def test_a_full_disk_ends_the_run_and_nothing_is_remembered(
    articles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tanya("follow", FEED)

    def full(self: ArticleFolder, article: object, onto: object = None) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(ArticleFolder, "store", full)
    done = tanya("fetch")
    assert (done.exit_code, done.stderr) == (1, "No space left on device\n")
    assert FollowedFeeds(articles).read()[0].brought == {}


@pytest.mark.parametrize("content", ["{", "[]", '{"feeds": [{"x": 1}]}', '{"feeds": 7}'])
def test_a_damaged_list_of_feeds_is_told_and_left_as_it_is(articles: Path, content: str) -> None:
    articles.mkdir()
    (articles / FEEDS_FILE).write_text(content, encoding="utf-8")
    done = tanya("fetch")
    assert done.exit_code == 1
    assert str(articles / FEEDS_FILE) in done.stderr
    assert (articles / FEEDS_FILE).read_text(encoding="utf-8") == content


def test_only_so_much_is_remembered(tmp_path: Path) -> None:
    feeds = FollowedFeeds(tmp_path)
    feeds.keep(FollowedFeed(FEED, brought={str(number): "" for number in range(20_005)}))
    kept = list(feeds.read()[0].brought)
    assert (kept[0], kept[-1], len(kept)) == ("5", "20004", 20_000)


def test_add_takes_an_address(web: Web, articles: Path) -> None:
    done = tanya("add", f"https://{HOST}/banjir", "--yes")
    assert (done.exit_code, done.stdout) == (0, "Stored: banjir-di-lumut.md\n")
    assert ArticleFolder(articles).article("banjir-di-lumut").body == BANJIR
    web.names[HOST] = [("10.0.0.1",)]
    refused = tanya("add", f"https://{HOST}/pasar", "--yes")
    assert refused.exit_code == 1
    assert refused.stderr.splitlines()[1] == (
        f"https://{HOST}/pasar: that name leads to 10.0.0.1 (private), not to the public internet."
    )
