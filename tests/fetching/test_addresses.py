"""Which addresses are fetched from, through the fetcher itself."""

from ipaddress import IPv6Address

import pytest

from corpus.errors import FetchFailed, FetchRefused
from corpus.faults import Fault
from corpus.fetching.fetcher import resolve
from tests.fetching.site import HOST, PUBLIC, Web, response

MAPPED = IPv6Address("::ffff:169.254.169.254")  # written in another way since Python 3.13
PAGE = response(b"<p>Isi.</p>")

NOT_PUBLIC = {
    "0.0.0.0": "this network",
    "0.1.2.3": "this network",
    "10.0.0.1": "private",
    "100.64.0.1": "carrier-grade NAT",
    "100.100.100.200": "carrier-grade NAT",
    "127.0.0.1": "loopback",
    "127.255.255.254": "loopback",
    "169.254.169.254": "link-local",
    "172.16.0.1": "private",
    "172.31.255.255": "private",
    "192.0.0.8": "protocol assignments",
    "192.0.2.1": "documentation",
    "192.88.99.1": "6to4 relay",
    "192.168.1.1": "private",
    "198.18.0.1": "benchmarking",
    "198.19.255.255": "benchmarking",
    "198.51.100.7": "documentation",
    "203.0.113.7": "documentation",
    "224.0.0.1": "multicast",
    "239.255.255.250": "multicast",
    "240.0.0.1": "reserved",
    "255.255.255.255": "broadcast",
    "168.63.129.16": "cloud metadata",
    "::": "unspecified",
    "::1": "loopback",
    "::ffff:127.0.0.1": "IPv4-mapped",
    "::ffff:8.8.8.8": "IPv4-mapped",
    "::ffff:0:127.0.0.1": "IPv4-translated",
    "::127.0.0.1": "IPv4-compatible",
    "64:ff9b::7f00:1": "NAT64",
    "64:ff9b::808:808": "NAT64",
    "64:ff9b:1::a00:1": "NAT64",
    "100::1": "discard",
    "2001::7f00:1": "Teredo",
    "2001:2::1": "benchmarking",
    "2001:10::1": "protocol assignments",
    "2001:db8::1": "documentation",
    "2002:7f00:1::1": "6to4",
    "3fff::1": "documentation",
    "5f00::1": "segment routing",
    "4000::1": "unassigned",
    "fc00::1": "unique local",
    "fd12:3456::1": "unique local",
    "fe80::1": "link-local",
    "fe80::1%eth0": "an address with a zone",
    "fec0::1": "site-local",
    "ff02::1": "multicast",
    "2606:4700::5efe:a00:1": "ISATAP",
    "2606:4700::200:5efe:7f00:1": "ISATAP",
    "kabar": "no address",
}


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_a_name_that_leads_to_no_public_address_is_refused_before_any_connection(
    web: Web, address: str
) -> None:
    web.names[HOST] = [(address,)]
    with pytest.raises(FetchRefused) as refused:
        web.fetcher().fetch(f"https://{HOST}/")
    use = NOT_PUBLIC[address]
    assert (refused.value.fault, refused.value.detail) == (Fault.ADDRESS, f"{address} ({use})")
    assert web.loopback.connected == []


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "64:ff9b::7f00:1"])
def test_one_address_that_is_not_public_spoils_those_that_are(web: Web, address: str) -> None:
    web.names[HOST] = [(PUBLIC, address)]
    with pytest.raises(FetchRefused) as refused:
        web.fetcher().fetch(f"https://{HOST}/")
    assert refused.value.detail.startswith(f"{address} (")
    assert web.loopback.connected == []


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "8.8.8.8", "172.32.0.1", "100.128.0.1", "192.0.1.1", "2606:4700::1111"]
)
def test_a_public_address_is_connected_to_as_it_was_checked(web: Web, address: str) -> None:
    web.names[HOST] = [(address,), ("127.0.0.1",)]
    web.site.answers["/"] = PAGE
    assert web.fetcher().fetch(f"https://{HOST}/").body == b"<p>Isi.</p>"
    assert web.loopback.connected == [(address, 443)]
    assert [(r.sni, r.headers["host"]) for r in web.site.requests] == [(HOST, HOST)]


@pytest.mark.parametrize(
    ("url", "fault", "detail"),
    [
        ("https://127.0.0.1/", Fault.ADDRESS, "127.0.0.1 (loopback)"),
        ("https://[::1]/", Fault.ADDRESS, "::1 (loopback)"),
        ("https://[::ffff:169.254.169.254]/", Fault.ADDRESS, f"{MAPPED} (IPv4-mapped)"),
        ("https://[64:ff9b::10.0.0.1]/", Fault.ADDRESS, "64:ff9b::a00:1 (NAT64)"),
        ("https://[fe80::1%25eth0]/", Fault.HOST, "fe80::1%25eth0"),
        ("https://2130706433/", Fault.HOST, "2130706433"),
        ("https://0x7f000001/", Fault.HOST, "0x7f000001"),
        ("https://0x7f.0.0.1/", Fault.HOST, "0x7f.0.0.1"),
        ("https://127.0.0.0x1/", Fault.HOST, "127.0.0.0x1"),
        ("https://0177.0.0.1/", Fault.HOST, "0177.0.0.1"),
        ("https://127.1/", Fault.HOST, "127.1"),
        ("https://017700000001/", Fault.HOST, "017700000001"),
        ("https://127.0.0.1./", Fault.ADDRESS, "127.0.0.1 (loopback)"),
        ("https://１２７.０.０.１/", Fault.ADDRESS, "127.0.0.1 (loopback)"),
        ("https://①②⑦.⓪.⓪.①/", Fault.ADDRESS, "127.0.0.1 (loopback)"),
        ("https://localhost/", Fault.HOST, "localhost"),
        ("https://localhost./", Fault.HOST, "localhost."),
        ("https://LOCALHOST/", Fault.HOST, "localhost"),
        ("https://apa.localhost/", Fault.HOST, "apa.localhost"),
        ("https://router.local/", Fault.HOST, "router.local"),
        ("https://metadata.google.internal/", Fault.HOST, "metadata.google.internal"),
        ("https://1.0.0.127.in-addr.arpa/", Fault.HOST, "1.0.0.127.in-addr.arpa"),
        ("https://intranet/", Fault.HOST, "intranet"),
        ("https://a..b.test/", Fault.HOST, "a..b.test"),
        ("https://127.0.0.1%2f.kabar.test/", Fault.HOST, "127.0.0.1%2f.kabar.test"),
        ("https:///berita", Fault.HOST, ""),
        (f"https://a:b@{HOST}/", Fault.CREDENTIALS, ""),
        (f"https://{HOST}@127.0.0.1/", Fault.CREDENTIALS, ""),
        (f"https://@{HOST}/", Fault.CREDENTIALS, ""),
        (f"https://{HOST}:8443/", Fault.PORT, "8443"),
        (f"https://{HOST}:22/", Fault.PORT, "22"),
        (f"https://{HOST}:0/", Fault.PORT, "0"),
        (f"https://{HOST}:99999/", Fault.MALFORMED, ""),
        (f"https://{HOST}:tujuh/", Fault.MALFORMED, ""),
        ("https://[::1/", Fault.MALFORMED, ""),
        ("https://[1:2]/", Fault.MALFORMED, ""),
        (f"https://{HOST}\\@127.0.0.1/", Fault.MALFORMED, ""),
        (f"https://{HOST}/a\r\nHost: lain.test", Fault.MALFORMED, ""),
        (f"https://{HOST}/ab c", Fault.MALFORMED, ""),
        (f"https://{HOST}/{'a' * 5000}", Fault.MALFORMED, ""),
        (f"http://{HOST}/", Fault.PLAIN_HTTP, ""),
        ("file:///etc/passwd", Fault.SCHEME, "file"),
        ("gopher://kabar.test/", Fault.SCHEME, "gopher"),
        ("ftp://kabar.test/", Fault.SCHEME, "ftp"),
        ("data:text/html,isi", Fault.SCHEME, "data"),
        (f"//{HOST}/", Fault.SCHEME, "?"),
    ],
)
def test_what_is_no_plain_address_of_the_public_web_is_refused(
    web: Web, url: str, fault: Fault, detail: str
) -> None:
    with pytest.raises(FetchRefused) as refused:
        web.fetcher().fetch(url)
    assert (refused.value.fault, refused.value.detail) == (fault, detail)
    assert web.loopback.connected == []


@pytest.mark.parametrize(
    ("url", "host", "path"),
    [
        (f"https://{HOST}", HOST, "/"),
        (f"HTTPS://{HOST.upper()}/", HOST, "/"),
        (f"https://{HOST}./", HOST, "/"),
        (f"https://{HOST}:443/a", HOST, "/a"),
        (f"https://{HOST}/kota/b%20c?d=e&f#g", HOST, "/kota/b%20c?d=e&f"),
        (f"https://{HOST}/berita/é", HOST, "/berita/%C3%A9"),
        ("https://[2001:4860::1]/a", "[2001:4860::1]", "/a"),
    ],
)
def test_what_is_asked_for_is_what_the_address_says(web: Web, url: str, host: str, path: str) -> None:
    web.site.answers[path] = PAGE
    assert web.fetcher(resolver=lambda name, port: [PUBLIC if name == HOST else name]).fetch(url).body
    request = web.site.requests[0]
    assert (request.headers["host"], request.path) == (host, path)


def test_http_is_fetched_where_that_is_allowed(web: Web) -> None:
    web.site.answers["/"] = PAGE
    got = web.fetcher(allow_http=True).fetch(f"http://{HOST}/")
    assert (got.url, got.body, web.loopback.connected) == (f"http://{HOST}/", b"<p>Isi.</p>", [(PUBLIC, 80)])
    assert web.site.requests[0].sni is None


def test_a_name_that_nobody_knows_and_one_that_has_no_address(web: Web) -> None:
    web.names["kosong.test"] = [()]
    for host in ("entah.test", "kosong.test"):
        with pytest.raises(FetchFailed) as failed:
            web.fetcher().fetch(f"https://{host}/a?kunci=rahasia")
        assert failed.value.words("id") == f"https://{host}/a?…: nama situsnya tidak dikenal."


def test_no_password_and_no_key_is_ever_told(web: Web) -> None:
    for url in (f"https://ani:sandi@{HOST}/a?kunci=rahasia", f"ftp://ani:sandi@{HOST}/a?kunci=rahasia"):
        with pytest.raises(FetchRefused) as refused:
            web.fetcher().fetch(url)
        for said in (refused.value.words("id"), refused.value.words("en"), str(refused.value)):
            assert f"{HOST}/a?…: " in said
            assert "sandi@" not in said
            assert "rahasia" not in said


def test_the_system_is_asked_for_every_address_of_a_name() -> None:
    assert set(resolve("127.0.0.1", 443)) == {"127.0.0.1"}
    assert set(resolve("localhost", 443)) <= {"127.0.0.1", "::1"}
