"""A Telegram Bot API server on loopback, as strict as the real one in what the bot relies on."""

import asyncio
import json
import re
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import parse_qsl

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

TOKEN = "4242:sEcReT-of_the-bot"
BOT = {"id": 4242, "is_bot": True, "first_name": "Tanya", "username": "tanya_uji_bot"}
PATIENCE = 30.0

_TAG = re.compile(r"<(/?)([a-z]+)((?: [a-z]+=\"[^\"<>]*\")*)>")
_ALLOWED = {"b", "i", "blockquote", "a"}


class CannotParseError(ValueError):
    """What Telegram calls "can't parse entities"."""


def parse_html(markup: str) -> tuple[str, list[tuple[str, str, str | None]]]:
    """The text of a message and its entities as (tag, text, url)."""
    text, entities, stack, position = "", [], [], 0
    while position < len(markup):
        if markup[position] != "<":
            following = markup.find("<", position)
            following = len(markup) if following < 0 else following
            text += unescape(markup[position:following])
            position = following
            continue
        tag = _TAG.match(markup, position)
        if tag is None or tag[2] not in _ALLOWED:
            raise CannotParseError(f"unsupported start tag at byte offset {position}")
        if tag[1]:
            if not stack or stack[-1][0] != tag[2]:
                raise CannotParseError(f"unexpected end tag at byte offset {position}")
            name, start, url = stack.pop()
            entities.append((name, text[start:], url))
        else:
            href = re.search(r'href="([^"]*)"', tag[3])
            stack.append((tag[2], len(text), unescape(href[1]) if href else None))
        position = tag.end()
    if stack:
        raise CannotParseError(f"can't find end tag corresponding to start tag {stack[-1][0]}")
    return text, entities


def utf16_units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@dataclass(frozen=True)
class Call:
    """One request as it came."""

    method: str
    params: dict[str, Any]


@dataclass(frozen=True)
class Sent:
    """One message that the server took: its text as a person sees it."""

    message_id: int
    chat_id: int
    text: str
    entities: list[tuple[str, str, str | None]]
    params: dict[str, Any]


@dataclass
class Fault:
    """Answers a request wrongly, `times` times, where `when` agrees."""

    method: str
    status: int
    description: str
    parameters: dict[str, Any] = field(default_factory=dict)
    times: int = 1
    when: Callable[[dict[str, Any]], bool] = lambda params: True
    taken: bool = False
    """Whether the request still had its effect: the answer alone went wrong."""


class BotApiServer:
    """Everything that arrives is in `calls`, every message taken in `sent`."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.sent: list[Sent] = []
        self.confirmed = 0
        self.redeliver_once = False
        self.patience = 60.0
        """The longest that a poll is held open, whatever the bot asks for."""
        self._updates: list[dict[str, Any]] = []
        self._faults: list[Fault] = []
        self._next_update, self._next_message = 1000, 1
        self._changed = threading.Condition()
        self._holds: list[tuple[str, Callable[[dict[str, Any]], bool], asyncio.Event]] = []
        app = Starlette(routes=[Route("/bot{token}/{method}", self._handle, methods=["GET", "POST"])])
        # asyncio turns Nagle's algorithm off (40 ms a request) only where the protocol is named.
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self._socket.bind(("127.0.0.1", 0))
        self._socket.listen()
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        config = uvicorn.Config(
            app, log_config=None, lifespan="off", ws="none", timeout_graceful_shutdown=1, access_log=False
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._looping = threading.Event()

    def _serve(self) -> None:
        async def serve() -> None:
            self._loop = asyncio.get_running_loop()
            self._arrived = asyncio.Event()
            self._looping.set()
            await self._server.serve(sockets=[self._socket])

        asyncio.run(serve())

    def start(self) -> None:
        self._thread.start()
        assert self._looping.wait(PATIENCE)

    def stop(self) -> None:
        """Ask it to end, which takes a while."""
        self._server.should_exit = True
        self._in_loop(self._free_all)

    def join(self) -> None:
        self._thread.join(PATIENCE)
        self._socket.close()
        assert not self._thread.is_alive()

    def _free_all(self) -> None:
        for *_, event in self._holds:
            event.set()
        self._arrived.set()

    def _in_loop(self, act: Callable[[], Any]) -> None:
        assert self._loop is not None
        self._loop.call_soon_threadsafe(act)

    # What a test does.

    def say(self, text: str | None, chat: int = 7, **fields: Any) -> int:
        """A person writes `text` in a chat (negative: a group). Returns the update's id."""
        kind = "supergroup" if chat < 0 else "private"
        message: dict[str, Any] = {
            "message_id": 50_000 + self._next_update,
            "date": 1_790_000_000 + 60 * self._next_update,
            "chat": {"id": chat, "type": kind},
            "from": {"id": abs(chat), "is_bot": False, "first_name": "Warga"},
        }
        if text is not None:
            message["text"] = text
            if text.startswith("/"):
                command = text.split()[0]
                message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(command)}]
        message.update(fields)
        return self.push({"edited_message" if "edit_date" in fields else "message": message})

    def push(self, content: dict[str, Any]) -> int:
        """Add an update with the next id."""
        with self._changed:
            update_id = self._next_update
            self._next_update += 1
            self._updates.append({"update_id": update_id, **content})
        self._in_loop(self._arrived.set)
        return update_id

    def fail(self, method: str, status: int, description: str = "Internal Server Error", **more: Any) -> None:
        """Let the next request of this method go wrong."""
        with self._changed:
            self._faults.append(Fault(method, status, description, **more))

    def hold(self, method: str, when: Callable[[dict[str, Any]], bool] = lambda params: True) -> None:
        """From now on leave requests of this method without an answer (and without effect)."""
        self._holds.append((method, when, asyncio.Event()))

    def release_dropping(self) -> None:
        """Hold no more; the requests held until now are lost, as their senders are."""
        for *_, event in self._holds:
            self._in_loop(event.set)
        self._holds.clear()

    def wait(self, condition: Callable[[], bool], what: str) -> None:
        """Wait until `condition` holds; it is looked at after every request."""
        with self._changed:
            assert self._changed.wait_for(condition, PATIENCE), f"never happened: {what}"

    def wait_sent(self, count: int) -> list[Sent]:
        """The messages taken, once there are `count` of them."""
        self.wait(lambda: len(self.sent) >= count, f"{count} messages; there are {len(self.sent)}")
        return list(self.sent)

    def wait_confirmed(self, update_id: int) -> None:
        """Wait until the bot has told Telegram that it has this update."""
        self.wait(lambda: self.confirmed > update_id, f"update {update_id} confirmed")

    def count(self, method: str) -> int:
        return sum(call.method == method for call in self.calls)

    # What Telegram does.

    async def _handle(self, request: Request) -> Response:
        body = (await request.body()).decode()
        params: dict[str, Any] = dict(parse_qsl(body, keep_blank_values=True, strict_parsing=bool(body)))
        for name in ("reply_parameters", "link_preview_options", "allowed_updates", "commands"):
            if name in params:
                params[name] = json.loads(params[name])
        method = request.path_params["method"]
        with self._changed:
            self.calls.append(Call(method, params))
            self._changed.notify_all()
        if request.path_params["token"] != TOKEN:
            return _refusal(401, "Unauthorized")
        for held, when, event in list(self._holds):
            if held == method and when(params):
                await event.wait()
                return _refusal(500, "dropped")
        fault = self._fault(method, params)
        if fault is not None and not fault.taken:
            return _refusal(fault.status, fault.description, fault.parameters)
        answer = await getattr(self, f"_{method}")(params)
        with self._changed:
            self._changed.notify_all()
        if fault is not None:
            return _refusal(fault.status, fault.description, fault.parameters)
        return answer

    def _fault(self, method: str, params: dict[str, Any]) -> Fault | None:
        for fault in self._faults:
            if fault.method == method and fault.times and fault.when(params):
                fault.times -= 1
                return fault
        return None

    async def _getMe(self, params: dict[str, Any]) -> Response:  # noqa: N802
        return _result(BOT)

    async def _deleteWebhook(self, params: dict[str, Any]) -> Response:  # noqa: N802
        return _result(True)

    async def _setMyCommands(self, params: dict[str, Any]) -> Response:  # noqa: N802
        return _result(True)

    async def _sendChatAction(self, params: dict[str, Any]) -> Response:  # noqa: N802
        return _result(True)

    async def _getUpdates(self, params: dict[str, Any]) -> Response:  # noqa: N802
        offset, limit = int(params.get("offset", 0)), int(params.get("limit", 100))
        with self._changed:
            if self.redeliver_once and self._updates and offset:
                self.redeliver_once = False
                return _result(self._updates[:limit])
            self.confirmed = max(self.confirmed, offset)
            self._updates = [update for update in self._updates if update["update_id"] >= offset]
            self._changed.notify_all()
        if not self._updates:
            self._arrived.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._arrived.wait(), min(self.patience, float(params["timeout"])))
        return _result([u for u in self._updates if u["update_id"] >= offset][:limit])

    async def _sendMessage(self, params: dict[str, Any]) -> Response:  # noqa: N802
        text, entities = params.get("text", ""), []
        if params.get("parse_mode") == "HTML":
            try:
                text, entities = parse_html(text)
            except CannotParseError as error:
                return _refusal(400, f"Bad Request: can't parse entities: {error}")
        if not text.strip():
            return _refusal(400, "Bad Request: message text is empty")
        if utf16_units(text) > 4096:
            return _refusal(400, "Bad Request: message is too long")
        chat_id = int(params["chat_id"])
        with self._changed:
            sent = Sent(self._next_message, chat_id, text.strip(), entities, params)
            self._next_message += 1
            self.sent.append(sent)
        kind = "supergroup" if chat_id < 0 else "private"
        return _result(
            {
                "message_id": sent.message_id,
                "date": 1_790_000_000,
                "chat": {"id": chat_id, "type": kind},
                "from": BOT,
                "text": sent.text,
            }
        )


def _result(result: Any) -> Response:
    return _json({"ok": True, "result": result}, 200)


def _json(content: dict[str, Any], status: int) -> Response:
    # In ASCII, as Telegram does: what people type may hold what UTF-8 cannot.
    return Response(json.dumps(content), status, media_type="application/json")


def _refusal(status: int, description: str, parameters: dict[str, Any] | None = None) -> Response:
    content = {"ok": False, "error_code": status, "description": description}
    if parameters:
        content["parameters"] = parameters
    return _json(content, status)
