"""How uvicorn serves the application: bounded in connections, in time and in what it logs."""

import asyncio
import socket
from typing import Any, ClassVar

from fastapi import FastAPI
from uvicorn import Config
from uvicorn.protocols.http.h11_impl import H11Protocol

from bot.settings import Settings

MOST_CONNECTIONS = 512
HEAD_BYTES = 16_384


class TimedH11Protocol(H11Protocol):
    """Uvicorn's h11 protocol, which waits for ever, with a limit on how long a request's head may take.

    Counted from when the connection opens or, on one kept alive, from the first byte of the next head.
    """

    head_seconds: ClassVar[float] = 10.0
    _waiting_for_head: asyncio.TimerHandle | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Uvicorn turns its access log on, whatever the configuration says, once anything adds a handler.
        self.access_log = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start the clock; send what is written at once."""
        super().connection_made(transport)
        # asyncio sets it only where a socket's protocol number was given at its creation; without it, the
        # second write of a response waits 40 ms for the client's delayed acknowledgement.
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._start_clock()

    def data_received(self, data: bytes) -> None:
        """Stop the clock when the head is complete, start it when the next one begins."""
        before = self.cycle
        super().data_received(data)
        if self.cycle is not before:
            self._stop_clock()
        elif self._waiting_for_head is None and before.response_complete:
            self._start_clock()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the clock."""
        self._stop_clock()
        super().connection_lost(exc)

    def _start_clock(self) -> None:
        self._waiting_for_head = self.loop.call_later(self.head_seconds, self.transport.close)

    def _stop_clock(self) -> None:
        if self._waiting_for_head is not None:
            self._waiting_for_head.cancel()
            self._waiting_for_head = None


def server_config(settings: Settings, app: FastAPI) -> Config:
    """The configuration for `uvicorn.Server`, with the settings' address and port.

    Uvicorn's own access log stays off: the application writes one without addresses, queries or questions.
    Logging itself is left as whoever runs the process has configured it.
    """
    return Config(
        app,
        host=settings.host,
        port=settings.port,
        http=TimedH11Protocol,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        **_forwarding(settings),
        limit_concurrency=MOST_CONNECTIONS,
        backlog=MOST_CONNECTIONS,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=10,
        h11_max_incomplete_event_size=HEAD_BYTES,
    )


def _forwarding(settings: Settings) -> dict[str, Any]:
    # Anybody can write X-Forwarded-For, and with it get around the limit per address.
    if not settings.trusted_proxies:
        return {"proxy_headers": False}
    return {"proxy_headers": True, "forwarded_allow_ips": settings.trusted_proxies}
