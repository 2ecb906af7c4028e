"""`tanya edit` and `tanya retract`: articles changed, in an editor or by option, or taken back."""

import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.going_live import go_live
from bot.commands.telling import log_as_set, say, told

if TYPE_CHECKING:
    from bot.answering.answer import Language
    from corpus.folder import ArticleFolder

_WORDS: Mapping["Language", Mapping[str, str]] = {
    "id": {
        "changed": "Diubah: {file}",
        "same": "Tidak ada yang berubah.",
        "again": "Sunting lagi?",
        "kept": (
            "Berita tidak diubah. Yang Anda ketik tersimpan di {copy}; "
            "lanjutkan dengan `tanya edit {id} --from {copy}`."
        ),
        "no_editor": "Penyunting `{editor}` tidak dapat dijalankan ({reason}); setel EDITOR.",
        "failed_editor": "Penyunting `{editor}` berakhir dengan galat {status}; berita tidak diubah.",
        "from": "{file}: {reason}",
        "retracted": "Ditarik: {id} → {file}. Untuk memulihkannya, pindahkan berkas itu kembali.",
        "why": "alasan tidak boleh kosong / the reason must not be empty",
    },
    "en": {
        "changed": "Changed: {file}",
        "same": "Nothing has changed.",
        "again": "Edit it again?",
        "kept": (
            "The article was not changed. What you typed is kept in {copy}; "
            "go on with `tanya edit {id} --from {copy}`."
        ),
        "no_editor": "The editor `{editor}` cannot be started ({reason}); set EDITOR.",
        "failed_editor": "The editor `{editor}` ended with error {status}; the article was not changed.",
        "from": "{file}: {reason}",
        "retracted": "Retracted: {id} → {file}. To restore it, move that file back.",
        "why": "alasan tidak boleh kosong / the reason must not be empty",
    },
}
_Text = str | None
_ArticleId = Annotated[str, typer.Argument(metavar="ID", help="Id berita. / Id of the article.")]
_Build = Annotated[bool, typer.Option("--build", help="Lalu bangun indeks. / Build the index.")]


def edit(
    context: typer.Context,
    article_id: _ArticleId,
    title: Annotated[_Text, typer.Option(help="Judul. / Title.")] = None,
    publisher: Annotated[_Text, typer.Option(help="Nama media. / Publisher.")] = None,
    date: Annotated[_Text, typer.Option(help="Tanggal terbit. / Date.")] = None,
    language: Annotated[_Text, typer.Option(help="Bahasa. / Language.")] = None,
    url: Annotated[_Text, typer.Option(help='Alamat; "" menghapus / "" removes.')] = None,
    byline: Annotated[_Text, typer.Option(help='Penulis; "" menghapus / "" removes.')] = None,
    updated: Annotated[_Text, typer.Option(help='Diperbarui; "" menghapus / "" removes.')] = None,
    supersedes: Annotated[
        _Text, typer.Option(metavar="ID", help='Versi yang digantikan; "" melepas / Version it replaces.')
    ] = None,
    start: Annotated[
        Path | None, typer.Option("--from", help="Mulai dari teks ini. / Start from this text.")
    ] = None,
    build: _Build = False,
) -> None:
    """Ubah satu berita, di penyunting atau dengan pilihan. / Change an article, in an editor or by option."""
    given = {
        "title": title,
        "publisher": publisher,
        "published": date,
        "language": language,
        "url": url,
        "byline": byline,
        "updated": updated,
        "supersedes": supersedes,
    }
    fields = {name: value.strip() or None for name, value in given.items() if value is not None}
    with told() as settings:
        log_as_set(settings)
        from corpus.folder import ArticleFolder

        folder = ArticleFolder(settings.corpus_dir)
        words = _WORDS[settings.language]
        if fields:
            _change(folder, article_id, fields, settings.language)
        elif not _in_editor(folder, article_id, start, settings.language):
            say(words["same"])
            return
        typer.echo(words["changed"].format(file=f"{article_id}.md"))
        go_live(context, settings.language, build=build)


def retract(
    context: typer.Context,
    article_id: _ArticleId,
    why: Annotated[str, typer.Option("--why", help="Alasannya. / The reason.")],
    build: _Build = False,
) -> None:
    """Tarik satu berita dari jawaban; berkasnya disimpan. / Take an article out of answering."""
    with told() as settings:
        log_as_set(settings)
        from datetime import date

        from corpus.folder import ArticleFolder

        words = _WORDS[settings.language]
        if not why.strip():
            raise typer.BadParameter(words["why"], param_hint="--why")
        done = ArticleFolder(settings.corpus_dir).retract(article_id, why.strip(), date.today())
        typer.echo(words["retracted"].format(id=done.id, file=done.file))
        go_live(context, settings.language, build=build)


def _change(
    folder: "ArticleFolder", article_id: str, fields: Mapping[str, str | None], language: "Language"
) -> None:
    from corpus.errors import InvalidArticleError

    try:
        folder.change(article_id, {name: _kept(name, value) for name, value in fields.items()})
    except InvalidArticleError as error:
        say(error.words(language))
        raise typer.Exit(1) from None


def _kept(name: str, value: str | None) -> str | None:
    # An empty title is not a title removed: the check of the article says that it must not be empty.
    return value if value is not None or name not in ("title", "publisher", "published", "language") else ""


def _in_editor(folder: "ArticleFolder", article_id: str, start: Path | None, language: "Language") -> bool:
    """Have the article edited until it is valid; gives whether it changed, ends the command if it is not."""
    from bot.commands.asking import agreed, at_terminal
    from corpus.errors import InvalidArticleError, TanyaError

    words = _WORDS[language]
    was = folder.text_of(article_id)
    copy = Path(tempfile.mkdtemp(prefix="tanya-edit-")) / f"{article_id}.md"
    try:
        copy.write_bytes(start.read_bytes() if start else was)
    except OSError as error:
        say(words["from"].format(file=start or copy, reason=error.strerror))
        raise typer.Exit(1) from None
    while True:
        _run_editor(copy, language)
        typed = copy.read_bytes()
        if typed == was:
            _forget(copy)
            return False
        try:
            folder.rewrite(article_id, typed, was)
        except (TanyaError, OSError) as error:
            _tell(error, language)
            mendable = isinstance(error, InvalidArticleError) and at_terminal()
            if mendable and agreed(words["again"], language):
                continue
            say(words["kept"].format(copy=copy, id=article_id))
            raise typer.Exit(1) from None
        _forget(copy)
        return True


def _run_editor(copy: Path, language: "Language") -> None:
    from bot.settings import editor_command

    words, command = _WORDS[language], editor_command()
    try:
        status = subprocess.run([*command, str(copy)], check=False).returncode  # noqa: S603 - their own editor
    except OSError as error:
        say(words["no_editor"].format(editor=command[0], reason=error.strerror))
        _forget(copy)
        raise typer.Exit(1) from None
    if status:
        say(words["failed_editor"].format(editor=command[0], status=status))
        say(words["kept"].format(copy=copy, id=copy.stem))
        raise typer.Exit(1)


def _tell(error: Exception, language: "Language") -> None:
    from bot.commands.telling import say_error
    from corpus.errors import InvalidArticleError

    if isinstance(error, InvalidArticleError):
        say(error.words(language))
    elif isinstance(error, OSError):
        say(error.strerror or type(error).__name__)
    else:
        say_error(error, language)


def _forget(copy: Path) -> None:
    # With the copies that editors leave beside it.
    shutil.rmtree(copy.parent)
