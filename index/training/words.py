"""Makes the word files that the speller ships with: chat spellings, Banjarese words, plain words."""

import re
from collections import Counter
from pathlib import Path

from index.training.alignment import translation_table
from index.training.data import Pair, read_banjarese, read_factoid, read_slang, read_squad

# Only rows whose source states a licence that lets them be shipped.
SHIPPED_SOURCES = ("indo-collex", "louisowen6")
_WORD = re.compile(r"[^\W\d_]+")
_ASKED = ("idk_mrc_train.json", "tydiqa_id_extra_train.json")
_USUAL = 12
_FAR_COMMONER = 100
# A Banjarese word is given with its Indonesian one where each is the likeliest translation of the other.
_LEAST_FORTH, _LEAST_BACK = 0.3, 0.15


def write_words(folder: Path, pairs: list[Pair], out: Path) -> tuple[int, int]:
    """Write `slang.tsv`, `banjarese.tsv` and `words.txt` into `out`; (chat spellings, words) written.

    A chat spelling that is itself a usual word of either language stands in both files: the speller weighs
    it. Plain words come the most usual first; the training questions count too, for articles hardly ask.
    """
    counts: Counter[str] = Counter()  # every word, lower-cased
    small: Counter[str] = Counter()  # words that were written small, so no names
    texts = [text for pair in pairs for text in (pair.indonesian, pair.english)]
    texts += {question.context for question in read_squad(folder / "idk_mrc_train.json")}
    texts += [_first_small(text) for text in _questions(folder)]
    for text in texts:
        words = _WORD.findall(text)
        counts.update(word.lower() for word in words)
        small.update(word for word in words if word.islower())
    lexicon: dict[str, str] = {}
    for row in read_slang(folder, SHIPPED_SOURCES):
        slang, formal = (side.strip().lower() for side in row)
        unknown = any(counts[word] < 3 for word in _WORD.findall(formal))
        if slang.isalpha() and slang.isascii() and not unknown and slang != formal and slang not in lexicon:
            lexicon[slang] = formal
    out.mkdir(parents=True, exist_ok=True)
    rows = [f"{slang}\t{formal}\n" for slang, formal in sorted(lexicon.items())]
    (out / "slang.tsv").write_text("".join(rows), encoding="utf-8")
    rewritten = {slang for slang, formal in lexicon.items() if _mere_chat(slang, formal, counts)}
    rewritten |= _write_banjarese(folder, pairs, out)
    known = sorted(
        (word for word, count in small.items() if count >= 4 and len(word) > 1 and word not in rewritten),
        key=lambda word: (-small[word], word),
    )
    (out / "words.txt").write_text("\n".join(known) + "\n", encoding="utf-8")
    return len(lexicon), len(known)


def _mere_chat(slang: str, formal: str, counts: Counter[str]) -> bool:
    """Whether a chat spelling is hardly a word of its own."""
    rarest = min(counts[word] for word in _WORD.findall(formal))
    return counts[slang] < _USUAL or rarest >= _FAR_COMMONER * counts[slang]


def _questions(folder: Path) -> list[str]:
    questions = [q for name in _ASKED for q in read_squad(folder / name)]
    return [q.text for q in (*questions, *read_factoid(folder / "facqa_train.jsonl"))]


def _first_small(question: str) -> str:
    """A question opens with a question word far more often than with a name."""
    return question[:1].lower() + question[1:]


def _write_banjarese(folder: Path, pairs: list[Pair], out: Path) -> set[str]:
    """Write `banjarese.tsv` into `out`, Banjarese word and Indonesian word; the Banjarese words.

    The words are aligned over translated sentences by IBM Model 1 in both directions. A word that is usual in
    Indonesian as well is left out.
    """
    usual = Counter(word.lower() for pair in pairs for word in _WORD.findall(pair.indonesian))
    sentences = [(_small(row[1]), _small(row[2])) for row in read_banjarese(folder) if row[2]]
    ours, theirs = (sorted({word for row in sentences for word in row[side]}) for side in (0, 1))
    number = ({word: i for i, word in enumerate(ours)}, {word: i for i, word in enumerate(theirs)})
    sides = [[[number[side][word] for word in row[side]] for row in sentences] for side in (0, 1)]
    forth = translation_table(sides[0], sides[1], (len(ours), len(theirs)), rounds=8)
    back = translation_table(sides[1], sides[0], (len(theirs), len(ours)), rounds=8).T.tocsr()
    both = forth.multiply(back).tocsr()
    held = Counter(word for row in sentences for word in set(row[0]))
    chosen: dict[str, str] = {}
    for i, word in enumerate(ours):
        row = both.getrow(i)
        if not row.nnz or held[word] < 2 or usual[word] >= _USUAL:
            continue
        j = int(row.indices[row.data.argmax()])
        if theirs[j] != word and forth[i, j] >= _LEAST_FORTH and back[i, j] >= _LEAST_BACK:
            chosen[word] = theirs[j]
    rows = [f"{word}\t{other}\n" for word, other in chosen.items()]
    (out / "banjarese.tsv").write_text("".join(rows), encoding="utf-8")
    return set(chosen)


def _small(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text)]
