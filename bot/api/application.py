"""The application: its routes, and the layers around them, put together from parts that it is given."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.body_limit import RequestBodyLimitMiddleware

from bot.answering.answer import Answerer, Language
from bot.api.article_bodies import ArticleBody
from bot.api.bodies import (
    Alive,
    AnswerBody,
    InquiryBody,
    ProblemBody,
    Ready,
    TurnBody,
    json_body,
    read_inquiry,
)
from bot.api.desk import Desk
from bot.api.doorkeeper import Doorkeeper, Rate
from bot.api.edge import Edge
from bot.api.editing import Editing, add_editing
from bot.api.metrics import Metrics
from bot.api.negotiation import preferred_language
from bot.api.reference import reference_routes
from bot.api.responses import ProblemResponse, Responses
from bot.pages.pages import Pages
from bot.render import to_json
from bot.settings import Settings
from corpus.errors import TanyaError

BODY_SECONDS = 10.0
_FIRST_ERROR = 400
_PROBLEM = {"schema": {"$ref": "#/components/schemas/ProblemBody"}}
_TAGS = [
    {"name": "answers", "description": "Questions on the articles."},
    {"name": "articles", "description": "For programs of the newsroom, with its key."},
    {"name": "service", "description": "For whoever runs it."},
]

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


def _nothing() -> None:
    return None


def create_app(
    answerer: Callable[[], Answerer],
    generation: Callable[[], str],
    settings: Settings,
    *,
    lifespan: Lifespan | None = None,
    editing: Editing | None = None,
    damaged: Callable[[], str | None] = _nothing,
    at_once: int = 2,
    waiting: int = 64,
    body_seconds: float = BODY_SECONDS,
) -> FastAPI:
    """The HTTP API and the web page as one ASGI application.

    `answerer` gives the answerer of the moment and `generation` the name of the index generation it answers
    from; both are called for every request, from any thread, and raise a `TanyaError` such as
    `bot.problems.NotReady` while there is none. `lifespan` surrounds the time in which requests are served
    (Starlette's lifespan). With `editing`, articles can be added and retracted. `damaged` names a generation
    that is damaged on disk, while answers come from memory or from an older one. At most `at_once`
    questions are answered at a time and `waiting` more may queue; a body must arrive within `body_seconds`.
    """
    metrics = Metrics()
    desk = Desk(answerer, metrics, at_once=at_once, waiting=waiting)
    pages = Pages(desk.answer, desk.examples)
    responses = Responses(pages, settings.body_bytes)

    async def respond(request: Request, error: Exception) -> Response:
        return responses.to(request, error)

    app = FastAPI(
        title="Tanya",
        summary="Answers questions on a newsroom's articles with literal quotes.",
        version="1",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        middleware=[
            Middleware(Edge, metrics=metrics, respond=responses.to),
            Middleware(
                Doorkeeper,
                body_bytes=settings.body_bytes,
                body_seconds=body_seconds,
                rate=Rate.a_minute(settings.requests_per_minute),
                respond=responses.to,
            ),
            # For bodies that do not declare their length; those that do never get here when too large.
            Middleware(RequestBodyLimitMiddleware, max_body_size=settings.body_bytes),
        ],
        exception_handlers={HTTPException: respond, TanyaError: respond},
    )
    _add_answers(app, desk, responses)
    if editing is not None:
        add_editing(app, editing, responses)
    _add_service_routes(app, generation, damaged, metrics)
    app.include_router(reference_routes())
    pages.add_to(app)
    app.openapi = lambda: _openapi(app)
    return app


def _add_answers(app: FastAPI, desk: Desk, responses: Responses) -> None:
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/InquiryBody"}}}
    problems = {
        400: "The body is not JSON.",
        408: "The body did not arrive in time.",
        413: "The body is too large.",
        415: "The body is not `application/json`.",
        422: "A field is wrong, or the question is empty, too long or not text.",
        429: "Too many questions from this address; `Retry-After` says when to ask again.",
        503: "Too many questions at once, or no index is loaded; `Retry-After` says when to ask again.",
    }

    @app.post(
        "/v1/answers",
        summary="Ask a question",
        tags=["answers"],
        response_model=AnswerBody,
        responses={
            status: {"model": ProblemBody, "description": words} for status, words in problems.items()
        },
        openapi_extra={"requestBody": {"required": True, "content": content}},
    )
    async def answers(request: Request) -> Response:
        """Answer a question from the articles, with the literal quotes that the answer rests on."""
        language: Language | None = None
        try:
            body = await json_body(request)
            inquiry = read_inquiry(body, preferred_language(request.headers.get("accept-language", "")))
            language = inquiry.language
            answer = await desk.answer(inquiry)
        except TanyaError as error:
            return responses.to(request, error, language)
        return JSONResponse(to_json(answer))


def _add_service_routes(
    app: FastAPI, generation: Callable[[], str], damaged: Callable[[], str | None], metrics: Metrics
) -> None:
    @app.head("/healthz", include_in_schema=False)
    @app.get("/healthz", summary="Is the process alive?", tags=["service"])
    def healthz() -> Alive:
        """Always `ok` while the process serves requests at all."""
        return Alive(status="ok")

    @app.head("/readyz", include_in_schema=False)
    @app.get(
        "/readyz",
        summary="Can it answer?",
        tags=["service"],
        response_model_exclude_none=True,
        responses={503: {"model": ProblemBody, "description": "No index is loaded (yet)."}},
    )
    def readyz() -> Ready:
        """Which index generation answers come from, and which one is damaged on disk if one is."""
        return Ready(status="ready", generation=generation(), damaged=damaged())

    @app.head("/metrics", include_in_schema=False)
    @app.get("/metrics", summary="Counters for Prometheus", tags=["service"], response_class=Response)
    def exposition() -> Response:
        """Counters in Prometheus' text format; nothing in them comes from a question."""
        metrics.damaged(damaged() is not None)
        return Response(metrics.exposition(), media_type=CONTENT_TYPE_LATEST)


def _openapi(app: FastAPI) -> dict[str, Any]:
    if app.openapi_schema is None:
        schema = get_openapi(
            title=app.title, version=app.version, summary=app.summary, routes=app.routes, tags=_TAGS
        )
        # The body is read by hand, to be stricter than JSON parsers are, so its schema is added by hand.
        components = schema["components"]["schemas"]
        edited = any(getattr(route, "path", "") == "/v1/articles" for route in app.routes)
        for body in (InquiryBody, TurnBody, *((ArticleBody,) if edited else ())):
            own = body.model_json_schema(ref_template="#/components/schemas/{model}")
            own.pop("$defs", None)
            components[body.__name__] = own
        if edited:
            schema["components"]["securitySchemes"] = {"EditorKey": {"type": "http", "scheme": "bearer"}}
        for operation in (o for path in schema["paths"].values() for o in path.values()):
            for status, response in operation["responses"].items():
                if int(status) >= _FIRST_ERROR:
                    response["content"] = {ProblemResponse.media_type: _PROBLEM}
        app.openapi_schema = schema
    return app.openapi_schema
