"""Data-parallel gradients on one machine's cores, one thread each.

Splitting a batch over threads that meet once a step beats splitting every matrix product over the cores:
those meet hundreds of times a step, and on a busy machine each meeting waits for the slowest.
"""

import copy
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Generic, TypeVar

import torch

Shard = TypeVar("Shard")


class Replicas(Generic[Shard]):
    """`count` views of one model: shared weights, gradients of their own."""

    def __init__(self, model: torch.nn.Module, count: int | None = None):
        """`count` defaults to the number of cores; 1 on a GPU. Sets torch's threads to one when above 1."""
        on_gpu = next(model.parameters()).device.type != "cpu"
        self.count = 1 if on_gpu else (count or len(os.sched_getaffinity(0)))
        if self.count > 1:
            torch.set_num_threads(1)
        self._models = [model]
        for _ in range(self.count - 1):
            replica = copy.deepcopy(model)
            for own, shared in zip(replica.parameters(), model.parameters(), strict=True):
                own.data = shared.data
                own.requires_grad_(shared.requires_grad)
            self._models.append(replica)
        self._pool = ThreadPoolExecutor(self.count)

    def gradients(
        self, shards: Sequence[Shard], loss: Callable[[torch.nn.Module, Shard], torch.Tensor]
    ) -> float:
        """Sum of `loss` over the shards; its gradients are left in the model. At most `count` shards."""

        def work(numbered: tuple[int, Shard]) -> float:
            number, shard = numbered
            if self.count > 1:
                torch.set_num_threads(1)
            self._models[number].zero_grad(set_to_none=True)
            value = loss(self._models[number], shard)
            value.backward()
            return value.item()

        total = sum(self._pool.map(work, enumerate(shards)))
        for replica in self._models[1 : len(shards)]:
            for shared, own in zip(self._models[0].parameters(), replica.parameters(), strict=True):
                if own.grad is not None:
                    shared.grad = own.grad if shared.grad is None else shared.grad.add_(own.grad)
        return total
