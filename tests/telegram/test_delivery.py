"""Every accepted message is answered once, in order, whatever Telegram and the answerer do."""

import threading
from typing import Any

import pytest

from bot.answering.answer import Inquiry
from tests.telegram.answerers import BODY, FakeAnswerer
from tests.telegram.bot_api_server import PATIENCE, BotApiServer


def texts(server: BotApiServer) -> list[str]:
    return [message.text for message in server.sent]


def test_refused_formatting_is_sent_plain(server, start, pending) -> None:
    server.fail("sendMessage", 400, "Bad Request: can't parse entities: Unsupported start tag")
    with start():
        server.say("kutip")
        (sent,) = server.wait_sent(1)
    assert "parse_mode" not in sent.params
    assert sent.text == (
        f"Jawaban: kutip\n\nSumber\n{BODY[:38]}\nSidang & Rapat (https://berita.example/sidang?a=1&b=2)"
        " — Kabar Uji, 5 Maret 2021"
    )
    assert pending() == []


@pytest.mark.parametrize(
    ("status", "description"),
    [(403, "Forbidden: bot was blocked by the user"), (400, "Bad Request: chat not found")],
)
def test_a_reply_that_cannot_be_delivered_is_let_go(
    server, start, pending, status: int, description: str
) -> None:
    server.fail("sendMessage", status, description)
    with start():
        server.say("Satu?")
        server.say("Dua?")
        server.wait_sent(1)
    assert texts(server) == ["Jawaban: Dua?"]
    assert server.count("sendMessage") == 2
    assert pending() == []


def test_flood_control_is_obeyed(server, start) -> None:
    server.fail("sendMessage", 429, "Too Many Requests: retry after 17", parameters={"retry_after": 17})
    with start() as bot:
        server.say("Satu?")
        server.wait_sent(1)
    assert texts(server) == ["Jawaban: Satu?"]
    # The first pause belongs to "typing".
    assert 17.0 in bot.time.slept


def test_a_long_outage_loses_nothing_and_is_nobodys_fault(server, start, answerer, pending) -> None:
    server.fail("sendMessage", 502, "Bad Gateway", times=23)
    with start():
        server.say("Satu?")
        server.say("Dua?")
        server.wait_sent(2)
    assert texts(server) == ["Jawaban: Satu?", "Jawaban: Dua?"]
    # The reply stood before it was sent: the question was not answered anew for each try.
    assert [inquiry.question for inquiry in answerer.inquiries] == ["Satu?", "Dua?"]
    assert pending() == []


def test_a_confirmation_that_is_lost_is_the_window_in_which_a_message_comes_twice(server, start) -> None:
    server.fail("sendMessage", 500, taken=True)
    with start():
        server.say("Satu?")
        server.wait_sent(2)
    assert texts(server) == ["Jawaban: Satu?", "Jawaban: Satu?"]


def test_a_group_that_moved_is_followed(server, start) -> None:
    moved = {"migrate_to_chat_id": -1009}
    server.fail("sendMessage", 400, "Bad Request: group chat was upgraded", parameters=moved)
    with start():
        server.say("/help", chat=-5)
        (sent,) = server.wait_sent(1)
    assert sent.chat_id == -1009


def test_updates_delivered_twice_are_answered_once(server, start, answerer) -> None:
    # The first poll that would confirm gets the same updates once more.
    server.redeliver_once = True
    with start():
        server.say("Satu?")
        server.say("Dua?")
        server.wait(lambda: not server.redeliver_once, "the second delivery")
        server.wait_confirmed(1001)
        server.say("Tiga?")
        server.wait_sent(3)
    assert texts(server) == ["Jawaban: Satu?", "Jawaban: Dua?", "Jawaban: Tiga?"]


def test_a_chat_keeps_its_order_while_another_is_answered(server, start) -> None:
    def wait_for_the_other(inquiry: Inquiry) -> None:
        if inquiry.question == "lambat":
            server.wait_sent(2)

    with start(FakeAnswerer(wait_for_the_other)):
        server.say("lambat", chat=7)
        server.say("cepat", chat=7)
        server.say("Satu?", chat=8)
        server.say("Dua?", chat=9)
        server.wait_sent(4)
    assert sorted(texts(server)[:2]) == ["Jawaban: Dua?", "Jawaban: Satu?"]
    assert texts(server)[2:] == ["Jawaban: lambat", "Jawaban: cepat"]


def test_a_question_that_breaks_the_answerer_thrice_is_put_aside_with_an_apology(
    server, start, pending
) -> None:
    def break_on_poison(inquiry: Inquiry) -> None:
        if inquiry.question == "racun":
            raise RuntimeError("broken by racun")

    answerer = FakeAnswerer(break_on_poison)
    with start(answerer):
        server.say("racun")
        server.say("Sehat?")
        server.wait_sent(2)
    assert texts(server)[0].startswith("Maaf, ada yang salah di pihak saya. Coba lagi sebentar lagi.")
    assert texts(server)[1] == "Jawaban: Sehat?"
    assert [inquiry.question for inquiry in answerer.inquiries] == ["racun"] * 3 + ["Sehat?"]
    assert pending() == []


def test_a_fault_that_passes_is_not_seen(server, start) -> None:
    faults = [RuntimeError("once"), RuntimeError("twice")]

    def break_twice(inquiry: Inquiry) -> None:
        if faults:
            raise faults.pop()

    with start(FakeAnswerer(break_twice)):
        server.say("Satu?")
        server.wait_sent(1)
    assert texts(server) == ["Jawaban: Satu?"]


def test_an_update_that_cannot_be_read_is_put_aside_and_blocks_nothing(server, start, pending) -> None:
    with start():
        server.push({"message": {"message_id": 1, "chat": {"id": 7, "type": "private"}}})
        server.push({"message": {"no": "chat"}})
        server.push({"poll": {"id": "1"}})
        server.say("Satu?")
        server.wait_sent(2)
    assert [text.split(".")[0] for text in texts(server)] == [
        "Maaf, ada yang salah di pihak saya",
        "Jawaban: Satu?",
    ]
    assert pending() == []


def test_a_lone_surrogate_in_a_question_reaches_the_answerer_and_comes_back_replaced(
    server, start, answerer
) -> None:
    with start():
        server.say("apa \ud83d?")
        (sent,) = server.wait_sent(1)
    assert answerer.inquiries[0].question == "apa \ud83d?"
    assert sent.text == "Jawaban: apa \ufffd?"


def test_many_chats_at_once_all_get_their_answers(server, start, pending) -> None:
    with start():
        for chat in range(1, 61):
            server.say(f"Dari {chat}?", chat=chat)
        server.wait_sent(60)
    assert sorted((m.chat_id, m.text) for m in server.sent) == [
        (chat, f"Jawaban: Dari {chat}?") for chat in range(1, 61)
    ]
    assert pending() == []


def test_stopping_finishes_what_was_begun_and_keeps_the_rest(server, start, pending) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def hold(inquiry: Inquiry) -> None:
        begun.set()
        assert go_on.wait(PATIENCE)

    bot = start(FakeAnswerer(hold))
    with bot:
        server.say("Satu?")
        second = server.say("Dua?")
        server.wait_confirmed(second)
        assert begun.wait(PATIENCE)
        bot.stop()
        go_on.set()
        bot.join()
    assert texts(server) == ["Jawaban: Satu?"]
    assert pending() == [second]
    with start():
        server.wait_sent(2)
    assert texts(server) == ["Jawaban: Satu?", "Jawaban: Dua?"]


def test_an_answer_that_outlasts_the_grace_is_given_after_the_restart(server, start, pending) -> None:
    go_on = threading.Event()
    begun: list[Any] = []

    def hang(inquiry: Inquiry) -> None:
        begun.append(inquiry)
        assert go_on.wait(PATIENCE)

    try:
        # More stops than attempts are allowed: a stop is not the question's fault.
        for round_number in range(1, 5):
            with start(FakeAnswerer(hang), grace=0.0):
                if round_number == 1:
                    update = server.say("Satu?")
                    server.wait_confirmed(update)
                server.wait(lambda n=round_number: server.count("sendChatAction") >= n, "an attempt")
            assert pending() == [update]
    finally:
        go_on.set()
    with start():
        server.wait_sent(1)
    assert texts(server) == ["Jawaban: Satu?"]
