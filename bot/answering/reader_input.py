"""What the reader's model is fed: a question and a window of a passage, in tokens.

Besides its ids, every token carries one of four token types: question or passage, and whether its word
(by Indonesian stem) also stands on the other side. "Exact match" is the strongest single feature of small
readers (Chen et al. 2017, arXiv 1704.00051); it shows at once which words of the question a passage lacks.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import Stemmer
from tokenizers import Tokenizer

MAX_QUESTION_TOKENS = 48
KEPT_TEXTS = 8192  # passages come again and again: their analysis is kept
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Window:
    """One input of the model: [CLS] question [SEP] piece of passage [SEP].

    `spans[i]` are the (start, end) characters in the passage of token `first + i`; `passage` numbers the
    passage that the window was cut from.
    """

    ids: list[int]
    types: list[int]
    first: int
    spans: list[tuple[int, int]]
    passage: int


@dataclass(frozen=True, slots=True)
class _Analysed:
    """A text's tokens: ids, characters, and the stem of the word each lies in, "" outside words."""

    ids: list[int]
    spans: list[tuple[int, int]]
    stems: list[str]


class ReaderInput:
    """Turns a question and passages into windows of at most `width` tokens, `stride` tokens apart."""

    def __init__(self, tokenizer: Tokenizer, width: int = 192, stride: int = 64):
        self._tokenizer = tokenizer
        self._width = width
        self._stride = stride
        self._cls, self._sep = (_known(tokenizer, token) for token in ("[CLS]", "[SEP]"))
        self._analyse = lru_cache(KEPT_TEXTS)(self._analyse_text)

    def windows(self, question: str, passages: Sequence[str], matched: bool = True) -> list[Window]:
        """The windows of all passages, in order. With `matched` false no word counts as shared."""
        asked = self._analyse(question)
        asked_ids = asked.ids[:MAX_QUESTION_TOKENS]
        asked_stems = set(asked.stems)
        windows: list[Window] = []
        for number, passage in enumerate(passages):
            read = self._analyse(passage)
            if not read.ids:
                continue
            shared = asked_stems & set(read.stems) - {""} if matched else set[str]()
            asked_types = [2 * (stem in shared) for stem in asked.stems[:MAX_QUESTION_TOKENS]]
            read_types = [1 + 2 * (stem in shared) for stem in read.stems]
            room = self._width - len(asked_ids) - 3
            step = max(room - self._stride, 1)
            for begin in range(0, max(len(read.ids) - self._stride, 1), step):
                end = min(begin + room, len(read.ids))
                windows.append(
                    Window(
                        ids=[self._cls, *asked_ids, self._sep, *read.ids[begin:end], self._sep],
                        types=[0, *asked_types, 0, *read_types[begin:end], 1],
                        first=len(asked_ids) + 2,
                        spans=read.spans[begin:end],
                        passage=number,
                    )
                )
                if end == len(read.ids):
                    break
        return windows

    def _analyse_text(self, text: str) -> _Analysed:
        text = _clean(text)
        encoding = self._tokenizer.encode(text, add_special_tokens=False)
        words = list(_WORD.finditer(text))
        # A stemmer is not thread-safe, and cheap to make.
        word_stems = Stemmer.Stemmer("indonesian").stemWords([word.group().casefold() for word in words])
        stems: list[str] = []
        at = 0
        for start, _ in encoding.offsets:
            while at < len(words) and words[at].end() <= start:
                at += 1
            stems.append(word_stems[at] if at < len(words) and words[at].start() <= start else "")
        return _Analysed(encoding.ids, encoding.offsets, stems)


def _known(tokenizer: Tokenizer, token: str) -> int:
    number = tokenizer.token_to_id(token)
    if number is None:
        raise ValueError(f"the tokenizer lacks {token}")
    return number


def _clean(text: str) -> str:
    """Lone surrogates cannot be tokenised; one replacement character each keeps every offset."""
    return text.encode("utf-8", "replace").decode("utf-8")
