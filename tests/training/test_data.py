"""The training data are read as they are meant, and held-back rows stay out of training."""

import json
from pathlib import Path

import pytest

from index.training.data import (
    Pair,
    detokenise,
    read_banjarese,
    read_entailments,
    read_factoid,
    read_pairs,
    read_similarities,
    read_slang,
    read_squad,
    split_pairs,
)


def test_pairs_of_unlike_length_and_repeats_are_dropped(tmp_path: Path) -> None:
    rows = ["a\tSaya pergi ke pasar\tI go to the market", "b\tSAYA pergi ke pasar\tI go to the market"]
    rows += ["c\tYa\tYes, but that was a long time ago in another country"]
    (tmp_path / "parallel_id_en.tsv").write_text("\n".join(rows) + "\n")
    assert read_pairs(tmp_path) == [Pair("a", "Saya pergi ke pasar", "I go to the market")]


def test_held_back_sentences_occur_on_no_training_side() -> None:
    news = [
        Pair("PANL-INT-1", f"Kalimat berita nomor {i} yang cukup panjang", f"News sentence {i}")
        for i in range(3)
    ]
    echo = Pair("tatoeba", "Lain", "News sentence 1")
    other = Pair("tatoeba", "Sendiri", "Alone")
    training, held = split_pairs([*news, echo, other])
    assert set(held) == set(news)
    assert training == [other]


@pytest.mark.parametrize(
    ("text", "answer", "expected"),
    [
        ("Tahun 2003 , rombongan ( 41 orang ) tiba .", "41 orang", "Tahun 2003, rombongan (41 orang) tiba."),
        ('Ia berkata , " Mari " lalu pergi .', "pergi", 'Ia berkata, "Mari" lalu pergi.'),
        ("Tanpa apa-apa", "apa-apa", "Tanpa apa-apa"),
    ],
)  # fmt: skip
def test_detokenising_moves_the_span_with_the_text(text: str, answer: str, expected: str) -> None:
    start = text.index(answer)
    clean, first, last = detokenise(text, start, start + len(answer))
    assert clean == expected
    assert clean[first:last] == answer


def test_squad_rows_keep_their_spans_and_wrong_offsets_are_mended(tmp_path: Path) -> None:
    context = "Ibu kota negara itu adalah Paris."
    qas = [
        {"id": "1", "question": "Apa ibu kotanya?", "is_impossible": False,
         "answers": [{"text": "Paris", "answer_start": 3}]},
        {"id": "2", "question": "Siapa rajanya?", "is_impossible": True, "answers": []},
        {"id": "3", "question": "Kapan?", "is_impossible": False,
         "answers": [{"text": "1900", "answer_start": 0}]},
    ]  # fmt: skip
    file = tmp_path / "tiny.json"
    file.write_text(json.dumps([{"context": context, "qas": qas}]))
    questions = read_squad(file)
    assert [(q.id, q.answer, q.start, q.group, q.source) for q in questions] == [
        ("1", "Paris", 27, 0, "tiny"),
        ("2", None, -1, 0, "tiny"),
    ]


def test_factoid_rows_on_contexts_of_training_can_be_left_out(tmp_path: Path) -> None:
    def row(number: int, seen: bool) -> str:
        answer = {"text": "Lombok", "answer_start": 9}
        return json.dumps(
            {"id": str(number), "question": "Di mana ?", "context": "Gempa di Lombok .", "answers": [answer],
             "context_in_train": seen}
        )  # fmt: skip

    file = tmp_path / "facqa.jsonl"
    file.write_text(row(1, True) + "\n" + row(2, False) + "\n")
    (question,) = read_factoid(file, unseen_only=True)
    assert (question.id, question.text, question.context, question.start) == (
        "2",
        "Di mana?",
        "Gempa di Lombok.",
        9,
    )
    assert [q.group for q in read_factoid(file)] == [0, 0]


def test_small_tables(tmp_path: Path) -> None:
    (tmp_path / "banjar_id_en.tsv").write_text("nusax\tWadai\tKue\tCake\nkamus\tBanyu\tAir\n")
    (tmp_path / "slang_formal.tsv").write_text("yg\tyang\tindo-collex\naja\tsaja\tkamus-alay\n")
    (tmp_path / "sts_id_train.tsv").write_text("2.5\tsatu\tdua\tfile\n")
    (tmp_path / "indonli_train.jsonl").write_text(
        '{"premise": "p", "hypothesis": "h", "label": "c"}\n'
        '{"sentence1": "s", "sentence2": "t", "gold_label": "entailment"}\n'
    )
    assert read_banjarese(tmp_path) == [("nusax", "Wadai", "Kue", "Cake"), ("kamus", "Banyu", "Air", "")]
    assert read_slang(tmp_path, ("indo-collex",)) == [("yg", "yang")]
    assert read_similarities(tmp_path) == [(2.5, "satu", "dua")]
    assert read_entailments(tmp_path) == [("p", "h", "c"), ("s", "t", "e")]
