"""What can keep the Telegram door shut.

TanyaError
└── TelegramDoorError
    ├── TokenRefused       the token is not one, or Telegram does not know it
    ├── InboxLocked        another process has this bot's inbox
    └── InboxUnusable      the inbox file cannot be read or written
"""

from pathlib import Path

from corpus.errors import TanyaError


class TelegramDoorError(TanyaError):
    """The Telegram bot cannot run."""


class TokenRefused(TelegramDoorError):
    """The bot token is malformed or was refused by Telegram. Never holds the token."""


class InboxLocked(TelegramDoorError):
    """Another process answers this bot's messages."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self.path = path


class InboxUnusable(TelegramDoorError):
    """The inbox file is damaged, of another version, or not writable."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self.path = path
