"""The passages of all articles in columns of numbers; a passage is made when it is asked for."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, overload

import numpy as np
from numpy.typing import NDArray

from corpus.article import Article
from index.arrays import array_bytes, read_array
from index.passages import Passage

Spans = NDArray[np.int32]
Counts = NDArray[np.int64]


class Block(NamedTuple):
    """The passages of some articles: (articles,) how many each has, (n, 2) spans, (n,) numbers of sentences,
    (sentences, 2) their spans."""

    owned: Counts
    spans: Spans
    counts: Counts
    sentences: Spans


def block_of(passages: Sequence[Passage]) -> Block:
    """The passages of one article, as they were split, in numbers."""
    return Block(
        np.array([len(passages)], np.int64),
        np.array([(p.start, p.end) for p in passages], np.int32).reshape(-1, 2),
        np.array([len(p.sentences) for p in passages], np.int64),
        np.array([span for p in passages for span in p.sentences], np.int32).reshape(-1, 2),
    )


@dataclass(frozen=True, eq=False, slots=True)
class PassageColumns:
    """Passages `firsts[a]` to `firsts[a + 1]` are those of article a, in the order of its text.

    Passage i is `spans[i]` of its article's body, its sentences are `sentences[cuts[i]:cuts[i + 1]]`.
    """

    firsts: Counts
    spans: Spans
    cuts: Counts
    sentences: Spans

    @classmethod
    def join(cls, blocks: Iterable[Block]) -> "PassageColumns":
        """The columns of the articles with these passages, in order."""
        nothing, none = np.zeros((0, 2), np.int32), np.zeros(0, np.int64)
        owned, spans, counts, sentences = zip(Block(none, nothing, none, nothing), *blocks, strict=True)
        return cls(
            _sums(np.concatenate(owned)),
            np.concatenate(spans),
            _sums(np.concatenate(counts)),
            np.concatenate(sentences),
        )

    @classmethod
    def from_files(cls, files: Mapping[str, bytes]) -> "PassageColumns":
        """Read `to_files` back. Raises ValueError and KeyError."""
        columns = cls(
            read_array(files["firsts.npy"]),
            read_array(files["spans.npy"], 2),
            read_array(files["cuts.npy"]),
            read_array(files["sentences.npy"], 2),
        )
        pairs = (columns.spans, columns.sentences)
        if any(each.shape[1] != 2 or each.dtype.kind != "i" for each in pairs):
            raise ValueError("a span is not two numbers")
        for sums, things in ((columns.firsts, columns.spans), (columns.cuts, columns.sentences)):
            whole = sums.dtype.kind == "i" and len(sums) and sums[0] == 0 and sums[-1] == len(things)
            if not whole or (np.diff(sums) < 0).any():
                raise ValueError("passages are counted otherwise than they are told")
        if len(columns.cuts) != len(columns.spans) + 1:
            raise ValueError("there are not as many passages as are counted")
        return columns

    def to_files(self) -> dict[str, bytes]:
        """The columns as files."""
        columns: dict[str, NDArray[Any]] = {
            "firsts.npy": self.firsts,
            "spans.npy": self.spans,
            "cuts.npy": self.cuts,
            "sentences.npy": self.sentences,
        }
        return {name: array_bytes(column) for name, column in columns.items()}

    def block(self, first: int, last: int) -> Block:
        """The passages of the articles from `first` up to but without `last`."""
        start, end = self.firsts[[first, last]]
        cuts = self.cuts[start : end + 1]
        owned = np.diff(self.firsts[first : last + 1])
        return Block(owned, self.spans[start:end], np.diff(cuts), self.sentences[cuts[0] : cuts[-1]])

    def check(self, lengths: Sequence[int]) -> None:
        """Raise ValueError unless all lies in order inside the bodies, of which `lengths` are given."""
        if len(lengths) != len(self.firsts) - 1:
            raise ValueError("there are passages of other articles")
        owned = np.repeat(np.array(lengths, np.int64), np.diff(self.firsts))
        starts, ends = self.spans[:, 0], self.spans[:, 1]
        outside = (starts < 0) | (starts >= ends) | (ends > owned)
        has = np.flatnonzero(np.diff(self.cuts))
        outside[has] |= self.sentences[self.cuts[has], 0] < starts[has]
        outside[has] |= self.sentences[self.cuts[has + 1] - 1, 1] > ends[has]
        if outside.any():
            raise ValueError(f"passage {int(outside.argmax()) + 1} lies outside its article")
        rises = np.diff(self.sentences.ravel()) >= 0
        borders = 2 * self.cuts[1:-1] - 1
        rises[borders[(borders >= 0) & (borders < len(rises))]] = True
        if not rises.all():
            raise ValueError("the sentences of a passage are out of order")


class PassageTable(Sequence[Passage]):
    """The passages of some articles, in the order of the articles and of their text."""

    def __init__(self, articles: Sequence[Article], columns: PassageColumns) -> None:
        """Raises ValueError where a passage lies outside its article."""
        columns.check([len(article.body) for article in articles])
        self._articles = articles
        self._columns = columns
        self._firsts: list[int] = columns.firsts.tolist()

    def __len__(self) -> int:
        return len(self._columns.spans)

    @overload
    def __getitem__(self, index: int) -> Passage: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Passage]: ...

    def __getitem__(self, index: int | slice) -> Passage | Sequence[Passage]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        if not -len(self) <= index < len(self):
            raise IndexError(index)
        columns, number = self._columns, index % len(self)
        owner = bisect_right(self._firsts, number) - 1
        article = self._articles[owner]
        start, end = columns.spans[number].tolist()
        cut, last = columns.cuts[number : number + 2].tolist()
        return Passage(
            id=f"{article.id}#{number - self._firsts[owner] + 1}",
            article_id=article.id,
            start=start,
            end=end,
            text=article.body[start:end],
            sentences=tuple((s, e) for s, e in columns.sentences[cut:last].tolist()),
        )


def _sums(counts: Counts) -> Counts:
    """How many come before each, and at the end how many there are."""
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(counts, dtype=np.int64)])
