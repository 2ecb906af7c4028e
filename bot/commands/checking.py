"""`tanya check`: the editors' checks put to the index in use."""

from typing import TYPE_CHECKING

import typer

from bot.commands.telling import log_as_set, say, told

if TYPE_CHECKING:
    from bot.answering.answer import Language

_NONE: dict["Language", str] = {
    "id": "Belum ada soal pemeriksaan di {}.",
    "en": "There are no checks in {} yet.",
}


def check() -> None:
    """Jalankan soal pemeriksaan. / Run the editors' checks on the index in use."""
    with told() as settings:
        log_as_set(settings)
        from corpus.check_files import read_checks
        from corpus.problems import printable

        language = settings.language
        reading = read_checks(settings.checks_dir)
        for notice in reading.notices:
            say(notice.words(language))
        for problem in reading.problems:
            say(problem.words(language))
        failures = ()
        if reading.checks:
            from bot.checking import report_lines, run_checks
            from bot.wiring import open_answerer

            failures = run_checks(open_answerer(settings), reading.checks)
            for line in report_lines(failures, len(reading.checks), language):
                typer.echo(line)
        elif not reading.problems:
            typer.echo(_NONE[language].format(printable(str(settings.checks_dir))))
        if failures or reading.problems:
            raise typer.Exit(1)
