"""`tanya list`: the articles, which versions replace which, and what was retracted."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands.telling import log_as_set, say, told

if TYPE_CHECKING:
    from bot.answering.answer import Language
    from corpus.article import Article
    from corpus.folder import Retraction

_WORDS: Mapping["Language", Mapping[str, str]] = {
    "id": {
        "replaced": "digantikan oleh {}",
        "newest": "versi terbaru dari {}",
        "retracted": "ditarik {}: {}",
        "unknown": "?",
        "none": "Belum ada berita di {}; tambah dengan `tanya add`.",
    },
    "en": {
        "replaced": "replaced by {}",
        "newest": "the newest version of {}",
        "retracted": "retracted {}: {}",
        "unknown": "?",
        "none": "There are no articles in {} yet; add one with `tanya add`.",
    },
}


def list_articles(
    as_json: Annotated[bool, typer.Option("--json", help="Sebagai JSON. / As JSON.")] = False,
) -> None:
    """Daftar berita. / List the articles."""
    with told() as settings:
        log_as_set(settings)
        from corpus.folder import ArticleFolder
        from corpus.versions import superseded

        folder = ArticleFolder(settings.corpus_dir)
        reading, retracted = folder.read(), folder.retracted()
        for problem in reading.problems:
            say(problem.words(settings.language))
        newest = superseded(reading.articles)
        if as_json:
            import json

            rows = [_facts(article, newest) for article in reading.articles]
            rows += [_facts_of_retracted(retraction) for retraction in retracted]
            typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        elif not reading.articles and not retracted:
            typer.echo(_WORDS[settings.language]["none"].format(settings.corpus_dir))
        else:
            for line in _lines(reading.articles, newest, retracted, settings.language):
                typer.echo(line)


def _facts(article: "Article", newest: Mapping[str, str]) -> dict[str, Any]:
    return {
        "id": article.id,
        "published": article.published,
        "updated": article.updated,
        "publisher": article.publisher,
        "title": article.title,
        "language": article.language,
        "supersedes": article.supersedes,
        "superseded_by": newest.get(article.id),
        "retracted": None,
    }


def _facts_of_retracted(retraction: "Retraction") -> dict[str, Any]:
    details = {"when": retraction.when, "why": retraction.why, "file": str(retraction.file)}
    return {"id": retraction.id, "title": retraction.title, "retracted": details}


def _lines(
    articles: Sequence["Article"],
    newest: Mapping[str, str],
    retracted: Sequence["Retraction"],
    language: "Language",
) -> Iterator[str]:
    """Under every id what is known of it, the latest first; ids stand alone, to be copied."""
    from corpus.versions import latest_date

    words = _WORDS[language]
    for article in sorted(articles, key=lambda article: (latest_date(article), article.id), reverse=True):
        yield article.id
        yield f"  {article.published}  {article.publisher}: {article.title}"
        older = sorted(name for name, after in newest.items() if after == article.id)
        if article.id in newest:
            yield "  " + words["replaced"].format(newest[article.id])
        elif older:
            yield "  " + words["newest"].format(", ".join(older))
    for gone in retracted:
        yield gone.id
        yield f"  {gone.title or words['unknown']}"
        why = words["retracted"].format(gone.when or words["unknown"], gone.why or words["unknown"])
        yield f"  {why}"
