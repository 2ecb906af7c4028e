"""Fits the judge: softmax over the runs that are read of a document and "none", which scores 0."""

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from bot.answering.judge import Judge
from bot.answering.sentence_features import Matrix

# (runs, features) of one document, and which of the runs are right
Judged = tuple[Matrix, NDArray[np.bool_]]

_UNITS, _DROPPED = 64, 0.2
_PASSES, _BATCH = 30, 256
_RATE, _DECAY = 3e-3, 0.01


class _Network(nn.Module):
    def __init__(self, features: int) -> None:
        super().__init__()
        self.straight = nn.Linear(features, 1)
        self.units = nn.Linear(features, _UNITS)
        self.dropout = nn.Dropout(_DROPPED)
        self.out = nn.Linear(_UNITS, 1, bias=False)

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        return (self.straight(rows) + self.out(self.dropout(torch.relu(self.units(rows))))).squeeze(-1)


def fit_judge(read: Sequence[Judged]) -> Judge:
    """Fit by AdamW; the same documents give the same judge on one machine."""
    torch.manual_seed(0)
    together = np.concatenate([rows for rows, _ in read])
    middle, size = together.mean(axis=0), together.std(axis=0) + 1e-9
    rows, there, right = _padded([((rows - middle) / size, right) for rows, right in read])
    network = _Network(together.shape[1])
    optimiser = torch.optim.AdamW(network.parameters(), _RATE, weight_decay=_DECAY)
    steps = _PASSES * len(read) // _BATCH + 1
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, _RATE, steps)
    for _ in range(steps):
        chosen = torch.randint(0, len(read), (_BATCH,))
        scores = network(rows[chosen]).masked_fill(~there[chosen], -torch.inf)
        shares = torch.log_softmax(torch.cat([scores, torch.zeros(_BATCH, 1)], 1), 1)
        held = shares.masked_fill(~right[chosen], -torch.inf)
        optimiser.zero_grad()
        (-torch.logsumexp(held, 1).mean()).backward()
        optimiser.step()
        schedule.step()
    return _judge(network, middle, size)


def _padded(read: Sequence[Judged]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """(documents, runs, features), which runs there are, and which are right, "none" standing last."""
    most, features = max(len(rows) for rows, _ in read), read[0][0].shape[1]
    rows = np.zeros((len(read), most, features), np.float32)
    there = np.zeros((len(read), most), bool)
    right = np.zeros((len(read), most + 1), bool)
    for i, (these, answers) in enumerate(read):
        rows[i, : len(these)] = these
        there[i, : len(these)] = True
        right[i, : len(these)] = answers
        right[i, most] = not answers.any()
    return torch.from_numpy(rows), torch.from_numpy(there), torch.from_numpy(right)


def _judge(network: _Network, middle: NDArray[np.float64], size: NDArray[np.float64]) -> Judge:
    with torch.no_grad():
        return Judge(
            middle=middle.astype(np.float32),
            size=size.astype(np.float32),
            straight=network.straight.weight[0].numpy().copy(),
            bias=network.straight.bias.numpy().copy(),
            units=network.units.weight.T.contiguous().numpy().copy(),
            unit_bias=network.units.bias.numpy().copy(),
            out=network.out.weight[0].numpy().copy(),
        )
