"""Is the key itself right? Every question checked against the bodies of the articles that it names."""

import re
from collections import Counter
from pathlib import Path
from typing import Any

import yaml

from corpus.reading import read_articles

HERE = Path(__file__).parent
HALVES = ("look", "untouched")
KINDS = (
    *("list", "count", "whether", "who", "what", "where", "when", "why", "title", "howmany-number"),
    *("abbreviation", "role", "plan", "absent", "false_premise", "followup", "smalltalk"),
    *("contradiction", "time_scoped"),
)
LANGUAGES = ("id", "en", "chat", "bjn")
FIELDS = {
    "id", "question", "history", "kind", "language", "article", "answered", "required", "forbidden",
    "quote_contains", "derived", "counted", "asked", "note",
}  # fmt: skip
# Kinds whose answers are gathered from several places, so that a forbidden item may stand near a quote.
GATHERED = {"list", "count", "plan", "followup", "contradiction"}

Item = dict[str, Any]


def plain(text: str) -> str:
    return " ".join(text.casefold().split())


def contains(text: str, wanted: str) -> bool:
    """Whether one of the alternatives "A | B" stands in the text as whole words."""
    return any(
        re.search(rf"(?<!\w){re.escape(plain(option))}(?!\w)", plain(text)) for option in wanted.split(" | ")
    )


def load(half: str) -> list[Item]:
    return yaml.safe_load((HERE / f"{half}.yml").read_text(encoding="utf-8"))


ITEMS = {half: load(half) for half in HALVES}
ALL = [item for half in HALVES for item in ITEMS[half]]
INVENTED = {article.id: article for article in read_articles(HERE / "articles").articles}
BODIES = {
    article.id: article.body
    for folder in (HERE / "articles", HERE.parents[1] / "corpus" / "articles")
    for article in read_articles(folder).articles
}


def failures(check: Any) -> list[str]:
    """The ids of the items that do not pass: one assertion names all that is wrong with the key."""
    return [item["id"] for item in ALL if not check(item)]


def body_of(item: Item) -> str:
    return "\n".join(BODIES[name] for name in item["article"])


def test_articles_are_read_without_problems_and_marked_as_invented() -> None:
    reading = read_articles(HERE / "articles")
    assert (reading.problems, reading.notices) == ((), ())
    assert len(INVENTED) == 16
    unmarked = [
        article.id
        for article in INVENTED.values()
        if not (article.publisher.endswith("(fiktif)") and "fiktif" in article.tags)
    ]
    assert unmarked == []
    assert [a.id for a in INVENTED.values() if a.url and ".example.invalid/" not in a.url] == []


def test_bodies_have_the_length_of_news() -> None:
    assert [name for name, a in INVENTED.items() if not 8 <= len(a.body.strip().splitlines()) <= 14] == []


def test_ids_and_questions_are_unique() -> None:
    ids = Counter(item["id"] for item in ALL)
    questions = Counter((plain(item["question"]), str(item.get("history"))) for item in ALL)
    assert [key for key, count in (ids + questions).items() if count > 1] == []


def test_items_have_known_fields_kinds_languages_and_articles() -> None:
    assert failures(lambda item: set(item) <= FIELDS) == []
    assert failures(lambda item: item["kind"] in KINDS and item["language"] in LANGUAGES) == []
    assert failures(lambda item: all(name in BODIES for name in item["article"])) == []
    assert failures(lambda item: item["question"].strip() == item["question"] != "") == []


def test_every_kind_and_language_stands_in_both_halves() -> None:
    for half in HALVES:
        assert {item["kind"] for item in ITEMS[half]} == set(KINDS), half
        assert {item["language"] for item in ITEMS[half]} == set(LANGUAGES), half


def test_sizes() -> None:
    assert [len(ITEMS[half]) >= 220 for half in HALVES] == [True, True]
    served = [item for item in ALL if item["article"] and not set(item["article"]) & set(INVENTED)]
    assert len(served) >= 40
    for half in HALVES:
        refused = sum(item.get("answered") is False for item in ITEMS[half]) / len(ITEMS[half])
        assert 0.25 <= refused <= 0.35, half


def test_each_half_has_articles_of_its_own() -> None:
    used = {half: {name for item in ITEMS[half] for name in item["article"]} for half in HALVES}
    assert len(used["look"] - used["untouched"]) >= 5
    assert len(used["untouched"] - used["look"]) >= 5
    assert set(INVENTED) <= used["look"] | used["untouched"]


def test_required_words_stand_in_the_named_articles() -> None:
    def right(item: Item) -> bool:
        if item.get("derived") or not item.get("answered"):
            return True
        # The words for the two kinds of place may be the composer's own.
        return all(
            word in ("kota", "kabupaten") or contains(body_of(item), word) for word in item["required"]
        )

    assert failures(right) == []


def test_answerable_questions_say_what_makes_an_answer_right() -> None:
    assert failures(lambda item: not item.get("answered") or (item["required"] and item["article"])) == []
    assert (
        failures(lambda item: not item.get("answered") or item["kind"] not in ("absent", "false_premise"))
        == []
    )
    assert failures(lambda item: ("answered" in item) == (item["kind"] != "smalltalk")) == []


def test_unanswerable_questions_require_no_fact() -> None:
    def right(item: Item) -> bool:
        return item.get("answered") is not False or item["required"] == [] or "note" in item

    assert failures(right) == []


def test_quotes_stand_in_the_named_articles() -> None:
    assert (
        failures(lambda item: all(contains(body_of(item), q) for q in item.get("quote_contains", []))) == []
    )


def test_counts_are_the_lengths_of_their_lists() -> None:
    def right(item: Item) -> bool:
        counted = item.get("counted")
        if counted is None:
            return not item.get("derived") or "note" in item
        number = re.match(r"\d+", item["required"][0])
        return (
            number is not None
            and int(number[0]) == len(counted) == len(set(counted))
            and all(contains(body_of(item), name) for name in counted)
        )

    assert failures(right) == []


def test_forbidden_words_cannot_be_part_of_a_right_answer() -> None:
    def right(item: Item) -> bool:
        for word in item["forbidden"]:
            if any(contains(wanted, word) for wanted in item["required"]):
                return False
            if item["kind"] in GATHERED or word.startswith("tidak "):
                continue
            sentences = re.split(r"(?<=[.!?”])\s+(?=[A-Z“])|\n", body_of(item))
            for quote in item.get("quote_contains", []):
                if any(contains(sentence, quote) and contains(sentence, word) for sentence in sentences):
                    return False
        return True

    assert failures(right) == []


def test_abbreviations_without_an_answer_are_explained_nowhere() -> None:
    bodies = "\n".join(BODIES.values())

    def right(item: Item) -> bool:
        if item["kind"] != "abbreviation" or item["answered"]:
            return True
        names = [w for w in re.findall(r"\b[A-Z]\w+", item["question"]) if sum(map(str.isupper, w)) >= 2]
        names += re.findall(r"\bTagana\b", item["question"])
        return bool(names) and all(f"({name})" not in bodies for name in names)

    assert failures(right) == []


def test_names_that_are_not_listed_stand_nowhere_in_the_article() -> None:
    def right(item: Item) -> bool:
        if item["kind"] != "whether" or item["answered"] or "note" in item:
            return "asked" not in item
        return plain(item["asked"]) in plain(item["question"]) and not contains(body_of(item), item["asked"])

    assert failures(right) == []


def test_places_of_the_other_kind_are_in_the_article() -> None:
    noted = [item for item in ALL if item.get("note") == "kota_kabupaten_mismatch"]
    assert len(noted) >= 6
    assert [i["id"] for i in noted if not contains(body_of(i), i["required"][2])] == []


def test_readme_table_is_true() -> None:
    table = {}
    readme = (HERE / "README.md").read_text(encoding="utf-8")
    for line in readme.partition("## Questions by kind and language")[2].splitlines():
        if match := re.match(r"\| `([a-z_-]+)` \|(.+)\|$", line):
            table[match[1]] = tuple(int(cell) for cell in match[2].split("|"))
    expected = {
        kind: tuple(
            sum(item["kind"] == kind and item["language"] == language for item in ITEMS[half])
            for half in HALVES
            for language in LANGUAGES
        )
        for kind in KINDS
    }
    assert table == expected
