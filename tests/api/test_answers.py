"""The fixed contract of `POST /v1/answers`, and what the service says about itself."""

import httpx
import pytest

from bot.answering.answer import Inquiry, Turn
from bot.api import create_app
from bot.problems import NotReady
from tests.api.newsroom import (
    BODY,
    FIRST_LIST,
    OPENING,
    PRIZE,
    SECOND_LIST,
    WHICH,
    WHO,
    FakeAnswerer,
    application,
    settings,
    still_loading,
)

pytestmark = pytest.mark.anyio


async def test_an_answer_is_exactly_the_contract(client: httpx.AsyncClient) -> None:
    response = await client.post("/v1/answers", json={"question": WHO})
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    assert response.json() == {
        "answer": OPENING,
        "answered": True,
        "kind": "sentence",
        "language": "id",
        "sources": [
            {
                "article_id": "jembatan-2022",
                "title": "Jembatan Sungai Mera diresmikan",
                "publisher": "Kabar Lembah",
                "published": "2022-08-05",
                "url": "https://berita.example/jembatan?a=1&b=2",
                "quote": OPENING,
                "start": 16,
                "end": 16 + len(OPENING),
            }
        ],
        "generation": "v000007",
    }
    (source,) = response.json()["sources"]
    assert BODY[source["start"] : source["end"]] == source["quote"]


async def test_all_quotes_of_a_list_are_given_in_order(client: httpx.AsyncClient) -> None:
    body = (await client.post("/v1/answers", json={"question": WHICH})).json()
    assert body["answer"].splitlines()[1:] == ["• Ulu", "• Hilir", "• Pasir", "• Tebing"]
    assert [source["quote"] for source in body["sources"]] == [FIRST_LIST, SECOND_LIST]


async def test_what_the_articles_do_not_say_is_not_answered(client: httpx.AsyncClient) -> None:
    body = (await client.post("/v1/answers", json={"question": PRIZE})).json()
    assert (body["answered"], body["kind"], body["sources"][0]["quote"]) == (
        False,
        "not_in_articles",
        "dua tahun",
    )


async def test_question_history_and_language_reach_the_answerer(
    client: httpx.AsyncClient, answerer: FakeAnswerer
) -> None:
    history = [{"role": "user", "content": WHO}, {"role": "assistant", "content": OPENING}]
    body = {"question": PRIZE, "history": history, "language": "en"}
    assert (await client.post("/v1/answers", json=body)).json()["language"] == "en"
    assert answerer.inquiries == [Inquiry(PRIZE, (Turn("user", WHO), Turn("assistant", OPENING)), "en")]


async def test_absent_history_and_null_language_are_their_defaults(
    client: httpx.AsyncClient, answerer: FakeAnswerer
) -> None:
    await client.post("/v1/answers", json={"question": WHO, "language": None})
    await client.post(
        "/v1/answers",
        content='{"question": "Siapa?"}',
        headers={"Content-Type": "Application/JSON; charset=utf-8"},
    )
    assert answerer.inquiries == [Inquiry(WHO), Inquiry("Siapa?")]


async def test_health_and_readiness(client: httpx.AsyncClient) -> None:
    assert (await client.get("/healthz")).json() == {"status": "ok"}
    assert (await client.get("/readyz")).json() == {"status": "ready", "generation": "v000007"}


async def test_damage_on_disk_is_told_while_answers_go_on(client_of, answerer: FakeAnswerer) -> None:
    damaged: list[str | None] = [None]
    app = create_app(lambda: answerer, lambda: "v000007", settings(), damaged=lambda: damaged[0])
    async with client_of(app) as client:
        assert "tanya_index_damaged 0.0" in (await client.get("/metrics")).text
        damaged[0] = "v000008"
        ready = await client.get("/readyz")
        assert ready.status_code == 200
        assert ready.json() == {"status": "ready", "generation": "v000007", "damaged": "v000008"}
        assert "tanya_index_damaged 1.0" in (await client.get("/metrics")).text


async def test_it_starts_before_there_is_an_answerer(client_of) -> None:
    async with client_of(create_app(still_loading, still_loading, settings())) as client:
        assert (await client.get("/healthz")).status_code == 200
        for response in (
            await client.get("/readyz", headers={"Accept-Language": "en"}),
            await client.post("/v1/answers", json={"question": WHO, "language": "en"}),
        ):
            assert response.status_code == 503
            assert response.headers["content-type"] == "application/problem+json"
            assert response.headers["retry-after"] == "1"
            assert response.json() == {
                "type": "urn:tanya:problem:starting",
                "title": "Tanya is starting.",
                "status": 503,
                "detail": "Its index is still being loaded. Please try again shortly.",
            }
        page = await client.get("/")
        assert (page.status_code, "Tanya sedang disiapkan." in page.text) == (200, True)


async def test_a_new_generation_is_taken_at_the_next_request(client_of) -> None:
    live: list[FakeAnswerer] = []

    def newest() -> FakeAnswerer:
        if not live:
            raise NotReady("none yet")
        return live[-1]

    async with client_of(create_app(newest, lambda: f"v{len(live)}", settings())) as client:
        assert (await client.post("/v1/answers", json={"question": WHO})).status_code == 503
        live.append(FakeAnswerer())
        assert (await client.post("/v1/answers", json={"question": WHO})).json()["answer"] == OPENING
        live.append(FakeAnswerer())
        await client.post("/v1/answers", json={"question": WHO})
        assert [len(each.inquiries) for each in live] == [1, 1]
        assert (await client.get("/readyz")).json()["generation"] == "v2"


async def test_metrics_count_answers_without_their_words(client: httpx.AsyncClient) -> None:
    await client.post("/v1/answers", json={"question": WHO})
    await client.post("/v1/answers", json={"question": PRIZE})
    await client.post("/v1/answers", json={"question": "?!"})
    await client.get("/rahasia-negara")
    lines = (await client.get("/metrics")).text.splitlines()
    assert 'tanya_answers_total{answered="true",kind="sentence",language="id"} 1.0' in lines
    assert 'tanya_answers_total{answered="false",kind="not_in_articles",language="id"} 1.0' in lines
    assert 'tanya_http_requests_total{method="POST",route="/v1/answers",status="200"} 2.0' in lines
    assert 'tanya_http_requests_total{method="POST",route="/v1/answers",status="422"} 1.0' in lines
    assert 'tanya_http_requests_total{method="GET",route="other",status="404"} 1.0' in lines
    assert "tanya_questions_inside 0.0" in lines
    assert not [line for line in lines if "rahasia" in line or "jembatan" in line]


@pytest.mark.parametrize("path", ["/", "/healthz", "/readyz", "/metrics", "/docs"])
async def test_head_is_get_without_the_body(client: httpx.AsyncClient, path: str) -> None:
    head, get = await client.head(path), await client.get(path)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"] == get.headers["content-type"]


async def test_the_schema_describes_what_is_really_given(client: httpx.AsyncClient) -> None:
    schema = (await client.get("/openapi.json")).json()
    assert sorted(schema["paths"]) == ["/healthz", "/metrics", "/readyz", "/v1/answers"]
    operation = schema["paths"]["/v1/answers"]["post"]
    content = operation["requestBody"]["content"]["application/json"]
    assert content["schema"] == {"$ref": "#/components/schemas/InquiryBody"}
    inquiry = schema["components"]["schemas"]["InquiryBody"]
    assert (inquiry["required"], sorted(inquiry["properties"])) == (
        ["question"],
        ["history", "language", "question"],
    )
    assert inquiry["properties"]["history"]["items"] == {"$ref": "#/components/schemas/TurnBody"}
    for example in inquiry["examples"]:
        assert (await client.post("/v1/answers", json=example)).status_code == 200
    assert {"400", "413", "415", "422", "429", "503"} < set(operation["responses"])
    assert list(operation["responses"]["422"]["content"]) == ["application/problem+json"]
    answer = (await client.post("/v1/answers", json={"question": WHO})).json()
    assert set(schema["components"]["schemas"]["AnswerBody"]["required"]) == set(answer)
    assert set(schema["components"]["schemas"]["SourceBody"]["required"]) == set(answer["sources"][0])


async def test_the_lifespan_surrounds_the_serving() -> None:
    from contextlib import asynccontextmanager

    seen: list[str] = []

    @asynccontextmanager
    async def lifespan(app):
        seen.append("up")
        yield
        seen.append("down")

    app = application(lifespan=lifespan)
    async with app.router.lifespan_context(app):
        seen.append("serving")
    assert seen == ["up", "serving", "down"]
