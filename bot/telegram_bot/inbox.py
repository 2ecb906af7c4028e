"""The messages that were accepted and not yet answered, on disk, so that a killed process loses none.

A transactional outbox: an update is written before Telegram is told that it arrived; its whole reply is
written before the first message of it is sent; each message sent is ticked off. One small window is left, as
with any sender that cannot share a transaction with its receiver: if the process dies after Telegram took a
message and before the tick is on disk, that one message is sent again. Nothing is ever left out.
"""

import json
import sqlite3
import time
from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bot.answering.answer import Turn
from bot.telegram_bot.errors import InboxLocked, InboxUnusable
from bot.telegram_bot.formatting import Piece
from bot.telegram_bot.mail import Address, Outcome, Outgoing, Received, Reply, Work

HISTORY_TURNS = 6
HISTORY_SECONDS = 24 * 3600
# Telegram keeps what was not fetched for one day and may restart the numbering after a quiet week: a number
# must be remembered longer than the one and shorter than the other.
DONE_SECONDS = 3 * 24 * 3600

_VERSION = 1
_SCHEMA = """
CREATE TABLE updates (
    update_id INTEGER PRIMARY KEY,
    chat_id INTEGER NOT NULL,
    received REAL NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    planned INTEGER NOT NULL DEFAULT 0,
    outcome TEXT,
    body TEXT
);
CREATE INDEX unanswered ON updates (update_id) WHERE outcome IS NULL;
CREATE TABLE outgoing (
    update_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    chat_id INTEGER NOT NULL,
    thread_id INTEGER,
    reply_to INTEGER,
    html TEXT NOT NULL,
    plain TEXT NOT NULL,
    message_id INTEGER,
    PRIMARY KEY (update_id, position)
) WITHOUT ROWID;
CREATE TABLE turns (
    number INTEGER PRIMARY KEY,
    chat_id INTEGER NOT NULL,
    thread_id INTEGER NOT NULL,
    at REAL NOT NULL,
    role TEXT NOT NULL,
    content TEXT NOT NULL
);
CREATE INDEX conversation ON turns (chat_id, thread_id, number);
"""


class Inbox:
    """Updates, planned replies and conversations of one bot, in one SQLite file. Not safe across threads.

    The file belongs to one process at a time, through SQLite's own lock, which the system frees when the
    process dies. Raises `InboxLocked` if another process has it and `InboxUnusable` if it cannot be read.
    """

    def __init__(self, path: Path, now: Callable[[], float] = time.time) -> None:
        self._now = now
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            path.touch(mode=0o600)
            self._db = sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)
        except (OSError, sqlite3.Error) as error:
            raise InboxUnusable(path) from error
        try:
            self._prepare()
        except sqlite3.Error as error:
            self._db.close()
            code = getattr(error, "sqlite_errorcode", None)
            if code is not None and code & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise InboxLocked(path) from error
            raise InboxUnusable(path) from error

    def _prepare(self) -> None:
        run = self._db.execute
        run("PRAGMA locking_mode=EXCLUSIVE")
        run("PRAGMA journal_mode=WAL")
        run("PRAGMA synchronous=FULL")
        # Erased texts are overwritten, not merely unlinked.
        run("PRAGMA secure_delete=ON")
        with self._transaction():
            (version,) = run("PRAGMA user_version").fetchone()
            if version == 0:
                for statement in _SCHEMA.split(";\n"):
                    run(statement)
                run(f"PRAGMA user_version={_VERSION}")
            elif version != _VERSION:
                raise sqlite3.DatabaseError(f"version {version}")
        self.sweep()

    def close(self) -> None:
        """Give the file back."""
        self._db.close()

    @contextmanager
    def _transaction(self) -> Generator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._db.execute("COMMIT")
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise

    def accept(self, updates: Iterable[Mapping[str, Any]]) -> list[Received]:
        """Write updates as they came from Telegram; on return they are on disk. The ones not seen before."""
        fresh: list[Received] = []
        with self._transaction():
            for update in updates:
                received = Received(int(update["update_id"]), _chat_id(update))
                cursor = self._db.execute(
                    "INSERT OR IGNORE INTO updates (update_id, chat_id, received, body) VALUES (?, ?, ?, ?)",
                    # ASCII only: a lone surrogate, which JSON can carry, is no text for SQLite.
                    (received.update_id, received.chat_id, self._now(), json.dumps(update)),
                )
                if cursor.rowcount:
                    fresh.append(received)
        return fresh

    def pending(self) -> list[Received]:
        """Everything accepted and not done, oldest first."""
        rows = self._db.execute(
            "SELECT update_id, chat_id FROM updates WHERE outcome IS NULL ORDER BY update_id"
        )
        return [Received(*row) for row in rows]

    def begin(self, update_id: int) -> Work:
        """Take up an update; the attempt is counted on disk first, so one that kills the process shows."""
        with self._transaction():
            self._db.execute(
                "UPDATE updates SET attempts = attempts + 1 WHERE update_id = ? AND NOT planned", (update_id,)
            )
            body, attempts, planned = self._db.execute(
                "SELECT body, attempts, planned FROM updates WHERE update_id = ?", (update_id,)
            ).fetchone()
            return Work(body, attempts, bool(planned), self._unsent(update_id))

    def release(self, update_id: int) -> None:
        """Hand back an update whose attempt was broken off by a stop and not by a fault of its own."""
        self._db.execute(
            "UPDATE updates SET attempts = attempts - 1 WHERE update_id = ? AND NOT planned", (update_id,)
        )

    def plan(self, update_id: int, reply: Reply) -> tuple[Outgoing, ...]:
        """Fix the whole reply to an update before any of it is sent, and what the chat's history keeps."""
        to = reply.address
        conversation = (to.chat_id, to.thread_id or 0)
        with self._transaction():
            self._db.execute("UPDATE updates SET planned = 1, body = '' WHERE update_id = ?", (update_id,))
            self._db.executemany(
                "INSERT INTO outgoing VALUES (?, ?, ?, ?, ?, ?, ?, NULL)",
                [
                    # Only the first message points at the question: the others follow it.
                    (update_id, n, to.chat_id, to.thread_id, None if n else to.reply_to, p.html, p.plain)
                    for n, p in enumerate(reply.pieces)
                ],
            )
            if reply.forget:
                self._db.execute("DELETE FROM turns WHERE chat_id = ? AND thread_id = ?", conversation)
            self._db.executemany(
                "INSERT INTO turns (chat_id, thread_id, at, role, content) VALUES (?, ?, ?, ?, ?)",
                [(*conversation, self._now(), turn.role, turn.content) for turn in reply.turns],
            )
            self._db.execute(
                "DELETE FROM turns WHERE chat_id = ?1 AND thread_id = ?2 AND number NOT IN (SELECT number"
                " FROM turns WHERE chat_id = ?1 AND thread_id = ?2 ORDER BY number DESC LIMIT ?3)",
                (*conversation, HISTORY_TURNS),
            )
            return self._unsent(update_id)

    def _unsent(self, update_id: int) -> tuple[Outgoing, ...]:
        rows = self._db.execute(
            "SELECT position, chat_id, thread_id, reply_to, html, plain FROM outgoing"
            " WHERE update_id = ? AND message_id IS NULL ORDER BY position",
            (update_id,),
        )
        return tuple(
            Outgoing(position, Address(chat, thread, to), Piece(html, plain))
            for position, chat, thread, to, html, plain in rows
        )

    def tick(self, update_id: int, position: int, message_id: int) -> None:
        """Record that one message of a reply was taken by Telegram, under which id."""
        self._db.execute(
            "UPDATE outgoing SET message_id = ? WHERE update_id = ? AND position = ?",
            (message_id, update_id, position),
        )

    def finish(self, update_id: int, outcome: Outcome) -> None:
        """Close an update: its number stays, so that it is not taken twice; its texts are erased."""
        with self._transaction():
            self._db.execute(
                "UPDATE updates SET outcome = ?, body = NULL WHERE update_id = ?", (outcome, update_id)
            )
            self._db.execute("DELETE FROM outgoing WHERE update_id = ?", (update_id,))
        (waiting,) = self._db.execute("SELECT count(*) FROM updates WHERE outcome IS NULL").fetchone()
        if not waiting:
            self.sweep()

    def history(self, chat_id: int, thread_id: int | None) -> tuple[Turn, ...]:
        """The last turns of a conversation, oldest first, at most `HISTORY_TURNS`."""
        rows = self._db.execute(
            "SELECT role, content FROM turns WHERE chat_id = ? AND thread_id = ? AND at > ? ORDER BY number",
            (chat_id, thread_id or 0, self._now() - HISTORY_SECONDS),
        )
        return tuple(Turn(role, content) for role, content in rows)

    def sweep(self) -> None:
        """Delete what is past its time, and empty the write-ahead log, where erased texts would live on."""
        with self._transaction():
            self._db.execute("DELETE FROM turns WHERE at <= ?", (self._now() - HISTORY_SECONDS,))
            self._db.execute(
                "DELETE FROM updates WHERE outcome IS NOT NULL AND received <= ?",
                (self._now() - DONE_SECONDS,),
            )
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _chat_id(update: Mapping[str, Any]) -> int:
    """The chat an update belongs to, or 0 for one that has none."""
    for value in update.values():
        if isinstance(value, dict) and isinstance(chat := value.get("chat"), dict):
            return int(chat["id"])
    return 0


def inbox_path(folder: Path, token: str) -> Path:
    """The inbox file of the bot with this token: another bot's messages are not this one's to answer."""
    return folder / f"telegram-{token.partition(':')[0]}.sqlite3"
