"""A published generation takes over; one that cannot be opened does not."""

import asyncio
import logging
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.answering.answer import Inquiry
from bot.settings import load_settings
from bot.swapping import LOOKED_EVERY, Swapper
from bot.wiring import build_with, live_generation, open_answerer, open_models, open_or_build, read_corpus
from corpus.errors import TanyaError


@dataclass(frozen=True)
class Opened:
    generation: str


class Folder:
    """An index folder of names: what is live, and what opening it gives."""

    def __init__(self) -> None:
        self.live: str | None = "v1"
        self.opens: dict[str, str] = {}
        self.tried: list[str] = []
        self.given: list[str] = []
        self.swapper = Swapper(
            lambda: self.live, self._open, lambda opened: self.given.append(opened.generation)
        )

    def _open(self) -> Opened:
        assert self.live is not None
        self.tried.append(self.live)
        if self.live not in self.opens:
            raise TanyaError("damaged")
        return Opened(self.opens[self.live])

    def look(self, serving: str) -> str:
        return asyncio.run(self.swapper.look(serving))


def test_what_is_published_is_opened_and_given_once() -> None:
    folder = Folder()
    assert folder.look("v1") == "v1"
    folder.live, folder.opens = "v2", {"v2": "v2"}
    assert folder.look("v1") == "v2"
    assert folder.look("v2") == "v2"
    assert (folder.tried, folder.given, folder.swapper.fault) == (["v2"], ["v2"], None)
    # Going back is a swap too.
    folder.live, folder.opens = "v1", {"v1": "v1"}
    assert folder.look("v2") == "v1"
    assert folder.given == ["v2", "v1"]


def test_what_cannot_be_opened_is_tried_once_and_leaves_the_old_one_serving(
    caplog: pytest.LogCaptureFixture,
) -> None:
    folder = Folder()
    folder.live = "v2"
    with caplog.at_level(logging.ERROR):
        assert [folder.look("v1"), folder.look("v1")] == ["v1", "v1"]
    assert (folder.tried, folder.given, folder.swapper.fault) == (["v2"], [], "v2")
    assert [record.getMessage() for record in caplog.records] == [
        "index generation v2 cannot be opened (TanyaError); v1 serves on"
    ]
    folder.live, folder.opens = "v3", {"v3": "v3"}
    assert folder.look("v1") == "v3"
    assert (folder.given, folder.swapper.fault) == (["v3"], None)


def test_a_damaged_generation_for_which_the_one_in_service_stands_in_changes_nothing() -> None:
    folder = Folder()
    folder.live, folder.opens = "v2", {"v2": "v1"}
    assert [folder.look("v1"), folder.look("v1")] == ["v1", "v1"]
    assert (folder.tried, folder.given, folder.swapper.fault) == (["v2"], [], "v2")


def test_damage_to_the_generation_in_service_is_told_until_it_is_mended(
    caplog: pytest.LogCaptureFixture,
) -> None:
    folder = Folder()
    whole = [True, False, False, True]
    swapper = Swapper(lambda: "v1", lambda: Opened("v1"), lambda opened: None, lambda name: whole.pop(0))
    faults: list[str | None] = []
    with caplog.at_level(logging.ERROR):
        for _ in range(4):
            assert asyncio.run(swapper.look("v1")) == "v1"
            faults.append(swapper.fault)
    assert faults == [None, "v1", "v1", None]
    assert [record.getMessage() for record in caplog.records] == [
        "index generation v1 is damaged on disk; it serves on from memory"
    ]
    # A generation that could not be opened is forgotten when the one in service is the live one again.
    folder.live = "v2"
    folder.look("v1")
    assert folder.swapper.fault == "v2"
    folder.live = "v1"
    folder.look("v1")
    assert folder.swapper.fault is None


def test_nothing_live_is_no_reason_to_stop() -> None:
    folder = Folder()
    folder.live = None
    assert folder.look("v1") == "v1"
    assert folder.tried == []


def test_it_looks_twice_a_second_until_it_is_cancelled() -> None:
    folder = Folder()
    folder.opens = {"v2": "v2"}
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 2:
            folder.live = "v2"
        if len(pauses) == 4:
            raise asyncio.CancelledError

    async def follow() -> None:
        with pytest.raises(asyncio.CancelledError):
            await folder.swapper.follow("v1", pause)

    asyncio.run(follow())
    assert pauses == [LOOKED_EVERY] * 4
    assert folder.given == ["v2"]


def test_a_real_index_is_followed_through_a_rebuild(folders: Path) -> None:
    settings = load_settings()
    models = open_models(settings)
    first = open_or_build(settings, models)
    given = [first]
    swapper = Swapper(
        lambda: live_generation(settings), lambda: open_answerer(settings, models), given.append
    )
    build_with(models.embedder, settings, read_corpus(settings).articles)
    assert asyncio.run(swapper.look(first.generation)) == "v000002"
    answers = [one.answer(Inquiry("Siapa Bupati Lumutan?")) for one in given]
    assert [answer.generation for answer in answers] == ["v000001", "v000002"]
    assert answers[0].answer == answers[1].answer
