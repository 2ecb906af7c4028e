"""Passages: nothing of the body lost, borders where a reader would put them."""

import string

from hypothesis import given
from hypothesis import strategies as st

from corpus.article import Article
from index.passages import split_passages


def article(body: str) -> Article:
    return Article(
        id="banjir-2021", title="Banjir", publisher="Kabar Kota", published="2021", language="id", body=body
    )


def texts(body: str) -> list[str]:
    return [passage.text for passage in split_passages(article(body))]


def sentence(word: str, words: int) -> str:
    return " ".join([word.capitalize()] + [word] * (words - 1)) + "."


def test_a_short_article_is_one_passage_with_its_sentences() -> None:
    body = "Hujan turun. Warga mengungsi.\n“Kami siap,” kata Rina.(ab)"
    (passage,) = split_passages(article(body))
    assert (passage.id, passage.article_id) == ("banjir-2021#1", "banjir-2021")
    assert (passage.start, passage.end, passage.text) == (0, len(body), body)
    cut = [body[start:end] for start, end in passage.sentences]
    assert cut == ["Hujan turun.", "Warga mengungsi.", "“Kami siap,” kata Rina.", "(ab)"]


def test_paragraphs_are_joined_while_they_fit_and_never_torn_for_it() -> None:
    paragraphs = [sentence(word, 40) for word in ("satu", "dua", "tiga", "empat", "lima")]
    assert texts("\n\n".join(paragraphs)) == [
        "\n\n".join(paragraphs[:2]),
        "\n\n".join(paragraphs[2:4]),
        paragraphs[4],
    ]


def test_passages_are_numbered_from_one_and_keep_their_place_in_the_body() -> None:
    body = "\n".join(sentence(word, 80) for word in ("satu", "dua", "tiga"))
    passages = split_passages(article(body))
    assert [passage.id for passage in passages] == ["banjir-2021#1", "banjir-2021#2", "banjir-2021#3"]
    assert [(passage.start, passage.end) for passage in passages] == [(0, 400), (401, 721), (722, 1122)]


def test_a_long_paragraph_is_cut_evenly_between_sentences() -> None:
    sentences = [sentence(word, 25) for word in ("satu", "dua", "tiga", "empat", "lima", "enam")]
    assert texts(" ".join(sentences)) == [" ".join(sentences[:3]), " ".join(sentences[3:])]


def test_a_heading_goes_with_the_paragraph_below_it() -> None:
    first, second = sentence("satu", 80), sentence("dua", 80)
    assert texts(f"Kota Lama\n\n{first}\n\nKota Baru\nYang Kedua\n\n{second}") == [
        f"Kota Lama\n\n{first}",
        f"Kota Baru\nYang Kedua\n\n{second}",
    ]


def test_headings_with_nothing_below_them_are_kept() -> None:
    first = sentence("satu", 80)
    assert texts(f"{first}\nSelesai") == [f"{first}\nSelesai"]
    assert texts("Judul\nSaja") == ["Judul\nSaja"]


def test_a_byline_joins_the_full_passage_before_it() -> None:
    first = sentence("satu", 90)
    assert texts(f"{first}\n(ab/cd)") == [f"{first}\n(ab/cd)"]


def test_a_sentence_of_thirty_names_stays_whole() -> None:
    names = "Penghargaan diraih " + ", ".join(
        f"Kabupaten {letter}aru Raya Utara" for letter in string.ascii_uppercase
    )
    before, after = sentence("satu", 80), sentence("dua", 80)
    body = f"{before}\n{names}, dan Kota Lama.\n{after}"
    assert texts(body) == [before, f"{names}, dan Kota Lama.", after]


def test_a_few_words_beside_a_full_passage_join_it() -> None:
    full = sentence("satu", 90)
    assert texts(f"Hujan turun.\n{full}\nSepi.") == [f"Hujan turun.\n{full}\nSepi."]


def test_a_sentence_without_end_is_cut_after_a_list_separator() -> None:
    names = [f"Kabupaten Nomor{number:03}" for number in range(200)]
    body = "Diraih " + ", ".join(names) + "."
    passages = split_passages(article(body))
    pieces = [body[start:end] for passage in passages for start, end in passage.sentences]
    assert " ".join(pieces) == body
    assert [piece[-1] for piece in pieces] == [",", ",", "."]
    assert all(len(piece) <= 1500 for piece in pieces)
    assert pieces[1].startswith("Kabupaten Nomor")


def test_without_separators_it_is_cut_between_words_then_anywhere() -> None:
    words = ("kata " * 400).strip()
    assert [len(text) for text in texts(words)] == [1499, 499]
    assert [len(text) for text in texts("a" * 3200)] == [1500, 1500, 200]


def test_a_letter_keeps_its_marks_where_a_word_must_be_cut() -> None:
    assert texts("a" * 1499 + "x\u0323\u0302" + "a" * 100) == ["a" * 1499, "x\u0323\u0302" + "a" * 100]


def test_a_flood_of_marks_is_still_cut() -> None:
    assert [len(text) for text in texts("x" + "\u0323" * 1999)] == [1500, 500]


def test_nothing_but_blanks_has_no_passage() -> None:
    assert split_passages(article(" \n\n ")) == ()


NEWSLIKE = st.lists(
    st.sampled_from(
        [
            "Hujan turun. ",
            "warga ",
            "Rp 1,5 miliar, ",
            "\n",
            "\n\n",
            "(ab)",
            "“Ya.” ",
            "Judul\n",
            "x" * 700,
            "a, " * 300,
            " ",
        ]
    )
).map("".join)


@given(st.one_of(NEWSLIKE, st.text()))
def test_every_visible_character_is_in_exactly_one_passage(body: str) -> None:
    passages = split_passages(article(body))
    assert [passage.text for passage in passages] == [
        body[passage.start : passage.end] for passage in passages
    ]
    spans = [span for passage in passages for span in passage.sentences]
    assert all(0 < end - start <= 1500 and body[start:end].strip() == body[start:end] for start, end in spans)
    gaps = zip([0] + [end for _, end in spans], [start for start, _ in spans] + [len(body)], strict=True)
    assert "".join(body[end:start] for end, start in gaps).strip() == ""
    assert [(p.sentences[0][0], p.sentences[-1][1]) for p in passages] == [(p.start, p.end) for p in passages]


@given(NEWSLIKE)
def test_a_passage_is_of_readable_size_unless_one_sentence_is_larger(body: str) -> None:
    for passage in split_passages(article(body)):
        longest = max(end - start for start, end in passage.sentences)
        assert len(passage.text) <= max(600, longest) + 400
