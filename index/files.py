"""The file layer of an index folder: every call that a disk can fail, where tests can replace it."""

import os
import shutil
from pathlib import Path


class Files:
    """Writes that are on the disk when they return. Every method may raise OSError."""

    def write(self, path: Path, data: bytes) -> None:
        """Create a file with `data` and wait until the disk has it."""
        fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
        try:
            view = memoryview(data)
            while view:
                view = view[os.write(fd, view) :]
            os.fsync(fd)
        finally:
            os.close(fd)

    def make_folder(self, path: Path) -> None:
        """Create a folder and those above it."""
        path.mkdir(parents=True, exist_ok=True)

    def rename(self, source: Path, target: Path) -> None:
        """Rename in one step; `target` is replaced if it is a file."""
        source.replace(target)

    def sync_folder(self, path: Path) -> None:
        """Wait until the disk has the names in a folder."""
        fd = os.open(path, os.O_RDONLY)
        try:
            os.fsync(fd)
        finally:
            os.close(fd)

    def remove(self, path: Path) -> None:
        """Remove a folder and all in it."""
        shutil.rmtree(path)
