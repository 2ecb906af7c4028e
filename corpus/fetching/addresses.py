"""Which IP addresses are those of the public internet, by the registries of IANA.

Sources: IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890 and its updates), RFC 4291, RFC 6052
and RFC 8215 (NAT64), RFC 3056 (6to4), RFC 4380 (Teredo), RFC 5214 (ISATAP).
"""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

_SPECIAL_V4 = (
    ("0.0.0.0/8", "this network"),
    ("10.0.0.0/8", "private"),
    ("100.64.0.0/10", "carrier-grade NAT"),
    ("127.0.0.0/8", "loopback"),
    ("169.254.0.0/16", "link-local"),
    ("172.16.0.0/12", "private"),
    ("192.0.0.0/24", "protocol assignments"),
    ("192.0.2.0/24", "documentation"),
    ("192.31.196.0/24", "AS112"),
    ("192.52.193.0/24", "multicast tunnels"),
    ("192.88.99.0/24", "6to4 relay"),
    ("192.168.0.0/16", "private"),
    ("192.175.48.0/24", "AS112"),
    ("198.18.0.0/15", "benchmarking"),
    ("198.51.100.0/24", "documentation"),
    ("203.0.113.0/24", "documentation"),
    ("224.0.0.0/4", "multicast"),
    ("255.255.255.255/32", "broadcast"),
    ("240.0.0.0/4", "reserved"),
    # A public address that answers, inside one great cloud, with the secrets of the machine that asks.
    ("168.63.129.16/32", "cloud metadata"),
)
# Only 2000::/3 is given out to anybody; what lies outside has a name here for the message alone.
_GLOBAL_V6 = IPv6Network("2000::/3")
_SPECIAL_V6 = (
    ("::/128", "unspecified"),
    ("::1/128", "loopback"),
    ("::ffff:0:0/96", "IPv4-mapped"),
    ("::ffff:0:0:0/96", "IPv4-translated"),
    ("::/96", "IPv4-compatible"),
    ("64:ff9b::/96", "NAT64"),
    ("64:ff9b:1::/48", "NAT64"),
    ("100::/64", "discard"),
    ("2001::/32", "Teredo"),
    ("2001:2::/48", "benchmarking"),
    ("2001::/23", "protocol assignments"),
    ("2001:db8::/32", "documentation"),
    ("2002::/16", "6to4"),
    ("2620:4f:8000::/48", "AS112"),
    ("3ffe::/16", "6bone"),
    ("3fff::/20", "documentation"),
    ("5f00::/16", "segment routing"),
    ("fc00::/7", "unique local"),
    ("fe80::/10", "link-local"),
    ("fec0::/10", "site-local"),
    ("ff00::/8", "multicast"),
)
_ISATAP = (0x00005EFE, 0x02005EFE)


def special_use(address: str) -> str | None:
    """Name what an IP address is for, if it is not one of the public internet; None if it is.

    Whatever is no plain IP address, one with a zone among it, counts as not public.
    """
    try:
        ip = ip_address(address)
    except ValueError:
        return "no address"
    if isinstance(ip, IPv4Address):
        return next((use for network, use in _V4 if ip in network), None)
    if ip.scope_id is not None:
        return "an address with a zone"
    return _special_use_v6(ip)


def _special_use_v6(ip: IPv6Address) -> str | None:
    named = next((use for network, use in _V6 if ip in network), None)
    if named is None and ip not in _GLOBAL_V6:
        return "unassigned"
    if named is None and (int(ip) >> 32) & 0xFFFFFFFF in _ISATAP:
        return "ISATAP"
    return named


def _networks(table: tuple[tuple[str, str], ...]) -> tuple[tuple[IPv4Network | IPv6Network, str], ...]:
    return tuple((ip_network(network), use) for network, use in table)


_V4 = _networks(_SPECIAL_V4)
_V6 = _networks(_SPECIAL_V6)
