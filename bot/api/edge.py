"""The outermost layer: headers for every response, a log line without a user's word for every request."""

import traceback
from collections.abc import Callable, Mapping
from secrets import token_hex
from time import perf_counter

import structlog
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.api.metrics import Metrics

Respond = Callable[[Request, Exception], Response]
"""Turns an error into the response that fits the request: problem+json, or a page."""

# No script, style or frame but our own files', so hostile text in an article or a question stays text.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # The whole address stays at home: links to the articles tell their sites only where Tanya lives.
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Edge:
    """Adds request id and security headers, logs, counts, and turns unforeseen errors into words."""

    def __init__(self, app: ASGIApp, *, metrics: Metrics, respond: Respond) -> None:
        self._app = app
        self._metrics = metrics
        self._respond = respond
        self._log = structlog.get_logger("tanya.http")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = token_hex(8)
        started, status = perf_counter(), 0

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers["X-Request-ID"] = request_id
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        try:
            await self._app(scope, receive, send_with_headers)
        except Exception as error:  # noqa: BLE001 - the last place where an error can still become an answer
            # Only where it happened: an error's message may quote what the user wrote.
            frames = traceback.extract_tb(error.__traceback__)
            where = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames[-8:]]
            self._log.error("unforeseen", error=type(error).__name__, where=where, request=request_id)
            if status:
                raise ConnectionAbortedError("the response broke off") from None
            response = self._respond(Request(scope), error)
            await response(scope, receive, send_with_headers)
        finally:
            route = getattr(scope.get("route"), "path", None) or "other"
            method = scope["method"] if scope["method"] in _METHODS else "other"
            self._metrics.requested(route, method, status)
            milliseconds = round((perf_counter() - started) * 1000, 1)
            self._log.info(
                "request", method=method, route=route, status=status, ms=milliseconds, request=request_id
            )
