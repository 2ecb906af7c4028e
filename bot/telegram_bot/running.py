"""The bot as a whole: opening its inbox, meeting Telegram, polling, stopping."""

import asyncio
import logging
import re
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from telegram.error import TelegramError
from telegram.request import HTTPXRequest

from bot.answering.answer import Answerer, Turn
from bot.telegram_bot import phrases
from bot.telegram_bot.delivery import Courier
from bot.telegram_bot.errors import TokenRefused
from bot.telegram_bot.handlers import Handlers
from bot.telegram_bot.inbox import Inbox, inbox_path
from bot.telegram_bot.limiter import Clock, IncomingLimiter, OutgoingLimiter, Sleep
from bot.telegram_bot.polling import PollingBot, Update, patiently, poll
from bot.telegram_bot.secrecy import place, quiet_retry_after, secrets_kept

API = "https://api.telegram.org"

_TOKEN = re.compile(r"[0-9]+:[A-Za-z0-9_-]+")

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seams:
    """What tests and proxies replace: where Telegram is, and how time passes."""

    api: str = API
    clock: Clock = time.monotonic
    now: Callable[[], float] = time.time
    sleep: Sleep = asyncio.sleep
    grace_seconds: float = 5.0
    answering_threads: int = 2


class TelegramBot:
    """A Telegram bot that answers with `answerer` and keeps its inbox in `folder`.

    Raises `TokenRefused` if the token cannot be one. Nothing is opened before `run`.
    """

    def __init__(self, answerer: Answerer, token: str, folder: Path, seams: Seams) -> None:
        if not _TOKEN.fullmatch(token):
            raise TokenRefused("a bot token looks like 123456:ABC-def")
        self._answerer = answerer
        self._token = token
        self._path = inbox_path(folder, token)
        self._seams = seams

    async def run(self) -> None:
        """Answer messages until cancelled; what was begun is then finished, within `grace_seconds`.

        While Telegram cannot be reached it keeps trying. Raises `TokenRefused` when Telegram does not know
        the token, `InboxLocked` when another process runs this bot, `InboxUnusable` when its file cannot be
        used.
        """
        quiet_retry_after()
        with secrets_kept(self._token), ThreadPoolExecutor(1, "telegram-inbox") as disk, ExitStack() as stack:
            threads = ThreadPoolExecutor(self._seams.answering_threads, "telegram-answers")
            # An answer that takes too long must not hold up the event loop's stop.
            stack.callback(threads.shutdown, wait=False, cancel_futures=True)
            # Not on the inbox's thread: a stop in the middle would leave it open with nobody to close it.
            inbox = Inbox(self._path, self._seams.now)
            try:
                await self._run(inbox, disk, threads)
            finally:
                await asyncio.get_running_loop().run_in_executor(disk, inbox.close)

    async def _run(self, inbox: Inbox, disk: ThreadPoolExecutor, threads: ThreadPoolExecutor) -> None:
        bot = PollingBot(
            self._token,
            base_url=f"{self._seams.api.rstrip('/')}/bot",
            request=HTTPXRequest(connection_pool_size=32, read_timeout=10, pool_timeout=30),
            get_updates_request=HTTPXRequest(connection_pool_size=1, pool_timeout=30),
            rate_limiter=OutgoingLimiter(self._seams.clock, self._seams.sleep),
        )
        courier = Courier(inbox, disk, bot, self._seams.sleep)
        try:
            await self._meet(bot)

            async def history(chat_id: int, thread_id: int | None) -> tuple[Turn, ...]:
                return await courier.on_disk(inbox.history, chat_id, thread_id)

            handlers = Handlers(self._answerer, threads, bot, history, IncomingLimiter())

            async def accept(updates: Sequence[Update]) -> None:
                courier.take(await courier.on_disk(inbox.accept, updates), handlers)

            courier.take(await courier.on_disk(inbox.pending), handlers)
            await poll(bot, accept, self._seams.sleep)
        finally:
            await courier.stop(self._seams.grace_seconds)
            await bot.shutdown()

    async def _meet(self, bot: PollingBot) -> None:
        await patiently(bot.initialize, self._seams.sleep)
        # A webhook left from earlier would keep getUpdates from working.
        await patiently(lambda: bot.delete_webhook(drop_pending_updates=False), self._seams.sleep)
        try:
            await bot.set_my_commands(phrases.COMMANDS_ID)
            await bot.set_my_commands(phrases.COMMANDS_EN, language_code="en")
        except TelegramError as error:
            _log.warning("the menu of commands could not be set (%s)", place(error))
        _log.info("the Telegram bot is listening")


def build_bot(answerer: Answerer, token: str, folder: Path, seams: Seams | None = None) -> TelegramBot:
    """The bot with this token, not yet running; `folder` will hold its inbox. Raises `TokenRefused`."""
    return TelegramBot(answerer, token, folder, seams or Seams())


async def run_bot(bot: TelegramBot, stop: asyncio.Event | None = None) -> None:
    """Run `bot` until cancelled or until `stop` is set, in whatever event loop the caller has.

    Raises what `TelegramBot.run` raises.
    """
    running = asyncio.create_task(bot.run())
    stopping = asyncio.create_task((stop or asyncio.Event()).wait())
    try:
        await asyncio.wait([running, stopping], return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopping.cancel()
        if not running.done():
            running.cancel()
        await asyncio.wait([running])
    if not running.cancelled():
        running.result()
