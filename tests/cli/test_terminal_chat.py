"""A conversation over piped lines and at a prompt, with an answerer that remembers what it was asked."""

import io
from collections.abc import Iterator

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput
from rich.console import Console

from bot.answering.answer import Answer, Inquiry, Source, Turn
from bot.problems import EmptyQuestion
from bot.terminal_chat import TURNS_KEPT, converse, print_answer


def source(quote: str, url: str | None = None) -> Source:
    return Source(
        article_id="banjir",
        title="Banjir [bold]surut",
        publisher="Warta Uji",
        published="2024-11-03",
        url=url,
        quote=quote,
        start=0,
        end=len(quote),
        context=quote,
        context_start=0,
    )


class Remembering:
    def __init__(self) -> None:
        self.asked: list[Inquiry] = []

    def answer(self, inquiry: Inquiry) -> Answer:
        if inquiry.question == "???":
            raise EmptyQuestion
        self.asked.append(inquiry)
        return Answer(
            answer=f"Jawaban {len(self.asked)}.",
            answered=True,
            kind="extract",
            language="id",
            sources=(),
            generation="v1",
        )

    def examples(self, count: int) -> tuple[str, ...]:
        return ("Siapa bupatinya?", "Kapan banjir?", "Berapa?")[:count]


class Input(io.TextIOWrapper):
    def __init__(self, text: bytes, terminal: bool) -> None:
        super().__init__(io.BytesIO(text), encoding="utf-8")
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal


def piped(monkeypatch: pytest.MonkeyPatch, text: bytes) -> Remembering:
    monkeypatch.setattr("sys.stdin", Input(text, terminal=False))
    answerer = Remembering()
    converse(answerer, None)
    return answerer


def test_piped_lines_are_answered_with_the_turns_before_them(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answerer = piped(monkeypatch, b"Siapa?\n\n  \r\nKapan?\r\n")
    assert answerer.asked == [
        Inquiry("Siapa?"),
        Inquiry("Kapan?", (Turn("user", "Siapa?"), Turn("assistant", "Jawaban 1."))),
    ]
    assert capsys.readouterr().out == "Jawaban 1.\n\nJawaban 2.\n\n"


def test_the_conversation_can_be_forgotten_and_left(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answerer = piped(monkeypatch, b"Siapa?\n/lupa\nKapan?\n/KELUAR\nBerapa?\n")
    assert answerer.asked == [Inquiry("Siapa?"), Inquiry("Kapan?")]
    assert capsys.readouterr().out == "Jawaban 1.\n\nSudah dilupakan. / Forgotten.\nJawaban 2.\n\n"


def test_only_the_last_turns_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    answerer = piped(monkeypatch, b"Siapa?\n" * 20)
    assert [len(inquiry.history) for inquiry in answerer.asked[-3:]] == [TURNS_KEPT] * 3
    assert answerer.asked[-1].history[-1] == Turn("assistant", "Jawaban 19.")


def test_help_shows_examples_and_other_commands_are_named_as_unknown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert piped(monkeypatch, b"/bantuan\n/apa\n").asked == []
    shown = capsys.readouterr().out.splitlines()
    assert shown[2:5] == ["• Siapa bupatinya?", "• Kapan banjir?", "• Berapa?"]
    assert shown[-1] == "Perintah itu tidak ada; ketik /bantuan. / No such command; type /help."


def test_a_bad_question_is_answered_in_words_and_not_remembered(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answerer = piped(monkeypatch, b"???\nSiapa?\n")
    assert answerer.asked == [Inquiry("Siapa?")]
    assert capsys.readouterr().out.startswith("Pertanyaannya kosong. Tulis pertanyaan tentang isi berita")


def test_bytes_that_are_no_text_reach_the_answerer_as_lone_surrogates(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert piped(monkeypatch, b"apa \xff?\n").asked == [Inquiry("apa \udcff?")]


@pytest.fixture
def keyboard() -> Iterator[object]:
    with create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()):
        yield keys


def test_at_a_prompt_examples_come_first_and_the_end_of_input_ends_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], keyboard: object
) -> None:
    monkeypatch.setattr("sys.stdin", Input(b"", terminal=True))
    keyboard.send_text("Siapa?\r\x04")  # type: ignore[attr-defined]
    answerer = Remembering()
    converse(answerer, "en")
    assert answerer.asked == [Inquiry("Siapa?", (), "en")]
    shown = capsys.readouterr().out
    assert "• Siapa bupatinya?" in shown
    assert shown.endswith("Jawaban 1.\n\n")


def printed(answer: Answer) -> str:
    out = io.StringIO()
    print_answer(Console(file=out, width=100, highlight=False), answer)
    return out.getvalue()


def test_an_answer_shows_its_list_its_quotes_and_where_they_stand() -> None:
    given = Answer(
        answer="Dua desa:\n• Desa Satu\n• Desa Dua",
        answered=True,
        kind="list",
        language="id",
        sources=(source("Desa Satu dan [red]Desa Dua.", "https://w.example/1"),),
        generation="v1",
    )
    assert printed(given).splitlines() == [
        "Dua desa:",
        "• Desa Satu",
        "• Desa Dua",
        "Sumber",
        "  “Desa Satu dan [red]Desa Dua.”".ljust(100),
        "  — Banjir [bold]surut — Warta Uji, 3 November 2024, https://w.example/1".ljust(100),
        "",
    ]


def test_an_answer_that_is_its_quote_is_shown_once() -> None:
    given = Answer(
        answer="Air surut.",
        answered=True,
        kind="extract",
        language="id",
        sources=(source("Air surut."),),
        generation="v1",
    )
    assert [line.strip() for line in printed(given).splitlines()] == [
        "“Air surut.”",
        "— Banjir [bold]surut — Warta Uji, 3 November 2024",
        "",
    ]
