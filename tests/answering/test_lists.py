"""A list in sentences that are known to answer."""

import pytest

from bot.answering.composers.lists import compose_told
from bot.answering.evidence import read_evidence
from bot.answering.facts import Fact
from bot.answering.kinds import bundled_classifier
from bot.answering.material import Page
from bot.answering.names import Gazetteer
from bot.answering.question import read_question
from bot.answering.sentence_features import Document
from corpus.article import Article

VACCINES = Article(
    id="vaksin",
    title="Vaksinasi di sekolah",
    publisher="Warta Uji",
    published="2024-11-03",
    language="id",
    body=(
        "Sekolah yang mendapat giliran pertama adalah SDN 1 Arum, SDN 3 Batu, dan SDN 2 Cempaka. "
        "Kemudian dari madrasah dipilih MI Dahlia dan MI Enau."
    ),
)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("SDN 1 Arum", "3 sd:\n• SDN 1 Arum\n• SDN 3 Batu\n• SDN 2 Cempaka"),
        (None, "3 sd:\n• SDN 1 Arum\n• SDN 3 Batu\n• SDN 2 Cempaka"),
        ("MI Dahlia dan MI Enau", None),
    ],
)
def test_a_list_is_told_where_the_words_of_the_reader_stand_in_its_sentences(
    words: str | None, told: str | None
) -> None:
    body = VACCINES.body
    document = Document("vaksin", VACCINES.title, body, "2024-11-03", "id", (), 1.0)
    at = body.index(words) if words else 0
    fact = Fact(document, (0, len(body)), (at, at + len(words)) if words else None, 1.0, 1.0, 1.0)
    question = read_question("Sekolah mana saja yang divaksin?", "id", bundled_classifier(), Gazetteer([]))
    draft = compose_told(question, Page(read_evidence(VACCINES), 1.0), fact)
    assert (draft.text if draft else None) == told
