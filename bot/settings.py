"""Every setting in one table: name, default and meaning; the only module that reads the environment."""

import os
import shlex
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, Literal, cast

from platformdirs import user_data_path
from pydantic import Field, SecretStr, ValidationError
from pydantic.config import JsonDict
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, SettingsConfigDict

from corpus.errors import TanyaError

PREFIX = "TANYA_"
BUNDLED = "bundled"
"""The value of `embedder` that means the model shipped with Tanya."""

_SHOWN_CHARACTERS = 80


class SettingsError(TanyaError):
    """A setting has a bad value; the message names each such variable, what it holds and what is expected."""


def _packaged_articles() -> Path:
    return Path(str(resources.files("corpus"))) / "articles"


def _beside_articles(values: dict[str, Any]) -> Path:
    # Resolved first: the folder beside "." is that beside the folder which it stands for.
    return Path(values["corpus_dir"]).resolve().parent / "checks"


def _data_folder() -> Path:
    return user_data_path("tanya", appauthor=False)


def _setting(default: Any, meaning: str, expected: str, shown: str | None = None, **bounds: Any) -> Any:
    """One row of the table; `shown` stands for a default that differs from machine to machine."""
    source = {"default_factory": default} if callable(default) else {"default": default}
    extra = {"expected": expected, "shown": shown}
    return Field(**source, description=meaning, json_schema_extra=cast(JsonDict, extra), **bounds)


class Settings(BaseSettings):
    """What can be set from outside. `Settings()` reads the environment; keywords overrule it.

    Use `load_settings` where a bad value should become a `SettingsError`.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, frozen=True, extra="forbid", env_ignore_empty=True, populate_by_name=True
    )

    corpus_dir: Path = _setting(
        _packaged_articles, "Folder of the article files.", "a folder", "`corpus/articles`"
    )
    checks_dir: Path = _setting(
        _beside_articles,
        "Folder of the checks: questions with what their answers must be like, put to every new index.",
        "a folder",
        "`checks`, beside the folder of the article files",
    )
    index_dir: Path = _setting(
        lambda: _data_folder() / "index",
        "Folder of the index; made by `tanya build`.",
        "a folder that may be written",
        "`~/.local/share/tanya/index`",
    )
    embedder: Annotated[str, Field(min_length=1)] = _setting(
        BUNDLED,
        "Embedding model: `bundled`, the folder of a sentence-transformers model, or its name on the Hugging "
        "Face hub (the only thing that is ever downloaded). Run `tanya build` after changing it.",
        "`bundled`, a folder or a model's name",
    )
    query_prompt: str | None = _setting(
        None,
        "Text put before each question for the embedder, where the model wants one.",
        "any text",
        "the model's own",
    )
    passage_prompt: str | None = _setting(
        None, "Text put before each passage for the embedder.", "any text", "the model's own"
    )
    answer_threshold: float | None = _setting(
        None,
        "How sure the answerer must be before it answers; lower answers more and errs more.",
        "a number from 0 to 1",
        "chosen on held-back data",
        ge=0,
        le=1,
    )
    question_characters: int = _setting(
        1000,
        "The longest question taken, in characters.",
        "a whole number from 10 to 10000",
        ge=10,
        le=10_000,
    )
    threads: int = _setting(
        1,
        "Threads that one embedding or search uses; one is fastest for single questions.",
        "a whole number from 1 to 64",
        ge=1,
        le=64,
    )
    host: str = _setting("127.0.0.1", "Address that the web server listens on.", "an address or a host name")
    port: int = _setting(
        8000,
        "Port that the web server listens on; 0 takes a free one.",
        "a whole number from 0 to 65535",
        ge=0,
        le=65535,
    )
    body_bytes: int = _setting(
        65_536,
        "The largest body of a request, in bytes.",
        "a whole number from 1024 to 10485760",
        ge=1024,
        le=10_485_760,
    )
    requests_per_minute: int = _setting(
        120,
        "Questions that one client address may ask through the web in a minute; 0 sets no limit.",
        "a whole number from 0 to 100000",
        ge=0,
        le=100_000,
    )
    trusted_proxies: str = _setting(
        "",
        "Addresses or networks of reverse proxies, separated by commas, whose `X-Forwarded-For` names the "
        "client; without any, that header is ignored.",
        "addresses or networks separated by commas",
        "none",
    )
    language: Literal["id", "en"] = _setting(
        "id",
        "Language of messages to whoever runs Tanya; answers are in the language of the question.",
        "`id` or `en`",
    )
    log_level: Literal["debug", "info", "warning", "error"] = _setting(
        "info", "What is logged, to standard error.", "`debug`, `info`, `warning` or `error`"
    )
    log_json: bool = _setting(False, "Log one JSON object a line.", "`true` or `false`")
    editor_key: SecretStr | None = _setting(
        None,
        "Key with which programs of the newsroom add and retract articles through the HTTP API; without one, "
        "nobody can.",
        "at least 16 characters",
        "none",
        min_length=16,
    )
    telegram_bot_token: SecretStr | None = _setting(
        None,
        "The Telegram bot's token from @BotFather; with it, `tanya serve` runs the bot too.",
        "a bot token such as 123456:ABC",
        "none",
        alias="TELEGRAM_BOT_TOKEN",
    )
    telegram_api: Annotated[str, Field(pattern=r"^https?://")] = _setting(
        "https://api.telegram.org",
        "Address of the Telegram Bot API, for a server of one's own.",
        "an http or https address",
    )
    telegram_dir: Path = _setting(
        lambda: _data_folder() / "telegram",
        "Folder of the messages that Telegram delivered and that are still to be answered.",
        "a folder that may be written",
        "`~/.local/share/tanya/telegram`",
    )


def load_settings(**overrides: Any) -> Settings:
    """The settings of the environment, with those given here instead where they are not None.

    Raises `SettingsError`, one line for each bad value.
    """
    try:
        return Settings(**{name: value for name, value in overrides.items() if value is not None})
    except ValidationError as error:
        raise SettingsError("\n".join(_complaint(dict(e)) for e in error.errors())) from None


def variable(name: str) -> str:
    """The environment variable of a setting."""
    return Settings.model_fields[name].alias or f"{PREFIX}{name.upper()}"


def unknown_variables() -> tuple[str, ...]:
    """Variables that look like settings and are none: most likely misspelt."""
    known = {variable(name) for name in Settings.model_fields}
    return tuple(sorted(name for name in os.environ if name.upper().startswith(PREFIX) and name not in known))


def editor_command() -> tuple[str, ...]:
    """The words that start the editor of whoever runs Tanya: $VISUAL, $EDITOR, else nano or Notepad."""
    chosen = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    return tuple(shlex.split(chosen)) if chosen else ("notepad" if os.name == "nt" else "nano",)


def limit_threads(count: int) -> None:
    """Bound the thread pools of the numeric libraries; takes effect only before they are first imported."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = str(count)
    os.environ["TOKENIZERS_PARALLELISM"] = "false"


def settings_table() -> str:
    """The table of settings as Markdown, one row a setting."""
    rows = ["| Variable | Default | Meaning |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        default = _extra(field).get("shown") or f"`{_written(field.default)}`"
        rows.append(f"| `{variable(name)}` | {default} | {field.description} |")
    return "\n".join(rows)


def _extra(field: FieldInfo) -> dict[str, str | None]:
    return cast(dict[str, str | None], field.json_schema_extra)


def _written(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _complaint(error: dict[str, Any]) -> str:
    where = str(error["loc"][0])
    fields = Settings.model_fields
    name = where if where in fields else next((n for n in fields if variable(n) == where), None)
    if name is None:
        return f"{where}: there is no such setting"
    held = repr(error["input"])
    if fields[name].annotation == SecretStr | None:
        held = "something else (not shown, it is secret)"
    elif len(held) > _SHOWN_CHARACTERS:
        held = f"{held[:_SHOWN_CHARACTERS]}…"
    return f"{variable(name)} is {held}; expected {_extra(fields[name])['expected']}"
