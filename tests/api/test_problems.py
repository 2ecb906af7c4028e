"""Every bad request gets a clear problem in words, never a 500, and never its own text back."""

import json

import httpx
import pytest
import structlog

from tests.api.newsroom import BROKEN, WHO, FakeAnswerer

pytestmark = pytest.mark.anyio
JSON = {"Content-Type": "application/json"}
SECRET = "rahasia"


def problem(response: httpx.Response) -> tuple[int, str]:
    """Status and slug of a problem, after checking its form."""
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert body["status"] == response.status_code
    assert body["title"]
    assert body["detail"]
    assert "instance" not in body
    assert SECRET not in response.text
    return response.status_code, body["type"].removeprefix("urn:tanya:problem:")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"rahasia",
        b'{"question": "rahasia"',
        b'{"question": "rahasia", "question": "rahasia"}',
        b'{"question": "a", "history": [{"role": "user", "role": "user", "content": "rahasia"}]}',
        b'{"question": NaN}',
        b'{"question": "a", "x": Infinity}',
        b'{"question": "rahasia \xff\xfe"}',
        '{"question": "rahasia"}'.encode("utf-16"),
        b'{"question": ' + b"9" * 5000 + b"}",
        b"[" * 30_000 + b"]" * 30_000,
        b'{"question": ' + b'{"a":' * 5000 + b"1" + b"}" * 5001,
        b'{"question": "a"} {"question": "rahasia"}',
    ],
)
async def test_what_is_not_strict_json_is_400(client: httpx.AsyncClient, body: bytes) -> None:
    assert problem(await client.post("/v1/answers", content=body, headers=JSON)) == (400, "bad-json")


@pytest.mark.parametrize(
    ("body", "pointer", "detail"),
    [
        ({}, "/question", "`question` is missing"),
        ({"question": None}, "/question", "`question` must be text"),
        ({"question": 10**300}, "/question", "`question` must be text"),
        ({"question": ["rahasia"]}, "/question", "`question` must be text"),
        ([], "", "`the body` must be a JSON object"),
        ("rahasia", "", "`the body` must be a JSON object"),
        (None, "", "`the body` must be a JSON object"),
        ({"question": "a", "language": "su"}, "/language", "`language` must be one of id, en"),
        ({"question": "a", "history": {}}, "/history", "`history` must be a list"),
        ({"question": "a", "history": None}, "/history", "`history` must be a list"),
        ({"question": "a", "history": ["rahasia"]}, "/history/0", "`history[0]` must be a JSON object"),
        (
            {"question": "a", "history": [{"role": "system", "content": "rahasia"}]},
            "/history/0/role",
            "`history[0].role` must be one of user, assistant",
        ),
        (
            {"question": "a", "history": [{"role": "user", "content": "b"}, {"role": "user"}]},
            "/history/1/content",
            "`history[1].content` is missing",
        ),
        (
            {"question": "a", "history": [{"role": "user", "content": "b"}] * 101},
            "/history",
            "`history` takes at most 100 messages",
        ),
        (
            {"question": "a", "rahasia": 1},
            "",
            "there is an unknown field; the known ones are `question`, `history`, `language`",
        ),
        (
            {"question": "a", "history": [{"role": "user", "content": "b", "rahasia": 1}]},
            "/history/0",
            "there is an unknown field; the known ones are `role`, `content`",
        ),
    ],
)
async def test_wrong_fields_are_named_in_words(
    client: httpx.AsyncClient, body: object, pointer: str, detail: str
) -> None:
    response = await client.post(
        "/v1/answers", content=json.dumps(body), headers={**JSON, "Accept-Language": "en"}
    )
    assert problem(response) == (422, "wrong-fields")
    assert response.json()["errors"] == [{"pointer": pointer, "detail": detail}]
    assert response.json()["detail"] == f"{detail}."


async def test_several_wrong_fields_are_told_at_once_and_in_indonesian(client: httpx.AsyncClient) -> None:
    response = await client.post("/v1/answers", json={"language": 5, "history": 1})
    assert problem(response) == (422, "wrong-fields")
    assert response.json()["detail"] == (
        "`question` wajib ada. `history` harus berupa daftar. `language` harus salah satu dari id, en."
    )


@pytest.mark.parametrize(
    "field", [r'"question": "\ud800"', r'"question": "a", "\ud800": 1', r'"\udfff": 1, "question": "a"']
)
async def test_a_lone_surrogate_is_an_error_of_the_request(client: httpx.AsyncClient, field: str) -> None:
    response = await client.post("/v1/answers", content=f"{{{field}}}", headers=JSON)
    assert problem(response)[0] == 422


@pytest.mark.parametrize(
    ("question", "language", "slug", "title"),
    [
        ("", "id", "empty-question", "Pertanyaannya kosong."),
        ("  ?! ", "en", "empty-question", "The question is empty."),
        ("a" * 1001, "en", "question-too-long", "The question is too long."),
    ],
)
async def test_what_is_no_question_is_told_in_the_language_demanded(
    client: httpx.AsyncClient, question: str, language: str, slug: str, title: str
) -> None:
    response = await client.post("/v1/answers", json={"question": question, "language": language})
    assert problem(response) == (422, slug)
    assert response.json()["title"] == title


@pytest.mark.parametrize(
    ("accepted", "title"),
    [
        ("", "Pertanyaannya kosong."),
        ("en", "The question is empty."),
        ("en-US,en;q=0.9,id;q=0.8", "The question is empty."),
        ("id;q=0.9, en;q=0.5", "Pertanyaannya kosong."),
        ("fr, en;q=0.5", "The question is empty."),
        ("fr", "Pertanyaannya kosong."),
        ("in-ID", "Pertanyaannya kosong."),
        ("en;q=0", "Pertanyaannya kosong."),
        ("en;q=nan, ;;, en;q=x", "Pertanyaannya kosong."),
    ],
)
async def test_problems_speak_the_language_that_is_accepted(
    client: httpx.AsyncClient, accepted: str, title: str
) -> None:
    response = await client.post("/v1/answers", json={"question": ""}, headers={"Accept-Language": accepted})
    assert response.json()["title"] == title


@pytest.mark.parametrize(
    "media_type", ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", ""]
)
async def test_another_media_type_is_415(client: httpx.AsyncClient, media_type: str) -> None:
    response = await client.post(
        "/v1/answers", content=b'{"question": "a"}', headers={"Content-Type": media_type}
    )
    assert problem(response) == (415, "wrong-media-type")
    assert response.headers["accept"] == "application/json"
    assert "application/json" in response.json()["detail"]


@pytest.mark.parametrize(
    "path", ["/nope", "/v1", "/v1/answers/1", "/static/rahasia", "/static/../pages.py", "/%ff"]
)
async def test_an_unknown_path_is_404(client: httpx.AsyncClient, path: str) -> None:
    assert problem(await client.get(path)) == (404, "not-found")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "/v1/answers", "POST, OPTIONS"),
        ("PUT", "/v1/answers", "POST, OPTIONS"),
        ("DELETE", "/", "GET, HEAD, POST, OPTIONS"),
        ("POST", "/healthz", "GET, HEAD, OPTIONS"),
        ("RAHASIA", "/readyz", "GET, HEAD, OPTIONS"),
    ],
)
async def test_another_method_is_405_and_says_which_are_taken(
    client: httpx.AsyncClient, method: str, path: str, allowed: str
) -> None:
    response = await client.request(method, path)
    assert problem(response) == (405, "method-not-allowed")
    assert response.headers["allow"] == allowed
    options = await client.options(path)
    assert (options.status_code, options.headers["allow"], options.content) == (204, allowed, b"")


async def test_nothing_is_offered_to_other_origins(client: httpx.AsyncClient) -> None:
    response = await client.options("/v1/answers", headers={"Origin": "https://evil.example"})
    assert not [name for name in response.headers if name.startswith("access-control")]


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
async def test_a_form_of_another_site_is_turned_away(
    client: httpx.AsyncClient, answerer: FakeAnswerer, headers: dict[str, str]
) -> None:
    response = await client.post("/", data={"question": WHO, "history": "[]"}, headers=headers)
    assert response.status_code == 403
    assert "Formulir itu dikirim dari situs lain." in response.text
    assert answerer.inquiries == []


@pytest.mark.parametrize(
    "headers",
    [{}, {"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}, {"Origin": "http://tanya.example"}],
)
async def test_a_form_of_the_own_page_is_answered(client: httpx.AsyncClient, headers: dict[str, str]) -> None:
    assert (await client.post("/", data={"question": WHO}, headers=headers)).status_code == 200


async def test_a_form_that_cannot_be_read_is_told_on_a_page(client: httpx.AsyncClient) -> None:
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    response = await client.post("/?lang=en", content=b"--y rahasia", headers=headers)
    assert (response.status_code, response.headers["content-type"]) == (400, "text/html; charset=utf-8")
    assert "<h1>The request cannot be read.</h1>" in response.text
    assert SECRET not in response.text


async def test_people_get_a_page_where_programs_get_a_problem(client: httpx.AsyncClient) -> None:
    page = await client.get("/nope?lang=en", headers={"Accept": "text/html,*/*;q=0.8"})
    assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "<h1>There is no such page.</h1>" in page.text
    assert problem(await client.get("/v1/nope", headers={"Accept": "text/html"})) == (404, "not-found")


async def test_an_unforeseen_error_is_told_and_logged_without_the_question(client: httpx.AsyncClient) -> None:
    with structlog.testing.capture_logs() as logs:
        response = await client.post("/v1/answers", json={"question": BROKEN})
    assert problem(response) == (500, "unexpected")
    (error,) = [line for line in logs if line["event"] == "unforeseen"]
    assert error["error"] == "ValueError"
    assert error["request"] == response.headers["x-request-id"]
    assert any("newsroom.py" in frame for frame in error["where"])
    assert BROKEN not in json.dumps(logs)


async def test_a_request_is_logged_without_path_query_address_or_words(client: httpx.AsyncClient) -> None:
    with structlog.testing.capture_logs() as logs:
        await client.post("/v1/answers?q=rahasia", json={"question": f"{SECRET}?"})
        await client.get("/rahasia")
        await client.post("/?lang=en", data={"question": f"{SECRET}?"})
    assert [(line["method"], line["route"], line["status"]) for line in logs] == [
        ("POST", "/v1/answers", 200),
        ("GET", "other", 404),
        ("POST", "/", 200),
    ]
    assert SECRET not in json.dumps(logs)
    assert "203.0.113.9" not in json.dumps(logs)


@pytest.mark.parametrize("path", ["/", "/v1/answers", "/healthz", "/docs", "/static/page.css", "/nope"])
async def test_every_response_carries_the_security_headers(client: httpx.AsyncClient, path: str) -> None:
    headers = (await client.get(path)).headers
    policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "strict-origin-when-cross-origin"
    assert headers["x-frame-options"] == "DENY"
    assert len(headers["x-request-id"]) == 16
    assert "set-cookie" not in headers
