"""Versions of one story: which article takes the place of which."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from corpus.article import Article


def superseded(articles: Iterable[Article]) -> Mapping[str, str]:
    """Give, for the id of every older version, the id of the newest version of its story.

    Articles joined by `supersedes`, however many steps apart, are versions of one story; a link to an article
    that is not among `articles` joins nothing. The newest is the one that no other supersedes; where links
    made by hand leave several such, or lead in a circle, the latest date decides, then the id.
    """
    known = {article.id: article for article in articles}
    later: dict[str, set[str]] = defaultdict(set)
    joined: dict[str, set[str]] = defaultdict(set)
    for article in known.values():
        if article.supersedes in known and article.supersedes != article.id:
            later[article.supersedes].add(article.id)
            joined[article.supersedes].add(article.id)
            joined[article.id].add(article.supersedes)
    newest: dict[str, str] = {}
    seen: set[str] = set()
    for start in joined:
        if start in seen:
            continue
        story = _reached(start, joined)
        seen |= story
        heads = [name for name in story if not later[name]] or list(story)
        head = max(heads, key=lambda name: (latest_date(known[name]), name))
        newest |= {name: head for name in sorted(story) if name != head}
    return newest


def latest_date(article: Article) -> str:
    """The date of an article's last change, as exact as it is known; such dates sort as text."""
    return article.updated or article.published


def _reached(start: str, joined: Mapping[str, set[str]]) -> set[str]:
    story, waiting = {start}, [start]
    while waiting:
        fresh = joined[waiting.pop()] - story
        story |= fresh
        waiting += fresh
    return story
