"""Makes the embedder and the body of the reader from nothing.

Run as `python -m index.training --data ../shared/data`.

Every stage leaves its result in the work folder and is skipped, or taken up where it stopped, when run again.
"""

import argparse
import shutil
import time
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from index.training.data import (
    Question,
    read_banjarese,
    read_factoid,
    read_pairs,
    read_squad,
    split_pairs,
)
from index.training.static import gather, save_static, starting_vectors, train_static
from index.training.student import distil, start_body
from index.training.teacher import teacher_embeddings
from index.training.vocabulary import train_vocabulary
from index.training.words import write_words

VOCABULARY = 24_000
ENGLISH_SHARE = 0.35


def main() -> None:
    """Run all stages; print how long each took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder of public training data")
    parser.add_argument("--work", type=Path, default=Path(".tanya/training"), help="caches and checkpoints")
    parser.add_argument("--embedder", type=Path, default=Path("index/models/embedder"))
    parser.add_argument("--words", type=Path, default=Path("index/data"))
    options = parser.parse_args()
    data, work = options.data, options.work
    work.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()

    def stage(name: str) -> None:
        print(f"[{time.monotonic() - began:7.0f} s] {name}", flush=True)

    stage("word lists")
    everything = read_pairs(data)
    pairs, _ = split_pairs(everything)
    write_words(data, pairs, options.words)
    stage("vocabulary")
    if not (work / "tokenizer.json").exists():
        train_vocabulary(data, pairs, VOCABULARY).save(str(work / "tokenizer.json"))
    tokenizer = Tokenizer.from_file(str(work / "tokenizer.json"))
    stage("teacher")
    cached = teacher_embeddings([pair.english for pair in everything], work / "teacher")
    row = {id(pair): number for number, pair in enumerate(everything)}
    teacher = cached[[row[id(pair)] for pair in pairs]]
    stage("static embedder")
    if not (work / "embedder" / "model.safetensors").exists():
        start = starting_vectors(tokenizer, pairs, work)
        material = gather(data, pairs, training_questions(data))
        save_static(train_static(tokenizer, start, material, teacher), tokenizer, work / "embedder")
    shutil.copytree(work / "embedder", options.embedder, dirs_exist_ok=True)
    stage("student body")
    if not (work / "body.pt").exists():
        banjarese = [(row[1], row[3]) for row in read_banjarese(data) if row[3]]
        vectors = teacher_embeddings([english for _, english in banjarese], work / "teacher_banjar")
        chosen = np.random.default_rng(0).permutation(len(pairs))[: int(ENGLISH_SHARE * len(pairs))]
        texts = [pair.indonesian for pair in pairs] + [pairs[i].english for i in chosen]
        texts += [text for text, _ in banjarese] * 2
        targets = np.concatenate([teacher, teacher[chosen], vectors, vectors])
        body = start_body(tokenizer, starting_vectors(tokenizer, pairs, work, inputs=True))
        distil(body, tokenizer, texts, targets, work / "student.pt")
        torch.save(body.state_dict(), work / "body.pt")
    stage("done")


def training_questions(data: Path) -> list[Question]:
    """Every question that training may see."""
    questions = read_squad(data / "idk_mrc_train.json") + read_squad(data / "tydiqa_id_extra_train.json")
    questions += read_factoid(data / "facqa_train.jsonl") + read_squad(data / "squad2_dev_id.json")
    return questions


if __name__ == "__main__":
    main()
