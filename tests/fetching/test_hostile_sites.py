"""Servers that lie, flood, stall and lead astray, over loopback."""

import gzip
import itertools
import ssl
import threading
import zlib
from collections.abc import Iterator
from typing import Any

import httpcore
import pytest

from corpus.errors import FetchFailed, FetchRefused, SourceError
from corpus.faults import Fault
from corpus.fetching import FEED_TYPES, Validators
from tests.fetching.site import HOST, PUBLIC, Answer, Loopback, Request, Web, redirect, response

URL = f"https://{HOST}/"
TEXT = b"<p>" + b"Isi berita. " * 300 + b"</p>"
MIB = 1 << 20


def deflated(data: bytes, window: int = zlib.MAX_WBITS) -> bytes:
    packer = zlib.compressobj(wbits=window)
    return packer.compress(data) + packer.flush()


def endless(piece: bytes, head: str = "") -> Answer:
    def answer(request: Request) -> Iterator[bytes]:
        yield f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{head}\r\n".encode()
        yield from itertools.repeat(piece)

    return answer


def endless_headers(request: Request) -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\n"
    yield from (b"X-%d: %b\r\n" % (number, b"a" * 1000) for number in itertools.count())


def endless_interim(request: Request) -> Iterator[bytes]:
    yield from itertools.repeat(b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n")


def fault_of(web: Web, url: str = URL, **seams: object) -> tuple[type[SourceError], Fault, str]:
    with pytest.raises(SourceError) as error:
        web.fetcher(**seams).fetch(url)
    return type(error.value), error.value.fault, error.value.detail


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (TEXT, ""),
        (TEXT, "identity"),
        (gzip.compress(TEXT), "gzip"),
        (gzip.compress(TEXT[:100]) + gzip.compress(TEXT[100:]), "x-gzip"),
        (deflated(TEXT), "deflate"),
        (deflated(TEXT, -zlib.MAX_WBITS), "Deflate"),
    ],
)
def test_a_page_is_unpacked_as_it_was_packed(web: Web, body: bytes, encoding: str) -> None:
    web.site.answers["/"] = response(body, Content_Encoding=encoding)
    assert web.fetcher().fetch(URL).body == TEXT


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (gzip.compress(bytes(200 * MIB), 9), "gzip"),
        (deflated(bytes(200 * MIB)), "deflate"),
        (deflated(bytes(200 * MIB), -zlib.MAX_WBITS), "deflate"),
        (bytes(5_000_001), ""),
        (gzip.compress(bytes(5_000_001)), "gzip"),
        (b"\x1f\x8b\x08" + bytes(7) + b"\x00\x00\x00\xff\xff" * 1_000_001, "gzip"),
    ],
    ids=["gzip", "deflate", "raw deflate", "plain", "one byte more", "empty blocks"],
)
def test_a_bomb_is_stopped_while_it_unfolds(web: Web, body: bytes, encoding: str) -> None:
    web.site.answers["/"] = response(body, Content_Encoding=encoding)
    assert fault_of(web) == (FetchRefused, Fault.TOO_LARGE, "5")


def test_a_chain_of_empty_archives_is_not_followed(web: Web) -> None:
    web.site.answers["/"] = response(gzip.compress(b"") * 101, Content_Encoding="gzip")
    assert fault_of(web) == (FetchFailed, Fault.BROKEN, "")


def test_as_much_as_is_taken_is_taken(web: Web) -> None:
    web.site.answers["/"] = response(gzip.compress(b"a" * 5_000_000), Content_Encoding="gzip")
    assert web.fetcher().fetch(URL).body == b"a" * 5_000_000


@pytest.mark.parametrize("encoding", ["br", "zstd", "compress", "gzip, gzip", "gzip, br", "aneh"])
def test_what_was_not_asked_for_is_not_unpacked(web: Web, encoding: str) -> None:
    web.site.answers["/"] = response(gzip.compress(gzip.compress(TEXT)), Content_Encoding=encoding)
    assert fault_of(web) == (FetchRefused, Fault.ENCODING, encoding)
    assert web.site.requests[0].headers["accept-encoding"] == "gzip, deflate"


@pytest.mark.parametrize(
    "answer",
    [
        response(gzip.compress(TEXT)[:-20], Content_Encoding="gzip"),
        response(b"bukan gzip", Content_Encoding="gzip"),
        response(b"", Content_Encoding="gzip"),
        response(TEXT, Content_Length="99999"),
        response(TEXT, Content_Length="-1"),
        response(TEXT, Content_Length="banyak"),
        response(TEXT, Transfer_Encoding="chunked", Content_Length=""),
        response(b"ffffffffffffffffffffff\r\nisi", Transfer_Encoding="chunked", Content_Length=""),
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 9\r\nContent-Type: text/html\r\n\r\n"
        + TEXT,
        b"ini bukan HTTP\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nA\x00: b\r\n\r\n",
        b"",
        endless_headers,
    ],
    ids=[
        *("cut-off gzip", "no gzip", "empty gzip", "length too long", "negative length", "wordy length"),
        *("no chunks", "huge chunk", "two lengths", "no http", "null in header", "nothing", "header flood"),
    ],
)
def test_an_answer_that_lies_about_itself_is_broken(web: Web, answer: Answer) -> None:
    web.site.answers["/"] = answer
    assert fault_of(web) == (FetchFailed, Fault.BROKEN, "")


def test_no_more_is_read_than_the_length_that_was_told(web: Web) -> None:
    web.site.answers["/"] = response(b"<p>Isi.</p><p>Sisipan.</p>", Content_Length="11")
    assert web.fetcher().fetch(URL).body == b"<p>Isi.</p>"


def test_an_endless_body_ends_at_the_limit(web: Web) -> None:
    web.site.answers["/"] = endless(b"a" * 65_536)
    assert fault_of(web) == (FetchRefused, Fault.TOO_LARGE, "5")


@pytest.mark.parametrize("answer", [endless(b"a"), endless_interim], ids=["body", "interim answers"])
def test_slow_drip_ends_at_the_deadline_of_the_whole(web: Web, answer: Answer) -> None:
    web.site.answers["/"] = answer
    ticks = itertools.count()
    # Every look at the clock finds half a second gone, however quickly the next byte comes.
    assert fault_of(web, clock=lambda: next(ticks) / 2) == (FetchFailed, Fault.TIMEOUT, "10")
    assert next(ticks) < 40


def test_redirects_share_one_deadline(web: Web) -> None:
    web.site.answers["/"] = redirect("/a")
    web.site.answers["/a"] = response(TEXT)
    ticks = itertools.count()
    assert fault_of(web, clock=lambda: next(ticks) * 1.1) == (FetchFailed, Fault.TIMEOUT, "10")
    assert [request.path for request in web.site.requests][:1] == ["/"]


def test_a_site_that_says_nothing_is_left_in_time(web: Web) -> None:
    def silent(request: Request) -> Iterator[bytes]:
        released.wait(20)
        yield b""

    released = threading.Event()
    web.site.answers["/"] = silent
    assert fault_of(web, seconds=0.3) == (FetchFailed, Fault.TIMEOUT, "0.3")
    released.set()


def test_a_resolver_that_says_nothing_is_left_in_time(web: Web) -> None:
    released = threading.Event()

    def silent(host: str, port: int) -> list[str]:
        released.wait(20)
        return [PUBLIC]

    assert fault_of(web, seconds=0.2, resolver=silent) == (FetchFailed, Fault.TIMEOUT, "0.2")
    released.set()


def test_a_redirect_is_followed_to_where_the_page_is(web: Web) -> None:
    web.site.answers["/"] = redirect("/a?b=c", "301 Moved Permanently")
    web.site.answers["/a?b=c"] = redirect("https://lain.test/d", "308 Permanent Redirect")
    web.site.answers["/d"] = response(TEXT)
    got = web.fetcher().fetch(URL)
    assert (got.url, got.shown, got.body) == ("https://lain.test/d", "https://lain.test/d", TEXT)
    assert [(r.sni, r.path) for r in web.site.requests] == [
        (HOST, "/"),
        (HOST, "/a?b=c"),
        ("lain.test", "/d"),
    ]


def test_nothing_is_carried_from_one_hop_to_the_next(web: Web) -> None:
    web.site.answers["/"] = redirect("https://lain.test/a\r\nSet-Cookie: sesi=1; Domain=.test")
    web.site.answers["/a"] = response(TEXT)
    web.fetcher().fetch(URL)
    sent = {"host", "user-agent", "accept", "accept-encoding", "connection"}
    assert [set(request.headers) for request in web.site.requests] == [sent, sent]
    assert web.site.requests[1].headers["user-agent"].startswith("tanya-berita ")


@pytest.mark.parametrize("to", ["/", "https://lain.test/", "/?a"])
def test_a_redirect_in_a_circle_ends(web: Web, to: str) -> None:
    web.site.answers["/"] = web.site.answers["/?a"] = redirect(to)
    assert fault_of(web) == (FetchRefused, Fault.REDIRECTS, "5")
    assert len(web.site.requests) == 6


@pytest.mark.parametrize(
    ("to", "fault", "detail"),
    [
        ("https://127.0.0.1/", Fault.ADDRESS, "127.0.0.1 (loopback)"),
        ("//169.254.169.254/latest/meta-data", Fault.ADDRESS, "169.254.169.254 (link-local)"),
        ("https://dalam.test/", Fault.ADDRESS, "10.1.2.3 (private)"),
        ("https://localhost/", Fault.HOST, "localhost"),
        (f"http://{HOST}/a", Fault.DOWNGRADE, ""),
        ("HTTP://lain.test/a", Fault.DOWNGRADE, ""),
        ("file:///etc/passwd", Fault.SCHEME, "file"),
        ("javascript:alert(1)", Fault.SCHEME, "javascript"),
        (f"https://a:b@{HOST}/", Fault.CREDENTIALS, ""),
        (f"https://{HOST}:6379/", Fault.PORT, "6379"),
        ("https://[::1", Fault.MALFORMED, ""),
    ],
)
def test_a_redirect_is_checked_as_an_address_is(web: Web, to: str, fault: Fault, detail: str) -> None:
    web.names["dalam.test"] = [("10.1.2.3",)]
    web.site.answers["/"] = redirect(to)
    assert fault_of(web, allow_http=True) == (FetchRefused, fault, detail)
    assert web.loopback.connected == [(PUBLIC, 443)]


def test_a_name_that_changes_its_address_between_two_hops_is_checked_again(web: Web) -> None:
    web.names[HOST] = [(PUBLIC,), ("127.0.0.1",)]
    web.site.answers["/"] = redirect("/a")
    assert fault_of(web) == (FetchRefused, Fault.ADDRESS, "127.0.0.1 (loopback)")
    assert web.loopback.connected == [(PUBLIC, 443)]


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("application/pdf", "application/pdf"),
        ("text/plain; charset=utf-8", "text/plain"),
        ("image/svg+xml", "image/svg+xml"),
        ("application/rss+xml", "application/rss+xml"),
        ("text/html2", "text/html2"),
        ("", "?"),
    ],
)
def test_only_pages_are_taken_for_pages(web: Web, kind: str, told: str) -> None:
    web.site.answers["/"] = response(TEXT, kind)
    assert fault_of(web) == (FetchRefused, Fault.MEDIA_TYPE, told)


@pytest.mark.parametrize(
    ("kind", "charset"),
    [
        ("text/html", None),
        ('TEXT/HTML ; Charset="Windows-1252"', "windows-1252"),
        ("application/xhtml+xml; charset=utf-8", "utf-8"),
    ],
)
def test_the_charset_is_that_of_the_header(web: Web, kind: str, charset: str | None) -> None:
    web.site.answers["/"] = response(TEXT, kind)
    assert web.fetcher().fetch(URL).charset == charset


@pytest.mark.parametrize("status", ["404 Not Found", "500 Oh", "204 No Content", "206 Partial", "304 Same"])
def test_every_other_status_is_a_failure(web: Web, status: str) -> None:
    length = "" if status[:3] in ("204", "304") else "0"
    web.site.answers["/"] = response(b"", status=status, Content_Length=length)
    assert fault_of(web) == (FetchFailed, Fault.STATUS, status[:3])


def test_a_redirect_to_nowhere_is_a_failure(web: Web) -> None:
    web.site.answers["/"] = response(b"", status="302 Found")
    assert fault_of(web) == (FetchFailed, Fault.STATUS, "302")


def test_a_feed_is_asked_for_only_if_it_changed(web: Web) -> None:
    web.site.answers["/"] = response(b"<rss/>", "text/xml", ETag='"a1"', Last_Modified="kemarin")
    first = web.fetcher().fetch(URL, FEED_TYPES)
    assert (first.body, first.validators) == (b"<rss/>", Validators('"a1"', "kemarin"))
    web.site.answers["/"] = response(b"", status="304 Not Modified", Content_Length="")
    again = web.fetcher().fetch(URL, FEED_TYPES, first.validators)
    assert (again.body, again.validators) == (None, first.validators)
    sent = web.site.requests[1].headers
    assert (sent["if-none-match"], sent["if-modified-since"]) == ('"a1"', "kemarin")


def test_a_certificate_that_is_not_trusted_or_is_for_another_name_ends_it(web: Web) -> None:
    web.site.answers["/"] = response(TEXT)
    assert fault_of(web, tls=ssl.create_default_context())[:2] == (FetchFailed, Fault.CERTIFICATE)
    web.names["palsu.test"] = [(PUBLIC,)]
    kind, fault, detail = fault_of(web, "https://palsu.test/")
    assert (kind, fault) == (FetchFailed, Fault.CERTIFICATE)
    assert "palsu.test" in detail
    assert web.site.requests == []


def test_a_site_that_speaks_no_tls(web: Web) -> None:
    class ToPlain(Loopback):
        def connect_tcp(self, host: str, port: int, **options: Any) -> httpcore.NetworkStream:
            stream = super().connect_tcp(host, port)
            stream.write(b"GET / HTTP/1.1\r\n\r\n")
            return stream

    web.site.answers["/"] = response(TEXT)
    assert fault_of(web, connector=ToPlain(web.site)) == (FetchFailed, Fault.CONNECTION, "TLS")


def test_a_site_that_cannot_be_reached(web: Web) -> None:
    web.site.close()
    kind, fault, detail = fault_of(web)
    assert (kind, fault) == (FetchFailed, Fault.CONNECTION)
    assert "refused" in detail


def test_of_several_addresses_the_next_is_tried_where_one_is_dead(web: Web) -> None:
    class FirstDead(Loopback):
        def connect_tcp(self, host: str, port: int, **options: Any) -> httpcore.NetworkStream:
            if host == "8.8.8.8":
                raise httpcore.ConnectError
            return super().connect_tcp(host, port)

    web.names[HOST] = [("8.8.8.8", PUBLIC)]
    web.site.answers["/"] = response(TEXT)
    connector = FirstDead(web.site)
    assert web.fetcher(connector=connector).fetch(URL).body == TEXT
    assert connector.connected == [(PUBLIC, 443)]


def test_proxies_of_the_environment_are_not_used(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    web.site.answers["/"] = response(TEXT)
    assert web.fetcher().fetch(URL).body == TEXT
