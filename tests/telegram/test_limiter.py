"""Telegram's limits kept, on a clock that only sleeping moves."""

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TimedOut

from bot.telegram_bot.limiter import IncomingLimiter, OutgoingLimiter
from bot.telegram_bot.secrecy import quiet_retry_after


class Timeline:
    """Virtual time for several tasks: when all of them sleep, the earliest sleeper wakes."""

    def __init__(self) -> None:
        self.now = 0.0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._count = 0

    def clock(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._count += 1
        self._sleepers.append((self.now + seconds, self._count, future))
        await future

    async def run(self, *work: Awaitable[Any]) -> list[Any]:
        gathered = asyncio.ensure_future(asyncio.gather(*work, return_exceptions=True))
        while not gathered.done():
            for _ in range(50):
                await asyncio.sleep(0)
            if self._sleepers and not gathered.done():
                self._sleepers.sort(key=lambda sleeper: sleeper[:2])
                at, _, future = self._sleepers.pop(0)
                self.now = max(self.now, at)
                future.set_result(None)
        return await gathered


@pytest.fixture
def timeline() -> Timeline:
    quiet_retry_after()
    return Timeline()


@pytest.fixture
def limiter(timeline: Timeline) -> OutgoingLimiter:
    return OutgoingLimiter(timeline.clock, timeline.sleep)


Send = Callable[..., Awaitable[Any]]


@pytest.fixture
def sends(timeline: Timeline) -> list[tuple[float, int]]:
    return []


@pytest.fixture
def send(limiter: OutgoingLimiter, timeline: Timeline, sends: list[tuple[float, int]]) -> Send:
    def make(chat: int, *errors: Exception, endpoint: str = "sendMessage", retries: int | None = None) -> Any:
        left = list(errors)

        async def callback() -> bool:
            sends.append((timeline.now, chat))
            if left:
                raise left.pop(0)
            return True

        return limiter.process_request(callback, (), {}, endpoint, {"chat_id": chat}, retries)

    return make


def test_one_message_a_second_to_a_chat(send: Send, timeline: Timeline, sends: list[Any]) -> None:
    asyncio.run(timeline.run(*(send(7) for _ in range(4))))
    assert sends == [(0.0, 7), (1.0, 7), (2.0, 7), (3.0, 7)]


def test_other_chats_do_not_wait(send: Send, timeline: Timeline, sends: list[Any]) -> None:
    asyncio.run(timeline.run(send(7), send(7), send(8)))
    assert sends == [(0.0, 7), (0.0, 8), (1.0, 7)]


def test_thirty_messages_a_second_in_all(send: Send, timeline: Timeline, sends: list[Any]) -> None:
    asyncio.run(timeline.run(*(send(chat) for chat in range(1, 66))))
    assert [sum(at == second for at, _ in sends) for second in (0.0, 1.0, 2.0)] == [30, 30, 5]


def test_twenty_messages_a_minute_to_a_group(send: Send, timeline: Timeline, sends: list[Any]) -> None:
    asyncio.run(timeline.run(*(send(-5) for _ in range(22))))
    assert [at for at, _ in sends] == [*(float(n) for n in range(20)), 60.0, 61.0]


def test_any_minute_of_a_group_holds_at_most_twenty(send: Send, timeline: Timeline, sends: list[Any]) -> None:
    asyncio.run(timeline.run(*(send(-5) for _ in range(70))))
    times = [at for at, _ in sends]
    assert all(later - earlier >= 60 for earlier, later in zip(times, times[20:], strict=False))


def test_retry_after_closes_the_chat_and_no_other(send: Send, timeline: Timeline, sends: list[Any]) -> None:
    results = asyncio.run(timeline.run(send(7, RetryAfter(9)), send(8), send(7)))
    assert results == [True, True, True]
    assert sends[:2] == [(0.0, 7), (0.0, 8)]
    # Neither the refused message nor the one behind it goes out before the nine seconds are over.
    assert [at for at, _ in sends[2:]] == [9.0, 10.0]


def test_retry_after_is_understood_as_a_number_too(
    limiter: OutgoingLimiter, timeline: Timeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    for form in ("true", "false"):
        monkeypatch.setenv("PTB_TIMEDELTA", form)
        errors = [RetryAfter(dt.timedelta(seconds=5))]

        async def callback(errors: list[RetryAfter] = errors) -> bool:
            if errors:
                raise errors.pop()
            return True

        before = timeline.now
        request = limiter.process_request(callback, (), {}, "sendMessage", {"chat_id": 3}, None)
        assert asyncio.run(timeline.run(request)) == [True]
        assert 5.0 <= timeline.now - before <= 6.0


def test_network_errors_are_tried_again_with_growing_pauses(
    send: Send, timeline: Timeline, sends: list[Any]
) -> None:
    errors = [NetworkError("a"), TimedOut(), NetworkError("b")]
    assert asyncio.run(timeline.run(send(7, *errors))) == [True]
    assert [at for at, _ in sends] == [0.0, 1.0, 3.0, 7.0]


def test_the_last_error_is_raised(send: Send, timeline: Timeline, sends: list[Any]) -> None:
    (error,) = asyncio.run(timeline.run(send(7, *(NetworkError(str(n)) for n in range(9)))))
    assert (type(error), str(error), len(sends)) == (NetworkError, "4", 5)
    (error,) = asyncio.run(timeline.run(send(8, RetryAfter(2), retries=0)))
    assert type(error) is RetryAfter


@pytest.mark.parametrize("error", [BadRequest("chat not found"), Forbidden("blocked")])
def test_refusals_are_not_tried_again(
    send: Send, timeline: Timeline, sends: list[Any], error: Exception
) -> None:
    assert asyncio.run(timeline.run(send(7, error))) == [error]
    assert len(sends) == 1


@pytest.mark.parametrize("endpoint", ["sendChatAction", "getMe", "setMyCommands"])
def test_what_is_no_message_does_not_wait(
    send: Send, timeline: Timeline, sends: list[Any], endpoint: str
) -> None:
    asyncio.run(timeline.run(send(7), *(send(7, endpoint=endpoint) for _ in range(40))))
    assert {at for at, _ in sends} == {0.0}


def test_memory_of_chats_is_bounded(send: Send, timeline: Timeline, limiter: OutgoingLimiter) -> None:
    async def one_after_the_other() -> None:
        for chat in range(1, 1300):
            await send(chat)

    asyncio.run(timeline.run(one_after_the_other()))
    assert sorted(limiter._chats) == list(range(1300 - 1024, 1300))


def test_a_chat_told_to_wait_is_not_forgotten(send: Send, timeline: Timeline, sends: list[Any]) -> None:
    async def one_after_the_other() -> None:
        await send(1, RetryAfter(500), retries=0)

    async def the_rest() -> None:
        for chat in range(2, 1300):
            await send(chat)
        await send(1)

    (error,) = asyncio.run(timeline.run(one_after_the_other()))
    assert type(error) is RetryAfter
    asyncio.run(timeline.run(the_rest()))
    assert sends[-1] == (500.0, 1)


NOON = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)


def at(seconds: float) -> dt.datetime:
    return NOON + dt.timedelta(seconds=seconds)


def test_a_burst_is_answered_then_asked_to_wait_once() -> None:
    incoming = IncomingLimiter(burst=3, seconds=5)
    verdicts = [incoming.judge(1, NOON) for _ in range(6)]
    assert verdicts == ["answer"] * 3 + ["ask to wait"] + ["stay silent"] * 2
    assert incoming.judge(2, NOON) == "answer"
    assert [incoming.judge(1, at(5)), incoming.judge(1, at(5))] == ["answer", "ask to wait"]


def test_questions_written_with_pauses_all_count_as_answered_however_late_they_are_read() -> None:
    incoming = IncomingLimiter(burst=2, seconds=5)
    assert {incoming.judge(1, at(5 * n)) for n in range(50)} == {"answer"}


def test_messages_out_of_order_neither_gain_nor_lose() -> None:
    incoming = IncomingLimiter(burst=1, seconds=10)
    assert incoming.judge(1, at(100)) == "answer"
    assert incoming.judge(1, at(0)) == "ask to wait"
    assert incoming.judge(1, at(109)) == "stay silent"
    assert incoming.judge(1, at(110)) == "answer"


def test_people_are_forgotten_longest_silent_first() -> None:
    incoming = IncomingLimiter(burst=1, seconds=1000, people=2)
    for person in (1, 2, 3):
        incoming.judge(person, NOON)
    assert [incoming.judge(person, NOON) for person in (3, 1)] == ["ask to wait", "answer"]
