"""From accepted updates to sent replies: in order within a chat, several chats at a time, nothing lost."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import replace
from typing import ParamSpec, Protocol, TypeVar

from telegram import LinkPreviewOptions, ReplyParameters
from telegram.constants import ChatAction, ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    TelegramError,
)
from telegram.ext import ExtBot

from bot.telegram_bot.inbox import Inbox
from bot.telegram_bot.limiter import Sleep
from bot.telegram_bot.mail import Address, Outcome, Outgoing, Received, Reply, Work
from bot.telegram_bot.secrecy import place

ATTEMPTS = 3
"""How often a reply is tried before its update is put aside."""

TYPING_SECONDS = 4.0
LONGEST_PAUSE = 60.0

_log = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")


class Responder(Protocol):
    """Decides what to say to an update."""

    def typing_address(self, body: str) -> Address | None:
        """Where to show "typing" while the reply is worked out; nowhere if the reply needs no work."""
        ...

    async def reply(self, body: str, attempt: int) -> Reply | None:
        """The reply to an update as it came from Telegram, or None where silence is right."""
        ...

    def apology(self, chat_id: int) -> Reply:
        """What to say when no reply could be made."""
        ...


class Courier:
    """Works off the inbox.

    `disk` is an executor with one thread: the inbox is not safe across threads, and its syncing to disk must
    not hold up the event loop, which may serve the web page too.
    """

    def __init__(self, inbox: Inbox, disk: Executor, bot: ExtBot[int], sleep: Sleep, chats: int = 8) -> None:
        self._inbox = inbox
        self._disk = disk
        self._bot = bot
        self._sleep = sleep
        self._room = asyncio.Semaphore(chats)
        self._queues: dict[int, deque[int]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._stopping = False

    async def on_disk(self, act: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run one of the inbox's methods on its thread."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._disk, lambda: act(*args, **kwargs))

    def take(self, received: Iterable[Received], responder: Responder) -> None:
        """Queue accepted updates, each behind the earlier ones of its chat."""
        for update in received:
            if update.chat_id in self._queues:
                self._queues[update.chat_id].append(update.update_id)
                continue
            self._queues[update.chat_id] = deque([update.update_id])
            task = asyncio.create_task(self._work_off(update.chat_id, responder))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def stop(self, grace: float) -> None:
        """Finish what was begun, for at most `grace` seconds; the rest stays in the inbox."""
        self._stopping = True
        tasks = list(self._tasks)
        if tasks:
            await asyncio.wait(tasks, timeout=grace)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _work_off(self, chat_id: int, responder: Responder) -> None:
        queue = self._queues[chat_id]
        pause = 1.0
        while queue and not self._stopping:
            try:
                await self._process(Received(queue[0], chat_id), responder)
                queue.popleft()
                pause = 1.0
            except InvalidToken:
                # Polling meets the same and ends the bot; what is queued stays in the inbox.
                break
            except Exception as error:  # noqa: BLE001 - the one error handler: nothing may end a chat's queue
                _log.error("a reply failed (%s); trying again", place(error))
                await self._sleep(pause)
                pause = min(LONGEST_PAUSE, 2 * pause)
        del self._queues[chat_id]

    async def _process(self, update: Received, responder: Responder) -> None:
        work = await self.on_disk(self._inbox.begin, update.update_id)
        unsent = work.unsent
        outcome: Outcome = "answered"
        if not work.planned:
            reply, outcome = await self._reply(update, work, responder)
            if reply is not None:
                unsent = await self.on_disk(self._inbox.plan, update.update_id, reply)
        try:
            for outgoing in unsent:
                message_id = await self._send(outgoing)
                await self.on_disk(self._inbox.tick, update.update_id, outgoing.position, message_id)
        except (BadRequest, Forbidden) as error:
            # Blocked, removed from the group, chat deleted: it would be refused again for ever.
            _log.warning("a reply cannot be delivered (%s)", place(error))
            outcome = "undeliverable"
        await self.on_disk(self._inbox.finish, update.update_id, outcome)

    async def _reply(
        self, update: Received, work: Work, responder: Responder
    ) -> tuple[Reply | None, Outcome]:
        if work.attempts <= ATTEMPTS:
            try:
                # Only working out a reply takes room: one chat's flood control must not hold up the others.
                async with self._room:
                    reply = await self._while_typing(work, responder)
            except asyncio.CancelledError:
                await self.on_disk(self._inbox.release, update.update_id)
                raise
            except Exception as error:
                if work.attempts < ATTEMPTS:
                    raise
                _log.error("an update is put aside (%s)", place(error))
            else:
                return reply, "answered" if reply else "ignored"
        # Beyond the last attempt there was no exception to see: it took the process with it.
        return (responder.apology(update.chat_id) if update.chat_id else None), "put aside"

    async def _while_typing(self, work: Work, responder: Responder) -> Reply | None:
        where = responder.typing_address(work.body)
        if where is None:
            return await responder.reply(work.body, work.attempts)
        answering = asyncio.ensure_future(responder.reply(work.body, work.attempts))
        typing = asyncio.create_task(self._type_until(answering, where))
        try:
            # Never cut off halfway: a "typing" that arrives after the answer would stay on the screen.
            await asyncio.wait([answering, typing])
            return answering.result()
        finally:
            answering.cancel()
            typing.cancel()

    async def _type_until(self, answered: Awaitable[object], where: Address) -> None:
        done = asyncio.ensure_future(answered)
        while not done.done():
            with suppress(TelegramError):
                await self._bot.send_chat_action(
                    where.chat_id, ChatAction.TYPING, message_thread_id=where.thread_id
                )
            pause = asyncio.ensure_future(self._sleep(TYPING_SECONDS))
            await asyncio.wait([done, pause], return_when=asyncio.FIRST_COMPLETED)
            pause.cancel()

    async def _send(self, outgoing: Outgoing) -> int:
        try:
            return await self._send_to(outgoing.address, outgoing)
        except ChatMigrated as error:
            return await self._send_to(replace(outgoing.address, chat_id=error.new_chat_id), outgoing)

    async def _send_to(self, to: Address, outgoing: Outgoing) -> int:
        try:
            return await self._message(to, outgoing.piece.html, ParseMode.HTML)
        except BadRequest as error:
            if "parse entities" not in error.message.lower():
                raise
            _log.warning("Telegram refused the formatting of a reply; sending it plain")
            return await self._message(to, outgoing.piece.plain, None)

    async def _message(self, to: Address, text: str, parse_mode: str | None) -> int:
        reply_parameters = None
        if to.reply_to is not None:
            reply_parameters = ReplyParameters(to.reply_to, allow_sending_without_reply=True)
        message = await self._bot.send_message(
            to.chat_id,
            text,
            parse_mode=parse_mode,
            message_thread_id=to.thread_id,
            reply_parameters=reply_parameters,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        )
        return message.message_id
