"""Web pages read into drafts of articles."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from corpus.confined import Limits, read_confined
from corpus.drafts import ArticleDraft
from corpus.problems import Language, printable

_READER = "corpus.page_reading:read_page"

_NOTICES: Mapping[str, Mapping[Language, str]] = {
    "replaced": {
        "id": "{} tanda pada halaman tidak terbaca; periksa teksnya",
        "en": "{} characters of the page could not be read; check the text",
    },
    "altered": {
        "id": "{} paragraf tidak kata demi kata seperti pada halaman, yang pertama: “{}”",
        "en": "{} paragraphs are not word for word as on the page, the first: “{}”",
    },
    "elsewhere": {
        "id": "halaman dari {} menyebut alamat di {} sebagai alamatnya",
        "en": "the page of {} names an address at {} as its own",
    },
}
_SHOWN_CHARS = 60


def draft_from_html(
    html: bytes,
    url: str | None,
    *,
    charset: str | None = None,
    language: Language = "id",
    limits: Limits | None = None,
) -> ArticleDraft:
    """Read a page into a draft: its own statements for the fields, its article for the body.

    `url` is where the page came from, `charset` what the server said of it, `language` that of the notices.
    Raises UnreadableSource, also where the page is nested too deeply to be read whole or holds no article.
    """
    read = read_confined(_READER, html, {"url": url, "charset": charset}, limits)
    return ArticleDraft(
        title=read["title"],
        publisher=read["publisher"],
        published=read["published"],
        language=read["language"],
        body="\n\n".join(read["paragraphs"]),
        url=read["url"],
        byline=read["byline"],
        updated=read["updated"],
        tags=tuple(read["tags"]),
        notices=tuple(_notices(read, url, language)),
    )


def _notices(read: Mapping[str, Any], url: str | None, language: Language) -> list[str]:
    notices: list[str] = []
    if read["replaced"]:
        notices.append(_NOTICES["replaced"][language].format(read["replaced"]))
    if read["altered"]:
        shown = printable(read["altered"][0][:_SHOWN_CHARS])
        notices.append(_NOTICES["altered"][language].format(len(read["altered"]), shown))
    hosts = [urlsplit(address).hostname for address in (url, read["url"]) if address]
    if len(hosts) > 1 and hosts[0] != hosts[1]:
        notices.append(_NOTICES["elsewhere"][language].format(*hosts))
    return notices
