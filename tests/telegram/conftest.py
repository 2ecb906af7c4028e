"""A Bot API server, and bots that run against it in a thread of their own."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

import pytest

from bot.answering.answer import Answerer
from bot.telegram_bot import Seams, build_bot, run_bot
from bot.telegram_bot.inbox import Inbox, inbox_path
from tests.telegram.answerers import FakeAnswerer
from tests.telegram.bot_api_server import PATIENCE, TOKEN, BotApiServer


class FakeTime:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.at = 1_800_000_000.0
        self.slept: list[float] = []
        self._changed = threading.Condition()

    def __call__(self) -> float:
        return self.at

    async def sleep(self, seconds: float) -> None:
        with self._changed:
            self.slept.append(seconds)
            self.at += seconds
            self._changed.notify_all()
        await asyncio.sleep(0)

    def wait_slept(self, times: int) -> list[float]:
        """The first `times` sleeps, once there were that many."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.slept) >= times, PATIENCE)
            return self.slept[:times]


class RunningBot:
    """A bot in its own thread and event loop; leaving the `with` block stops it and raises what it raised."""

    def __init__(
        self, answerer: Answerer, url: str, folder: Path, token: str = TOKEN, grace: float = PATIENCE
    ) -> None:
        self.time = FakeTime()
        seams = Seams(api=url, clock=self.time, now=self.time, sleep=self.time.sleep, grace_seconds=grace)
        self._bot = build_bot(answerer, token, folder, seams)
        self._stop = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._started = threading.Event()
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)

    def _run(self) -> None:
        async def run() -> None:
            self._loop = asyncio.get_running_loop()
            self._started.set()
            await run_bot(self._bot, self._stop)

        try:
            asyncio.run(run())
        except BaseException as error:  # noqa: BLE001 - handed to the test
            self._error = error

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._started.wait(PATIENCE)
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        self.join()

    def stop(self) -> None:
        """Ask it to stop."""
        assert self._loop is not None
        with suppress(RuntimeError):  # it ended by itself and its loop is closed
            self._loop.call_soon_threadsafe(self._stop.set)

    def join(self) -> None:
        """Wait for the bot's end; raises what ended it."""
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()
        if self._error is not None:
            error, self._error = self._error, None
            raise error


@pytest.fixture(scope="session")
def stopped() -> Iterator[list[BotApiServer]]:
    """Servers that are ending: no test waits for the end of its own."""
    servers: list[BotApiServer] = []
    yield servers
    for server in servers:
        server.join()


@pytest.fixture
def server(stopped: list[BotApiServer]) -> Iterator[BotApiServer]:
    server = BotApiServer()
    server.start()
    yield server
    server.stop()
    stopped.append(server)


@pytest.fixture
def answerer() -> FakeAnswerer:
    return FakeAnswerer()


@pytest.fixture
def start(server: BotApiServer, answerer: FakeAnswerer, tmp_path: Path) -> Callable[..., RunningBot]:
    """Make a bot on `server` with its inbox in the test's folder; to be used with `with`."""

    def make(answerer: Answerer = answerer, url: str = server.url, **options: Any) -> RunningBot:
        return RunningBot(answerer, url, tmp_path / "telegram", **options)

    return make


@pytest.fixture
def pending(tmp_path: Path) -> Callable[[], list[int]]:
    """The numbers of the updates that still wait, looked up while no bot runs."""

    def look() -> list[int]:
        inbox = Inbox(inbox_path(tmp_path / "telegram", TOKEN))
        try:
            return [update.update_id for update in inbox.pending()]
        finally:
            inbox.close()

    return look
