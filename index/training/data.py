"""Reads the public data sets of the training folder into plain records; nothing here knows about models."""

import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

# Sources of parallel_id_en.tsv that are news: the translation protocol is measured on these.
NEWS_SOURCES = ("PANL-", "gunnxx-news", "desmond86/bbc")
HELD_BACK_PAIRS = 1000


@dataclass(frozen=True, slots=True)
class Pair:
    """One sentence in Indonesian (or Banjarese) and in English."""

    source: str
    indonesian: str
    english: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question on a context; `answer` is None when the context does not answer.

    `start` is the character offset of `answer` in the context, -1 when there is none. `group` numbers the
    context within its data set, so that questions on one context can be kept together.
    """

    id: str
    text: str
    context: str
    answer: str | None
    start: int
    source: str
    group: int


def read_pairs(folder: Path) -> list[Pair]:
    """Parallel sentences whose lengths agree; neighbours that were misaligned at the source are dropped."""
    pairs: list[Pair] = []
    seen: set[tuple[str, str]] = set()
    for line in _lines(folder / "parallel_id_en.tsv"):
        source, indonesian, english = line.split("\t")
        ratio = (len(indonesian) + 8) / (len(english) + 8)
        key = (indonesian.casefold(), english.casefold())
        if not 0.55 < ratio < 1.85 or key in seen or len(english) < 3:
            continue
        seen.add(key)
        pairs.append(Pair(source, indonesian, english))
    return pairs


def split_pairs(pairs: list[Pair], seed: int = 7) -> tuple[list[Pair], list[Pair]]:
    """(training pairs, 1,000 held-back news pairs); no held-back sentence occurs in training."""
    candidates = [p for p in pairs if p.source.startswith(NEWS_SOURCES) and len(p.indonesian) >= 40]
    random.Random(seed).shuffle(candidates)
    held: list[Pair] = []
    sides: set[str] = set()
    for pair in candidates:
        keys = {pair.indonesian.casefold(), pair.english.casefold()}
        if not keys & sides:
            sides |= keys
            held.append(pair)
        if len(held) == HELD_BACK_PAIRS:
            break
    training = [p for p in pairs if not {p.indonesian.casefold(), p.english.casefold()} & sides]
    return training, held


def read_banjarese(folder: Path) -> list[tuple[str, str, str, str]]:
    """(source, Banjarese, Indonesian, English) rows; English is empty for dictionary rows."""
    rows: list[tuple[str, str, str, str]] = []
    for line in _lines(folder / "banjar_id_en.tsv"):
        source, banjarese, indonesian, english = [*line.split("\t"), ""][:4]
        rows.append((source, banjarese, indonesian, english))
    return rows


def read_slang(folder: Path, sources: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """(chat spelling, formal Indonesian); of the named sources only, when any is named."""
    rows = [line.split("\t") for line in _lines(folder / "slang_formal.tsv")]
    return [(slang, formal) for slang, formal, source in rows if not sources or source in sources]


def read_similarities(folder: Path) -> list[tuple[float, str, str]]:
    """(score 0–5, text, text) of the machine-translated STS data."""
    rows = [line.split("\t") for line in _lines(folder / "sts_id_train.tsv")]
    return [(float(row[0]), row[1], row[2]) for row in rows if len(row) >= 3]


def read_entailments(folder: Path) -> list[tuple[str, str, str]]:
    """(premise, hypothesis, label e | n | c) of the IndoNLI training split."""
    rows = [json.loads(line) for line in _lines(folder / "indonli_train.jsonl")]
    return [
        (
            row.get("premise") or row["sentence1"],
            row.get("hypothesis") or row["sentence2"],
            (row.get("label") or row["gold_label"])[0],
        )
        for row in rows
    ]


def read_squad(path: Path) -> list[Question]:
    """Questions of a file in SQuAD 2.0 layout; rows whose answer is not found at its offset are dropped."""
    questions: list[Question] = []
    for group, paragraph in enumerate(json.loads(path.read_text(encoding="utf-8"))):
        context: str = paragraph["context"]
        for qa in paragraph["qas"]:
            answer = None if qa["is_impossible"] else qa["answers"][0]
            if answer is None:
                questions.append(Question(qa["id"], qa["question"], context, None, -1, path.stem, group))
                continue
            start, text = answer["answer_start"], answer["text"]
            if context[start : start + len(text)] != text:
                start = context.find(text)
            if start >= 0 and text:
                questions.append(Question(qa["id"], qa["question"], context, text, start, path.stem, group))
    return questions


def read_contexts(path: Path) -> list[str]:
    """Every context of a file in SQuAD 2.0 layout, those without a question too."""
    return [paragraph["context"] for paragraph in json.loads(path.read_text(encoding="utf-8"))]


def read_factoid(path: Path, unseen_only: bool = False) -> list[Question]:
    """FacQA questions, with the spaces that tokenising put before punctuation taken out again.

    `unseen_only` keeps the validation rows whose context is no training context.
    """
    questions: list[Question] = []
    groups: dict[str, int] = {}
    for line in _lines(path):
        row = json.loads(line)
        if unseen_only and row["context_in_train"]:
            continue
        answer = row["answers"][0]
        context, start, end = detokenise(
            row["context"], answer["answer_start"], answer["answer_start"] + len(answer["text"])
        )
        question = detokenise(row["question"], 0, 0)[0]
        group = groups.setdefault(context, len(groups))
        questions.append(Question(row["id"], question, context, context[start:end], start, path.stem, group))
    return questions


def detokenise(text: str, start: int, end: int) -> tuple[str, int, int]:
    """Text without the spaces before closing and after opening punctuation, and the span moved with it."""
    kept: list[str] = []
    removed: list[int] = []
    position = 0
    quotes = 0
    for match in re.finditer(r" (?=[.,;:!?)\]%…])|(?<=[(\[]) |\"", text):
        if match.group() == '"':
            quotes += 1
            if quotes % 2 == 1 and text[match.end() : match.end() + 1] == " ":
                removed.append(match.end())
            elif quotes % 2 == 0 and text[match.start() - 1 : match.start()] == " ":
                removed.append(match.start() - 1)
        else:
            removed.append(match.start())
    for cut in sorted(set(removed)):
        kept.append(text[position:cut])
        position = cut + 1
    kept.append(text[position:])
    cuts = sorted(set(removed))
    return (
        "".join(kept),
        start - sum(cut < start for cut in cuts),
        end - sum(cut < end for cut in cuts),
    )


def _lines(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            if line.strip():
                yield line.rstrip("\n")
