"""However a reader behaves, the process that asked for it gets an answer or a clear error, in time."""

import pytest

from corpus.confined import Limits, outcome, read_confined, understood
from corpus.errors import UnreadableSource
from corpus.faults import Fault

QUICK = Limits(memory=500_000_000, cpu_seconds=1, seconds=5.0)


def test_a_reader_gets_the_bytes_and_nothing_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TANYA_EDITOR_KEY", "rahasia-rahasia-rahasia")
    read = read_confined("tests.fetching.readers:echoing", "§ isi".encode(), {"url": "https://a.test/é"})
    assert (read["text"], read["details"]) == ("§ isi", {"url": "https://a.test/é"})
    assert "TANYA_EDITOR_KEY" not in read["environment"]


@pytest.mark.parametrize(
    ("reader", "fault", "detail"),
    [
        ("greedy", Fault.PARSER_LIMIT, ""),
        ("busy", Fault.PARSER_TIME, ""),
        ("recursing", Fault.TOO_DEEP, ""),
        ("failing", Fault.PARSER_DIED, "ZeroDivisionError"),
        ("dying", Fault.PARSER_DIED, "SIGSEGV"),
        ("leaving", Fault.PARSER_DIED, "3"),
        ("verbose", Fault.PARSER_DIED, "1"),
        ("refusing", Fault.NOT_A_FEED, "apa ini"),
        ("missing", Fault.PARSER_DIED, "AttributeError"),
    ],
)
def test_a_reader_that_misbehaves_ends_in_a_clear_error(reader: str, fault: Fault, detail: str) -> None:
    with pytest.raises(UnreadableSource) as error:
        read_confined(f"tests.fetching.readers:{reader}", b"isi", {}, QUICK)
    assert (error.value.fault, error.value.detail) == (fault, detail)


def test_a_reader_that_waits_is_ended_by_the_clock() -> None:
    with pytest.raises(UnreadableSource) as error:
        read_confined("tests.fetching.readers:idle", b"", {}, Limits(seconds=0.5))
    assert error.value.fault is Fault.PARSER_TIME


@pytest.mark.parametrize(
    ("reader", "said"),
    [
        ("failing", {"fault": "parser_died", "detail": "ZeroDivisionError"}),
        ("recursing", {"fault": "too_deep", "detail": ""}),
        ("exhausted", {"fault": "parser_limit", "detail": ""}),
        ("refusing", {"fault": "not_a_feed", "detail": "apa ini"}),
    ],
)
def test_what_the_child_says_of_a_reader_that_failed(reader: str, said: dict[str, str]) -> None:
    assert outcome(f"tests.fetching.readers:{reader}", b"", {}) == said


@pytest.mark.parametrize(
    ("status", "output", "fault", "detail"),
    [
        (-9, b"", Fault.PARSER_TIME, ""),
        (-24, b'{"read": {}}', Fault.PARSER_TIME, ""),
        (-6, b"", Fault.PARSER_DIED, "SIGABRT"),
        (1, b'{"read": {"a', Fault.PARSER_DIED, "1"),
    ],
)
def test_what_a_dead_child_left_behind_is_no_answer(
    status: int, output: bytes, fault: Fault, detail: str
) -> None:
    with pytest.raises(UnreadableSource) as error:
        understood(status, output)
    assert (error.value.fault, error.value.detail) == (fault, detail)
