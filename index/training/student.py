"""The transformer body: the teacher's layers under our own vocabulary, distilled over parallel sentences.

Both sides of a pair are pulled to the teacher's vector of the English side (Reimers & Gurevych 2020,
arXiv 2004.09813), with the rest of the batch as wrong answers, which sharpens the pull.
"""

import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch.nn import functional
from tqdm import tqdm
from transformers import BertConfig, BertModel

from index.training.replicas import Replicas
from index.training.teacher import device, teacher_folder
from index.training.vocabulary import token_ids

TOKEN_TYPES = 4  # question / passage × word not shared / word shared with the other side; see the reader


@dataclass(frozen=True, slots=True)
class StudentSettings:
    """What the distillation can be told; the defaults made the shipped model."""

    epochs: float = 1.5
    english_share: float = 0.35
    batch: int = 128
    rate: float = 2e-4
    max_tokens: int = 48
    scale: float = 20.0
    seed: int = 0
    checkpoint_seconds: float = 300.0


def start_body(tokenizer: Tokenizer, inputs: np.ndarray) -> BertModel:
    """The teacher's six layers with `inputs` (vocabulary, 384) as token vectors and four token types."""
    # Torch's fused attention has a slow backward pass on a CPU: plain attention takes half the time.
    config = BertConfig.from_pretrained(teacher_folder(), local_files_only=True, attn_implementation="eager")
    teacher = BertModel.from_pretrained(teacher_folder(), local_files_only=True, add_pooling_layer=False)
    config.vocab_size = tokenizer.get_vocab_size()
    config.type_vocab_size = TOKEN_TYPES
    config.max_position_embeddings = 320
    body = BertModel(config, add_pooling_layer=False)
    body.encoder.load_state_dict(teacher.encoder.state_dict())
    own, theirs = body.embeddings, teacher.embeddings
    own.LayerNorm.load_state_dict(theirs.LayerNorm.state_dict())
    with torch.no_grad():
        own.word_embeddings.weight.copy_(torch.from_numpy(inputs))
        own.position_embeddings.weight.copy_(
            theirs.position_embeddings.weight[: config.max_position_embeddings]
        )
        own.token_type_embeddings.weight.copy_(theirs.token_type_embeddings.weight[[0, 0, 0, 0]])
    return body


def pooled(body: BertModel, rows: list[list[int]], special: tuple[int, int, int]) -> torch.Tensor:
    """Normalised mean-pooled vectors (len(rows), 384); `special` are the ids of [PAD], [CLS], [SEP]."""
    pad, cls, sep = special
    width = max(len(row) for row in rows) + 2
    ids = torch.full((len(rows), width), pad)
    mask = torch.zeros((len(rows), width), dtype=torch.long)
    for i, row in enumerate(rows):
        ids[i, : len(row) + 2] = torch.tensor([cls, *row, sep])
        mask[i, : len(row) + 2] = 1
    ids, mask = ids.to(device()), mask.to(device())
    with torch.autocast(device().type, torch.bfloat16):
        hidden = body(input_ids=ids, attention_mask=mask).last_hidden_state
    weights = mask.unsqueeze(-1)
    return functional.normalize((hidden.float() * weights).sum(1) / weights.sum(1), dim=1)


def distil(
    body: BertModel,
    tokenizer: Tokenizer,
    texts: list[str],
    targets: np.ndarray,
    checkpoint: Path,
    settings: StudentSettings = StudentSettings(),
) -> BertModel:
    """Train `body` so that text k gets the teacher vector `targets[k]`; resumes from `checkpoint`."""
    torch.manual_seed(settings.seed)
    chance = np.random.default_rng(settings.seed)
    special = tuple(tokenizer.token_to_id(token) for token in ("[PAD]", "[CLS]", "[SEP]"))
    rows = token_ids(tokenizer, texts, settings.max_tokens)
    batches: list[np.ndarray] = []
    wanted = int(settings.epochs * len(rows) / settings.batch)
    while len(batches) < wanted:
        order = chance.permutation(len(rows))
        pools = [order[i : i + 50 * settings.batch] for i in range(0, len(order), 50 * settings.batch)]
        epoch: list[np.ndarray] = []
        for mixed in pools:
            pool = mixed[np.argsort([len(rows[i]) for i in mixed], kind="stable")]
            epoch += [pool[i : i + settings.batch] for i in range(0, len(pool), settings.batch)]
        batches += [epoch[i] for i in chance.permutation(len(epoch))]
    batches = batches[:wanted]
    optimiser = torch.optim.AdamW(body.parameters(), lr=settings.rate, weight_decay=0.01, fused=True)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, settings.rate, wanted + 1, pct_start=0.05)
    body.to(device()).train()
    for module in body.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = 0.0  # distillation is regression to a fixed target: noise only slows it
    done = 0
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)
        body.load_state_dict(state["body"])
        optimiser.load_state_dict(state["optimiser"])
        schedule.load_state_dict(state["schedule"])
        done = state["done"]
    replicas: Replicas[np.ndarray] = Replicas(body)
    saved, running = time.monotonic(), 0.0
    progress = tqdm(range(done, wanted), desc="student", initial=done, total=wanted)
    for step in progress:
        chosen = batches[step]
        target = torch.from_numpy(targets[chosen].astype(np.float32)).to(device())

        def loss_of(model: torch.nn.Module, part: np.ndarray, chosen=chosen, target=target) -> torch.Tensor:
            vectors = pooled(model, [rows[i] for i in chosen[part]], special)
            labels = torch.from_numpy(part).to(device())
            pull = 4 * (1 - (vectors * target[labels]).sum(1)).sum()
            contrast = functional.cross_entropy(settings.scale * vectors @ target.T, labels, reduction="sum")
            return (pull + contrast) / len(chosen)

        parts = [np.arange(i, len(chosen), replicas.count) for i in range(replicas.count)]
        loss = replicas.gradients(parts, loss_of)
        torch.nn.utils.clip_grad_norm_(body.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        running = 0.98 * running + 0.02 * loss if running else loss
        progress.set_postfix(loss=f"{running:.3f}", refresh=False)
        if time.monotonic() - saved > settings.checkpoint_seconds or step + 1 == wanted:
            saved = time.monotonic()
            state = {"body": body.state_dict(), "optimiser": optimiser.state_dict()}
            torch.save({**state, "schedule": schedule.state_dict(), "done": step + 1}, checkpoint)
    return body
