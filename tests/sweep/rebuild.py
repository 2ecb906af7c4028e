"""A rebuild without models, as a process that can be killed: `python -m tests.sweep.rebuild FOLDER [wait]`.

Prints the generation that it published, or what kept it from that. With `wait` it says "ready", and starts
when its standard input tells it to.
"""

import sys
from pathlib import Path

from corpus.article import Article
from index.builder import build_index
from index.embedder import HashingEmbedder
from index.errors import IndexLocked
from index.lexical import LexicalIndex
from index.store import VectorStore


def articles(*numbers: int) -> list[Article]:
    return [
        Article(
            id=f"berita-{number}",
            title=f"Berita {number}",
            publisher="Harian Contoh",
            published="2024-05-17",
            language="id",
            body=f"Hujan ke-{number} turun di Lembah Biru. Sungai meluap.",
        )
        for number in numbers
    ]


def main() -> None:
    folder = Path(sys.argv[1])
    if sys.argv[2:] == ["wait"]:
        # What would be loaded in between is loaded first.
        VectorStore.build(HashingEmbedder(8).embed_passages(["x"])).to_bytes()
        LexicalIndex.build(["x"])

        print("ready", flush=True)
        sys.stdin.readline()
    try:
        print(build_index(articles(1, 2, 3), folder, HashingEmbedder(8)).generation, flush=True)
    except IndexLocked as locked:
        print(f"locked: {locked}", flush=True)
    except OSError as error:
        print(f"failed: {error.strerror}", flush=True)


if __name__ == "__main__":
    main()
