"""Where the items of a list stand in a sentence: runs of names between commas and conjunctions."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache

from bot.answering.classes import class_of
from bot.answering.words import alternatives, table

Span = tuple[int, int]

_NAME_WORD = re.compile(r"[\"“‘']?(?:[A-Z0-9À-Þ]|al-|bin\b|binti\b)[\w.’'/-]*[\"”’']?")
_SMALL = frozenset({"di", "dan", "of", "the", "de", "bin", "binti", "and", "untuk", "ke"})
_MOST_WORDS_OF_AN_ITEM = 7
# "Juara I Anu", "peringkat kedua Banu": the place of an item before its name.
_RANK = re.compile(
    r"(?i:juara|peringkat|posisi|urutan|tempat|pemenang)\s+"
    r"(?:[IVX]+|\d+|(?i:umum|harapan(?:\s+(?:[IVX]+|\d+|pertama|kedua|ketiga))?|pertama|ke\w+))\s+"
)
_DEGREE = re.compile(r"(?:[A-Z][A-Za-z]{0,5}\.)+(?:[A-Z][A-Za-z]*\.?)?|[A-Z][a-z]?\.[A-Z][a-z]*")


def items_in(
    body: str, start: int, end: int, accepts: Callable[[Sequence[Span]], bool]
) -> Iterator[Sequence[Span]]:
    """Yield the items of each list in a sentence, two or more; one not accepted may have another inside."""
    cuts = pieces(body, start, end)
    first = 0
    while first < len(cuts) - 1:
        last = _last_piece(body, cuts, first)
        spans = [_first_item(body, cuts, first)]
        spans += [piece[:2] for piece in cuts[first + 1 : last]]
        spans.append(leading_name(body, *cuts[last][:2]))
        whole = [span for span in spans if span]
        if last == first or None in (spans[0], spans[-1]) or not accepts(whole):
            first += 1
            continue
        yield whole
        first = last + 1


def pieces(body: str, start: int, end: int) -> list[tuple[int, int, bool]]:
    """Split a sentence at commas and conjunctions outside brackets: (start, end, after a conjunction)."""
    found: list[tuple[int, int, bool]] = []
    at, joined = start, False
    for sep in _separator().finditer(body, start, end):
        if body.count("(", at, sep.start()) > body.count(")", at, sep.start()):
            continue
        if body[sep.start()] == "," and body[sep.start() - 1 : sep.start() + 2].replace(",", "").isdigit():
            continue
        found.append((at, sep.start(), joined))
        at, joined = sep.end(), bool(sep["conj"] or sep["both"])
    found.append((at, end, joined))
    return found


@cache
def _separator() -> re.Pattern[str]:
    """What stands between items; "disusul" and the like between those of a ranking."""
    ranked = "|".join(map(re.escape, table("list_words")["ranked"]))
    return re.compile(
        rf"(?P<comma>\s*[,;]\s*(?:(?P<both>dan|serta|and|or|atau)\s+)?(?:(?:{ranked})(?:\s+(?:oleh|by))?\s+)?)"
        r"|\s+(?P<conj>dan|serta|and|maupun)\s+"
    )


def _last_piece(body: str, cuts: Sequence[tuple[int, int, bool]], first: int) -> int:
    """The piece that ends the list whose first item ends piece `first`; `first` itself when there is none."""
    at = first + 1
    while at < len(cuts) and not cuts[at][2] and is_name(body[slice(*cuts[at][:2])]):
        at += 1
    if at < len(cuts) and cuts[at][2]:
        return at
    return at - 1 if at - 1 - first >= 3 else first


def is_name(text: str) -> bool:
    """Whether a text is a name as a whole, with the class noun before it or without."""
    if _DEGREE.fullmatch(text.strip()) or not re.search(r"[^\W\d_]", text):
        return False
    if alternatives("list_words", "stands for all").fullmatch(text.strip()):
        return False
    bare = _RANK.sub("", re.sub(r"\([^)]*\)", "", text).strip(' .”"'), count=1)
    tokens = bare.split()
    return (
        0 < len(tokens) <= _MOST_WORDS_OF_AN_ITEM
        and bool(_NAME_WORD.match(tokens[0]) or class_of(tokens[0]))
        and all(_NAME_WORD.fullmatch(t) or t in _SMALL or class_of(t) for t in tokens)
        and any(_NAME_WORD.match(t) for t in tokens)
    )


def bare_name(item: str) -> str:
    """The name of an item without its place in an order before it and what stands in brackets behind it."""
    return _RANK.sub("", item.split("(")[0].strip(), count=1)


def without_rank(body: str, start: int, end: int) -> int:
    """Where an item's name starts behind its place in an order."""
    rank = _RANK.match(body, start, end)
    return rank.end() if rank else start


def _tail(body: str, start: int, end: int) -> Span | None:
    """The trailing run of name words of [start, end)."""
    at = None
    tokens = list(re.finditer(r"\([^)]*\)|\S+", body[start:end]))
    for token in reversed(tokens):
        if not (
            _NAME_WORD.fullmatch(token.group()) or token.group().startswith("(") or class_of(token.group())
        ):
            break
        at = start + token.start()
    if at is None:
        return None
    words = alternatives("list_words", "continues").match, alternatives("list_words", "contrast").match
    if opening := next((found for match in words if (found := match(body, at))), None):
        at = end - len(body[opening.end() : end].lstrip())
    at = next(
        (rank.start() for rank in _RANK.finditer(body, start, end) if rank.start() < at <= rank.end()), at
    )
    return (at, end) if is_name(body[at:end]) else None


def _first_item(body: str, cuts: Sequence[tuple[int, int, bool]], number: int) -> Span | None:
    """The name that ends a piece, or from which a ranking goes on: "Anu memimpin dengan 9, disusul Banu"."""
    start, end, _ = cuts[number]
    last = _tail(body, start, end)
    of_another = last and _home().search(body, start, last[0])
    if (last and not of_another) or not _ranks().search(body, end, cuts[number + 1][0]):
        return last
    told = (found.start() for found in alternatives("list_words", "leads").finditer(body, start, end))
    leaders = (_tail(body, start, start + len(body[start:at].rstrip())) for at in told)
    return next(filter(None, leaders), last)


@cache
def _home() -> re.Pattern[str]:
    return re.compile(rf"{alternatives('list_words', 'home').pattern}\s*$", re.IGNORECASE)


@cache
def _ranks() -> re.Pattern[str]:
    return alternatives("list_words", "ranked")


def leading_name(body: str, start: int, end: int) -> Span | None:
    """The leading run of name words of [start, end)."""
    stop = None
    first, start = start, without_rank(body, start, end)
    for token in re.finditer(r"\([^)]*\)|\S+", body[start:end]):
        text = token.group()
        bare = text.rstrip('.,:;!?”"')
        if not (_NAME_WORD.fullmatch(bare) or text.startswith("(") or (stop is None and class_of(bare))):
            break
        if not text.startswith("(") or stop is None or body[stop] == " ":
            stop = start + token.start() + len(bare)
        if bare != text:
            break
    if stop is None:
        return None
    glued = body.find("(", start, stop)
    if glued > start and body[glued - 1] not in " ":
        stop = len(body[:glued].rstrip("."))
    return (first, stop)
