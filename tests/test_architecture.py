"""The import rules hold, and the check that says so really looked at the modules."""

import subprocess
import sys
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parent.parent
NAMES_OF_THE_FIRST_ARTICLE = (
    *("Banjarmasin", "Hudori", "Doyo", "Ibnu Sina", "Kemendagri", "Mataram", "Prabumulih"),
    "Innovative Government",
)
HEAVY = ("torch", "faiss", "sentence_transformers", "transformers", "fastapi", "telegram")


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("bot", "index", "corpus", include_external_packages=True)


def test_the_graph_holds_every_module_of_the_three_packages(graph: grimp.ImportGraph) -> None:
    files = [p for room in ("bot", "index", "corpus") for p in (ROOT / room).rglob("*.py")]
    modules = {
        ".".join(p.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for p in files
        if all((parent / "__init__.py").exists() for parent in [p.parent])
    }
    assert modules - graph.modules == set()


@pytest.mark.parametrize(
    ("library", "rooms"),
    [
        ("faiss", {"index.store"}),
        ("sentence_transformers", {"index.sentence_transformer"}),
        ("telegram", {"bot.telegram_bot"}),
        ("fastapi", {"bot.api", "bot.pages"}),
        ("yaml", {"corpus", "bot.answering", "bot.evaluation"}),
    ],
)
def test_one_adapter_per_library(graph: grimp.ImportGraph, library: str, rooms: set[str]) -> None:
    importers = {m for m in graph.find_modules_that_directly_import(library) if ".training" not in m}
    assert importers
    assert {m for m in importers if not any(m == r or m.startswith(f"{r}.") for r in rooms)} == set()


def test_importing_the_command_loads_nothing_heavy() -> None:
    code = f"import sys, bot.cli; print([m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"


def test_no_code_names_what_the_first_article_is_about() -> None:
    hits = [
        (str(p.relative_to(ROOT)), name)
        for room in ("bot", "index", "corpus")
        for p in (ROOT / room).rglob("*.py")
        for name in NAMES_OF_THE_FIRST_ARTICLE
        if name in p.read_text(encoding="utf-8")
    ]
    assert hits == []
