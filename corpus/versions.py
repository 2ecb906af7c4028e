"""Versions of one story: which article takes the place of which."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

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


def join(new: Article, onto: Article, articles: Iterable[Article]) -> tuple[Article, ...]:
    """Make `new` a version of the story of `onto`, after every version that is not later by its date.

    Gives what is to be written, in this order: `new`, and the later version that now follows it, if any.
    """
    known = {article.id: article for article in articles}
    earlier: Article | None = known[superseded(known.values()).get(onto.id, onto.id)]
    follower: Article | None = None
    passed: set[str] = set()
    while earlier is not None and earlier.id not in passed and _is_before(new, earlier):
        passed.add(earlier.id)
        follower, earlier = earlier, known.get(earlier.supersedes or "")
    joined = replace(new, supersedes=earlier.id if earlier else None)
    return (joined,) if follower is None else (joined, replace(follower, supersedes=new.id))


def without(leaving: str, articles: Iterable[Article]) -> tuple[Article, ...]:
    """Give the articles to be written so that the story of the article `leaving` stays joined without it."""
    known = {article.id: article for article in articles}
    earlier = known[leaving].supersedes if leaving in known else None
    return tuple(
        replace(article, supersedes=earlier if earlier != article.id else None)
        for article in known.values()
        if article.supersedes == leaving and article.id != leaving
    )


def latest_date(article: Article) -> str:
    """The date of an article's last change, as exact as it is known; such dates sort as text."""
    return article.updated or article.published


def _is_before(one: Article, other: Article) -> bool:
    first, second = latest_date(one), latest_date(other)
    shared = min(len(first), len(second))
    return first[:shared] < second[:shared]


def _reached(start: str, joined: Mapping[str, set[str]]) -> set[str]:
    story, waiting = {start}, [start]
    while waiting:
        fresh = joined[waiting.pop()] - story
        story |= fresh
        waiting += fresh
    return story
