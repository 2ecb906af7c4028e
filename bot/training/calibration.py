"""Turns the reader's raw outputs into a probability, on questions that training never saw."""

from collections.abc import Sequence

import numpy as np
import torch
from tokenizers import Tokenizer
from torch.nn import functional
from tqdm import tqdm
from transformers import BertForTokenClassification

from bot.answering.reader import TransformerReader
from bot.answering.reader_input import ReaderInput
from bot.answering.spans import Calibration, best_span
from bot.training.reader import logits_of
from index.training.data import Question


def margins(
    model: BertForTokenClassification, tokenizer: Tokenizer, questions: Sequence[Question]
) -> list[tuple[float, float]]:
    """(margin, answered output) of the best window of each question's own context."""
    reader_input = ReaderInput(tokenizer, TransformerReader.WIDTH, TransformerReader.STRIDE)
    windows = [
        reader_input.windows(question.text, [question.context]) for question in tqdm(questions, "windows")
    ]
    outputs = iter(logits_of(model, [window for group in windows for window in group]))
    found: list[tuple[float, float]] = []
    for group in windows:
        best = (-1e4, 0.0)
        for window in group:
            spans, answered = next(outputs)
            span = best_span(window, spans, TransformerReader.LONGEST_ANSWER)
            if span is not None and span.margin > best[0]:
                best = (span.margin, answered)
        found.append(best)
    return found


def fit(found: Sequence[tuple[float, float]], answered: Sequence[bool]) -> Calibration:
    """Logistic regression of "is answered" on both outputs, by L-BFGS with a slight ridge."""
    inputs = torch.tensor(np.asarray(found), dtype=torch.float64)
    target = torch.tensor(np.asarray(answered), dtype=torch.float64)
    weights = torch.zeros(3, dtype=torch.float64, requires_grad=True)
    optimiser = torch.optim.LBFGS([weights], max_iter=200, line_search_fn="strong_wolfe")

    def closure() -> torch.Tensor:
        optimiser.zero_grad()
        logit = inputs @ weights[:2] + weights[2]
        loss = functional.binary_cross_entropy_with_logits(logit, target) + 1e-4 * weights.square().sum()
        loss.backward()
        return loss

    optimiser.step(closure)
    margin, output, bias = (round(float(value), 4) for value in weights.detach())
    return Calibration(margin=margin, answered=output, bias=bias)
