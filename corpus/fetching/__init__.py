"""Fetching pages and feeds from the web: what the commands do, and the service never does."""

from corpus.drafts import ArticleDraft
from corpus.errors import UnreadableSource
from corpus.fetching.fetcher import FEED_TYPES, PAGE_TYPES, Fetched, Fetcher, Validators
from corpus.fetching.targets import shown_address
from corpus.problems import Language
from corpus.web_pages import draft_from_html

__all__ = ["FEED_TYPES", "PAGE_TYPES", "Fetched", "Fetcher", "Validators", "draft_from_url", "shown_address"]


def draft_from_url(
    url: str, *, allow_http: bool = False, fetcher: Fetcher | None = None, language: Language = "id"
) -> ArticleDraft:
    """Fetch a page and read it into a draft whose notices are in `language`.

    Raises FetchRefused, FetchFailed, UnreadableSource.
    """
    page = (fetcher or Fetcher(allow_http=allow_http)).fetch(url)
    try:
        return draft_from_html(page.body or b"", page.url, charset=page.charset, language=language)
    except UnreadableSource as error:
        raise UnreadableSource(page.shown, error.fault, error.detail) from None
