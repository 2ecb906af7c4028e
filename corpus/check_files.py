"""Checks: questions that editors write down with what the answer must be like, read from YAML files."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.check_problems import CheckFault, CheckProblem
from corpus.cleaning import clean, decode
from corpus.errors import InvalidChecks
from corpus.fields import is_id
from corpus.problems import ArticleProblem, Language, Notice, NoticeKind
from corpus.reading import read_inside
from corpus.yaml_nodes import Items, Node, Pairs, Text, YamlFault, read_nodes

MAX_FILE_BYTES = 1_000_000

_EXPECTED = ("contains", "lacks", "refused", "article")
_FIELDS = ("question", "history", *_EXPECTED, "language")
_SUFFIXES = (".yml", ".yaml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A question, what was asked before it in the same conversation, and what the answer must be like.

    It stands at `line` (from 1) of `file`. The answer must have every text of `contains` and none of `lacks`,
    be a refusal exactly if `refused`, and have `article`, an id, among its sources. `language` is demanded of
    the answer.
    """

    file: Path
    line: int
    question: str
    history: tuple[str, ...] = ()
    contains: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    refused: bool = False
    article: str | None = None
    language: Language | None = None


@dataclass(frozen=True, slots=True)
class CheckReading:
    """A folder as read: its checks, file by file in the order in which they stand, and what is wrong."""

    checks: tuple[Check, ...]
    problems: tuple[CheckProblem, ...] = ()
    notices: tuple[Notice, ...] = ()

    def sound(self) -> tuple[Check, ...]:
        """The checks, if nothing is wrong. Raises InvalidChecks."""
        if self.problems:
            raise InvalidChecks(self.problems)
        return self.checks


def read_checks(folder: Path) -> CheckReading:
    """Read every .yml and .yaml file that lies in `folder` itself; one bad entry never hides another.

    A folder that is not there holds no checks. Files whose names open with a dot are passed over.
    """
    try:
        entries = sorted(entry for entry in folder.iterdir() if not entry.name.startswith("."))
    except FileNotFoundError:
        return CheckReading(())
    except NotADirectoryError:
        return CheckReading((), (CheckProblem(folder, 1, CheckFault.NOT_A_FOLDER),))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return CheckReading((), (CheckProblem(folder, 1, CheckFault.UNREADABLE, (reason,)),))
    readings = [_read_file(entry, folder.resolve()) for entry in entries]
    return CheckReading(
        tuple(check for reading in readings for check in reading.checks),
        tuple(problem for reading in readings for problem in reading.problems),
        tuple(notice for reading in readings for notice in reading.notices),
    )


def _read_file(file: Path, root: Path) -> CheckReading:
    if file.suffix.lower() not in _SUFFIXES:
        return CheckReading((), (), (Notice(file, 1, NoticeKind.NOT_YAML),))
    data = read_inside(file, root, MAX_FILE_BYTES)
    if isinstance(data, ArticleProblem):
        return CheckReading((), (_of_any_file(data),))
    text, notices = decode(data, file)
    if isinstance(text, ArticleProblem):
        return CheckReading((), (_of_any_file(text),), tuple(notices))
    text, cleaned = clean(text, file)
    checks, problems = _parse(text, file)
    problems.sort(key=lambda problem: problem.line)
    return CheckReading(tuple(checks), tuple(problems), (*notices, *cleaned))


def _of_any_file(problem: ArticleProblem) -> CheckProblem:
    return CheckProblem(problem.file, problem.line, CheckFault(problem.kind.value), problem.details)


def _parse(text: str, file: Path) -> tuple[list[Check], list[CheckProblem]]:
    try:
        documents = read_nodes(text)
    except YamlFault as fault:
        faults = {"syntax": CheckFault.YAML_SYNTAX, "special": CheckFault.YAML_SPECIAL}
        kind = faults.get(fault.kind, CheckFault.NOT_CHECKS)
        return [], [CheckProblem(file, fault.line, kind, (fault.detail,))]
    match documents:
        case () | (Text(value=""),) | (Items(nodes=()),):
            return [], [CheckProblem(file, 1, CheckFault.NO_CHECKS)]
        case (Items(nodes=nodes),):
            pass
        case _:
            return [], [CheckProblem(file, documents[-1].line, CheckFault.NOT_CHECKS)]
    checks: list[Check] = []
    problems: list[CheckProblem] = []
    for node in nodes:
        entry = _Entry(file, node)
        checks += [entry.check] if entry.check else []
        problems += entry.problems
    return checks, problems


class _Entry:
    """One entry of a file, to a check or to everything that is wrong with it."""

    def __init__(self, file: Path, node: Node) -> None:
        self._file = file
        self._lines: dict[str, int] = {}
        self.problems: list[CheckProblem] = []
        self.check: Check | None = None
        if not isinstance(node, Pairs):
            self._refuse(node.line, CheckFault.NOT_CHECKS)
            return
        values: dict[str, Any] = {}
        for key, value in node.pairs:
            self._take(key, value, values)
        self._judge(node.line, values)
        if not self.problems:
            self.check = Check(file=file, line=node.line, **values)

    def _refuse(self, line: int, fault: CheckFault, *details: str) -> None:
        self.problems.append(CheckProblem(self._file, line, fault, details))

    def _take(self, key: Node, value: Node, values: dict[str, Any]) -> None:
        if not isinstance(key, Text):
            self._refuse(key.line, CheckFault.NOT_CHECKS)
        elif key.value not in _FIELDS:
            self._refuse(key.line, CheckFault.UNKNOWN_FIELD, key.value, ", ".join(_FIELDS))
        elif key.value in self._lines:
            self._refuse(key.line, CheckFault.REPEATED_FIELD, key.value, str(self._lines[key.value]))
        else:
            self._lines[key.value] = key.line
            texts = self._texts if key.value in ("history", "contains", "lacks") else self._text
            if (read := texts(key.value, value)) is not None:
                values[key.value] = read

    def _texts(self, name: str, node: Node) -> tuple[str, ...] | None:
        # A single text stands for the list of it.
        nodes = (node,) if isinstance(node, Text) else node.nodes if isinstance(node, Items) else ()
        texts = tuple(_folded(item.value) for item in nodes if isinstance(item, Text))
        if len(texts) < len(nodes) or isinstance(node, Pairs):
            self._refuse(node.line, CheckFault.NOT_TEXTS, name)
        elif not texts or not all(texts):
            self._refuse(node.line, CheckFault.EMPTY, name)
        else:
            return texts
        return None

    def _text(self, name: str, node: Node) -> str | bool | None:
        if not isinstance(node, Text):
            self._refuse(node.line, CheckFault.NOT_TEXT, name)
        elif not (text := _folded(node.value)):
            self._refuse(node.line, CheckFault.EMPTY, name)
        elif name in _RULES and not _RULES[name][0](text):
            self._refuse(node.line, _RULES[name][1], text)
        else:
            return text == "true" if name == "refused" else text
        return None

    def _judge(self, line: int, values: dict[str, Any]) -> None:
        """What is wrong with the entry as a whole; what was named and is wrong by itself was told already."""
        if "question" not in self._lines:
            self._refuse(line, CheckFault.NO_QUESTION)
        if not any(name in self._lines for name in _EXPECTED):
            self._refuse(line, CheckFault.NOTHING_EXPECTED, ", ".join(_EXPECTED))
        if values.get("refused") and "article" in values:
            self._refuse(self._lines["article"], CheckFault.REFUSED_WITH_ARTICLE)
        wanted = {text.casefold() for text in values.get("contains", ())}
        for text in values.get("lacks", ()):
            if text.casefold() in wanted:
                self._refuse(self._lines["lacks"], CheckFault.WANTED_AND_BANNED, text)


def _folded(text: str) -> str:
    return " ".join(text.split())


_RULES: dict[str, tuple[Callable[[str], bool], CheckFault]] = {
    "refused": (lambda text: text in ("true", "false"), CheckFault.BAD_REFUSED),
    "language": (lambda text: text in ("id", "en"), CheckFault.BAD_LANGUAGE),
    "article": (is_id, CheckFault.BAD_ARTICLE),
}
