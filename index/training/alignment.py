"""Word translation probabilities from parallel sentences: IBM Model 1 (Brown et al. 1993), in numpy."""

import numpy as np
from scipy import sparse
from tqdm import tqdm


def translation_table(
    sources: list[list[int]],
    targets: list[list[int]],
    shape: tuple[int, int],
    rounds: int = 5,
) -> sparse.csr_matrix:
    """t(target | source) as a sparse (source vocabulary, target vocabulary) matrix; its rows sum to one.

    `sources[k]` and `targets[k]` are the token ids of one sentence pair. Probability below 1 % is dropped.
    """
    sentence, cells, token_of = [], [], 0
    for source, target in zip(sources, targets, strict=True):
        s = np.unique(np.asarray(source, dtype=np.int64))
        t = np.unique(np.asarray(target, dtype=np.int64))
        cells.append((s[None, :] * shape[1] + t[:, None]).ravel())
        sentence.append(np.repeat(np.arange(len(t)) + token_of, len(s)))
        token_of += len(t)
    keys, cell = np.unique(np.concatenate(cells), return_inverse=True)
    target_token = np.concatenate(sentence)
    rows = keys // shape[1]
    probability = np.ones(len(keys))
    for _ in tqdm(range(rounds), desc="word alignment"):
        weight = probability[cell]
        weight /= np.bincount(target_token, weight, minlength=token_of)[target_token]
        counts = np.bincount(cell, weight, minlength=len(keys))
        probability = counts / np.bincount(rows, counts, minlength=shape[0])[rows]
    kept = probability > 0.01
    table = sparse.csr_matrix((probability[kept], (rows[kept], keys[kept] % shape[1])), shape=shape)
    total = np.asarray(table.sum(1)).ravel()
    total[total == 0] = 1.0
    return sparse.csr_matrix(sparse.diags(1 / total) @ table)
