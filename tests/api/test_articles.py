"""`POST /v1/articles` and `DELETE /v1/articles/{id}`, and that nobody else gets in."""

import asyncio
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest
import structlog

from bot.api import Editing
from corpus.article import Article
from corpus.errors import InvalidArticleError
from corpus.problems import ArticleProblem, ProblemKind
from corpus.reading import read_articles
from corpus.writing import write_article
from tests.api.newsroom import application, served
from tests.api.test_problems import problem

pytestmark = pytest.mark.anyio
KEY = "kunci-redaksi-uji"
AUTHORISED = {"Authorization": f"Bearer {KEY}"}
BODY = "Bupati Lumutan membuka Pasar Kemuning dengan 120 kios. Sewa dua bulan gratis."
FIELDS: dict[str, Any] = {
    "title": "Pasar Kemuning dibuka",
    "publisher": "Warta Uji",
    "published": "2024-12-01",
    "language": "id",
    "body": BODY,
}
STORED: dict[str, Any] = {
    "id": "pasar-kemuning-dibuka",
    **FIELDS,
    "url": None,
    "byline": None,
    "updated": None,
    "tags": [],
    "supersedes": None,
}


@dataclass
class Newsroom:
    """A folder of articles behind the API, and how often the index was built."""

    folder: Path
    builds: int = 0
    failing: Exception | None = None
    seen: list[tuple[str, ...]] = field(default_factory=list)

    def rebuild(self) -> None:
        self.builds += 1
        self.seen.append(self.ids())
        if self.failing is not None:
            raise self.failing

    def ids(self) -> tuple[str, ...]:
        if not list(self.folder.glob("*.md")):
            return ()
        return tuple(article.id for article in read_articles(self.folder).articles)

    def editing(self) -> Editing:
        return Editing(self.folder, KEY, self.rebuild, lambda: date(2024, 12, 2))


@pytest.fixture
def newsroom(tmp_path: Path) -> Newsroom:
    return Newsroom(tmp_path / "berita")


@pytest.fixture
def editor(client_of: Callable[..., httpx.AsyncClient], newsroom: Newsroom) -> httpx.AsyncClient:
    client = client_of(application(editing=newsroom.editing()))
    client.headers.update({**AUTHORISED, "Accept-Language": "en"})
    return client


async def test_an_article_is_stored_and_built(editor: httpx.AsyncClient, newsroom: Newsroom) -> None:
    response = await editor.post("/v1/articles", json=FIELDS)
    assert response.status_code == 201
    assert response.json() == {
        "article": STORED,
        "stored": True,
        "followed_by": None,
        "duplicates": [],
        "built": True,
        "problem": None,
    }
    assert read_articles(newsroom.folder).articles == (Article(id="pasar-kemuning-dibuka", **FIELDS),)
    assert newsroom.seen == [("pasar-kemuning-dibuka",)]


async def test_every_field_is_stored_and_cleaned(editor: httpx.AsyncClient, newsroom: Newsroom) -> None:
    more = {
        "id": "pasar",
        "url": "https://warta.example/a",
        "byline": "ab",
        "updated": "2024-12-02",
        "tags": ["kota", "pasar"],
        "body": f"{BODY}\r\nKafe\u0301 dibuka\u200b. ",
    }
    response = await editor.post("/v1/articles", json={**FIELDS, **more})
    body = f"{BODY}\nKafé dibuka."
    assert response.json()["article"] == {**STORED, **more, "body": body}
    [article] = read_articles(newsroom.folder).articles
    assert (article.id, article.body, article.tags) == ("pasar", body, ("kota", "pasar"))


async def test_the_same_article_again_is_not_stored_again_but_built(
    editor: httpx.AsyncClient, newsroom: Newsroom
) -> None:
    await editor.post("/v1/articles", json=FIELDS)
    again = await editor.post("/v1/articles", json=FIELDS)
    assert again.status_code == 200
    found = {**{name: STORED[name] for name in ("id", "title", "publisher", "published")}, "shared": 1.0}
    assert again.json() == {
        "article": STORED,
        "stored": False,
        "followed_by": None,
        "duplicates": [found],
        "built": True,
        "problem": None,
    }
    assert newsroom.ids() == ("pasar-kemuning-dibuka",)
    assert newsroom.builds == 2


async def test_an_update_is_joined_unless_told_not_to(editor: httpx.AsyncClient, newsroom: Newsroom) -> None:
    await editor.post("/v1/articles", json=FIELDS)
    update = {**FIELDS, "title": "Pasar ramai", "body": f"{BODY} Pembeli datang dari tiga desa."}
    joined = (await editor.post("/v1/articles", json=update)).json()
    assert joined["article"]["supersedes"] == "pasar-kemuning-dibuka"
    assert [(d["id"], d["shared"]) for d in joined["duplicates"]] == [("pasar-kemuning-dibuka", 1.0)]
    older = {**FIELDS, "title": "Pasar akan dibuka", "published": "2024-11-30"}
    before = (await editor.post("/v1/articles", json=older)).json()
    assert (before["article"]["supersedes"], before["followed_by"]) == (None, "pasar-kemuning-dibuka")
    apart = (await editor.post("/v1/articles", json={**FIELDS, "title": "Lain", "join": False})).json()
    assert (apart["article"]["supersedes"], len(apart["duplicates"])) == (None, 3)
    assert {a.id: a.supersedes for a in read_articles(newsroom.folder).articles} == {
        "lain": None,
        "pasar-akan-dibuka": None,
        "pasar-kemuning-dibuka": "pasar-akan-dibuka",
        "pasar-ramai": "pasar-kemuning-dibuka",
    }


async def test_a_version_can_be_named(editor: httpx.AsyncClient, newsroom: Newsroom) -> None:
    newsroom.folder.mkdir()
    write_article(newsroom.folder, Article(id="lama", **{**FIELDS, "body": "Pasar dibangun."}))
    response = await editor.post("/v1/articles", json={**FIELDS, "supersedes": "lama", "join": False})
    assert response.json()["article"]["supersedes"] == "lama"


@pytest.mark.parametrize(
    ("change", "errors"),
    [
        ({"title": None}, [("/title", "`title` must be text")]),
        ({"title": ...}, [("/title", "`title` is missing")]),
        (
            {"title": " ", "publisher": "a\nb"},
            [
                ("/title", "`title` is wrong; expected a value, or no such line where the field is optional"),
                ("/publisher", "`publisher` is wrong; expected one line"),
            ],
        ),
        (
            {"published": "rahasia", "language": "Indonesia"},
            [
                (
                    "/published",
                    "`published` is wrong; expected YYYY, YYYY-MM or YYYY-MM-DD, as in the calendar",
                ),
                ("/language", "`language` is wrong; expected two small letters, such as id or en"),
            ],
        ),
        (
            {"url": "javascript:rahasia"},
            [("/url", "`url` is wrong; expected a full address that opens with https:// or http://")],
        ),
        (
            {"id": "../rahasia"},
            [
                (
                    "/id",
                    (
                        "`id` is wrong; expected at most 120 characters: letters a–z, digits, `-`, `.` "
                        "and `_`, the first a letter or digit"
                    ),
                )
            ],
        ),
        (
            {"updated": "2023"},
            [("/updated", "`updated` is wrong; expected the same date or a later one")],
        ),
        ({"tags": "rahasia"}, [("/tags", "`tags` must be a list")]),
        ({"tags": [1]}, [("/tags/0", "`tags[0]` must be text")]),
        ({"join": "rahasia"}, [("/join", "`join` must be true or false")]),
        ({"body": " \n"}, [("/body", "`body` is empty")]),
        (
            {"body": "\u200b", "title": "\u200b"},
            [("/title", "`title` is empty"), ("/body", "`body` is empty")],
        ),
        (
            {"supersedes": "rahasia"},
            [("/supersedes", "`supersedes` is wrong; expected the id of an article that there is")],
        ),
        (
            {"rahasia": 1},
            [
                (
                    "",
                    (
                        "there is an unknown field; the known ones are `title`, `publisher`, `published`, "
                        "`language`, `body`, `id`, `url`, `byline`, `updated`, `tags`, `supersedes`, `join`"
                    ),
                )
            ],
        ),
    ],
)
async def test_wrong_fields_are_named_and_nothing_is_stored(
    editor: httpx.AsyncClient, newsroom: Newsroom, change: dict[str, Any], errors: list[tuple[str, str]]
) -> None:
    body = {name: value for name, value in {**FIELDS, **change}.items() if value is not ...}
    response = await editor.post("/v1/articles", json=body)
    assert problem(response) == (422, "wrong-fields")
    assert [(e["pointer"], e["detail"]) for e in response.json()["errors"]] == errors
    assert (newsroom.ids(), newsroom.builds) == ((), 0)


async def test_complaints_are_in_indonesian_too(editor: httpx.AsyncClient) -> None:
    headers = {"Accept-Language": "id"}
    response = await editor.post(
        "/v1/articles", json={**FIELDS, "published": "1", "body": ""}, headers=headers
    )
    assert response.json()["detail"] == (
        "`published` tidak benar; seharusnya TTTT, TTTT-BB atau TTTT-BB-HH yang ada di kalender. "
        "`body` kosong."
    )


async def test_an_id_that_is_taken_is_the_id_s_fault(editor: httpx.AsyncClient, newsroom: Newsroom) -> None:
    await editor.post("/v1/articles", json={**FIELDS, "id": "pasar"})
    response = await editor.post("/v1/articles", json={**FIELDS, "id": "Pasar", "title": "Lain"})
    assert problem(response) == (422, "wrong-fields")
    assert response.json()["errors"] == [
        {
            "pointer": "/id",
            "detail": "`id` is wrong; expected an id that no other file has, whatever its capitals",
        }
    ]
    assert newsroom.ids() == ("pasar",)


@pytest.mark.parametrize("body", [b"", b"{", b'{"title": NaN}', b'{"a": 1, "a": 2}', b'{"title": "\xff"}'])
async def test_what_is_no_json_is_told(editor: httpx.AsyncClient, body: bytes) -> None:
    response = await editor.post("/v1/articles", content=body, headers={"Content-Type": "application/json"})
    assert problem(response) == (400, "bad-json")


async def test_bodies_of_other_types_or_too_large_are_refused(
    client_of: Callable[..., httpx.AsyncClient], newsroom: Newsroom
) -> None:
    client = client_of(application(editing=newsroom.editing(), changes={"body_bytes": 1024}))
    text = await client.post(
        "/v1/articles", content=b"x", headers={**AUTHORISED, "Content-Type": "text/plain"}
    )
    assert problem(text) == (415, "wrong-media-type")
    large = await client.post("/v1/articles", json={**FIELDS, "body": "x" * 2000}, headers=AUTHORISED)
    assert problem(large) == (413, "body-too-large")
    assert newsroom.ids() == ()


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        f"Basic {KEY}",
        KEY,
        f"Bearer {KEY[:-1]}",
        f"Bearer {KEY}x",
        f"Bearer {KEY.upper()}",
        f"Bearer {KEY} {KEY}",
        "Bearer k\xe4nci".encode("latin-1"),
    ],
)
async def test_nobody_gets_in_without_the_key(
    client_of: Callable[..., httpx.AsyncClient], newsroom: Newsroom, header: str | bytes | None
) -> None:
    client = client_of(application(editing=newsroom.editing()))
    newsroom.folder.mkdir()
    write_article(newsroom.folder, Article(id="pasar", **FIELDS))
    headers = {} if header is None else {"Authorization": header}
    added = await client.post("/v1/articles", json={**FIELDS, "title": "Lain"}, headers=headers)
    retracted = await client.delete("/v1/articles/pasar?why=salah", headers=headers)
    for response in (added, retracted):
        assert problem(response) == (401, "not-authorised")
        assert response.headers["www-authenticate"] == "Bearer"
    assert (newsroom.ids(), newsroom.builds) == (("pasar",), 0)


async def test_the_scheme_s_capitals_do_not_matter(
    client_of: Callable[..., httpx.AsyncClient], newsroom: Newsroom
) -> None:
    client = client_of(application(editing=newsroom.editing()))
    response = await client.post("/v1/articles", json=FIELDS, headers={"Authorization": f"bearer {KEY}"})
    assert response.status_code == 201


async def test_without_a_key_there_is_no_such_address(client: httpx.AsyncClient) -> None:
    assert problem(await client.post("/v1/articles", json=FIELDS, headers=AUTHORISED)) == (404, "not-found")
    assert problem(await client.delete("/v1/articles/a?why=b", headers=AUTHORISED)) == (404, "not-found")
    assert "/v1/articles" not in (await client.get("/openapi.json")).json()["paths"]


async def test_another_site_s_page_cannot_add(editor: httpx.AsyncClient, newsroom: Newsroom) -> None:
    response = await editor.post("/v1/articles", json=FIELDS, headers={"Sec-Fetch-Site": "cross-site"})
    assert problem(response) == (403, "cross-site")
    assert newsroom.ids() == ()


async def test_an_article_is_retracted_with_its_reason(editor: httpx.AsyncClient, newsroom: Newsroom) -> None:
    await editor.post("/v1/articles", json=FIELDS)
    response = await editor.delete(
        "/v1/articles/pasar-kemuning-dibuka", params={"why": " narasumber  keliru "}
    )
    assert response.status_code == 200
    assert response.json() == {
        "id": "pasar-kemuning-dibuka",
        "title": "Pasar Kemuning dibuka",
        "retracted": "2024-12-02",
        "why": "narasumber keliru",
        "built": True,
        "problem": None,
    }
    assert newsroom.seen == [("pasar-kemuning-dibuka",), ()]
    assert (newsroom.folder / "retracted" / "pasar-kemuning-dibuka.md").exists()


@pytest.mark.parametrize("name", ["tidak-ada", "..%2Fpasar", "%00", "a" * 300])
async def test_what_is_not_there_cannot_be_retracted(
    editor: httpx.AsyncClient, newsroom: Newsroom, name: str
) -> None:
    newsroom.folder.mkdir()
    write_article(newsroom.folder, Article(id="pasar", **FIELDS))
    status, slug = problem(await editor.delete(f"/v1/articles/{name}?why=salah"))
    assert (status, slug) in ((404, "no-such-article"), (404, "not-found"))
    assert (newsroom.ids(), newsroom.builds) == (("pasar",), 0)


@pytest.mark.parametrize("why", [None, "", "  ", "x" * 501, "a\x1b[2J"])
async def test_a_retraction_needs_a_reason(
    editor: httpx.AsyncClient, newsroom: Newsroom, why: str | None
) -> None:
    await editor.post("/v1/articles", json=FIELDS)
    parameters = {} if why is None else {"why": why}
    response = await editor.delete("/v1/articles/pasar-kemuning-dibuka", params=parameters)
    assert problem(response) == (422, "wrong-fields")
    assert response.json()["errors"] == [
        {"pointer": "/why", "detail": "`why` is wrong; expected a reason of at most 500 characters"}
    ]
    assert newsroom.ids() == ("pasar-kemuning-dibuka",)


@pytest.mark.parametrize(
    ("failing", "slug"),
    [
        (InvalidArticleError((ArticleProblem(Path("a.md"), 1, ProblemKind.UNCLOSED),)), "bad-corpus"),
        (ZeroDivisionError("rahasia"), "unexpected"),
    ],
)
async def test_what_is_stored_stays_stored_where_building_fails(
    editor: httpx.AsyncClient, newsroom: Newsroom, failing: Exception, slug: str
) -> None:
    newsroom.failing = failing
    response = await editor.post("/v1/articles", json=FIELDS)
    assert response.status_code == 201
    told = response.json()
    assert (told["stored"], told["built"]) == (True, False)
    assert told["problem"]["type"] == f"urn:tanya:problem:{slug}"
    assert "rahasia" not in response.text
    assert newsroom.ids() == ("pasar-kemuning-dibuka",)
    newsroom.failing = None
    again = (await editor.post("/v1/articles", json=FIELDS)).json()
    assert (again["stored"], again["built"]) == (False, True)


async def test_one_build_covers_all_that_came_while_another_ran(
    client_of: Callable[..., httpx.AsyncClient], newsroom: Newsroom
) -> None:
    begun, going_on = threading.Event(), threading.Event()

    def rebuild() -> None:
        newsroom.rebuild()
        begun.set()
        assert going_on.wait(30)

    editing = Editing(newsroom.folder, KEY, rebuild)
    client = client_of(application(editing=editing))

    async def add(number: int) -> dict[str, Any]:
        body = {**FIELDS, "title": f"Berita {number}", "body": f"Isi {number} saja."}
        return (await client.post("/v1/articles", json=body, headers=AUTHORISED)).json()

    first = asyncio.create_task(add(0))
    await asyncio.to_thread(begun.wait, 30)
    others = [asyncio.create_task(add(number)) for number in range(1, 6)]
    while len(newsroom.ids()) < 6:
        await asyncio.sleep(0)
    going_on.set()
    told = await asyncio.gather(first, *others)
    assert [one["built"] for one in told] == [True] * 6
    assert newsroom.builds <= 3
    assert len(newsroom.seen[-1]) == 6


async def test_neither_key_nor_article_reaches_the_log(editor: httpx.AsyncClient, newsroom: Newsroom) -> None:
    with structlog.testing.capture_logs() as logs:
        await editor.post("/v1/articles", json=FIELDS)
        await editor.post("/v1/articles", json={**FIELDS, "published": "x"})
        await editor.delete("/v1/articles/pasar-kemuning-dibuka?why=keliru")
    assert [(entry["route"], entry["status"]) for entry in logs] == [
        ("/v1/articles", 201),
        ("/v1/articles", 422),
        ("/v1/articles/{article_id}", 200),
    ]
    text = repr(logs)
    assert not any(secret in text for secret in (KEY, "Kemuning", "keliru", "kemuning"))


async def test_the_reference_tells_how(editor: httpx.AsyncClient) -> None:
    schema = (await editor.get("/openapi.json")).json()
    assert schema["components"]["securitySchemes"] == {"EditorKey": {"type": "http", "scheme": "bearer"}}
    post, delete = (
        schema["paths"]["/v1/articles"]["post"],
        schema["paths"]["/v1/articles/{article_id}"]["delete"],
    )
    assert post["security"] == delete["security"] == [{"EditorKey": []}]
    assert set(schema["components"]["schemas"]["ArticleBody"]["properties"]) == {*FIELDS, *STORED, "join"}
    assert set(post["responses"]) == {"200", "201", "400", "401", "404", "413", "415", "422", "429"}


async def test_over_http_a_wrong_method_is_told_and_an_article_goes_in(newsroom: Newsroom) -> None:
    with served(application(editing=newsroom.editing())) as address, httpx.Client(base_url=address) as client:
        wrong = client.get("/v1/articles/pasar")
        assert (wrong.status_code, wrong.headers["allow"]) == (405, "DELETE, OPTIONS")
        response = client.post("/v1/articles", json=FIELDS, headers=AUTHORISED)
        assert (response.status_code, response.json()["article"]) == (201, STORED)
