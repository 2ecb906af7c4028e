"""The shipped embedder, in a process of its own, as a person would use it."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.cli.conftest import FLOOD, FLOOD_BODY

RUN = (
    "import sys\n"
    "from bot.cli import app\n"
    "for words in sys.argv[1:]:\n"
    "    app(words.split('|'), standalone_mode=False)\n"
)


def test_build_and_ask_with_the_shipped_embedder(tmp_path: Path) -> None:
    articles = tmp_path / "articles"
    articles.mkdir()
    (articles / "banjir.md").write_text(FLOOD, encoding="utf-8")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TANYA_", "TELEGRAM_"))}
    done = subprocess.run(
        [
            *(sys.executable, "-c", RUN, "build"),
            *("ask|Siapa Bupati Lumutan?|--json", "ask|Siapa Bupati Lumutan?|--json|--lang|en"),
            "ask|Siapa yang menemukan benua Amerika?|--json",
        ],
        env={**kept, "TANYA_CORPUS_DIR": str(articles), "TANYA_INDEX_DIR": str(tmp_path / "index")},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    built, _, rest = done.stdout.partition("{")
    assert built.startswith("Indeks v000001 siap: 1 berita, 1 bagian.\n")
    answers = json.loads("[{" + rest.replace("}\n{", "},{") + "]")
    for answer in answers:
        for source in answer["sources"]:
            assert source["quote"] == FLOOD_BODY[source["start"] : source["end"]]
    assert [answer["answered"] for answer in answers] == [True, True, False]
    assert [answer["language"] for answer in answers] == ["id", "en", "id"]
    assert "Teguh Aruna" in answers[0]["answer"]
    assert "Teguh Aruna" in answers[1]["answer"]
    # Nothing is said beside the answers: no progress bars, no warnings of libraries.
    assert done.stderr == ""
