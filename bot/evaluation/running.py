"""What `tanya evaluate` prints: question sets over an index of their own, protocols on public data."""

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.evaluation.answers import Verdict, ask_all, built_in, read_question_set, tallies
from bot.settings import Settings
from bot.wiring import build_with, open_answerer, open_embedder, open_reader, read_corpus
from corpus.errors import TanyaError

_DATA_FILES = (
    "idk_mrc_train.json",
    "idk_mrc_valid.json",
    "facqa_valid.jsonl",
    "parallel_id_en.tsv",
    "slang_formal.tsv",
)


class DataMissing(TanyaError):
    """The folder of public data lacks a file."""


def evaluate_all(
    settings: Settings, data: Path | None, sets: Sequence[Path], folders: Sequence[Path], *, failures: bool
) -> Iterator[str]:
    """Yield the lines of the report.

    The question sets (the built-in one where none is given) are asked over the articles of the corpus and
    of `folders`, in an index of their own. `data` is the folder of public data, over which the tables of the
    models are made. Raises `DataMissing` before anything else if a file of it is not there.
    """
    missing = [data / name for name in _DATA_FILES if not (data / name).is_file()] if data else []
    if missing:
        raise DataMissing(f"{missing[0]} is not there")
    with tempfile.TemporaryDirectory(prefix="tanya-evaluate-") as folder:
        own = settings.model_copy(update={"index_dir": Path(folder)})
        corpora = [settings.model_copy(update={"corpus_dir": corpus}) for corpus in folders]
        articles = [article for corpus in (own, *corpora) for article in read_corpus(corpus).articles]
        build_with(open_embedder(own), own, articles)
        answerer = open_answerer(own)
        for path in sets or (built_in(),):
            yield from _report(path, ask_all(answerer, read_question_set(path)), failures=failures)
    if data is not None:
        yield from _models(settings, data)


def _report(path: Path, verdicts: Sequence[Verdict], *, failures: bool) -> Iterator[str]:
    yield f"{path.name}: {len(verdicts)} questions"
    for tally in tallies(verdicts):
        share = tally.right / max(tally.asked, 1)
        yield f"  {tally.group:<16} {tally.right:>4} / {tally.asked:<4} {share:.1%}"
    for verdict in verdicts:
        if failures and verdict.faults:
            yield f"  {verdict.question.id}  {verdict.question.question}"
            yield f"      {'; '.join(verdict.faults)}"
            yield f"      → {' '.join(verdict.answer.answer.split())}"


def _models(settings: Settings, data: Path) -> Iterator[str]:
    from bot.training.evaluate import evaluate_models

    for table in evaluate_models(data, open_embedder(settings), open_reader(settings)):
        yield from table.lines()
