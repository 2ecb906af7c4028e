"""What a page says of itself: JSON-LD first, then OpenGraph and other meta elements.

Nothing is guessed from the text: a date that the page does not state is asked of a person.
Sources: schema.org (NewsArticle), ogp.me, RFC 6596 (canonical).
"""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

_MOST_NODES = 2_000
_MOST_TAGS = 20
_DATE = re.compile(r"\s*([0-9]{4})-([0-9]{2})-([0-9]{2})(?![0-9])")
_BLANKS = re.compile(r"\s+")
_ARTICLE = re.compile(r"(?:\w*Article|\w*NewsArticle|BlogPosting|Report)$")

_TITLES = ("og:title", "twitter:title", "dc.title", "title")
_PUBLISHERS = ("og:site_name", "dc.publisher", "publisher", "application-name")
_PUBLISHED = (
    *("article:published_time", "datepublished", "publishdate", "pubdate", "publish-date", "dc.date"),
    *("dc.date.issued", "dcterms.created", "content_publishedate", "date", "parsely-pub-date"),
)
_UPDATED = ("article:modified_time", "og:updated_time", "datemodified", "lastmod", "dcterms.modified")
_AUTHORS = ("author", "article:author", "dc.creator", "content_author", "parsely-author", "content_writer")
_TAGS = ("news_keywords", "keywords")


def page_metadata(tree: Any, url: str | None) -> dict[str, Any]:
    """The fields of a draft that the page states: strings, None where it does not, and a list of tags."""
    article = _described(tree)
    meta = _meta(tree)
    published = _date(article.get("datePublished")) or _first_date(meta, _PUBLISHED)
    updated = _date(article.get("dateModified")) or _first_date(meta, _UPDATED)
    return {
        "title": _text(article.get("headline")) or _first(meta, _TITLES) or _heading(tree),
        "publisher": _name(article.get("publisher")) or _first(meta, _PUBLISHERS),
        "published": published,
        "updated": updated if published and updated and updated > published else None,
        "byline": ", ".join(_names(article.get("author") or article.get("creator"))) or _author(meta),
        "language": _language(tree, article, meta),
        "url": _canonical(tree, meta, article, url),
        "tags": _tags(article, meta),
    }


def _described(tree: Any) -> dict[str, Any]:
    """The first article of the page's JSON-LD; script elements that are no JSON are passed over."""
    found: dict[str, dict[str, Any]] = {}
    for script in tree.iter("script"):
        if (script.get("type") or "").strip().lower() != "application/ld+json":
            continue
        try:
            # News sites leave line breaks inside strings; strict JSON has none.
            written = json.loads(_unwrapped(script.text or ""), strict=False)
        except (ValueError, RecursionError):
            continue
        nodes = list(_nodes(written))
        named = {str(node["@id"]): node for node in nodes if len(node) > 1 and "@id" in node}
        for name, node in named.items():
            found.setdefault(name, node)
        for node in nodes:
            if _is_article(node):
                return {key: _resolved(value, found) for key, value in node.items()}
    return {}


def _unwrapped(script: str) -> str:
    text = script.strip().removeprefix("<!--").removesuffix("-->").strip()
    return text.removeprefix("//<![CDATA[").removesuffix("//]]>").rstrip(";")


def _nodes(written: Any) -> Iterator[dict[str, Any]]:
    """Every object, breadth first and without recursion: the nesting is the page's."""
    queue, seen = [written], 0
    while queue and seen < _MOST_NODES:
        seen += 1
        node = queue.pop(0)
        if isinstance(node, dict):
            yield node
            queue.extend(value for value in node.values() if isinstance(value, dict | list))
        elif isinstance(node, list):
            queue.extend(node[:_MOST_NODES])


def _resolved(value: Any, named: Mapping[str, dict[str, Any]]) -> Any:
    if isinstance(value, list):
        return [_resolved(item, named) if isinstance(item, dict) else item for item in value[:_MOST_TAGS]]
    if isinstance(value, dict) and set(value) == {"@id"}:
        return named.get(str(value["@id"]), value)
    return value


def _is_article(node: Mapping[str, Any]) -> bool:
    kinds = node.get("@type")
    listed = kinds if isinstance(kinds, list) else [kinds]
    return "headline" in node and any(isinstance(kind, str) and _ARTICLE.match(kind) for kind in listed)


def _meta(tree: Any) -> dict[str, list[str]]:
    meta: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        content = _text(element.get("content"))
        if name and content:
            meta.setdefault(name.strip().lower(), []).append(content)
    return meta


def _first(meta: Mapping[str, list[str]], names: tuple[str, ...]) -> str | None:
    return next((meta[name][0] for name in names if name in meta), None)


def _first_date(meta: Mapping[str, list[str]], names: tuple[str, ...]) -> str | None:
    dates = (_date(meta[name][0]) for name in names if name in meta)
    return next((found for found in dates if found), None)


def _author(meta: Mapping[str, list[str]]) -> str | None:
    named = (content for name in _AUTHORS for content in meta.get(name, ()))
    return next((content for content in named if "://" not in content), None)


def _text(value: Any) -> str | None:
    if not isinstance(value, str):
        return None
    # Content of JSON-LD is often escaped once more than it should be.
    return _BLANKS.sub(" ", unescape(value)).strip() or None


def _date(value: Any) -> str | None:
    """The day as the page writes it, in the page's own time zone."""
    match = _DATE.match(value) if isinstance(value, str) else None
    if not match:
        return None
    try:
        return date(*map(int, match.groups())).isoformat()
    except ValueError:
        return None


def _names(value: Any) -> list[str]:
    listed = value if isinstance(value, list) else [value]
    names = [_text(item.get("name")) if isinstance(item, dict) else _text(item) for item in listed]
    return list(dict.fromkeys(name for name in names if name and "://" not in name))


def _name(value: Any) -> str | None:
    return next(iter(_names(value)), None)


def _heading(tree: Any) -> str | None:
    for heading in [*tree.iter("h1"), *tree.iter("title")]:
        if text := _text("".join(heading.itertext())):
            return text
    return None


def _language(tree: Any, article: Mapping[str, Any], meta: Mapping[str, list[str]]) -> str | None:
    stated = (_text(article.get("inLanguage")), tree.get("lang"), _first(meta, ("og:locale", "language")))
    for tag in stated:
        code = (tag or "").strip().lower().replace("_", "-").partition("-")[0]
        # "in" was Indonesian's code until 1989, and Java still writes it.
        if re.fullmatch(r"[a-z]{2}", code):
            return "id" if code == "in" else code
    return None


def _canonical(
    tree: Any, meta: Mapping[str, list[str]], article: Mapping[str, Any], url: str | None
) -> str | None:
    links = [e.get("href") for e in tree.iter("link") if "canonical" in (e.get("rel") or "").lower().split()]
    main = article.get("mainEntityOfPage")
    stated = [*links, *meta.get("og:url", ()), main.get("@id") if isinstance(main, dict) else main]
    for candidate in [*stated, article.get("url")]:
        if isinstance(candidate, str) and (sound := _web_address(candidate.strip(), url)):
            return sound
    return url


def _web_address(candidate: str, url: str | None) -> str | None:
    try:
        whole = urljoin(url or "", candidate)
        parts = urlsplit(whole)
        host, plain = parts.hostname, "@" not in parts.netloc
    except ValueError:
        return None
    sound = parts.scheme in ("http", "https") and bool(host) and plain and not re.search(r"\s", whole)
    return whole.partition("#")[0] if sound else None


def _tags(article: Mapping[str, Any], meta: Mapping[str, list[str]]) -> list[str]:
    stated = article.get("keywords")
    texts = stated if isinstance(stated, list) else [stated]
    texts = [text for text in texts if isinstance(text, str)] or meta.get("article:tag", [])
    texts = texts or [content for name in _TAGS for content in meta.get(name, ())][:1]
    tags = (_text(tag) for text in texts for tag in text.split(","))
    return list(dict.fromkeys(tag for tag in tags if tag and len(tag) <= 80))[:_MOST_TAGS]
