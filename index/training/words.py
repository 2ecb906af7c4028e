"""Makes the two word files that the speller ships with: chat spellings and plain words."""

import re
from collections import Counter
from pathlib import Path

from index.training.data import Pair, read_slang, read_squad

# Only rows whose source states a licence that lets them be shipped.
SHIPPED_SOURCES = ("indo-collex", "louisowen6")
_WORD = re.compile(r"[^\W\d_]+")


def write_words(folder: Path, pairs: list[Pair], out: Path) -> tuple[int, int]:
    """Write `slang.tsv` and `words.txt` into `out`; (rows, words) written.

    A chat spelling that is itself a usual word of either language is left out: rewriting it would harm.
    """
    counts: Counter[str] = Counter()  # every word, lower-cased
    small: Counter[str] = Counter()  # words that were written small, so no names
    texts = [text for pair in pairs for text in (pair.indonesian, pair.english)]
    texts += {question.context for question in read_squad(folder / "idk_mrc_train.json")}
    for text in texts:
        words = _WORD.findall(text)
        counts.update(word.lower() for word in words)
        small.update(word for word in words if word.islower())
    lexicon: dict[str, str] = {}
    for row in read_slang(folder, SHIPPED_SOURCES):
        slang, formal = (side.strip().lower() for side in row)
        usual = counts[slang] >= 12
        unknown = any(counts[word] < 3 for word in _WORD.findall(formal))
        if (
            slang.isalpha()
            and slang.isascii()
            and not usual
            and not unknown
            and slang != formal
            and slang not in lexicon
        ):
            lexicon[slang] = formal
    out.mkdir(parents=True, exist_ok=True)
    rows = [f"{slang}\t{formal}\n" for slang, formal in sorted(lexicon.items())]
    (out / "slang.tsv").write_text("".join(rows), encoding="utf-8")
    known = sorted(
        word for word, count in small.items() if count >= 4 and len(word) > 1 and word not in lexicon
    )
    (out / "words.txt").write_text("\n".join(known) + "\n", encoding="utf-8")
    return len(lexicon), len(known)
