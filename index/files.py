"""The file layer of an index folder: every call that a disk can fail, where tests can replace it."""

import errno
import os
import shutil
import stat
from pathlib import Path
from typing import TextIO


class Files:
    """Reads of plain files, and writes that are on the disk when they return. All may raise OSError."""

    def read(self, path: Path, limit: int) -> bytes:
        """Read a plain file of at most `limit` bytes; a pipe or a link there is an error, not a wait."""
        fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(fd, "rb") as file:
            status = os.fstat(fd)
            if not stat.S_ISREG(status.st_mode):
                raise OSError(errno.EINVAL, "not a plain file")
            if status.st_size > limit:
                raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
            return file.read()

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

    def open_lock(self, path: Path) -> TextIO:
        """Open a lock file to read and write, created where there is none."""
        return path.open("a+", encoding="ascii", errors="replace")

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
        """Remove a folder and all in it, or whatever else has the name."""
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
