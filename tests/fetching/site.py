"""A web site on loopback that answers byte for byte as told, and the way to it from public addresses."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import httpcore
import trustme

from corpus.fetching import Fetcher

PUBLIC = "93.184.216.34"
HOST = "www.kabarselatan.test"

Answer = bytes | Callable[["Request"], bytes | Iterable[bytes]]


@dataclass(frozen=True, slots=True)
class Request:
    """What arrived: the name that TLS was asked for (None without TLS), and the head."""

    sni: str | None
    path: str
    headers: dict[str, str]


def response(
    body: bytes, kind: str = "text/html; charset=utf-8", status: str = "200 OK", **more: str
) -> bytes:
    """A whole answer; `more` are headers, with _ for -."""
    headers = {"Content-Type": kind, "Content-Length": str(len(body))}
    headers |= {name.replace("_", "-"): value for name, value in more.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items() if value)
    return f"HTTP/1.1 {status}\r\n{lines}\r\n".encode() + body


def redirect(to: str, status: str = "302 Found") -> bytes:
    return f"HTTP/1.1 {status}\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n".encode()


class Site:
    """Serves `answers` by path, over TLS or without as the client begins; `requests` is what arrived."""

    def __init__(self, authority: trustme.CA) -> None:
        self.answers: dict[str, Answer] = {}
        self.requests: list[Request] = []
        self._names = threading.local()
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(HOST, "lain.test", "2001:4860::1").configure_cert(self._tls)
        self._tls.sni_callback = self._remember_name
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _remember_name(self, _socket: Any, name: str | None, _context: Any) -> None:
        self._names.sni = name

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with suppress(OSError), connection:
            self._names.sni = None
            if connection.recv(1, socket.MSG_PEEK) == b"\x16":
                connection = self._tls.wrap_socket(connection, server_side=True)
            with connection:
                head = b""
                while b"\r\n\r\n" not in head:
                    piece = connection.recv(4096)
                    if not piece:
                        return
                    head += piece
                for piece in self._answer(head):
                    connection.sendall(piece)

    def _answer(self, head: bytes) -> Iterator[bytes]:
        first, *lines = head.decode("latin-1").split("\r\n")
        path = first.split(" ")[1]
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines if line)}
        request = Request(self._names.sni, path, headers)
        self.requests.append(request)
        answer = self.answers.get(path, response(b"", status="404 Not Found"))
        given = answer if isinstance(answer, bytes) else answer(request)
        yield from [given] if isinstance(given, bytes) else given


@dataclass(slots=True)
class Loopback(httpcore.NetworkBackend):
    """Leads every address to the site, and remembers which were connected to."""

    site: Site
    connected: list[tuple[str, int]] = field(default_factory=list[tuple[str, int]])

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        self.connected.append((host, port))
        return httpcore.SyncBackend().connect_tcp("127.0.0.1", self.site.port, timeout=timeout)


@dataclass(slots=True)
class Web:
    """A site, the names that lead to it (one entry an asking, the last for ever), and a fetcher."""

    site: Site
    tls: ssl.SSLContext
    names: dict[str, list[Sequence[str]]]
    loopback: Loopback

    def resolve(self, host: str, port: int) -> Sequence[str]:
        answers = self.names.get(host)
        if answers is None:
            raise OSError
        return answers.pop(0) if len(answers) > 1 else answers[0]

    def fetcher(self, *, allow_http: bool = False, **seams: Any) -> Fetcher:
        known: dict[str, Any] = {"resolver": self.resolve, "connector": self.loopback, "tls": self.tls}
        return Fetcher(allow_http=allow_http, **{**known, **seams})
