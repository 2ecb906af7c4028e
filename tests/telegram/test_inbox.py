"""The inbox: what is on disk after each step, and what is no longer there."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from bot.answering.answer import Turn
from bot.telegram_bot.errors import InboxLocked, InboxUnusable
from bot.telegram_bot.formatting import Piece
from bot.telegram_bot.inbox import Inbox, inbox_path
from bot.telegram_bot.mail import Address, Outgoing, Received, Reply

HOUR = 3600.0


class Clock:
    at = 1_000_000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "new" / "telegram-1.sqlite3"


@pytest.fixture
def inbox(path: Path, clock: Clock):
    inbox = Inbox(path, clock)
    yield inbox
    inbox.close()


def update(number: int, text: str = "halo", chat: int = 7) -> dict[str, Any]:
    return {"update_id": number, "message": {"message_id": number, "chat": {"id": chat}, "text": text}}


def reply(*texts: str, chat: int = 7, **fields: Any) -> Reply:
    return Reply(Address(chat), tuple(Piece(f"<b>{text}</b>", text) for text in texts), **fields)


def test_accepted_updates_wait_in_order_and_are_taken_once(inbox: Inbox) -> None:
    assert inbox.accept([update(2), update(1, chat=-8)]) == [Received(2, 7), Received(1, -8)]
    assert inbox.accept([update(2, "again"), update(3)]) == [Received(3, 7)]
    assert inbox.pending() == [Received(1, -8), Received(2, 7), Received(3, 7)]


def test_a_batch_with_something_that_is_no_update_changes_nothing(inbox: Inbox) -> None:
    with pytest.raises(KeyError):
        inbox.accept([update(1), {"no": "id"}])
    assert inbox.pending() == []


def test_an_update_without_a_chat_is_kept_too(inbox: Inbox) -> None:
    assert inbox.accept([{"update_id": 5, "poll": {"id": "x"}}]) == [Received(5, 0)]


def test_attempts_are_counted_until_the_reply_stands(inbox: Inbox) -> None:
    inbox.accept([update(1)])
    assert [inbox.begin(1).attempts for _ in range(2)] == [1, 2]
    inbox.release(1)
    assert inbox.begin(1).attempts == 2
    inbox.plan(1, reply("a"))
    assert inbox.begin(1).attempts == 2


def test_a_planned_reply_survives_reopening_without_what_was_sent(path: Path, clock: Clock) -> None:
    first = Inbox(path, clock)
    first.accept([update(1)])
    first.begin(1)
    to = Address(-7, 3, 99)
    planned = first.plan(1, Reply(to, (Piece("<b>a</b>", "a"), Piece("b", "b"))))
    # Only the first message points at the question.
    assert planned == (
        Outgoing(0, to, Piece("<b>a</b>", "a")),
        Outgoing(1, Address(-7, 3, None), Piece("b", "b")),
    )
    first.tick(1, 0, 555)
    first.close()
    second = Inbox(path, clock)
    work = second.begin(1)
    assert (work.planned, work.unsent) == (True, planned[1:])
    second.tick(1, 1, 556)
    assert second.begin(1).unsent == ()
    second.finish(1, "answered")
    assert second.pending() == []
    second.close()


def test_texts_are_erased_from_the_files_once_answered(inbox: Inbox, path: Path) -> None:
    inbox.accept([update(1, "pertanyaan-rahasia"), update(2, "pertanyaan-kedua")])
    inbox.begin(1)
    inbox.plan(1, reply("jawaban-rahasia"))
    assert b"jawaban-rahasia" in everything(path)
    inbox.finish(1, "answered")
    inbox.finish(2, "ignored")
    left = everything(path)
    assert [word for word in (b"rahasia", b"kedua") if word in left] == []


def everything(path: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(path.parent.iterdir()))


def test_history_keeps_the_last_six_turns_of_each_conversation(inbox: Inbox) -> None:
    inbox.accept([update(n) for n in range(1, 7)])
    for n in range(1, 5):
        inbox.plan(n, reply("j", turns=(Turn("user", f"t{n}"), Turn("assistant", f"j{n}"))))
    other = Reply(Address(7, 12), (), (Turn("user", "topik"),))
    inbox.plan(5, other)
    assert [turn.content for turn in inbox.history(7, None)] == ["t2", "j2", "t3", "j3", "t4", "j4"]
    assert inbox.history(7, None)[0] == Turn("user", "t2")
    assert inbox.history(7, 12) == (Turn("user", "topik"),)
    inbox.plan(6, reply("lupa", forget=True))
    assert (inbox.history(7, None), len(inbox.history(7, 12))) == ((), 1)


def test_history_is_gone_after_a_day(inbox: Inbox, clock: Clock, path: Path) -> None:
    inbox.accept([update(1)])
    inbox.plan(1, reply("j", turns=(Turn("user", "kenangan"),)))
    inbox.finish(1, "answered")
    clock.at += 23 * HOUR
    assert inbox.history(7, None) == (Turn("user", "kenangan"),)
    clock.at += HOUR
    assert inbox.history(7, None) == ()
    inbox.sweep()
    assert b"kenangan" not in everything(path)


def test_numbers_of_done_updates_are_remembered_for_three_days(inbox: Inbox, clock: Clock) -> None:
    inbox.accept([update(1), update(2)])
    inbox.finish(1, "answered")
    clock.at += 71 * HOUR
    inbox.sweep()
    assert inbox.accept([update(1)]) == []
    clock.at += HOUR
    inbox.sweep()
    assert inbox.accept([update(1)]) == [Received(1, 7)]
    # What still waits is never swept.
    assert inbox.pending() == [Received(1, 7), Received(2, 7)]


def test_lone_surrogates_are_kept(inbox: Inbox) -> None:
    inbox.accept([update(1, "a\ud800")])
    assert "\\ud800" in inbox.begin(1).body


def test_only_the_owner_may_read_the_file(inbox: Inbox, path: Path) -> None:
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_a_second_process_is_kept_out(inbox: Inbox, path: Path) -> None:
    with pytest.raises(InboxLocked, match=r"telegram-1\.sqlite3"):
        Inbox(path)


@pytest.mark.parametrize("content", [b"this is no database, and long enough to be seen as none" * 40])
def test_a_damaged_file_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "telegram-1.sqlite3"
    path.write_bytes(content)
    with pytest.raises(InboxUnusable, match=r"telegram-1\.sqlite3"):
        Inbox(path)
    assert path.read_bytes() == content


def test_a_file_of_another_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "telegram-1.sqlite3"
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version=99")
    db.close()
    with pytest.raises(InboxUnusable):
        Inbox(path)


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InboxUnusable):
        Inbox(tmp_path / "file" / "telegram-1.sqlite3")


def test_each_bot_has_its_own_file(tmp_path: Path) -> None:
    assert inbox_path(tmp_path, "123:secret") == tmp_path / "telegram-123.sqlite3"
