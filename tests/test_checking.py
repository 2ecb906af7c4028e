"""Editors' checks put to an answerer, the difference between two answerers, and the say on going live."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.answer_diff import DIFFERENCES_SHOWN, AnswerDiff, Asked, Difference, answer_diff
from bot.answering.answer import Answer, Answerer, Inquiry, Language, Source, Turn
from bot.check_failures import ChecksFailed, Failure, Fault, Reason, excerpt
from bot.checking import Approver, report_lines, run_checks, says
from bot.problems import EmptyQuestion, describe
from corpus.check_files import Check
from index.errors import DamagedGeneration

FILE = Path("checks/pasar.yml")
REFUSAL = "Berita yang saya punya tidak menjawab pertanyaan itu."


def source(article: str, quote: str) -> Source:
    return Source(
        article_id=article,
        title="Pasar dibuka",
        publisher="Warta Uji",
        published="2024",
        url=None,
        quote=quote,
        start=0,
        end=len(quote),
        context=quote,
        context_start=0,
    )


def says_that(text: str, *sources: Source, answered: bool = True, generation: str = "v000001") -> Answer:
    return Answer(
        answer=text,
        answered=answered,
        kind="extract",
        language="id",
        sources=sources,
        generation=generation,
    )


def refuses(*offers: str, nearest: str = "Pasar itu ramai.") -> Answer:
    text = "\n".join([REFUSAL, "Yang bisa saya jawab, misalnya:", *(f"• {offer}" for offer in offers)])
    return says_that(text, source("pasar", nearest), answered=False)


class Scripted:
    """Answers what stands in its script, refuses everything else, and remembers what it was asked."""

    def __init__(self, script: Mapping[str, Answer], offers: tuple[str, ...] = ()) -> None:
        self._script = script
        self._offers = offers
        self.asked: list[Inquiry] = []

    def answer(self, inquiry: Inquiry) -> Answer:
        self.asked.append(inquiry)
        if not inquiry.question.strip("?"):
            raise EmptyQuestion
        return self._script.get(inquiry.question, refuses(*self._offers))

    def examples(self, count: int) -> tuple[str, ...]:
        return self._offers[:count]


def check(question: str = "Siapa bupatinya?", line: int = 1, **expected: Any) -> Check:
    return Check(file=FILE, line=line, question=question, **expected)


MAYOR = says_that("Teguh  Aruna (Bupati\nLumutan).", source("pasar", "Bupati Lumutan Teguh Aruna."))
OPENED = Scripted({"Siapa bupatinya?": MAYOR})


@pytest.mark.parametrize(
    ("expected", "faults"),
    [
        ({"contains": ("teguh aruna", "BUPATI LUMUTAN")}, ()),
        ({"contains": ("Teguh", "Ratna")}, (Fault(Reason.LACKS, "Ratna"),)),
        ({"contains": ("Bupati Lumut",)}, (Fault(Reason.LACKS, "Bupati Lumut"),)),
        ({"lacks": ("Ratna", "Lumut")}, ()),
        ({"lacks": ("Ratna", "aruna")}, (Fault(Reason.SAYS, "aruna"),)),
        ({"refused": True}, (Fault(Reason.ANSWERED),)),
        ({"article": "pasar"}, ()),
        ({"article": "jalan"}, (Fault(Reason.OTHER_ARTICLE, "jalan"),)),
        (
            {"contains": ("Ratna",), "lacks": ("Teguh",), "article": "jalan"},
            (
                Fault(Reason.LACKS, "Ratna"),
                Fault(Reason.SAYS, "Teguh"),
                Fault(Reason.OTHER_ARTICLE, "jalan"),
            ),
        ),
    ],
)
def test_an_answer_is_judged_by_all_that_the_check_expects(
    expected: dict[str, Any], faults: tuple[Fault, ...]
) -> None:
    asked = check(**expected)
    failures = run_checks(OPENED, [asked])
    wanted = (Failure(asked, faults, "Teguh  Aruna (Bupati Lumutan).", ("pasar",)),) if faults else ()
    assert failures == wanted


def test_a_refusal_passes_where_it_is_expected_and_fails_elsewhere() -> None:
    wanted, unwanted = check("Kapan?", refused=True), check("Kapan?", contains=("Senin",))
    said = f"{REFUSAL} Yang bisa saya jawab, misalnya:"
    assert run_checks(OPENED, [wanted, unwanted]) == (
        Failure(unwanted, (Fault(Reason.REFUSED), Fault(Reason.LACKS, "Senin")), said, ("pasar",)),
    )


def test_what_a_refusal_offers_to_ask_instead_is_no_part_of_it() -> None:
    answerer = Scripted({}, offers=("Siapa Teguh Aruna?",))
    assert run_checks(answerer, [check("Kapan?", refused=True, lacks=("Teguh",))]) == ()


def test_the_list_of_an_answer_is_a_part_of_it() -> None:
    answerer = Scripted({"Apa saja?": says_that("2 desa:\n• Batu Ampar\n• Hulu", source("a", "…"))})
    assert run_checks(answerer, [check("Apa saja?", contains=("batu ampar", "Hulu"), lacks=("Hilir",))]) == ()


@pytest.mark.parametrize(("question", "history"), [("???", ()), ("Siapa?", ("?",))])
def test_what_is_no_question_fails_by_itself(question: str, history: tuple[str, ...]) -> None:
    asked = check(question, history=history, refused=True)
    assert run_checks(OPENED, [asked]) == (Failure(asked, (Fault(Reason.NOT_A_QUESTION),)),)


def test_what_was_asked_before_is_asked_first_and_the_language_is_demanded() -> None:
    answerer = Scripted({"Kota mana?": says_that("2 kota."), "Berapa?": says_that("2.")})
    run_checks(answerer, [check("Yang ketiga?", history=("Kota mana?", "Berapa?"), language="en")])
    first = (Turn("user", "Kota mana?"), Turn("assistant", "2 kota."))
    assert answerer.asked == [
        Inquiry("Kota mana?", (), "en"),
        Inquiry("Berapa?", first, "en"),
        Inquiry("Yang ketiga?", (*first, Turn("user", "Berapa?"), Turn("assistant", "2.")), "en"),
    ]


@pytest.mark.parametrize(
    ("text", "wording", "held"),
    [
        ("Kota Solok menang.", "solok", True),
        ("Kota Solok menang.", "Solo", False),
        ("Kota  Banda\nAceh.", "banda aceh", True),
        ("Pada 2020.", "20", False),
        ("Sebanyak 1.200 kios", "200", False),
        ("Sebanyak 1.200 kios", "1.200", True),
        ("Panjangnya 12,5 km", "12", False),
        ("Ada 12, kata dia.", "12", True),
        ("Naik 5% tahun ini", "5%", True),
        ("Dia (bupati) hadir", "(bupati)", True),
        ("a.b", "a+b", False),
    ],
)
def test_texts_are_found_as_whole_words_and_whole_numbers(text: str, wording: str, held: bool) -> None:
    assert says(text, wording) is held


def test_a_failure_tells_the_check_the_question_what_was_expected_and_what_came() -> None:
    faults = tuple(Fault(reason, "Ratna") for reason in Reason)
    failure = Failure(check(line=7), faults, "Teguh  Aruna.", ("pasar", "jalan"))
    assert failure.words() == (
        "checks/pasar.yml, baris 7: Siapa bupatinya?\n"
        "  seharusnya memuat “Ratna”\n"
        "  seharusnya tidak memuat “Ratna”\n"
        "  seharusnya dijawab, tetapi ditolak\n"
        "  seharusnya ditolak, tetapi dijawab\n"
        "  seharusnya bersumber dari Ratna\n"
        "  pertanyaannya, atau yang di `history`, tanpa kata atau terlalu panjang\n"
        "  jawabannya: Teguh Aruna.\n"
        "  sumbernya: pasar, jalan"
    )
    assert failure.words("en") == (
        "checks/pasar.yml, line 7: Siapa bupatinya?\n"
        "  should contain “Ratna”\n"
        "  should not contain “Ratna”\n"
        "  should be answered, but was refused\n"
        "  should be refused, but was answered\n"
        "  should rest on Ratna\n"
        "  the question, or one in `history`, has no words or is too long\n"
        "  the answer: Teguh Aruna.\n"
        "  its sources: pasar, jalan"
    )


def test_a_failure_without_an_answer_or_sources_says_so() -> None:
    assert Failure(check(), (Fault(Reason.NOT_A_QUESTION),)).words("en") == (
        "checks/pasar.yml, line 1: Siapa bupatinya?\n"
        "  the question, or one in `history`, has no words or is too long"
    )
    lone = Failure(check(), (Fault(Reason.OTHER_ARTICLE, "jalan"),), "Halo.")
    assert lone.words("en").endswith("  its sources: none")
    assert lone.words("id").endswith("  sumbernya: tidak ada")


def test_what_is_shown_cannot_play_tricks_on_the_terminal_or_flood_it() -> None:
    assert excerpt("a\x1b[31m\nb") == "a\\x1b[31m b"
    assert excerpt("x" * 241) == "x" * 240 + "…"
    assert excerpt("x", cut=True) == "…x"
    assert "\x1b" not in Failure(check("a\x1b?"), (Fault(Reason.SAYS, "\x1b"),), "\x1b").words()


@pytest.mark.parametrize(
    ("language", "passed", "failed"),
    [
        ("id", "Soal pemeriksaan: 3, semuanya lulus.", "Soal pemeriksaan: 3, yang gagal 1."),
        ("en", "Checks: 3, all passed.", "Checks: 3, of which 1 failed."),
    ],
)
def test_the_report_ends_in_a_count(language: Language, passed: str, failed: str) -> None:
    failure = Failure(check(), (Fault(Reason.ANSWERED),), "x")
    assert list(report_lines((), 3, language)) == [passed]
    assert list(report_lines((failure,), 3, language)) == [failure.words(language), failed]


def test_failed_checks_are_put_into_words_with_the_other_problems() -> None:
    error = ChecksFailed([Failure(check(line=4), (Fault(Reason.LACKS, "Ratna"),), "Teguh.")], 9)
    told = describe(error)
    assert (told.slug, told.status) == ("checks-failed", 409)
    assert told.title == "Indeks yang baru tidak dipakai; semua tetap seperti sebelumnya."
    assert told.detail == "Soal yang gagal: 1 dari 9. Betulkan yang disebut, atau `tanya build --force`."
    assert told.particulars == (
        "checks/pasar.yml, baris 4: Siapa bupatinya?\n  seharusnya memuat “Ratna”\n  jawabannya: Teguh."
    )
    assert describe(error, "en").detail == (
        "Checks that failed: 1 of 9. Mend what is named, or `tanya build --force`."
    )
    assert describe(error, "en").particulars == str(error) == error.words("en")


def differing(old: Mapping[str, Answer], new: Mapping[str, Answer]) -> list[str]:
    questions = [Asked(question) for question in dict.fromkeys((*old, *new))]
    diff = answer_diff(Scripted(old), Scripted(new), questions)
    assert diff.asked == len(questions)
    return [difference.asked.question for difference in diff.differences]


def test_answers_differ_by_text_and_by_quotes_and_never_by_the_name_of_the_generation() -> None:
    quote = source("pasar", "Pasar dibuka Jumat.")
    same = says_that("Jumat.", quote)
    assert differing({"Kapan?": same}, {"Kapan?": says_that("Jumat.", quote, generation="v000002")}) == []
    for other in (
        says_that("Sabtu.", quote),
        says_that("Jumat.", source("jalan", quote.quote)),
        says_that("Jumat.", source("pasar", "Pasar dibuka hari Jumat.")),
        says_that("Jumat.", quote, source("jalan", "Juga Jumat.")),
        says_that("Jumat."),
        refuses(),
    ):
        assert differing({"Kapan?": same}, {"Kapan?": other}) == ["Kapan?"]


def test_refusals_differ_by_the_nearest_passage_and_not_by_what_they_offer() -> None:
    assert differing({"Apa?": refuses("Siapa?")}, {"Apa?": refuses("Kapan?")}) == []
    assert differing({"Apa?": refuses()}, {"Apa?": refuses(nearest="Lain.")}) == ["Apa?"]


def test_what_only_one_of_them_answers_comes_first() -> None:
    old = {"A?": says_that("1"), "B?": says_that("1"), "C?": refuses(), "D?": says_that("1")}
    new = {"A?": says_that("2"), "B?": refuses(), "C?": says_that("1"), "D?": says_that("1")}
    assert differing(old, new) == ["B?", "C?", "A?"]


def test_the_examples_of_both_are_asked_too_each_question_once() -> None:
    old = Scripted({"Lama?": says_that("1")}, offers=("Lama?", "Soal?"))
    new = Scripted({"Baru?": says_that("2")}, offers=("Baru?",))
    diff = answer_diff(old, new, [Asked("Soal?"), Asked("Soal?", ("Dulu?",)), Asked("???")])
    assert diff.asked == 4
    assert [difference.asked for difference in diff.differences] == [Asked("Lama?"), Asked("Baru?")]


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        (says_that("Jumat."), says_that("Sabtu."), ("Jumat.", "Sabtu.")),
        (says_that("Jumat."), refuses("Apa?"), ("Jumat.", f"{REFUSAL} Yang bisa saya jawab, misalnya:")),
        (
            says_that("Jumat.", source("pasar", "Pada Jumat.")),
            says_that("Jumat.", source("lain", "Pada Jumat.")),
            ("“Pada Jumat.” (pasar)", "“Pada Jumat.” (lain)"),
        ),
        (says_that("Ya.", source("pasar", "Ada.")), says_that("Ya."), ("“Ada.” (pasar)", "–")),
        (
            says_that("satu " * 30 + "dua tiga"),
            says_that("satu " * 30 + "dua"),
            ("…" + "satu " * 12 + "dua tiga", "…" + "satu " * 12 + "dua"),
        ),
        (says_that("x" * 250), says_that("y"), ("x" * 240 + "…", "y")),
    ],
)
def test_both_sides_are_shown_from_shortly_before_they_differ(
    old: Answer, new: Answer, shown: tuple[str, str]
) -> None:
    diff = AnswerDiff(5, (Difference(Asked("Kalau itu?", ("Apa?",)), old, new),))
    assert list(diff.lines("id")) == [
        "Jawaban yang berubah: 1 dari 5 pertanyaan.",
        "  Apa? → Kalau itu?",
        f"    lama: {shown[0]}",
        f"    baru: {shown[1]}",
    ]
    assert list(diff.lines("en"))[0::2] == ["Answers that change: 1 of 5 questions.", f"    old: {shown[0]}"]


def test_some_differences_are_shown_and_the_others_counted() -> None:
    many = tuple(
        Difference(Asked(f"Soal {n}?"), says_that("1"), says_that("2")) for n in range(DIFFERENCES_SHOWN + 3)
    )
    lines = list(AnswerDiff(40, many).lines("id"))
    assert lines[0] == "Jawaban yang berubah: 23 dari 40 pertanyaan."
    assert [line for line in lines if "Soal" in line] == [f"  Soal {n}?" for n in range(DIFFERENCES_SHOWN)]
    assert lines[-1] == "  … dan 3 lagi."
    assert list(AnswerDiff(40, many).lines("en"))[-1] == "  … and 3 more."
    assert list(AnswerDiff(4, ()).lines("id")) == ["Tidak ada jawaban yang berubah (4 pertanyaan)."]
    assert list(AnswerDiff(4, ()).lines("en")) == ["No answers change (4 questions)."]


NEW = Scripted({"Siapa bupatinya?": says_that("Ratna Dewi.", source("pasar", "Bupati Ratna Dewi."))})
EXPECTED = check(contains=("Teguh Aruna",))
CHANGED = [
    "Jawaban yang berubah: 1 dari 1 pertanyaan.",
    "  Siapa bupatinya?",
    "    lama: Teguh Aruna (Bupati Lumutan).",
    "    baru: Ratna Dewi.",
]
FAILED = (
    "checks/pasar.yml, baris 1: Siapa bupatinya?\n"
    "  seharusnya memuat “Teguh Aruna”\n"
    "  jawabannya: Ratna Dewi."
)


def approved(
    candidate: Answerer, live: Callable[[], Answerer | None], *checks: Check, **how: Any
) -> list[str]:
    said: list[str] = []
    Approver(checks=checks, open_live=live, say=said.append, **how)(candidate)
    return said


def test_a_candidate_that_passes_is_approved_and_what_changes_is_told() -> None:
    assert approved(NEW, lambda: OPENED, check(contains=("Ratna",))) == [
        *CHANGED,
        "Soal pemeriksaan: 1, semuanya lulus.",
    ]


def test_a_candidate_that_fails_is_refused_after_what_changes_was_told() -> None:
    said: list[str] = []
    with pytest.raises(ChecksFailed) as caught:
        Approver(checks=(EXPECTED,), open_live=lambda: OPENED, say=said.append)(NEW)
    assert said == CHANGED
    assert (caught.value.failed, caught.value.asked) == (1, 1)
    assert caught.value.words() == FAILED


def test_with_force_the_failures_are_told_and_nothing_is_refused() -> None:
    assert approved(NEW, lambda: OPENED, EXPECTED, force=True) == [
        *CHANGED,
        FAILED,
        "Soal pemeriksaan: 1, yang gagal 1.",
    ]


def test_where_nothing_is_live_there_is_nothing_to_compare() -> None:
    assert approved(OPENED, lambda: None, EXPECTED) == ["Soal pemeriksaan: 1, semuanya lulus."]
    with pytest.raises(ChecksFailed):
        approved(NEW, lambda: None, EXPECTED)


def test_a_live_index_that_cannot_be_opened_stands_in_nobody_s_way() -> None:
    def damaged() -> Answerer:
        raise DamagedGeneration("v000001: a byte is wrong")

    assert approved(OPENED, damaged, EXPECTED, language="en") == [
        "Answers are not compared; the index in use cannot be opened (v000001: a byte is wrong).",
        "Checks: 1, all passed.",
    ]
    assert approved(OPENED, damaged)[0].startswith("Jawaban tidak dibandingkan; indeks yang sekarang tidak")


def test_without_checks_only_the_examples_are_compared() -> None:
    old, new = Scripted({"A?": says_that("1")}, ("A?",)), Scripted({"A?": says_that("1")}, ("A?",))
    assert approved(new, lambda: old) == ["Tidak ada jawaban yang berubah (1 pertanyaan)."]
    assert approved(new, lambda: None) == []
