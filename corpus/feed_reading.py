"""The child's side of reading feeds: RSS and Atom through feedparser, sitemaps through lxml.

Sources: RSS 2.0, RFC 4287 (Atom), sitemaps.org 0.9, Google News sitemaps.
"""

import re
from datetime import date
from email.utils import parsedate_to_datetime
from typing import Any

from corpus.confined import Unreadable
from corpus.faults import Fault

_MOST_ENTRIES = 10_000
_DAY = re.compile(r"\s*([0-9]{4})-([0-9]{2})-([0-9]{2})(?![0-9])")
_WEB = re.compile(r"https?://", re.IGNORECASE)
_NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"


def read_feed(data: bytes, details: dict[str, Any]) -> dict[str, Any]:
    """The feed's title, entries (newest first where it dates them) and the sitemaps that it points to.

    `damaged` says that entries may be missing. Raises Unreadable for what is no feed, or declares entities,
    which none needs.
    """
    if b"<!ENTITY" in data.upper():
        raise Unreadable(Fault.NOT_A_FEED, "ENTITY")
    root = _root(data)
    name = root.tag.rpartition("}")[2] if root is not None and isinstance(root.tag, str) else ""
    if name == "urlset":
        return _feed(None, [_listed(node) for node in _children(root, "url")])
    if name == "sitemapindex":
        nodes = [_listed(node) for node in _children(root, "sitemap")]
        return {**_feed(None, []), "sitemaps": [node["url"] for node in _newest_first(nodes)]}
    return _syndicated(data, details["url"], damaged=root is None)


def _root(data: bytes) -> Any:
    """The root of a well-formed document, or None."""
    from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(data.lstrip(), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _children(root: Any, name: str) -> list[Any]:
    return [node for node in root if isinstance(node.tag, str) and node.tag.rpartition("}")[2] == name]


def _listed(node: Any) -> dict[str, Any]:
    def text(path: str) -> str | None:
        found = node.findtext(path)
        return (found or "").strip() or None

    location, changed = (next(iter(_children(node, name)), None) for name in ("loc", "lastmod"))
    stamp = (changed.text or "").strip() if changed is not None else None
    return {
        "key": (location.text or "").strip() if location is not None else "",
        "url": (location.text or "").strip() if location is not None else "",
        "stamp": stamp,
        "title": text(f"{_NEWS}news/{_NEWS}title"),
        "published": _day(text(f"{_NEWS}news/{_NEWS}publication_date")),
        "byline": None,
        "publisher": text(f"{_NEWS}news/{_NEWS}publication/{_NEWS}name"),
        "language": _two_letters(text(f"{_NEWS}news/{_NEWS}publication/{_NEWS}language")),
    }


def _syndicated(data: bytes, url: str, *, damaged: bool) -> dict[str, Any]:
    import feedparser

    parsed: Any = feedparser.parse(data, response_headers={"content-location": url})
    if not parsed.get("version"):
        raise Unreadable(Fault.NOT_A_FEED, type(parsed.get("bozo_exception")).__name__)
    entries = [_entry(entry) for entry in parsed.entries]
    return _feed(parsed.feed.get("title"), entries, damaged=damaged)


def _entry(entry: Any) -> dict[str, Any]:
    link = str(entry.get("link") or "").strip()
    return {
        "key": str(entry.get("id") or link),
        "url": link,
        # feedparser's own get would give the date of publication where there is no other.
        "stamp": dict.get(entry, "updated"),
        "title": entry.get("title"),
        "published": _day(entry.get("published")),
        "byline": entry.get("author"),
        "publisher": None,
        "language": None,
    }


def _feed(title: str | None, entries: list[dict[str, Any]], *, damaged: bool = False) -> dict[str, Any]:
    linked = [entry for entry in _newest_first(entries) if _WEB.match(entry["url"])]
    return {"title": title, "entries": linked[:_MOST_ENTRIES], "sitemaps": [], "damaged": damaged}


def _newest_first(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    def day(entry: dict[str, Any]) -> str:
        return _day(entry["stamp"]) or entry["published"] or ""

    return sorted(entries, key=day, reverse=True)


def _day(text: str | None) -> str | None:
    """The day of an ISO 8601 or RFC 5322 date, in its own time zone."""
    try:
        if match := _DAY.match(text or ""):
            return date(*map(int, match.groups())).isoformat()
        return parsedate_to_datetime(text).date().isoformat() if text else None
    except ValueError:
        return None


def _two_letters(text: str | None) -> str | None:
    code = (text or "").strip().lower()[:2]
    return code if re.fullmatch(r"[a-z]{2}", code) else None
