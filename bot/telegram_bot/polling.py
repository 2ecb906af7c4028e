"""Fetching updates by long polling.

Not the library's `Updater`: that ends silently on a revoked token or a full disk, and a stop has to wait for
its pauses. Here an update's number is confirmed to Telegram only after `accept` has it on disk.
"""

import logging
import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, NoReturn, TypeVar, cast

from telegram.error import Conflict, InvalidToken, RetryAfter
from telegram.ext import ExtBot

from bot.telegram_bot.errors import TokenRefused
from bot.telegram_bot.limiter import Sleep, seconds_to_wait
from bot.telegram_bot.secrecy import place

ALLOWED_UPDATES = ("message", "edited_message")
POLL_SECONDS = 25
LONGEST_PAUSE = 30.0

_log = logging.getLogger(__name__)

Update = dict[str, Any]
T = TypeVar("T")


class PollingBot(ExtBot[int]):
    """A bot that also hands out updates as they came, so that one it cannot parse does not block the rest."""

    async def raw_updates(self, offset: int) -> Sequence[Update]:
        """Unparsed updates from `offset` on, which confirms the earlier ones; waits up to `POLL_SECONDS`."""
        updates = await self._post(
            "getUpdates",
            {"offset": offset, "timeout": POLL_SECONDS, "allowed_updates": ALLOWED_UPDATES},
            read_timeout=POLL_SECONDS + 10,
        )
        return cast("list[Update]", updates)


async def patiently(act: Callable[[], Awaitable[T]], sleep: Sleep) -> T:
    """Do `act`, again after 1, 2, 4 … 30 seconds while the network or the disk fails.

    Raises `TokenRefused` at once when Telegram does not know the token.
    """
    pause = 1.0
    while True:
        try:
            return await act()
        except InvalidToken:
            # Not chained: the library's message quotes the token.
            raise TokenRefused("Telegram does not know this bot token") from None
        except RetryAfter as error:
            await sleep(seconds_to_wait(error))
        except Exception as error:  # noqa: BLE001 - nothing that a proxy or a disk does may end the door
            _log.warning("%s (%s); trying again", _in_words(error), place(error))
            await sleep(pause)
            pause = min(LONGEST_PAUSE, 2 * pause)


def _in_words(error: Exception) -> str:
    if isinstance(error, Conflict):
        return "another program is fetching this bot's messages"
    if isinstance(error, sqlite3.Error):
        return "the inbox cannot be written"
    return "Telegram cannot be reached"


async def poll(
    bot: PollingBot, accept: Callable[[Sequence[Update]], Awaitable[None]], sleep: Sleep
) -> NoReturn:
    """Fetch updates and give them to `accept`, for ever; what `accept` refused is fetched again.

    Raises `TokenRefused` when the token is revoked.
    """
    offset = 0

    async def fetch() -> int:
        updates = await bot.raw_updates(offset)
        if not updates:
            return offset
        await accept(updates)
        return max(int(update["update_id"]) for update in updates) + 1

    while True:
        offset = await patiently(fetch, sleep)
