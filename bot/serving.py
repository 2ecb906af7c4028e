"""The running service: the web server at once, the index as soon as it is loaded, then the Telegram bot."""

import asyncio
import logging
import signal
import socket
from collections.abc import Callable, Generator
from contextlib import contextmanager
from functools import partial

from uvicorn import Server

from bot.answering.answer import Answer, Inquiry
from bot.answering.composing import ComposingAnswerer
from bot.api import Editing, create_app, server_config
from bot.problems import NotReady, describe
from bot.settings import Settings
from bot.swapping import Swapper
from bot.telegram_bot import Seams, TelegramBot, build_bot, run_bot
from bot.watching import Watcher, folder_changes
from bot.wiring import (
    Models,
    inspector,
    live_generation,
    open_answerer,
    open_models,
    open_or_build,
    rebuild,
    refresh,
)
from corpus.errors import TanyaError

_log = logging.getLogger(__name__)


class AddressTaken(TanyaError):
    """The web server cannot listen where it should."""


class LateAnswerer:
    """An answerer that raises `NotReady` until it is given the real one."""

    def __init__(self) -> None:
        self._opened: ComposingAnswerer | None = None
        self._swapper: Swapper[ComposingAnswerer] | None = None

    def give(self, opened: ComposingAnswerer) -> None:
        """From now on, answer with this one."""
        self._opened = opened

    def followed_by(self, swapper: Swapper[ComposingAnswerer]) -> None:
        """From now on, `swapper` gives the answerers."""
        self._swapper = swapper

    def damaged(self) -> str | None:
        """The generation that is damaged on disk, if one is."""
        return self._swapper.fault if self._swapper else None

    def current(self) -> ComposingAnswerer:
        """The real answerer. Raises `NotReady` while there is none."""
        if self._opened is None:
            raise NotReady
        return self._opened

    def answer(self, inquiry: Inquiry) -> Answer:
        """Answer with the answerer of the moment."""
        return self.current().answer(inquiry)

    def examples(self, count: int) -> tuple[str, ...]:
        """Examples of the answerer of the moment."""
        return self.current().examples(count)


class _SignalFreeServer(Server):
    """Uvicorn without its own signal handling, which would end the process before the bot is done."""

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        yield


async def serve(
    settings: Settings, listening: Callable[[str], None], *, web: bool = True, watch: bool = False
) -> None:
    """Serve until SIGINT or SIGTERM: the web page and API unless `web` is false, and Telegram with a token.

    With `watch` the index is rebuilt whenever the article files change. `listening` is told the web server's
    address once it is bound. Raises what keeps the service from
    starting: `AddressTaken`, `TokenRefused`, or whatever opening the index raises. A bot that cannot go on
    ends the service only where there is no web server beside it.
    """
    late = LateAnswerer()
    bot = _bot(settings, late)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    tasks: list[asyncio.Task[None]] = []
    bound = _bind(settings) if web else None
    if bound:
        listening(_address(bound))
    loading = asyncio.create_task(asyncio.to_thread(_load, settings))
    if bound:
        tasks.append(asyncio.create_task(_web(settings, late, _editing(settings, loading), bound, stop)))
    following: list[asyncio.Task[None]] = []
    try:
        await asyncio.wait([loading, asyncio.create_task(stop.wait())], return_when=asyncio.FIRST_COMPLETED)
        if not stop.is_set():
            models, opened = loading.result()
            late.give(opened)
            _log.info("ready, index generation %s", opened.generation)
            swapper = _swapper(settings, models, late)
            late.followed_by(swapper)
            following.append(asyncio.create_task(swapper.follow(opened.generation)))
            if watch:
                following.append(asyncio.create_task(_watcher(settings, models).follow()))
            if bot is not None:
                tasks.append(asyncio.create_task(_telegram(bot, stop, alone=not web)))
        await asyncio.gather(*tasks)
    finally:
        stop.set()
        for task in following:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        # An index that was still being opened is opened to its end: a thread cannot be cut off.
        await asyncio.gather(loading, return_exceptions=True)


def _load(settings: Settings) -> tuple[Models, ComposingAnswerer]:
    models = open_models(settings)
    return models, open_or_build(settings, models)


def _warm(settings: Settings, models: Models) -> ComposingAnswerer:
    """Open the live generation and let it answer once, so that nobody waits for its first answer."""
    opened = open_answerer(settings, models)
    opened.examples(1)
    return opened


def _swapper(settings: Settings, models: Models, late: LateAnswerer) -> Swapper[ComposingAnswerer]:
    return Swapper(
        partial(live_generation, settings), partial(_warm, settings, models), late.give, inspector(settings)
    )


def _watcher(settings: Settings, models: Models) -> Watcher:
    def refreshed() -> str | None:
        report = refresh(settings, models)
        return report.generation if report else None

    folders = (settings.corpus_dir, settings.checks_dir)
    return Watcher(partial(folder_changes, folders), refreshed, settings.language)


def _bot(settings: Settings, answerer: LateAnswerer) -> TelegramBot | None:
    if settings.telegram_bot_token is None:
        return None
    token = settings.telegram_bot_token.get_secret_value()
    return build_bot(answerer, token, settings.telegram_dir, Seams(api=settings.telegram_api))


def _editing(settings: Settings, loading: "asyncio.Task[tuple[Models, ComposingAnswerer]]") -> Editing | None:
    if settings.editor_key is None:
        return None

    def rebuilt() -> None:
        loaded = loading.done() and not loading.cancelled() and loading.exception() is None
        rebuild(settings, loading.result()[0] if loaded else None)

    return Editing(settings.corpus_dir, settings.editor_key.get_secret_value(), rebuilt)


async def _web(
    settings: Settings, late: LateAnswerer, editing: Editing | None, bound: socket.socket, stop: asyncio.Event
) -> None:
    app = create_app(
        late.current,
        lambda: late.current().generation,
        settings,
        editing=editing,
        damaged=late.damaged,
    )
    server = _SignalFreeServer(server_config(settings, app))

    async def end_on_stop() -> None:
        await stop.wait()
        server.should_exit = True

    ending = asyncio.create_task(end_on_stop())
    try:
        await server.serve(sockets=[bound])
    finally:
        ending.cancel()
        stop.set()


async def _telegram(bot: TelegramBot, stop: asyncio.Event, *, alone: bool) -> None:
    try:
        await run_bot(bot, stop)
    except TanyaError as error:
        if alone:
            raise
        problem = describe(error, "en")
        _log.error("the Telegram bot stopped: %s %s", problem.title, problem.detail)


def _bind(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    # asyncio turns Nagle's algorithm off, which costs 40 ms a request, only where the protocol is named.
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((settings.host, settings.port))
        bound.listen()
    except OSError as error:
        bound.close()
        raise AddressTaken(f"{settings.host}, port {settings.port}: {error.strerror}") from None
    return bound


def _address(bound: socket.socket) -> str:
    host, port = bound.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
