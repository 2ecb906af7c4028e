"""After a change of the articles: making it live, or saying what makes it so."""

from typing import TYPE_CHECKING

import typer

from bot.commands.telling import say

if TYPE_CHECKING:
    from bot.answering.answer import Language

_HINT = {
    "id": "Belum dipakai untuk menjawab; jalankan `tanya build`.",
    "en": "Not used for answers yet; run `tanya build`.",
}


def go_live(context: typer.Context, language: "Language", *, build: bool) -> None:
    """Run the command `tanya build` with its defaults, or say that it makes the change live."""
    if not build:
        say(_HINT[language])
        return
    root = context.find_root()
    # Through the command line, so that this is to the letter what the command does.
    with root.command.make_context("build", ["build"], parent=root.parent) as again:
        root.command.invoke(again)
