"""The questions that may be looked at, asked of the real parts: `make test` fails where the level falls.

Only `tanya evaluate` asks the untouched half.
"""

from pathlib import Path

import pytest

from bot.answering.composing import ComposingAnswerer
from bot.answering.words import pairs, table, words
from bot.evaluation.answers import Verdict, ask_all, read_question_set
from bot.settings import load_settings
from bot.wiring import Models, build_with, open_answerer, open_embedder, open_reader
from corpus.article import Article
from corpus.reading import read_articles

HERE = Path(__file__).parent
REFUSABLE = {"absent", "false_premise"}

# The questions, their articles, and the level reached on 2026-11-26, less two points: right, and refused.
LOOK = ("look.yml", "articles", 0.918, 0.946)
FURTHER = ("further/questions.yml", "further/articles", 0.805, 0.865)
Asked = tuple[str, str, float, float]


@pytest.fixture(scope="module", params=[LOOK, FURTHER], ids=["look", "further"])
def asked(request: pytest.FixtureRequest) -> Asked:
    return request.param


@pytest.fixture(scope="module")
def articles(asked: Asked) -> tuple[Article, ...]:
    folders = (HERE.parent.parent / "corpus" / "articles", HERE / asked[1])
    return tuple(article for folder in folders for article in read_articles(folder).articles)


@pytest.fixture(scope="module")
def answerer(articles: tuple[Article, ...], tmp_path_factory: pytest.TempPathFactory) -> ComposingAnswerer:
    settings = load_settings(index_dir=tmp_path_factory.mktemp("index"))
    embedder = open_embedder(settings)
    build_with(embedder, settings, articles)
    return open_answerer(settings, Models(embedder, open_reader(settings)))


@pytest.fixture(scope="module")
def verdicts(answerer: ComposingAnswerer, asked: Asked) -> tuple[Verdict, ...]:
    return ask_all(answerer, read_question_set(HERE / asked[0]))


def share(verdicts: list[Verdict]) -> float:
    return sum(not verdict.faults for verdict in verdicts) / len(verdicts)


def test_no_fewer_answers_are_right_than_before(verdicts: tuple[Verdict, ...], asked: Asked) -> None:
    assert share(list(verdicts)) >= asked[2]


def test_no_fewer_unanswerable_questions_are_refused_than_before(
    verdicts: tuple[Verdict, ...], asked: Asked
) -> None:
    assert share([v for v in verdicts if v.question.kind in REFUSABLE]) >= asked[3]


def test_every_quote_is_the_articles_own(
    verdicts: tuple[Verdict, ...], articles: tuple[Article, ...]
) -> None:
    bodies = {article.id: article.body for article in articles}
    sources = [source for verdict in verdicts for source in verdict.answer.sources]
    assert len(sources) > len(verdicts) // 2
    for source in sources:
        body = bodies[source.article_id]
        assert body[source.start : source.end] == source.quote
        assert body[source.context_start :].startswith(source.context)
        assert source.context_start <= source.start
        assert source.end <= source.context_start + len(source.context)


def test_items_of_an_answer_stand_in_its_quotes(verdicts: tuple[Verdict, ...]) -> None:
    for verdict in verdicts:
        if verdict.answer.answered and verdict.answer.kind == "list":
            quotes = " ".join(source.quote for source in verdict.answer.sources)
            items = [line[2:] for line in verdict.answer.answer.splitlines() if line.startswith("• ")]
            assert items
            assert [item for item in items if item not in quotes] == [], verdict.question.id


def test_an_answer_says_nothing_that_its_quotes_do_not(verdicts: tuple[Verdict, ...]) -> None:
    """Words outside the fixed phrases stand in a quote or the question, or count or name what is listed."""
    own = {word for name in ("phrases_id", "phrases_en") for _, text in pairs(name) for word in words(text)}
    own |= {word for row in table("class_english").values() for text in row for word in words(text)}
    own |= {word for key, row in table("classes").items() for text in (key, *row) for word in words(text)}
    for verdict in verdicts:
        answer = verdict.answer
        if answer.answered and answer.kind != "smalltalk":
            sources = [f"{source.quote} {source.publisher} {source.published}" for source in answer.sources]
            told = " ".join([*sources, verdict.question.question]).casefold()
            said = [word for word in words(answer.answer) if word not in own and word not in told]
            items = str(sum(line.startswith("• ") for line in answer.answer.splitlines()))
            counts = [word for word in said if word.isdigit() and answer.kind in ("list", "count")]
            counted = counts or [word for word in said if word == items]
            assert said == counted, (verdict.question.id, said)
