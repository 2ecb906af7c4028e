"""How likely one word was typed for another, as an edit distance that knows thumbs and chat habits."""

_VOWELS = frozenset("aeiou")
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")

_VOWEL_LEFT_OUT = 0.7
_LETTER_DOUBLED = 0.6
_LETTERS_SWAPPED = 1.0
_NEIGHBOURING_KEY = 1.2
_LETTER_LEFT_OUT = _LETTER_ADDED = 1.5
_OTHER_VOWEL = 1.6
_OTHER_LETTER = 2.2
_AT_THE_FIRST_LETTER = 1.0


def _neighbours() -> frozenset[tuple[str, str]]:
    # Each row of keys is shifted by about half a key against the one above it.
    place = {key: (row, column) for row, keys in enumerate(_ROWS) for column, key in enumerate(keys)}
    return frozenset(
        (key, other)
        for key, (row, column) in place.items()
        for other, (row2, column2) in place.items()
        if (row2 - row, column2 - column) in {(0, 1), (0, -1), (1, 0), (1, -1), (-1, 0), (-1, 1)}
    )


_NEIGHBOURS = _neighbours()


def typing_cost(typed: str, meant: str) -> float:
    """0 for the same word; a left-out vowel or a doubled letter costs less than any other edit.

    Restricted Damerau-Levenshtein distance with weights; errors in the first letter cost more, being rarer.
    """
    before: list[float] = []
    last = [0.0]
    for j in range(1, len(meant) + 1):
        last.append(last[-1] + _left_out(meant, j - 1))
    for i, letter in enumerate(typed):
        row = [last[0] + _LETTER_ADDED + (_AT_THE_FIRST_LETTER if i == 0 else 0)]
        for j, wanted in enumerate(meant):
            added = _LETTER_DOUBLED if (i and letter == typed[i - 1]) or letter == wanted else _LETTER_ADDED
            best = min(
                last[j] + _instead(letter, wanted, i == j == 0),
                last[j + 1] + added,
                row[j] + _left_out(meant, j),
            )
            if i and j and letter == meant[j - 1] and typed[i - 1] == wanted:
                best = min(best, before[j - 1] + _LETTERS_SWAPPED)
            row.append(best)
        before, last = last, row
    return last[-1]


def _instead(letter: str, wanted: str, first: bool) -> float:
    if letter == wanted:
        return 0.0
    if (letter, wanted) in _NEIGHBOURS:
        cost = _NEIGHBOURING_KEY
    elif letter in _VOWELS and wanted in _VOWELS:
        cost = _OTHER_VOWEL
    else:
        cost = _OTHER_LETTER
    return cost + (_AT_THE_FIRST_LETTER if first else 0)


def _left_out(meant: str, j: int) -> float:
    if j == 0:
        return _LETTER_LEFT_OUT + _AT_THE_FIRST_LETTER
    if meant[j] in _VOWELS:
        return _VOWEL_LEFT_OUT
    return _LETTER_DOUBLED if meant[j] == meant[j - 1] else _LETTER_LEFT_OUT
