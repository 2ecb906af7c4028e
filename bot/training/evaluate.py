"""Every figure of the models in tables: `python -m bot.training.evaluate --data ../shared/data`."""

import argparse
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from bot.answering.extractive import ARTICLES_READ
from bot.answering.facts import Document, FactFinder
from bot.answering.reader import Reader, TransformerReader
from bot.training.protocols import (
    Ranking,
    RetrievalTask,
    dense_chooser,
    fuse,
    read_all,
    reader_chooser,
    reading_figures,
    reliability,
    rerank,
    sentence_choice,
    translation_top1,
)
from index.embedder import Embedder
from index.lexical import LexicalIndex
from index.loading import load_embedder
from index.retriever import FusionWeights, both_readings
from index.sentences import split_sentences
from index.spelling import Spelled, Speller, chat_lexicon, dialect_lexicon, plain_words
from index.training.augment import ChatRewriter
from index.training.data import read_factoid, read_pairs, read_slang, read_squad, split_pairs

# Chosen on IDK-MRC validation (docs/models.md).
DENSE_WEIGHT = 0.5
RERANK_DEPTH = 3
RERANK_WEIGHT = 1.5
DEEPER = 10
THRESHOLD = 0.6
PASSAGES_TIMED = 12_000
THREADS = (1, 2)
REWRITINGS = (1, 2, 3, 4)  # seeds of the chat rewriting; the first is the protocol's


@dataclass(frozen=True, slots=True)
class Table:
    """A titled table of strings, its first row the heads of its columns."""

    title: str
    rows: tuple[tuple[str, ...], ...]

    def lines(self) -> Iterator[str]:
        """The table as lines of Markdown."""
        head, *rows = self.rows
        yield from ("", f"**{self.title}**", "", f"| {' | '.join(head)} |", f"|{'---|' * len(head)}")
        yield from (f"| {' | '.join(row)} |" for row in rows)


def evaluate_models(data: Path, embedder: Embedder, reader: Reader) -> list[Table]:
    """All tables of the model card, on the validation splits under `data`."""
    task = RetrievalTask(data)
    return [
        *_retrieval(task, data, embedder, reader),
        _sentences(data, embedder, reader),
        *_reading(data, reader),
        _translation(data, embedder),
        _latency(task, data, embedder, reader),
    ]


def _retrieval(task: RetrievalTask, data: Path, embedder: Embedder, reader: Reader) -> list[Table]:
    passages = embedder.embed_passages(task.contexts)
    words = [word for context in task.contexts for word in _words(context)]
    speller = Speller(chat_lexicon(), words, plain_words(), task.lexical.company, dialect_lexicon())
    clean = [question.text for question in task.questions]

    def systems(questions: Sequence[Spelled], depths: Sequence[int]) -> dict[str, np.ndarray]:
        bm25 = np.stack([both_readings(q, task.lexical.scores, FusionWeights().meant) for q in questions])
        dense = embedder.embed_queries([question.meant for question in questions]) @ passages.T
        fused = fuse(bm25, dense, DENSE_WEIGHT)
        scores = {"BM25": bm25, "dense": dense, "fused": fused}
        texts = [question.text for question in questions]
        for depth in depths:
            scores[f"fused, {depth} read"] = rerank(task, texts, fused, reader, depth, RERANK_WEIGHT)
        return scores

    rows = [("questions", "system", "MRR@10", "R@1", "R@5", "R@20")]

    def add(name: str, scores: Mapping[str, np.ndarray]) -> None:
        rows.extend((name, system, *_cells(task.ranking(score))) for system, score in scores.items())

    add("clean", systems([Spelled(text, text) for text in clean], (RERANK_DEPTH, DEEPER)))
    add("clean, through the speller", systems([speller.spell(text) for text in clean], ()))
    for seed in REWRITINGS:
        rewriter = ChatRewriter(read_slang(data), seed)
        chat = [speller.spell(rewriter.chat(text)) for text in clean]
        add(f"chat spelling {seed}, through the speller", systems(chat, (RERANK_DEPTH,)))
    return [Table(f"P1: {len(clean)} questions, {len(task.contexts)} contexts", tuple(rows))]


def _words(text: str) -> list[str]:
    return "".join(c if c.isalnum() else " " for c in text).split()


def _cells(ranking: Ranking) -> tuple[str, ...]:
    return tuple(f"{value:.3f}" for value in (ranking.mrr10, ranking.r1, ranking.r5, ranking.r20))


def _sentences(data: Path, embedder: Embedder, reader: Reader) -> Table:
    rows: list[tuple[str, ...]] = [("data", "system", "right sentence", "questions")]
    sets = {
        "IDK-MRC valid (P2)": read_squad(data / "idk_mrc_valid.json"),
        "FacQA valid, unseen contexts": read_factoid(data / "facqa_valid.jsonl", unseen_only=True),
    }
    for name, questions in sets.items():
        for system, choose in (("embedder", dense_chooser(embedder)), ("reader", reader_chooser(reader))):
            share, count = sentence_choice(questions, choose)
            rows.append((name, system, f"{share:.3f}", str(count)))
    return Table("Right sentence, context given", tuple(rows))


def _reading(data: Path, reader: Reader) -> list[Table]:
    rows: list[tuple[str, ...]] = [
        ("data", "EM", "F1", "EM answerable", "F1 answerable", "EM forced", "F1 forced", "answered-or-not")
    ]
    tables: list[Table] = []
    for name, questions in (
        ("IDK-MRC valid", read_squad(data / "idk_mrc_valid.json")),
        ("FacQA valid, unseen contexts", read_factoid(data / "facqa_valid.jsonl", unseen_only=True)),
    ):
        readings = read_all(reader, questions)
        f = reading_figures(questions, readings, THRESHOLD)
        percents = (f.exact, f.f1, f.answerable_exact, f.answerable_f1, f.forced_exact, f.forced_f1)
        rows.append((name, *(f"{value:.1f}" for value in percents), f"{f.accuracy:.3f}"))
        if name.startswith("IDK"):
            truth = [question.answer is not None for question in questions]
            bins = reliability([reading.answerable for reading in readings], truth)
            tables.append(
                Table(
                    "Reliability on IDK-MRC valid: stated probability against share answerable",
                    (
                        ("stated", "true", "questions"),
                        *((f"{a:.2f}", f"{b:.2f}", str(n)) for a, b, n in bins),
                    ),
                )
            )
    return [Table(f"Reading, span given from probability {THRESHOLD}", tuple(rows)), *tables]


def _translation(data: Path, embedder: Embedder) -> Table:
    _, held_back = split_pairs(read_pairs(data))
    share = translation_top1(embedder, held_back)
    return Table(
        "English sentence to its Indonesian translation, held-back news",
        (("top 1", "pairs"), (f"{share:.3f}", str(len(held_back)))),
    )


def _latency(task: RetrievalTask, data: Path, embedder: Embedder, reader: Reader) -> Table:
    questions = [question.text for question in task.questions[:100]]
    passages = [run for context in task.contexts for run in _runs(context)]
    # The contexts are too few; news sentences, in threes, fill up.
    news = [pair.indonesian for pair in read_pairs(data)]
    passages += [" ".join(news[i : i + 3]) for i in range(0, len(news), 3)]
    passages = passages[:PASSAGES_TIMED]
    vectors, lexical = embedder.embed_passages(passages), LexicalIndex.build(passages)
    words = [word for passage in passages for word in _words(passage)]
    speller = Speller(chat_lexicon(), words, plain_words(), lexical.company, dialect_lexicon())
    documents = [
        Document(str(i), "", text, "2000", "id", tuple(split_sentences(text)), 1.0)
        for i, text in enumerate(passages)
    ]
    finder = FactFinder(embedder, lambda stem: 1 / (1 + lexical.holding(stem)), reader)

    def nearest(question: str) -> list[int]:
        spelled = speller.spell(question)
        dense = embedder.embed_queries([spelled.meant]) @ vectors.T
        bm25 = both_readings(spelled, lexical.scores, FusionWeights().meant)
        fused = fuse(bm25[None, :], dense, DENSE_WEIGHT)[0]
        return [int(i) for i in np.argsort(-fused)[:ARTICLES_READ]]

    acts: dict[str, Callable[[str], object]] = {
        "put the spelling right": speller.spell,
        "embed one question": lambda q: embedder.embed_queries([q]),
        f"retrieve from {len(passages):,} passages, spelling and embedding included": nearest,
        "retrieve, rank the sentences of 5 texts, read the best: as served": (
            lambda q: finder.find(q, [documents[i] for i in nearest(q)])
        ),
        f"retrieve and read {RERANK_DEPTH} passages whole": (
            lambda q: reader.read(q, [passages[i] for i in nearest(q)[:RERANK_DEPTH]])
        ),
    }
    return Table(
        "Time in ms, one question at a time",
        (
            ("what", *(f"{name}, {count} thread(s)" for count in THREADS for name in ("p50", "p99"))),
            *((name, *_times(act, questions)) for name, act in acts.items()),
        ),
    )


def _runs(context: str) -> list[str]:
    """A context in runs of three sentences."""
    spans = split_sentences(context)
    return [context[spans[i][0] : spans[min(i + 2, len(spans) - 1)][1]] for i in range(0, len(spans), 3)]


def _times(act: Callable[[str], object], questions: Sequence[str]) -> tuple[str, ...]:
    """p50 and p99 for each count of threads."""
    cells: list[str] = []
    for count in THREADS:
        with threadpool_limits(count):
            act(questions[0])
            spent: list[float] = []
            for question in questions:
                began = time.perf_counter()
                act(question)
                spent.append(1000 * (time.perf_counter() - began))
        cells += [f"{np.percentile(spent, q):.1f}" for q in (50, 99)]
    return tuple(cells)


def main() -> None:
    """Print every table as Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--embedder", type=Path, default=Path("index/models/embedder"))
    parser.add_argument("--reader", type=Path, default=Path("bot/models/reader"))
    options = parser.parse_args()
    for table in evaluate_models(
        options.data, load_embedder(options.embedder), TransformerReader(options.reader)
    ):
        print("\n".join(table.lines()))


if __name__ == "__main__":
    main()
