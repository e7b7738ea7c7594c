"""Vertical setting 竖排: columns from right to left, characters upright, Latin words turned clockwise."""

from dataclasses import dataclass

from app.layouts.drawing import Matrix
from app.layouts.moving import moved_contour
from app.layouts.path import Contour
from app.layouts.typesetting.breaking import is_wide
from app.layouts.typesetting.fonts import ASCENT, glyph
from app.layouts.typesetting.lines import advances, width_of
from app.settings.shipped import Weight

TURNED = frozenset("（）《》〈〉「」『』【】〔〕〖〗…—～－“”‘’〜ー")
"""Signs that lie along the column."""
TO_CORNER = frozenset("，。、")
"""Signs that stand in the upper right corner of their square, and not in the lower left one."""
CENTRED = frozenset("！？：；·")
STANDING = str.maketrans({"“": "『", "”": "』", "‘": "「", "’": "」"})
"""Quotation marks of columns (GB/T 15834 appendix B)."""
MIDDLE = ASCENT - 0.5  # of the em box above the baseline
TOGETHER = 2  # figures that stand side by side in one square


@dataclass(frozen=True)
class Cell:
    """A part of a column: one character, two figures beside each other, or a Latin word that is turned."""

    text: str
    turned: bool
    length: float


def cells(words: str, weight: Weight, spacing: float) -> list[Cell]:
    """The column in its parts, lengths in em."""
    found: list[Cell] = []
    run = ""
    for character in [*words.translate(STANDING), ""]:
        if character and not is_wide(character) and not (character.isspace() and not run):
            run += character
            continue
        if run:
            found += _latin(run, weight, spacing)
            run = ""
        if character:
            lengthwise = 0.5 if character == " " else 1.0
            found.append(Cell(character, character in TURNED, lengthwise))
    return found


def _latin(run: str, weight: Weight, spacing: float) -> list[Cell]:
    bare = run.strip()
    if len(bare) == 1 or (bare.isdigit() and len(bare) <= TOGETHER):
        return [Cell(bare, turned=False, length=1.0)]
    return [Cell(run, turned=True, length=width_of(run, weight, spacing))]


def length_of(words: str, weight: Weight, spacing: float) -> float:
    """Em."""
    parts = cells(words, weight, spacing)
    return sum(cell.length for cell in parts) + spacing * max(0, len(parts) - 1)


def column(words: str, weight: Weight, spacing: float, em: float, at: tuple[float, float]) -> list[list[Contour]]:
    """Contours of each character of a column, the middle of its upper end ``at`` a place, in the unit of ``em``."""
    found: list[list[Contour]] = []
    middle, down = at
    for cell in cells(words, weight, spacing):
        places = advances(cell.text, weight, spacing if cell.turned else 0.0)
        for character, along in zip(cell.text, places, strict=False):
            shape = glyph(weight, character).contours
            if shape:
                matrix = _place(cell, shape, character, (along, places[-1]), (em, middle, down))
                found.append([moved_contour(contour, matrix) for contour in shape])
        down += (cell.length + spacing) * em
    return found


def _place(
    cell: Cell,
    shape: tuple[Contour, ...],
    character: str,
    within: tuple[float, float],
    column_at: tuple[float, float, float],
) -> Matrix:
    """``within``: where the character begins in its cell, and the cell's width, em. ``column_at``: em, middle, top."""
    (along, width), (em, middle, top) = within, column_at
    if cell.turned:
        return (0.0, em, -em, 0.0, middle - MIDDLE * em, top + along * em)
    squeeze = min(1.0, 1.0 / width) if width else 1.0
    x, y = middle - width * squeeze * em / 2 + along * squeeze * em, top + ASCENT * em
    if character in TO_CORNER:
        x, y = x + 0.52 * em, y - 0.56 * em
    elif character in CENTRED:
        left, right = _sides(shape)
        x += (width / 2 - (left + right) / 2) * em
    return (em * squeeze, 0.0, 0.0, em, x, y)


def _sides(contours: tuple[Contour, ...]) -> tuple[float, float]:
    """Leftmost and rightmost end of the segments."""
    across = [segment.end.x for contour in contours for segment in contour.segments]
    return min(across), max(across)
