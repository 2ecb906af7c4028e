"""Trains the reader: the student body with three outputs per token (start, end, and at [CLS] "answered").

Questions on one passage, answerable or not, share a batch, so that the model sees what tells them apart.
"""

import copy
import random
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch.nn import functional
from tqdm import tqdm
from transformers import BertForTokenClassification, BertModel

from bot.answering.reader_input import ReaderInput, Window
from index.training.augment import ChatRewriter
from index.training.data import Question
from index.training.replicas import Replicas
from index.training.teacher import device

OUTPUTS = 3  # start, end, answered


@dataclass(frozen=True, slots=True)
class ReaderSettings:
    """What the reader's training can be told; the defaults made the shipped model."""

    layers: int = 6
    epochs: int = 3
    noisy_share: float = 0.3
    tokens_per_batch: int = 2048
    width: int = 144
    rate: float = 2e-4
    strangers: float = 0.15
    chat_share: float = 0.15
    unmatched_share: float = 0.1
    noisy_weight: float = 0.5
    seed: int = 0
    checkpoint_seconds: float = 240.0


@dataclass(frozen=True, slots=True)
class Example:
    """A window with its target tokens; (0, 0) when the window does not answer."""

    window: Window
    start: int
    end: int
    weight: float


def start_reader(body: BertModel, layers: int) -> BertForTokenClassification:
    """The first `layers` layers of the body with fresh output weights; its token vectors stay as they are.

    Leaving out top layers costs a fine-tuned model little (Sajjad et al. 2020, arXiv 2004.03844).
    """
    config = copy.deepcopy(body.config)
    config.num_hidden_layers = layers
    config.num_labels = OUTPUTS
    config.id2label = {0: "start", 1: "end", 2: "answered"}
    config.label2id = {name: number for number, name in config.id2label.items()}
    config.classifier_dropout = 0.1
    # A random number for every pair of tokens would take a fifth of the time of a step on a CPU.
    config.attention_probs_dropout_prob = 0.0
    reader = BertForTokenClassification(config)
    kept = {name: value for name, value in body.state_dict().items() if name in reader.bert.state_dict()}
    reader.bert.load_state_dict(kept)
    reader.bert.embeddings.word_embeddings.weight.requires_grad_(False)
    with torch.no_grad():  # the third and fourth token type start a little apart from the first two
        reader.bert.embeddings.token_type_embeddings.weight[1:] += 0.02 * torch.randn(3, config.hidden_size)
    return reader


class Examples:
    """Cuts questions into training windows, anew each epoch."""

    def __init__(self, tokenizer: Tokenizer, rewriter: ChatRewriter, settings: ReaderSettings):
        self._input = ReaderInput(tokenizer, width=10_000, stride=0)
        self._rewriter = rewriter
        self._settings = settings

    def epoch(self, questions: list[Question], chance: random.Random) -> list[list[Example]]:
        """Batches of examples; the questions of one context stay together."""
        contexts: dict[tuple[str, int], list[Question]] = {}
        for question in questions:
            contexts.setdefault((question.source, question.group), []).append(question)
        groups: list[list[Example]] = []
        everything = list(contexts.values())
        for siblings in everything:
            group = [
                example
                for question in siblings
                if (example := self._example(question, question.context, chance))
            ]
            for question in siblings:
                if question.answer is not None and chance.random() < self._settings.strangers:
                    stranger = chance.choice(everything)[0]
                    if stranger.context != question.context:
                        other = Question(
                            question.id, question.text, stranger.context, None, -1, question.source, -1
                        )
                        example = self._example(other, stranger.context, chance)
                        if example:
                            group.append(example)
            if group:
                groups.append(group)
        groups.sort(key=lambda g: max(len(e.window.ids) for e in g) + chance.random() * 24)
        batches: list[list[Example]] = [[]]
        for group in groups:
            batch = batches[-1] + group
            width = max(len(example.window.ids) for example in batch)
            if batches[-1] and width * len(batch) > self._settings.tokens_per_batch:
                batches.append(list(group))
            else:
                batches[-1] = batch
        chance.shuffle(batches)
        return batches

    def _example(self, question: Question, context: str, chance: random.Random) -> Example | None:
        text = question.text
        if chance.random() < self._settings.chat_share:
            text = self._rewriter.chat(text) if chance.random() < 0.5 else self._rewriter.typo(text.lower())
        matched = chance.random() >= self._settings.unmatched_share
        windows = self._input.windows(text, [context], matched)
        if not windows:
            return None
        window = windows[0]
        start = end = 0
        tokens = window.spans
        if question.answer is not None:
            stop = question.start + len(question.answer)
            inside = [i for i, (a, b) in enumerate(tokens) if b > question.start and a < stop]
            if not inside:
                return None
            start, end = inside[0], inside[-1]
        room = self._settings.width - window.first - 1
        begin = 0
        if len(tokens) > room:
            low, high = (
                (max(0, end + 1 - room), min(start, len(tokens) - room))
                if question.answer
                else (0, len(tokens) - room)
            )
            begin = chance.randint(min(low, high), max(low, high))
            if chance.random() < 0.5 and question.answer is None:
                begin = 0
        stop_token = min(begin + room, len(tokens))
        first = window.first
        cut = Window(
            ids=window.ids[:first] + window.ids[first + begin : first + stop_token] + window.ids[-1:],
            types=window.types[:first] + window.types[first + begin : first + stop_token] + window.types[-1:],
            first=first,
            spans=tokens[begin:stop_token],
            passage=0,
        )
        weight = self._settings.noisy_weight if question.source.startswith("squad2") else 1.0
        if question.answer is None:
            return Example(cut, 0, 0, weight)
        if not begin <= start <= end < stop_token:
            return None
        return Example(cut, first + start - begin, first + end - begin, weight)


def tensors(windows: list[Window]) -> dict[str, torch.Tensor]:
    """Padded model inputs."""
    width = max(len(window.ids) for window in windows)
    names = ("input_ids", "token_type_ids", "attention_mask")
    batch = {name: torch.zeros((len(windows), width), dtype=torch.long) for name in names}
    for i, window in enumerate(windows):
        size = len(window.ids)
        batch["input_ids"][i, :size] = torch.tensor(window.ids)
        batch["token_type_ids"][i, :size] = torch.tensor(window.types)
        batch["attention_mask"][i, :size] = 1
    return batch


def masked_logits(
    model: BertForTokenClassification, windows: list[Window]
) -> tuple[torch.Tensor, torch.Tensor]:
    """Span logits (batch, width, 2), -1e4 but for [CLS] and the passage, and answered logits (batch,)."""
    batch = {name: value.to(device()) for name, value in tensors(windows).items()}
    with torch.autocast(device().type, torch.bfloat16):
        logits = model(**batch).logits
    logits = logits.float()
    allowed = torch.zeros(logits.shape[:2], dtype=torch.bool)
    for i, window in enumerate(windows):
        allowed[i, 0] = True
        allowed[i, window.first : window.first + len(window.spans)] = True
    spans = logits[:, :, :2].masked_fill(~allowed.unsqueeze(-1).to(logits.device), -1e4)
    return spans, logits[:, 0, 2]


def train_reader(
    model: BertForTokenClassification,
    examples: Examples,
    clean: list[Question],
    noisy: list[Question],
    checkpoint: Path,
    settings: ReaderSettings = ReaderSettings(),
) -> BertForTokenClassification:
    """Train on `clean` questions every epoch and a share of `noisy` ones once, before the last epoch.

    Goes on from `checkpoint` where it exists.
    """
    torch.manual_seed(settings.seed)
    chance = random.Random(settings.seed)
    contexts = sorted({question.group for question in noisy})
    chosen = chance.sample(contexts, int(settings.noisy_share * len(contexts)))
    part = {group: i % max(settings.epochs - 1, 1) for i, group in enumerate(chosen)}
    batches: list[list[Example]] = []
    for epoch in tqdm(range(settings.epochs), desc="reader examples"):
        extra = [question for question in noisy if part.get(question.group) == epoch]
        batches += examples.epoch(clean + extra, chance)
    parameters = [
        {"params": [p for p in model.parameters() if p.requires_grad and p.ndim > 1], "weight_decay": 0.01},
        {"params": [p for p in model.parameters() if p.requires_grad and p.ndim <= 1], "weight_decay": 0.0},
    ]
    optimiser = torch.optim.AdamW(parameters, lr=settings.rate, fused=True)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, settings.rate, len(batches) + 1, pct_start=0.08)
    model.to(device()).train()
    done = 0
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)
        model.load_state_dict(state["model"])
        optimiser.load_state_dict(state["optimiser"])
        schedule.load_state_dict(state["schedule"])
        done = state["done"]
    replicas: Replicas[list[Example]] = Replicas(model)
    saved, running = time.monotonic(), 0.0
    progress = tqdm(range(done, len(batches)), desc="reader", initial=done, total=len(batches))
    for step in progress:
        batch = batches[step]
        total = sum(example.weight for example in batch)
        parts = [batch[i :: replicas.count] for i in range(min(replicas.count, len(batch)))]
        loss = replicas.gradients(
            parts, lambda part_model, part, total=total: _loss(part_model, part) / total
        )
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        running = 0.98 * running + 0.02 * loss if running else loss
        progress.set_postfix(loss=f"{running:.3f}", refresh=False)
        if time.monotonic() - saved > settings.checkpoint_seconds or step + 1 == len(batches):
            saved = time.monotonic()
            state = {"model": model.state_dict(), "optimiser": optimiser.state_dict()}
            torch.save({**state, "schedule": schedule.state_dict(), "done": step + 1}, checkpoint)
    return model


def _loss(model: BertForTokenClassification, batch: list[Example]) -> torch.Tensor:
    spans, answered = masked_logits(model, [example.window for example in batch])
    start = torch.tensor([example.start for example in batch], device=spans.device)
    end = torch.tensor([example.end for example in batch], device=spans.device)
    weight = torch.tensor([example.weight for example in batch], device=spans.device)
    loss = 0.5 * functional.cross_entropy(spans[:, :, 0], start, reduction="none")
    loss = loss + 0.5 * functional.cross_entropy(spans[:, :, 1], end, reduction="none")
    loss = loss + functional.binary_cross_entropy_with_logits(answered, (start > 0).float(), reduction="none")
    return (loss * weight).sum()


def logits_of(
    model: BertForTokenClassification, windows: list[Window], tokens: int = 4096
) -> list[tuple[np.ndarray, float]]:
    """Per window: (span logits (width, 2) trimmed to the window, answered logit)."""
    order = sorted(range(len(windows)), key=lambda i: len(windows[i].ids))
    results: dict[int, tuple[np.ndarray, float]] = {}
    model.eval()
    at = 0
    while at < len(order):
        size = max(1, tokens // len(windows[order[min(at + 15, len(order) - 1)]].ids))
        chosen = order[at : at + size]
        at += size
        with torch.inference_mode():
            spans, answered = masked_logits(model, [windows[i] for i in chosen])
        for row, i in enumerate(chosen):
            results[i] = (spans[row, : len(windows[i].ids)].cpu().numpy(), float(answered[row]))
    return [results[i] for i in range(len(windows))]
