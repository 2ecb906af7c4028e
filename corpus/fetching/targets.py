"""Addresses of the web taken apart once, strictly, so that what is checked is what is asked for."""

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from urllib.parse import quote, urljoin, urlsplit

import idna

from corpus.errors import FetchRefused
from corpus.faults import Fault
from corpus.fetching.addresses import special_use

_PORTS = {"http": 80, "https": 443}
_MOST_CHARS = 4096
# What one program reads as the end of a host and another as a part of it.
_AMBIGUOUS = re.compile(r"[\x00-\x20\x7f-\x9f\\]")
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
# A host whose last label is a number is an IPv4 address in one of its old forms (WHATWG URL, 3.5).
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_NOT_PUBLIC = frozenset(
    {"localhost", "local", "localdomain", "internal", "intranet", "lan", "home", "corp", "private", "onion"}
    | {"arpa", "invalid"}
)
_KEPT = "%/:=&?~+!$,;'@()*[]-._"


@dataclass(frozen=True, slots=True)
class Target:
    """What is asked of whom; `host` is an IP address or a name in small ASCII letters."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def address(self) -> str:
        """The whole address."""
        return f"{self._origin}{self.path}"

    @property
    def shown(self) -> str:
        """The address as it may be told or logged: what follows a question mark is often a key."""
        path, mark, _ = self.path.partition("?")
        return f"{self._origin}{path}{'?…' if mark else ''}"

    @property
    def _origin(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == _PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{host}{port}"


def shown_address(url: str) -> str:
    """Any address as it may be told or logged: without a password and what follows a question mark."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "?"
    rest = "?…" if parts.query else ""
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}{rest}"


def target_of(url: str, *, allow_http: bool = False) -> Target:
    """Take an address apart. Raises FetchRefused for everything but a plain address of the public web.

    Only the ports 443 and 80 are permitted. A host that is an IP address is checked here, a name when it has
    been resolved.
    """
    if len(url) > _MOST_CHARS or _AMBIGUOUS.search(url):
        raise FetchRefused(shown_address(url[:_MOST_CHARS]), Fault.MALFORMED)
    try:
        parts = urlsplit(url)
        port = parts.port
        host = parts.hostname or ""
    except ValueError:
        raise FetchRefused(shown_address(url), Fault.MALFORMED) from None
    if parts.scheme not in _PORTS:
        raise FetchRefused(shown_address(url), Fault.SCHEME, parts.scheme or "?")
    if "@" in parts.netloc:
        raise FetchRefused(shown_address(url), Fault.CREDENTIALS)
    path = quote(parts.path or "/", safe=_KEPT) + (
        "?" + quote(parts.query, safe=_KEPT) if parts.query else ""
    )
    target = Target(parts.scheme, _host(host), _PORTS[parts.scheme] if port is None else port, path)
    if target.scheme == "http" and not allow_http:
        raise FetchRefused(target.shown, Fault.PLAIN_HTTP)
    if target.port not in _PORTS.values():
        raise FetchRefused(target.shown, Fault.PORT, str(target.port))
    use = special_use(target.host) if _is_ip(target.host) else None
    if use:
        raise FetchRefused(target.shown, Fault.ADDRESS, f"{target.host} ({use})")
    return target


def redirected(target: Target, location: str, *, allow_http: bool = False) -> Target:
    """Follow a redirect from `target`, checked as a new address is. Raises FetchRefused."""
    try:
        url = urljoin(target.address, location)
    except ValueError:
        raise FetchRefused(target.shown, Fault.MALFORMED) from None
    if target.scheme == "https" and url.lower().startswith("http:"):
        raise FetchRefused(target.shown, Fault.DOWNGRADE)
    return target_of(url, allow_http=allow_http)


def _is_ip(host: str) -> bool:
    return ":" in host or host.rpartition(".")[2].isdigit()


def _host(written: str) -> str:
    if ":" in written:
        try:
            return str(IPv6Address(written)) if "%" not in written else _refuse(written)
        except ValueError:
            return _refuse(written)
    try:
        name = idna.encode(written.removesuffix("."), uts46=True).decode("ascii").lower()
    except idna.IDNAError:
        # Underscores are no part of a name's standard, and of some names.
        name = written.removesuffix(".").lower()
    labels = name.split(".")
    if _NUMBER.fullmatch(labels[-1]):
        return _dotted_quad(name)
    sound = len(name) <= 253 and all(_LABEL.fullmatch(label) for label in labels)
    if not sound or len(labels) < 2 or labels[-1] in _NOT_PUBLIC:
        return _refuse(written)
    return name


def _dotted_quad(name: str) -> str:
    try:
        return str(IPv4Address(name))
    except ValueError:
        return _refuse(name)


def _refuse(host: str) -> str:
    raise FetchRefused(None, Fault.HOST, host)
