"""Editors' checks put to an answerer, and whether a new index may go live by them."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bot.answer_diff import Asked, answer_diff, told
from bot.answering.answer import Answer, Answerer, Language
from bot.check_failures import ChecksFailed, Failure, Fault, Reason
from bot.problems import QuestionError
from corpus.check_files import Check
from corpus.errors import TanyaError
from corpus.problems import printable


@dataclass(frozen=True, slots=True, kw_only=True)
class Approver:
    """Approves of an answerer that is to go live in the place of another one.

    Called with the candidate, it tells by `say` which answers change against what `open_live` gives (None
    where nothing is live), and raises `ChecksFailed` if a check fails; with `force` it only tells that.
    """

    checks: Sequence[Check]
    open_live: Callable[[], Answerer | None]
    say: Callable[[str], None]
    language: Language = "id"
    force: bool = False

    def __call__(self, candidate: Answerer) -> None:
        """Approve of `candidate`. Raises `ChecksFailed`."""
        failures = run_checks(candidate, self.checks)
        if live := self._live():
            for line in answer_diff(live, candidate, map(_asked, self.checks)).lines(self.language):
                self.say(line)
        if failures and not self.force:
            raise ChecksFailed(failures, len(self.checks))
        for line in report_lines(failures, len(self.checks), self.language) if self.checks else ():
            self.say(line)

    def _live(self) -> Answerer | None:
        try:
            return self.open_live()
        except TanyaError as error:
            # A build is what mends an index that cannot be opened: this must not stand in its way.
            self.say(_WORDS[self.language]["no_diff"].format(printable(str(error))))
            return None


def run_checks(answerer: Answerer, checks: Sequence[Check]) -> tuple[Failure, ...]:
    """Put every check to the answerer; gives those that fail, in order."""
    results = (_failure(answerer, check) for check in checks)
    return tuple(failure for failure in results if failure)


def report_lines(failures: Sequence[Failure], asked: int, language: Language) -> Iterator[str]:
    """Every failure in words, then how many checks there were and how many failed."""
    for failure in failures:
        yield failure.words(language)
    words = _WORDS[language]["some_failed" if failures else "all_passed"]
    yield words.format(failed=len(failures), asked=asked)


def says(text: str, wording: str) -> bool:
    """Whether `wording` stands in `text`: as whole words and whole numbers, capitals and blanks aside."""
    pattern = rf"(?<!\w)(?<!\d[.,]){re.escape(_plain(wording))}(?!\w)(?![.,]\d)"
    return re.search(pattern, _plain(text)) is not None


def _failure(answerer: Answerer, check: Check) -> Failure | None:
    try:
        answer = _asked(check).answer(answerer)
    except QuestionError:
        return Failure(check, (Fault(Reason.NOT_A_QUESTION),))
    articles = tuple(dict.fromkeys(source.article_id for source in answer.sources))
    faults = tuple(_faults(check, answer, articles))
    return Failure(check, faults, told(answer), articles) if faults else None


def _faults(check: Check, answer: Answer, articles: Sequence[str]) -> Iterator[Fault]:
    if answer.answered == check.refused:
        yield Fault(Reason.ANSWERED if check.refused else Reason.REFUSED)
    yield from (Fault(Reason.LACKS, text) for text in check.contains if not says(told(answer), text))
    yield from (Fault(Reason.SAYS, text) for text in check.lacks if says(told(answer), text))
    if check.article is not None and check.article not in articles:
        yield Fault(Reason.OTHER_ARTICLE, check.article)


def _asked(check: Check) -> Asked:
    return Asked(check.question, check.history, check.language)


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


_WORDS: dict[Language, dict[str, str]] = {
    "id": {
        "all_passed": "Soal pemeriksaan: {asked}, semuanya lulus.",
        "some_failed": "Soal pemeriksaan: {asked}, yang gagal {failed}.",
        "no_diff": "Jawaban tidak dibandingkan; indeks yang sekarang tidak dapat dibuka ({}).",
    },
    "en": {
        "all_passed": "Checks: {asked}, all passed.",
        "some_failed": "Checks: {asked}, of which {failed} failed.",
        "no_diff": "Answers are not compared; the index in use cannot be opened ({}).",
    },
}
