"""A conversation in the terminal, or over piped lines."""

import sys
from collections import deque
from collections.abc import Iterator
from contextlib import suppress

from prompt_toolkit import PromptSession
from prompt_toolkit.history import InMemoryHistory
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from bot.answering.answer import Answer, Answerer, Inquiry, Language, Turn
from bot.problems import describe
from bot.render import blocks, is_its_quote, quotes_by_article, source_line, sources_heading
from corpus.errors import TanyaError

TURNS_KEPT = 12

_LEAVE = frozenset({"/keluar", "/exit", "/quit", "/q"})
_FORGET = frozenset({"/lupa", "/forget"})
_HELP = frozenset({"/bantuan", "/help", "/?"})
_WELCOME = (
    "Tanyakan isi beritanya. /bantuan: contoh, /lupa: percakapan baru, /keluar: selesai.\n"
    "Ask about the articles, in English too. /help, /forget, /exit."
)
_FORGOTTEN = "Sudah dilupakan. / Forgotten."
_UNKNOWN = "Perintah itu tidak ada; ketik /bantuan. / No such command; type /help."


def converse(answerer: Answerer, language: Language | None) -> None:
    """Answer line by line until /keluar or the end of input, remembering the turns before."""
    console = Console(highlight=False, soft_wrap=not sys.stdout.isatty())
    turns: deque[Turn] = deque(maxlen=TURNS_KEPT)
    if sys.stdin.isatty():
        _print_welcome(console, answerer)
    for line in _lines():
        command = line.strip().lower()
        if command in _LEAVE:
            return
        if command in _FORGET:
            turns.clear()
            console.print(Text(_FORGOTTEN))
        elif command in _HELP:
            _print_welcome(console, answerer)
        elif command.startswith("/"):
            console.print(Text(_UNKNOWN))
        elif command:
            _answer(console, answerer, Inquiry(line, tuple(turns), language), turns)


def _answer(console: Console, answerer: Answerer, inquiry: Inquiry, turns: deque[Turn]) -> None:
    try:
        answer = answerer.answer(inquiry)
    except TanyaError as error:
        problem = describe(error, inquiry.language or "id")
        console.print(Text(f"{problem.title} {problem.detail}", "yellow"))
        return
    print_answer(console, answer)
    turns += (Turn("user", inquiry.question), Turn("assistant", answer.answer))


def print_answer(console: Console, answer: Answer) -> None:
    """The answer, then each quote and the article it is from."""
    if not is_its_quote(answer):
        for block in blocks(answer):
            lines = [f"• {line}" for line in block.lines] if block.kind == "list" else block.lines
            for line in lines:
                console.print(Text(line, "bold" if answer.answered else ""))
        if answer.sources:
            console.print(Text(sources_heading(answer), "dim"))
    for group in quotes_by_article(answer.sources):
        for source in group:
            console.print(Padding(Text(f"“{source.quote}”", "italic"), (0, 2)))
        console.print(Padding(Text(f"— {source_line(group[0], answer.language)}", "dim"), (0, 2)))
    console.print()


def _print_welcome(console: Console, answerer: Answerer) -> None:
    console.print(Text(_WELCOME))
    for example in answerer.examples(3):
        console.print(Text(f"• {example}"))
    console.print()


def _lines() -> Iterator[str]:
    if not sys.stdin.isatty():
        yield from (line.decode("utf-8", "surrogateescape").rstrip("\r\n") for line in sys.stdin.buffer)
        return
    session: PromptSession[str] = PromptSession(history=InMemoryHistory())
    with suppress(EOFError, KeyboardInterrupt):
        while True:
            yield session.prompt("> ")
