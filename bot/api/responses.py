"""Errors become responses here and nowhere else: problem+json for programs, a page for people."""

from collections.abc import Mapping
from typing import Any

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Match

from bot.answering.answer import Language
from bot.api.errors import BadRequest, BodyTooLarge, MethodNotAllowed, NotFound, RequestError, WrongFields
from bot.api.negotiation import preferred_language
from bot.pages.pages import Pages
from bot.problems import Problem, describe
from corpus.errors import TanyaError

_METHODS = ("GET", "HEAD", "POST", "DELETE")
_UNAVAILABLE = 503


class ProblemResponse(JSONResponse):
    """A problem as RFC 9457 has it."""

    media_type = "application/problem+json"


class Responses:
    """Turns any error into the response that fits the request."""

    def __init__(self, pages: Pages, body_bytes: int) -> None:
        self._pages = pages
        self._body_bytes = body_bytes
        self._log = structlog.get_logger("tanya.http")

    def to(self, request: Request, error: Exception, language: Language | None = None) -> Response:
        """The response to `error`, in `language` or the one that the request asks for."""
        if isinstance(error, HTTPException):
            error = self._translated(request, error)
        spoken = language or self._language(request)
        problem = describe(error, spoken)
        if problem.particulars and not isinstance(error, RequestError):
            self._log.warning("problem", problem=problem.slug, particulars=problem.particulars)
        headers = dict(error.headers) if isinstance(error, RequestError) else {}
        if problem.status == _UNAVAILABLE:
            headers.setdefault("Retry-After", "1")
        if isinstance(error, MethodNotAllowed) and request.method == "OPTIONS":
            return Response(status_code=204, headers=headers)
        if self._pages.wanted(request):
            return self._pages.problem(request, problem, headers)
        return ProblemResponse(_body(problem, error), problem.status, headers)

    def _language(self, request: Request) -> Language:
        if self._pages.wanted(request):
            return self._pages.language(request)
        return preferred_language(request.headers.get("accept-language", ""))

    def _translated(self, request: Request, error: HTTPException) -> TanyaError:
        if error.status_code == 404:
            return NotFound()
        if error.status_code == 405:
            return MethodNotAllowed(", ".join([*_allowed(request), "OPTIONS"]))
        if error.status_code == 413:
            return BodyTooLarge(self._body_bytes)
        return BadRequest()


def _body(problem: Problem, error: Exception) -> Mapping[str, Any]:
    body: dict[str, Any] = {
        "type": f"urn:tanya:problem:{problem.slug}",
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail,
    }
    if isinstance(error, WrongFields):
        body["errors"] = [{"pointer": e.pointer, "detail": e.detail} for e in error.errors]
    return body


def _allowed(request: Request) -> list[str]:
    routes: list[BaseRoute] = request.app.router.routes
    return [
        method
        for method in _METHODS
        if any(route.matches({**request.scope, "method": method})[0] == Match.FULL for route in routes)
    ]
