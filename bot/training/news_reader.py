"""Tunes the reader on the runs that it is given to read: news sentences under the title of their article."""

import dataclasses
import random
from collections.abc import Sequence
from pathlib import Path

import torch
from tokenizers import Tokenizer
from transformers import BertForTokenClassification

from bot.answering.facts import as_read, candidates, headed
from bot.answering.language import detect
from bot.training.calibration import fit, margins
from bot.training.news_examples import Example, Vector, alone
from bot.training.reader import Examples, ReaderSettings, train_reader
from index.training.augment import ChatRewriter
from index.training.data import Question, read_factoid, read_slang, read_squad

SETTINGS = ReaderSettings(epochs=1, noisy_share=0.0, rate=1e-4, strangers=0.05)
# In the last pass only runs of the question's own article are learnt: short questions fit many articles, and
# what would answer in another one is no example of what does not answer.
_OWN = ReaderSettings(epochs=1, noisy_share=0.0, rate=5e-5, strangers=0.0)
# More than are read in service: what answers beside it teaches most by not answering.
_RUNS_LEARNT = 6
# Contexts of the public sets that are read along, so that what was learnt from them stays.
_KEPT_CONTEXTS = 400


@dataclasses.dataclass(frozen=True, slots=True)
class Tuner:
    """Tunes the reader in `start`, made by `python -m bot.training`, with public data from `data`."""

    start: Path
    data: Path
    work: Path

    def tune(self, examples: Sequence[Example], choice: Vector, name: str, out: Path) -> None:
        """Write into `out` the reader tuned on the runs that `choice` gives it of the examples.

        Goes on from the checkpoint of that name where there is one.
        """
        tokenizer = self._tokenizer()
        public = self._idk(held_back=False) + read_factoid(self.data / "facqa_train.jsonl")
        model = BertForTokenClassification.from_pretrained(
            self.start, dtype=torch.float32, attn_implementation="eager"
        )
        model.bert.embeddings.word_embeddings.weight.requires_grad_(False)
        some = _some(public)
        for part, settings in (("", SETTINGS), ("-own", _OWN)):
            train_reader(
                model,
                Examples(tokenizer, ChatRewriter(read_slang(self.data)), settings),
                runs_to_read([alone(e) for e in examples] if part else examples, choice) + some,
                [],
                self.work / f"{name}{part}.pt",
                settings,
            )
        self._write(model, out)

    def average(self, readers: Sequence[Path], out: Path) -> None:
        """Write into `out` the mean of the weights of some readers that were tuned from the same start.

        Such a mean answers better than its parts (Wortsman et al. 2022, arXiv 2203.05482).
        """
        models = [BertForTokenClassification.from_pretrained(path, dtype=torch.float32) for path in readers]
        with torch.no_grad():
            for parts in zip(*(model.parameters() for model in models), strict=True):
                parts[0].copy_(torch.stack(parts).mean(dim=0))
        self._write(models[0], out)

    def _write(self, model: BertForTokenClassification, out: Path) -> None:
        tokenizer, held_back = self._tokenizer(), self._idk(held_back=True)
        calibration = fit(margins(model, tokenizer, held_back), [q.answer is not None for q in held_back])
        model.config.calibration = dataclasses.asdict(calibration)
        model.cpu().half().save_pretrained(out, safe_serialization=True)
        tokenizer.save(str(out / "tokenizer.json"))

    def _tokenizer(self) -> Tokenizer:
        return Tokenizer.from_file(str(self.start / "tokenizer.json"))

    def _idk(self, held_back: bool) -> list[Question]:
        """The tenth of IDK-MRC that no reader is trained on, or the rest."""
        idk = read_squad(self.data / "idk_mrc_train.json")
        return [question for question in idk if (question.group % 10 == 9) == held_back]


def runs_to_read(examples: Sequence[Example], choice: Vector) -> list[Question]:
    """What the reader is given of each example, with the answer where the run is right, else without."""
    made: list[Question] = []
    for group, example in enumerate(examples):
        language = detect(example.text)
        scores = [rows @ choice for rows in example.rows]
        for candidate in candidates(example.documents, scores, _RUNS_LEARNT) if scores else ():
            document = example.documents[candidate.document]
            head, text = headed(document), document.body[slice(*candidate.run)]
            asked = as_read(example.text, language, document)
            name = f"news-{group}"
            if not example.right[candidate.document][candidate.sentence]:
                made.append(Question(name, asked, head + text, None, -1, "news", group))
            elif (answer := example.question.answer) is not None and answer in text:
                start = len(head) + text.index(answer)
                made.append(Question(name, asked, head + text, answer, start, "news", group))
    return made


def _some(public: Sequence[Question]) -> list[Question]:
    groups = sorted({(question.source, question.group) for question in public})
    kept = set(random.Random(0).sample(groups, _KEPT_CONTEXTS))
    return [question for question in public if (question.source, question.group) in kept]
