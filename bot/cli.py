"""The command `tanya`. Every command imports what it needs when it runs, so that help comes at once.

Exit status: 0 when the command did what it was asked, an honest "the articles do not say" included; 1 on
errors, which go to standard error in words; 2 when the command line itself is wrong.
"""

import sys
from collections.abc import Callable
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from bot.commands.adding import add
from bot.commands.building import build
from bot.commands.checking import check
from bot.commands.editing import edit, retract
from bot.commands.feeds import fetch, follow, unfollow
from bot.commands.listing import list_articles
from bot.commands.telling import log_as_set, say, told

if TYPE_CHECKING:
    from bot.settings import Settings

app = typer.Typer(
    name="tanya",
    help="Tanya jawab atas berita, dengan kutipan. / Questions on news articles, answered with quotes.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # loading rich costs a third of the time that help takes
    pretty_exceptions_enable=False,
)

AnswerLanguage = Annotated[
    Literal["id", "en"] | None,
    typer.Option("--lang", help="Bahasa jawaban. / Language of the answer. [default: that of the question]"),
]


def main() -> None:
    """Run the command line."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal in another encoding shows "?" for what it lacks instead of ending the program.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    app()


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import PackageNotFoundError, version

        try:
            installed = version("tanya-berita")
        except PackageNotFoundError:
            installed = "(tidak terpasang / not installed)"
        typer.echo(f"tanya {installed}")
        raise typer.Exit


@app.callback()
def _root(
    shown: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Versi. / Version.")
    ] = False,
) -> None:
    pass


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="Pertanyaan, atau - / The question, or - for stdin.")],
    as_json: Annotated[bool, typer.Option("--json", help="Objek JSON dari API. / The API's JSON.")] = False,
    reasons: Annotated[
        bool, typer.Option("--explain", help="Tunjukkan alasannya. / Show how the answer came about.")
    ] = False,
    language: AnswerLanguage = None,
) -> None:
    """Jawab satu pertanyaan. / Answer one question."""
    with told() as settings:
        log_as_set(settings)
        from bot.answering.answer import Inquiry
        from bot.render import to_json, to_plain
        from bot.wiring import open_answerer

        asked = _standard_input() if question == "-" else question
        answer, notes = open_answerer(settings).explain(Inquiry(asked, language=language))
        for line in notes if reasons else ():
            say(line)
        if as_json:
            import json

            typer.echo(json.dumps(to_json(answer), ensure_ascii=False, indent=2))
        else:
            typer.echo(to_plain(answer))


def _standard_input() -> str:
    # Bytes that are no text become lone surrogates, which the answerer refuses in words.
    return sys.stdin.buffer.read().decode("utf-8", "surrogateescape")


@app.command()
def chat(language: AnswerLanguage = None) -> None:
    """Bercakap-cakap di terminal. / Converse in the terminal."""
    with told() as settings:
        log_as_set(settings)
        from bot.terminal_chat import converse
        from bot.wiring import open_answerer

        converse(open_answerer(settings), language)


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Alamat. / Address. [default: 127.0.0.1]")] = None,
    port: Annotated[int | None, typer.Option(help="Port. [default: 8000]")] = None,
    watch: Annotated[
        bool,
        typer.Option("--watch", help="Bangun ulang bila berita berubah. / Rebuild when articles change."),
    ] = False,
) -> None:
    """Layani halaman web, API, dan Telegram bila ada token. / Serve the web page, the API and Telegram."""

    def listening(address: str) -> None:
        say(f"Tanya: {address}  (Ctrl+C: berhenti / stop)")

    with told(host=host, port=port) as settings:
        log_as_set(settings, least="info")
        _run_service(settings, listening, web=True, watch=watch)


@app.command()
def telegram() -> None:
    """Jalankan bot Telegram saja. / Run only the Telegram bot."""
    with told() as settings:
        from bot.settings import SettingsError

        if settings.telegram_bot_token is None:
            raise SettingsError("TELEGRAM_BOT_TOKEN is not set; expected a bot token such as 123456:ABC")
        log_as_set(settings, least="info")
        _run_service(settings, lambda address: None, web=False)


def _run_service(
    settings: "Settings", listening: Callable[[str], None], *, web: bool, watch: bool = False
) -> None:
    from bot.settings import limit_threads

    limit_threads(settings.threads)
    import asyncio

    from bot.serving import serve as run

    asyncio.run(run(settings, listening, web=web, watch=watch))


@app.command()
def status() -> None:
    """Tunjukkan indeks, model, dan jumlahnya. / Show index generations, embedder and counts."""
    with told() as settings:
        log_as_set(settings)
        from rich.console import Console

        from bot.status import status_table
        from bot.wiring import generations

        Console(soft_wrap=True).print(status_table(settings, generations(settings)))


@app.command()
def rollback() -> None:
    """Kembali ke indeks sebelumnya. / Go back to the index generation before the live one."""
    with told() as settings:
        log_as_set(settings)
        from bot.wiring import rollback as go_back

        words = {"id": "Indeks yang dipakai sekarang: {}.", "en": "The index in use is now {}."}
        typer.echo(words[settings.language].format(go_back(settings)))


@app.command()
def evaluate(
    data: Annotated[
        Path | None, typer.Option(help="Folder data publik (IDK-MRC). / Folder of public data.")
    ] = None,
    questions: Annotated[
        list[Path] | None, typer.Option(help="Berkas soal lain. / Other question files (YAML).")
    ] = None,
    articles: Annotated[
        list[Path] | None, typer.Option(help="Folder berita lain. / Folders of further articles.")
    ] = None,
    failures: Annotated[
        bool, typer.Option("--failures", help="Tunjukkan yang salah. / Show wrong answers.")
    ] = False,
) -> None:
    """Ukur mutu jawaban. / Measure how good the answers are."""
    with told() as settings:
        log_as_set(settings)
        from bot.evaluation.running import evaluate_all

        for line in evaluate_all(
            settings, data, tuple(questions or ()), tuple(articles or ()), failures=failures
        ):
            typer.echo(line)


app.command()(build)
app.command()(add)
app.command()(edit)
app.command()(retract)
app.command("list")(list_articles)
app.command()(follow)
app.command()(unfollow)
app.command()(fetch)
app.command()(check)
