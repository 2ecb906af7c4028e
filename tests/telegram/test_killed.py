"""kill -9 at every step: each accepted message is answered once; twice only in the window that is stated."""

import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.telegram.bot_api_server import PATIENCE, BotApiServer

ROOT = Path(__file__).parents[2]


@contextmanager
def process(
    server: BotApiServer, folder: Path, step: str = "never", nth: int = 1
) -> Iterator[subprocess.Popen]:
    command = [sys.executable, "-m", "tests.telegram.bot_process", server.url, str(folder), step, str(nth)]
    with subprocess.Popen(command, cwd=ROOT) as running:
        try:
            yield running
        finally:
            running.kill()


def counted(server: BotApiServer) -> dict[tuple[int, str], int]:
    return dict(Counter((message.chat_id, message.text[:20]) for message in server.sent))


@pytest.mark.parametrize(
    ("step", "nth"),
    [
        ("before:accept", 1),
        ("after:accept", 1),
        ("before:begin", 2),
        ("after:begin", 1),
        ("during:answer", 1),
        ("before:plan", 2),
        ("after:plan", 1),
        ("after:tick", 1),
        ("after:tick", 2),
        ("before:finish", 3),
        ("after:finish", 1),
    ],
)
def test_killed_at_any_step_every_message_is_answered_once(
    server: BotApiServer, start: Callable, pending: Callable, tmp_path: Path, step: str, nth: int
) -> None:
    server.say("Satu?", chat=7)
    server.say("Dua?", chat=7)
    server.say("Tiga?", chat=7)
    with process(server, tmp_path / "telegram", step, nth) as killed:
        assert killed.wait(PATIENCE) == -signal.SIGKILL
    with start():
        # Answered after all that was left over.
        server.say("Lagi?", chat=7)
        server.wait_sent(4)
    assert [message.text for message in server.sent] == [
        f"Jawaban: {question}?" for question in ("Satu", "Dua", "Tiga", "Lagi")
    ]
    assert pending() == []


def test_killed_in_the_thick_of_it_no_chat_goes_without_and_none_hears_more_than_one_message_twice(
    server: BotApiServer, start: Callable, pending: Callable, tmp_path: Path
) -> None:
    asked = [(chat, f"{number}?") for chat in range(1, 13) for number in (1, 2)]
    for chat, question in asked:
        server.say(question, chat=chat)
    with process(server, tmp_path / "telegram") as killed:
        server.wait(lambda: len(server.sent) >= 5, "the first answers")
        killed.send_signal(signal.SIGKILL)
        assert killed.wait(PATIENCE) == -signal.SIGKILL
    with start():
        for chat in range(1, 13):
            server.say("Lagi?", chat=chat)
        server.wait(lambda: sum(m.text == "Jawaban: Lagi?" for m in server.sent) == 12, "the last answers")
    counts = counted(server)
    assert set(counts) == {(chat, f"Jawaban: {q}") for chat, q in asked} | {
        (chat, "Jawaban: Lagi?") for chat in range(1, 13)
    }
    twice = [chat for (chat, _), count in counts.items() if count == 2]
    assert max(counts.values()) <= 2
    assert len(twice) == len(set(twice))
    assert pending() == []


def test_killed_between_sending_and_noting_it_that_one_message_comes_twice(
    server: BotApiServer, start: Callable, pending: Callable, tmp_path: Path
) -> None:
    server.say("Satu?", chat=7)
    server.say("Dua?", chat=7)
    with process(server, tmp_path / "telegram", "before:tick", 1) as killed:
        assert killed.wait(PATIENCE) == -signal.SIGKILL
    with start():
        server.wait_sent(3)
    assert counted(server) == {(7, "Jawaban: Satu?"): 2, (7, "Jawaban: Dua?"): 1}
    assert pending() == []


def test_killed_between_the_messages_of_a_long_answer_only_the_rest_is_sent(
    server: BotApiServer, start: Callable, answerer, pending: Callable, tmp_path: Path
) -> None:
    server.say("panjang")
    server.hold("sendMessage", lambda params: "Butir 0000" not in params["text"])
    with process(server, tmp_path / "telegram") as killed:
        # The second message is on its way, so the first is ticked off.
        server.wait(lambda: server.count("sendMessage") == 2, "the second message")
        killed.send_signal(signal.SIGKILL)
        assert killed.wait(PATIENCE) == -signal.SIGKILL
    (first,) = server.sent
    server.release_dropping()
    with start():
        server.wait_sent(3)
    lines = [line for message in server.sent for line in message.text.splitlines()]
    assert lines == [f"• Butir {n:04d} dari daftar <panjang> ini." for n in range(200)]
    assert server.sent[0] == first
    # The rest was planned before the kill: nothing is asked of the answerer again.
    assert answerer.inquiries == []
    assert pending() == []


def test_a_question_that_kills_the_process_thrice_is_put_aside_with_an_apology(
    server: BotApiServer, start: Callable, answerer, pending: Callable, tmp_path: Path
) -> None:
    server.say("Mematikan?")
    for _ in range(3):
        with process(server, tmp_path / "telegram", "during:answer", 1) as killed:
            assert killed.wait(PATIENCE) == -signal.SIGKILL
    with start():
        server.say("Sehat?")
        sent = server.wait_sent(2)
    assert [message.text.split(".")[0] for message in sent] == [
        "Maaf, ada yang salah di pihak saya",
        "Jawaban: Sehat?",
    ]
    assert [inquiry.question for inquiry in answerer.inquiries] == ["Sehat?"]
    assert pending() == []
