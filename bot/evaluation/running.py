"""What `tanya evaluate` prints: question sets over an index of their own, protocols on public data."""

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.answering.sentence_reader import SentenceReader, TermWeights, bundled_threshold
from bot.evaluation.answers import Verdict, ask_all, built_in, read_question_set, tallies
from bot.evaluation.reading_questions import (
    Refusal,
    choose_threshold,
    measure_choice,
    measure_refusal,
    read_questions,
)
from bot.settings import Settings
from bot.wiring import build, open_answerer, open_embedder, read_corpus


def evaluate_all(
    settings: Settings, data: Path | None, sets: Sequence[Path], folders: Sequence[Path], *, failures: bool
) -> Iterator[str]:
    """Yield the lines of the report.

    The question sets (the built-in one where none is given) are asked over the articles of the corpus and
    of `folders`, in an index of their own. `data` is the folder of public data.
    """
    with tempfile.TemporaryDirectory(prefix="tanya-evaluate-") as folder:
        own = settings.model_copy(update={"index_dir": Path(folder)})
        corpora = [settings.model_copy(update={"corpus_dir": corpus}) for corpus in folders]
        articles = [article for corpus in (own, *corpora) for article in read_corpus(corpus).articles]
        build(own, articles)
        answerer = open_answerer(own)
        for path in sets or (built_in(),):
            yield from _report(path, ask_all(answerer, read_question_set(path)), failures=failures)
    if data is not None:
        yield from _sentence_reader(settings, data)


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


def _sentence_reader(settings: Settings, data: Path) -> Iterator[str]:
    valid, train = (read_questions(data / f"idk_mrc_{split}.json") for split in ("valid", "train"))
    terms = TermWeights(dict.fromkeys(question.context for question in (*valid, *train)))
    reader = SentenceReader(open_embedder(settings), terms)
    choice, refusals = measure_choice(reader, valid), measure_refusal(reader, valid)
    best = choose_threshold(refusals)
    yield "idk_mrc_valid.json, sentence reader (fitted on it; cross-validated figures: see its weights)"
    yield f"  right sentence (P2)  {choice.right:.3f} of {choice.questions}"
    yield "  threshold  answerable answered  unanswerable refused  balanced accuracy"
    for refusal in refusals:
        if (
            refusal.threshold in (best.threshold, bundled_threshold())
            or round(refusal.threshold * 100) % 10 == 0
        ):
            yield _row(refusal, best)


def _row(refusal: Refusal, best: Refusal) -> str:
    marks = [
        mark
        for mark, holds in (("best", refusal == best), ("in use", refusal.threshold == bundled_threshold()))
        if holds
    ]
    figures = f"{refusal.answered:>19.3f}  {refusal.refused:>20.3f}  {refusal.balanced:>17.3f}"
    return f"  {refusal.threshold:>9.2f}  {figures}  {', '.join(marks)}".rstrip()
