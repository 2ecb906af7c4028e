"""Which version of a story answers."""

import pytest

from corpus.article import Article
from corpus.versions import superseded


def article(name: str, supersedes: str | None = None, published: str = "2024", **more: str) -> Article:
    return Article(
        id=name,
        title="Pasar Lumut dibuka",
        publisher="Warta Uji",
        published=published,
        language="id",
        body="Pasar dibuka.",
        supersedes=supersedes,
        **more,
    )


@pytest.mark.parametrize(
    ("articles", "older"),
    [
        ([], {}),
        ([article("a"), article("b")], {}),
        ([article("a"), article("b", "a")], {"a": "b"}),
        ([article("c", "b"), article("a"), article("b", "a")], {"a": "c", "b": "c"}),
        ([article("a"), article("b", "a"), article("x"), article("y", "x")], {"a": "b", "x": "y"}),
        # What it took the place of was retracted.
        ([article("b", "a")], {}),
        # Two took the place of one: the later date answers, then the id.
        ([article("a"), article("b", "a", "2024-06"), article("c", "a", "2024-05")], {"a": "b", "c": "b"}),
        ([article("a"), article("b", "a"), article("c", "a")], {"a": "c", "b": "c"}),
        (
            [article("a"), article("b", "a", updated="2025-01-02"), article("c", "a", "2024-05")],
            {"a": "b", "c": "b"},
        ),
        # A newer id never wins over the link, and an older date does not either.
        ([article("z", None, "2024-09"), article("a", "z", "2024-08")], {"z": "a"}),
        # Circles made by hand.
        ([article("a", "b", "2024-02"), article("b", "a", "2024-01")], {"b": "a"}),
        ([article("a", "a")], {}),
    ],
)
def test_the_newest_version_of_each_story(articles: list[Article], older: dict[str, str]) -> None:
    assert dict(superseded(articles)) == older


def test_a_long_chain_ends_at_its_newest() -> None:
    chain = [article("v0")] + [article(f"v{n}", f"v{n - 1}") for n in range(1, 3000)]
    assert dict(superseded(chain)) == {f"v{n}": "v2999" for n in range(2999)}
