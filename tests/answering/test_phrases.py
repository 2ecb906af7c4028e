import re

import pytest

from bot.answering.phrases import phrase
from bot.answering.words import pairs


def test_a_sentence_is_filled_with_what_it_is_given() -> None:
    assert phrase("ask_who", "id", thing="bupatinya") == "Siapa bupatinya?"
    assert phrase("quoted", "en", quote="Air {surut}.") == "The article says: “Air {surut}.”"


def test_a_name_that_is_not_there_is_an_error() -> None:
    with pytest.raises(KeyError):
        phrase("no such phrase", "id")


def test_both_languages_have_the_same_sentences_with_the_same_gaps() -> None:
    gaps = [
        {name: set(re.findall(r"{\w+}", text)) for name, text in pairs(file)}
        for file in ("phrases_id", "phrases_en")
    ]
    assert gaps[0] == gaps[1]
