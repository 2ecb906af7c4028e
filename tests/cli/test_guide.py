"""The editors' guide is true: its commands are run in order, and what they say is what it shows."""

import os
import pty
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from bot.cli import app
from corpus.check_files import read_checks

GUIDE = (Path(__file__).parents[2] / "docs" / "panduan-redaksi.md").read_text(encoding="utf-8")
(CHECKS,) = re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)
FILES = {
    "jalan.txt": "Jalan Rimbo diperbaiki\n\nJalan Rimbo sepanjang 3 kilometer diperbaiki mulai Maret.\n",
    "pembaruan.txt": (
        "Pasar Kemuning ramai\n\n"
        "Bupati Lumutan Teguh Aruna membuka Pasar Kemuning pada Jumat pagi. Pasar itu memiliki 120 kios dan "
        "40 lapak.\n\n“Sewa dua bulan pertama gratis,” kata Teguh Aruna di depan 300 pedagang. Pembangunan "
        "pasar menelan biaya 12 miliar rupiah.\n\nPada hari kedua sudah 95 kios terisi.\n"
    ),
}


def sessions() -> list[tuple[str, str]]:
    """Every command of the guide's consoles with what is shown after it."""
    blocks = re.findall(r"```console\n(.*?)```", GUIDE, re.DOTALL)
    found = [re.split(r"^\$ ", block, flags=re.MULTILINE)[1:] for block in blocks]
    return [
        (command, shown) for block in found for command, _, shown in (part.partition("\n") for part in block)
    ]


def matches(shown: str, said: str) -> bool:
    """Whether `said` is what is shown, where … stands for anything."""
    pattern = ".*".join(re.escape(part) for part in shown.strip().split("…"))
    return re.fullmatch(pattern, said.strip(), re.DOTALL) is not None


def at_terminal(command: list[str], answers: list[str]) -> str:
    """What stands on the terminal after the command and the answers to its questions."""
    ours, theirs = pty.openpty()
    program = [sys.executable, "-c", "from bot.cli import main; main()", *command[1:]]
    with subprocess.Popen(program, stdin=theirs, stdout=theirs, stderr=theirs) as process:
        os.close(theirs)
        seen = b""
        for answer in answers:
            # Every question ends in a colon or a bracket and a blank, and waits there.
            while not seen.endswith((b": ", b"] ")):
                seen += os.read(ours, 1)
            os.write(ours, f"{answer}\n".encode())
            while not seen.endswith(b"\r\n"):
                seen += os.read(ours, 1)
        while True:
            try:
                more = os.read(ours, 4096)
            except OSError:  # what Linux says at the end of a terminal
                break
            seen += more
        assert process.wait(60) == 0
    os.close(ours)
    return seen.decode().replace("\r\n", "\n")


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An editor's folder, and nothing built yet; the model is the one that ships with Tanya."""
    for name in [n for n in os.environ if n.startswith(("TANYA_", "TELEGRAM_"))]:
        monkeypatch.delenv(name)
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "TOKENIZERS_PARALLELISM"):
        monkeypatch.setenv(name, os.environ.get(name, "1"))
    monkeypatch.setenv("TANYA_CORPUS_DIR", str(tmp_path / "berita"))
    monkeypatch.setenv("TANYA_INDEX_DIR", str(tmp_path / "indeks"))
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
    monkeypatch.chdir(tmp_path)
    example = re.findall(r"```text\n(.*?)```", GUIDE, re.DOTALL)
    for name, text in {**FILES, "pasar.txt": example[0]}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "checks").mkdir()
    (tmp_path / "checks" / "pasar.yml").write_text(CHECKS, encoding="utf-8")
    return tmp_path


def test_the_guide_s_sessions_run_as_shown(desk: Path) -> None:
    ran = 0
    for line, shown in sessions():
        command = shlex.split(line)
        if answers := answers_of(shown):
            said = at_terminal(command, answers)
        else:
            result = CliRunner().invoke(app, command[1:])
            assert result.exit_code == 0, (line, result.output)
            said = result.output
        assert matches(shown, said), f"{line}\n--- the guide shows\n{shown}\n--- the command says\n{said}"
        ran += 1
    assert ran == 11


def test_a_failing_check_is_told_as_the_guide_tells_it(desk: Path) -> None:
    run = CliRunner().invoke
    given = ["--publisher", "W", "--date", "2024", "--language", "id", "--id", "pasar-kemuning-ramai"]
    assert run(app, ["add", "pasar.txt", *given, "--yes"]).exit_code == 0
    assert run(app, ["build"]).exit_code == 0
    (desk / "checks" / "pasar.yml").write_text(CHECKS.replace("12 miliar", "13 miliar"), encoding="utf-8")
    done = run(app, ["check"])
    assert done.exit_code == 1
    (shown,) = [text for text in re.findall(r"```text\n(.*?)```", GUIDE, re.DOTALL) if "yang gagal" in text]
    assert matches(shown, done.stdout), done.stdout


def test_the_guide_s_table_of_checks_names_every_field(desk: Path) -> None:
    (desk / "checks" / "salah.yml").write_text("- question: x\n  apa: y\n  lacks: z\n", encoding="utf-8")
    (problem,) = read_checks(desk / "checks").problems
    section = GUIDE.partition("## 6. Soal pemeriksaan")[2].partition("\n## ")[0]
    named = re.findall(r"^\| `([a-z]+)", section, re.MULTILINE)
    assert sorted(named) == sorted(problem.details[1].split(", "))


def answers_of(shown: str) -> list[str]:
    """What is typed after each question of the one session that asks."""
    asked = r"^(?:  (?:Penerbit|Tanggal terbit):|  Bahasa \[id\]:|Simpan\? \[Y/t\]) ?(.*)$"
    return re.findall(asked, shown, re.MULTILINE)


def test_every_command_that_is_named_exists_with_its_options() -> None:
    commands = get_command(app).commands
    named = re.findall(r"`tanya ([a-z]+)([^`]*)`|^\$ tanya ([a-z]+)(.*)$", GUIDE, re.MULTILINE)
    assert len(named) > 20
    for inline, inline_rest, typed, typed_rest in named:
        command = commands[inline or typed]
        options = {name for parameter in command.params for name in parameter.opts} | {"--help"}
        assert set(re.findall(r"--[a-z][a-z-]*", inline_rest + typed_rest)) <= options
    assert set(re.findall(r"`(--[a-z][a-z-]*)`", GUIDE)) <= {
        name for command in commands.values() for parameter in command.params for name in parameter.opts
    } | {"--help"}


def test_what_the_guide_says_of_errors_is_what_they_say(desk: Path) -> None:
    bad = {"tua.txt": b"Judul\n\ncaf\xe9", "skor.pdf": b"x", "sama.md": b"---\nid: ada\n---\nIsi."}
    for name, data in bad.items():
        (desk / name).write_bytes(data)
    run = CliRunner().invoke
    given = ["--publisher", "W", "--date", "2024", "--language", "id", "--title", "x", "--yes"]
    assert run(app, ["add", "pasar.txt", "--id", "ada", *given]).exit_code == 0
    (desk / "berita" / "buruk.md").write_text("x", encoding="utf-8")
    said = "".join(
        run(app, command).output
        for command in (
            ["add", "pasar.txt"],
            ["add", "tua.txt", *given],
            ["add", "skor.pdf", *given],
            ["add", "sama.md", *given],
            ["edit", "tidak-ada", "--title", "x"],
            ["build"],
        )
    )
    table = GUIDE.partition("## Bila ada yang salah")[2]
    shown = re.findall(r"^\| `([^`]+)` \|", table, re.MULTILINE)
    told = [
        text for text in shown if text not in ("Berita itu diubah orang lain", "tanya: command not found")
    ]
    assert len(told) == 6
    for text in told:
        assert re.search(".*".join(re.escape(part.strip()) for part in text.split("…")), said), text
