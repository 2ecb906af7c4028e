"""What every command shares: the settings, and errors told in words on standard error."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal

import typer

if TYPE_CHECKING:
    from bot.answering.answer import Language
    from bot.settings import Settings


@contextmanager
def told(**overrides: object) -> Generator["Settings"]:
    """The settings; whatever goes wrong inside is put into words and ends the command."""
    from bot.settings import load_settings, unknown_variables, variable
    from corpus.errors import TanyaError

    language: Language = "id"
    try:
        settings = load_settings(**overrides)
        language = settings.language
        for name in unknown_variables():
            say(f"{name}: tidak dikenal / unknown; lihat / see README ({variable('port')}, …)")
        yield settings
    except TanyaError as error:
        say_error(error, language)
        raise typer.Exit(1) from None


def say(text: str) -> None:
    """Tell something beside the result: on standard error."""
    typer.echo(text, err=True)


def say_error(error: Exception, language: "Language") -> None:
    """Tell an error in words."""
    from bot.problems import describe

    problem = describe(error, language)
    say(f"{problem.title} {problem.detail}")
    if problem.particulars:
        say(problem.particulars)


def log_as_set(settings: "Settings", *, least: Literal["info", "warning"] = "warning") -> None:
    """Log to standard error from the level of the settings, but from `least` where that is the usual one."""
    from bot.logs import configure

    level = settings.log_level
    quiet = least == "warning" and level == "info"
    configure("warning" if quiet else level, as_json=settings.log_json)
