import ssl
from collections.abc import Iterator

import pytest
import trustme

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
