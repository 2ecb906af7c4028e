"""How fast messages may leave, and how fast one person's questions may come in."""

import asyncio
import datetime as dt
import time
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Literal

from telegram.error import BadRequest, NetworkError, RetryAfter
from telegram.ext import BaseRateLimiter

RETRIES = 4
"""How often a send is tried again before the error goes to the caller."""

_IDLE_CHATS = 1024

Sleep = Callable[[float], Awaitable[None]]
Clock = Callable[[], float]
Result = bool | dict[str, Any] | list[dict[str, Any]]


class _Window:
    """At most `count` grants in any stretch of `seconds`."""

    def __init__(self, count: int, seconds: float) -> None:
        self._seconds = seconds
        self._grants: deque[float] = deque(maxlen=count)

    def free_at(self) -> float:
        if len(self._grants) < (self._grants.maxlen or 0):
            return float("-inf")
        return self._grants[0] + self._seconds

    def grant(self, now: float) -> None:
        self._grants.append(now)


class _Chat:
    def __init__(self, chat_id: object) -> None:
        self.turn = asyncio.Lock()
        # Groups and channels have negative ids, or names.
        group = not isinstance(chat_id, int) or chat_id < 0
        self.windows = [_Window(1, 1.0), *([_Window(20, 60.0)] if group else [])]
        self.closed_until = float("-inf")

    def free_at(self) -> float:
        return max(self.closed_until, *(window.free_at() for window in self.windows))


class OutgoingLimiter(BaseRateLimiter[int]):
    """Telegram's limits (https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this).

    30 messages a second in all, one a second to a chat, 20 a minute to a group. A chat that answers
    "retry after" waits that long; other chats do not. Network errors are tried again after 1, 2, 4 … seconds;
    `rate_limit_args` says how often (default `RETRIES`), and the last error is raised.
    """

    def __init__(self, clock: Clock = time.monotonic, sleep: Sleep = asyncio.sleep) -> None:
        self._clock = clock
        self._sleep = sleep
        self._all = _Window(30, 1.0)
        self._chats: OrderedDict[object, _Chat] = OrderedDict()

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to give back."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Result]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> Result:
        """Call `callback` in its turn, again if the network or Telegram's flood control stopped it."""
        if not endpoint.startswith("send") or endpoint == "sendChatAction":
            return await callback(*args, **kwargs)
        chat = self._chat(data["chat_id"])
        retries = RETRIES if rate_limit_args is None else rate_limit_args
        for retry in range(retries + 1):
            await self._wait_for(chat)
            try:
                return await callback(*args, **kwargs)
            except RetryAfter as error:
                chat.closed_until = self._clock() + seconds_to_wait(error)
                if retry == retries:
                    raise
            except BadRequest:  # a NetworkError by inheritance only: the same request would fail again
                raise
            except NetworkError:
                if retry == retries:
                    raise
                await self._sleep(2.0**retry)
        raise AssertionError("unreachable")  # pragma: no cover

    def _chat(self, chat_id: object) -> _Chat:
        chat = self._chats.pop(chat_id, None) or _Chat(chat_id)
        self._chats[chat_id] = chat
        if len(self._chats) > _IDLE_CHATS:
            oldest, state = self._chats.popitem(last=False)
            if state.turn.locked() or state.free_at() > self._clock():
                self._chats[oldest] = state  # still at work: looked at again when its turn comes round
        return chat

    async def _wait_for(self, chat: _Chat) -> None:
        async with chat.turn:
            while (wait := max(chat.free_at(), self._all.free_at()) - self._clock()) > 0:
                await self._sleep(wait)
            now = self._clock()
            for window in (self._all, *chat.windows):
                window.grant(now)


def seconds_to_wait(error: RetryAfter) -> float:
    """The seconds a flood-control error asks for."""
    # An int or a timedelta, as an environment variable that belongs to the library decides.
    after = error.retry_after
    return after.total_seconds() if isinstance(after, dt.timedelta) else float(after)


Verdict = Literal["answer", "ask to wait", "stay silent"]


class IncomingLimiter:
    """A token bucket for each person: `burst` questions at once, then one every `seconds`.

    Time is when the message was written, not when it is read: a person whose well-spaced questions piled up
    while the bot was away is not told off for it.
    """

    def __init__(self, burst: int = 6, seconds: float = 5.0, people: int = 10_000) -> None:
        self._burst = burst
        self._seconds = seconds
        self._people = people
        self._buckets: OrderedDict[int, tuple[float, float, bool]] = OrderedDict()

    def judge(self, person: int, written: dt.datetime) -> Verdict:
        """Whether to answer. Past the limit a person is asked once to wait, then no more until it is over."""
        now = written.timestamp()
        level, then, told = self._buckets.pop(person, (float(self._burst), now, False))
        level = min(float(self._burst), level + max(0.0, now - then) / self._seconds)
        allowed = level >= 1.0
        self._buckets[person] = (level - 1.0 if allowed else level, max(now, then), not allowed)
        if len(self._buckets) > self._people:
            self._buckets.popitem(last=False)
        if allowed:
            return "answer"
        return "stay silent" if told else "ask to wait"
