"""Starting, meeting a Telegram that is away or says no, and stopping."""

import asyncio
import socket
import sqlite3
import traceback
from pathlib import Path

import pytest

from bot.problems import describe
from bot.telegram_bot import InboxLocked, Seams, TelegramDoorError, TokenRefused, build_bot, run_bot
from bot.telegram_bot.inbox import Inbox
from tests.telegram.answerers import FakeAnswerer
from tests.telegram.bot_api_server import TOKEN


@pytest.mark.parametrize("token", ["", "secret", "12:", ":abc", "12:a b", "12:abc/../x", "１２:abc"])
def test_what_cannot_be_a_token_is_refused_before_anything_starts(tmp_path: Path, token: str) -> None:
    with pytest.raises(TokenRefused) as caught:
        build_bot(FakeAnswerer(), token, tmp_path / "telegram")
    assert not token or token not in str(caught.value)
    assert not (tmp_path / "telegram").exists()


def test_a_token_that_telegram_does_not_know_ends_the_bot_at_once(server, start) -> None:
    bot = start(token="4242:wrong-SECRET")
    with pytest.raises(TokenRefused) as caught, bot:
        bot.join()
    assert "wrong-SECRET" not in "".join(traceback.format_exception(caught.value))
    assert describe(caught.value, "en").title == "The Telegram token was refused."
    assert [call.method for call in server.calls] == ["getMe"]


def test_a_token_revoked_later_ends_the_bot_too(server, start, pending) -> None:
    server.patience = 0.0
    server.fail("sendMessage", 401, "Unauthorized", times=9, when=lambda p: "Dua" in p["text"])
    refused = {"times": 9, "when": lambda p: server.count("sendMessage") >= 2}
    server.fail("getUpdates", 401, "Unauthorized", **refused)
    server.say("Satu?")
    server.say("Dua?")
    server.say("Tiga?")
    bot = start()
    with pytest.raises(TokenRefused), bot:
        bot.join()
    assert [message.text for message in server.sent] == ["Jawaban: Satu?"]
    # What was accepted waits for a good token.
    assert pending() == [1001, 1002]


def test_a_second_process_on_the_same_inbox_is_told_so(server, start) -> None:
    with start() as first:
        # Only an answered message shows that the first one has the inbox: its thread may start late.
        server.say("Satu?")
        server.wait_sent(1)
        with pytest.raises(InboxLocked) as caught, start() as second:
            second.join()
        assert isinstance(caught.value, TelegramDoorError)
        assert describe(caught.value, "en").title == "This Telegram bot is already running."
        assert first is not second


def test_telegram_out_of_reach_at_the_start_is_waited_for(server, start) -> None:
    server.fail("getMe", 502, "Bad Gateway", times=7)
    with start() as bot:
        server.say("Satu?")
        server.wait_sent(1)
    assert bot.time.slept[:7] == [1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0]


def test_without_any_network_it_stays_alive_and_can_be_stopped(start) -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        closed = f"http://127.0.0.1:{unused.getsockname()[1]}"
    with start(url=closed) as bot:
        assert bot.time.wait_slept(4) == [1.0, 2.0, 4.0, 8.0]


def test_polling_goes_on_after_errors(server, start) -> None:
    server.fail("getUpdates", 409, "Conflict: terminated by other getUpdates request")
    server.fail("getUpdates", 429, "Too Many Requests", parameters={"retry_after": 3})
    server.fail("getUpdates", 500)
    server.fail("getUpdates", 200, "not even an error")
    with start() as bot:
        server.say("Satu?")
        server.wait_sent(1)
    assert bot.time.slept[:4] == [1.0, 3.0, 2.0, 4.0]


def test_polls_that_bring_nothing_are_followed_by_the_next(server, start) -> None:
    server.patience = 0.0
    with start() as bot:
        server.wait(lambda: server.count("getUpdates") >= 5, "five empty polls")
        server.say("Satu?")
        server.wait_sent(1)
        assert 1.0 not in bot.time.slept


def test_a_menu_that_cannot_be_set_keeps_nobody_from_asking(server, start) -> None:
    server.fail("setMyCommands", 400, "Bad Request: BOT_COMMAND_INVALID")
    with start():
        server.say("Satu?")
        server.wait_sent(1)


def test_a_full_disk_confirms_nothing_and_the_messages_are_fetched_again(
    server, start, monkeypatch: pytest.MonkeyPatch
) -> None:
    accept, faults = Inbox.accept, [sqlite3.OperationalError("disk is full")] * 2

    def full(inbox: Inbox, updates: object) -> object:
        if faults:
            raise faults.pop()
        return accept(inbox, updates)  # type: ignore[arg-type]

    monkeypatch.setattr(Inbox, "accept", full)
    with start():
        server.say("Satu?")
        server.wait_sent(1)
    offsets = [int(call.params["offset"]) for call in server.calls if call.method == "getUpdates"]
    assert offsets[:3] == [0, 0, 0]
    assert [message.text for message in server.sent] == ["Jawaban: Satu?"]


def test_cancelling_stops_it_and_frees_the_inbox(server, tmp_path: Path) -> None:
    async def run() -> None:
        task = asyncio.create_task(
            run_bot(build_bot(FakeAnswerer(), TOKEN, tmp_path, Seams(api=server.url + "/")))
        )
        await asyncio.to_thread(server.wait, lambda: server.count("getUpdates") > 0, "polling")
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(run())
    Inbox(tmp_path / "telegram-4242.sqlite3").close()


def test_cancelling_while_a_stop_is_awaited_stops_it_too(server, tmp_path: Path) -> None:
    async def run() -> None:
        bot = build_bot(FakeAnswerer(), TOKEN, tmp_path, Seams(api=server.url))
        task = asyncio.create_task(run_bot(bot, asyncio.Event()))
        await asyncio.to_thread(server.wait, lambda: server.count("getUpdates") > 0, "polling")
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(run())
    Inbox(tmp_path / "telegram-4242.sqlite3").close()


def test_stopping_before_it_has_started_leaves_the_inbox_free(start, pending) -> None:
    for _ in range(5):
        with start():
            pass
        assert pending() == []
