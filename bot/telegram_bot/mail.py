"""What passes between the inbox, the handlers and the courier."""

from dataclasses import dataclass
from typing import Literal

from bot.answering.answer import Turn
from bot.telegram_bot.formatting import Piece

Outcome = Literal["answered", "ignored", "put aside", "undeliverable"]


@dataclass(frozen=True, slots=True)
class Address:
    """Where a reply goes: the chat, the topic in it if it has topics, the message it replies to if any."""

    chat_id: int
    thread_id: int | None = None
    reply_to: int | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """What to send, and what to remember of it: `turns` join the chat's history, `forget` clears it first."""

    address: Address
    pieces: tuple[Piece, ...]
    turns: tuple[Turn, ...] = ()
    forget: bool = False


@dataclass(frozen=True, slots=True)
class Received:
    """An accepted update that waits for its answer."""

    update_id: int
    chat_id: int


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message of a planned reply."""

    position: int
    address: Address
    piece: Piece


@dataclass(frozen=True, slots=True)
class Work:
    """An update taken up: its text, how often it was begun before a reply stood, and what is still unsent."""

    body: str
    attempts: int
    planned: bool
    unsent: tuple[Outgoing, ...]
