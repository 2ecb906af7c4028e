"""Rebuilds of one folder that start at the same moment."""

import subprocess
import sys
from pathlib import Path

from index.embedder import HashingEmbedder
from index.opening import open_index

_ROOT = Path(__file__).parents[2]


def race(folder: Path, runners: int = 8) -> tuple[int, int]:
    """Start the rebuilds; returns how many published and how many named the process that had the lock."""
    children = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.sweep.rebuild", str(folder), "wait"],
            cwd=_ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(runners)
    ]
    for child in children:
        assert child.stdout
        assert child.stdout.readline() == "ready\n"
    for child in children:
        assert child.stdin
        child.stdin.write("\n")
        child.stdin.flush()
    said = [child.communicate(timeout=60)[0].strip() for child in children]
    published = [line for line in said if line.startswith("v")]
    locked = [line for line in said if line.startswith("locked: process ")]
    assert len(published) >= 1, said
    assert len(set(published)) == len(published), said
    assert len(published) + len(locked) == runners, said
    numbers = {str(child.pid) for child in children}
    assert all(line.split()[2] in numbers for line in locked), (said, numbers)
    assert open_index(folder, HashingEmbedder(8)).generation == max(published)
    return len(published), len(locked)
