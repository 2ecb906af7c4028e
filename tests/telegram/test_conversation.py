"""What people meet when they write to the bot, over real HTTP."""

from typing import Any

import pytest

from bot.answering.answer import Answer, Turn
from bot.telegram_bot.answers import answer_runs
from bot.telegram_bot.formatting import split
from tests.telegram.answerers import BODY, FakeAnswerer, source
from tests.telegram.bot_api_server import BOT, BotApiServer, parse_html, utf16_units

GROUP = -100
REPLY_TO_BOT = {"message_id": 3, "date": 1, "chat": {"id": GROUP, "type": "supergroup"}, "from": BOT}
MENTION = {"type": "mention", "offset": 0, "length": 14}


def test_a_question_is_answered(server, start) -> None:
    with start():
        server.say("Siapa yang hadir?")
        (sent,) = server.wait_sent(1)
    assert (sent.chat_id, sent.text) == (7, "Jawaban: Siapa yang hadir?")
    assert sent.params["link_preview_options"] == {"is_disabled": True}
    assert "reply_parameters" not in sent.params


def test_quote_and_source_follow_the_answer_escaped(server, start) -> None:
    with start():
        server.say("kutip")
        (sent,) = server.wait_sent(1)
    assert sent.text == f"Jawaban: kutip\n\nSumber\n{BODY[:38]}\nSidang & Rapat — Kabar Uji, 5 Maret 2021"
    assert sent.entities == [
        ("b", "Sumber", None),
        ("blockquote", 'Sidang <ditutup> & "selesai" pada Juma', None),
        ("a", "Sidang & Rapat", "https://berita.example/sidang?a=1&b=2"),
        ("i", " — Kabar Uji, 5 Maret 2021", None),
    ]


def shown(answer: Answer) -> str:
    return "".join(parse_html(piece.html)[0] for piece in split(answer_runs(answer)))


def answer(**fields: Any) -> Answer:
    values = {"answered": True, "kind": "fake", "language": "en", "sources": (), "generation": "v000001"}
    return Answer(**{**values, **fields})


def test_an_answer_that_is_its_quote_is_said_once() -> None:
    said = answer(answer=BODY, sources=(source(BODY),))
    assert shown(said) == f"{BODY}\nSidang & Rapat — Kabar Uji, 5 March 2021"


def test_quotes_of_an_article_stand_together_and_lists_keep_their_bullets() -> None:
    other = source(BODY[:38], article_id="b", title="Lain", published="2020", url="javascript:alert(1)")
    said = answer(
        answer="Yang hadir:\n• Satu\n• Dua\n\nItu semua.",
        sources=(source(BODY[:38]), source(BODY[40:]), other),
    )
    assert shown(said) == (
        "Yang hadir:\n• Satu\n• Dua\n\nItu semua.\n\nSources\n"
        f"{BODY[:38]}\n{BODY[40:]}\nSidang & Rapat — Kabar Uji, 5 March 2021\n\n"
        f"{BODY[:38]}\nLain — Kabar Uji, 2020"
    )
    assert "javascript" not in "".join(piece.html for piece in split(answer_runs(said)))


def test_a_refusal_names_the_nearest_passage_as_such() -> None:
    said = answer(answer="Tidak ada jawabannya.", answered=False, language="id", sources=(source(url=None),))
    assert shown(said) == (
        f"Tidak ada jawabannya.\n\nBagian terdekat\n{BODY}\nSidang & Rapat — Kabar Uji, 5 Maret 2021"
    )


def test_a_long_list_comes_in_several_messages_cut_between_items(server, start) -> None:
    with start():
        server.say("panjang")
        sent = server.wait_sent(3)
    items = [line for message in sent for line in message.text.splitlines()]
    assert items == [f"• Butir {n:04d} dari daftar <panjang> ini." for n in range(200)]
    assert all(utf16_units(message.params["text"]) <= 4096 for message in sent)


@pytest.mark.parametrize("command", ["/start", "/help", "/mulai", "/bantuan", "/start muatan"])
def test_greeting_shows_questions_of_the_index(server, start, command: str) -> None:
    with start():
        server.say(command)
        (sent,) = server.wait_sent(1)
    assert "• Kapan sidang ditutup?\n• Berapa orang hadir?\n• Apa lagi?\n" in sent.text
    assert sent.text.startswith("Halo! Tanyakan apa saja")
    assert "You may ask in English too." in sent.text


def test_without_examples_the_greeting_promises_none(server, start) -> None:
    class Empty(FakeAnswerer):
        def examples(self, count: int) -> tuple[str, ...]:
            return ()

    with start(Empty()):
        server.say("/help")
        (sent,) = server.wait_sent(1)
    assert "Contoh" not in sent.text


def test_follow_ups_come_with_the_conversation_until_it_is_forgotten(server, start, answerer) -> None:
    with start():
        for number, text in enumerate(("Satu?", "Dua?", "/lupa", "Tiga?"), 1):
            server.say(text)
            server.wait_sent(number)
        sent = server.wait_sent(4)
    assert [inquiry.history for inquiry in answerer.inquiries] == [
        (),
        (Turn("user", "Satu?"), Turn("assistant", "Jawaban: Satu?")),
        (),
    ]
    assert sent[2].text.startswith("Sudah saya lupakan.")


def test_conversations_of_chats_are_apart(server, start, answerer) -> None:
    with start():
        server.say("Satu?", chat=7)
        server.wait_sent(1)
        server.say("Dua?", chat=8)
        server.wait_sent(2)
    assert answerer.inquiries[1].history == ()


@pytest.mark.parametrize(
    "content",
    [
        {"photo": [{"file_id": "x", "file_unique_id": "y", "width": 1, "height": 1}], "caption": "apa ini?"},
        {"voice": {"file_id": "x", "file_unique_id": "y", "duration": 1}},
        {
            "sticker": {
                "file_id": "x",
                "file_unique_id": "y",
                "width": 1,
                "height": 1,
                "is_animated": False,
                "is_video": False,
                "type": "regular",
            }
        },
    ],
)
def test_what_is_no_text_gets_a_friendly_sentence(server, start, answerer, content: dict[str, Any]) -> None:
    with start():
        server.say(None, **content)
        (sent,) = server.wait_sent(1)
    assert sent.text.startswith("Maaf, saya hanya bisa membaca teks.")
    assert answerer.inquiries == []


def test_unknown_commands_are_told_where_help_is(server, start, answerer) -> None:
    with start():
        server.say("/harga beras")
        (sent,) = server.wait_sent(1)
    assert sent.text.startswith("Perintah itu belum saya kenal. Ketik /bantuan")
    assert answerer.inquiries == []


def test_an_edited_question_is_answered_again_below_itself(server, start) -> None:
    with start():
        server.say("Siapa yang hadri?")
        server.wait_sent(1)
        server.say("Siapa yang hadir?", message_id=61, edit_date=1_799_000_000)
        sent = server.wait_sent(2)
    assert sent[1].text == "Jawaban: Siapa yang hadir?"
    assert sent[1].params["reply_parameters"]["message_id"] == 61


def test_a_bad_question_is_told_what_is_wrong(server, start) -> None:
    with start():
        server.say("???")
        (sent,) = server.wait_sent(1)
    assert sent.text.startswith("Pertanyaannya kosong. Tulis pertanyaan tentang isi berita")
    assert "The question is empty." in sent.text


@pytest.mark.parametrize(
    ("text", "fields", "question"),
    [
        ("@tanya_uji_bot siapa yang hadir?", {"entities": [MENTION]}, "siapa yang hadir?"),
        ("@Tanya_Uji_Bot, siapa?", {"entities": [MENTION]}, "siapa?"),
        ("😀 @tanya_uji_bot siapa?", {"entities": [{**MENTION, "offset": 3}]}, "😀 siapa?"),
        ("siapa?", {"reply_to_message": REPLY_TO_BOT}, "siapa?"),
        (
            "Tanya siapa?",
            {"entities": [{"type": "text_mention", "offset": 0, "length": 5, "user": BOT}]},
            "siapa?",
        ),
    ],
)
def test_in_a_group_it_answers_when_spoken_to(
    server, start, answerer, text: str, fields: dict[str, Any], question: str
) -> None:
    with start():
        server.say(text, chat=GROUP, message_id=77, **fields)
        (sent,) = server.wait_sent(1)
    assert [inquiry.question for inquiry in answerer.inquiries] == [question]
    assert (sent.chat_id, sent.params["reply_parameters"]["message_id"]) == (GROUP, 77)


def test_a_bare_mention_gets_the_greeting(server, start) -> None:
    with start():
        server.say("@tanya_uji_bot", chat=GROUP, entities=[MENTION])
        (sent,) = server.wait_sent(1)
    assert sent.text.startswith("Halo!")


def test_a_reply_goes_to_its_topic(server, start, answerer) -> None:
    with start():
        for number, (thread, text) in enumerate(((5, "satu"), (6, "dua"), (5, "tiga")), 1):
            server.say(
                text,
                chat=GROUP,
                is_topic_message=True,
                message_thread_id=thread,
                reply_to_message=REPLY_TO_BOT,
            )
            server.wait_sent(number)
        sent = server.wait_sent(3)
    assert [message.params["message_thread_id"] for message in sent] == ["5", "6", "5"]
    assert [inquiry.history[0].content if inquiry.history else None for inquiry in answerer.inquiries] == [
        None,
        None,
        "satu",
    ]


OTHER = {"id": 99, "is_bot": False, "first_name": "Orang"}


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("siapa yang hadir?", {}),
        ("/harga", {}),
        ("/help@bot_lain", {}),
        ("@orang_lain siapa?", {"entities": [{"type": "mention", "offset": 0, "length": 11}]}),
        ("siapa?", {"reply_to_message": {**REPLY_TO_BOT, "from": OTHER}}),
        (
            "siapa?",
            {
                "reply_to_message": {
                    **REPLY_TO_BOT,
                    "forum_topic_created": {"name": "Topik", "icon_color": 1},
                }
            },
        ),
        (None, {"new_chat_members": [OTHER]}),
        (None, {"photo": [{"file_id": "x", "file_unique_id": "y", "width": 1, "height": 1}]}),
        ("@tanya_uji_bot siapa?", {"entities": [MENTION], "from": {**OTHER, "is_bot": True}}),
        (None, {"location": {"latitude": 1.0, "longitude": 2.0}, "edit_date": 1_799_000_000}),
    ],
)
def test_in_a_group_it_is_silent_otherwise(
    server: BotApiServer, start, answerer, text: str | None, fields: dict[str, Any]
) -> None:
    with start():
        server.say(text, chat=GROUP, **fields)
        # The same chat's next message is answered after it, so silence before it is silence.
        server.say("/help", chat=GROUP)
        (sent,) = server.wait_sent(1)
    assert sent.text.startswith("Halo!")
    assert answerer.inquiries == []
    assert len(server.sent) == 1


def test_unknown_commands_in_a_group_are_answered_when_addressed(server, start) -> None:
    with start():
        server.say("/harga@tanya_uji_bot", chat=GROUP)
        (sent,) = server.wait_sent(1)
    assert sent.text.startswith("Perintah itu belum saya kenal.")


def test_a_flood_of_questions_is_asked_once_to_slow_down(server, start, answerer) -> None:
    with start():
        for _ in range(9):
            server.say("Siapa?", date=1_790_000_000)
        server.say("Siapa nanti?", date=1_790_000_600)
        sent = server.wait_sent(8)
    assert [message.text.split(",")[0] for message in sent] == [
        *["Jawaban: Siapa?"] * 6,
        "Pelan-pelan",
        "Jawaban: Siapa nanti?",
    ]


def test_typing_shows_while_an_answer_takes_time_and_never_after_it(server: BotApiServer, start) -> None:
    slow = FakeAnswerer(
        lambda inquiry: server.wait(lambda: server.count("sendChatAction") >= 3, "typing, renewed")
    )
    with start(slow) as bot:
        server.say("Siapa?")
        server.wait_sent(1)
    methods = [call.method for call in server.calls if call.method.startswith("send")]
    assert methods[-1] == "sendMessage"
    assert set(methods[:-1]) == {"sendChatAction"}
    actions = [call.params for call in server.calls if call.method == "sendChatAction"]
    assert actions[0] == {"chat_id": "7", "action": "typing"}
    assert 4.0 in bot.time.slept


def test_commands_are_answered_without_typing(server, start) -> None:
    with start():
        server.say("/help")
        server.wait_sent(1)
    assert server.count("sendChatAction") == 0


def test_typing_that_fails_costs_nothing(server, start) -> None:
    server.fail("sendChatAction", 500, times=50)
    with start():
        server.say("Siapa?")
        assert server.wait_sent(1)[0].text == "Jawaban: Siapa?"


def test_the_menu_of_commands_is_set_in_both_languages(server, start) -> None:
    with start():
        server.say("/help")
        server.wait_sent(1)
    menus = [call.params for call in server.calls if call.method == "setMyCommands"]
    assert [(menu.get("language_code"), [c["command"] for c in menu["commands"]]) for menu in menus] == [
        (None, ["mulai", "bantuan", "lupa"]),
        ("en", ["start", "help", "forget"]),
    ]


def test_only_messages_are_asked_for_and_nothing_pending_is_dropped(server, start) -> None:
    with start():
        server.wait_confirmed(server.say("Siapa?"))
        server.wait_sent(1)
    polls = [call.params for call in server.calls if call.method == "getUpdates"]
    assert {tuple(poll["allowed_updates"]) for poll in polls} == {("message", "edited_message")}
    (webhook,) = [call.params for call in server.calls if call.method == "deleteWebhook"]
    assert webhook.get("drop_pending_updates", "false") == "false"
