"""Builds the real parts from the settings, and is the only module that does.

The heavy libraries are imported after the thread counts are set and always in one order, first the embedder's
and then the search's: two OpenMP runtimes in one process are touchy about both.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.settings import BUNDLED, Settings, limit_threads
from corpus.article import Article
from corpus.errors import InvalidArticleError, TanyaError
from corpus.reading import Reading, read_articles
from index.errors import NoGeneration

if TYPE_CHECKING:
    from bot.answering.composing import ComposingAnswerer
    from bot.answering.reader import Reader, TransformerReader
    from index.builder import BuildReport
    from index.embedder import Embedder
    from index.generations import GenerationStatus
    from index.retriever import Retriever

_log = logging.getLogger(__name__)


class EmbedderUnusable(TanyaError):
    """The embedding model of the settings cannot be loaded."""


class NothingBefore(TanyaError):
    """There is no whole generation to go back to."""


def read_corpus(settings: Settings) -> Reading:
    """Read and check the article files. Raises `CorpusFolderError`."""
    return read_articles(settings.corpus_dir)


def open_embedder(settings: Settings) -> "Embedder":
    """Load the embedding model. Raises `EmbedderUnusable`."""
    limit_threads(settings.threads)
    from index.embedder import BUNDLED_EMBEDDER, Prompts, SentenceTransformerEmbedder

    model = BUNDLED_EMBEDDER if settings.embedder == BUNDLED else settings.embedder
    prompts = Prompts(settings.query_prompt, settings.passage_prompt)
    try:
        return SentenceTransformerEmbedder(model, prompts, settings.threads)
    except (OSError, ValueError, KeyError, RuntimeError, ImportError) as error:
        # What the libraries say runs over many lines; the first tells enough.
        first = next(iter(str(error).splitlines()), type(error).__name__)
        raise EmbedderUnusable(f"{model}: {first}") from error


def open_reader(settings: Settings) -> "TransformerReader":
    """Load the reader that ships with Tanya."""
    limit_threads(settings.threads)
    from bot.answering.reader import TransformerReader, bundled_reader

    return TransformerReader(bundled_reader(), settings.threads)


def build(
    settings: Settings, articles: Iterable[Article], embedder: "Embedder | None" = None
) -> "BuildReport":
    """Build the index and make it live. Raises what `open_embedder` and `index.builder.build_index` raise."""
    embedder = embedder or open_embedder(settings)
    from index.builder import build_index

    return build_index(articles, settings.index_dir, embedder)


def rebuild(settings: Settings) -> "BuildReport":
    """Build the index from the article files as they are now. Raises `InvalidArticleError` if one is bad."""
    reading = read_corpus(settings)
    if reading.problems:
        raise InvalidArticleError(reading.problems)
    return build(settings, reading.articles)


def open_retriever(settings: Settings, embedder: "Embedder") -> "Retriever":
    """Open the live index. Raises what `index.opening.open_index` raises."""
    from index.opening import open_index
    from index.retriever import Retriever
    from index.spelling import Speller, chat_lexicon, plain_words

    index = open_index(settings.index_dir, embedder)
    for warning in index.warnings:
        _log.warning("the index folder holds a damaged generation: %s", warning)
    texts = [f"{article.title} {article.body}" for article in index.articles.values()]
    words = [word for text in texts for word in text.split()]
    speller = Speller(chat_lexicon(), words, plain_words(), index.lexical.company)
    return Retriever(index, embedder, speller)


@dataclass(frozen=True, slots=True)
class Models:
    """The models, loaded once for every generation that they serve."""

    embedder: "Embedder"
    reader: "Reader"


def open_models(settings: Settings) -> Models:
    """Load both models. Raises `EmbedderUnusable`."""
    return Models(open_embedder(settings), open_reader(settings))


def open_answerer(settings: Settings, models: Models | None = None) -> "ComposingAnswerer":
    """Open the live index and what answers from it. Raises what `index.opening.open_index` raises."""
    models = models or open_models(settings)
    return _answerer(settings, open_retriever(settings, models.embedder), models)


def live_generation(settings: Settings) -> str | None:
    """The name of the live generation, None where there is none."""
    from index.generations import IndexFolder

    return IndexFolder(settings.index_dir).current()


def _answerer(settings: Settings, retriever: "Retriever", models: Models) -> "ComposingAnswerer":
    from bot.answering.composing import ComposingAnswerer
    from bot.answering.extractive import ExtractiveAnswerer, Limits
    from bot.answering.facts import FactFinder, bundled_threshold

    threshold = bundled_threshold() if settings.answer_threshold is None else settings.answer_threshold
    limits = Limits(threshold, settings.question_characters)
    finder = FactFinder(models.embedder, retriever.rarity, models.reader)
    facts = ExtractiveAnswerer(retriever, finder, limits)
    return ComposingAnswerer(retriever, facts, limits)


def open_or_build(settings: Settings, models: Models | None = None) -> "ComposingAnswerer":
    """Open the index, built first where there is none, and warm it up with questions of its own.

    Raises `InvalidArticleError` where it must be built and an article file is bad, and what `build` and
    `open_answerer` raise.
    """
    models = models or open_models(settings)
    try:
        answerer = open_answerer(settings, models)
    except NoGeneration:
        reading = read_corpus(settings)
        if reading.problems:
            raise InvalidArticleError(reading.problems) from None
        report = build(settings, reading.articles, models.embedder)
        _log.info("built index generation %s", report.generation)
        answerer = open_answerer(settings, models)
    answerer.examples(1)
    return answerer


def generations(settings: Settings) -> "tuple[GenerationStatus, ...]":
    """The generations in the index folder, newest first, each verified."""
    from index.generations import IndexFolder

    return IndexFolder(settings.index_dir).statuses()


def rollback(settings: Settings) -> str:
    """Make the generation before the live one live; returns its name. Raises `NothingBefore`."""
    from index.generations import IndexFolder

    try:
        return IndexFolder(settings.index_dir).rollback()
    except NoGeneration as error:
        raise NothingBefore(str(error)) from None
