"""Answers and errors in Telegram's styles; the words are those of every door."""

from bot.answering.answer import Answer, Source
from bot.telegram_bot.formatting import Run

_PROBLEM = "Maaf, ada yang salah di pihak saya. Coba lagi sebentar lagi."
_PROBLEM_EN = "Sorry, something went wrong on my side. Please try again shortly."


def answer_runs(answer: Answer) -> list[Run]:
    """The answer, then each source: its quote and where it stands."""
    runs = [Run(answer.answer)]
    for source in answer.sources:
        runs += [Run("\n\n"), Run(source.quote, "quote"), Run("\n"), *_attribution(source)]
    return runs


def error_runs(error: Exception) -> list[Run]:
    """An error in words."""
    return [Run(_PROBLEM), Run("\n\n"), Run(_PROBLEM_EN, "italic")]


def _attribution(source: Source) -> list[Run]:
    web = source.url is not None and source.url.startswith(("https://", "http://"))
    title = Run(source.title, "link", source.url) if web else Run(source.title)
    return [title, Run(f" — {source.publisher}, {source.published}", "italic")]
