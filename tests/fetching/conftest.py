import json
import ssl
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import trustme

from corpus.confined import Limits, outcome, understood
from tests.fetching.site import HOST, PUBLIC, Loopback, Site, Web


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def web(authority: trustme.CA) -> Iterator[Web]:
    """A site under two names, whose certificates the fetcher trusts."""
    tls = ssl.create_default_context()
    authority.configure_trust(tls)
    site = Site(authority)
    yield Web(site, tls, {HOST: [(PUBLIC,)], "lain.test": [(PUBLIC,)]}, Loopback(site))
    site.close()


@pytest.fixture
def in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Readers run in this process, which is quicker and can be measured; hostile input never does."""

    def read(
        reader: str, data: bytes, details: Mapping[str, Any], limits: Limits | None = None
    ) -> dict[str, Any]:
        return understood(0, json.dumps(outcome(reader, data, details)).encode())

    monkeypatch.setattr("corpus.web_pages.read_confined", read)
    monkeypatch.setattr("corpus.feeds.read_confined", read)
