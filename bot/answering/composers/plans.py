"""What next: the sentences of an article that state intentions, in order, each with who said it."""

from collections.abc import Sequence
from itertools import pairwise

from bot.answering.answer_types import asked_for
from bot.answering.classes import class_of
from bot.answering.concepts import asking, concepts, covered
from bot.answering.evidence import Evidence
from bot.answering.material import Draft, Page, Quote
from bot.answering.names import is_place, name_key
from bot.answering.offices import kinds_in, of_an_office
from bot.answering.phrases import phrase
from bot.answering.question import Question
from bot.answering.statements import Statement
from bot.answering.words import alternatives, whole_words

_MOST = 8
_MOST_ARTICLES = 2
_LEAST_COVERED = 0.3
_ON_A_MATTER, _NEAR_THE_BEST = 0.5, 0.34
_SURE = 0.5
_SHORTEST_PART = 4
# How far the next sentence begins behind the one before, with a line between them.
_NEXT = 2


def compose_plan(question: Question, pages: Sequence[Page]) -> Draft | None:
    """Gather the intentions of the best article that has any, and of another on the same matter."""
    if question.kinds[0].probability < _SURE and not _asks_of_plans(question):
        return None
    lines: list[str] = []
    quotes: list[Quote] = []
    asked = [(page.evidence, _asked_for(question, page.evidence)) for page in _articles(question, pages)]
    telling = [(evidence, statements) for evidence, statements in asked if statements]
    for evidence, statements in telling:
        if len(telling) > 1:
            article = evidence.article
            lines.append(
                phrase("in_article", question.language, who=article.publisher, when=article.published)
            )
        for statement in statements:
            said = phrase("by", question.language, who=statement.speaker) if statement.speaker else ""
            lines.append(f"• “{evidence.text(statement.span).strip('“”')}”{said}")
            quotes.append(Quote(evidence, statement.span))
            if statement.speaker:
                quotes.append(Quote(evidence, evidence.naming(statement.speaker, statement.span)))
    if not lines:
        return None
    return Draft("\n".join((phrase("plans", question.language), *lines)), True, tuple(quotes))


def _asks_of_plans(question: Question) -> bool:
    """Whether the question has a word for a plan, such as "rencana" or "next"."""
    return alternatives("asking_words", "of plans").search(question.text) is not None


def _articles(question: Question, pages: Sequence[Page]) -> list[Page]:
    """The best article that states intentions, and others that the question's names stand in the title of."""
    wanted = question.concepts - asking("plan")
    able = [
        page
        for page in pages
        if any(s.intended for s in page.evidence.statements)
        and covered(wanted, page.evidence.concepts) >= _LEAST_COVERED
    ]
    titled = [page for page in able if question.names and _names_in_title(question, page)]
    if able and able[0] in titled:
        return sorted(titled[:_MOST_ARTICLES], key=lambda p: p.evidence.article.published, reverse=True)
    return able[:1]


def _names_in_title(question: Question, page: Page) -> bool:
    title = name_key(page.evidence.article.title)
    return all(name_key(name.known or name.text) in title for name in question.names)


def _asked_for(question: Question, evidence: Evidence) -> Sequence[Statement]:
    """All intentions, or those on a matter that the question names, with what is told in one breath."""
    ahead = _of_the_persons(question, evidence, [s for s in evidence.statements if s.intended])
    # "The city's plans" in an article on that city are all its plans; "plans for the market" are fewer.
    told = " ".join((evidence.article.title, *question.classes, *(name.text for name in question.names)))
    own = question.concepts - asking("plan") - concepts(told)
    scores = [covered(own, concepts(evidence.text(s.span))) for s in ahead]
    if not ahead:
        return ()
    if own and not _asks_of_plans(question) and (asked_for(question.text).sort or max(scores) < _ON_A_MATTER):
        # "Which city will host the next one?", "What will the town get?" ask for one thing and no plans.
        return ()
    if not own or max(scores) < _ON_A_MATTER:
        return ahead[:_MOST]
    hit = {i for i, score in enumerate(scores) if score >= max(scores) - _NEAR_THE_BEST}
    place = {span: i for i, span in enumerate(evidence.sentences)}
    follows = [place[b.span] - place[a.span] == 1 for a, b in pairwise(ahead)]
    kept: set[int] = set()
    for i in sorted(hit):
        first = last = i
        while first and follows[first - 1]:
            first -= 1
        while last < len(follows) and follows[last]:
            last += 1
        kept |= set(range(first, last + 1))
    return [ahead[i] for i in sorted(kept)][:_MOST]


def _of_the_persons(
    question: Question, evidence: Evidence, ahead: Sequence[Statement]
) -> Sequence[Statement]:
    """The intentions of the persons that a question names, with what goes on from them ("Ia juga …").

    All where it names nobody, or nobody who is known to be a person.
    """
    holders = {name_key(role.person) for role in evidence.roles}
    holders |= {name_key(s.speaker) for s in evidence.statements if s.speaker}
    title = name_key(evidence.article.title)
    asked = [
        name.known
        for name in question.names
        if name.known and (name_key(name.known) in holders or _may_be_a_person(name.known, title))
    ]
    parts = [part for person in asked for part in _parts(person)]
    if not parts:
        return ahead
    named = whole_words(parts)
    leans = alternatives("attribution", "stand-in")
    kept: list[Statement] = []
    for statement in ahead:
        text = evidence.text(statement.span)
        goes_on = bool(kept) and leans.match(text) and statement.span[0] - kept[-1].span[1] <= _NEXT
        if goes_on or named.search(f"{text} {statement.speaker or ''}"):
            kept.append(statement)
    known = any(name_key(person) in holders for person in asked)
    return kept if known else kept or ahead


def _parts(name: str) -> Sequence[str]:
    """The words under which somebody goes; a government is called what it is, never by its place alone."""
    words = name.split()
    return [word for word in words if of_an_office(word)] or [w for w in words if len(w) >= _SHORTEST_PART]


def _may_be_a_person(name: str, title: str) -> bool:
    """Whether a name is one of several plain words, and not that of the article's matter."""
    words = name.split()
    plain = not any(class_of(word) or kinds_in(word) or word.isupper() for word in words)
    return len(words) > 1 and plain and not is_place(name) and name_key(name) not in title
