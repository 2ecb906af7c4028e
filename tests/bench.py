"""Timings: `make bench`. Cold start to ready, resident memory, latency of answers, speed of building.

Prints a Markdown table with the date and the machine. Benchmarks, not tests: nothing here passes or fails.
"""

import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from bot.evaluation.answers import built_in, read_question_set

ROUNDS = 300
_COPIES = 2000


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder) / "index"
        environment = {**os.environ, "TANYA_INDEX_DIR": str(index), "TANYA_REQUESTS_PER_MINUTE": "0"}
        tanya = str(Path(sys.executable).parent / "tanya")
        rows = [
            ("`tanya --help`", f"{_best_of(lambda: _run(tanya, '--help', env=environment)):.2f} s"),
            (
                "`tanya build`, the shipped articles",
                f"{_timed(lambda: _run(tanya, 'build', env=environment)):.1f} s",
            ),
        ]
        with _service(tanya, environment) as (address, process, cold):
            rows.append(("cold start to ready", f"{cold:.1f} s"))
            questions = [row.question for row in read_question_set(built_in())]
            times = _latencies(address, questions)
            rows += [
                ("answer over HTTP, p50, one at a time", f"{statistics.median(times):.1f} ms"),
                ("answer over HTTP, p99", f"{statistics.quantiles(times, n=100)[98]:.1f} ms"),
                ("resident memory while serving", f"{_resident(process.pid):.0f} MB"),
            ]
        rows += _built(Path(folder))
    print(f"{datetime.now(UTC):%Y-%m-%d}, {_machine()}\n")
    print("| what | figure |\n|---|---|")
    for what, figure in rows:
        print(f"| {what} | {figure} |")


@contextmanager
def _service(tanya: str, environment: dict[str, str]) -> Iterator[tuple[str, subprocess.Popen[bytes], float]]:
    began = time.perf_counter()
    address = "http://127.0.0.1:8765"
    process = subprocess.Popen(
        [tanya, "serve", "--port", "8765"],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while not _ready(address):
            if process.poll() is not None or time.perf_counter() - began > 120:
                raise SystemExit("the service did not start")
            time.sleep(0.02)
        yield address, process, time.perf_counter() - began
    finally:
        process.terminate()
        process.wait(30)


def _ready(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/readyz", timeout=1) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _latencies(address: str, questions: list[str]) -> list[float]:
    """Milliseconds of `ROUNDS` answers, after one round of warming up."""
    import httpx

    times: list[float] = []
    with httpx.Client(base_url=address, timeout=30) as client:
        for number in range(len(questions) + ROUNDS):
            question = questions[number % len(questions)]
            began = time.perf_counter()
            client.post("/v1/answers", json={"question": question}).raise_for_status()
            if number >= len(questions):
                times.append((time.perf_counter() - began) * 1000)
    return times


def _built(folder: Path) -> list[tuple[str, str]]:
    """Build, open and search some ten thousand passages: the shipped articles over and over, numbered."""
    from dataclasses import replace

    from bot.settings import load_settings
    from bot.wiring import open_embedder, read_corpus
    from index.builder import build_index
    from index.opening import open_index
    from index.retriever import Retriever

    settings = load_settings(index_dir=folder / "large")
    embedder = open_embedder(settings)
    articles = read_corpus(settings).articles
    many = [
        replace(
            articles[n % len(articles)], id=f"article-{n}", title=f"{articles[n % len(articles)].title} {n}"
        )
        for n in range(_COPIES)
    ]
    report = build_index(many, settings.index_dir, embedder)
    began = time.perf_counter()
    opened = open_index(settings.index_dir, embedder)
    opening = time.perf_counter() - began
    retriever = Retriever(opened, embedder)
    times: list[float] = []
    for row in read_question_set(built_in()) * 10:
        began = time.perf_counter()
        retriever.retrieve(row.question)
        times.append((time.perf_counter() - began) * 1000)
    size = f"{report.passages:,} passages"
    return [
        (f"build, {size}", f"{report.seconds:.1f} s ({report.passages / report.seconds:,.0f} passages/s)"),
        (f"open and verify, {size}", f"{opening:.2f} s"),
        (
            f"retrieve, {size}, p50 / p99",
            f"{statistics.median(times):.1f} / {statistics.quantiles(times, n=100)[98]:.1f} ms",
        ),
    ]


def _run(*command: str, env: dict[str, str]) -> None:
    subprocess.run(command, env=env, check=True, stdout=subprocess.DEVNULL)


def _timed(act: Callable[[], None]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _best_of(act: Callable[[], None], rounds: int = 5) -> float:
    return min(_timed(act) for _ in range(rounds))


def _resident(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024


def _machine() -> str:
    cpu = Path("/proc/cpuinfo")
    names = [
        line.partition(":")[2].strip()
        for line in cpu.read_text().splitlines()
        if line.startswith("model name")
    ]
    processor = names[0] if names else platform.processor()
    return f"{os.cpu_count()} × {processor}, Python {platform.python_version()}"


if __name__ == "__main__":
    main()
