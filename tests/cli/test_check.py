"""`tanya check`: the checks beside the articles, put to the index in use."""

import os
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.check_failures import ChecksFailed
from bot.checking import Approver
from bot.cli import app
from bot.settings import load_settings
from bot.wiring import build_with, open_answerer, open_models, read_corpus
from corpus.check_files import read_checks
from tests.cli.conftest import FLOOD

PASSING = """- question: Siapa Bupati Lumutan?
  contains: [teguh aruna]
  lacks: [Ratna]
  article: banjir
- question: Siapa juara lomba perahu?
  refused: true
"""
FAILING = """- question: Siapa Bupati Lumutan?
  contains: [Teguh Aruna, Ratna Dewi]
"""


def tanya(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def write(folders: Path, text: str, name: str = "soal.yml") -> Path:
    checks = folders / "checks"
    checks.mkdir(exist_ok=True)
    file = checks / name
    file.write_text(text, encoding="utf-8")
    return file


def test_without_checks_the_folder_is_named_and_no_index_is_needed(folders: Path) -> None:
    done = tanya("check")
    assert (done.exit_code, done.stdout) == (0, f"Belum ada soal pemeriksaan di {folders}/checks.\n")
    assert done.stderr == ""


def test_checks_that_pass_are_counted(folders: Path) -> None:
    write(folders, PASSING)
    assert tanya("build").exit_code == 0
    done = tanya("check")
    assert (done.exit_code, done.stdout, done.stderr) == (0, "Soal pemeriksaan: 2, semuanya lulus.\n", "")


def test_each_failure_is_told_and_ends_the_command_with_1(
    folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert tanya("build").exit_code == 0
    file = write(folders, FAILING)
    done = tanya("check")
    assert (done.exit_code, done.stderr) == (1, "")
    assert done.stdout == (
        f"{file}, baris 1: Siapa Bupati Lumutan?\n"
        "  seharusnya memuat “Ratna Dewi”\n"
        "  jawabannya: Teguh Aruna (Bupati Lumutan).\n"
        "Soal pemeriksaan: 1, yang gagal 1.\n"
    )
    monkeypatch.setenv("TANYA_LANGUAGE", "en")
    assert tanya("check").stdout.splitlines()[-1] == "Checks: 1, of which 1 failed."


def test_bad_files_are_told_and_the_good_ones_run_all_the_same(folders: Path) -> None:
    assert tanya("build").exit_code == 0
    write(folders, PASSING)
    bad = write(folders, "- question: Apa?\n  refuse: true\n", "salah.yml")
    other = write(folders, PASSING, "soal.yml.txt")
    done = tanya("check")
    assert (done.exit_code, done.stdout) == (1, "Soal pemeriksaan: 2, semuanya lulus.\n")
    assert done.stderr.splitlines() == [
        f"{other}, baris 1: berkas ini dilewati karena namanya tidak berakhiran .yml.",
        (
            f"{bad}, baris 1: soal ini tidak menyebut apa yang diharapkan; "
            "seharusnya sekurangnya satu dari contains, lacks, refused, article."
        ),
        (
            f"{bad}, baris 2: keterangan `refuse` tidak dikenal; "
            "seharusnya salah satu dari question, history, contains, lacks, refused, article, language."
        ),
    ]


def test_only_bad_files_end_the_command_with_1(folders: Path) -> None:
    write(folders, "question: Apa?\n")
    done = tanya("check")
    assert (done.exit_code, done.stdout) == (1, "")


def test_without_an_index_that_is_said(folders: Path) -> None:
    write(folders, PASSING)
    done = tanya("check")
    assert done.exit_code == 1
    assert done.stderr.startswith("Indeks belum ada.")


def test_the_folder_can_be_set(folders: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert tanya("build").exit_code == 0
    write(folders, FAILING)
    (folders / "checks").rename(folders / "soal")
    assert tanya("check").exit_code == 0
    monkeypatch.setenv("TANYA_CHECKS_DIR", str(folders / "soal"))
    assert tanya("check").exit_code == 1


def test_the_index_is_asked_and_not_the_files(folders: Path) -> None:
    assert tanya("build").exit_code == 0
    write(folders, PASSING)
    changed = FLOOD.replace("Teguh Aruna", "Ratna Dewi")
    (folders / "articles" / "banjir.md").write_text(changed, encoding="utf-8")
    assert tanya("check").exit_code == 0


def test_a_new_index_is_compared_with_the_live_one_and_refused_by_its_checks(folders: Path) -> None:
    write(folders, PASSING)
    live = load_settings()
    models = open_models(live)
    build_with(models.embedder, live, read_corpus(live).articles)
    changed = FLOOD.replace("Teguh Aruna", "Ratna Dewi")
    (folders / "articles" / "banjir.md").write_text(changed, encoding="utf-8")
    new = load_settings(index_dir=folders / "new")
    build_with(models.embedder, new, read_corpus(new).articles)
    said: list[str] = []
    approver = Approver(
        checks=read_checks(live.checks_dir).sound(),
        open_live=lambda: open_answerer(live, models),
        say=said.append,
    )
    with pytest.raises(ChecksFailed) as caught:
        approver(open_answerer(new, models))
    asked = said.index("  Siapa Bupati Lumutan?")
    assert said[0].startswith("Jawaban yang berubah: ")
    assert said[asked + 1 : asked + 3] == [
        "    lama: Teguh Aruna (Bupati Lumutan).",
        "    baru: Ratna Dewi (Bupati Lumutan).",
    ]
    assert (caught.value.failed, caught.value.asked) == (1, 2)
    assert [fault.detail for fault in caught.value.failures[0].faults] == ["teguh aruna", "Ratna"]
    approver(open_answerer(live, models))
    assert said[-2].startswith("Tidak ada jawaban yang berubah (")
    assert said[-1] == "Soal pemeriksaan: 2, semuanya lulus."


def test_the_shipped_checks_pass_on_the_shipped_articles(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [n for n in os.environ if n.startswith(("TANYA_", "TELEGRAM_"))]:
        monkeypatch.delenv(name)
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "TOKENIZERS_PARALLELISM"):
        monkeypatch.setenv(name, os.environ.get(name, "1"))
    monkeypatch.setenv("TANYA_INDEX_DIR", str(tmp_path / "index"))
    assert tanya("build").exit_code == 0
    done = tanya("check")
    assert (done.exit_code, done.stdout) == (0, "Soal pemeriksaan: 10, semuanya lulus.\n")
