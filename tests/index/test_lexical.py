"""BM25 against a plain computation of it, value by value."""

import json
import math
import os
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.lexical import LexicalIndex, spoken, tokens_of

TEXTS = (
    "Hujan deras turun di lembah, hujan lagi.",
    "Petani kopi panen raya; harga kopi naik.",
    "Konser dibuka gubernur di lembah.",
    "",
    "Pare-Pare dan Pangkal Pinang 2020",
)


def brute_force(texts: tuple[str, ...], query: str, k1: float = 1.5, b: float = 0.75) -> list[float]:
    """BM25 as Lucene has it (Kamphuis et al. 2020), one text at a time."""
    rows = [Counter(tokens_of(text)) for text in texts]
    lengths = [sum(row.values()) for row in rows]
    mean = sum(lengths) / len(lengths)
    scores: list[float] = []
    for row, length in zip(rows, lengths, strict=True):
        score = 0.0
        for token in tokens_of(query):
            holding = sum(token in other for other in rows)
            idf = math.log(1 + (len(rows) - holding + 0.5) / (holding + 0.5))
            score += idf * row[token] / (row[token] + k1 * (1 - b + b * length / mean))
        scores.append(score)
    return scores


@pytest.mark.parametrize(
    "query", ["hujan di lembah", "harga kopi", "KOPI!", "pare pare", "tidakada", "", "kopi kopi hujan"]
)
def test_scores_are_those_of_the_formula(query: str) -> None:
    assert LexicalIndex.build(TEXTS).scores(query).tolist() == pytest.approx(
        brute_force(TEXTS, query), abs=1e-5
    )


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.text("abc -.", max_size=12), min_size=1, max_size=6).map(tuple),
    st.text("abc -", max_size=8),
)
def test_any_texts_are_scored_by_the_formula(texts: tuple[str, ...], query: str) -> None:
    if not any(tokens_of(text) for text in texts):
        assert LexicalIndex.build(texts).scores(query).tolist() == [0.0] * len(texts)
        return
    assert LexicalIndex.build(texts).scores(query).tolist() == pytest.approx(
        brute_force(texts, query), abs=1e-5
    )


def test_search_gives_the_best_first_and_only_those_that_share_a_word() -> None:
    index = LexicalIndex.build(TEXTS)
    expected = brute_force(TEXTS, "hujan lembah")
    ids, scores = index.search("hujan lembah", 10)
    assert ids.tolist() == [0, 2]
    assert scores.tolist() == pytest.approx([expected[0], expected[2]], abs=1e-5)
    assert index.search("hujan lembah", 1)[0].tolist() == [0]
    assert index.search("tidakada", 3)[0].tolist() == []


def test_ties_keep_the_order_of_the_texts() -> None:
    index = LexicalIndex.build(("kopi naik", "kopi naik", "hujan", "kopi naik"))
    assert index.search("kopi", 4)[0].tolist() == [0, 1, 3]


def test_files_give_the_same_index_back() -> None:
    index = LexicalIndex.build(TEXTS)
    again = LexicalIndex.from_files(index.to_files())
    assert len(again) == len(TEXTS)
    assert again.scores("hujan kopi 2020").tolist() == index.scores("hujan kopi 2020").tolist()


def test_files_do_not_depend_on_the_hash_seed() -> None:
    code = (
        "import hashlib; from index.lexical import LexicalIndex;"
        "f = LexicalIndex.build(['kopi naik hujan', 'hujan deras', 'gamelan']).to_files();"
        "print(hashlib.sha256(repr(sorted(f.items())).encode()).hexdigest())"
    )
    printed = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(printed) == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("starts", np.array([0, 1], np.int64)),
        ("texts", np.array([9] * 19, np.int32)),
        ("texts", np.array([-1] * 19, np.int32)),
        ("counts", np.array([0] * 19, np.int32)),
        ("counts", np.array([1.5] * 19, np.float64)),
    ],
)
def test_files_that_contradict_each_other_are_refused(name: str, value: np.ndarray) -> None:
    import io

    files = LexicalIndex.build(TEXTS).to_files()
    buffer = io.BytesIO()
    np.save(buffer, value)
    with pytest.raises(ValueError, match="contradicts"):
        LexicalIndex.from_files({**files, f"{name}.npy": buffer.getvalue()})


@pytest.mark.parametrize(
    "listed",
    [
        {"words": ["b", "a"], "texts": 1},
        {"words": ["a", "a"], "texts": 1},
        {"words": [1, 2], "texts": 1},
        {"words": ["a", "b"], "texts": "1"},
        {"words": ["a"], "texts": 1},
    ],
)
def test_a_word_list_that_is_none_is_refused(listed: dict[str, object]) -> None:
    files = LexicalIndex.build(["a b"]).to_files()
    assert json.loads(files["words.json"]) == {"words": ["a", "b"], "texts": 1}
    with pytest.raises(ValueError, match="contradicts"):
        LexicalIndex.from_files({**files, "words.json": json.dumps(listed).encode()})


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.text("abcd ", max_size=9), max_size=7),
    st.lists(st.text("abcd ", max_size=9), max_size=5),
    st.randoms(use_true_random=False),
)
def test_an_updated_index_has_the_bytes_of_one_built_anew(
    before: list[str], new: list[str], random: Random
) -> None:
    """Texts may be kept, dropped and put in another order; new ones may stand anywhere between them."""
    kept = random.sample(range(len(before)), random.randint(0, len(before)))
    rows = [(number, before[number]) for number in kept] + [(-1, text) for text in new]
    random.shuffle(rows)
    updated = LexicalIndex.build(before).updated(
        np.array([number for number, _ in rows], np.int64), [text for number, text in rows if number < 0]
    )
    anew = LexicalIndex.build([text for _, text in rows])
    assert updated.to_files() == anew.to_files()
    assert updated.scores("a b cd").tolist() == anew.scores("a b cd").tolist()


def test_one_text_among_many_goes_in_between() -> None:
    texts = [f"kata{number % 7} umum tetap" for number in range(300)]
    more = [*texts[:150], "kata3 umum baru umum", *texts[150:]]
    kept = np.array([*range(150), -1, *range(150, 300)])
    assert (
        LexicalIndex.build(texts).updated(kept, [more[150]]).to_files() == LexicalIndex.build(more).to_files()
    )


def test_no_object_is_ever_unpickled() -> None:
    import io

    buffer = io.BytesIO()
    np.save(buffer, np.array([{"a": 1}], dtype=object), allow_pickle=True)
    with pytest.raises(ValueError, match="never pickle"):
        LexicalIndex.from_files({**LexicalIndex.build(TEXTS).to_files(), "counts.npy": buffer.getvalue()})


def test_stems_and_parts_of_hyphenated_words() -> None:
    assert tokens_of("Pare-Pare MEMBANGUN 2020") == ["pare", "pare", "bangun", "2020"]


def test_threads_share_an_index() -> None:
    index = LexicalIndex.build(TEXTS)
    expected = index.scores("hujan kopi lembah").tolist()
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: index.scores("hujan kopi lembah").tolist(), range(200)))
    assert found == [expected] * 200


def test_company_is_how_well_the_texts_of_a_word_fit_a_query() -> None:
    index = LexicalIndex.build(["kopi naik", "kopi turun lagi", "gamelan"])
    naik, turun, gamelan, unknown = index.company("kopi naik", ["naik", "turun", "gamelan", "teh"])
    assert naik == 1.0
    assert 0 < turun < 1
    assert (gamelan, unknown) == (0.0, 0.0)
    assert index.company("teh", ["kopi"]) == [0.0]


@given(st.lists(st.text(alphabet="aeiou bdkmnr-ÄÉſ1", max_size=30), max_size=6))
def test_many_texts_are_spoken_as_each_alone(texts: list[str]) -> None:
    told = spoken(texts)
    ends = np.cumsum(told.lengths)
    rows = [[told.words[i] for i in told.ids[e - n : e]] for e, n in zip(ends, told.lengths, strict=True)]
    assert rows == [tokens_of(text) for text in texts]
