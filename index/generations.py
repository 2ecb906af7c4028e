"""Generations: immutable, checksummed versions of the index in one folder, published by rename.

CURRENT         the name of the live generation
LOCK            flock, one writer at a time
v000012/        files, and MANIFEST.json, written last, with the size and BLAKE3 hash of each
"""

import contextlib
import fcntl
import os
import re
import time
from collections.abc import Generator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

from index.errors import DamagedGeneration, IndexLocked, NoGeneration
from index.files import Files
from index.manifest import MANIFEST, MAX_MANIFEST_BYTES, entry_of, fault_of, seal, unseal

ARTICLES, NOTES, VECTORS = "articles.jsonl", "notes.jsonl", "vectors.faiss"
PASSAGES, LEXICAL = "passages/", "lexical/"
KEPT = 3
_LOCK_TRIES, _LOCK_PAUSE = 50, 0.002
_NAME = re.compile(r"v(\d{6,})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Generation:
    """One generation as it was read and verified: its name, its manifest and the bytes of its files."""

    name: str
    manifest: Mapping[str, Any]
    files: dict[str, bytes]

    def take(self, file: str) -> bytes:
        """The bytes of one file, which is kept here no longer. Raises KeyError."""
        return self.files.pop(file)

    def take_inside(self, folder: str) -> dict[str, bytes]:
        """The files in one of its folders, by their names there, which are kept here no longer."""
        inside = [name for name in self.files if name.startswith(folder)]
        return {name.removeprefix(folder): self.files.pop(name) for name in inside}

    def copy(self) -> "Generation":
        """The same files in a generation of their own, to take them from."""
        return Generation(self.name, self.manifest, dict(self.files))


@dataclass(frozen=True, slots=True)
class GenerationStatus:
    """What `tanya status` tells of one generation; `fault` is None when every file is as it was published."""

    name: str
    live: bool
    fault: str | None
    bytes: int
    manifest: Mapping[str, Any]


class IndexFolder:
    """The folder that holds the generations."""

    def __init__(self, path: Path, files: Files | None = None) -> None:
        self.path = path
        self._files = files or Files()

    @contextlib.contextmanager
    def locked(self) -> Generator[None]:
        """Hold the writer's lock. Raises `IndexLocked`, naming the process that has it."""
        self._files.make_folder(self.path)
        with self._files.open_lock(self.path / "LOCK") as lock:
            self._lock(lock)
            lock.truncate(0)
            lock.write(str(os.getpid()))
            lock.flush()
            try:
                yield
            finally:
                # The next holder has the lock before it has written its number: better none than ours.
                with contextlib.suppress(OSError):
                    lock.truncate(0)

    def _lock(self, lock: TextIO) -> None:
        for _ in range(_LOCK_TRIES):
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            except BlockingIOError:
                lock.seek(0)
                if holder := lock.read(20).strip():
                    raise IndexLocked(f"process {holder} is writing {self.path}") from None
            # Who has the lock has only just got it, or is done with it already.
            time.sleep(_LOCK_PAUSE)
        raise IndexLocked(f"another process is writing {self.path}")

    def publish(self, files: Mapping[str, bytes], facts: Mapping[str, Any]) -> str:
        """Write a generation and make it live; returns its name. Call it inside `locked()`.

        Whatever interrupts it, the folder has the old or the new generation live, and nothing else.
        """
        for stale in sorted(self.path.glob("tmp-*")):
            self._files.remove(stale)
        before = self.current()
        name = f"v{max([self._number(taken) for taken in self._taken()], default=0) + 1:06d}"
        folder = self.path / f"tmp-{name}-{os.getpid()}"
        try:
            self._write(folder, name, files, facts)
            self._files.rename(folder, self.path / name)
        except OSError:
            # On a full disk what was half written is in the way of the next build, and of everyone else.
            with contextlib.suppress(OSError):
                self._files.remove(folder)
            raise
        self._files.sync_folder(self.path)
        self._point_at(name)
        self._forget_old({name, before})
        return name

    def names(self) -> tuple[str, ...]:
        """The generations in the folder, oldest first."""
        found = [p.name for p in self.path.glob("v*") if _NAME.fullmatch(p.name) and p.is_dir()]
        return tuple(sorted(found, key=self._number))

    def current(self) -> str | None:
        """The name in CURRENT, or None when there is none that could be a generation's."""
        try:
            text = self._files.read(self.path / "CURRENT", 100).decode("ascii").strip()
        except (OSError, UnicodeDecodeError):
            return None
        return text if _NAME.fullmatch(text) else None

    def order(self) -> tuple[str, ...]:
        """The generations in the order in which to try them: the live one, then the newest first.

        Raises `NoGeneration`.
        """
        live = self.current()
        rest = tuple(name for name in reversed(self.names()) if name != live)
        if live is None and not rest:
            raise NoGeneration(f"{self.path} holds no index")
        return (live, *rest) if live else rest

    def read(self, name: str) -> Generation:
        """Read and verify one generation. Raises `DamagedGeneration` with what is wrong."""
        try:
            manifest = unseal(name, self._read(name, MANIFEST, MAX_MANIFEST_BYTES))
        except ValueError as error:
            raise DamagedGeneration(f"{name}: {MANIFEST} {error}") from None
        files: dict[str, bytes] = {}
        faults: dict[str, Future[str | None]] = {}
        with ThreadPoolExecutor(1) as hashing:  # While one file is hashed, the next is read.
            for file, entry in manifest["files"].items():
                files[file] = self._read(name, file, entry["bytes"])
                faults[file] = hashing.submit(fault_of, files[file], entry)
        for file, fault in faults.items():
            if fault.result():
                raise DamagedGeneration(f"{name}: {file} {fault.result()}")
        return Generation(name, manifest, files)

    def rollback(self) -> str:
        """Make the newest whole generation before the live one live; returns its name.

        Raises `NoGeneration` when there is none.
        """
        with self.locked():
            names = self.names()
            live = self.current() or next(reversed(names), "v000000")
            for name in reversed(names):
                if self._number(name) < self._number(live) and self._status(name, live).fault is None:
                    self._point_at(name)
                    return name
            raise NoGeneration(f"{self.path} holds no whole index before {live}")

    def statuses(self) -> tuple[GenerationStatus, ...]:
        """What is in the folder, newest first; every file is verified."""
        live = self.current()
        return tuple(self._status(name, live) for name in reversed(self.names()))

    def _status(self, name: str, live: str | None) -> GenerationStatus:
        try:
            generation = self.read(name)
        except DamagedGeneration as damaged:
            return GenerationStatus(name, name == live, str(damaged), _size(self.path / name), {})
        return GenerationStatus(name, name == live, None, _size(self.path / name), generation.manifest)

    def _read(self, name: str, file: str, limit: int) -> bytes:
        try:
            return self._files.read(self.path / name / file, limit)
        except OSError as error:
            raise DamagedGeneration(f"{name}: {file} cannot be read ({error.strerror})") from None

    def _write(self, folder: Path, name: str, files: Mapping[str, bytes], facts: Mapping[str, Any]) -> None:
        self._files.make_folder(folder)
        folders = {folder}
        with ThreadPoolExecutor(1) as hashing:
            entries = hashing.map(entry_of, files.values())
            for file, data in sorted(files.items()):
                target = folder / file
                if target.parent not in folders:
                    self._files.make_folder(target.parent)
                    folders.add(target.parent)
                self._files.write(target, data)
        when = datetime.now(UTC).isoformat(timespec="seconds")
        manifest = seal(name, when, facts, dict(zip(files, entries, strict=True)))
        self._files.write(folder / MANIFEST, manifest)
        for inner in sorted(folders, reverse=True):
            self._files.sync_folder(inner)

    def _taken(self) -> list[str]:
        """The names that are not free any more: a name stands for one content, for good."""
        live = self.current()
        there = [p.name for p in self.path.glob("v*") if _NAME.fullmatch(p.name)]
        return [*there, live] if live else there

    def _point_at(self, name: str) -> None:
        waiting = self.path / "CURRENT.tmp"
        self._files.write(waiting, f"{name}\n".encode("ascii"))
        self._files.rename(waiting, self.path / "CURRENT")
        self._files.sync_folder(self.path)

    def _forget_old(self, kept: set[str | None]) -> None:
        names = self.names()
        spare = KEPT - sum(name in kept for name in names)
        others = [name for name in names if name not in kept]
        for name in others[: max(len(others) - spare, 0)]:
            # One that cannot be removed costs space, not answers; the next build tries again. It loses its
            # name first, so that a half removed one is no damaged one.
            with contextlib.suppress(OSError):
                going = self.path / f"tmp-old-{name}"
                self._files.rename(self.path / name, going)
                self._files.remove(going)

    @staticmethod
    def _number(name: str) -> int:
        return int(name[1:])


def _size(folder: Path) -> int:
    """Bytes in a folder; what goes while it is measured does not count."""
    size = 0
    for inner, _, files in os.walk(folder):
        for file in files:
            with contextlib.suppress(OSError):
                size += (Path(inner) / file).lstat().st_size
    return size
