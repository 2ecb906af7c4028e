"""Judging answers by their keys, and the protocols on reading questions."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.answering.answer import Answer, Inquiry, Source, Turn
from bot.answering.reader import OverlapReader, Reading
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
from bot.evaluation.reading_questions import (
    Choice,
    DataMissing,
    ReadingQuestion,
    Refusal,
    choose_threshold,
    measure_choice,
    measure_refusal,
    read_questions,
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


CONTEXT = "Banjir datang pada Senin. Warga mengungsi ke balai desa."
READING = (
    ReadingQuestion("Kapan banjir datang?", CONTEXT, "Senin", 19),
    ReadingQuestion("Ke mana warga mengungsi?", CONTEXT, "balai desa", 44),
    ReadingQuestion("Banjir datang ke mana?", CONTEXT, "balai desa", 44),
    ReadingQuestion("Berapa harga beras?", CONTEXT, "", None),
    ReadingQuestion("Siapa?", "Satu kalimat saja.", "Satu", 0),
)


def test_p2_counts_the_answers_inside_the_sentence_chosen_where_there_is_a_choice() -> None:
    assert measure_choice(OverlapReader(), READING) == Choice(questions=3, right=2 / 3)


def test_refusals_are_counted_on_either_side_of_the_threshold() -> None:
    by_threshold = {refusal.threshold: refusal for refusal in measure_refusal(OverlapReader(), READING)}
    # The overlaps are 2/3, 3/4, 2/4 and 0 where the context answers, and 0 where it does not.
    assert by_threshold[0.01] == Refusal(0.01, 0.75, 1.0)
    assert by_threshold[0.6] == Refusal(0.6, 0.5, 1.0)
    assert by_threshold[0.9] == Refusal(0.9, 0.0, 1.0)
    assert choose_threshold(list(by_threshold.values())) == Refusal(0.5, 0.75, 1.0)


class Sure:
    """Reads the same certainty into every passage."""

    def read(self, question: str, passages: Sequence[str]) -> list[Reading]:
        return [Reading(0, 4, 1.0, 0.5)] * len(passages)


def test_of_equal_thresholds_the_higher_one_is_chosen() -> None:
    assert choose_threshold(measure_refusal(Sure(), READING)).threshold == 0.99


def test_reading_questions_come_from_a_file_in_squad_layout(tmp_path: Path) -> None:
    file = tmp_path / "valid.json"
    qas = [
        {
            "id": "1",
            "question": "Kapan?",
            "is_impossible": False,
            "answers": [{"text": "Senin", "answer_start": 19}],
        },
        {"id": "2", "question": "Berapa?", "is_impossible": True, "answers": []},
    ]
    file.write_text(json.dumps([{"context": CONTEXT, "qas": qas}]), encoding="utf-8")
    assert read_questions(file) == (
        ReadingQuestion("Kapan?", CONTEXT, "Senin", 19),
        ReadingQuestion("Berapa?", CONTEXT, "", None),
    )
    with pytest.raises(DataMissing, match=r"missing\.json is not there"):
        read_questions(tmp_path / "missing.json")
