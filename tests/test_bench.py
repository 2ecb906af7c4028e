"""The bench runs from end to end, and its document has the place for its table."""

import json
import subprocess
import sys
from pathlib import Path

from tests.bench_growth import Row, document, table

ROOT = Path(__file__).parents[1]


def test_a_small_corpus_is_measured(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.bench_growth", "--measure", "tanya", "--sizes", "64"]
    done = subprocess.run(
        [*command, "--folder", str(tmp_path / "index")], cwd=ROOT, capture_output=True, text=True, check=True
    )
    row = Row(**json.loads(done.stdout.splitlines()[-1]))
    assert (row.system, row.passages) == ("tanya", 64)
    assert (tmp_path / "index" / "CURRENT").read_text(encoding="ascii") == "v000002\n"
    assert "| tanya | 64 | " in table([row])[-1]


def test_the_table_replaces_the_one_before_it() -> None:
    text = (ROOT / "docs" / "performance.md").read_text(encoding="utf-8")
    row = Row("tanya", 1000, 2.0, 500.0, 0.25, 0.125, 600.0, 3.5, 1.5, 2.5)
    once = document(text, [row], "today")
    assert "| tanya | 1,000 | 2.0 | 500 | 0.25 | 0.12 | 600 | 3.5 | 1.50 | 2.50 |" in once
    assert document(once, [row], "today") == once
    assert once.partition("<!-- growth -->")[0] == text.partition("<!-- growth -->")[0]
    assert once.partition("<!-- /growth -->")[2] == text.partition("<!-- /growth -->")[2]
