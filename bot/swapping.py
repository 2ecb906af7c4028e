"""Follows the index folder: a generation answers soon after it was published, in place of the one before."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Generic, Protocol, TypeVar

from corpus.errors import TanyaError

LOOKED_EVERY = 0.5
_log = logging.getLogger(__name__)


def _always(_: str) -> bool:
    return True


class Generational(Protocol):
    """An answerer over one generation of the index."""

    @property
    def generation(self) -> str:
        """The generation's name."""
        ...


Opened = TypeVar("Opened", bound=Generational)


class Swapper(Generic[Opened]):
    """Opens what was published and hands it over; what cannot be opened leaves the one before in its place.

    Whoever took the answerer before the swap goes on with it to the end of their question: one question is
    answered from one generation. The old one is let go with the last of them.
    """

    def __init__(
        self,
        live: Callable[[], str | None],
        opened: Callable[[], Opened],
        give: Callable[[Opened], None],
        sound: Callable[[str], bool] = _always,
    ) -> None:
        """`live` names the live generation, `opened` opens it (in a thread), `give` puts it in service.

        `sound` tells (in a thread) whether the generation in service is whole on the disk.
        """
        self._live = live
        self._opened = opened
        self._give = give
        self._sound = sound
        self._fault: str | None = None
        self._unsound: str | None = None

    @property
    def fault(self) -> str | None:
        """The live generation if it could not be opened, or the one in service if its files are damaged.

        Answers come from memory or from an older generation meanwhile.
        """
        return self._fault or self._unsound

    async def look(self, serving: str) -> str:
        """Look once, `serving` being the generation in service; returns the one in service afterwards."""
        live = self._live()
        if live == serving:
            self._fault = None
        if live is None or live in (serving, self._fault):
            await self._inspect(serving)
            return serving
        try:
            opened = await asyncio.to_thread(self._opened)
        except (TanyaError, OSError) as error:
            self._fault = live
            _log.error(
                "index generation %s cannot be opened (%s); %s serves on", live, type(error).__name__, serving
            )
            return serving
        # A damaged generation is passed over for an older one, which may be the one in service.
        self._fault = live if opened.generation != live else None
        if opened.generation == serving:
            _log.error("index generation %s is damaged; %s serves on", live, serving)
            return serving
        self._give(opened)
        _log.info("index generation %s serves in place of %s", opened.generation, serving)
        return opened.generation

    async def _inspect(self, serving: str) -> None:
        unsound = None if await asyncio.to_thread(self._sound, serving) else serving
        if unsound and not self._unsound:
            _log.error("index generation %s is damaged on disk; it serves on from memory", serving)
        self._unsound = unsound

    async def follow(self, serving: str, pause: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        """Look again and again, until cancelled."""
        while True:
            await pause(LOOKED_EVERY)
            serving = await self.look(serving)
