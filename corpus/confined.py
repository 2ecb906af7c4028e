"""Parsing what strangers wrote, in a process of its own that may take only so much memory and time.

The child gets nothing but the bytes: no settings, no tokens, no files to write. It answers with one JSON
object. However it ends, the parent goes on.
"""

import contextlib
import importlib
import json
import resource
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import UnreadableSource
from corpus.faults import Fault

_ROOT = str(Path(__file__).resolve().parent.parent)
_START = (
    "import sys; sys.path.insert(0, sys.argv[1]); from corpus.confined import answer; answer(*sys.argv[2:])"
)
_MOST_OUTPUT_BYTES = 30_000_000


class Unreadable(Exception):
    """Raised by a reader inside the child: the input cannot be read whole."""

    def __init__(self, fault: Fault, detail: str = "") -> None:
        super().__init__(fault.value)
        self.fault = fault
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Limits:
    """What one parsing may take: bytes of address space, seconds of a processor, seconds on the clock."""

    memory: int = 1_000_000_000
    cpu_seconds: int = 10
    seconds: float = 20.0


def read_confined(
    reader: str, data: bytes, details: Mapping[str, Any], limits: Limits | None = None
) -> dict[str, Any]:
    """Have `reader`, a "module:function" of (bytes, details), read `data`; gives the dictionary it returns.

    Raises UnreadableSource if the reader refuses the data, dies, or reaches a limit.
    """
    limits = limits or Limits()
    words = [_ROOT, reader, json.dumps(dict(details)), str(limits.memory), str(limits.cpu_seconds)]
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as taken:
        given.write(data)
        given.seek(0)
        try:
            ended = subprocess.run(  # noqa: S603 - this very interpreter, on our own words
                [sys.executable, "-I", "-B", "-X", "utf8", "-c", _START, *words],
                stdin=given,
                stdout=taken,
                stderr=subprocess.DEVNULL,
                env={},
                timeout=limits.seconds,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise UnreadableSource(None, Fault.PARSER_TIME) from None
        taken.seek(0)
        return understood(ended.returncode, taken.read())


def understood(status: int, output: bytes) -> dict[str, Any]:
    """Make of a child's exit status and output what it read. Raises UnreadableSource."""
    if -status in (signal.SIGXCPU, signal.SIGKILL):
        raise UnreadableSource(None, Fault.PARSER_TIME)
    try:
        said = json.loads(output)
    except ValueError:
        reason = signal.Signals(-status).name if status < 0 else str(status)
        raise UnreadableSource(None, Fault.PARSER_DIED, reason) from None
    if "fault" in said:
        raise UnreadableSource(None, Fault(said["fault"]), said["detail"])
    return said["read"]


def answer(reader: str, details: str, memory: str, cpu_seconds: str) -> None:
    """Be the child: bounded first, then read standard input."""
    _bound(int(memory), int(cpu_seconds))
    sys.stdout.write(json.dumps(outcome(reader, sys.stdin.buffer.read(), json.loads(details))))


def outcome(reader: str, data: bytes, details: Mapping[str, Any]) -> dict[str, Any]:
    """Run a reader right here; gives {"read": …}, or {"fault": …, "detail": …}, whatever happens."""
    try:
        module, _, name = reader.partition(":")
        return {"read": getattr(importlib.import_module(module), name)(data, dict(details))}
    except Unreadable as error:
        return {"fault": error.fault, "detail": error.detail}
    except MemoryError:
        return {"fault": Fault.PARSER_LIMIT, "detail": ""}
    except RecursionError:
        return {"fault": Fault.TOO_DEEP, "detail": ""}
    except Exception as error:  # noqa: BLE001 - whatever a strange page makes a parser stumble over
        return {"fault": Fault.PARSER_DIED, "detail": type(error).__name__}


def _bound(memory: int, cpu_seconds: int) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_MOST_OUTPUT_BYTES, _MOST_OUTPUT_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    # macOS knows this limit by name only.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
