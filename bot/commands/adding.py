"""`tanya add`: from files and web pages to articles, shown and agreed to one by one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.going_live import go_live
from bot.commands.telling import log_as_set, say, say_error, told

if TYPE_CHECKING:
    from bot.answering.answer import Language
    from corpus.article import Article
    from corpus.drafts import ArticleDraft
    from corpus.folder import ArticleFolder, Proposal

_WEB = ("http://", "https://")
_OF_ONE = ("title", "url", "id")

_WORDS: Mapping["Language", Mapping[str, str]] = {
    "id": {
        "missing": "{source}: belum ada {fields}; beri dengan {options}, atau jalankan di terminal.",
        "nobody": "{source}: tidak ada terminal untuk bertanya; beri --yes bila memang harus disimpan.",
        "twin": "{source}: sudah ada sebagai {id}; tidak disimpan lagi.",
        "join": "Gabungkan sebagai versi dari {id}?",
        "store": "Simpan?",
        "left": "{source}: tidak disimpan.",
        "alone": "Disimpan: {file}",
        "newest": "Disimpan: {file} (versi baru dari {id})",
        "older": "Disimpan: {file} (versi lama dari {id})",
        "alike": "{id}: {shared:.0%} sama dengan {other}; tidak digabungkan.",
        "failed": "{count} dari {all} tidak dapat disimpan.",
        "disk": "{source}: {reason}",
    },
    "en": {
        "missing": "{source}: there is no {fields} yet; give it with {options}, or run this in a terminal.",
        "nobody": "{source}: there is no terminal to ask in; give --yes if it is to be stored.",
        "twin": "{source}: already there as {id}; not stored again.",
        "join": "Join it to {id} as a version?",
        "store": "Store it?",
        "left": "{source}: not stored.",
        "alone": "Stored: {file}",
        "newest": "Stored: {file} (a new version of {id})",
        "older": "Stored: {file} (an old version of {id})",
        "alike": "{id}: {shared:.0%} the same as {other}; not joined.",
        "failed": "{count} of {all} could not be stored.",
        "disk": "{source}: {reason}",
    },
}
_OPTIONS = {
    "title": "--title",
    "publisher": "--publisher",
    "published": "--date",
    "language": "--language",
}


@dataclass(frozen=True, slots=True)
class _Wishes:
    """What the command line asks for, beside the sources."""

    fields: Mapping[str, str]
    article_id: str | None
    version_of: str | None
    separate: bool
    yes: bool
    http: bool


class _NotStored(Exception):
    """A source was not stored, which has been told; `failed` says whether that is an error."""

    def __init__(self, *, failed: bool) -> None:
        super().__init__()
        self.failed = failed


def add(
    context: typer.Context,
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE|URL...",
            help="Berkas .md, .txt, .html, .docx, atau alamat web. / Files or web addresses.",
        ),
    ],
    title: Annotated[str | None, typer.Option(help="Judul. / Title.")] = None,
    publisher: Annotated[str | None, typer.Option(help="Nama media. / Publisher.")] = None,
    date: Annotated[
        str | None, typer.Option(help="Tanggal terbit, TTTT[-BB[-HH]]. / Date, YYYY[-MM[-DD]].")
    ] = None,
    language: Annotated[str | None, typer.Option(help="Bahasa: id, en, … / Language.")] = None,
    url: Annotated[str | None, typer.Option(help="Alamat beritanya. / Its address.")] = None,
    byline: Annotated[str | None, typer.Option(help="Penulis. / Byline.")] = None,
    article_id: Annotated[
        str | None, typer.Option("--id", help="Id. [default: dari judul / from the title]")
    ] = None,
    version_of: Annotated[
        str | None, typer.Option(help="Id berita yang sama. / Id of the same story.", metavar="ID")
    ] = None,
    separate: Annotated[
        bool, typer.Option("--separate", help="Jangan gabungkan. / Join it to no other.")
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", help="Simpan tanpa bertanya. / Store without asking.")
    ] = False,
    http: Annotated[
        bool, typer.Option("--http", help="Izinkan http tanpa s. / Allow http beside https.")
    ] = False,
    build: Annotated[bool, typer.Option("--build", help="Lalu bangun indeks. / Build the index.")] = False,
) -> None:
    """Tambah berita dari berkas atau alamat web. / Add articles from files or the web."""
    given = {
        "title": title,
        "publisher": publisher,
        "published": date,
        "language": language,
        "url": url,
        "byline": byline,
    }
    fields = {name: value for name, value in given.items() if value is not None}
    of_one = [f"--{name}" for name in _OF_ONE if name in fields or (name == "id" and article_id)]
    if of_one and len(sources) > 1:
        raise typer.BadParameter(f"{', '.join(of_one)}: hanya untuk satu berita / for one article only")
    with told() as settings:
        log_as_set(settings)
        from corpus.folder import ArticleFolder

        adding = _Adding(
            ArticleFolder(settings.corpus_dir),
            _Wishes(fields, article_id, version_of, separate, yes, http),
            settings.language,
        )
        stored, failed = adding.run(sources)
        if stored:
            go_live(context, settings.language, build=build)
        if failed:
            say(adding.words("failed", count=failed, all=len(sources)))
            raise typer.Exit(1)


class _Adding:
    """One run of the command: every source in turn, none of which stops the others."""

    def __init__(self, folder: "ArticleFolder", wishes: _Wishes, language: "Language") -> None:
        self._folder = folder
        self._wishes = wishes
        self._language: Language = language

    def words(self, key: str, **details: object) -> str:
        """What to tell, in the language of the settings."""
        return _WORDS[self._language][key].format_map(details)

    def run(self, sources: Sequence[str]) -> tuple[int, int]:
        """Bring in every source; gives how many were stored and how many failed."""
        from corpus.errors import InvalidArticleError, TanyaError

        stored = failed = 0
        for source in sources:
            try:
                self._store(source, self._propose(source))
                stored += 1
            except _NotStored as left:
                failed += left.failed
            except InvalidArticleError as error:
                say(error.words(self._language))
                failed += 1
            except TanyaError as error:
                say_error(error, self._language)
                failed += 1
            except OSError as error:
                say(self.words("disk", source=source, reason=error.strerror or type(error).__name__))
                failed += 1
        return stored, failed

    def _propose(self, source: str) -> "Proposal":
        draft = self._draft(source)
        for notice in draft.notices:
            say(notice)
        draft = self._completed(source, replace(draft, **self._wishes.fields))
        proposal = self._folder.propose(draft, self._wishes.article_id)
        if proposal.twin is not None:
            say(self.words("twin", source=source, id=proposal.twin))
            raise _NotStored(failed=False)
        return proposal

    def _draft(self, source: str) -> "ArticleDraft":
        if source.lower().startswith(_WEB):
            from corpus.fetching import draft_from_url

            return draft_from_url(source, allow_http=self._wishes.http, language=self._language)
        from corpus.importing import draft_from_file

        return draft_from_file(Path(source), self._language)

    def _completed(self, source: str, draft: "ArticleDraft") -> "ArticleDraft":
        from bot.commands.asking import asked, at_terminal
        from bot.commands.preview import LABELS

        missing = [name for name in draft.missing() if name != "body"]
        if missing and not at_terminal():
            labels = ", ".join(LABELS[self._language][name].lower() for name in missing)
            options = ", ".join(_OPTIONS[name] for name in missing)
            say(self.words("missing", source=source, fields=labels, options=options))
            raise _NotStored(failed=True)
        if missing:
            typer.echo(source)
        for name in missing:
            default = _likely_language(draft.body) if name == "language" else None
            answer = asked(
                f"  {LABELS[self._language][name]}", lambda text, n=name: self._fault(n, text), default
            )
            draft = replace(draft, **{name: answer})
        return draft

    def _fault(self, name: str, text: str) -> str:
        from corpus.fields import check_fields
        from corpus.front_matter import Field

        problems = check_fields({name: Field(1, text)}, Path()).problems
        return (
            f"  {problems[0].found(self._language)}; {problems[0].expected(self._language)}"
            if problems
            else ""
        )

    def _store(self, source: str, proposal: "Proposal") -> None:
        from bot.commands.asking import agreed, at_terminal
        from bot.commands.preview import preview

        asking = not self._wishes.yes
        if asking:
            typer.echo(source)
            typer.echo(preview(proposal.article, proposal.duplicates, self._language))
            if not at_terminal():
                say(self.words("nobody", source=source))
                raise _NotStored(failed=True)
        onto = self._story(proposal)
        chosen = onto is None or self._wishes.version_of is not None or not asking
        if onto is not None and not chosen and not agreed(self.words("join", id=onto.id), self._language):
            onto = None
        if asking and not agreed(self.words("store"), self._language):
            say(self.words("left", source=source))
            raise _NotStored(failed=False)
        self._tell(self._folder.store(proposal.article, onto), proposal)

    def _story(self, proposal: "Proposal") -> "Article | None":
        if self._wishes.version_of is not None:
            return self._folder.article(self._wishes.version_of)
        # What the file itself says about its versions was said by a person.
        if self._wishes.separate or proposal.article.supersedes is not None or not proposal.duplicates:
            return None
        return proposal.duplicates[0].article

    def _tell(self, written: Sequence["Article"], proposal: "Proposal") -> None:
        stored, follower = written[0], next(iter(written[1:]), None)
        key = "older" if follower else "newest" if stored.supersedes else "alone"
        other = follower.id if follower else stored.supersedes
        typer.echo(self.words(key, file=f"{stored.id}.md", id=other))
        if other is None:
            for alike in proposal.duplicates:
                say(self.words("alike", id=stored.id, shared=alike.shared, other=alike.article.id))


def _likely_language(body: str) -> str | None:
    from bot.answering.language import detect

    return detect(body[:2000])
