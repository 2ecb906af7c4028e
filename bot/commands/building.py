"""`tanya build`: from article files to the live index, with what changed told."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Self

import typer

from bot.commands.telling import log_as_set, say, told

if TYPE_CHECKING:
    from bot.answering.answer import Language
    from index.builder import BuildReport

_SHOWN = 20

_WORDS: Mapping["Language", Mapping[str, str]] = {
    "id": {
        "bad": "{count} masalah; indeks tidak diubah. Perbaiki, atau lewati dengan --skip-bad.",
        "ready": "Indeks {generation} siap: {articles} berita, {passages} bagian.",
        "dry": "Uji coba, indeks tidak diubah: {articles} berita, {passages} bagian.",
        "added": "  baru: {ids}",
        "changed": "  berubah: {ids}",
        "removed": "  dihapus: {ids}",
        "same": "  tidak ada berita yang berubah",
        "work": "  {new} bagian dihitung, {reused} dipakai lagi, {seconds:.1f} detik",
        "more": "… dan {count} lagi",
        "embedding": "Menghitung",
    },
    "en": {
        "bad": "{count} problems; the index was not changed. Mend them, or leave them out with --skip-bad.",
        "ready": "Index {generation} is ready: {articles} articles, {passages} passages.",
        "dry": "Dry run, the index was not changed: {articles} articles, {passages} passages.",
        "added": "  new: {ids}",
        "changed": "  changed: {ids}",
        "removed": "  removed: {ids}",
        "same": "  no article has changed",
        "work": "  {new} passages embedded, {reused} reused, {seconds:.1f} seconds",
        "more": "… and {count} more",
        "embedding": "Embedding",
    },
}


def build(
    skip_bad: Annotated[
        bool, typer.Option("--skip-bad", help="Lewati berkas yang salah. / Leave bad files out.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Hanya katakan apa yang berubah. / Only say what would change.")
    ] = False,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Hitung semuanya dari awal. / Reuse nothing of the old index.")
    ] = False,
    force: Annotated[
        bool,
        typer.Option("--force", help="Pakai walau soal pemeriksaan gagal. / Go live though checks fail."),
    ] = False,
) -> None:
    """Bangun indeks dari berkas berita. / Build the index from the article files."""
    with told() as settings:
        log_as_set(settings)
        from bot.wiring import BuildWishes, read_corpus
        from bot.wiring import build as build_index

        language = settings.language
        reading = read_corpus(settings)
        for notice in reading.notices:
            say(notice.words(language))
        for problem in reading.problems:
            say(problem.words(language))
        if reading.problems and not skip_bad:
            say(_WORDS[language]["bad"].format(count=len(reading.problems)))
            raise typer.Exit(1)
        with _Bar(_WORDS[language]["embedding"]) as bar:
            report = build_index(
                settings, reading.articles, BuildWishes(bar.show, fresh, dry_run, force=force, say=say)
            )
        for line in _told(report, language):
            typer.echo(line)


def _told(report: "BuildReport", language: "Language") -> list[str]:
    words = _WORDS[language]
    counts = {"articles": report.articles, "passages": report.passages}
    head = words["ready" if report.generation else "dry"]
    lines = [head.format(generation=report.generation, **counts)]
    for kind in ("added", "changed", "removed"):
        ids: tuple[str, ...] = getattr(report.changes, kind)
        more = [words["more"].format(count=len(ids) - _SHOWN)] if len(ids) > _SHOWN else []
        if ids:
            lines.append(words[kind].format(ids=", ".join([*ids[:_SHOWN], *more])))
    if len(lines) == 1:
        lines.append(words["same"])
    new = report.passages - report.reused
    return [*lines, words["work"].format(new=new, reused=report.reused, seconds=report.seconds)]


class _Bar:
    """A progress bar on standard error, for terminals only, and only where there is something to wait for."""

    def __init__(self, words: str) -> None:
        from rich.console import Console
        from rich.progress import Progress

        console = Console(stderr=True)
        self._progress = Progress(console=console, transient=True, disable=not console.is_terminal)
        self._task = self._progress.add_task(words, total=None, visible=False)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def show(self, done: int, total: int) -> None:
        """Show that `done` of `total` are embedded."""
        self._progress.update(self._task, completed=done, total=total, visible=True)
