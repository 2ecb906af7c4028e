"""One lower-cased WordPiece vocabulary for Indonesian, English, Banjarese and chat spelling."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

from index.training.augment import ChatRewriter
from index.training.data import Pair, read_banjarese, read_factoid, read_slang, read_squad

SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")


def train_vocabulary(folder: Path, pairs: list[Pair], size: int) -> Tokenizer:
    """A WordPiece tokenizer in BERT's layout, trained on all training text under `folder`."""
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]", max_input_chars_per_word=64))  # noqa: S106
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True, strip_accents=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece()
    trainer = trainers.WordPieceTrainer(
        vocab_size=size, min_frequency=3, special_tokens=list(SPECIAL), limit_alphabet=400, show_progress=True
    )
    tokenizer.train_from_iterator(_texts(folder, pairs), trainer)
    cls_id, sep_id = tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", sep_id), ("[CLS]", cls_id))
    return tokenizer


def token_ids(tokenizer: Tokenizer, texts: Iterable[str], limit: int = 0) -> list[list[int]]:
    """Token ids without [CLS] and [SEP]; at most `limit` of them each, when given."""
    encoded = tokenizer.encode_batch(list(texts), add_special_tokens=False)
    return [encoding.ids[:limit] if limit else encoding.ids for encoding in encoded]


def _texts(folder: Path, pairs: list[Pair]) -> Iterator[str]:
    for pair in pairs:
        yield pair.indonesian
        yield pair.english
    for _, banjarese, indonesian, english in read_banjarese(folder):
        yield from (banjarese, banjarese, indonesian, english)
    chat = ChatRewriter(read_slang(folder))
    for pair in pairs[::4]:  # so that frequent chat spellings become tokens of their own
        yield chat.slang(pair.indonesian)
    questions = read_factoid(folder / "facqa_train.jsonl")
    for name in ("idk_mrc_train", "tydiqa_id_extra_train"):
        questions += read_squad(folder / f"{name}.json")
    yield from {question.context for question in questions}
    for question in questions:
        yield from (question.text,) * 2
