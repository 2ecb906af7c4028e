"""Invented stories for the finder of duplicates: one story twice, and different ones that look alike.

`positives` gives pairs of bodies (earlier, later) that are one story, `negatives` pairs that are two,
each under the name of its kind. Everything in them is made up.
"""

import random
import re
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path

import yaml

from corpus.reading import read_articles

ARTICLES = Path(__file__).parent.parent / "evaluation" / "articles"
# These two are a report and its correction, and two reports on one flood, three days apart.
RELATED = {
    frozenset({"apbd-banyuraga-2024", "apbd-banyuraga-2024-ralat"}),
    frozenset({"banjir-lanting-hulu-2024-01-15", "banjir-lanting-hulu-2024-01-18"}),
}

_DATA = yaml.safe_load((Path(__file__).parent / "stories.yml").read_text(encoding="utf-8"))
TEMPLATES, DAILY, FILLERS = (tuple(_DATA[key]) for key in ("templates", "daily", "fillers"))

SYLLABLES = (
    "ka",
    "ru",
    "mo",
    "li",
    "ban",
    "ta",
    "sung",
    "re",
    "pa",
    "wi",
    "lor",
    "da",
    "ne",
    "gum",
    "si",
    "jo",
)
PLAIN_WORDS = (
    "segera",
    "kembali",
    "warga",
    "daerah",
    "sudah",
    "pihak",
    "dapat",
    "lebih",
    "masih",
    "besar",
    "baru",
)

Pair = tuple[str, str]


def name(r: random.Random) -> str:
    return "".join(r.choices(SYLLABLES, k=r.randint(2, 3))).capitalize()


def story(template: str, r: random.Random) -> str:
    """One story on a template: names and numbers of its own in every slot."""
    count = 1 + max(int(slot) for slot in re.findall(r"{(\d+)}", template))
    return template.format(*(str(r.randint(2, 990)) if r.random() < 0.4 else name(r) for _ in range(count)))


def daily(template: str, r: random.Random) -> str:
    """One day's report: figures in every slot but those that are names of districts."""
    slots = {4: name(r), 6: name(r)} if "Kecamatan" in template else {}
    return template.format(*(slots.get(slot, str(r.randint(11, 990))) for slot in range(8)))


def filler(r: random.Random, count: int) -> list[str]:
    """Paragraphs that nothing else has, as far as their names go."""
    return [
        text.format(name(r), r.randint(2, 90), r.randint(1990, 2020)) for text in r.sample(FILLERS, k=count)
    ]


def edited(body: str, r: random.Random, share: float) -> str:
    """The body with `share` of its words dropped, repeated or replaced."""
    words: list[str] = []
    for word in body.split(" "):
        if r.random() >= share:
            words.append(word)
        elif r.random() < 0.7:
            words.append(r.choice(PLAIN_WORDS))
    return " ".join(words)


def bases() -> list[str]:
    """The invented articles that the answers are evaluated on, without the two that belong to others."""
    second = {max(pair) for pair in RELATED}
    return [a.body for a in read_articles(ARTICLES).articles if a.id not in second]


def positives(seed: int) -> Iterator[tuple[str, Pair]]:
    """One story twice."""
    r = random.Random(seed)
    stories = [story(template, r) for template in TEMPLATES] + [daily(template, r) for template in DAILY]
    for body in bases() + stories:
        for kind, change in CHANGES.items():
            yield kind, (body, change(body, r))
    found = {a.id: a.body for a in read_articles(ARTICLES).articles}
    yield "correction", (found["apbd-banyuraga-2024"], found["apbd-banyuraga-2024-ralat"])


def paragraphs_of(body: str) -> tuple[list[str], str]:
    """The paragraphs, or where there is one the sentences, and what stands between them."""
    if "\n\n" in body:
        return body.split("\n\n"), "\n\n"
    return re.split(r"(?<=[.”]) ", body), " "


def cut(body: str, r: random.Random) -> str:
    parts, joint = paragraphs_of(body)
    return joint.join(parts[: max(1, len(parts) // 2) + 1])


def turned(body: str, r: random.Random) -> str:
    parts, joint = paragraphs_of(body)
    half = max(1, len(parts) // 2)
    return joint.join(parts[half:] + parts[:half])


def figures_mended(body: str, r: random.Random) -> str:
    return re.sub(r"\d+", lambda m: m[0] if r.random() < 0.6 else str(r.randint(2, 99)), body)


CHANGES: dict[str, Callable[[str, random.Random], str]] = {
    "repost": lambda body, r: f"{name(r).upper()} – {body}\n\n({name(r).lower()})",
    "a few words": lambda body, r: edited(body, r, 0.03),
    "many words": lambda body, r: edited(body, r, 0.08),
    "two paragraphs more": lambda body, r: "\n\n".join([body, *filler(r, 2)]),
    "updated at the top": lambda body, r: "\n\n".join([*filler(r, 2), edited(body, r, 0.02)]),
    "twice as long": lambda body, r: "\n\n".join([body, *filler(r, 6)]),
    "cut": cut,
    "in another order": turned,
    "figures mended": figures_mended,
    "typewriter quotes": lambda body, r: body.replace("“", '"').replace("”", '"').upper(),
}


def negatives(seed: int) -> Iterator[tuple[str, Pair]]:
    """Two stories that share words."""
    r = random.Random(seed)
    for template in TEMPLATES:
        stories = [story(template, r) for _ in range(5)]
        yield from (("same template", pair) for pair in combinations(stories, 2))
    for template in DAILY:
        reports = [daily(template, r) for _ in range(6)]
        yield from (("daily report", pair) for pair in combinations(reports, 2))
    articles = bases()
    yield from (("other story", pair) for pair in combinations(articles, 2))
    for body in articles:
        paragraphs, _ = paragraphs_of(body)
        background = paragraphs[-max(1, len(paragraphs) // 3) :]
        # A new story that repeats the old one's last third as its background.
        fresh = story(r.choice(TEMPLATES), r)
        yield "background repeated", (body, "\n\n".join([fresh, *filler(r, 3), *background]))
    found = {a.id: a.body for a in read_articles(ARTICLES).articles}
    yield (
        "second report on one event",
        (found["banjir-lanting-hulu-2024-01-15"], found["banjir-lanting-hulu-2024-01-18"]),
    )
