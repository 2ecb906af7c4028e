"""The service as a whole in this process: web, loading, Telegram, signals. Over real HTTP on loopback."""

import asyncio
import logging
import os
import signal
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.problems import NotReady
from bot.serving import AddressTaken, LateAnswerer, serve
from bot.settings import Settings, load_settings
from bot.telegram_bot import InboxUnusable, TokenRefused
from corpus.errors import InvalidArticleError
from index.embedder import HashingEmbedder
from index.opening import open_index
from tests.cli.conftest import BAD
from tests.telegram.bot_api_server import TOKEN, BotApiServer

QUESTION = {"question": "Siapa Bupati Lumutan?"}
SENTENCE = "Bupati Lumutan Teguh Aruna akan membangun tanggul baru tahun depan."
SHORT = "Teguh Aruna (Bupati Lumutan)."
PATIENCE = 30.0


def settings(**overrides: Any) -> Settings:
    return load_settings(port=0, **overrides)


async def _until(condition: Callable[[], Any], what: str) -> None:
    async with asyncio.timeout(PATIENCE):
        while not condition():
            await asyncio.sleep(0.01)
    assert condition(), what


async def _ready(client: httpx.AsyncClient) -> dict[str, str]:
    async with asyncio.timeout(PATIENCE):
        while (response := await client.get("/readyz")).status_code != 200:
            assert response.json()["type"] == "urn:tanya:problem:starting"
            await asyncio.sleep(0.01)
    return response.json()


def test_it_builds_the_index_answers_and_ends_on_sigterm(folders: Path) -> None:
    async def run() -> tuple[dict[str, str], dict[str, Any]]:
        address: list[str] = []
        service = asyncio.create_task(serve(settings(), address.append))
        await _until(lambda: address, "it listens")
        async with httpx.AsyncClient(base_url=address[0], timeout=PATIENCE) as client:
            ready = await _ready(client)
            answer = (await client.post("/v1/answers", json=QUESTION)).json()
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.wait_for(service, PATIENCE)
        return ready, answer

    ready, answer = asyncio.run(run())
    assert ready == {"status": "ready", "generation": "v000001"}
    assert (answer["answer"], answer["sources"][0]["quote"]) == (SHORT, SENTENCE)


def test_with_a_key_an_article_that_is_added_is_built_and_one_retracted_is_gone(
    folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TANYA_EDITOR_KEY", "kunci-redaksi-uji")
    article = {
        "title": "Pasar dibuka",
        "publisher": "Warta Uji",
        "published": "2024-12",
        "language": "id",
        "body": "Camat Rimbo membuka Pasar Kemuning.",
    }

    async def run() -> list[tuple[int, bool]]:
        address: list[str] = []
        service = asyncio.create_task(serve(settings(), address.append))
        await _until(lambda: address, "it listens")
        key = {"Authorization": "Bearer kunci-redaksi-uji"}
        async with httpx.AsyncClient(base_url=address[0], timeout=PATIENCE, headers=key) as client:
            await _ready(client)
            added = await client.post("/v1/articles", json=article)
            gone = await client.delete("/v1/articles/banjir", params={"why": "salah"})
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.wait_for(service, PATIENCE)
        return [(response.status_code, response.json()["built"]) for response in (added, gone)]

    assert asyncio.run(run()) == [(201, True), (200, True)]
    opened = open_index(load_settings().index_dir, HashingEmbedder(512))
    assert (opened.generation, list(opened.articles)) == ("v000003", ["pasar-dibuka"])


def test_the_page_is_there_before_the_index_and_a_signal_ends_even_the_loading(
    folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loading, go_on = threading.Event(), threading.Event()

    def slow(given: Settings, models: object) -> None:
        loading.set()
        assert go_on.wait(PATIENCE)

    monkeypatch.setattr("bot.serving.open_or_build", slow)

    async def run() -> tuple[int, int]:
        address: list[str] = []
        service = asyncio.create_task(serve(settings(), address.append))
        await _until(lambda: address and loading.is_set(), "it listens while it loads")
        async with httpx.AsyncClient(base_url=address[0], timeout=PATIENCE) as client:
            alive = (await client.get("/healthz")).status_code
            early = (await client.post("/v1/answers", json=QUESTION)).status_code
        os.kill(os.getpid(), signal.SIGINT)
        go_on.set()
        await asyncio.wait_for(service, PATIENCE)
        return alive, early

    assert asyncio.run(run()) == (200, 503)


def test_what_keeps_it_from_starting_is_raised(folders: Path) -> None:
    (folders / "articles" / "buruk.md").write_text(BAD, encoding="utf-8")
    with pytest.raises(InvalidArticleError, match=r"buruk\.md"):
        asyncio.run(serve(settings(), lambda address: None))


def test_an_address_that_is_taken_is_named(folders: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(AddressTaken) as caught:
            asyncio.run(serve(load_settings(port=port), lambda address: None))
    assert str(caught.value) == f"127.0.0.1, port {port}: Address already in use"


def test_it_listens_on_an_ipv6_address_too(folders: Path) -> None:
    async def run() -> str:
        address: list[str] = []
        service = asyncio.create_task(serve(settings(host="::1"), address.append))
        await _until(lambda: address, "it listens")
        async with httpx.AsyncClient(base_url=address[0], timeout=PATIENCE) as client:
            await _ready(client)
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.wait_for(service, PATIENCE)
        return address[0]

    assert asyncio.run(run()).startswith("http://[::1]:")


@pytest.fixture
def telegram() -> Any:
    server = BotApiServer()
    server.start()
    yield server
    server.stop()
    server.join()


def test_with_a_token_the_same_process_answers_on_telegram(folders: Path, telegram: BotApiServer) -> None:
    async def run(web: bool) -> list[str]:
        before = len(telegram.sent)
        given = settings(telegram_bot_token=TOKEN, telegram_api=telegram.url)
        service = asyncio.create_task(serve(given, lambda address: None, web=web))
        await asyncio.to_thread(telegram.say, QUESTION["question"])
        await _until(lambda: len(telegram.sent) > before, "it is answered")
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.wait_for(service, PATIENCE)
        return [sent.text for sent in telegram.sent[before:]]

    expected = f"{SHORT}\n\nSumber\n{SENTENCE}\nBanjir di Sungai Lumut — Warta Uji (fiktif), November 2024"
    assert asyncio.run(run(web=True)) == [expected]
    assert asyncio.run(run(web=False)) == [expected]


def test_a_token_that_telegram_does_not_know_ends_the_bot_alone_but_not_the_page(
    folders: Path, telegram: BotApiServer, caplog: pytest.LogCaptureFixture
) -> None:
    given = settings(telegram_bot_token="99:unknown", telegram_api=telegram.url)
    with pytest.raises(TokenRefused):
        asyncio.run(serve(given, lambda address: None, web=False))

    async def run() -> int:
        address: list[str] = []
        service = asyncio.create_task(serve(given, address.append))
        await _until(lambda: "the Telegram bot stopped" in caplog.text, "the bot gives up")
        async with httpx.AsyncClient(base_url=address[0], timeout=PATIENCE) as client:
            status = (await client.get("/readyz")).status_code
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.wait_for(service, PATIENCE)
        return status

    with caplog.at_level(logging.ERROR):
        assert asyncio.run(run()) == 200
    assert "99:unknown" not in caplog.text


def test_an_inbox_that_cannot_be_used_is_raised_where_telegram_is_the_only_door(
    folders: Path, telegram: BotApiServer
) -> None:
    (folders / "telegram").write_text("a file, not a folder", encoding="utf-8")
    given = settings(telegram_bot_token=TOKEN, telegram_api=telegram.url)
    with pytest.raises(InboxUnusable):
        asyncio.run(serve(given, lambda address: None, web=False))


def test_before_it_is_given_an_answerer_nothing_is_answered() -> None:
    with pytest.raises(NotReady):
        LateAnswerer().examples(3)
