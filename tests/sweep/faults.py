"""Every file-system call of a rebuild, found and broken with strace."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from index.builder import build_index
from index.embedder import HashingEmbedder
from index.generations import IndexFolder
from index.opening import open_index
from tests.sweep.rebuild import articles

CALLS = (
    *("openat", "write", "fsync", "rename", "mkdir", "unlink", "unlinkat", "rmdir", "ftruncate"),
    *("flock", "close", "newfstatat", "fstat", "lseek", "getdents64"),
)
FAILING = ("openat", "write", "fsync", "rename", "mkdir")
ERRORS = ("ENOSPC", "EIO")
_LINE = re.compile(r"(\w+)\(")
_ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Call:
    """The `number`th call of a name in the process, from 1."""

    name: str
    number: int


def rebuilt_before(folder: Path) -> None:
    """An index of two generations: what a rebuild finds."""
    build_index(articles(1), folder, HashingEmbedder(8))
    build_index(articles(1, 2), folder, HashingEmbedder(8))


def calls_of_a_rebuild(folder: Path) -> list[Call]:
    """The calls that a rebuild in `folder` makes on the folder and what is in it, in order."""
    rebuilt_before(folder)
    counts: Counter[str] = Counter()
    found: list[Call] = []
    for line in _traced(folder, ["-e", f"trace={','.join(CALLS)}"])[1]:
        if match := _LINE.match(line):
            counts[match[1]] += 1
            if str(folder) in line:
                found.append(Call(match[1], counts[match[1]]))
    return found


def killed_at(call: Call, folder: Path) -> None:
    """Kill a rebuild at a call; what is left must be the old or the new index, and build again."""
    _broken(call, "signal=SIGKILL", folder)


def failed_at(call: Call, error: str, folder: Path) -> None:
    """Let a call of a rebuild fail; what is left must be the old or the new index, and build again."""
    _broken(call, f"error={error}", folder)


def _broken(call: Call, fault: str, folder: Path) -> None:
    rebuilt_before(folder)
    what = f"{fault} at {call}"
    status, log = _traced(
        folder, ["-e", f"trace={call.name}", "-e", f"inject={call.name}:{fault}:when={call.number}"]
    )
    if "SIGKILL" in fault:
        assert status == -signal.SIGKILL, f"{what}: the process was not killed"
    else:
        assert str(folder) in next(line for line in log if "INJECTED" in line), what
    opened = open_index(folder, HashingEmbedder(8))
    assert len(opened.articles) in (2, 3), what
    assert opened.warnings == (), what
    assert opened.generation == f"v{len(opened.articles):06d}", what
    build_index(articles(1, 2, 3, 4), folder, HashingEmbedder(8))
    opened = open_index(folder, HashingEmbedder(8))
    assert (len(opened.articles), opened.warnings) == (4, ()), what
    assert not list(folder.glob("tmp-*")), what
    assert all(status.fault is None for status in IndexFolder(folder).statuses()), what
    shutil.rmtree(folder)


def _traced(folder: Path, options: list[str]) -> tuple[int, list[str]]:
    """Trace a rebuild from when it has loaded everything; its exit status and the trace, paths spelt out."""
    strace = shutil.which("strace")
    assert strace, "these tests need strace (Debian: apt-get install strace)"
    log = folder.with_suffix(".trace")
    command = [sys.executable, "-m", "tests.sweep.rebuild", str(folder), "wait"]
    quiet = {**os.environ, "OMP_NUM_THREADS": "1"}
    with subprocess.Popen(
        command, cwd=_ROOT, env=quiet, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout
        assert child.stdout.readline() == "ready\n"
        attach = [strace, "-y", "-o", str(log), *options, "-p", str(child.pid)]
        with subprocess.Popen(attach, stderr=subprocess.PIPE, text=True) as tracer:
            assert tracer.stderr
            assert "attached" in tracer.stderr.readline()
            child.communicate("\n", timeout=60)
            tracer.communicate(timeout=60)
    return child.returncode, log.read_text(encoding="utf-8", errors="replace").splitlines()
