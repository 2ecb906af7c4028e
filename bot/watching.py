"""Follows the corpus folder: what editors save is in the index soon after, if it is sound."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from pathlib import Path
from typing import Literal

from bot.problems import describe
from corpus.errors import TanyaError
from index.errors import IndexLocked

LOCK_PAUSE = 1.0
"""Seconds before a build is tried again that another process's build stood in the way of."""

_SUFFIXES = frozenset({".md", ".yml", ".yaml"})
_LOOKED_EVERY_MS = 500
_QUIET_MS = 300
_log = logging.getLogger(__name__)


class Watcher:
    """Refreshes the index at every change; a refresh that fails leaves the index as it is until the next one.

    `refresh` builds if anything has changed, in a thread, and gives the name of what it published or None.
    """

    def __init__(
        self,
        changes: Callable[[], AsyncIterator[None]],
        refresh: Callable[[], str | None],
        language: Literal["id", "en"] = "id",
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._changes = changes
        self._refresh = refresh
        self._language: Literal["id", "en"] = language
        self._pause = pause

    async def follow(self) -> None:
        """Follow the changes until they end or the task is cancelled."""
        async for _ in self._changes():
            while True:
                try:
                    if published := await asyncio.to_thread(self._refresh):
                        _log.info("the article files have changed; built index generation %s", published)
                except IndexLocked:
                    await self._pause(LOCK_PAUSE)
                    continue
                except (TanyaError, OSError) as error:
                    problem = describe(error, self._language)
                    _log.error(
                        "the index was not rebuilt: %s %s %s",
                        problem.title,
                        problem.detail,
                        problem.particulars,
                    )
                break


def is_watched(path: str) -> bool:
    """Whether a file can be an article or a check: what editors' programs put beside them is not."""
    return Path(path).suffix in _SUFFIXES and not Path(path).name.startswith((".", "#", "~"))


async def folder_changes(folders: Sequence[Path]) -> AsyncIterator[None]:
    """One item at the start and one for every burst of changes to article and check files in `folders`.

    A folder that is not there, or goes, is waited for.
    """
    from watchfiles import awatch

    while True:
        there = [folder for folder in folders if folder.is_dir()]
        started = False
        if there:
            # Changes during the build that an item sets off are kept by the watcher for the next one.
            async for changes in awatch(
                *there,
                watch_filter=lambda _, path: is_watched(path),
                debounce=_QUIET_MS,
                rust_timeout=_LOOKED_EVERY_MS,
                yield_on_timeout=True,
            ):
                if changes or not started:
                    started = True
                    yield
                if [folder for folder in folders if folder.is_dir()] != there:
                    break
        else:
            await asyncio.sleep(_LOOKED_EVERY_MS / 1000)
