"""What the README says about settings is what the code does."""

from pathlib import Path

from bot.settings import settings_table

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")


def test_the_settings_table_is_the_codes() -> None:
    held = README.partition("<!-- settings -->")[2].partition("<!-- /settings -->")[0]
    assert held.strip() == settings_table()


def test_the_first_answer_comes_within_25_lines() -> None:
    lines = README.splitlines()
    assert next(i for i, line in enumerate(lines) if line.startswith("make run")) < 25
    assert next(i for i, line in enumerate(lines) if "tanya ask" in line) < 25
