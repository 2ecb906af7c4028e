"""Rewrites clean text the way people type in chats: slang spellings and typing errors, seeded."""

import random
import re
from collections import defaultdict

_WORD = re.compile(r"[^\W\d_]+")
_NEIGHBOURS = {
    "q": "wa", "w": "qes", "e": "wrd", "r": "etf", "t": "ryg", "y": "tuh", "u": "yij", "i": "uok", "o": "ipl",
    "p": "ol", "a": "qsz", "s": "awdx", "d": "sefc", "f": "drgv", "g": "fthb", "h": "gyjn", "j": "hukm",
    "k": "jilm", "l": "kop", "z": "asx", "x": "zsdc", "c": "xdfv", "v": "cfgb", "b": "vghn", "n": "bhjm",
    "m": "njk",
}  # fmt: skip


class ChatRewriter:
    """Formal Indonesian to chat spelling, from a slang lexicon read backwards."""

    def __init__(self, lexicon: list[tuple[str, str]], seed: int = 0):
        """`lexicon` holds (chat spelling, formal) rows; rows of more than one word are left out."""
        self._random = random.Random(seed)
        self._spellings: dict[str, list[str]] = defaultdict(list)
        for slang, formal in lexicon:
            if _WORD.fullmatch(slang) and _WORD.fullmatch(formal) and slang.lower() != formal.lower():
                self._spellings[formal.lower()].append(slang.lower())

    def slang(self, text: str, share: float = 1.0) -> str:
        """Every known word is replaced, with probability `share`, by one of its chat spellings."""

        def replace(match: re.Match[str]) -> str:
            spellings = self._spellings.get(match.group().lower())
            if spellings and self._random.random() < share:
                return self._random.choice(spellings)
            return match.group()

        return _WORD.sub(replace, text)

    def typo(self, text: str) -> str:
        """One typing error (swapped, dropped, doubled, missed) in a word of four letters or more."""
        words = [match for match in _WORD.finditer(text) if len(match.group()) >= 4]
        if not words:
            return text
        match = self._random.choice(words)
        at = self._random.randrange(match.start() + 1, match.end() - 1)
        kind = self._random.randrange(4)
        if kind == 0:
            return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
        if kind == 1:
            return text[:at] + text[at + 1 :]
        if kind == 2:
            return text[:at] + text[at] + text[at:]
        return text[:at] + self._random.choice(_NEIGHBOURS.get(text[at].lower(), "e")) + text[at + 1 :]

    def chat(self, text: str) -> str:
        """Lower case, chat spellings throughout, and one typing error."""
        return self.typo(self.slang(text.lower()))
