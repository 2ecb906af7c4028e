import json
import logging
from collections.abc import Iterator

import pytest

from bot.logs import configure


@pytest.fixture(autouse=True)
def _root_logger_as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


def test_a_record_is_one_json_object_on_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    configure("info", as_json=True)
    logging.getLogger("bot.serving").info("ready, index generation %s", "v000001", extra={"articles": 3})
    out, err = capsys.readouterr()
    record = json.loads(err)
    assert out == ""
    assert record.pop("timestamp").endswith("Z")
    assert record == {
        "event": "ready, index generation v000001",
        "level": "info",
        "logger": "bot.serving",
        "articles": 3,
    }


def test_what_lies_below_the_level_is_not_logged(capsys: pytest.CaptureFixture[str]) -> None:
    configure("warning")
    logging.getLogger("x").info("quiet")
    logging.getLogger("x").warning("loud")
    shown = capsys.readouterr().err
    assert "loud" in shown
    assert "quiet" not in shown


def test_an_exception_is_logged_in_either_form(capsys: pytest.CaptureFixture[str]) -> None:
    for as_json in (True, False):
        configure("error", as_json=as_json)
        question = "siapa tetangga saya"
        try:
            raise ValueError(len(question))
        except ValueError:
            logging.getLogger("x").exception("failed")
        shown = capsys.readouterr().err
        assert "failed" in shown
        assert "ValueError" in shown
        assert "tetangga" not in shown
