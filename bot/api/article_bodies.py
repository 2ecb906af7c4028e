"""What goes over the wire when articles are added and retracted."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from bot.answering.answer import Language
from bot.api.bodies import read_body
from bot.api.errors import FieldError, WrongFields
from corpus.drafts import ArticleDraft
from corpus.fields import check_fields
from corpus.front_matter import Field as FrontMatterField

_OF_ARTICLE = (
    *("title", "publisher", "published", "language", "id", "url", "byline", "updated", "tags"),
    "supersedes",
)
_EMPTY: Mapping[Language, str] = {"id": "`{}` kosong", "en": "`{}` is empty"}
_EXPECTED: Mapping[Language, str] = {
    "id": "`{}` tidak benar; seharusnya {}",
    "en": "`{}` is wrong; expected {}",
}


class ArticleBody(BaseModel):
    """An article to be added."""

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        json_schema_extra={
            "examples": [
                {
                    "title": "Jembatan Sungai Mera diresmikan",
                    "publisher": "Kabar Lembah",
                    "published": "2022-08-05",
                    "language": "id",
                    "body": "Bupati meresmikan Jembatan Sungai Mera pada Jumat pagi.",
                }
            ]
        },
    )

    title: str
    publisher: str
    published: str = Field(description="YYYY, YYYY-MM or YYYY-MM-DD, as exact as it is known.")
    language: str = Field(description="Two small letters, such as `id`.")
    body: str = Field(description="The text, word for word; quotes are cut from it.")
    id: str | None = Field(default=None, description="Left out, it is made of the title.")
    url: str | None = None
    byline: str | None = None
    updated: str | None = Field(default=None, description="As `published`.")
    tags: list[str] = []
    supersedes: str | None = Field(
        default=None, description="The id of an article of the same story; this one becomes a version of it."
    )
    join: bool = Field(
        default=True,
        description="Whether it becomes a version of the article that tells the same story, if one is found.",
    )


class StoredArticle(BaseModel):
    """The article as it is stored: its texts cleaned, its id given, joined to its story."""

    id: str
    title: str
    publisher: str
    published: str
    language: str
    body: str
    url: str | None
    byline: str | None
    updated: str | None
    tags: list[str]
    supersedes: str | None = Field(description="The earlier version of the story that it takes the place of.")


class DuplicateBody(BaseModel):
    """An article that tells the same story."""

    id: str
    title: str
    publisher: str
    published: str
    shared: float = Field(description="Which share of the shorter text stands in the other, to 1.")


class NotBuilt(BaseModel):
    """Why the index was not built: the change is stored and waits for the next build."""

    type: str
    title: str
    detail: str


class StoredBody(BaseModel):
    """What became of the article."""

    article: StoredArticle
    stored: bool = Field(description="False if the very same article was there already.")
    followed_by: str | None = Field(description="The later version of the story that follows it, if any.")
    duplicates: list[DuplicateBody]
    built: bool = Field(description="Whether the index has been built with it.")
    problem: NotBuilt | None


class RetractedBody(BaseModel):
    """What became of a retracted article."""

    id: str
    title: str | None
    retracted: str = Field(description="YYYY-MM-DD")
    why: str
    built: bool
    problem: NotBuilt | None


def read_article_body(body: bytes, language: Language) -> tuple[ArticleDraft, bool]:
    """The draft in a JSON body, and whether it may be joined to its story.

    Raises `BadJson`, or `WrongFields` naming every field that no article could have; `language` is theirs.
    """
    read = read_body(ArticleBody, body, language)
    given = {name: value for name in _OF_ARTICLE if (value := getattr(read, name)) not in (None, [])}
    errors = _faults(given, language)
    if not read.body.strip():
        errors.append(FieldError("/body", _EMPTY[language].format("body")))
    if errors:
        raise WrongFields(tuple(errors))
    fields: dict[str, Any] = {**given, "tags": tuple(read.tags)}
    return ArticleDraft(body=read.body, **fields), read.join


def empty_fields(missing: tuple[str, ...], language: Language) -> WrongFields:
    """The error for fields of which nothing is left once what cannot be seen is gone."""
    return WrongFields(tuple(FieldError(f"/{name}", _EMPTY[language].format(name)) for name in missing))


def wrong_field(name: str, expected: str, language: Language) -> WrongFields:
    """The error for one field that should have been something else."""
    return WrongFields((FieldError(f"/{name}", _EXPECTED[language].format(name, expected)),))


def _faults(given: Mapping[str, Any], language: Language) -> list[FieldError]:
    # The line stands for the field: what the problems of a file are found by.
    fields = {
        name: FrontMatterField(line, tuple(value) if isinstance(value, list) else value)
        for line, (name, value) in enumerate(given.items())
    }
    names = list(given)
    return [
        FieldError(
            f"/{names[problem.line]}",
            _EXPECTED[language].format(names[problem.line], problem.expected(language)),
        )
        for problem in check_fields(fields, Path()).problems
    ]
