"""The word files of the speller: which chat spellings are kept, and in which order plain words come."""

import json
from pathlib import Path

from index.training.data import Pair
from index.training.words import write_words


def paragraph(context: str, *questions: str) -> dict[str, object]:
    qas = [{"id": q, "question": q, "is_impossible": True, "answers": []} for q in questions]
    return {"context": context, "qas": qas}


def test_words_are_ordered_by_use_and_chat_that_is_a_usual_word_stands_in_both(tmp_path: Path) -> None:
    (tmp_path / "slang_formal.tsv").write_text(
        "yg\tyang\tindo-collex\ndr\tdari\tindo-collex\nbgt\tsekali\tindo-collex\nkpn\tyang\tkamus-alay\n"
    )
    (tmp_path / "banjar_id_en.tsv").write_text("nusax\tnang\tyang\tthat\n" * 4)
    (tmp_path / "facqa_train.jsonl").write_text("")
    asked = ["Dimanakah itu?"] * 5
    (tmp_path / "idk_mrc_train.json").write_text(json.dumps([paragraph("Pak Lurah.", *asked)]))
    (tmp_path / "tydiqa_id_extra_train.json").write_text("[]")
    pairs = [Pair("news", "yang dari " * 30 + "dr " * 20 + "yang yg", "he came from " * 3)]
    out = tmp_path / "out"
    spellings, words = write_words(tmp_path, pairs, out)
    slang = (out / "slang.tsv").read_text().splitlines()
    known = (out / "words.txt").read_text().split()
    assert slang == ["dr\tdari", "yg\tyang"]  # "sekali" is not in the texts; the third source is not shipped
    assert known[:3] == ["yang", "dari", "dr"]
    assert "dimanakah" in known
    assert not {"yg", "pak", "Lurah", "lurah"} & set(known)
    assert (spellings, words) == (len(slang), len(known))
    assert (out / "banjarese.tsv").read_text() == "nang\tyang\n"
