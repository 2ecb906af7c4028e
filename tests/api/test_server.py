"""The application behind a real uvicorn on the loopback."""

import asyncio
import logging
import socket

import httpx
import pytest

from bot.api.serving import TimedH11Protocol
from tests.api.newsroom import OPENING, WHO, application, served

PATIENCE = 20.0


@pytest.fixture(scope="module")
def address():
    with served(application()) as url:
        yield url


def connected(url: str) -> socket.socket:
    parts = httpx.URL(url)
    return socket.create_connection((parts.host, parts.port), timeout=PATIENCE)


def until_closed(connection: socket.socket) -> bytes:
    found = b""
    while chunk := connection.recv(65536):
        found += chunk
    return found


def test_an_answer_over_a_real_connection(address: str) -> None:
    with httpx.Client(base_url=address) as client:
        for _ in range(3):
            response = client.post("/v1/answers", json={"question": WHO})
            assert response.json()["answer"] == OPENING
        assert "server" not in response.headers


def test_a_declared_length_beyond_the_limit_is_refused_before_the_body_comes(address: str) -> None:
    with connected(address) as connection:
        connection.sendall(
            b"POST /v1/answers HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
            b"Content-Length: 99999999999\r\n\r\n"
        )
        response = until_closed(connection)
    assert response.startswith(b"HTTP/1.1 413 ")
    assert b'"type":"urn:tanya:problem:body-too-large"' in response


def test_a_head_beyond_the_limit_is_refused(address: str) -> None:
    with connected(address) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nX: " + b"a" * 20_000)
        assert until_closed(connection).startswith(b"HTTP/1.1 400 ")


def read_ok(connection: socket.socket) -> None:
    response = b""
    while not response.endswith(b'{"status":"ok"}'):
        chunk = connection.recv(65536)
        assert chunk, response
        response += chunk
    assert response.startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize("sent", [b"", b"POST /v1/ans"])
def test_a_head_that_never_ends_is_hung_up_on(monkeypatch: pytest.MonkeyPatch, sent: bytes) -> None:
    monkeypatch.setattr(TimedH11Protocol, "head_seconds", 0.1)
    with served(application()) as url, connected(url) as connection:
        connection.sendall(sent)
        assert until_closed(connection) == b""


def test_so_is_one_on_a_connection_that_has_been_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(TimedH11Protocol, "head_seconds", 1.0)
    with served(application()) as url, connected(url) as connection:
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
        read_ok(connection)
        connection.sendall(b"GET /heal")
        assert until_closed(connection) == b""


def test_requests_in_pieces_on_a_kept_connection_are_served(address: str) -> None:
    with connected(address) as connection:
        for _ in range(3):
            connection.sendall(b"GET /healthz HTT")
            connection.sendall(b"P/1.1\r\nHost: a\r\n\r\n")
            read_ok(connection)


@pytest.mark.parametrize(("proxies", "second"), [("", 429), ("127.0.0.1", 200)])
def test_only_a_trusted_proxy_may_name_the_client(proxies: str, second: int) -> None:
    app = application(changes={"requests_per_minute": 1})
    with served(app, trusted_proxies=proxies) as url:
        statuses = [
            httpx.post(
                f"{url}/v1/answers", json={"question": WHO}, headers={"X-Forwarded-For": client}
            ).status_code
            for client in ("203.0.113.1", "203.0.113.2")
        ]
    assert statuses == [200, second]


def test_responses_do_not_wait_for_acknowledgements(monkeypatch: pytest.MonkeyPatch) -> None:
    options: list[int] = []
    original = TimedH11Protocol.connection_made

    def seen(self: TimedH11Protocol, transport: asyncio.Transport) -> None:
        original(self, transport)
        options.append(transport.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))

    monkeypatch.setattr(TimedH11Protocol, "connection_made", seen)
    with served(application()) as url:
        httpx.get(f"{url}/healthz")
    assert options == [1]


def test_uvicorn_logs_no_request(address: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        httpx.get(f"{address}/?q=rahasia")
    assert [r for r in caplog.records if r.name.startswith("uvicorn") and "rahasia" in r.getMessage()] == []
