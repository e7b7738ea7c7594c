"""Text in lines: how wide it is, where it is broken, and its outlines. Lengths in em until a size is chosen."""

from collections.abc import Callable

from app.layouts.moving import moved_contour
from app.layouts.path import Contour, Path
from app.layouts.typesetting.breaking import NOT_FIRST, atoms
from app.layouts.typesetting.fonts import font, glyph, kern
from app.layouts.typesetting.signs import printable
from app.settings.shipped import Weight

Measure = Callable[[str], float]
BALANCE_ROUNDS = 6


def advances(words: str, weight: Weight, spacing: float) -> list[float]:
    """Where each character begins, and where the last one ends, em. ``spacing``: added between characters, em."""
    places = [0.0]
    across = 0.0
    for index, character in enumerate(words):
        across += glyph(weight, character).advance
        if index + 1 < len(words):
            across += kern(weight, character, words[index + 1]) + spacing
        places.append(across)
    return places


def width_of(words: str, weight: Weight, spacing: float = 0.0) -> float:
    """Em."""
    return advances(words, weight, spacing)[-1]


def broken(line: str, room: float, measure: Measure) -> tuple[list[str], bool]:
    """The line in lines that are no wider than ``room``, and whether a word had to be torn for it."""
    lines: list[str] = []
    torn = False
    current = ""
    for atom in atoms(line):
        if atom.isspace():
            current += atom if current else ""
            continue
        if measure(current + atom) <= room:
            current += atom
            continue
        if current.strip():
            lines.append(current.rstrip())
        rest = atom
        while measure(rest) > room:
            torn = True
            cut = _longest(rest, room, measure)
            lines.append(rest[:cut])
            rest = rest[cut:]
        current = rest
    if current.strip() or not lines:
        lines.append(current.rstrip())
    return lines, torn


def balanced(line: str, room: float, measure: Measure) -> tuple[list[str], bool]:
    """As ``broken``, its lines nearly equally long: a title does not end in a line of one character."""
    lines, torn = broken(line, room, measure)
    if len(lines) < 2 or torn:
        return lines, torn
    low, high = room / 2, room
    for _ in range(BALANCE_ROUNDS):
        middle = (low + high) / 2
        narrower, torn = broken(line, middle, measure)
        if torn or len(narrower) > len(lines):
            low = middle
        else:
            lines, high = narrower, middle
    return lines, False


def _longest(word: str, room: float, measure: Measure) -> int:
    """How many characters of the word go into the room; at least one, and none that may not begin a line comes next."""
    if len(word) == 1:
        return 1
    fits = 1
    while fits < len(word) - 1 and measure(word[: fits + 1]) <= room:
        fits += 1
    cut = fits
    while cut > 1 and word[cut] in NOT_FIRST:
        cut -= 1
    return cut if word[cut] not in NOT_FIRST else fits


def contours_of(words: str, weight: Weight, spacing: float, em: float, at: tuple[float, float]) -> list[list[Contour]]:
    """The contours of each character that has any, its baseline beginning ``at`` a place, in the unit of ``em``."""
    found = []
    for character, place in zip(words, advances(words, weight, spacing), strict=False):
        shape = glyph(weight, character).contours
        if shape:
            matrix = (em, 0.0, 0.0, em, at[0] + place * em, at[1])
            found.append([moved_contour(contour, matrix) for contour in shape])
    return found


def line_of(words: str, size_mm: float, weight: Weight = "regular") -> tuple[Path, float]:
    """One line of small print as outlines, its baseline beginning at (0, 0), y downwards; and its width in mm.

    size_mm  height of a capital letter. Signs without a glyph are left out: for our own labels, not for customers' texts.
    """
    shown = printable(words.replace("\n", " ")).text
    em = size_mm / font(weight).capital
    glyphs = contours_of(shown, weight, 0.0, em, (0.0, 0.0))
    return Path(tuple(contour for shape in glyphs for contour in shape)), width_of(shown, weight) * em
