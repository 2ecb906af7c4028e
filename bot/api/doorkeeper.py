"""What is turned away before its body is read: too large, too often, sent by another site."""

from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from math import ceil
from time import time
from urllib.parse import urlsplit

from anyio import current_time, fail_after
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.api.edge import Respond
from bot.api.errors import BodyTimeout, BodyTooLarge, CrossSite, RequestError, TooManyRequests

_SUBSCRIBER_BITS = 64


class Doorkeeper:
    """Lets a request pass or answers it with what is wrong."""

    def __init__(
        self, app: ASGIApp, *, body_bytes: int, body_seconds: float, rate: "Rate", respond: Respond
    ) -> None:
        self._app = app
        self._body_bytes = body_bytes
        self._body_seconds = body_seconds
        self._rate = rate
        self._respond = respond

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http" and scope["method"] not in ("GET", "HEAD", "OPTIONS"):
            request = Request(scope)
            error = self._objection(request)
            if error is not None:
                await self._respond(request, error)(scope, receive, send)
                return
            receive = _hurried(receive, self._body_seconds)
        await self._app(scope, receive, send)

    def _objection(self, request: Request) -> RequestError | None:
        declared = request.headers.get("content-length", "0")
        if not declared.isdecimal() or int(declared[:20]) > self._body_bytes:
            return BodyTooLarge(self._body_bytes)
        if _from_another_site(request):
            return CrossSite()
        return self._rate.spend(_subscriber(request))


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `limit` requests a minute from one address, 0 for any number; `now` is a seam for tests."""

    limit: int
    limiter: SlidingWindowCounterRateLimiter
    now: Callable[[], float] = time

    @classmethod
    def a_minute(cls, limit: int) -> "Rate":
        """A rate counted in this process."""
        return cls(limit, SlidingWindowCounterRateLimiter(MemoryStorage()))

    def spend(self, address: str) -> TooManyRequests | None:
        """Count one request from `address`, or say that it is one too many."""
        item = RateLimitItemPerMinute(self.limit)
        if not self.limit or self.limiter.hit(item, address):
            return None
        wait = self.limiter.get_window_stats(item, address).reset_time - self.now()
        return TooManyRequests(self.limit, min(max(ceil(wait), 1), 60))


def _hurried(receive: Receive, seconds: float) -> Receive:
    """`receive` that raises `BodyTimeout` when the body is not complete within `seconds`."""
    deadline, complete = current_time() + seconds, False

    async def within() -> Message:
        nonlocal complete
        if complete:
            return await receive()
        try:
            with fail_after(max(deadline - current_time(), 0)):
                message = await receive()
        except TimeoutError:
            raise BodyTimeout from None
        complete = not message.get("more_body", False)
        return message

    return within


def _subscriber(request: Request) -> str:
    """The client's address; for IPv6 its /64, which is what one subscriber is given."""
    host = request.client.host if request.client else ""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if not isinstance(address, IPv6Address):
        return host
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return f"{int(address) >> _SUBSCRIBER_BITS:x}/64"


def _from_another_site(request: Request) -> bool:
    # Browsers of the last years say it outright; older ones at least name the page's origin.
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = request.headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != request.headers.get("host")
