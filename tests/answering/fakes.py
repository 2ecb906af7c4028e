"""Two invented articles, a retriever by shared words, an embedder that hashes stems, plain weights."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.answering.facts import FEATURES, JUDGED, FactFinder, Weights
from bot.answering.judge import Judge
from bot.answering.matching import terms
from bot.answering.reader import OverlapReader, Reader
from corpus.article import Article
from index.passages import Passage, split_passages

FLOOD = Article(
    id="banjir-sungai-lumut",
    title="Banjir merendam tiga desa di tepi Sungai Lumut",
    publisher="Warta Uji",
    published="2024-11-03",
    language="id",
    url="https://warta.example/banjir",
    body=(
        "WARTA UJI, LUMUTAN – Banjir merendam tiga desa di tepi Sungai Lumut pada Senin malam. "
        "Air mulai naik setelah hujan deras turun selama enam jam.\n"
        "Kepala Badan Penanggulangan Bencana Daerah (BPBD) Lumutan, Rahma Sekar, mengatakan 412 warga "
        "mengungsi ke balai desa. “Kami mendirikan dapur umum,” katanya.\n"
        "Bupati Lumutan Teguh Aruna akan membangun tanggul baru tahun depan."
    ),
)
RACE = Article(
    id="lomba-perahu",
    title="Rowing race on the lake",
    publisher="Test Gazette",
    published="2023",
    language="en",
    body="The blue team won the rowing race on Saturday. Its captain is Nadia Wulan.",
)


@dataclass(frozen=True)
class FakeHit:
    passage: Passage
    article: Article
    score: float = 1.0


class OverlapRetriever:
    """Ranks passages by the stems they share with the question; equals stay in order."""

    generation = "v000007"

    def __init__(self, *articles: Article) -> None:
        self.articles = {article.id: article for article in articles}
        self.asked: list[str] = []

    def notes(self, annotator: str) -> dict[str, Any]:
        return {}

    def normalised(self, question: str) -> str:
        return question.replace("brp", "berapa")

    def retrieve(self, question: str, k: int) -> list[FakeHit]:
        self.asked.append(question)
        wanted = {term.stem for term in terms(question)}
        hits = [FakeHit(p, a) for a in self.articles.values() for p in split_passages(a)]
        return sorted(hits, key=lambda hit: -len(wanted & {term.stem for term in terms(hit.passage.text)}))[
            :k
        ]


class StemHashes:
    """A vector of 256 counts of hashed stems, of length one."""

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = np.full((len(texts), 256), 1e-3, dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for term in terms(text):
                row[hashlib.sha256(term.stem.encode()).digest()[0]] += 1
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    embed_passages = embed_queries


def weights(choice: dict[str, float], answered: dict[str, float], bias: float) -> Weights:
    """Weights of named features, 0 for all others."""
    straight = np.array([answered.get(name, 0.0) for name in JUDGED], np.float32)
    judge = replace(Judge.undecided(len(JUDGED)), straight=straight, bias=np.array([bias], np.float32))
    return Weights(tuple(choice.get(name, 0.0) for name in FEATURES), judge)


# Sentences by the words they share; sure from half of the question's words on, as the reader counts them.
PLAIN = weights(
    {"words, by rarity in the article": 1.0, "words, with the sentence before": 0.5, "sort of answer": 0.3},
    {"reader: answered": 10.0},
    -5.0,
)


def finder(reader: Reader | None = None, given: Weights = PLAIN) -> FactFinder:
    """A finder of facts over hashed stems, to which all words are alike rare."""
    return FactFinder(StemHashes(), lambda stem: 1.0, reader or OverlapReader(), given)
