"""Growth of the corpus, and the same work in other libraries: `python -m tests.bench_growth`.

Invented news, eight passages an article, embedded by the shipped model everywhere. Every system and size runs
in a process of its own, on one thread. With `--out` the table goes to `growth.csv` there, with plots beside
it, and into docs/performance.md. Benchmarks, not tests: nothing here passes or fails.
"""

import argparse
import csv
import json
import os
import platform
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from importlib.metadata import version
from itertools import accumulate
from pathlib import Path
from typing import Any

from corpus.article import Article
from index.embedder import BUNDLED_EMBEDDER
from index.passages import searched_text, split_passages

SIZES = (1_000, 10_000, 100_000)
SYSTEMS = ("tanya", "langchain", "txtai")
_QUERIES = 200
_PASSAGES = 8
_VOCABULARY = 40_000
_DOCUMENT = Path(__file__).parents[1] / "docs" / "performance.md"
_KINDS = {
    "tanya": "hybrid: BM25 and FAISS",
    "langchain": "dense: FAISS",
    "txtai": "hybrid: BM25 and FAISS",
}


@dataclass(frozen=True)
class Row:
    """One system at one size; seconds, megabytes, milliseconds."""

    system: str
    passages: int
    build_s: float
    passages_per_s: float
    one_more_s: float
    open_s: float
    resident_mb: float
    disk_mb: float
    query_p50_ms: float
    query_p99_ms: float


class News:
    """Invented news that is the same every time: words of invented syllables, as frequent as words are."""

    def __init__(self) -> None:
        self._random = random.Random(1)
        syllables = [c + v for c in "bcdfghjklmnprst" for v in "aiueo"]
        self._words = [
            "".join(self._random.choices(syllables, k=self._random.randint(2, 4))) for _ in range(_VOCABULARY)
        ]
        self._weights = list(accumulate(1 / (rank + 2) for rank in range(_VOCABULARY)))

    def articles(self, passages: int) -> list[Article]:
        return [self.article(f"a{number:06d}") for number in range(passages // _PASSAGES)]

    def article(self, name: str) -> Article:
        paragraphs = [" ".join(self._sentence() for _ in range(5)) for _ in range(_PASSAGES)]
        return Article(
            id=name,
            title=self._sentence()[:60],
            publisher="Harian Contoh",
            published="2024-05-17",
            language="id",
            body="\n\n".join(paragraphs),
        )

    def questions(self, articles: Sequence[Article]) -> list[str]:
        """Some words of one sentence each."""
        chosen = [
            self._random.choice(article.body.split(". "))
            for article in self._random.choices(articles, k=_QUERIES)
        ]
        return [" ".join(sentence.split()[3:9]) + "?" for sentence in chosen]

    def _sentence(self) -> str:
        words = self._random.choices(self._words, cum_weights=self._weights, k=14)
        return " ".join(words).capitalize() + "."


@dataclass(frozen=True)
class System:
    """What is timed: all of them start from a folder and end in one."""

    build: Callable[[Sequence[Article], Path], None]
    more: Callable[[Sequence[Article], Article, Path], None]
    open: Callable[[Path], Callable[[str], Any]]


def tanya() -> System:
    # Imported where they are first used; in the other systems what they import is not timed either.
    import faiss  # noqa: F401
    import Stemmer  # noqa: F401

    from index.builder import build_index
    from index.loading import load_embedder
    from index.opening import open_index
    from index.retriever import Retriever

    embedder = load_embedder(BUNDLED_EMBEDDER)

    def opened(folder: Path) -> Callable[[str], Any]:
        retriever = Retriever(open_index(folder, embedder), embedder)
        return lambda question: retriever.retrieve(question, 10)

    return System(
        lambda articles, folder: build_index(articles, folder, embedder),
        lambda articles, one, folder: build_index([*articles, one], folder, embedder),
        opened,
    )


def langchain() -> System:
    import faiss
    from langchain_community.vectorstores import FAISS
    from langchain_core.embeddings import Embeddings
    from sentence_transformers import SentenceTransformer

    faiss.omp_set_num_threads(1)
    model = SentenceTransformer(str(BUNDLED_EMBEDDER), device="cpu")

    class Shipped(Embeddings):
        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            return model.encode(texts, batch_size=64, normalize_embeddings=True).tolist()

        def embed_query(self, text: str) -> list[float]:
            return model.encode([text], normalize_embeddings=True)[0].tolist()

    def build(articles: Sequence[Article], folder: Path) -> None:
        ids, texts = _texts(articles)
        FAISS.from_texts(texts, Shipped(), [{"id": name} for name in ids], ids=ids).save_local(str(folder))

    def load(folder: Path) -> Any:
        return FAISS.load_local(str(folder), Shipped(), allow_dangerous_deserialization=True)

    def more(_: Sequence[Article], one: Article, folder: Path) -> None:
        store = load(folder)
        ids, texts = _texts([one])
        store.add_texts(texts, [{"id": name} for name in ids], ids=ids)
        store.save_local(str(folder))

    def opened(folder: Path) -> Callable[[str], Any]:
        store = load(folder)
        return lambda question: store.similarity_search_with_score(question, k=10)

    return System(build, more, opened)


def txtai() -> System:
    from txtai import Embeddings

    def load(folder: Path) -> Any:
        embeddings = Embeddings()
        embeddings.load(str(folder))
        return embeddings

    def build(articles: Sequence[Article], folder: Path) -> None:
        embeddings = Embeddings(
            path=str(BUNDLED_EMBEDDER), method="sentence-transformers", hybrid=True, gpu=False, content=True
        )
        embeddings.index(zip(*_texts(articles), strict=True))
        embeddings.save(str(folder))

    def more(_: Sequence[Article], one: Article, folder: Path) -> None:
        embeddings = load(folder)
        embeddings.upsert(zip(*_texts([one]), strict=True))
        embeddings.save(str(folder))

    def opened(folder: Path) -> Callable[[str], Any]:
        embeddings = load(folder)
        return lambda question: embeddings.search(re.sub(r"[^\w ]", "", question), 10)

    return System(build, more, opened)


def _texts(articles: Sequence[Article]) -> tuple[list[str], list[str]]:
    pairs = [
        (passage.id, searched_text(article, passage))
        for article in articles
        for passage in split_passages(article)
    ]
    return [name for name, _ in pairs], [text for _, text in pairs]


def measured(name: str, passages: int, folder: Path) -> Row:
    """Measure one system at one size, in this process."""
    news = News()
    articles = news.articles(passages)
    questions = news.questions(articles)
    system = {"tanya": tanya, "langchain": langchain, "txtai": txtai}[name]()
    count = sum(len(split_passages(article)) for article in articles)
    built = _seconds(lambda: system.build(articles, folder))
    more = _seconds(lambda: system.more(articles, news.article("a000001x"), folder))
    opened = subprocess.run(
        [sys.executable, "-m", "tests.bench_growth", "--open", name, "--folder", str(folder)],
        input=json.dumps(questions),
        capture_output=True,
        text=True,
        check=True,
    )
    seconds, resident, p50, p99 = json.loads(opened.stdout.splitlines()[-1])
    disk = sum(path.stat().st_size for path in _newest(folder).rglob("*") if path.is_file()) / 1e6
    return Row(name, count, built, count / built, more, seconds, resident, disk, p50, p99)


def opened(name: str, folder: Path) -> tuple[float, float, float, float]:
    """Open an index in this process: seconds, largest resident megabytes, p50 and p99 of a query in ms."""
    questions: list[str] = json.loads(sys.stdin.read())
    system = {"tanya": tanya, "langchain": langchain, "txtai": txtai}[name]()
    began = time.perf_counter()
    search = system.open(folder)
    seconds = time.perf_counter() - began
    for question in questions[:5]:
        search(question)
    times = [1000 * _seconds(lambda question=question: search(question)) for question in questions]
    # ru_maxrss would count the process that started this one: Linux carries it over the exec.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    resident = int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) / 1024
    return seconds, resident, statistics.median(times), statistics.quantiles(times, n=100)[98]


def _seconds(act: Callable[[], Any]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _newest(folder: Path) -> Path:
    return max(folder.glob("v0*"), default=folder)


def table(rows: Sequence[Row]) -> list[str]:
    """The rows in Markdown."""
    heads = (
        "system",
        "passages",
        "build s",
        "passages/s",
        "one more article s",
        "open s",
        "memory MB",
        "disk MB",
        "query p50 ms",
        "p99 ms",
    )
    lines = ["| " + " | ".join(heads) + " |", "|---" * len(heads) + "|"]
    for row in rows:
        numbers = [
            f"{row.build_s:.1f}",
            f"{row.passages_per_s:,.0f}",
            f"{row.one_more_s:.2f}",
            f"{row.open_s:.2f}",
        ]
        numbers += [
            f"{row.resident_mb:,.0f}",
            f"{row.disk_mb:.1f}",
            f"{row.query_p50_ms:.2f}",
            f"{row.query_p99_ms:.2f}",
        ]
        lines.append(f"| {row.system} | {row.passages:,} | " + " | ".join(numbers) + " |")
    return lines


def document(text: str, rows: Sequence[Row], told: str) -> str:
    """docs/performance.md with the table of `rows` between its markers."""
    versions = [
        f"* {name}: {_KINDS[name]}{_version(name)}" for name in dict.fromkeys(row.system for row in rows)
    ]
    new = "\n".join(["<!-- growth -->", told, "", *versions, "", *table(rows), "<!-- /growth -->"])
    return re.sub(r"<!-- growth -->.*?<!-- /growth -->", lambda _: new, text, count=1, flags=re.DOTALL)


def _version(name: str) -> str:
    package = {"langchain": "langchain-community", "txtai": "txtai"}.get(name)
    return f" ({package} {version(package)})" if package else ""


def _plots(rows: Sequence[Row], folder: Path) -> None:
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "tanya"
    import matplotlib.pyplot as plt

    for column, words in (
        ("passages_per_s", "full build, passages a second"),
        ("one_more_s", "rebuild after one more article, seconds"),
        ("open_s", "opening, seconds"),
        ("query_p50_ms", "one query, median, ms"),
        ("resident_mb", "memory after opening, MB"),
    ):
        figure, axes = plt.subplots(figsize=(5, 3.2))
        for system in dict.fromkeys(row.system for row in rows):
            own = [row for row in rows if row.system == system]
            axes.plot(
                [row.passages for row in own], [getattr(row, column) for row in own], "o-", label=system
            )
        axes.set(xscale="log", yscale="log", xlabel="passages", title=words)
        axes.legend()
        axes.grid(alpha=0.3)
        figure.tight_layout()
        figure.savefig(folder / f"{column}.svg", metadata={"Date": None})
        plt.close(figure)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=lambda text: [int(size) for size in text.split(",")], default=SIZES)
    parser.add_argument("--systems", type=lambda text: text.split(","), default=["tanya"])
    parser.add_argument("--out", type=Path)
    for internal in ("--measure", "--open"):
        parser.add_argument(internal, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.open:
        print(json.dumps(opened(wanted.open, wanted.folder)))
        return
    if wanted.measure:
        print(json.dumps(asdict(measured(wanted.measure, wanted.sizes[0], wanted.folder))))
        return
    rows: list[Row] = []
    for size in wanted.sizes:
        for system in wanted.systems:
            with tempfile.TemporaryDirectory(prefix="tanya-bench-") as folder:
                done = subprocess.run(
                    [
                        sys.executable,
                        "-m",
                        "tests.bench_growth",
                        "--measure",
                        system,
                        "--sizes",
                        str(size),
                        "--folder",
                        f"{folder}/index",
                    ],
                    env={
                        **os.environ,
                        "OMP_NUM_THREADS": "1",
                        "OPENBLAS_NUM_THREADS": "1",
                        "TOKENIZERS_PARALLELISM": "false",
                    },
                    stdout=subprocess.PIPE,
                    text=True,
                    check=True,
                )
            rows.append(Row(**json.loads(done.stdout.splitlines()[-1])))
            print(table(rows)[-1], file=sys.stderr, flush=True)
    machine = f"{os.cpu_count()} cores {_processor()}, Python {platform.python_version()}, one thread"
    told = f"{datetime.now(UTC):%Y-%m-%d}, {machine}."
    print("\n".join([told, "", *table(rows)]))
    if wanted.out:
        wanted.out.mkdir(parents=True, exist_ok=True)
        with (wanted.out / "growth.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow([field.name for field in fields(Row)])
            writer.writerows(asdict(row).values() for row in rows)
        _plots(rows, wanted.out)
        _DOCUMENT.write_text(document(_DOCUMENT.read_text(encoding="utf-8"), rows, told), encoding="utf-8")


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    return next(
        (line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.processor()
    )


if __name__ == "__main__":
    main()
