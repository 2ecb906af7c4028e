"""Whether a generation that is in service is still on the disk as it was published."""

import os
from pathlib import Path

from index.errors import DamagedGeneration
from index.generations import IndexFolder

REREAD_AFTER = 1200
"""Looks after which the files are read again though nothing seems to have touched them."""

_Signature = tuple[tuple[str, int, int, int, int], ...]


class Inspector:
    """Looks at a generation's files: always at size and times, at the content when those change."""

    def __init__(self, folder: Path, reread_after: int = REREAD_AFTER) -> None:
        self._folder = IndexFolder(folder)
        self._reread_after = reread_after
        self._looks = 0
        self._seen: tuple[str, _Signature] | None = None
        self._sound = True

    def sound(self, name: str) -> bool:
        """Whether every file of the generation is as the manifest says."""
        seen = (name, _signature(self._folder.path / name))
        self._looks += 1
        if seen != self._seen or self._looks >= self._reread_after:
            self._seen, self._looks = seen, 0
            try:
                self._folder.read(name)
                self._sound = True
            except DamagedGeneration:
                self._sound = False
        return self._sound


def _signature(folder: Path) -> _Signature:
    found: list[tuple[str, int, int, int, int]] = []
    for inner, _, files in os.walk(folder):
        for file in files:
            path = Path(inner, file)
            try:
                status = path.lstat()
            except OSError:
                continue
            found.append((str(path), status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino))
    return tuple(sorted(found))
