"""What the search field finds: every typed word has to be a part of one of the item's searchable texts.

Upper and lower case, full and half width, hyphens and other signs make no difference: 0172, mg-2026 and 彩铃 all find.
"""

import unicodedata

MOST_WORDS = 8
LONGEST_WORD = 48
_FIRST_IDEOGRAPH = "\u2e80"  # from here on one character is a syllable or a word


def searchable(words: str) -> str:
    """Letters and digits only, folded, with single spaces between runs."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", words).casefold())
    return " ".join("".join(c if c.isalnum() else " " if c.isspace() else "" for c in folded).split())


def typed_words(text: str) -> tuple[str, ...]:
    """The words that all have to be found; each as it stands in ``searchable`` texts."""
    return tuple(dict.fromkeys(word[:LONGEST_WORD] for word in searchable(text).split()))[:MOST_WORDS]


def grams(haystack: str) -> set[str]:
    """Every piece of one and two characters, and of three where no ideograph is among them: what an index keeps.

    Of runs with a digit also every piece of five: numbers that are counted up share all their pieces of three.
    """
    pieces: set[str] = set()
    for run in haystack.split():
        pieces.update(run)
        pieces.update(_pieces(run, 2))
        plain = run.isascii()  # most are, and need no look at each piece
        pieces.update(piece for piece in _pieces(run, 3) if plain or not _has_ideograph(piece))
        if _has_digit(run):
            pieces.update(piece for piece in _pieces(run, 5) if plain or not _has_ideograph(piece))
    return pieces


def grams_of_word(word: str) -> set[str]:
    """The longest pieces of a typed word: whatever holds the word has them all (not the other way round)."""
    if len(word) <= 2:
        return {word}
    if len(word) >= 5 and _has_digit(word) and not _has_ideograph(word):
        return set(_pieces(word, 5))
    threes = {piece for i in range(len(word) - 2) if not _has_ideograph(piece := word[i : i + 3])}
    return threes | {piece for i in range(len(word) - 1) if _has_ideograph(piece := word[i : i + 2])}


def _pieces(run: str, length: int) -> list[str]:
    return [run[i : i + length] for i in range(len(run) - length + 1)]


def _has_digit(run: str) -> bool:
    return any(character.isdigit() for character in run)


def _has_ideograph(piece: str) -> bool:
    return max(piece) >= _FIRST_IDEOGRAPH
