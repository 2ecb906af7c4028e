"""Fits the sentence reader and chooses its threshold: `python -m bot.training.sentences --data DIR`.

Choice: softmax regression over the sentences of a passage, on the answerable questions of IDK-MRC valid.
Answered: logistic regression (Platt scaling) on the features of the sentence chosen, on all its questions.
The threshold is the one with the best balanced accuracy. The train split is of no use here: the embedder has
seen it, so its cosines look surer there than they are. The figures are from five-fold cross-validation over
contexts, so that no question is judged by weights that saw it.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import fmean

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from bot.answering import sentence_reader
from bot.answering.sentence_reader import FEATURES, Embeds, SentenceReader, TermWeights, Weights
from bot.evaluation.reading_questions import (
    ReadingQuestion,
    Refusal,
    choose_threshold,
    measure_choice,
    measure_refusal,
    read_questions,
)
from bot.settings import load_settings
from bot.wiring import open_embedder
from index.sentences import split_sentences

# Words shared across languages are names; whether they are missing says little.
_ACROSS = np.array([name in ("cosine", "sort of answer", "length") for name in FEATURES], dtype=np.float32)
FOLDS = 5
_STEPS, _RATE, _DECAY = 800, 0.1, 1e-3


def fit_choice(
    rows: Sequence[tuple[NDArray[np.float64], int]], mask: NDArray[np.float32]
) -> tuple[float, ...]:
    """Weights that rank the sentence with the answer first, and a bias of 0."""
    width = max(len(features) for features, _ in rows)
    padded = np.zeros((len(rows), width, len(FEATURES)), dtype=np.float32)
    outside = np.full((len(rows), width), -1e9, dtype=np.float32)
    for row, (features, _) in enumerate(rows):
        padded[row, : len(features)] = features * mask
        outside[row, : len(features)] = 0
    x, bias, gold = torch.from_numpy(padded), torch.from_numpy(outside), torch.tensor([g for _, g in rows])
    weights = torch.zeros(len(FEATURES), requires_grad=True)
    optimizer = torch.optim.Adam([weights], lr=_RATE)
    for _ in range(_STEPS):
        optimizer.zero_grad()
        loss = functional.cross_entropy(x @ weights + bias, gold) + _DECAY * weights.square().sum()
        loss.backward()
        optimizer.step()
    return (*(round(float(w * m), 4) for w, m in zip(weights.detach(), mask, strict=True)), 0.0)


def fit_answered(
    rows: Sequence[tuple[NDArray[np.float64], bool]], mask: NDArray[np.float32]
) -> tuple[float, ...]:
    """Weights of the probability that the sentence chosen answers, bias last."""
    x = torch.tensor(np.stack([features * mask for features, _ in rows]), dtype=torch.float32)
    y = torch.tensor([float(answers) for _, answers in rows])
    weights = torch.zeros(len(FEATURES) + 1, requires_grad=True)
    optimizer = torch.optim.Adam([weights], lr=_RATE)
    for _ in range(_STEPS):
        optimizer.zero_grad()
        logits = x @ weights[:-1] + weights[-1]
        loss = functional.binary_cross_entropy_with_logits(logits, y) + _DECAY * weights.square().sum()
        loss.backward()
        optimizer.step()
    fitted = weights.detach()
    return (
        *(round(float(w * m), 4) for w, m in zip(fitted[:-1], mask, strict=True)),
        round(float(fitted[-1]), 4),
    )


def fit(embed: Embeds, terms: TermWeights, questions: Sequence[ReadingQuestion]) -> dict[str, Weights]:
    """Both sets of weights, for questions in the passage's language and across languages."""
    reader = SentenceReader(embed, terms)
    examples: list[tuple[NDArray[np.float64], int | None]] = []
    for question in questions:
        spans = split_sentences(question.context)
        asked = embed.embed_queries([question.text])[0]
        features = reader.features(question.text, asked, question.context, spans)
        gold = None
        if question.start is not None:
            gold = next((i for i, (s, e) in enumerate(spans) if s <= question.start < e), None)
        examples.append((features, gold))
    weights: dict[str, Weights] = {}
    for name, mask in (("same", np.ones(len(FEATURES), dtype=np.float32)), ("across", _ACROSS)):
        choice = fit_choice([(f, g) for f, g in examples if g is not None and len(f) > 1], mask)
        best = [(f[int((f @ np.array(choice[:-1])).argmax())], g is not None) for f, g in examples]
        weights[name] = Weights(choice, fit_answered(best, mask))
    return weights


def _folds(
    questions: Sequence[ReadingQuestion],
) -> Iterator[tuple[list[ReadingQuestion], list[ReadingQuestion]]]:
    fold = {context: i % FOLDS for i, context in enumerate(dict.fromkeys(q.context for q in questions))}
    for number in range(FOLDS):
        held = [q for q in questions if fold[q.context] == number]
        yield [q for q in questions if fold[q.context] != number], held


def main() -> None:
    """Fit, choose, measure, and write the file that the reader loads."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    data = parser.parse_args().data
    embedder = open_embedder(load_settings())
    train, valid = (read_questions(data / f"idk_mrc_{split}.json") for split in ("train", "valid"))
    terms = TermWeights(dict.fromkeys(q.context for q in (*train, *valid)))
    weights = fit(embedder, terms, valid)
    right = asked = 0
    refusals: list[tuple[Refusal, ...]] = []
    for kept, held in _folds(valid):
        reader = SentenceReader(embedder, terms, fit(embedder, terms, kept))
        choice = measure_choice(reader, held)
        right, asked = right + round(choice.right * choice.questions), asked + choice.questions
        refusals.append(measure_refusal(reader, held))
    means = [
        Refusal(rows[0].threshold, fmean(r.answered for r in rows), fmean(r.refused for r in rows))
        for rows in zip(*refusals, strict=True)
    ]
    chosen = choose_threshold(means)
    fitted = {
        "threshold": chosen.threshold,
        "figures": {
            "data": "idk_mrc_valid.json, five-fold cross-validation",
            "embedder": embedder.fingerprint,
            "right sentence (P2)": round(right / asked, 4),
            "answerable answered": round(chosen.answered, 4),
            "unanswerable refused": round(chosen.refused, 4),
            "balanced accuracy": round(chosen.balanced, 4),
        },
        "features": FEATURES,
        "weights": {n: {"choice": w.choice, "answered": w.answered} for n, w in weights.items()},
    }
    sentence_reader.WEIGHTS.write_text(json.dumps(fitted, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(fitted, indent=2))


if __name__ == "__main__":
    main()
