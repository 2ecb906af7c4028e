"""A deterministic answerer: what it says depends on the question and the history alone."""

import threading
from collections.abc import Callable

from bot.answering.answer import Answer, Inquiry, Source
from bot.problems import EmptyQuestion

BODY = 'Sidang <ditutup> & "selesai" pada Jumat. Dua orang hadir.'


def source(quote: str = BODY, **fields: object) -> Source:
    start = BODY.find(quote)
    values = {
        "article_id": "sidang-2021",
        "title": "Sidang & Rapat",
        "publisher": "Kabar Uji",
        "published": "2021-03-05",
        "url": "https://berita.example/sidang?a=1&b=2",
        "quote": quote,
        "start": start,
        "end": start + len(quote),
        "context": BODY,
        "context_start": 0,
    }
    return Source(**{**values, **fields})  # type: ignore[arg-type]


class FakeAnswerer:
    """Answers "Jawaban: <question>"; questions that name a fault meet it. Records every inquiry."""

    def __init__(self, before: Callable[[Inquiry], None] = lambda inquiry: None) -> None:
        self.inquiries: list[Inquiry] = []
        self._before = before
        self._lock = threading.Lock()

    def answer(self, inquiry: Inquiry) -> Answer:
        with self._lock:
            self.inquiries.append(inquiry)
        self._before(inquiry)
        if inquiry.question == "???":
            raise EmptyQuestion("no letters")
        text = f"Jawaban: {inquiry.question}"
        if inquiry.question == "panjang":
            text = "\n".join(f"• Butir {n:04d} dari daftar <panjang> ini." for n in range(200))
        return Answer(
            answer=text,
            answered=True,
            kind="fake",
            language="id",
            sources=(source(BODY[:38]),) if inquiry.question == "kutip" else (),
            generation="v000001",
        )

    def examples(self, count: int) -> tuple[str, ...]:
        return ("Kapan sidang ditutup?", "Berapa orang hadir?", "Apa lagi?")[:count]
