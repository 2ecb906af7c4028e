"""What to say to a message: commands, questions, and everything that is neither."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Literal

from telegram import Bot, Message, MessageEntity, Update
from telegram.ext import filters

from bot.answering.answer import Answerer, Inquiry, Turn
from bot.telegram_bot import phrases
from bot.telegram_bot.answers import answer_runs, error_runs
from bot.telegram_bot.formatting import Run, sendable, split
from bot.telegram_bot.limiter import IncomingLimiter
from bot.telegram_bot.mail import Address, Reply
from corpus.errors import TanyaError

EXAMPLES = 3
REMEMBERED_CHARACTERS = 1000

_GREET = frozenset({"start", "help", "mulai", "bantuan"})
_FORGET = frozenset({"lupa", "forget"})

History = Callable[[int, int | None], Awaitable[tuple[Turn, ...]]]


@dataclass(frozen=True, slots=True)
class Act:
    """What a message wants of the bot; "nothing" is a command that is meant for another bot."""

    what: Literal["question", "greet", "forget", "unknown command", "not text", "nothing"]
    question: str = ""


class Handlers:
    """Replies to updates. The answerer works in `threads`: a question never holds up the event loop."""

    def __init__(
        self, answerer: Answerer, threads: Executor, bot: Bot, history: History, incoming: IncomingLimiter
    ) -> None:
        self._answerer = answerer
        self._threads = threads
        self._bot = bot
        self._history = history
        self._incoming = incoming

    def typing_address(self, body: str) -> Address | None:
        """The chat of a question; the rest is answered without work."""
        message, act = self._read(body)
        return _address(message) if message and act and act.what == "question" else None

    async def reply(self, body: str, attempt: int) -> Reply | None:
        """The reply to an update as it came from Telegram, or None where silence is right."""
        message, act = self._read(body)
        if message is None or act is None:
            return None
        address = _address(message)
        # A question let through once is not counted again because answering it failed.
        written = message.edit_date or message.date
        verdict = self._incoming.judge(_person(message), written) if attempt == 1 else "answer"
        if verdict == "stay silent":
            return None
        if verdict == "ask to wait":
            return _said(address, phrases.sentence(phrases.SLOW_DOWN, phrases.SLOW_DOWN_EN))
        if act.what == "question":
            return await self._answer(act.question, address)
        return await self._canned(act, address)

    def apology(self, chat_id: int) -> Reply:
        """What to say when no reply could be made."""
        return _said(Address(chat_id), error_runs(Exception()))

    def _read(self, body: str) -> tuple[Message | None, Act | None]:
        """The message in an update, and what it wants of this bot, if anything."""
        update = Update.de_json(json.loads(body), self._bot)
        message = update.message or update.edited_message
        # "X joined the group" is nobody's question.
        if message is None or filters.StatusUpdate.ALL.check_update(update):
            return message, None
        return message, self._act(message)

    def _act(self, message: Message) -> Act | None:
        from_bot = message.from_user is not None and message.from_user.is_bot and message.sender_chat is None
        edited_without_text = message.text is None and message.edit_date is not None
        if from_bot or edited_without_text:
            return None
        private = message.chat.type == message.chat.PRIVATE
        if message.text is None:
            return Act("not text") if private else None
        if (command := self._command(message, private)) is not None:
            return command if command.what != "nothing" else None
        question, mentioned = self._without_mention(message)
        if not (private or mentioned or self._replies_to_bot(message)):
            return None
        return Act("question", question) if question else Act("greet")

    def _command(self, message: Message, private: bool) -> Act | None:
        """The command a message starts with, if any."""
        first = message.entities[0] if message.entities else None
        if first is None or first.type != MessageEntity.BOT_COMMAND or first.offset:
            return None
        name, _, addressee = message.parse_entity(first)[1:].lower().partition("@")
        if addressee and addressee != self._bot.username.lower():
            return Act("nothing")
        if name in _GREET:
            return Act("greet")
        if name in _FORGET:
            return Act("forget")
        # Without a name behind it, a command in a group may be meant for any of its bots.
        return Act("unknown command") if private or addressee else Act("nothing")

    def _without_mention(self, message: Message) -> tuple[str, bool]:
        """The text without the bot's name in it, and whether it was there."""
        text, mentioned = message.text or "", False
        for entity in message.entities:
            written = message.parse_entity(entity)
            named = (
                entity.type == MessageEntity.MENTION and written.lower() == f"@{self._bot.username}".lower()
            )
            linked = (
                entity.type == MessageEntity.TEXT_MENTION and entity.user and entity.user.id == self._bot.id
            )
            if named or linked:
                text, mentioned = text.replace(written, "", 1).replace("  ", " "), True
        return text.strip(" ,:\n"), mentioned

    def _replies_to_bot(self, message: Message) -> bool:
        to = message.reply_to_message
        # In a topic every message "replies" to the one that opened the topic.
        if to is None or to.from_user is None or to.forum_topic_created is not None:
            return False
        return to.from_user.id == self._bot.id

    async def _canned(self, act: Act, address: Address) -> Reply:
        if act.what == "greet":
            loop = asyncio.get_running_loop()
            examples = await loop.run_in_executor(self._threads, self._answerer.examples, EXAMPLES)
            return _said(address, phrases.greeting(examples))
        if act.what == "forget":
            runs = phrases.sentence(phrases.FORGOTTEN, phrases.FORGOTTEN_EN)
            return Reply(address, split(runs), forget=True)
        if act.what == "not text":
            return _said(address, phrases.sentence(phrases.NOT_TEXT, phrases.NOT_TEXT_EN))
        return _said(address, phrases.sentence(phrases.UNKNOWN_COMMAND, phrases.UNKNOWN_COMMAND_EN))

    async def _answer(self, question: str, address: Address) -> Reply:
        history = await self._history(address.chat_id, address.thread_id)
        loop = asyncio.get_running_loop()
        try:
            answer = await loop.run_in_executor(
                self._threads, self._answerer.answer, Inquiry(question, history)
            )
        except TanyaError as error:
            return _said(address, error_runs(error))
        turns = (
            Turn("user", sendable(question)[:REMEMBERED_CHARACTERS]),
            Turn("assistant", sendable(answer.answer)[:REMEMBERED_CHARACTERS]),
        )
        return Reply(address, split(answer_runs(answer)), turns)


def _said(address: Address, runs: list[Run]) -> Reply:
    return Reply(address, split(runs))


def _address(message: Message) -> Address:
    private = message.chat.type == message.chat.PRIVATE
    return Address(
        chat_id=message.chat.id,
        thread_id=message.message_thread_id if message.is_topic_message else None,
        # In a private chat the reply stands right below the question, except below an edited one.
        reply_to=message.message_id if not private or message.edit_date else None,
    )


def _person(message: Message) -> int:
    # Channels and anonymous administrators all share one user each.
    sender = message.sender_chat or message.from_user or message.chat
    return sender.id
