"""Asking whoever sits at the terminal, if somebody does."""

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from bot.answering.answer import Language

_YES = frozenset({"y", "ya", "yes"})
_NO = frozenset({"t", "tidak", "n", "no"})
_CHOICE = {"id": "[Y/t]", "en": "[Y/n]"}
_AGAIN = {"id": "Jawab y (ya) atau t (tidak).", "en": "Answer y (yes) or n (no)."}


def at_terminal() -> bool:
    """Whether there is somebody to ask."""
    return sys.stdin.isatty()


def agreed(question: str, language: "Language") -> bool:
    """Ask a yes-or-no question until it is answered; an empty answer is a yes."""
    while True:
        given = _line(f"{question} {_CHOICE[language]}").strip().casefold()
        if given in _YES or not given:
            return True
        if given in _NO:
            return False
        typer.echo(_AGAIN[language], err=True)


def asked(question: str, fault: Callable[[str], str], default: str | None = None) -> str:
    """Ask for a line until `fault`, which says what is wrong with one, has nothing to say."""
    shown = f"{question} [{default}]" if default else question
    while True:
        given = _line(f"{shown}:").strip() or default or ""
        if not (wrong := fault(given)):
            return given
        typer.echo(wrong, err=True)


def _line(question: str) -> str:
    # Questions stay out of what is piped on, which typer.prompt would write a part of them to.
    typer.echo(f"{question} ", nl=False, err=True)
    given = sys.stdin.readline()
    if not given:
        raise typer.Abort
    return given
