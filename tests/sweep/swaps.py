"""A real `tanya serve` under constant load while one generation after another is published."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from bot.settings import load_settings
from bot.wiring import build_with, open_embedder
from tests.sweep.rebuild import articles

_QUESTION = "Siapa Bupati Lembah Sunyi?"
_FIRST = ("Darma", "Sekar", "Bagas", "Ratna", "Guntur", "Melati", "Surya", "Intan", "Wira", "Kirana")
_LAST = (
    *(
        "Wijaya",
        "Aruna",
        "Pratama",
        "Lestari",
        "Halim",
        "Santosa",
        "Mahendra",
        "Purnama",
        "Gunawan",
        "Hidayat",
    ),
    *(
        "Saputra",
        "Kusuma",
        "Nugraha",
        "Rahman",
        "Siregar",
        "Wibowo",
        "Setiawan",
        "Permata",
        "Sanjaya",
        "Firdaus",
    ),
)


@dataclass
class Load:
    """What came of the questions that were asked all the time."""

    url: str
    names: dict[str, str] = field(default_factory=dict)
    asked: int = 0
    failed: list[str] = field(default_factory=list)
    mixed: list[str] = field(default_factory=list)
    serving: str = ""
    over: bool = False

    def ask(self) -> None:
        """Ask until it is over."""
        body = json.dumps({"question": _QUESTION}).encode()
        while not self.over:
            request = urllib.request.Request(
                f"{self.url}/v1/answers", body, {"Content-Type": "application/json"}
            )
            try:
                with urllib.request.urlopen(request, timeout=20) as response:
                    answer = json.load(response)
            except (urllib.error.URLError, OSError) as error:
                self.failed.append(str(error))
                continue
            self.asked += 1
            self.serving = answer["generation"]
            if self.names[answer["generation"]] not in answer["answer"]:
                self.mixed.append(f"{answer['generation']}: {answer['answer']}")


def swaps(folder: Path, count: int, port: int) -> str:
    """Publish `count` generations under load; one line of what was seen. Raises AssertionError."""
    settings = load_settings(index_dir=folder / "index", corpus_dir=folder / "articles")
    embedder = open_embedder(settings)
    load = Load(f"http://127.0.0.1:{port}")

    def publish(number: int) -> str:
        name = f"{_FIRST[number % 10]} {_LAST[number // 10 % 20]}"
        (news,) = articles(1)
        body = f"Bupati Lembah Sunyi, {name}, meresmikan jembatan gantung di Desa Ampah pada Kamis."
        told = [type(news)(**{**_fields(news), "body": body})]
        load.names[f"v{number + 1:06d}"] = name
        generation = build_with(embedder, settings, told).generation
        assert generation == f"v{number + 1:06d}"
        return generation

    publish(0)
    server = _serve(folder, port)
    threads = [threading.Thread(target=load.ask) for _ in range(2)]
    slowest, resident = 0.0, {0: 0}
    try:
        _until(lambda: _ready(load.url))
        for thread in threads:
            thread.start()
        for number in range(1, count + 1):
            generation = publish(number)
            began = time.perf_counter()
            _until(lambda wanted=generation: load.serving == wanted)
            slowest = max(slowest, time.perf_counter() - began)
            resident[number] = _resident(server.pid)
    finally:
        load.over = True
        for thread in threads:
            if thread.is_alive():
                thread.join()
        server.send_signal(signal.SIGTERM)
        server.wait(30)
    assert not load.failed, load.failed[:3]
    assert not load.mixed, load.mixed[:3]
    early = min(20, count)
    return (
        f"{count} swaps, {load.asked} answers, 0 failed, 0 mixed; slowest swap {slowest:.2f} s; "
        f"resident memory {resident[early]} kB after {early} swaps, {resident[count]} kB after {count} "
        f"({resident[count] / resident[early] - 1:+.1%})"
    )


def _fields(news: object) -> dict[str, object]:
    return {name: getattr(news, name) for name in type(news).__dataclass_fields__}  # type: ignore[attr-defined]


def _serve(folder: Path, port: int) -> subprocess.Popen[bytes]:
    code = "from bot.cli import main; main()"
    (folder / "articles").mkdir(exist_ok=True)
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("TANYA_", "TELEGRAM_"))}
    return subprocess.Popen(
        [sys.executable, "-c", code, "serve", "--port", str(port)],
        cwd=Path(__file__).parents[2],
        env={
            **kept,
            "TANYA_INDEX_DIR": str(folder / "index"),
            "TANYA_CORPUS_DIR": str(folder / "articles"),
            "TANYA_REQUESTS_PER_MINUTE": "100000",
        },
        stderr=subprocess.DEVNULL,
    )


def _ready(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/readyz", timeout=5) as response:
            return response.status == 200
    except OSError:
        return False


def _until(true: object) -> None:
    end = time.monotonic() + 60
    while not true():  # type: ignore[operator]
        assert time.monotonic() < end, "waited for a minute"
        time.sleep(0.02)


def _resident(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))
