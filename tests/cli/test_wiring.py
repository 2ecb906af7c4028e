from pathlib import Path

import numpy as np
import pytest

from bot.problems import describe
from bot.settings import load_settings
from bot.wiring import EmbedderUnusable, build, open_embedder, open_or_build, read_corpus


@pytest.fixture(autouse=True)
def _threads_as_they_were(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "TOKENIZERS_PARALLELISM"):
        monkeypatch.setenv(name, "1")


def test_the_shipped_embedder_is_opened_by_default() -> None:
    embedder = open_embedder(load_settings(embedder="bundled"))
    vectors = embedder.embed_passages(["Bupati membangun tanggul.", "Harga beras naik."])
    (question,) = embedder.embed_queries(["Siapa yang membangun tanggul?"])
    assert np.argmax(vectors @ question) == 0


def test_a_model_that_cannot_be_loaded_is_named_with_the_setting_to_check(tmp_path: Path) -> None:
    with pytest.raises(EmbedderUnusable) as caught:
        open_embedder(load_settings(embedder=str(tmp_path)))
    assert str(caught.value).startswith(f"{tmp_path}: ")
    assert "\n" not in str(caught.value)
    assert "TANYA_EMBEDDER" in describe(caught.value, "en").detail


def test_opening_builds_only_where_there_is_no_index(folders: Path) -> None:
    settings = load_settings()
    assert open_or_build(settings).generation == "v000001"
    assert open_or_build(settings).generation == "v000001"
    assert build(settings, read_corpus(settings).articles).generation == "v000002"


def test_the_threshold_of_the_settings_wins_over_the_one_shipped(folders: Path) -> None:
    assert open_or_build(load_settings(answer_threshold=1.0)).examples(3) == ()
    assert open_or_build(load_settings(answer_threshold=0.0)).examples(1) != ()
