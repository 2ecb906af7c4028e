"""From a draft to an article: its id, its cleaned texts, what it cannot be without."""

from dataclasses import replace
from pathlib import Path

import pytest

from corpus.article import Article
from corpus.drafts import ArticleDraft, article_from_draft, free_id
from corpus.errors import IncompleteDraft
from corpus.writing import render_article

DRAFT = ArticleDraft(
    title="Pasar Kemuning dibuka",
    publisher="Warta Uji",
    published="2024-05-17",
    language="id",
    body="Bupati membuka pasar.",
)


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Wali Kota: “Pasar” dibuka!", "wali-kota-pasar-dibuka"),
        ("Café Élite — harga Rp5.000", "cafe-elite-harga-rp5-000"),
        ("ﬁlm Ⅳ", "film-iv"),
        ("市場が開く", "berita"),
        ("…", "berita"),
        ("kata " * 40, "-".join(["kata"] * 16)),
        ("x" * 200, "x" * 80),
    ],
)
def test_an_id_is_made_of_the_title(title: str, slug: str) -> None:
    assert free_id(title, ()) == slug


def test_an_id_that_is_taken_is_numbered(tmp_path: Path) -> None:
    assert article_from_draft(DRAFT, tmp_path).id == "pasar-kemuning-dibuka"
    (tmp_path / "Pasar-Kemuning-Dibuka.md").touch()
    assert article_from_draft(DRAFT, tmp_path).id == "pasar-kemuning-dibuka-2"
    aside = tmp_path / "retracted"
    aside.mkdir()
    (aside / "pasar-kemuning-dibuka-2.md").touch()
    assert article_from_draft(DRAFT, tmp_path).id == "pasar-kemuning-dibuka-3"


def test_an_id_that_is_given_is_taken_as_it_is(tmp_path: Path) -> None:
    named = replace(DRAFT, id="dari-berkas")
    assert article_from_draft(named, tmp_path).id == "dari-berkas"
    assert article_from_draft(named, tmp_path, "dari-redaksi").id == "dari-redaksi"


def test_texts_are_cleaned_so_that_they_can_be_stored(tmp_path: Path) -> None:
    untidy = ArticleDraft(
        title="Pasar\r\n  Kemu\u200bning ",
        publisher="\ufeffWarta\tUji",
        published=" 2024 ",
        language="id",
        body="\r\n\r\nKafe\u0301 dibuka.\x0c\r\nRamai. \n",
        url=" https://warta.example/a ",
        byline=" ",
        updated="2024-06",
        tags=("pasar", " ", "kota\nbaru"),
        supersedes="lama",
    )
    article = article_from_draft(untidy, tmp_path)
    assert article == Article(
        id="pasar-kemuning",
        title="Pasar Kemuning",
        publisher="Warta Uji",
        published="2024",
        language="id",
        body="Kafé dibuka. \nRamai.",
        url="https://warta.example/a",
        byline=None,
        updated="2024-06",
        tags=("pasar", "kota baru"),
        supersedes="lama",
    )
    assert render_article(article).endswith("---\n\nKafé dibuka. \nRamai.\n")


def test_all_that_is_missing_is_named(tmp_path: Path) -> None:
    bare = ArticleDraft(title="\u200b", publisher=None, published="", language=None, body=" \u200b ")
    assert bare.missing() == ("publisher", "published", "language")
    with pytest.raises(IncompleteDraft) as caught:
        article_from_draft(bare, tmp_path)
    assert caught.value.missing == ("title", "publisher", "published", "language", "body")
    assert caught.value.named == "title, publisher, published, language, body"
    assert DRAFT.missing() == ()
