"""The token and what people write never reach a log, however wrong things go."""

import logging
from collections.abc import Callable, Iterator

import pytest

from bot.answering.answer import Inquiry
from bot.telegram_bot.secrecy import place, secrets_kept
from tests.telegram.answerers import FakeAnswerer
from tests.telegram.bot_api_server import TOKEN, BotApiServer

SECRET = TOKEN.split(":")[1]


class Everything(logging.Handler):
    """Keeps all log output as text, with tracebacks."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []
        self.setFormatter(logging.Formatter("%(levelname)s %(name)s %(message)s %(args)s"))

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


@pytest.fixture
def logs() -> Iterator[Everything]:
    handler, root = Everything(), logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield handler
    root.removeHandler(handler)
    root.setLevel(level)


def test_nothing_secret_is_logged_while_everything_fails(
    server: BotApiServer, start: Callable, logs: Everything
) -> None:
    def break_on_poison(inquiry: Inquiry) -> None:
        if "racun" in inquiry.question:
            raise RuntimeError(f"cannot read {inquiry.question} at {server.url}/bot{TOKEN}/getFile")

    server.fail("getMe", 500, f"broken at /bot{TOKEN}/getMe")
    server.fail("getUpdates", 409, "Conflict", times=2)
    server.fail("sendMessage", 400, "Bad Request: can't parse entities: pertanyaan-pribadi")
    server.fail("sendMessage", 403, "Forbidden: pertanyaan-pribadi", when=lambda p: p["chat_id"] == "9")
    server.fail("sendChatAction", 500)
    with start(FakeAnswerer(break_on_poison)):
        server.say("pertanyaan-pribadi satu")
        server.say("pertanyaan-pribadi racun")
        server.say("pertanyaan-pribadi tiga", chat=9)
        server.push({"message": {"pertanyaan-pribadi": 1, "chat": {"id": 8, "type": "private"}}})
        server.wait_sent(3)
    with pytest.raises(Exception, match="does not know"), start(token="4242:" + SECRET[::-1]) as bot:
        bot.join()
    assert "RuntimeError at break_on_poison" in logs.text
    assert "another program is fetching this bot's messages (Conflict at" in logs.text
    assert "a reply cannot be delivered (Forbidden at" in logs.text
    for secret in (SECRET, SECRET[::-1], "pertanyaan-pribadi"):
        assert [line for line in logs.lines if secret in line] == []


def test_the_token_is_blotted_out_wherever_others_log_it(logs: Everything) -> None:
    talkative = logging.getLogger("someone.elses.library")
    with secrets_kept(TOKEN):
        # Whoever turns the noise on again still gets no token.
        logging.getLogger("httpx").setLevel(logging.DEBUG)
        logging.getLogger("httpx").info("POST https://api.example/bot%s/getMe", TOKEN)
        talkative.error("a %s and %d %s", "b", 1, {"token": TOKEN})
        try:
            raise ValueError(f"no such bot: {TOKEN}")
        except ValueError:
            talkative.exception("failed")
        talkative.warning("%d", "no number, but " + TOKEN)
        talkative.info("harmless %s", "words")
    assert SECRET not in logs.text
    assert logs.lines[0] == "INFO httpx POST https://api.example/bot4242:***/getMe ()"
    assert logs.lines[1] == "ERROR someone.elses.library a b and 1 {'token': '4242:***'} ()"
    assert logs.lines[2].endswith("ValueError: no such bot: 4242:***")
    assert "Traceback" in logs.lines[2]
    assert logs.lines[3] == "WARNING someone.elses.library (a log record that could not be formatted) ()"
    assert logs.lines[4] == "INFO someone.elses.library harmless words ('words',)"


def test_afterwards_logging_is_as_it_was() -> None:
    names = ("httpx", "httpcore", "telegram")
    before = [logging.getLogger(name).level for name in names], logging.getLogRecordFactory()
    with secrets_kept(TOKEN):
        assert [logging.getLogger(name).isEnabledFor(logging.INFO) for name in names] == [False] * 3
    assert ([logging.getLogger(name).level for name in names], logging.getLogRecordFactory()) == before


def test_an_error_is_named_by_its_type_and_place_alone() -> None:
    def somewhere() -> None:
        raise KeyError("private words")

    with pytest.raises(KeyError) as caught:
        somewhere()
    line = somewhere.__code__.co_firstlineno + 1
    assert place(caught.value) == f"KeyError at somewhere:{line}"
    assert place(ValueError("never raised")) == "ValueError"
