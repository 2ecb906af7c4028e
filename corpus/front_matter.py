"""The YAML details at the top of an article file, read with the line of every field.

The values are taken as they are written instead of as YAML understands them: a date stays the text
2020-11-03, and a year 2020. Only the parser's events are used, so nothing is ever constructed,
and aliases, which could unfold without end, are refused.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from corpus.problems import ArticleProblem, ProblemKind
from corpus.yaml_nodes import NULL_TAG, TEXT_TAG, YamlFault, events_of, line_of, special_in, tag_of

MAX_CHARS = 32_000


@dataclass(frozen=True, slots=True)
class Field:
    """One field as written: its line in the file and its text, its list of texts, or None for anything else.

    `is_text` says whether YAML too takes a single value for text rather than a number, date or truth value.
    """

    line: int
    value: str | tuple[str, ...] | None
    is_text: bool = True


@dataclass(slots=True)
class FrontMatter:
    """The fields that could be read, and what was wrong with the rest.

    `lines` gives the line of every field that is named at all; `whole` says that the YAML was sound.
    """

    fields: dict[str, Field] = field(default_factory=dict[str, Field])
    lines: dict[str, int] = field(default_factory=dict[str, int])
    problems: list[ArticleProblem] = field(default_factory=list[ArticleProblem])
    whole: bool = True


def parse_front_matter(text: str, file: Path, first_line: int) -> FrontMatter:
    """Read the text between the two lines of ---, whose first line has the number `first_line` in `file`."""
    read = FrontMatter()
    if len(text) > MAX_CHARS:
        read.whole = False
        details = (str(MAX_CHARS // 1000),)
        read.problems.append(ArticleProblem(file, first_line, ProblemKind.FRONT_MATTER_TOO_LARGE, details))
        return read
    try:
        events = events_of(text)
    except YamlFault as fault:
        line = first_line + fault.line - 1
        read.problems.append(ArticleProblem(file, line, ProblemKind.YAML_SYNTAX, (fault.detail,)))
        read.whole = False
    else:
        _read_fields(iter(events), read, file, first_line)
    return read


def _read_fields(events: Iterator[yaml.Event], read: FrontMatter, file: Path, first_line: int) -> None:
    def refuse(line: int, kind: ProblemKind, *details: str) -> None:
        read.problems.append(ArticleProblem(file, line, kind, details))

    next(events)
    if isinstance(next(events), yaml.StreamEndEvent):
        return
    top = next(events)
    if not isinstance(top, yaml.MappingStartEvent):
        refuse(first_line - 1 + line_of(top), ProblemKind.NOT_FIELDS)
        read.whole = False
        return
    while not isinstance(event := next(events), yaml.MappingEndEvent):
        key, _ = _node(event, events, first_line)
        value, special = _node(next(events), events, first_line)
        if not isinstance(key.value, str):
            refuse(key.line, ProblemKind.NOT_FIELDS)
            continue
        if key.value in read.lines:
            refuse(key.line, ProblemKind.REPEATED_FIELD, key.value, str(read.lines[key.value]))
            continue
        read.lines[key.value] = key.line
        if special:
            refuse(value.line, ProblemKind.YAML_SPECIAL, special)
        else:
            read.fields[key.value] = value
    next(events)
    if not isinstance(more := next(events), yaml.StreamEndEvent):
        refuse(first_line - 1 + line_of(more), ProblemKind.NOT_FIELDS)


def _node(event: yaml.Event, events: Iterator[yaml.Event], first_line: int) -> tuple[Field, str]:
    """Read one key or value and what in it has a special meaning, walking nested ones without recursion."""
    line = first_line - 1 + line_of(event)
    scalars: list[yaml.ScalarEvent] = []
    depth = 0
    nested = False
    special = ""
    is_list = isinstance(event, yaml.SequenceStartEvent)
    while True:
        special = special or special_in(event)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            nested = nested or depth > 1 or not is_list
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        elif isinstance(event, yaml.ScalarEvent):
            scalars.append(event)
        if depth == 0:
            break
        event = next(events)
    if special or nested:
        return Field(line, None), special
    texts = tuple("" if tag_of(scalar) == NULL_TAG else str(scalar.value) for scalar in scalars)
    if is_list:
        return Field(line, texts), ""
    return Field(line, texts[0], is_text=tag_of(scalars[0]) in (TEXT_TAG, NULL_TAG)), ""
