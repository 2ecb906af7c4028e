"""Answers and errors in Telegram's styles; the words are those of every door."""

from itertools import pairwise

from bot.answering.answer import Answer, Language, Source
from bot.problems import describe
from bot.render import BULLET, Block, blocks, date_in_words, quotes_by_article, sources_heading
from bot.telegram_bot.formatting import Run
from bot.telegram_bot.phrases import sentence


def answer_runs(answer: Answer) -> list[Run]:
    """The answer, then the quotes of each article and where they stand."""
    runs: list[Run] = []
    # An answer that is its quote, word for word, is not said twice.
    if [source.quote.strip() for source in answer.sources] != [answer.answer.strip()]:
        runs.append(Run(_text(blocks(answer))))
        if answer.sources:
            runs += [Run("\n\n"), Run(sources_heading(answer), "bold"), Run("\n")]
    for number, group in enumerate(quotes_by_article(answer.sources)):
        runs.append(Run("\n\n" if number else ""))
        for source in group:
            runs += [Run(source.quote, "quote"), Run("\n")]
        runs += _attribution(group[0], answer.language)
    return runs


def error_runs(error: BaseException) -> list[Run]:
    """An error in words, in both languages: what was written may have been in neither."""
    indonesian, english = describe(error, "id"), describe(error, "en")
    return sentence(f"{indonesian.title} {indonesian.detail}", f"{english.title} {english.detail}")


def _text(parts: tuple[Block, ...]) -> str:
    texts = [
        "\n".join(f"{BULLET}{line}" if part.kind == "list" else line for line in part.lines) for part in parts
    ]
    # A list stands right below the sentence that announces it.
    gaps = ["\n" if after.kind == "list" else "\n\n" for _, after in pairwise(parts)]
    return "".join(text + gap for text, gap in zip(texts, [*gaps, ""], strict=True))


def _attribution(source: Source, language: Language) -> list[Run]:
    on_the_web = source.url is not None and source.url.startswith(("https://", "http://"))
    title = Run(source.title, "link", source.url) if on_the_web else Run(source.title)
    return [title, Run(f" — {source.publisher}, {date_in_words(source.published, language)}", "italic")]
