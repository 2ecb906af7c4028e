"""What the HTTP door counts, for Prometheus; never a word of a question."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from bot.answering.answer import Answer

_SECONDS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)


class Metrics:
    """Counters of one application, in a registry of their own."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "tanya_http_requests",
            "Requests by route, method and status.",
            ["route", "method", "status"],
            registry=self._registry,
        )
        self._seconds = Histogram(
            "tanya_answer_seconds",
            "Time to answer one question, without waiting in the queue.",
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._answers = Counter(
            "tanya_answers",
            "Answers by kind, language and whether the articles supported them.",
            ["kind", "language", "answered"],
            registry=self._registry,
        )
        self._waiting = Gauge(
            "tanya_questions_inside", "Questions being answered or waiting.", registry=self._registry
        )
        self._damaged = Gauge(
            "tanya_index_damaged", "1 while the live index is damaged on disk.", registry=self._registry
        )

    def damaged(self, damaged: bool) -> None:
        """Say whether the live index is damaged on disk."""
        self._damaged.set(damaged)

    def requested(self, route: str, method: str, status: int) -> None:
        """Count one request that has been responded to."""
        self._requests.labels(route, method, str(status)).inc()

    def answered(self, answer: Answer, seconds: float) -> None:
        """Count one answer and the time it took."""
        self._seconds.observe(seconds)
        self._answers.labels(answer.kind, answer.language, str(answer.answered).lower()).inc()

    def waiting(self, count: int) -> None:
        """Say how many questions are inside."""
        self._waiting.set(count)

    def exposition(self) -> bytes:
        """All of it in Prometheus' text format."""
        return generate_latest(self._registry)
