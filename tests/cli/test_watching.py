"""What editors save is built; what cannot be built is told, and the index stays as it is."""

import asyncio
import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.settings import load_settings
from bot.watching import LOCK_PAUSE, Watcher, folder_changes
from bot.wiring import live_generation, open_models, open_or_build, refresh
from corpus.errors import InvalidArticleError
from index.errors import IndexLocked
from tests.cli.conftest import FLOOD


class Builds:
    """Stands for the index: what each refresh does, in order, and what was paused for."""

    def __init__(self, *outcomes: str | Exception | None) -> None:
        self.left = list(outcomes)
        self.pauses: list[float] = []

    def refresh(self) -> str | None:
        outcome = self.left.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    async def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)

    def follow(self, changes: int) -> None:
        async def bursts() -> AsyncIterator[None]:
            for _ in range(changes):
                yield

        asyncio.run(Watcher(bursts, self.refresh, "en", self.pause).follow())


def test_every_burst_of_changes_is_built_once(caplog: pytest.LogCaptureFixture) -> None:
    builds = Builds("v000002", None, "v000003")
    with caplog.at_level(logging.INFO):
        builds.follow(3)
    assert builds.left == []
    assert [record.getMessage()[-7:] for record in caplog.records] == ["v000002", "v000003"]


def test_a_bad_article_is_told_and_the_next_change_is_built(caplog: pytest.LogCaptureFixture) -> None:
    builds = Builds(InvalidArticleError(()), OSError(28, "No space left on device"), "v000002")
    with caplog.at_level(logging.ERROR):
        builds.follow(3)
    assert builds.left == []
    assert len(caplog.records) == 2
    assert all(record.getMessage().startswith("the index was not rebuilt: ") for record in caplog.records)


def test_a_build_of_another_process_is_waited_for() -> None:
    builds = Builds(IndexLocked("process 7"), IndexLocked("process 7"), "v000002")
    builds.follow(1)
    assert (builds.left, builds.pauses) == ([], [LOCK_PAUSE, LOCK_PAUSE])


def test_the_index_is_built_only_when_it_does_not_hold_what_the_files_do(folders: Path) -> None:
    settings = load_settings()
    models = open_models(settings)
    open_or_build(settings, models)
    assert refresh(settings, models) is None
    article = folders / "articles" / "banjir.md"
    article.write_text(FLOOD.replace("Teguh Aruna", "Ratna Dewi"), encoding="utf-8")
    report = refresh(settings, models)
    assert report is not None
    assert (report.generation, report.changes.changed) == ("v000002", ("banjir",))
    assert refresh(settings, models) is None
    article.write_text("no article", encoding="utf-8")
    with pytest.raises(InvalidArticleError):
        refresh(settings, models)
    assert live_generation(settings) == "v000002"


def test_changes_to_articles_and_checks_are_seen_and_those_of_editors_own_files_are_not(
    tmp_path: Path,
) -> None:
    articles, checks = tmp_path / "articles", tmp_path / "checks"
    articles.mkdir()

    async def told() -> list[str]:
        seen: list[str] = []
        changes = folder_changes([articles, checks])

        async def next_one(name: str) -> None:
            async with asyncio.timeout(20):
                await anext(changes)
            seen.append(name)

        await next_one("start")
        (articles / "banjir.md").write_text(FLOOD, encoding="utf-8")
        await next_one("an article")
        checks.mkdir()
        await next_one("a folder that came")
        (checks / "satu.yml").write_text("[]", encoding="utf-8")
        await next_one("a check")
        (checks / "satu.yml").unlink()
        checks.rmdir()
        await next_one("a folder that went")
        await changes.aclose()
        return seen

    assert asyncio.run(told())[-1] == "a folder that went"
