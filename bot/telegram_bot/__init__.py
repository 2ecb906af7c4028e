"""The Telegram door: a bot by long polling that loses no message it accepted."""

from bot.telegram_bot.errors import InboxLocked, InboxUnusable, TelegramDoorError, TokenRefused
from bot.telegram_bot.running import Seams, TelegramBot, build_bot, run_bot

__all__ = [
    "InboxLocked",
    "InboxUnusable",
    "Seams",
    "TelegramBot",
    "TelegramDoorError",
    "TokenRefused",
    "build_bot",
    "run_bot",
]
