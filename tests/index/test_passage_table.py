"""Passages in columns of numbers are the passages that were split."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.article import Article
from index.passage_table import PassageColumns, PassageTable, block_of
from index.passages import split_passages


def article(name: str, body: str) -> Article:
    return Article(id=name, title="Judul", publisher="Warta", published="2024", language="id", body=body)


BODIES = st.lists(
    st.text(st.sampled_from("ab A.\n“”1"), max_size=40).map(lambda text: f"{text} Banjir surut. " * 12),
    max_size=5,
)


@given(BODIES)
def test_every_passage_comes_back_as_it_was_split(bodies: list[str]) -> None:
    articles = [article(f"a{i}", body) for i, body in enumerate(bodies)]
    split = [split_passages(each) for each in articles]
    columns = PassageColumns.from_files(PassageColumns.join(map(block_of, split)).to_files())
    table = PassageTable(articles, columns)
    whole = [passage for passages in split for passage in passages]
    assert list(table) == whole
    assert table[-2:] == whole[-2:]
    assert [table[i] for i in range(-len(whole), 0)] == whole
    for number in range(len(articles)):
        again = PassageColumns.join([columns.block(number, number + 1)])
        assert list(PassageTable([articles[number]], again)) == list(split[number])


def test_past_the_last_is_no_passage() -> None:
    table = PassageTable((), PassageColumns.join([]))
    assert len(table) == 0
    for index in (0, -1):
        with pytest.raises(IndexError):
            table[index]
