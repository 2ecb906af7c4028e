from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from bot.settings import (
    Settings,
    SettingsError,
    editor_command,
    limit_threads,
    load_settings,
    settings_table,
    unknown_variables,
    variable,
)


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    for name in list(os.environ):
        if name.startswith(("TANYA_", "TELEGRAM_")):
            monkeypatch.delenv(name)


def test_without_any_variable_the_articles_of_the_package_are_served_on_this_machine_only() -> None:
    settings = load_settings()
    assert settings.corpus_dir.parts[-2:] == ("corpus", "articles")
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.embedder == "bundled"
    assert settings.telegram_bot_token is None
    assert settings.index_dir.parts[-2:] == ("tanya", "index")


def test_variables_overrule_defaults_and_keywords_overrule_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TANYA_INDEX_DIR", "/somewhere/index")
    monkeypatch.setenv("TANYA_PORT", "9000")
    monkeypatch.setenv("TANYA_LOG_JSON", "true")
    settings = load_settings(port=9001, host=None)
    assert settings.index_dir == Path("/somewhere/index")
    assert settings.port == 9001
    assert settings.host == "127.0.0.1"
    assert settings.log_json is True


def test_the_checks_lie_beside_the_articles_unless_told_otherwise(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settings = load_settings()
    assert settings.checks_dir == settings.corpus_dir.parent / "checks"
    assert load_settings(corpus_dir=tmp_path / "berita").checks_dir == tmp_path / "checks"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TANYA_CORPUS_DIR", ".")
    assert load_settings().checks_dir == tmp_path.parent / "checks"
    monkeypatch.setenv("TANYA_CHECKS_DIR", "soal")
    assert load_settings().checks_dir == Path("soal")


def test_an_empty_variable_is_no_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TANYA_PORT", "")
    assert load_settings().port == 8000


def test_every_bad_value_is_named_with_what_it_held_and_what_is_expected(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TANYA_PORT", "eight")
    monkeypatch.setenv("TANYA_LOG_LEVEL", "loud")
    with pytest.raises(SettingsError) as caught:
        load_settings(threads=0)
    assert sorted(str(caught.value).splitlines()) == [
        "TANYA_LOG_LEVEL is 'loud'; expected `debug`, `info`, `warning` or `error`",
        "TANYA_PORT is 'eight'; expected a whole number from 0 to 65535",
        "TANYA_THREADS is 0; expected a whole number from 1 to 64",
    ]


def test_a_long_bad_value_is_cut() -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings(telegram_api="x" * 500)
    assert str(caught.value) == f"TANYA_TELEGRAM_API is '{'x' * 79}…; expected an http or https address"


def test_a_setting_that_does_not_exist_is_named() -> None:
    with pytest.raises(SettingsError, match=r"^colour: there is no such setting$"):
        load_settings(colour="red")


def test_the_token_has_its_own_name_and_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "123456:secret-part")
    settings = load_settings()
    assert settings.telegram_bot_token == SecretStr("123456:secret-part")
    assert "secret-part" not in repr(settings)
    with pytest.raises(SettingsError) as caught:
        load_settings(telegram_bot_token=["123456:secret-part"])
    assert str(caught.value) == (
        "TELEGRAM_BOT_TOKEN is something else (not shown, it is secret); "
        "expected a bot token such as 123456:ABC"
    )


def test_settings_cannot_be_changed() -> None:
    settings = load_settings()
    with pytest.raises(ValidationError):
        settings.port = 1


def test_a_misspelt_variable_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TANYA_PROT", "80")
    monkeypatch.setenv("TANYA_PORT", "80")
    assert unknown_variables() == ("TANYA_PROT",)


def test_threads_are_bounded_for_libraries_that_are_not_loaded_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "TOKENIZERS_PARALLELISM")
    for name in names:
        monkeypatch.setenv(name, "unset")
    limit_threads(3)
    assert [os.environ[name] for name in names] == ["3", "3", "3", "false"]


def test_the_table_has_one_row_a_setting_with_its_default_and_meaning() -> None:
    rows = settings_table().splitlines()
    assert rows[:2] == ["| Variable | Default | Meaning |", "|---|---|---|"]
    assert [row.split("`")[1] for row in rows[2:]] == [variable(name) for name in Settings.model_fields]
    assert "| `TANYA_PORT` | `8000` | Port that the web server listens on; 0 takes a free one. |" in rows
    assert "| `TANYA_LOG_JSON` | `false` | Log one JSON object a line. |" in rows
    assert not any(str(Path.home()) in row for row in rows)


def test_a_key_of_the_editors_that_is_too_short_is_refused_and_not_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TANYA_EDITOR_KEY", "rahasia-pendek")
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert str(caught.value) == (
        "TANYA_EDITOR_KEY is something else (not shown, it is secret); expected at least 16 characters"
    )
    monkeypatch.setenv("TANYA_EDITOR_KEY", "rahasia-yang-cukup-panjang")
    settings = load_settings()
    assert settings.editor_key == SecretStr("rahasia-yang-cukup-panjang")
    assert "cukup" not in repr(settings)


@pytest.mark.parametrize(
    ("visual", "editor", "command"),
    [
        ("code --wait", "vi", ("code", "--wait")),
        (None, "emacs -nw", ("emacs", "-nw")),
        ("", "'/opt/my editor/run'", ("/opt/my editor/run",)),
        (None, None, ("nano",)),
    ],
)
def test_the_editor_is_the_one_of_the_environment(
    monkeypatch: pytest.MonkeyPatch, visual: str | None, editor: str | None, command: tuple[str, ...]
) -> None:
    for name, value in (("VISUAL", visual), ("EDITOR", editor)):
        monkeypatch.delenv(name, raising=False)
        if value is not None:
            monkeypatch.setenv(name, value)
    assert editor_command() == command
