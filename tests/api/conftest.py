"""A client that speaks to an application without a network."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.api.newsroom import FakeAnswerer, application


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def answerer() -> FakeAnswerer:
    return FakeAnswerer()


@pytest.fixture
def client_of() -> Callable[..., httpx.AsyncClient]:
    """Makes a client for an application; `address` is where the client seems to be."""

    def made(app: Any, address: str = "203.0.113.9") -> httpx.AsyncClient:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=(address, 40000))
        return httpx.AsyncClient(transport=transport, base_url="http://tanya.example")

    return made


@pytest.fixture
def client(client_of: Callable[..., httpx.AsyncClient], answerer: FakeAnswerer) -> httpx.AsyncClient:
    return client_of(application(answerer))
