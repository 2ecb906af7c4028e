"""Nothing grows without bound: bodies, queues, requests a minute."""

import threading
from collections.abc import AsyncIterator

import anyio
import httpx
import pytest

from tests.api.newsroom import OPENING, WHO, FakeAnswerer, application
from tests.api.test_problems import JSON, problem

pytestmark = pytest.mark.anyio


def body_of(size: int) -> bytes:
    return b'{"question": "' + b"a" * (size - 16) + b'"}'


@pytest.mark.parametrize(("size", "status"), [(2048, 422), (2049, 413)])
@pytest.mark.parametrize("declared", [True, False])
async def test_the_limit_of_a_body_is_exact(client_of, size: int, status: int, declared: bool) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        yield body_of(size)[:1000]
        yield body_of(size)[1000:]

    async with client_of(application(changes={"body_bytes": 2048})) as client:
        content = body_of(size) if declared else chunks()
        response = await client.post("/v1/answers", content=content, headers=JSON)
    assert problem(response)[0] == status
    assert (status == 413) == (response.json()["detail"] == "Paling besar 2048 byte.")


async def test_a_form_that_is_too_large_gets_a_page(client_of) -> None:
    async with client_of(application(changes={"body_bytes": 2048})) as client:
        response = await client.post("/?lang=en", data={"question": "a" * 3000})
    assert (response.status_code, response.headers["content-type"]) == (413, "text/html; charset=utf-8")
    assert "At most 2048 bytes are taken." in response.text


async def test_a_body_that_never_ends_is_given_up(client_of) -> None:
    async def stuck() -> AsyncIterator[bytes]:
        yield b'{"question"'
        await anyio.sleep_forever()

    async with client_of(application(body_seconds=0.05)) as client:
        response = await client.post("/v1/answers", content=stuck(), headers=JSON)
    assert problem(response) == (408, "timeout")


async def test_a_full_queue_says_so_and_takes_questions_again(client_of) -> None:
    go, entered = threading.Event(), threading.Semaphore(0)

    def hold(_: object) -> None:
        entered.release()
        assert go.wait(20)

    answerer = FakeAnswerer(before=hold)
    statuses: list[int] = []
    async with client_of(application(answerer, at_once=2, waiting=1)) as client:

        async def ask() -> None:
            statuses.append((await client.post("/v1/answers", json={"question": WHO})).status_code)

        async with anyio.create_task_group() as group:
            for _ in range(3):
                group.start_soon(ask)
            for _ in range(2):
                await anyio.to_thread.run_sync(entered.acquire)
            while "tanya_questions_inside 3.0" not in (await client.get("/metrics")).text:
                await anyio.lowlevel.checkpoint()
            refused = await client.post("/v1/answers", json={"question": WHO})
            page = await client.post("/?lang=en", data={"question": WHO})
            start = await client.get("/")
            alive = await client.get("/healthz")
            go.set()
        after = await client.post("/v1/answers", json={"question": WHO})
    assert problem(refused) == (503, "busy")
    assert refused.headers["retry-after"] == "1"
    assert (page.status_code, "Too many questions at once." in page.text) == (503, True)
    assert (start.status_code, 'id="examples"' in start.text) == (200, False)
    assert alive.status_code == 200
    assert statuses == [200, 200, 200]
    assert after.json()["answer"] == OPENING


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [1_800_000_000.0]
    monkeypatch.setattr("limits.storage.memory.time.time", lambda: now[0])
    return now


async def test_a_client_may_ask_so_often_a_minute_and_then_again(client_of, clock: list[float]) -> None:
    async with client_of(application(changes={"requests_per_minute": 3})) as client:
        taken = [await client.post("/v1/answers", json={"question": WHO}) for _ in range(2)]
        taken.append(await client.post("/", data={"question": WHO}))
        assert [response.status_code for response in taken] == [200, 200, 200]
        refused = await client.post("/v1/answers", content=b"{", headers={**JSON, "Accept-Language": "en"})
        assert problem(refused) == (429, "too-many-requests")
        assert refused.json()["detail"].startswith("At most 3 a minute are taken.")
        wait = int(refused.headers["retry-after"])
        assert 1 <= wait <= 60
        assert f"in {wait} seconds" in refused.json()["detail"]
        page = await client.post("/", data={"question": WHO})
        assert (page.status_code, page.headers["content-type"]) == (429, "text/html; charset=utf-8")
        assert (await client.get("/")).status_code == 200
        clock[0] += 120
        assert (await client.post("/v1/answers", json={"question": WHO})).status_code == 200


@pytest.mark.parametrize(
    ("first", "second", "status"),
    [
        ("203.0.113.9", "203.0.113.10", 200),
        ("203.0.113.9", "::ffff:203.0.113.9", 429),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", 429),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", 200),
        ("unix", "unix", 429),
    ],
)
async def test_addresses_of_one_subscriber_count_together(
    client_of, clock: list[float], first: str, second: str, status: int
) -> None:
    app = application(changes={"requests_per_minute": 1})
    async with client_of(app, first) as client, client_of(app, second) as other:
        assert (await client.post("/v1/answers", json={"question": WHO})).status_code == 200
        assert (await other.post("/v1/answers", json={"question": WHO})).status_code == status


async def test_no_limit_when_it_is_set_to_none(client: httpx.AsyncClient) -> None:
    statuses = {(await client.post("/v1/answers", json={"question": WHO})).status_code for _ in range(150)}
    assert statuses == {200}
