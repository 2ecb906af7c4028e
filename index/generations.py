"""Generations: immutable, checksummed versions of the index in one folder, published by rename.

CURRENT         the name of the live generation
LOCK            flock, one writer at a time
v000012/        files, and MANIFEST.json, written last, with the size and SHA-256 of each
"""

import contextlib
import fcntl
import hashlib
import json
import os
import re
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from index.errors import DamagedGeneration, IndexLocked, NoGeneration
from index.files import Files

FORMAT = 1
KEPT = 3
_NAME = re.compile(r"v(\d{6,})")
_MANIFEST = "MANIFEST.json"


@dataclass(frozen=True, slots=True)
class Generation:
    """One generation as it was read and verified: its name, its manifest and the bytes of its files."""

    name: str
    manifest: Mapping[str, Any]
    files: Mapping[str, bytes]


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
        with (self.path / "LOCK").open("a+", encoding="ascii") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                lock.seek(0)
                holder = lock.read(20).strip() or "?"
                raise IndexLocked(f"process {holder} is writing {self.path}") from None
            lock.seek(0)
            lock.truncate()
            lock.write(str(os.getpid()))
            lock.flush()
            yield

    def publish(self, files: Mapping[str, bytes], facts: Mapping[str, Any]) -> str:
        """Write a generation and make it live; returns its name. Call it inside `locked()`.

        Whatever interrupts it, the folder has the old or the new generation live, and nothing else.
        """
        for stale in sorted(self.path.glob("tmp-*")):
            self._files.remove(stale)
        name = f"v{max([self._number(n) for n in self.names()], default=0) + 1:06d}"
        folder = self.path / f"tmp-{name}-{os.getpid()}"
        self._files.make_folder(folder)
        folders = {folder}
        for file, data in sorted(files.items()):
            target = folder / file
            if target.parent not in folders:
                self._files.make_folder(target.parent)
                folders.add(target.parent)
            self._files.write(target, data)
        listed = {
            file: {"bytes": len(d), "sha256": hashlib.sha256(d).hexdigest()}
            for file, d in sorted(files.items())
        }
        when = datetime.now(UTC).isoformat(timespec="seconds")
        manifest = {"format": FORMAT, "generation": name, "when": when, **facts, "files": listed}
        self._files.write(folder / _MANIFEST, _sealed(manifest))
        for inner in sorted(folders, reverse=True):
            self._files.sync_folder(inner)
        self._files.rename(folder, self.path / name)
        self._files.sync_folder(self.path)
        self._point_at(name)
        self._forget_old(name)
        return name

    def names(self) -> tuple[str, ...]:
        """The generations in the folder, oldest first."""
        found = [p.name for p in self.path.glob("v*") if p.is_dir() and _NAME.fullmatch(p.name)]
        return tuple(sorted(found, key=self._number))

    def current(self) -> str | None:
        """The name in CURRENT, or None when there is none that could be a generation's."""
        try:
            text = (self.path / "CURRENT").read_bytes()[:100].decode("ascii").strip()
        except (FileNotFoundError, UnicodeDecodeError):
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
        manifest = self._manifest(name)
        return Generation(name, manifest, dict(self._verified(name, manifest)))

    def rollback(self) -> str:
        """Make the newest whole generation before the live one live; returns its name.

        Raises `NoGeneration` when there is none.
        """
        with self.locked():
            live = self.current()
            for name in reversed(self.names()):
                older = live is None or self._number(name) < self._number(live)
                if older and self._fault(name) is None:
                    self._point_at(name)
                    return name
            raise NoGeneration(f"{self.path} holds no whole index before {live}")

    def statuses(self) -> tuple[GenerationStatus, ...]:
        """What is in the folder, newest first; every file is verified."""
        live = self.current()
        return tuple(self._status(name, live) for name in reversed(self.names()))

    def _status(self, name: str, live: str | None) -> GenerationStatus:
        fault = self._fault(name)
        size = sum(p.stat().st_size for p in (self.path / name).rglob("*") if p.is_file())
        manifest = {} if fault else self._manifest(name)
        return GenerationStatus(name, name == live, fault, size, manifest)

    def _fault(self, name: str) -> str | None:
        try:
            self.read(name)
        except DamagedGeneration as damaged:
            return str(damaged)
        return None

    def _manifest(self, name: str) -> Mapping[str, Any]:
        try:
            data = (self.path / name / _MANIFEST).read_bytes()
            manifest = json.loads(data)
            files = manifest["files"]
            good = (
                manifest["generation"] == name and manifest["format"] == FORMAT and data == _sealed(manifest)
            )
            if not good or not all(
                isinstance(e["bytes"], int) and isinstance(e["sha256"], str) and _inside(file)
                for file, e in files.items()
            ):
                raise DamagedGeneration(f"{name}: {_MANIFEST} is not one of this format")
        except OSError as error:
            raise DamagedGeneration(f"{name}: {_MANIFEST} cannot be read ({error.strerror})") from None
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise DamagedGeneration(f"{name}: {_MANIFEST} is damaged") from None
        return manifest

    def _verified(self, name: str, manifest: Mapping[str, Any]) -> Iterator[tuple[str, bytes]]:
        for file, entry in manifest["files"].items():
            path = self.path / name / file
            try:
                if path.is_symlink() or path.stat().st_size != entry["bytes"]:
                    raise DamagedGeneration(f"{name}: {file} has another size than was published")
                data = path.read_bytes()
            except OSError as error:
                raise DamagedGeneration(f"{name}: {file} cannot be read ({error.strerror})") from None
            if hashlib.sha256(data).hexdigest() != entry["sha256"]:
                raise DamagedGeneration(f"{name}: {file} has changed since it was published")
            yield file, data

    def _point_at(self, name: str) -> None:
        waiting = self.path / "CURRENT.tmp"
        self._files.write(waiting, f"{name}\n".encode("ascii"))
        self._files.rename(waiting, self.path / "CURRENT")
        self._files.sync_folder(self.path)

    def _forget_old(self, live: str) -> None:
        for name in [n for n in self.names() if n != live][: -(KEPT - 1)]:
            # A generation that cannot be removed costs space, not answers; the next build tries again.
            with contextlib.suppress(OSError):
                self._files.remove(self.path / name)

    @staticmethod
    def _number(name: str) -> int:
        return int(name[1:])


def corpus_hash(files: Mapping[str, bytes], names: Sequence[str]) -> str:
    """SHA-256 over some of the files of a generation, by name."""
    digest = hashlib.sha256()
    for name in names:
        digest.update(files[name])
    return digest.hexdigest()


def _sealed(manifest: Mapping[str, Any]) -> bytes:
    """The manifest's bytes, with a checksum of its own: nothing else would notice a change in it."""
    rest = {key: value for key, value in manifest.items() if key != "sha256"}
    body = json.dumps(rest, ensure_ascii=False, sort_keys=True)
    sealed = {**rest, "sha256": hashlib.sha256(body.encode()).hexdigest()}
    return (json.dumps(sealed, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _inside(file: str) -> bool:
    path = Path(file)
    return not path.is_absolute() and ".." not in path.parts and len(path.parts) <= 2
