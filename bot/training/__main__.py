"""Trains the reader on the body that `python -m index.training` left; `bot.training.facts` tunes it on news.

Run as `python -m bot.training --data ../shared/data`.
"""

import argparse
import dataclasses
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from bot.training.calibration import fit, margins
from bot.training.reader import Examples, ReaderSettings, start_reader, train_reader
from index.training.augment import ChatRewriter
from index.training.data import read_factoid, read_slang, read_squad
from index.training.student import start_body

FIRST = ReaderSettings()
# A warm restart.
SECOND = ReaderSettings(epochs=1, noisy_share=0.0, rate=1.2e-4, seed=1)


def main() -> None:
    """Train, calibrate on the held-back tenth of IDK-MRC train, and write the reader that news will tune."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder of public training data")
    parser.add_argument("--work", type=Path, default=Path(".tanya/training"), help="caches and checkpoints")
    options = parser.parse_args()
    data, work = options.data, options.work
    tokenizer = Tokenizer.from_file(str(work / "tokenizer.json"))
    idk = read_squad(data / "idk_mrc_train.json")
    held_back = [question for question in idk if question.group % 10 == 9]
    clean = [question for question in idk if question.group % 10 != 9]
    clean += read_squad(data / "tydiqa_id_extra_train.json") + read_factoid(data / "facqa_train.jsonl")
    noisy = read_squad(data / "squad2_dev_id.json")
    body = start_body(tokenizer, np.load(work / "token_inputs.npy"))
    body.load_state_dict(torch.load(work / "body.pt", weights_only=True))
    rewriter = ChatRewriter(read_slang(data))
    model = start_reader(body, FIRST.layers)
    train_reader(model, Examples(tokenizer, rewriter, FIRST), clean, noisy, work / "reader.pt", FIRST)
    train_reader(model, Examples(tokenizer, rewriter, SECOND), clean, [], work / "reader2.pt", SECOND)
    calibration = fit(
        margins(model, tokenizer, held_back), [question.answer is not None for question in held_back]
    )
    model.config.calibration = dataclasses.asdict(calibration)
    model.cpu().half().save_pretrained(work / "reader", safe_serialization=True)
    tokenizer.save(str(work / "reader" / "tokenizer.json"))
    print(f"reader written to {work / 'reader'}: {calibration}")


if __name__ == "__main__":
    main()
