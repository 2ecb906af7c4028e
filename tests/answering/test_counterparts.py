"""What one article gives as the number where another gives another."""

from dataclasses import replace

import pytest

from bot.answering.counterparts import told_otherwise
from bot.answering.facts import Fact
from bot.answering.sentence_features import Document
from index.sentences import split_sentences

QUESTION = "Berapa kios yang terbakar di Pasar Lumut?"


def article(body: str, title: str = "Pasar Lumut terbakar") -> Document:
    return Document("a", title, body, "2024-05-01", "id", tuple(split_sentences(body)), 1.0)


def fact(body: str, words: str) -> Fact:
    start = body.index(words)
    document = article(body)
    return Fact(document, (0, len(body)), (start, start + len(words)), 1.0, 0.9, 0.9)


STALLS = "Sebanyak 187 kios terbakar."
LATER = "Kini 214 kios terbakar."
LOSS = "Kerugian kios Rp4,5 miliar."


@pytest.mark.parametrize(
    ("told", "words", "other", "found"),
    [
        (STALLS, "187 kios", f"Ada 20 los utuh. {LATER}", LATER),
        (STALLS, "187", LATER, LATER),
        (STALLS, "187 kios", "Memang 187 kios terbakar.", None),
        (STALLS, "187 kios", "Kini 214 los terbakar.", None),
        (STALLS, "187 kios", "Dibangun 90 kios baru.", None),
        ("Kerugian kios Rp 3 miliar.", "Rp 3 miliar", LOSS, LOSS),
        ("Kerugian kios Rp 3 miliar.", "Rp 3 miliar", "Kerugian kios 4 miliar.", None),
        ("Kerugian kios Rp 3 miliar.", "Rp 3 miliar", "Kerugian kios Rp 3 juta.", "Kerugian kios Rp 3 juta."),
        ("Kerugian kios Rp 3 miliar.", "Rp 3 miliar", "Kerugian kios Rp3 miliar.", None),
        ("Semua kios terbakar.", "Semua kios", LATER, None),
    ],
)
def test_another_number_of_the_same_is_found(told: str, words: str, other: str, found: str | None) -> None:
    document = article(other)
    question = "Berapa kerugian kios Pasar Lumut?" if "Rp" in told else QUESTION
    span = told_otherwise(fact(told, words), question, document)
    assert (document.body[slice(*span)] if span else None) == found


def test_a_fact_without_words_has_no_number() -> None:
    without = replace(fact("Sebanyak 187 kios terbakar.", "187"), words=None)
    assert told_otherwise(without, QUESTION, article("Kini 214 kios terbakar.")) is None
