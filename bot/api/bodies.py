"""What goes over the wire: the request read strictly, the schemas, and errors in fields in words."""

import json
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal, NoReturn, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request

from bot.answering.answer import Inquiry, Language, Turn
from bot.api.errors import BadJson, FieldError, WrongFields, WrongMediaType

MOST_TURNS = 100

_Body = TypeVar("_Body", bound=BaseModel)


class TurnBody(BaseModel):
    """One earlier message of the conversation."""

    model_config = ConfigDict(extra="forbid", strict=True)

    role: Literal["user", "assistant"] = Field(description="Who wrote it.")
    content: str = Field(description="What was written.")


class InquiryBody(BaseModel):
    """A question and, for a follow-up, the conversation before it."""

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        json_schema_extra={
            "examples": [
                {"question": "Siapa yang menyerahkan penghargaan?"},
                {
                    "question": "What about regencies?",
                    "history": [
                        {"role": "user", "content": "Which cities won?"},
                        {"role": "assistant", "content": "• …"},
                    ],
                    "language": "en",
                },
            ]
        },
    )

    question: str = Field(description="The question, in Indonesian, Banjarese, chat spelling or English.")
    history: Annotated[list[TurnBody], Field(max_length=MOST_TURNS)] = Field(
        default=[], description="The conversation so far, oldest first."
    )
    language: Literal["id", "en"] | None = Field(
        default=None, description="Language of the answer; left out, the question's own."
    )


class SourceBody(BaseModel):
    """A literal quote: characters `start` to `end` of the article's body are `quote`."""

    article_id: str
    title: str
    publisher: str
    published: str = Field(description="YYYY, YYYY-MM or YYYY-MM-DD, as exact as it is known.")
    url: str | None
    quote: str
    start: int
    end: int


class AnswerBody(BaseModel):
    """The answer, whether the articles support it, and the quotes it rests on."""

    answer: str = Field(description="Plain text; lines that start with “• ” are items of a list.")
    answered: bool = Field(description="False when the articles do not answer the question.")
    kind: str = Field(description="What kind of answer this is.")
    language: Literal["id", "en"]
    sources: list[SourceBody] = Field(description="Unanswered: the nearest passage, if there is one.")
    generation: str = Field(description="The index generation that every quote was taken from.")


class Alive(BaseModel):
    """The process serves requests."""

    status: Literal["ok"]


class Ready(BaseModel):
    """Questions can be answered."""

    status: Literal["ready"]
    generation: str
    damaged: str | None = Field(
        None, description="A generation that is damaged on disk; another one, or memory, serves in its place."
    )


class FieldErrorBody(BaseModel):
    """What is wrong with one field."""

    pointer: str = Field(description="JSON Pointer (RFC 6901) to the field.")
    detail: str


class ProblemBody(BaseModel):
    """An error in words (RFC 9457)."""

    type: str = Field(
        description="A stable name of the problem.", examples=["urn:tanya:problem:empty-question"]
    )
    title: str
    status: int
    detail: str
    errors: list[FieldErrorBody] = Field(default=[], description="Only with `wrong-fields`.")


def read_inquiry(body: bytes, language: Language) -> Inquiry:
    """The inquiry in a JSON body. `language` is that of the complaints.

    Raises `BadJson` if the body is not JSON, `WrongFields` if it has not the fields of `InquiryBody`.
    """
    read = read_body(InquiryBody, body, language)
    history = tuple(Turn(turn.role, turn.content) for turn in read.history)
    return Inquiry(read.question, history, read.language)


async def json_body(request: Request) -> bytes:
    """The bytes of a body that is said to be JSON. Raises `WrongMediaType`."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise WrongMediaType("application/json")
    return await request.body()


def read_body(model: type[_Body], body: bytes, language: Language) -> _Body:
    """The JSON body as `model` has it. Raises `BadJson`, `WrongFields`."""
    value = _strict_json(body)
    try:
        return model.model_validate(value)
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=True, include_input=False)
        raise WrongFields(_complaints(found, model, language)) from None


def _strict_json(body: bytes) -> object:
    try:
        return json.loads(body.decode("utf-8"), object_pairs_hook=_without_repeats, parse_constant=_refuse)
    except (ValueError, RecursionError):
        # ValueError covers broken UTF-8, broken JSON, and integers longer than Python reads.
        raise BadJson from None


def _without_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise BadJson
    return found


def _refuse(constant: str) -> NoReturn:
    raise BadJson


_COMPLAINTS: dict[Language, dict[str, str]] = {
    "id": {
        "missing": "`{field}` wajib ada",
        "string_type": "`{field}` harus berupa teks",
        "string_unicode": "`{field}` berisi karakter yang bukan teks",
        "list_type": "`{field}` harus berupa daftar",
        "bool_type": "`{field}` harus true atau false",
        "too_long": "`{field}` paling banyak {most} pesan",
        "literal_error": "`{field}` harus salah satu dari {choices}",
        "model_type": "`{field}` harus berupa objek JSON",
        "extra_forbidden": "ada isian yang tidak dikenal; yang dikenal hanya {known}",
        "other": "`{field}` tidak benar",
    },
    "en": {
        "missing": "`{field}` is missing",
        "string_type": "`{field}` must be text",
        "string_unicode": "`{field}` holds characters that are no text",
        "list_type": "`{field}` must be a list",
        "bool_type": "`{field}` must be true or false",
        "too_long": "`{field}` takes at most {most} messages",
        "literal_error": "`{field}` must be one of {choices}",
        "model_type": "`{field}` must be a JSON object",
        "extra_forbidden": "there is an unknown field; the known ones are {known}",
        "other": "`{field}` is not right",
    },
}


def _complaints(
    errors: Sequence[Mapping[str, Any]], model: type[BaseModel], language: Language
) -> tuple[FieldError, ...]:
    found: dict[FieldError, None] = {}
    for error in errors:
        kind: str = error["type"]
        where: tuple[str | int, ...] = error["loc"]
        if kind == "extra_forbidden":
            # The unknown name is the sender's own text: it is not echoed, its parent is named instead.
            where = where[:-1]
        template = _COMPLAINTS[language].get(kind, _COMPLAINTS[language]["other"])
        detail = template.format(
            field=_in_words(where, language),
            most=MOST_TURNS,
            choices=", ".join(_choices(where)),
            known=", ".join(f"`{name}`" for name in (TurnBody if where else model).model_fields),
        )
        found.setdefault(FieldError("".join(f"/{part}" for part in where), detail))
    return tuple(found)


def _in_words(where: tuple[str | int, ...], language: Language) -> str:
    parts = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in where)
    return parts.lstrip(".") or {"id": "isi permintaan", "en": "the body"}[language]


def _choices(where: tuple[str | int, ...]) -> tuple[str, ...]:
    return ("user", "assistant") if where[-1:] == ("role",) else ("id", "en")
