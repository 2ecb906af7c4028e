"""The routes of the web page and what they show."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI, Request, Response
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.datastructures import FormData
from starlette.responses import HTMLResponse
from starlette.staticfiles import StaticFiles

from bot.answering.answer import Answer, Inquiry, Language, Turn
from bot.pages import history
from bot.pages.passages import ArticleView, article_views
from bot.pages.words import WORDS
from bot.problems import Problem, describe
from bot.render import Block, blocks, sources_heading, text_blocks
from corpus.errors import TanyaError

EXAMPLES = 3
_FORM_FIELDS = 8
_STATIC = Path(__file__).parent / "static"
_FRAGMENT = "/fragment"


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question and what came of it: an answer, or a problem in words."""

    question: str
    text: str = ""
    blocks: tuple[Block, ...] = ()
    answered: bool = True
    language: Language = "id"
    heading: str = ""
    articles: tuple[ArticleView, ...] = ()
    problem: Problem | None = None


class Pages:
    """The web page. `ask` and `examples` are the door to the answerer; both raise `TanyaError`s."""

    def __init__(
        self,
        ask: Callable[[Inquiry], Awaitable[Answer]],
        examples: Callable[[int], Awaitable[tuple[str, ...]]],
    ) -> None:
        self._ask = ask
        self._examples = examples
        self._templates = Environment(
            loader=PackageLoader("bot.pages"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
        )
        self._version = sha256(b"".join(p.read_bytes() for p in sorted(_STATIC.iterdir()))).hexdigest()[:12]

    def add_to(self, app: FastAPI) -> None:
        """Add the page's routes and its static files."""
        router = APIRouter(include_in_schema=False)
        router.add_api_route("/", self._show, methods=["GET", "HEAD"])
        router.add_api_route("/", self._answer, methods=["POST"])
        router.add_api_route(_FRAGMENT, self._answer_fragment, methods=["POST"])
        app.include_router(router)
        app.mount("/static", _CachedFiles(directory=_STATIC), name="static")

    def wanted(self, request: Request) -> bool:
        """Whether an error of this request should be shown as a page."""
        if request.url.path in ("/", _FRAGMENT) and request.method in ("GET", "HEAD", "POST"):
            return True
        return not request.url.path.startswith("/v1/") and "text/html" in request.headers.get("accept", "")

    def language(self, request: Request) -> Language:
        """The page's language: Indonesian unless English was chosen."""
        return "en" if request.query_params.get("lang") == "en" else "id"

    def problem(self, request: Request, problem: Problem, headers: Mapping[str, str]) -> Response:
        """An error as a page, or as the piece of page that the script asked for."""
        if request.url.path == _FRAGMENT:
            exchange = Exchange("", problem=problem)
            response = self._render("fragment.html", request, problem.status, exchange=exchange, history=None)
        else:
            response = self._render("problem.html", request, problem.status, problem=problem)
        response.headers.update(headers)
        return response

    async def _show(self, request: Request) -> Response:
        try:
            examples, notice = await self._examples(EXAMPLES), None
        except TanyaError as error:
            examples, notice = (), describe(error, self.language(request))
        return self._page(request, 200, examples=examples, notice=notice)

    async def _answer(self, request: Request) -> Response:
        question, turns = await _form(request)
        exchange = await self._exchange(request, question, turns)
        return self._page(request, _status(exchange), turns=turns, exchange=exchange)

    async def _answer_fragment(self, request: Request) -> Response:
        question, turns = await _form(request)
        exchange = await self._exchange(request, question, turns)
        return self._render("fragment.html", request, _status(exchange), **_carried(turns, exchange))

    async def _exchange(self, request: Request, question: str, turns: tuple[Turn, ...]) -> Exchange:
        try:
            answer = await self._ask(Inquiry(question, turns))
        except TanyaError as error:
            return Exchange(question, problem=describe(error, self.language(request)))
        return Exchange(
            question,
            answer.answer,
            blocks(answer),
            answer.answered,
            answer.language,
            sources_heading(answer),
            article_views(answer.sources, answer.language),
        )

    def _page(
        self,
        request: Request,
        status: int,
        *,
        turns: tuple[Turn, ...] = (),
        exchange: Exchange | None = None,
        examples: tuple[str, ...] = (),
        notice: Problem | None = None,
    ) -> Response:
        shown = {"turns": turns, "examples": examples, "notice": notice}
        return self._render("conversation.html", request, status, **shown, **_carried(turns, exchange))

    def _render(self, template: str, request: Request, status: int, **values: Any) -> Response:
        language = self.language(request)
        html = self._templates.get_template(template).render(
            language=language,
            root=request.scope.get("root_path", ""),
            text_blocks=text_blocks,
            words=WORDS[language],
            words_in=WORDS,
            version=self._version,
            **values,
        )
        return HTMLResponse(html, status, headers={"Content-Language": language})


class _CachedFiles(StaticFiles):
    """Static files that browsers keep: their addresses carry a version made from their content."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        response = super().file_response(*args, **kwargs)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


def _status(exchange: Exchange) -> int:
    return exchange.problem.status if exchange.problem else 200


def _carried(turns: tuple[Turn, ...], exchange: Exchange | None) -> dict[str, Any]:
    """What goes with the page into the next question."""
    if exchange is not None and exchange.problem is None:
        turns = (*turns, Turn("user", exchange.question), Turn("assistant", exchange.text))
    return {"exchange": exchange, "history": history.written(turns)}


async def _form(request: Request) -> tuple[str, tuple[Turn, ...]]:
    form = await request.form(max_files=0, max_fields=_FORM_FIELDS)
    return _text(form, "question"), history.read(_text(form, "history"))


def _text(form: FormData, name: str) -> str:
    value = form.get(name)
    return value.strip() if isinstance(value, str) else ""
