"""Makes the word translations that match English questions and Indonesian articles.

Run as `python -m bot.training.translations --data ../shared/data`.
"""

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from bot.answering.matching import terms
from bot.answering.translations import TRANSLATIONS, english_stem
from bot.answering.words import words
from index.training.alignment import translation_table
from index.training.data import Pair, read_pairs, split_pairs

_LEAST_SEEN = 4
_LONGEST = 60
# A word that the other language has as well, and nearly as often, is a name or a false friend ("air").
_MOST_SHARED = 0.1
_LEAST_SURE = 0.1
_MOST_MEANINGS = 6


def translations(pairs: Sequence[Pair]) -> Iterator[tuple[str, str, float]]:
    """Each English stem with its Indonesian stems and how sure these are, the surest first.

    Sure is the geometric mean of IBM Model 1's probabilities in both directions (Brown et al. 1993).
    """
    theirs = Counter(word for pair in pairs for word in words(pair.indonesian))
    ours = Counter(word for pair in pairs for word in words(pair.english))
    shared = {word for word, count in ours.items() if theirs[word] >= _MOST_SHARED * count}
    sides = [
        (
            [english_stem(term.word) for term in terms(pair.english) if term.word not in shared],
            [term.stem for term in terms(pair.indonesian)],
        )
        for pair in pairs
        if max(len(pair.english.split()), len(pair.indonesian.split())) <= _LONGEST
    ]
    english, indonesian = (_usual(side) for side in zip(*sides, strict=True))
    rows = [
        ([english[s] for s in e if s in english], [indonesian[s] for s in i if s in indonesian])
        for e, i in sides
    ]
    rows = [row for row in rows if row[0] and row[1]]
    shape = (len(english), len(indonesian))
    forth = translation_table([e for e, _ in rows], [i for _, i in rows], shape)
    back = translation_table([i for _, i in rows], [e for e, _ in rows], shape[::-1]).T.tocsr()
    both = forth.multiply(back).tocsr()
    names = list(indonesian)
    for stem, number in sorted(english.items()):
        row = both.getrow(number)
        sure = np.sqrt(row.data)
        for place in np.argsort(-sure, kind="stable")[:_MOST_MEANINGS]:
            meaning = names[row.indices[place]]
            if sure[place] >= _LEAST_SURE and meaning != stem:
                yield stem, meaning, float(sure[place])


def _usual(side: Sequence[Sequence[str]]) -> dict[str, int]:
    seen = Counter(stem for row in side for stem in set(row))
    return {stem: i for i, stem in enumerate(sorted(s for s, count in seen.items() if count >= _LEAST_SEEN))}


def main() -> None:
    """Learn the translations from the training pairs and write the file that the matcher loads."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder of public training data")
    pairs, _ = split_pairs(read_pairs(parser.parse_args().data))
    lines = [f"{english}\t{indonesian}\t{sure:.2f}\n" for english, indonesian, sure in translations(pairs)]
    head = "# English stem, Indonesian stem, how sure: made by python -m bot.training.translations.\n"
    TRANSLATIONS.write_text(head + "".join(lines), encoding="utf-8")
    print(f"{len(lines)} translations written to {TRANSLATIONS}")


if __name__ == "__main__":
    main()
