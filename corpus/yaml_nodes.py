"""YAML as it is written: the parser's events alone, nothing constructed, nothing that could unfold.

Values stay the text that stands in the file (`yes`, 2020 and 2020-11-03 are text); every node has its line.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import yaml

_LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_RESOLVER = yaml.resolver.Resolver()
_DEEPEST = 8

TEXT_TAG = "tag:yaml.org,2002:str"
NULL_TAG = "tag:yaml.org,2002:null"


@dataclass(frozen=True, slots=True)
class Text:
    """A single value as written, "" where YAML sees none; `line` counts from 1."""

    line: int
    value: str


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    line: int
    nodes: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Keys with their values, in the order in which they stand; a key may repeat."""

    line: int
    pairs: tuple[tuple["Node", "Node"], ...]


Node = Text | Items | Pairs


class YamlFault(Exception):
    """The text is not plain YAML: at `line` (from 1) stands what `detail` says."""

    def __init__(self, line: int, kind: Literal["syntax", "special", "too deep"], detail: str = "") -> None:
        super().__init__(kind, line, detail)
        self.line = line
        self.kind = kind
        self.detail = detail


def read_nodes(text: str) -> tuple[Node, ...]:
    """The nodes of every document in the text, one a document.

    Raises YamlFault on wrong syntax, on anchors, aliases and tags, and on what is nested too deep.
    """
    events = iter(events_of(text))
    reader = _Reader(events, _last_line(text))
    return tuple(reader.node(next(events)) for event in events if isinstance(event, yaml.DocumentStartEvent))


def events_of(text: str) -> list[yaml.Event]:
    """The parser's events. Raises YamlFault on wrong syntax."""
    try:
        return list(yaml.parse(text, Loader=_LOADER))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        reason = str(getattr(error, "problem", None) or error)
        line = min(mark.line + 1, _last_line(text)) if mark else 1
        raise YamlFault(line, "syntax", reason) from None


def line_of(event: yaml.Event) -> int:
    """The line on which an event begins, from 1."""
    # Only events that were made by hand have no mark; these come from the parser.
    mark = event.start_mark
    return mark.line + 1 if mark is not None else 1  # pyright: ignore[reportUnnecessaryComparison]


def special_in(event: yaml.Event) -> str:
    """What in an event has a special meaning: an alias, an anchor, a tag; "" where nothing has."""
    if isinstance(event, yaml.AliasEvent):
        return f"*{event.anchor}"
    if anchor := getattr(event, "anchor", None):
        return f"&{anchor}"
    return str(getattr(event, "tag", None) or "")


def tag_of(scalar: yaml.ScalarEvent) -> str:
    """What YAML takes a single value for."""
    return str(_RESOLVER.resolve(yaml.ScalarNode, scalar.value, scalar.implicit))


def _last_line(text: str) -> int:
    # The parser may stand behind it when it finds that something is missing.
    return text.count("\n") + 1


class _Reader:
    def __init__(self, events: Iterator[yaml.Event], last_line: int) -> None:
        self._events = events
        self._last_line = last_line

    def node(self, event: yaml.Event, depth: int = 0) -> Node:
        line = min(line_of(event), self._last_line)
        if special := special_in(event):
            raise YamlFault(line, "special", special)
        if depth > _DEEPEST:
            raise YamlFault(line, "too deep")
        if isinstance(event, yaml.ScalarEvent):
            return Text(line, "" if tag_of(event) == NULL_TAG else str(event.value))
        nodes: list[Node] = []
        while not isinstance(inner := next(self._events), yaml.CollectionEndEvent):
            nodes.append(self.node(inner, depth + 1))
        if isinstance(event, yaml.SequenceStartEvent):
            return Items(line, tuple(nodes))
        return Pairs(line, tuple(zip(nodes[::2], nodes[1::2], strict=True)))
