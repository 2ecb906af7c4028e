"""The static embedder: one vector per token, a sentence is their mean.

Token vectors start as the teacher's vectors of their translations (IBM Model 1 probabilities), then are
trained with in-batch contrastive losses (InfoNCE, van den Oord et al. 2018) on translations, questions with
their passages and sentences, chat spelling and graded similarity. A token's norm is its learned weight.
"""

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch.nn import functional
from tqdm import tqdm

from index.sentences import split_sentences
from index.training.alignment import translation_table
from index.training.augment import ChatRewriter
from index.training.data import (
    Pair,
    Question,
    read_banjarese,
    read_similarities,
    read_slang,
)
from index.training.teacher import device, teacher_folder
from index.training.vocabulary import token_ids


@dataclass(frozen=True, slots=True)
class StaticSettings:
    """What the static training can be told; the defaults made the shipped model."""

    dimension: int = 256
    steps: int = 1500
    batch: int = 1024
    rate: float = 4e-3
    scale: float = 20.0
    question_weight: float = 1.0
    teacher_weight: float = 0.5
    rivals: bool = False
    seed: int = 0


class Bags:
    """Texts as token ids, ready to be cut into EmbeddingBag batches."""

    def __init__(self, tokenizer: Tokenizer, texts: list[str], limit: int = 256):
        """At most `limit` tokens of each text are kept; an empty text becomes [UNK]."""
        ids = [row or [1] for row in token_ids(tokenizer, texts, limit)]
        self._flat = np.concatenate([np.asarray(row, dtype=np.int64) for row in ids])
        self._lengths = np.asarray([len(row) for row in ids])
        self._starts = np.cumsum(self._lengths) - self._lengths

    def __len__(self) -> int:
        return len(self._lengths)

    def batch(
        self, rows: np.ndarray, drop: float, chance: np.random.Generator
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """(token ids, offsets) of the rows, each token left out with probability `drop`."""
        starts, lengths = self._starts[rows], self._lengths[rows]
        offsets = np.cumsum(lengths) - lengths
        tokens = self._flat[np.repeat(starts - offsets, lengths) + np.arange(lengths.sum())]
        if drop:
            kept = (chance.random(len(tokens)) >= drop).astype(np.int64)
            kept[offsets] |= np.add.reduceat(kept, offsets) == 0
            tokens, lengths = tokens[kept == 1], np.add.reduceat(kept, offsets)
            offsets = np.cumsum(lengths) - lengths
        return torch.from_numpy(tokens).to(device()), torch.from_numpy(offsets).to(device())


def starting_vectors(
    tokenizer: Tokenizer, pairs: list[Pair], cache: Path, inputs: bool = False
) -> np.ndarray:
    """(vocabulary, 384): each token as the mean of the teacher's tokens that it translates to.

    With `inputs`, the teacher's input vectors (to start a transformer body from); otherwise the teacher's
    sentence vector of each of its tokens alone (to start a static model from). Kept in `cache`.
    """
    file = cache / ("token_inputs.npy" if inputs else "token_vectors.npy")
    if file.exists():
        return np.load(file)
    table = _alignment(tokenizer, pairs, cache)
    teacher = _teacher_inputs() if inputs else _teacher_token_vectors(cache)
    vectors = np.asarray(table @ teacher, dtype=np.float32)
    missing = np.asarray(table.sum(1)).ravel() == 0
    vectors[missing] = teacher.mean(0)
    if inputs:
        for own, theirs in (("[PAD]", 0), ("[UNK]", 100), ("[CLS]", 101), ("[SEP]", 102), ("[MASK]", 103)):
            vectors[tokenizer.token_to_id(own)] = teacher[theirs]
    np.save(file, vectors)
    return vectors


def _alignment(tokenizer: Tokenizer, pairs: list[Pair], cache: Path):
    """Rows: own tokens; columns: teacher tokens. Learned from both sides of every pair at once."""
    from scipy import sparse

    file = cache / "alignment.npz"
    if file.exists():
        return sparse.load_npz(file)
    teacher = Tokenizer.from_file(str(teacher_folder() / "tokenizer.json"))
    teacher.no_padding()
    english = token_ids(teacher, [p.english for p in pairs], 64)
    own = token_ids(tokenizer, [p.indonesian for p in pairs], 64)
    own += token_ids(tokenizer, [p.english for p in pairs], 64)
    table = translation_table(own, english * 2, (tokenizer.get_vocab_size(), teacher.get_vocab_size()))
    sparse.save_npz(file, table)
    return table


def _teacher_inputs() -> np.ndarray:
    from safetensors.numpy import load_file

    return load_file(teacher_folder() / "model.safetensors")["embeddings.word_embeddings.weight"]


def _teacher_token_vectors(cache: Path) -> np.ndarray:
    from index.training.teacher import teacher_embeddings

    teacher = Tokenizer.from_file(str(teacher_folder() / "tokenizer.json"))
    words = [teacher.id_to_token(i).removeprefix("##") for i in range(teacher.get_vocab_size())]
    vectors = teacher_embeddings(words, cache / "teacher_tokens", 512).astype(np.float32)
    return vectors - vectors.mean(0)


@dataclass(frozen=True, slots=True)
class Material:
    """Aligned columns of text for the contrastive losses; see `gather`."""

    translations: list[tuple[str, str]]
    chat: list[tuple[str, str]]
    passages: list[tuple[str, str, str]]
    sentences: list[tuple[str, str, str]]
    similar: list[tuple[float, str, str]]


def gather(folder: Path, pairs: list[Pair], questions: list[Question], seed: int = 0) -> Material:
    """The training texts as pairs that belong together.

    `sentences` are (question, sentence with the answer, another sentence of the passage); `passages` are
    (question, passage, a passage that BM25 also finds and that lacks the answer).
    """
    chance = random.Random(seed)
    rewriter = ChatRewriter(read_slang(folder), seed)
    translations = [(p.indonesian, p.english) for p in pairs]
    for source, banjarese, indonesian, english in read_banjarese(folder):
        copies = 1 if source.startswith("kamus") else 6
        translations += [(banjarese, indonesian)] * copies
        translations += [(banjarese, english)] * (copies if english else 0)
    chat = [(rewriter.chat(p.indonesian), p.indonesian) for p in pairs]
    chat += list(read_slang(folder))
    passages: list[tuple[str, str, str]] = []
    rivals = _rivals([question for question in questions if question.answer is not None])
    sentences: list[tuple[str, str, str]] = []
    for question in questions:
        if question.answer is None:
            continue
        copies = 1 if question.source.startswith("squad2") else 3
        for copy in range(copies):
            text = question.text if copy < 2 else rewriter.chat(question.text)
            passages.append((text, question.context, chance.choice(rivals[question.id])))
            spans = split_sentences(question.context)
            right = [(a, b) for a, b in spans if a <= question.start < b]
            others = [span for span in spans if span not in right]
            if right and others:
                (a, b), (c, d) = right[0], chance.choice(others)
                sentences.append((text, question.context[a:b], question.context[c:d]))
    return Material(translations, chat, passages, sentences, read_similarities(folder))


def _rivals(questions: list[Question], depth: int = 12) -> dict[str, list[str]]:
    """For each question id, contexts among BM25's first `depth` that do not hold the answer."""
    import bm25s
    import Stemmer

    stemmer = Stemmer.Stemmer("indonesian")
    contexts = list(dict.fromkeys(question.context for question in questions))
    index = bm25s.BM25()
    index.index(
        bm25s.tokenize(contexts, stopwords=None, stemmer=stemmer, show_progress=False), show_progress=False
    )
    asked = bm25s.tokenize(
        [question.text for question in questions], stopwords=None, stemmer=stemmer, show_progress=False
    )
    found, _ = index.retrieve(asked, k=depth, show_progress=False)
    rivals: dict[str, list[str]] = {}
    for question, row in zip(questions, found, strict=True):
        others = [contexts[i] for i in row if (question.answer or "") not in contexts[i]]
        rivals[question.id] = others or [contexts[-1] if contexts[-1] != question.context else contexts[0]]
    return rivals


class StaticModel(torch.nn.Module):
    """Token vectors (vocabulary, d); a text is the mean of its tokens' vectors."""

    def __init__(self, vectors: np.ndarray):
        super().__init__()
        self.bag = torch.nn.EmbeddingBag.from_pretrained(
            torch.from_numpy(vectors).float(), freeze=False, mode="mean"
        )

    def forward(self, batch: tuple[torch.Tensor, torch.Tensor]) -> torch.Tensor:
        """Normalised sentence vectors (batch, d)."""
        return functional.normalize(self.bag(*batch), dim=1)


def train_static(
    tokenizer: Tokenizer,
    start: np.ndarray,
    material: Material,
    teacher: np.ndarray,
    settings: StaticSettings = StaticSettings(),
) -> StaticModel:
    """Train from `start` (vocabulary, 384). `teacher` rows belong to the first `translations`."""
    torch.manual_seed(settings.seed)
    chance = np.random.default_rng(settings.seed)
    basis = np.linalg.svd(teacher[::7].astype(np.float32), full_matrices=False)[2][: settings.dimension]
    target = functional.normalize(torch.from_numpy(teacher.astype(np.float32) @ basis.T), dim=1)
    model = StaticModel(start @ basis.T).to(device())
    columns = {
        name: tuple(Bags(tokenizer, list(column)) for column in zip(*rows, strict=True))
        for name, rows in (
            ("translation", material.translations),
            ("chat", material.chat),
            ("passage", material.passages),
            ("sentence", material.sentences),
            ("similar", [row[1:] for row in material.similar]),
        )
    }
    similarity = torch.tensor([row[0] / 5 for row in material.similar])
    optimiser = torch.optim.Adam(model.parameters(), lr=settings.rate)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, settings.rate, settings.steps, pct_start=0.05)

    def encode(name: str, side: int, rows: np.ndarray, drop: float = 0.1) -> torch.Tensor:
        return model(columns[name][side].batch(rows, drop, chance))

    progress = tqdm(range(settings.steps), desc="static")
    for _ in progress:
        rows = chance.integers(len(material.translations), size=settings.batch)
        one, other = encode("translation", 0, rows), encode("translation", 1, rows)
        loss = _contrast(one, other, settings.scale)
        known = rows[rows < len(teacher)]
        kept = torch.from_numpy(rows < len(teacher))
        wanted = target[torch.from_numpy(known)].to(device())
        for side in (one, other):
            loss = loss + settings.teacher_weight * (1 - (side[kept] * wanted).sum(1)).mean()
        rows = chance.integers(len(material.chat), size=settings.batch // 4)
        loss = loss + 0.5 * _contrast(encode("chat", 0, rows, 0), encode("chat", 1, rows, 0), settings.scale)
        rows = chance.choice(len(material.passages), size=settings.batch // 2, replace=False)
        loss = loss + settings.question_weight * _contrast(
            encode("passage", 0, rows),
            encode("passage", 1, rows, 0.2),
            settings.scale,
            _same(material.passages, rows),
            encode("passage", 2, rows, 0.2) if settings.rivals else None,
        )
        rows = chance.choice(len(material.sentences), size=settings.batch // 2, replace=False)
        question, right, wrong = (encode("sentence", side, rows) for side in range(3))
        loss = loss + settings.question_weight * _contrast(
            question, right, settings.scale, _same(material.sentences, rows), wrong
        )
        rows = chance.integers(len(material.similar), size=256)
        cosine = (encode("similar", 0, rows, 0) * encode("similar", 1, rows, 0)).sum(1)
        loss = loss + (cosine - similarity[torch.from_numpy(rows)].to(device())).square().mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
        progress.set_postfix(loss=f"{loss.item():.3f}", refresh=False)
    return model


def _same(rows: Sequence[tuple[str, ...]], chosen: np.ndarray) -> torch.Tensor:
    """True where two different rows of the batch have the same right text, so must not be pushed apart."""
    numbers: dict[str, int] = {}
    keys = torch.tensor([numbers.setdefault(rows[i][1], len(numbers)) for i in chosen])
    same = keys[:, None] == keys[None, :]
    same.fill_diagonal_(False)
    return same.to(device())


def _contrast(
    one: torch.Tensor,
    other: torch.Tensor,
    scale: float,
    same: torch.Tensor | None = None,
    wrong: torch.Tensor | None = None,
) -> torch.Tensor:
    """InfoNCE both ways; `wrong[k]` is one more negative for row k of `one`."""
    scores = scale * one @ other.T
    if same is not None:
        scores = scores.masked_fill(same, -1e4)
    labels = torch.arange(len(one), device=one.device)
    forth = scores if wrong is None else torch.cat([scores, scale * (one * wrong).sum(1, keepdim=True)], 1)
    return functional.cross_entropy(forth, labels) + functional.cross_entropy(scores.T, labels)


def save_static(model: StaticModel, tokenizer: Tokenizer, folder: Path) -> None:
    """Write a sentence-transformers folder with float16 vectors, cosine similarity and stated prompts."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import StaticEmbedding

    weights = model.bag.weight.detach().cpu().half()
    module = StaticEmbedding(tokenizer, embedding_weights=weights.numpy())
    whole = SentenceTransformer(
        modules=[module], prompts={"query": "", "document": ""}, similarity_fn_name="cosine", device="cpu"
    )
    whole.half().save_pretrained(str(folder), create_model_card=False, safe_serialization=True)
    config = folder / "config_sentence_transformers.json"
    config.write_text(json.dumps(json.loads(config.read_text()), indent=2, sort_keys=True) + "\n")
