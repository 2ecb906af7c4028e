"""A Bot API server, and bots that run against it in a thread of their own."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Self

import pytest

from bot.answering.answer import Answerer
from bot.telegram_bot import Seams, build_bot, run_bot
from tests.telegram.answerers import FakeAnswerer
from tests.telegram.bot_api_server import PATIENCE, TOKEN, BotApiServer


class FakeTime:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.at = 1_800_000_000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.at

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += seconds
        await asyncio.sleep(0)


class RunningBot:
    """A bot in its own thread and event loop; leaving the `with` block stops it and raises what it raised."""

    def __init__(self, answerer: Answerer, url: str, folder: Path, token: str = TOKEN) -> None:
        self.time = FakeTime()
        seams = Seams(api=url, clock=self.time, now=self.time, sleep=self.time.sleep)
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
        assert self._loop is not None
        with suppress(RuntimeError):  # it ended by itself and its loop is closed
            self._loop.call_soon_threadsafe(self._stop.set)
        self.join()

    def join(self) -> None:
        """Wait for the bot's end; raises what ended it."""
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()
        if self._error is not None:
            error, self._error = self._error, None
            raise error


@pytest.fixture
def server() -> Iterator[BotApiServer]:
    with BotApiServer() as server:
        yield server


@pytest.fixture
def answerer() -> FakeAnswerer:
    return FakeAnswerer()


@pytest.fixture
def start(server: BotApiServer, answerer: FakeAnswerer, tmp_path: Path) -> Callable[..., RunningBot]:
    """Make a bot on `server` with its inbox in the test's folder; to be used with `with`."""

    def make(answerer: Answerer = answerer, **options: str) -> RunningBot:
        return RunningBot(answerer, server.url, tmp_path / "telegram", **options)

    return make
