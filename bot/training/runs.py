"""Training examples that look like what the reader is given in service: a few sentences under a title.

The sentences that answer a question against those of the same text that merely look as if they did.
"""

import random
from collections.abc import Sequence
from dataclasses import replace

from bot.answering.facts import Document, run_around
from bot.answering.matching import terms
from index.sentences import split_sentences
from index.training.data import Question

TITLE_WORDS = 10
_TITLED, _HARDEST = 0.6, 0.6


def runs(questions: Sequence[Question], chance: random.Random) -> list[Question]:
    """One run of sentences per question, right or not, each as the context of a question of its own.

    An answerable question is asked of the run that holds its answer and, two times in three, of another one;
    an unanswerable one of the run most like it. The first words of the text stand in for a title.
    """
    made: list[Question] = []
    for question in questions:
        spans = tuple(split_sentences(question.context))
        if not spans:
            continue
        document = Document(question.id, "", question.context, "", spans, 1.0)
        around = list(dict.fromkeys(run_around(document, i) for i in range(len(spans))))
        if question.answer is None:
            made.append(_asked_of(question, _nearest(question, around, chance), chance))
            continue
        stop = question.start + len(question.answer)
        holding = [run for run in around if run[0] <= question.start and stop <= run[1]]
        others = [run for run in around if question.answer not in question.context[slice(*run)]]
        if holding:
            made.append(_asked_of(question, chance.choice(holding), chance))
        if others and chance.random() < 2 / 3:
            made.append(_asked_of(question, _nearest(question, others, chance), chance))
    return made


def _nearest(question: Question, around: Sequence[tuple[int, int]], chance: random.Random) -> tuple[int, int]:
    if chance.random() > _HARDEST:
        return chance.choice(around)
    wanted = {term.stem for term in terms(question.text)}

    def shared(run: tuple[int, int]) -> int:
        return len(wanted & {term.stem for term in terms(question.context[slice(*run)])})

    return max(around, key=shared)


def _asked_of(question: Question, run: tuple[int, int], chance: random.Random) -> Question:
    text = question.context[slice(*run)]
    head = ""
    if run[0] > 0 and chance.random() < _TITLED:
        head = " ".join(question.context.split()[:TITLE_WORDS]) + ". "
    inside = question.answer is not None and run[0] <= question.start < run[1]
    start = question.start - run[0] + len(head) if inside else -1
    return replace(question, context=head + text, answer=question.answer if inside else None, start=start)
