"""Builds the real parts from the settings, and is the only module that does.

The heavy libraries are imported after the thread counts are set and always in one order, first the embedder's
and then the search's: two OpenMP runtimes in one process are touchy about both.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.checking import Approver
from bot.settings import BUNDLED, Settings, limit_threads
from corpus.article import Article
from corpus.check_files import read_checks
from corpus.errors import InvalidArticleError, TanyaError
from corpus.reading import Reading, read_articles
from index.errors import NoGeneration

if TYPE_CHECKING:
    from bot.answering.composing import ComposingAnswerer
    from bot.answering.reader import Reader, TransformerReader
    from index.builder import BuildReport
    from index.embedder import Embedder
    from index.generations import GenerationStatus
    from index.opening import OpenedIndex
    from index.retriever import Retriever

_log = logging.getLogger(__name__)


def _nothing(line: str) -> None:
    pass


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
    from index.embedder import BUNDLED_EMBEDDER, Prompts
    from index.loading import load_embedder

    model = BUNDLED_EMBEDDER if settings.embedder == BUNDLED else settings.embedder
    prompts = Prompts(settings.query_prompt, settings.passage_prompt)
    try:
        return load_embedder(model, prompts, settings.threads)
    except (OSError, ValueError, KeyError, RuntimeError, ImportError) as error:
        # What the libraries say runs over many lines; the first tells enough.
        first = next(iter(str(error).splitlines()), type(error).__name__)
        raise EmbedderUnusable(f"{model}: {first}") from error


def open_reader(settings: Settings) -> "TransformerReader":
    """Load the reader that ships with Tanya."""
    limit_threads(settings.threads)
    from bot.answering.reader import TransformerReader, bundled_reader

    return TransformerReader(bundled_reader())


@dataclass(frozen=True, slots=True)
class Models:
    """The models, loaded once for every generation that they serve."""

    embedder: "Embedder"
    reader: "Reader"


@dataclass(frozen=True, slots=True)
class BuildWishes:
    """How an index is to be built: see `index.builder.BuildOptions`."""

    progress: Callable[[int, int], None] | None = None
    fresh: bool = False
    dry_run: bool = False
    only_changes: bool = False
    force: bool = False
    say: Callable[[str], None] = _nothing


def build(
    settings: Settings,
    articles: Iterable[Article],
    wishes: BuildWishes = BuildWishes(),
    models: Models | None = None,
) -> "BuildReport":
    """Build the index, put the editors' checks to it and make it live.

    What the checks have to say goes to `wishes.say`; `wishes.force` makes it live though they fail. Raises
    `ChecksFailed`, `InvalidChecks`, and what `open_embedder` and `index.builder.build_index` raise.
    """
    embedder = models.embedder if models else open_embedder(settings)
    checks = read_checks(settings.checks_dir).sound()
    if not checks or wishes.dry_run:
        return build_with(embedder, settings, articles, wishes)
    reader = models.reader if models else open_reader(settings)
    models = Models(embedder, reader)
    approver = Approver(
        checks=checks,
        open_live=lambda: open_answerer(settings, models) if live_generation(settings) else None,
        say=wishes.say,
        language=settings.language,
        force=wishes.force,
    )
    return build_with(
        embedder,
        settings,
        articles,
        wishes,
        lambda opened: approver(_answerer(settings, _retriever(opened, embedder), models)),
    )


def build_with(
    embedder: "Embedder",
    settings: Settings,
    articles: Iterable[Article],
    wishes: BuildWishes = BuildWishes(),
    approve: "Callable[[OpenedIndex], None] | None" = None,
) -> "BuildReport":
    """Build the index with an embedder that is loaded already, without the editors' checks."""
    from bot.answering.annotating import EvidenceAnnotator
    from index.builder import BuildOptions, build_index

    options = BuildOptions(
        EvidenceAnnotator(), wishes.progress, approve, wishes.fresh, wishes.dry_run, wishes.only_changes
    )
    return build_index(articles, settings.index_dir, embedder, options)


def rebuild(
    settings: Settings, models: Models | None = None, wishes: BuildWishes = BuildWishes()
) -> "BuildReport":
    """Build the index from the article files as they are now. Raises `InvalidArticleError` if one is bad."""
    reading = read_corpus(settings)
    if reading.problems:
        raise InvalidArticleError(reading.problems)
    return build(settings, reading.articles, wishes, models)


def refresh(settings: Settings, models: Models) -> "BuildReport | None":
    """Build the index if the article files are not what it holds, with what `rebuild` raises; else None."""
    report = rebuild(settings, models, BuildWishes(only_changes=True))
    return report if report.generation else None


def open_retriever(settings: Settings, embedder: "Embedder") -> "Retriever":
    """Open the live index. Raises what `index.opening.open_index` raises."""
    from index.opening import open_index

    index = open_index(settings.index_dir, embedder)
    for warning in index.warnings:
        _log.warning("the index folder holds a damaged generation: %s", warning)
    return _retriever(index, embedder)


def _retriever(index: "OpenedIndex", embedder: "Embedder") -> "Retriever":
    from bot.answering.words import pairs
    from index.retriever import Retriever
    from index.spelling import Speller, chat_lexicon, dialect_lexicon, plain_words

    texts = [f"{article.title} {article.body} {article.publisher}" for article in index.articles.values()]
    words = [word for text in texts for word in text.split()]
    chat = chat_lexicon()
    # Words that the glossary has are no typing errors either.
    english = (word for word, _ in pairs("glossary") if word not in chat)
    known = tuple(dict.fromkeys((*plain_words(), *english)))
    speller = Speller(chat, words, known, index.lexical.company, dialect_lexicon())
    return Retriever(index, embedder, speller)


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


def inspector(settings: Settings) -> Callable[[str], bool]:
    """What tells of a generation whether it is whole on the disk."""
    from index.inspecting import Inspector

    return Inspector(settings.index_dir).sound


def _answerer(settings: Settings, retriever: "Retriever", models: Models) -> "ComposingAnswerer":
    from bot.answering.composing import ComposingAnswerer
    from bot.answering.extractive import ExtractiveAnswerer, Limits
    from bot.answering.facts import FactFinder, bundled_threshold
    from bot.answering.matching import WordMatcher

    threshold = bundled_threshold() if settings.answer_threshold is None else settings.answer_threshold
    limits = Limits(threshold, settings.question_characters)
    finder = FactFinder(models.embedder, retriever.rarity, models.reader)
    facts = ExtractiveAnswerer(retriever, finder, limits)
    return ComposingAnswerer(retriever, facts, WordMatcher(models.embedder), limits)


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
        report = build_with(models.embedder, settings, reading.articles)
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
