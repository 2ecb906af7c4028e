"""Judging answers by their keys, and the protocols on reading questions."""

from pathlib import Path

import pytest

from bot.answering.answer import Answer, Inquiry, Source, Turn
from bot.evaluation.answers import (
    BadQuestionSet,
    KeyedQuestion,
    Tally,
    Verdict,
    ask_all,
    built_in,
    judge,
    read_question_set,
    tallies,
)


def answer(text: str, *, answered: bool = True, quote: str = "Air surut.") -> Answer:
    source = Source(
        article_id="a",
        title="T",
        publisher="P",
        published="2024",
        url=None,
        quote=quote,
        start=0,
        end=len(quote),
        context=quote,
        context_start=0,
    )
    return Answer(
        answer=text, answered=answered, kind="extract", language="id", sources=(source,), generation="v1"
    )


def keyed(**key: object) -> KeyedQuestion:
    return KeyedQuestion(**{"id": "q1", "question": "Apa?", "kind": "what", "language": "id", **key})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("key", "faults"),
    [
        ({"answered": True, "required": ("DESA satu",)}, ()),
        ({"answered": False}, ("answered",)),
        ({"required": ("Desa Tiga | Desa Dua",)}, ()),
        ({"required": ("Desa Tiga",)}, ("lacks 'Desa Tiga'",)),
        ({"required": ("sa",)}, ("lacks 'sa'",)),
        ({"forbidden": ("Desa Dua", "Serang")}, ("says 'Desa Dua'",)),
        ({"quote_contains": ("air surut",)}, ()),
        ({"quote_contains": ("banjir",)}, ("no quote has 'banjir'",)),
    ],
)
def test_an_answer_is_judged_by_whole_words_in_any_case(
    key: dict[str, object], faults: tuple[str, ...]
) -> None:
    assert judge(keyed(**key), answer("Menyerang:  Desa\nSatu dan Desa Dua.")) == faults


def test_a_refusal_where_an_answer_was_due_is_a_fault_and_small_talk_may_be_either() -> None:
    refused = answer("Tidak ada.", answered=False)
    assert judge(keyed(answered=True), refused) == ("refused",)
    assert judge(keyed(answered=None), refused) == ()


class Echo:
    """Answers with the question and the number of turns before it."""

    def answer(self, inquiry: Inquiry) -> Answer:
        return answer(f"{inquiry.question} {len(inquiry.history)}")

    def examples(self, count: int) -> tuple[str, ...]:
        return ()


def test_every_question_is_asked_with_its_history_and_counted_by_kind_and_language() -> None:
    questions = [
        keyed(id="a", question="Siapa", kind="who", required=("Siapa 0",)),
        keyed(id="b", question="Who", kind="who", language="en", required=("Whom",)),
        keyed(id="c", question="Lalu", kind="followup", history=(Turn("user", "x"),), required=("Lalu 1",)),
    ]
    verdicts = ask_all(Echo(), questions)
    assert [verdict.faults for verdict in verdicts] == [(), ("lacks 'Whom'",), ()]
    assert tallies(verdicts) == (
        Tally("who", 1, 2),
        Tally("followup", 1, 1),
        Tally("(id)", 2, 2),
        Tally("(en)", 0, 1),
        Tally("all", 2, 3),
    )
    assert isinstance(verdicts[0], Verdict)


def test_a_question_file_is_read_in_order(tmp_path: Path) -> None:
    file = tmp_path / "soal.yml"
    file.write_text(
        "- {id: x1, question: 'Siapa?', kind: who, language: id, answered: true, required: [Rahma]}\n"
        "- id: x2\n  question: Lalu?\n  kind: followup\n  language: id\n"
        "  history:\n  - {role: user, content: 'Siapa?'}\n  forbidden: [Teguh]\n  quote_contains: [air]\n",
        encoding="utf-8",
    )
    assert read_question_set(file) == (
        keyed(id="x1", question="Siapa?", kind="who", answered=True, required=("Rahma",)),
        keyed(
            id="x2",
            question="Lalu?",
            kind="followup",
            history=(Turn("user", "Siapa?"),),
            forbidden=("Teguh",),
            quote_contains=("air",),
        ),
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: [", "soal.yml: while parsing"),
        ("a: 1", "soal.yml: a list of questions is expected"),
        ("- {id: x, kind: who, language: id}", "soal.yml, entry 1: KeyError('question')"),
        ("- just text", "soal.yml, entry 1: TypeError"),
    ],
)
def test_a_bad_question_file_names_itself_and_the_entry(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "soal.yml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadQuestionSet) as caught:
        read_question_set(file)
    assert message in str(caught.value)
    with pytest.raises(BadQuestionSet):
        read_question_set(tmp_path / "missing.yml")


def test_the_built_in_questions_are_whole() -> None:
    questions = read_question_set(built_in())
    assert len({question.id for question in questions}) == len(questions) >= 20
    assert [q.id for q in questions if q.answered and not q.required] == []
    assert {q.language for q in questions} == {"id", "en", "chat", "bjn"}
