"""The training code learns what tiny data teach, and the same again from the same seed."""

import copy
import random
from pathlib import Path

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers
from transformers import BertConfig, BertForTokenClassification, BertModel

from bot.answering.reader_input import ReaderInput
from bot.training.calibration import fit
from bot.training.judging import Judged, fit_judge
from bot.training.news_reader import Tuner
from bot.training.reader import Examples, ReaderSettings, logits_of, start_reader, train_reader
from index.training.alignment import translation_table
from index.training.augment import ChatRewriter
from index.training.data import Question
from index.training.replicas import Replicas
from index.training.static import Material, StaticSettings, train_static
from index.training.student import TOKEN_TYPES, StudentSettings, distil

WORDS = (
    "[PAD] [UNK] [CLS] [SEP] [MASK] merah biru hijau red blue green apa warna pasar siapa budi ani datang ?"
)

# Of every tenth context, which calibrate.
HELD_BACK = [
    Question("a", "apa warna pasar ?", "merah biru hijau pasar", "merah", 0, "idk", 9),
    Question("b", "siapa datang ?", "merah biru hijau", None, -1, "idk", 9),
]


@pytest.fixture
def tokenizer() -> Tokenizer:
    vocabulary = {word: number for number, word in enumerate(WORDS.split())}
    made = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    made.normalizer = normalizers.BertNormalizer(lowercase=True)
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return made


@pytest.fixture
def body(tokenizer: Tokenizer) -> BertModel:
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=tokenizer.get_vocab_size(),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=64,
        type_vocab_size=TOKEN_TYPES,
    )
    return BertModel(config, add_pooling_layer=False)


def test_word_alignment_finds_the_translations() -> None:
    sources = [[0, 1], [0, 2], [1, 2], [0]]
    targets = [[5, 6], [5, 7], [6, 7], [5]]
    table = translation_table(sources, targets, (4, 8), rounds=8).toarray()
    assert table.argmax(1).tolist()[:3] == [5, 6, 7]
    assert table[:3].sum(1) == pytest.approx([1.0, 1.0, 1.0])
    assert table[3].sum() == 0.0


def test_replicas_give_the_gradient_of_the_whole_batch() -> None:
    torch.manual_seed(0)
    model, inputs = torch.nn.Linear(4, 1), torch.randn(6, 4)
    alone = copy.deepcopy(model)
    alone(inputs).square().sum().backward()
    replicas: Replicas[torch.Tensor] = Replicas(model, 2)
    total = replicas.gradients([inputs[:2], inputs[2:]], lambda part, rows: part(rows).square().sum())
    assert total == pytest.approx(alone(inputs).square().sum().item(), rel=1e-5)
    assert model.weight.grad is not None
    assert torch.allclose(model.weight.grad, alone.weight.grad, atol=1e-5)
    again = replicas.gradients([inputs[:2], inputs[2:]], lambda part, rows: part(rows).square().sum())
    assert again == total
    assert torch.allclose(model.weight.grad, alone.weight.grad, atol=1e-5)


def test_chat_rewriting_is_seeded_and_makes_one_error_a_text() -> None:
    lexicon = [("yg", "yang"), ("dpt", "dapat"), ("dua kata", "banyak")]
    assert ChatRewriter(lexicon).slang("Yang dapat banyak") == "yg dpt banyak"
    assert ChatRewriter(lexicon, 3).chat("yang menang siapa") == ChatRewriter(lexicon, 3).chat(
        "yang menang siapa"
    )
    rewriter = ChatRewriter([], 1)
    for _ in range(50):
        typed = rewriter.typo("aku pergi ke itu")
        assert typed.startswith("aku ")
        assert typed.endswith(" ke itu")
        assert 4 <= len(typed.split()[1]) <= 6
    assert rewriter.typo("ke itu") == "ke itu"


def test_static_training_brings_translations_together(tokenizer: Tokenizer) -> None:
    words = [("merah", "red"), ("biru", "blue"), ("hijau", "green")]
    material = Material(
        translations=words * 20,
        chat=words,
        passages=[(one, other, "pasar") for one, other in words],
        sentences=[(one, other, "budi") for one, other in words],
        similar=[(0.0, "merah", "blue"), (5.0, "biru", "blue")],
    )
    chance = np.random.default_rng(0)
    start = chance.normal(size=(tokenizer.get_vocab_size(), 8)).astype(np.float32)
    teacher = chance.normal(size=(60, 8)).astype(np.float32)
    settings = StaticSettings(dimension=8, steps=150, batch=6, rate=0.05)
    vectors = train_static(tokenizer, start, material, teacher, settings).bag.weight.detach()
    unit = torch.nn.functional.normalize(vectors, dim=1)
    ids = [[tokenizer.token_to_id(word) for word in side] for side in zip(*words, strict=True)]
    assert (unit[ids[0]] @ unit[ids[1]].T).argmax(1).tolist() == [0, 1, 2]


def test_distillation_reaches_its_targets_and_resumes(
    tokenizer: Tokenizer, body: BertModel, tmp_path: Path
) -> None:
    texts = ["merah", "biru pasar", "hijau budi datang", "ani"]
    targets = np.eye(4, 32, dtype=np.float32)
    settings = StudentSettings(epochs=60, batch=4, rate=3e-3, checkpoint_seconds=0)
    distil(body, tokenizer, texts, targets, tmp_path / "student.pt", settings)
    state = torch.load(tmp_path / "student.pt", weights_only=True)
    assert state["done"] == 60
    fresh = BertModel(body.config, add_pooling_layer=False)
    distil(fresh, tokenizer, texts, targets, tmp_path / "student.pt", settings)
    for one, other in zip(fresh.parameters(), body.parameters(), strict=True):
        assert torch.equal(one, other)
    ids = torch.tensor([[2, tokenizer.token_to_id("ani"), 3]])
    with torch.no_grad():
        vector = body(input_ids=ids).last_hidden_state.mean(1)[0]
    assert vector.argmax().item() == 3


def test_the_reader_learns_tiny_questions(tokenizer: Tokenizer, body: BertModel, tmp_path: Path) -> None:
    people, questions = ("budi", "ani"), []
    for group, (who, colour) in enumerate((w, c) for w in people for c in ("merah", "biru", "hijau")):
        context = f"pasar {colour} {who} datang"
        start = context.index(who)
        questions.append(Question(f"{group}a", "siapa datang ?", context, who, start, "tiny", group))
        questions.append(Question(f"{group}b", "apa ?", context, None, -1, "tiny", group))
    settings = ReaderSettings(
        layers=2,
        epochs=60,
        tokens_per_batch=64,
        width=32,
        rate=3e-3,
        strangers=0,
        chat_share=0,
        unmatched_share=0,
    )
    examples = Examples(tokenizer, ChatRewriter([]), settings)
    torch.manual_seed(0)
    model = train_reader(start_reader(body, 2), examples, questions, [], tmp_path / "reader.pt", settings)
    windows = ReaderInput(tokenizer).windows("siapa datang ?", ["pasar biru ani datang"])
    windows += ReaderInput(tokenizer).windows("apa ?", ["pasar biru ani datang"])
    (spans, answered), (_, not_answered) = logits_of(model, windows)
    place = windows[0].spans.index((11, 14)) + windows[0].first
    assert spans.argmax(0).tolist() == [place, place]
    assert answered > 0 > not_answered


def test_windows_carry_shared_words_and_cover_a_long_passage(tokenizer: Tokenizer) -> None:
    (window,) = ReaderInput(tokenizer).windows("Siapa datang?", ["Budi datang"])
    assert window.types == [0, 0, 2, 0, 0, 1, 3, 1]
    assert window.spans == [(0, 4), (5, 11)]
    windows = ReaderInput(tokenizer, width=10, stride=2).windows("siapa ?", ["merah biru hijau " * 5])
    assert {span for window in windows for span in window.spans} == {
        (m, m + length) for n in range(5) for m, length in ((17 * n, 5), (17 * n + 6, 4), (17 * n + 11, 5))
    }
    assert [len(window.ids) for window in windows[:-1]] == [10] * (len(windows) - 1)


def test_training_windows_keep_the_answer(tokenizer: Tokenizer) -> None:
    context = "merah " * 40 + "ani datang " + "biru " * 40
    question = Question("1", "siapa datang ?", context, "ani", context.index("ani"), "tiny", 0)
    settings = ReaderSettings(width=24, strangers=0, chat_share=0)
    examples = Examples(tokenizer, ChatRewriter([]), settings)
    for seed in range(20):
        ((example,),) = examples.epoch([question], random.Random(seed))
        assert example.window.ids[example.start : example.end + 1] == [tokenizer.token_to_id("ani")]
        assert len(example.window.ids) == 24


def test_calibration_recovers_the_law_that_made_the_data() -> None:
    chance = np.random.default_rng(0)
    found = chance.normal(size=(20_000, 2)) * 2
    truth = chance.random(20_000) < 1 / (1 + np.exp(-(0.7 * found[:, 0] + 0.3 * found[:, 1] - 0.5)))
    fitted = fit([tuple(row) for row in found], truth.tolist())
    assert (fitted.margin, fitted.answered, fitted.bias) == pytest.approx((0.7, 0.3, -0.5), abs=0.05)
    assert fitted.probability(1.0, 1.0) == pytest.approx(0.62, abs=0.02)


def test_the_judge_learns_what_no_line_tells_and_the_same_again() -> None:
    random = np.random.default_rng(0)
    read: list[Judged] = []
    for _ in range(1500):
        rows = random.integers(0, 2, (3, 2)).astype(float)
        # A run answers where one of its features is set and the other not.
        read.append((rows, rows[:, 0] != rows[:, 1]))
    judge = fit_judge(read)
    alone, both = judge.scores(np.array([[1.0, 0.0], [1.0, 1.0]]))
    assert alone - both > 1 > 0 > both
    assert fit_judge(read).scores(np.eye(2)).tolist() == judge.scores(np.eye(2)).tolist()


def test_the_mean_of_readers_has_the_mean_of_their_weights(
    tmp_path: Path, tokenizer: Tokenizer, body: BertModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("one", "two"):
        start_reader(body, 1).save_pretrained(tmp_path / name)
    tokenizer.save(str(tmp_path / "one" / "tokenizer.json"))
    monkeypatch.setattr("bot.training.news_reader.read_squad", lambda path: HELD_BACK)
    Tuner(tmp_path / "one", tmp_path, tmp_path).average(
        [tmp_path / "one", tmp_path / "two"], tmp_path / "mean"
    )
    one, two, mean = (
        BertForTokenClassification.from_pretrained(tmp_path / name, dtype=torch.float32).classifier.weight
        for name in ("one", "two", "mean")
    )
    assert not torch.equal(one, two)
    assert torch.allclose(mean, (one + two) / 2, atol=1e-3)
