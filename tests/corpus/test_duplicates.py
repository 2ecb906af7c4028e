"""The finder of duplicates on invented stories, with the whole table of what it takes for what."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.article import Article
from corpus.duplicates import Duplicate, DuplicateFinder
from tests.corpus.stories import negatives, positives

BODY = (
    "Bupati Lumutan Teguh Aruna membuka Pasar Kemuning pada Senin pagi. Pasar itu memiliki 120 kios dan "
    "40 lapak. “Sewa dua bulan pertama gratis,” katanya di depan 300 pedagang."
)
OTHER = "Tim sepak bola Maumbara menang 3-1 atas Rimbo di Stadion Arwai. Gol dicetak Danu pada menit ke-12."


def article(name: str, body: str) -> Article:
    return Article(id=name, title="Judul", publisher="Warta", published="2024", language="id", body=body)


def found(one: str, two: str) -> bool:
    return bool(DuplicateFinder([article("a", one)]).find(article("b", two)))


@pytest.mark.parametrize(("seed", "figures"), [(20, 0), (1020, 1)])
def test_which_stories_are_taken_for_one(seed: int, figures: int) -> None:
    one = Counter(kind for kind, pair in positives(seed) if found(*pair))
    missed = Counter(kind for kind, pair in positives(seed) if not found(*pair))
    wrong = Counter(kind for kind, pair in negatives(seed + 1) if found(*pair))
    assert wrong == {}
    # A correction that was written anew shares names and figures with the report, but hardly a sentence.
    assert missed == Counter({"correction": 1, "figures mended": figures})
    assert one.total() == 220 - figures


def test_all_articles_that_tell_the_story_are_found_the_most_alike_first() -> None:
    longer = f"{BODY} Bupati berjanji membangun tempat parkir baru untuk pembeli di sisi timur pasar."
    mended = BODY.replace("120 kios", "125 kios")
    finder = DuplicateFinder([article("lain", OTHER), article("mended", mended), article("asal", BODY)])
    assert finder.find(article("baru", longer)) == (
        Duplicate(article("asal", BODY), 1.0),
        Duplicate(article("mended", mended), 23 / 26),
    )
    assert finder.find(article("asal", BODY)) == (Duplicate(article("mended", mended), 23 / 26),)


def test_an_article_that_changed_is_found_by_its_new_text_only() -> None:
    finder = DuplicateFinder([article("a", BODY)])
    finder.add(article("a", OTHER))
    assert finder.find(article("b", BODY)) == ()
    assert [hit.article.id for hit in finder.find(article("b", OTHER))] == ["a"]


def test_texts_of_a_word_or_none_do_not_trip_it() -> None:
    finder = DuplicateFinder([article("a", "Banjir"), article("b", "…")])
    assert [hit.article.id for hit in finder.find(article("c", "banjir"))] == ["a"]
    assert finder.find(article("c", "Kering")) == ()


@given(
    st.lists(st.sampled_from("abcdefgh"), max_size=14), st.lists(st.sampled_from("abcdefghij"), max_size=14)
)
def test_nothing_that_shares_enough_is_passed_over_for_its_words(one: list[str], two: list[str]) -> None:
    shingles = [{tuple(words[i : i + 3]) for i in range(max(len(words) - 2, 1))} for words in (one, two)]
    shorter = min(len(each) for each in shingles)
    expected = len(shingles[0] & shingles[1]) / shorter >= 0.6
    assert found(" ".join(one), " ".join(two)) == expected
