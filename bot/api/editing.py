"""Articles added and retracted by programs of the newsroom that know the editors' key."""

import hmac
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import structlog
from anyio import CapacityLimiter, Lock, to_thread
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from bot.answering.answer import Language
from bot.api.article_bodies import (
    DuplicateBody,
    NotBuilt,
    RetractedBody,
    StoredArticle,
    StoredBody,
    empty_fields,
    read_article_body,
    wrong_field,
)
from bot.api.bodies import ProblemBody, json_body
from bot.api.errors import NotAuthorised
from bot.api.negotiation import preferred_language
from bot.api.responses import Responses
from bot.problems import describe
from corpus.article import Article
from corpus.drafts import ArticleDraft
from corpus.errors import IncompleteDraft, InvalidArticleError, NoSuchArticle, TanyaError
from corpus.folder import ArticleFolder, Proposal, Retraction
from corpus.problems import ProblemKind

_PROBLEMS = {
    400: "The body is not JSON.",
    401: "The editors' key is missing or wrong.",
    404: "There is no such article, or the service has no key for editors.",
    413: "The body is too large.",
    415: "The body is not `application/json`.",
    422: "A field is wrong; `errors` names each.",
    429: "Too many requests from this address.",
}
_MOST_REASON_CHARS = 500
_REASON = {
    "id": f"alasan, paling banyak {_MOST_REASON_CHARS} karakter",
    "en": f"a reason of at most {_MOST_REASON_CHARS} characters",
}


@dataclass(frozen=True, slots=True)
class Editing:
    """What adding and retracting needs.

    `folder` holds the articles, `key` is the secret that editors send, `rebuild` builds the index from the
    folder and raises a `TanyaError` where that fails; `today` is a seam for tests.
    """

    folder: Path
    key: str
    rebuild: Callable[[], object]
    today: Callable[[], date] = date.today


def add_editing(app: FastAPI, editing: Editing, responses: Responses) -> None:
    """Add `POST /v1/articles` and `DELETE /v1/articles/{id}` to `app`."""
    office = _Office(editing)
    described = {status: {"model": ProblemBody, "description": words} for status, words in _PROBLEMS.items()}
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/ArticleBody"}}}

    @app.post(
        "/v1/articles",
        summary="Add an article",
        tags=["articles"],
        status_code=201,
        response_model=StoredBody,
        responses={200: {"model": StoredBody, "description": "It was there already."}, **described},
        openapi_extra={
            "requestBody": {"required": True, "content": content},
            "security": [{"EditorKey": []}],
        },
    )
    async def add(request: Request) -> Response:
        """Store an article, as a version of its story where one is found, and build the index anew."""
        language = preferred_language(request.headers.get("accept-language", ""))
        try:
            office.admit(request)
            stored = await office.add(*read_article_body(await json_body(request), language), language)
        except TanyaError as error:
            return responses.to(request, error, language)
        status = 201 if stored.stored else 200
        return JSONResponse(stored.model_dump(), status)

    @app.delete(
        "/v1/articles/{article_id}",
        summary="Retract an article",
        tags=["articles"],
        response_model=RetractedBody,
        responses={status: described[status] for status in (401, 404, 422, 429)},
        openapi_extra={"security": [{"EditorKey": []}]},
    )
    async def retract(request: Request, article_id: str, why: str = "") -> Response:
        """Take an article out of answering; its file and the reason are kept."""
        language = preferred_language(request.headers.get("accept-language", ""))
        try:
            office.admit(request)
            retracted = await office.retract(article_id, why, language)
        except TanyaError as error:
            return responses.to(request, error, language)
        return JSONResponse(retracted.model_dump())


class _Office:
    """Does one change after the other, and builds once for all that came while it was building."""

    def __init__(self, editing: Editing) -> None:
        self._editing = editing
        self._limiter = CapacityLimiter(1)
        self._building = Lock()
        self._changes = self._built = 0
        self._problem: NotBuilt | None = None
        self._log = structlog.get_logger("tanya.articles")

    def admit(self, request: Request) -> None:
        """Raise `NotAuthorised` unless the request carries the key."""
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        # Compared in constant time, as bytes: a header may hold any of Latin-1.
        same = hmac.compare_digest(given.strip().encode(), self._editing.key.encode())
        if scheme.lower() != "bearer" or not same:
            raise NotAuthorised

    async def add(self, draft: ArticleDraft, join: bool, language: Language) -> StoredBody:
        """Store a draft. Raises `WrongFields`."""
        work = partial(self._store, draft, join, language)
        proposal, written = await to_thread.run_sync(work, limiter=self._limiter)
        article, *followers = written
        # Even where nothing is new: a request is repeated because the first one's build failed.
        problem = await self._rebuilt(language)
        return _stored(article, followers, proposal, problem, new=article.id != proposal.twin)

    async def retract(self, article_id: str, why: str, language: Language) -> RetractedBody:
        """Retract an article. Raises `NoSuchArticle`, `WrongFields`."""
        reason = " ".join(why.split())
        if not 0 < len(reason) <= _MOST_REASON_CHARS or not reason.isprintable():
            raise wrong_field("why", _REASON[language], language)
        work = partial(self._retract, article_id, reason)
        done = await to_thread.run_sync(work, limiter=self._limiter)
        problem = await self._rebuilt(language)
        return RetractedBody(
            id=done.id,
            title=done.title,
            retracted=str(done.when),
            why=reason,
            built=problem is None,
            problem=problem,
        )

    def _store(
        self, draft: ArticleDraft, join: bool, language: Language
    ) -> tuple[Proposal, tuple[Article, ...]]:
        folder = ArticleFolder(self._editing.folder)
        onto = _demanded(folder, draft.supersedes, language)
        try:
            proposal = folder.propose(draft)
            if proposal.twin is not None:
                return proposal, (folder.article(proposal.twin),)
            if onto is None and join and proposal.duplicates:
                onto = proposal.duplicates[0].article
            return proposal, folder.store(proposal.article, onto)
        except IncompleteDraft as error:
            raise empty_fields(error.missing, language) from None
        except InvalidArticleError as error:
            problem = error.problems[0]
            # All else was checked when the body was read.
            name = "id" if problem.kind == ProblemKind.DUPLICATE_ID else "body"
            raise wrong_field(name, problem.expected(language), language) from None

    def _retract(self, article_id: str, reason: str) -> Retraction:
        return ArticleFolder(self._editing.folder).retract(article_id, reason, self._editing.today())

    async def _rebuilt(self, language: Language) -> NotBuilt | None:
        self._changes += 1
        mine = self._changes
        async with self._building:
            if self._built < mine:
                covered = self._changes
                self._problem = await to_thread.run_sync(partial(self._build, language))
                self._built = covered
            return self._problem

    def _build(self, language: Language) -> NotBuilt | None:
        try:
            self._editing.rebuild()
        except Exception as error:  # noqa: BLE001 - what was stored is stored, whatever building makes of it
            problem = describe(error, language)
            self._log.warning("not built", problem=problem.slug, particulars=problem.particulars)
            return NotBuilt(
                type=f"urn:tanya:problem:{problem.slug}", title=problem.title, detail=problem.detail
            )
        return None


def _demanded(folder: ArticleFolder, article_id: str | None, language: Language) -> Article | None:
    if article_id is None:
        return None
    try:
        return folder.article(article_id)
    except (NoSuchArticle, InvalidArticleError):
        expected = {"id": "id berita yang ada", "en": "the id of an article that there is"}
        raise wrong_field("supersedes", expected[language], language) from None


def _stored(
    article: Article,
    followers: Sequence[Article],
    proposal: Proposal,
    problem: NotBuilt | None,
    *,
    new: bool,
) -> StoredBody:
    duplicates = [
        DuplicateBody(
            id=found.article.id,
            title=found.article.title,
            publisher=found.article.publisher,
            published=found.article.published,
            shared=round(found.shared, 4),
        )
        for found in proposal.duplicates
    ]
    fields: dict[str, Any] = {**asdict(article), "tags": list(article.tags)}
    return StoredBody(
        article=StoredArticle(**fields),
        stored=new,
        followed_by=followers[0].id if followers else None,
        duplicates=duplicates,
        built=problem is None,
        problem=problem,
    )
