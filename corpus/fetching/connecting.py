"""Connections to the addresses that were checked, none of which outlasts its deadline."""

import ssl
import threading
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import httpcore

from corpus.errors import FetchFailed, FetchRefused
from corpus.faults import Fault
from corpus.fetching.addresses import special_use

Resolver = Callable[[str, int], Sequence[str]]
"""Gives every IP address of a host. Raises OSError."""

Clock = Callable[[], float]

_MOST_ADDRESSES_TRIED = 3


class Deadline:
    """So many seconds from now, by a clock that never goes back."""

    def __init__(self, seconds: float, clock: Clock) -> None:
        self.seconds = seconds
        self._clock = clock
        self._end = clock() + seconds

    def left(self) -> float:
        """Seconds that are left. Raises httpcore.ReadTimeout when none is."""
        left = self._end - self._clock()
        if left <= 0:
            raise httpcore.ReadTimeout
        return left


class CheckedBackend(httpcore.NetworkBackend):
    """Resolves a host once, checks every address that it has, and connects to one of those very addresses.

    The name stays what TLS asks for and what Host says: httpcore takes both from the address of the request.
    """

    def __init__(
        self, resolver: Resolver, connector: httpcore.NetworkBackend, deadline: Deadline, shown: str
    ) -> None:
        self._resolver = resolver
        self._connector = connector
        self._deadline = deadline
        self._shown = shown

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect. Raises FetchRefused if any address of the host is not public, FetchFailed."""
        addresses = list(dict.fromkeys(self._resolved(host, port)))
        for address in addresses:
            if use := special_use(address):
                raise FetchRefused(self._shown, Fault.ADDRESS, f"{address} ({use})")
        tried = addresses[:_MOST_ADDRESSES_TRIED]
        for address in tried:
            try:
                stream = self._connector.connect_tcp(
                    address, port, timeout=self._deadline.left() / len(tried)
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if address == tried[-1]:
                    raise
            else:
                return _TimedStream(stream, self._deadline)
        raise FetchFailed(self._shown, Fault.UNKNOWN_HOST)

    def _resolved(self, host: str, port: int) -> Sequence[str]:
        answer: list[Sequence[str]] = []

        def resolve() -> None:
            try:
                answer.append(self._resolver(host, port))
            except (OSError, UnicodeError):
                answer.append(())

        # The system's resolver knows no deadline: it is left behind where it takes too long.
        thread = threading.Thread(target=resolve, daemon=True)
        thread.start()
        thread.join(self._deadline.left())
        if not answer:
            raise httpcore.ConnectTimeout
        return answer[0]


class _TimedStream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, timeout=self._deadline.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, timeout=self._deadline.left())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        try:
            left = self._deadline.left()
        except httpcore.ReadTimeout:
            # httpcore itself closes a stream only once it is secured.
            self._stream.close()
            raise
        secured = self._stream.start_tls(ssl_context, server_hostname, timeout=left)
        return _TimedStream(secured, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
