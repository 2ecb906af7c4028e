"""A quote shown inside its passage: the passage cut into plain and highlighted pieces."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from bot.answering.answer import Language, Source
from bot.render import date_in_words, quotes_by_article


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of a passage's text; `quoted` when it is to be highlighted."""

    text: str
    quoted: bool


@dataclass(frozen=True, slots=True)
class ArticleView:
    """What the page shows of one article: where it is from, and its passages with their quotes."""

    title: str
    publisher: str
    published: str
    date: str
    url: str | None
    passages: tuple[tuple[Piece, ...], ...]


def article_views(sources: Sequence[Source], language: Language) -> tuple[ArticleView, ...]:
    """The sources by article, in their order; quotes of one passage are shown in it together."""
    return tuple(_view(group, language) for group in quotes_by_article(sources))


def _view(sources: Sequence[Source], language: Language) -> ArticleView:
    first = sources[0]
    # An article's address comes from a file somebody wrote: only what a browser opens as a page is linked.
    url = first.url if first.url and first.url.lower().startswith(("https://", "http://")) else None
    by_passage = sorted(sources, key=lambda source: (source.context_start, source.start))
    passages = tuple(
        pieces(list(group))
        for _, group in groupby(by_passage, lambda source: (source.context_start, source.context))
    )
    date = date_in_words(first.published, language)
    return ArticleView(first.title, first.publisher, first.published, date, url, passages)


def pieces(sources: Sequence[Source]) -> tuple[Piece, ...]:
    """The passage of `sources`, which share it and are in order, cut at the borders of their quotes.

    Quotes that overlap or touch become one highlighted piece. A quote that does not stand in the passage
    where its span says is shown alone: nothing else is ever highlighted.
    """
    context, offset = sources[0].context, sources[0].context_start
    found: list[Piece] = []
    reached = 0
    for start, end in _joined([(source.start - offset, source.end - offset) for source in sources]):
        if start < 0 or end > len(context):
            return tuple(Piece(source.quote, quoted=True) for source in sources)
        found += [Piece(context[reached:start], quoted=False), Piece(context[start:end], quoted=True)]
        reached = end
    found.append(Piece(context[reached:], quoted=False))
    return tuple(piece for piece in found if piece.text)


def _joined(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
