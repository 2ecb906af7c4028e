"""Headless Chromium, and the page it looks at."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Request, sync_playwright

from tests.api.newsroom import application, served

MISSING = "These tests need Chromium: apt-get update && apt-get install --yes chromium"
SWITCHES = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]


# Not for the whole session: Playwright's own event loop must be gone before other tests run theirs.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    found = shutil.which("chromium")
    if found is None:
        pytest.fail(MISSING)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=SWITCHES)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served(application()) as url:
        yield url


@pytest.fixture
def complaints() -> list[str]:
    """What the browser complained of: errors on the console, broken policies, failed requests."""
    return []


@pytest.fixture
def opened(browser: Browser, complaints: list[str]) -> Iterator["Opener"]:
    opener = Opener(browser, complaints)
    yield opener
    opener.close()


class Opener:
    """Opens pages in contexts of their own and notes what the browser complains of."""

    def __init__(self, browser: Browser, complaints: list[str]) -> None:
        self._browser = browser
        self._complaints = complaints
        self._contexts = []

    def __call__(self, url: str, *, width: int = 1100, script: bool = True, dark: bool = False) -> Page:
        context = self._browser.new_context(
            viewport={"width": width, "height": 780},
            java_script_enabled=script,
            color_scheme="dark" if dark else "light",
        )
        self._contexts.append(context)
        page = context.new_page()
        page.on(
            "console", lambda m: self._complaints.append(m.text) if m.type in ("error", "warning") else None
        )
        page.on("pageerror", lambda error: self._complaints.append(str(error)))
        page.on("requestfailed", self._failed)
        page.goto(url)
        return page

    def _failed(self, request: Request) -> None:
        # Who goes on to the next page gives up what the last one was still fetching: no fault of either.
        if request.failure != "net::ERR_ABORTED":
            self._complaints.append(request.url)

    def close(self) -> None:
        for context in self._contexts:
            context.close()
