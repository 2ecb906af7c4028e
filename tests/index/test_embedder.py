"""Every embedder keeps one contract; the prompts and the fingerprint say what they must."""

import json
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer import modules
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace
from tokenizers.processors import TemplateProcessing
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

from index.embedder import (
    BUNDLED_EMBEDDER,
    Embedder,
    HashingEmbedder,
    Prompts,
    checked,
    stated_prompts,
    unit,
)
from index.errors import BadVectors
from index.loading import load_embedder
from index.sentence_transformer import SentenceTransformerEmbedder
from index.static_embedder import StaticEmbedder

WORDS = [
    "[PAD]",
    "[UNK]",
    "[CLS]",
    "[SEP]",
    "query",
    "passage",
    ":",
    "kopi",
    "hujan",
    "sungai",
    "panen",
    "naik",
]


def tokenizer() -> Tokenizer:
    made = Tokenizer(WordLevel({word: i for i, word in enumerate(WORDS)}, unk_token="[UNK]"))
    made.pre_tokenizer = Whitespace()
    return made


@pytest.fixture(scope="module")
def static_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("static")
    weights = np.random.default_rng(7).normal(size=(len(WORDS), 8)).astype(np.float16)
    model = SentenceTransformer(modules=[modules.StaticEmbedding(tokenizer(), embedding_weights=weights)])
    model.save(str(folder))
    return folder


@pytest.fixture(scope="module")
def bert_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model of the layout of multilingual-e5-small, with random weights, under an e5 name."""
    import torch

    torch.manual_seed(7)
    bare = tmp_path_factory.mktemp("bert")
    config = BertConfig(
        vocab_size=len(WORDS),
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=64,
    )
    BertModel(config).save_pretrained(bare)
    framed = tokenizer()
    framed.post_processor = TemplateProcessing(
        single="[CLS] $A [SEP]",
        special_tokens=[("[CLS]", WORDS.index("[CLS]")), ("[SEP]", WORDS.index("[SEP]"))],
    )
    fast = PreTrainedTokenizerFast(
        tokenizer_object=framed, pad_token="[PAD]", unk_token="[UNK]", cls_token="[CLS]", sep_token="[SEP]"
    )
    fast.save_pretrained(bare)
    body = modules.Transformer(str(bare), max_seq_length=32)
    pooling = modules.Pooling(body.get_embedding_dimension())
    folder = tmp_path_factory.mktemp("models") / "tiny-e5-small"
    SentenceTransformer(modules=[body, pooling, modules.Normalize()], device="cpu").save(str(folder))
    return folder


@pytest.fixture(params=["hashing", "static", "static in torch", "bert", "bundled"])
def any_embedder(request: pytest.FixtureRequest, static_folder: Path, bert_folder: Path) -> Embedder:
    made: dict[str, Callable[[], Embedder]] = {
        "hashing": lambda: HashingEmbedder(16),
        "static": lambda: StaticEmbedder(static_folder),
        "static in torch": lambda: SentenceTransformerEmbedder(static_folder),
        "bert": lambda: SentenceTransformerEmbedder(bert_folder),
        "bundled": lambda: load_embedder(BUNDLED_EMBEDDER),
    }
    return made[request.param]()


def test_rows_are_unit_vectors_in_the_order_of_the_texts(any_embedder: Embedder) -> None:
    texts = ["kopi naik", "hujan", "sungai hujan kopi", "x" * 5000]
    for embed in (any_embedder.embed_queries, any_embedder.embed_passages):
        together = embed(texts)
        assert together.shape == (4, any_embedder.dimension)
        assert together.dtype == np.float32
        assert np.linalg.norm(together, axis=1) == pytest.approx(np.ones(4), abs=1e-4)
        apart = np.concatenate([embed([text]) for text in texts])
        assert together == pytest.approx(apart, abs=1e-5)


@pytest.mark.parametrize("text", ["", "   ", "\ud800", "🙂", "\u0000"])
def test_odd_texts_have_finite_vectors(any_embedder: Embedder, text: str) -> None:
    assert np.isfinite(any_embedder.embed_queries([text])).all()


def test_no_texts_are_no_rows(any_embedder: Embedder) -> None:
    assert any_embedder.embed_passages([]).shape == (0, any_embedder.dimension)


def test_static_vectors_are_the_mean_of_their_tokens(static_folder: Path) -> None:
    weights = np.random.default_rng(7).normal(size=(len(WORDS), 8)).astype(np.float16).astype(np.float32)
    mean = (weights[WORDS.index("kopi")] + weights[WORDS.index("naik")]) / 2
    vector = load_embedder(static_folder).embed_passages(["kopi naik"])[0]
    assert vector == pytest.approx(mean / np.linalg.norm(mean), abs=1e-3)


@pytest.mark.parametrize("normalised", [False, True])
@pytest.mark.parametrize("prompts", [Prompts(), Prompts(query="hujan ", passage="sungai")])
def test_static_models_need_no_torch_for_the_same_vectors(
    static_folder: Path, tmp_path: Path, normalised: bool, prompts: Prompts
) -> None:
    folder = static_folder
    if normalised:
        folder = tmp_path / "normalised"
        static = modules.StaticEmbedding.load(str(static_folder))
        SentenceTransformer(modules=[static, modules.Normalize()], device="cpu").save(str(folder))
    light, heavy = load_embedder(folder, prompts), SentenceTransformerEmbedder(folder, prompts)
    assert isinstance(light, StaticEmbedder)
    texts = ["kopi naik hujan", "", "sungai " * 300, "tak dikenal", "KOPI  kopi"] * 40
    assert light.embed_queries(texts) == pytest.approx(heavy.embed_queries(texts), abs=1e-6)
    assert light.embed_passages(texts) == pytest.approx(heavy.embed_passages(texts), abs=1e-6)


def test_models_of_more_than_a_table_go_to_sentence_transformers(
    static_folder: Path, bert_folder: Path, tmp_path: Path
) -> None:
    dense = tmp_path / "dense"
    static = modules.StaticEmbedding.load(str(static_folder))
    SentenceTransformer(modules=[static, modules.Dense(8, 4)], device="cpu").save(str(dense))
    for folder in (dense, bert_folder):
        assert isinstance(load_embedder(folder), SentenceTransformerEmbedder)
        with pytest.raises(FileNotFoundError, match="no static model"):
            StaticEmbedder(folder)


def test_a_table_too_short_for_the_vocabulary_is_refused(static_folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "short"
    shutil.copytree(static_folder, copy)
    save_file({"embedding.weight": np.ones((3, 8), np.float16)}, copy / "model.safetensors")
    with pytest.raises(ValueError, match="one vector a token"):
        load_embedder(copy)


def test_a_family_has_its_prefixes_and_given_prompts_win(bert_folder: Path) -> None:
    plain = load_embedder(bert_folder, Prompts(query="", passage=""))
    family = SentenceTransformerEmbedder(bert_folder)
    assert family.embed_queries(["kopi"]) == pytest.approx(plain.embed_queries(["query: kopi"]), abs=1e-6)
    assert family.embed_passages(["kopi"]) == pytest.approx(plain.embed_passages(["passage: kopi"]), abs=1e-6)
    assert not np.allclose(family.embed_queries(["kopi"]), family.embed_passages(["kopi"]), atol=1e-3)


def test_prompts_stored_in_the_model_are_used(bert_folder: Path, tmp_path: Path) -> None:
    model = SentenceTransformer(str(bert_folder), device="cpu", local_files_only=True)
    model.prompts = {"query": "hujan ", "document": "sungai "}
    model.save(str(tmp_path / "stored"))
    plain = load_embedder(bert_folder, Prompts(query="", passage=""))
    stored = SentenceTransformerEmbedder(tmp_path / "stored")
    assert stored.embed_queries(["kopi"]) == pytest.approx(plain.embed_queries(["hujan kopi"]), abs=1e-6)
    assert stored.embed_passages(["kopi"]) == pytest.approx(plain.embed_passages(["sungai kopi"]), abs=1e-6)


def test_the_fingerprint_follows_weights_and_prompts(static_folder: Path, bert_folder: Path) -> None:
    one = load_embedder(static_folder).fingerprint
    assert load_embedder(static_folder).fingerprint == one
    prompted = load_embedder(static_folder, Prompts(query="hujan ")).fingerprint
    assert (
        len(
            {
                one,
                prompted,
                load_embedder(bert_folder).fingerprint,
                HashingEmbedder(8).fingerprint,
            }
        )
        == 4
    )


def test_a_folder_without_safetensors_is_refused(bert_folder: Path, tmp_path: Path) -> None:
    shutil.copytree(bert_folder, tmp_path / "model")
    weights = next((tmp_path / "model").rglob("model.safetensors"))
    weights.rename(weights.with_name("pytorch_model.bin"))
    with pytest.raises(OSError, match="safetensors"):
        load_embedder(tmp_path / "model")


@pytest.mark.parametrize(
    ("vectors", "said"),
    [
        (np.ones((1, 3), np.float32), "norm"),
        (np.array([[np.nan, 0, 0]], np.float32), "finite"),
        (np.array([[1, 0, 0]], np.float64), "float32"),
        (np.array([[1, 0]], np.float32), r"\(1, 3\)"),
    ],
)
def test_bad_vectors_are_refused(vectors: np.ndarray, said: str) -> None:
    with pytest.raises(BadVectors, match=said):
        checked(vectors, 1, 3)


def test_the_shipped_model_gives_the_vectors_that_were_measured() -> None:
    """Golden values; after training a new model: `python -m tests.index.golden_values`."""
    golden = json.loads((Path(__file__).parent / "golden" / "embedder.json").read_text(encoding="utf-8"))
    embedder = load_embedder(BUNDLED_EMBEDDER)
    assert embedder.dimension == golden["dimension"]
    for text, head in golden["queries"].items():
        assert embedder.embed_queries([text])[0][:8] == pytest.approx(head, abs=2e-4)
    for text, head in golden["passages"].items():
        assert embedder.embed_passages([text])[0][:8] == pytest.approx(head, abs=2e-4)


def test_the_shipped_model_knows_a_translation() -> None:
    embedder = load_embedder(BUNDLED_EMBEDDER)
    asked = embedder.embed_queries(["The farmers sold their coffee at a high price."])[0]
    texts = [
        "Petani menjual kopi mereka dengan harga tinggi.",
        "Hujan deras merendam tiga jembatan.",
        "Gubernur membuka pertandingan sepak bola.",
    ]
    assert int((embedder.embed_passages(texts) @ asked).argmax()) == 0


def test_a_row_of_nan_is_no_text_without_words() -> None:
    rows = unit(np.array([[0, 0, 0, 0], [np.nan, 1, 0, 0], [np.inf, 1, 0, 0], [3, 4, 0, 0]], np.float32))
    assert rows[0].tolist() == [0.5, 0.5, 0.5, 0.5]
    assert np.isnan(rows[1]).all()
    assert np.isnan(rows[2]).any()
    assert rows[3] == pytest.approx([0.6, 0.8, 0, 0])


def test_a_model_with_broken_weights_says_so(tmp_path: Path) -> None:
    weights = np.ones((len(WORDS), 8), np.float32)
    weights[WORDS.index("kopi")] = np.nan
    static = modules.StaticEmbedding(tokenizer(), embedding_weights=weights)
    SentenceTransformer(modules=[static], device="cpu").save(str(tmp_path / "broken"))
    broken = load_embedder(tmp_path / "broken")
    assert broken.embed_queries(["hujan"])[0] == pytest.approx(np.full(8, 8**-0.5), abs=1e-6)
    with pytest.raises(BadVectors, match="finite"):
        broken.embed_queries(["kopi"])


def test_the_fingerprint_follows_how_tokens_are_pooled(bert_folder: Path, tmp_path: Path) -> None:
    prints = {load_embedder(bert_folder).fingerprint}
    for mode in ("cls", "max"):
        body = modules.Transformer(str(bert_folder), max_seq_length=32)
        pooling = modules.Pooling(body.get_embedding_dimension(), pooling_mode=mode)
        folder = tmp_path / mode / bert_folder.name
        SentenceTransformer(modules=[body, pooling, modules.Normalize()], device="cpu").save(str(folder))
        prints.add(load_embedder(folder).fingerprint)
    assert len(prints) == 3


def test_the_fingerprint_does_not_follow_where_the_model_lies(bert_folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "elsewhere" / bert_folder.name
    shutil.copytree(bert_folder, copy)
    assert load_embedder(copy).fingerprint == load_embedder(bert_folder).fingerprint


def test_only_the_model_s_own_name_tells_its_family(static_folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "multilingual-e5-tries" / "static"
    shutil.copytree(static_folder, copy)
    assert load_embedder(copy).fingerprint == load_embedder(static_folder).fingerprint


@pytest.mark.parametrize(
    ("name", "query", "passage"),
    [
        ("intfloat/multilingual-e5-small", "query: ", "passage: "),
        ("BAAI/bge-m3", "", ""),
        ("BAAI/bge-small-en-v1.5", "Represent this sentence for searching relevant passages: ", ""),
        (
            "intfloat/multilingual-e5-large-instruct",
            "Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery: ",
            "",
        ),
        ("sentence-transformers/all-MiniLM-L6-v2", "", ""),
    ],
)
def test_families_are_told_by_name(name: str, query: str, passage: str) -> None:
    assert stated_prompts(name, {"query": "", "document": ""}, Prompts()) == (query, passage)


def test_weights_of_a_later_module_are_never_unpickled(static_folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "model"
    shutil.copytree(static_folder, copy)
    (copy / "model.safetensors").unlink()
    (copy / "pytorch_model.bin").write_bytes(b"anything")
    with pytest.raises(OSError, match=r"pytorch_model\.bin: the weights must be in a safetensors file"):
        load_embedder(copy)


def test_threads_give_what_one_gives(bert_folder: Path) -> None:
    embedder = SentenceTransformerEmbedder(bert_folder)
    texts = ["kopi naik", "hujan " * 40, "sungai", "panen kopi " * 9] * 5
    alone = np.concatenate([embedder.embed_queries([text]) for text in texts])
    with ThreadPoolExecutor(4) as pool:
        together = np.concatenate(list(pool.map(lambda text: embedder.embed_queries([text]), texts)))
    assert together == pytest.approx(alone, abs=1e-6)
