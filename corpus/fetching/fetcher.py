"""Fetching from addresses that nobody vouches for: every hop checked, bounded in size and time."""

import socket
import ssl
import time
from collections.abc import Sequence
from dataclasses import dataclass

import httpcore

from corpus.errors import FetchFailed, FetchRefused
from corpus.faults import Fault
from corpus.fetching.connecting import CheckedBackend, Clock, Deadline, Resolver
from corpus.fetching.targets import Target, redirected, target_of
from corpus.fetching.unpacking import Broken, TooLarge, UnknownEncoding, unpacker

PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml"})
FEED_TYPES = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/xml", "text/xml"}
)

_USER_AGENT = "tanya-berita (newsroom archive; reads pages an editor asked for)"
_MOST_BYTES = 5_000_000
_MOST_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Validators:
    """What a site said of the version that it gave, for asking later whether there is a newer one."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """What was fetched, and the address, after redirects, that gave it.

    `body` is None if the site says that nothing has changed. `charset` is that of the Content-Type.
    """

    url: str
    shown: str
    body: bytes | None
    charset: str | None
    validators: Validators


def resolve(host: str, port: int) -> Sequence[str]:
    """Ask the system for every address of a host. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


class Fetcher:
    """Fetches over https, and http where that is allowed, from the public internet only.

    Proxies, cookies, passwords and caches play no part. The seams are for tests; `seconds` is for all of a
    fetch, redirects and slow answers among it.
    """

    def __init__(
        self,
        *,
        allow_http: bool = False,
        seconds: float = 10.0,
        resolver: Resolver = resolve,
        connector: httpcore.NetworkBackend | None = None,
        clock: Clock = time.monotonic,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._allow_http = allow_http
        self._seconds = seconds
        self._resolver = resolver
        self._connector = connector or httpcore.SyncBackend()
        self._clock = clock
        self._tls = tls or ssl.create_default_context()

    def fetch(self, url: str, types: frozenset[str] = PAGE_TYPES, known: Validators | None = None) -> Fetched:
        """Fetch what lies at `url` if it is of one of the media `types`, at most 5 MB unpacked.

        With `known`, the site is asked only for something newer. Raises FetchRefused, FetchFailed.
        """
        target = target_of(url, allow_http=self._allow_http)
        deadline = Deadline(self._seconds, self._clock)
        for _ in range(_MOST_REDIRECTS + 1):
            answer = self._ask(target, types, known or Validators(), deadline)
            if isinstance(answer, Fetched):
                return answer
            target = redirected(target, answer, allow_http=self._allow_http)
        raise FetchRefused(target.shown, Fault.REDIRECTS, str(_MOST_REDIRECTS))

    def _ask(
        self, target: Target, types: frozenset[str], known: Validators, deadline: Deadline
    ) -> Fetched | str:
        try:
            return self._answer(target, types, known, deadline)
        except httpcore.TimeoutException:
            raise FetchFailed(target.shown, Fault.TIMEOUT, f"{deadline.seconds:g}") from None
        except httpcore.ConnectError as error:
            raise _not_connected(target, error) from None
        except (httpcore.NetworkError, httpcore.ProtocolError, Broken):
            raise FetchFailed(target.shown, Fault.BROKEN) from None
        except TooLarge:
            raise FetchRefused(target.shown, Fault.TOO_LARGE, str(_MOST_BYTES // 1_000_000)) from None

    def _answer(
        self, target: Target, types: frozenset[str], known: Validators, deadline: Deadline
    ) -> Fetched | str:
        backend = CheckedBackend(self._resolver, self._connector, deadline, target.shown)
        headers = _headers(target, types, known)
        # A pool of one connection that ends with its answer: nothing is carried from hop to hop.
        with (
            httpcore.ConnectionPool(
                ssl_context=self._tls, network_backend=backend, max_connections=1
            ) as pool,
            pool.stream("GET", _url(target), headers=headers) as response,
        ):
            found = _Headers(response.headers)
            if response.status in _REDIRECTS and (location := found.get("location")):
                return location
            given = Validators(found.get("etag"), found.get("last-modified"))
            if response.status == 304 and known != Validators():
                return Fetched(target.address, target.shown, None, None, known)
            if response.status != 200:
                raise FetchFailed(target.shown, Fault.STATUS, str(response.status))
            media, charset = _media_type(found.get("content-type"))
            if media not in types:
                raise FetchRefused(target.shown, Fault.MEDIA_TYPE, media or "?")
            body = _read(response, found, target)
        return Fetched(target.address, target.shown, body, charset, given)


def _read(response: httpcore.Response, found: "_Headers", target: Target) -> bytes:
    encoding = found.get("content-encoding") or ""
    try:
        unpacked = unpacker(encoding, _MOST_BYTES)
    except UnknownEncoding:
        raise FetchRefused(target.shown, Fault.ENCODING, encoding) from None
    for piece in response.iter_stream():
        unpacked.take(piece)
    return unpacked.body()


class _Headers:
    def __init__(self, raw: Sequence[tuple[bytes, bytes]]) -> None:
        self._raw = raw

    def get(self, name: str) -> str | None:
        """All values of a header in one, as RFC 9110, 5.3 has it; Location and the like are sent once."""
        wanted = name.encode("ascii")
        values = [value for key, value in self._raw if key.lower() == wanted]
        return b", ".join(values).decode("utf-8", "replace").strip() or None


def _headers(target: Target, types: frozenset[str], known: Validators) -> list[tuple[bytes, bytes]]:
    url = _url(target)
    port = b"" if url.port is None else b":%d" % url.port
    host = b"[%b]" % url.host if b":" in url.host else url.host
    asked = {
        "User-Agent": _USER_AGENT,
        "Accept": ", ".join(sorted(types)),
        "Accept-Encoding": "gzip, deflate",
        "Connection": "close",
        "If-None-Match": known.etag,
        "If-Modified-Since": known.last_modified,
    }
    named = [(name.encode(), value.encode("utf-8")) for name, value in asked.items() if value]
    return [(b"Host", host + port), *named]


def _url(target: Target) -> httpcore.URL:
    usual = target.port == {"http": 80, "https": 443}[target.scheme]
    return httpcore.URL(
        scheme=target.scheme,
        host=target.host,
        port=None if usual else target.port,
        target=target.path,
    )


def _media_type(header: str | None) -> tuple[str, str | None]:
    media, *parameters = (header or "").lower().split(";")
    named = {name.strip(): value for name, _, value in (part.partition("=") for part in parameters)}
    return media.strip(), named.get("charset", "").strip("\"' ") or None


def _not_connected(target: Target, error: httpcore.ConnectError) -> FetchFailed:
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, ssl.SSLError):
        cause = cause.__cause__ or cause.__context__
    if isinstance(cause, ssl.SSLCertVerificationError):
        return FetchFailed(target.shown, Fault.CERTIFICATE, cause.verify_message)
    return FetchFailed(target.shown, Fault.CONNECTION, "TLS" if cause else str(error) or "TCP")
