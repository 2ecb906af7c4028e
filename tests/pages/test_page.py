"""The page as people use it, in a real browser: keyboard, phone, no script, two languages, hostile text."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from bot.api import create_app
from tests.api.newsroom import (
    ATTACK,
    EXAMPLES,
    FIRST_LIST,
    FOLLOW_UP,
    HOSTILE,
    OPENING,
    PRIZE,
    SECOND_LIST,
    WHICH,
    WHO,
    WHO_ENGLISH,
    FakeAnswerer,
    application,
    served,
    settings,
    still_loading,
)

SCRIPT = pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])


@pytest.fixture(autouse=True)
def no_complaints(request: pytest.FixtureRequest, complaints: list[str]) -> Iterator[None]:
    """No test leaves an error on the console, unless it is about errors."""
    yield
    if "complaining" not in request.fixturenames:
        assert complaints == []


@pytest.fixture
def complaining() -> None:
    """Wanted by tests in which the browser has something to complain of, such as a status of 503."""


def ask(page: Page, question: str) -> None:
    page.get_by_role("textbox").fill(question)
    page.keyboard.press("Enter")


def last(page: Page) -> Any:
    return page.locator(".exchange").last


@SCRIPT
def test_asking_with_the_keyboard_alone(opened, address: str, script: bool) -> None:
    page = opened(address, script=script)
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.locator("#question:focus").count():
            break
    page.keyboard.type(WHO)
    page.keyboard.press("Enter")
    expect(last(page).locator(".question")).to_contain_text(WHO)
    expect(last(page).locator(".answer")).to_have_text(OPENING)
    expect(page.get_by_role("textbox")).to_have_value("")


@SCRIPT
def test_the_quote_is_highlighted_inside_its_passage_with_where_it_is_from(
    opened, address: str, script: bool
) -> None:
    page = opened(address, script=script)
    ask(page, WHO)
    expect(last(page).locator("mark")).to_have_text([OPENING])
    expect(last(page).locator("blockquote")).to_contain_text("Lembah Kenari – Bupati")
    expect(last(page).locator("blockquote")).to_contain_text("di depan pasar lama.")
    link = last(page).get_by_role("link", name="Jembatan Sungai Mera diresmikan")
    expect(link).to_have_attribute("href", "https://berita.example/jembatan?a=1&b=2")
    expect(link).to_have_attribute("rel", "noopener noreferrer")
    expect(last(page).locator(".origin")).to_have_text("Kabar Lembah · 5 Agustus 2022")
    expect(last(page).locator("time")).to_have_attribute("datetime", "2022-08-05")


@SCRIPT
def test_a_list_is_a_list_and_both_its_quotes_are_highlighted(opened, address: str, script: bool) -> None:
    page = opened(address, script=script)
    ask(page, WHICH)
    expect(last(page).locator(".answer li")).to_have_text(["Ulu", "Hilir", "Pasir", "Tebing"])
    expect(last(page).locator("mark")).to_have_text([FIRST_LIST, SECOND_LIST])
    expect(last(page).locator("blockquote")).to_have_count(1)


@SCRIPT
def test_what_is_not_in_the_articles_looks_different(opened, address: str, script: bool) -> None:
    page = opened(address, script=script)
    ask(page, WHO)
    expect(last(page).locator(".answer")).to_have_text(OPENING)
    plain = last(page).locator(".answer").evaluate("e => getComputedStyle(e).backgroundColor")
    ask(page, PRIZE)
    expect(last(page).locator(".badge")).to_have_text("Tidak ada di berita")
    assert last(page).locator(".answer").evaluate("e => getComputedStyle(e).backgroundColor") != plain
    expect(last(page).get_by_role("heading", name="Bagian terdekat")).to_be_visible()


@SCRIPT
def test_a_follow_up_carries_the_conversation(opened, address: str, script: bool) -> None:
    page = opened(address, script=script)
    for question, answer in ((WHO, OPENING), (FOLLOW_UP, f"{WHO} / {OPENING}")):
        ask(page, question)
        expect(last(page).locator(".answer")).to_have_text(answer)
    expect(page.locator(".question")).to_contain_text([WHO, FOLLOW_UP])
    expect(page.locator(".answer").first).to_have_text(OPENING)


@SCRIPT
def test_examples_are_taken_from_the_index_and_ask_themselves(opened, address: str, script: bool) -> None:
    page = opened(address, script=script)
    expect(page.locator("#examples button")).to_have_text(list(EXAMPLES))
    page.get_by_role("button", name=WHICH).click()
    expect(last(page).locator(".answer li")).to_have_text(["Ulu", "Hilir", "Pasir", "Tebing"])
    expect(page.locator("#examples")).to_be_hidden()


@SCRIPT
def test_the_english_switch(opened, address: str, script: bool) -> None:
    page = opened(address, script=script)
    expect(page.locator("html")).to_have_attribute("lang", "id")
    expect(page.get_by_role("heading", level=1)).to_have_text("Apa yang ingin Anda ketahui?")
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("heading", level=1)).to_have_text("What would you like to know?")
    expect(page.get_by_role("textbox", name="Your question")).to_be_visible()
    ask(page, WHO_ENGLISH)
    expect(last(page).locator(".answer")).to_have_attribute("lang", "en")
    expect(last(page).locator(".origin")).to_have_text("Kabar Lembah · 5 August 2022")
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible()
    page.get_by_role("link", name="Indonesia", exact=True).click()
    expect(page.get_by_role("textbox", name="Pertanyaan Anda")).to_be_visible()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [320, 360, 1100])
def test_nothing_scrolls_sideways_and_axe_finds_nothing(opened, address: str, width: int, dark: bool) -> None:
    page = opened(address, width=width, dark=dark)
    axe = Axe()
    assert [v["id"] for v in axe.run(page).response["violations"]] == []
    for question in (WHO, WHICH, PRIZE, "a" * 300):
        ask(page, question)
        expect(last(page).locator(".question")).to_contain_text(question)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert [v["id"] for v in axe.run(page).response["violations"]] == []
    assert page.locator(".send").bounding_box()["height"] >= 44


@pytest.mark.parametrize("path", ["/nope", "/docs"])
@pytest.mark.usefixtures("complaining")
def test_other_pages_hold_their_policy(opened, address: str, path: str, complaints: list[str]) -> None:
    page = opened(address + path)
    expect(page.locator("h1, .title").first).to_be_visible()
    if path == "/docs":
        expect(page.locator(".opblock-summary-path")).to_have_text(
            ["/v1/answers", "/healthz", "/readyz", "/metrics"], use_inner_text=False
        )
        assert complaints == []
    assert not [complaint for complaint in complaints if "Content Security Policy" in complaint]


@SCRIPT
def test_hostile_text_stays_text(opened, address: str, script: bool) -> None:
    page = opened(address, script=script)
    for question in (ATTACK, f"{HOSTILE} bagaimana?", f'"><{HOSTILE}', "{{ 7 * 7 }} {% raw %}"):
        ask(page, question)
        expect(last(page).locator(".question")).to_contain_text(question)
    assert page.title() == "Tanya – jawaban dari berita"
    assert page.locator("main script, main img, main [onerror]").count() == 0


@SCRIPT
def test_a_hostile_article_is_shown_as_it_is_written(opened, address: str, script: bool) -> None:
    page = opened(address, script=script)
    ask(page, ATTACK)
    expect(last(page).locator("mark")).to_have_text(HOSTILE)
    expect(last(page).locator(".answer li")).to_have_text(HOSTILE)
    expect(last(page).locator(".headline")).to_have_text(HOSTILE)
    assert last(page).get_by_role("link").count() == 0
    assert page.title() == "Tanya – jawaban dari berita"


@pytest.mark.usefixtures("complaining")
@SCRIPT
def test_a_question_that_cannot_be_one_is_told_and_kept_for_mending(
    opened, address: str, script: bool
) -> None:
    page = opened(address, script=script)
    ask(page, WHO)
    expect(last(page).locator(".answer")).to_have_text(OPENING)
    ask(page, "a" * 1001)
    expect(last(page).get_by_role("alert")).to_contain_text("Pertanyaannya terlalu panjang.")
    expect(page.get_by_role("textbox")).to_have_value("a" * 1001)
    ask(page, FOLLOW_UP)
    expect(last(page).locator(".answer")).to_have_text(f"{WHO} / {OPENING}")


def test_blanks_are_not_sent(opened, address: str) -> None:
    page = opened(address)
    ask(page, "   ")
    expect(page.get_by_role("status")).to_have_text("Tulis pertanyaannya dulu.")
    expect(page.locator(".exchange")).to_have_count(0)


@pytest.mark.usefixtures("complaining")
def test_without_a_connection_the_question_is_kept(opened, address: str) -> None:
    page = opened(f"{address}/?lang=en")
    page.context.set_offline(True)
    ask(page, WHO)
    expect(page.get_by_role("status")).to_have_text("Not connected. Check your network and send it again.")
    expect(page.get_by_role("textbox")).to_have_value(WHO)
    page.context.set_offline(False)
    page.keyboard.press("Enter")
    expect(last(page).locator(".answer")).to_have_text(OPENING)
    expect(page.locator(".question")).to_have_count(1)


@pytest.mark.usefixtures("complaining")
@SCRIPT
@pytest.mark.parametrize("reason", ["busy", "starting", "often", "broken"])
def test_a_server_that_cannot_answer_says_why(opened, script: bool, reason: str) -> None:
    def fail(_: object) -> None:
        raise ValueError

    app, words = {
        "busy": (application(at_once=1, waiting=-1), "Sedang terlalu banyak pertanyaan."),
        "starting": (create_app(still_loading, still_loading, settings()), "Tanya sedang disiapkan."),
        "often": (
            application(changes={"requests_per_minute": 1}),
            "Terlalu banyak pertanyaan dari alamat ini.",
        ),
        "broken": (application(FakeAnswerer(before=fail)), "Maaf, ada yang salah di pihak saya."),
    }[reason]
    with served(app) as url:
        page = opened(url, script=script)
        ask(page, WHO)
        if reason == "often":
            expect(last(page).locator(".answer")).to_have_text(OPENING)
            ask(page, PRIZE)
        expect(page.locator("main")).to_contain_text(words)
        page.context.close()


def test_a_phone_keeps_the_field_in_sight(opened, address: str) -> None:
    page = opened(address, width=360)
    for question in (WHO, WHICH, PRIZE):
        ask(page, question)
        expect(last(page).locator(".question")).to_contain_text(question)
        expect(page.get_by_role("textbox")).to_be_in_viewport()
        expect(page.get_by_role("textbox")).to_be_focused()


def test_answers_are_announced(opened, address: str) -> None:
    page = opened(address)
    expect(page.get_by_role("log", name="Percakapan")).to_have_attribute("aria-live", "polite")
    ask(page, WHO)
    expect(page.get_by_role("log").locator(".answer")).to_have_text(OPENING)
    expect(page.get_by_role("status")).to_have_text("")
