"""Answering on a few threads behind a bounded queue, so that a rush is told to wait instead of piling up."""

from collections.abc import Callable
from functools import partial
from time import perf_counter

from anyio import CapacityLimiter, to_thread

from bot.answering.answer import Answer, Answerer, Inquiry
from bot.api.errors import Overloaded
from bot.api.metrics import Metrics


class Desk:
    """Takes inquiries from the event loop and answers them on at most `at_once` threads.

    `answerer` gives the answerer of the moment and raises a `TanyaError` (`NotReady`, an error of the
    index folder) while there is none. It is asked once for each inquiry, so an answer never mixes two.
    """

    def __init__(
        self, answerer: Callable[[], Answerer], metrics: Metrics, *, at_once: int, waiting: int
    ) -> None:
        self._answerer = answerer
        self._metrics = metrics
        self._limiter = CapacityLimiter(at_once)
        self._room = at_once + waiting
        self._inside = 0

    async def answer(self, inquiry: Inquiry) -> Answer:
        """The answer. Raises `Overloaded` when the queue is full, and all that the answerer raises."""
        if self._inside >= self._room:
            raise Overloaded
        self._inside += 1
        self._metrics.waiting(self._inside)
        try:
            return await to_thread.run_sync(partial(self._answer, inquiry), limiter=self._limiter)
        finally:
            self._inside -= 1
            self._metrics.waiting(self._inside)

    async def examples(self, count: int) -> tuple[str, ...]:
        """Questions that the articles answer; none while a rush is on, since they are only an offer."""
        if self._inside >= self._limiter.total_tokens:
            return ()
        return await to_thread.run_sync(lambda: self._answerer().examples(count), limiter=self._limiter)

    def _answer(self, inquiry: Inquiry) -> Answer:
        started = perf_counter()
        answer = self._answerer().answer(inquiry)
        self._metrics.answered(answer, perf_counter() - started)
        return answer
