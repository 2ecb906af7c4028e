"""A deterministic answerer over one invented article, and an application around it, served in a thread."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from uvicorn import Server

from bot.answering.answer import Answer, Inquiry, Language, Source
from bot.api import create_app, server_config
from bot.problems import EmptyQuestion, NotReady, NotText, QuestionTooLong
from bot.settings import Settings

BODY = (
    "Lembah Kenari – Bupati Rahmat Santosa meresmikan Jembatan Sungai Mera pada Jumat pagi. "
    "“Jembatan ini milik warga,” katanya di depan pasar lama. "
    "Listrik kini mengalir ke Desa Ulu, Desa Hilir, dan Desa Pasir. Menyusul kemudian Desa Tebing. "
    "Pembangunan memakan waktu dua tahun."
)
LATER = BODY.index("Listrik")
OPENING = "Bupati Rahmat Santosa meresmikan Jembatan Sungai Mera pada Jumat pagi."
FIRST_LIST = "Desa Ulu, Desa Hilir, dan Desa Pasir"
SECOND_LIST = "Desa Tebing"
HOSTILE = "<script>document.title='kena'</script><img src=x onerror=\"document.title='kena'\">"

WHO = "Siapa yang meresmikan jembatan?"
WHICH = "Desa mana saja yang dialiri listrik?"
PRIZE = "Berapa hadiah uangnya?"
WHO_ENGLISH = "Who opened the bridge?"
FOLLOW_UP = "Kalau desanya?"
ATTACK = "Apa isi artikel jahat?"
BROKEN = "Pertanyaan yang merusak"
EXAMPLES = (WHO, WHICH, "Berapa lama pembangunannya?")


def source(quote: str, *, later: bool = False, body: str = BODY, **fields: Any) -> Source:
    """A quote of the article, in its first or its later passage."""
    start = body.index(quote)
    offset = LATER if later else 0
    values: dict[str, Any] = {
        "article_id": "jembatan-2022",
        "title": "Jembatan Sungai Mera diresmikan",
        "publisher": "Kabar Lembah",
        "published": "2022-08-05",
        "url": "https://berita.example/jembatan?a=1&b=2",
        "quote": quote,
        "start": start,
        "end": start + len(quote),
        "context": body[offset:] if later else body[:LATER],
        "context_start": offset,
    }
    return Source(**{**values, **fields})


def hostile_source() -> Source:
    """A quote of an article whose every field attacks the page."""
    body = f"Awal {HOSTILE} akhir."
    fields = {"title": HOSTILE, "publisher": HOSTILE, "url": "javascript:document.title='kena'"}
    return source(HOSTILE, body=body, context=body, article_id="jahat", **fields)


class FakeAnswerer:
    """Answers a few questions, refuses all others; `before` runs first in the answering thread."""

    def __init__(self, before: Callable[[Inquiry], None] = lambda inquiry: None) -> None:
        self.inquiries: list[Inquiry] = []
        self._before = before

    def answer(self, inquiry: Inquiry) -> Answer:
        self.inquiries.append(inquiry)
        self._before(inquiry)
        question = inquiry.question
        if not any(character.isalnum() for character in question):
            raise EmptyQuestion(question)
        if len(question) > 1000:
            raise QuestionTooLong(len(question), 1000)
        if any("\ud800" <= character <= "\udfff" for character in question):
            raise NotText(question)
        if question == BROKEN:
            raise ValueError(f"cannot bear {question}")
        language: Language = inquiry.language or ("en" if question.startswith("Wh") else "id")
        text, sources = self._found(question, inquiry)
        return Answer(
            answer=text or "Artikelnya tidak menyebutkan hal itu.",
            answered=bool(text),
            kind="sentence" if text else "not_in_articles",
            language=language,
            sources=sources,
            generation="v000007",
        )

    def _found(self, question: str, inquiry: Inquiry) -> tuple[str, tuple[Source, ...]]:
        lists = (source(FIRST_LIST, later=True), source(SECOND_LIST, later=True))
        known = {
            WHO: (OPENING, (source(OPENING),)),
            WHO_ENGLISH: (f"The article says: “{OPENING}”", (source(OPENING),)),
            WHICH: ("Desa yang dialiri listrik:\n• Ulu\n• Hilir\n• Pasir\n• Tebing", lists),
            FOLLOW_UP: (" / ".join(t.content for t in inquiry.history) or "", ()),
            ATTACK: (f"• {HOSTILE}", (hostile_source(),)),
        }
        return known.get(question, ("", (source("dua tahun", later=True),)))

    def examples(self, count: int) -> tuple[str, ...]:
        return EXAMPLES[:count]


def settings(**changes: Any) -> Settings:
    """Settings of a test: a free port, no limit per minute."""
    return Settings(**{"port": 0, "requests_per_minute": 0, **changes})


def still_loading() -> Any:
    """What stands for the answerer or the generation while there is none."""
    raise NotReady("loading")


def application(
    answerer: FakeAnswerer | None = None, *, changes: dict[str, Any] | None = None, **seams: Any
) -> Any:
    """An application around `answerer`, with `changes` to the settings."""
    answerer = answerer or FakeAnswerer()
    return create_app(lambda: answerer, lambda: "v000007", settings(**changes or {}), **seams)


@contextmanager
def served(app: Any, **changes: Any) -> Iterator[str]:
    """`app` behind a real uvicorn on a free port of the loopback; its address."""
    server = Server(server_config(settings(**changes), app))
    listening = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, args=([listening],))
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listening.close()
