"""Sheets and rolls, and what lies where on them."""

from dataclasses import dataclass
from math import cos, radians, sin

from app.layouts.drawing import Matrix
from app.layouts.piece import Piece


@dataclass(frozen=True)
class SheetSize:
    """Paper, board or acrylic as it goes into the machine.

    height_mm   0 for a roll: as long as it needs to be, ``longest_mm`` at most
    margin_mm   left, top, right, bottom: where nothing is printed
    """

    id: str
    width_mm: float
    height_mm: float
    margin_mm: tuple[float, float, float, float] = (5.0, 5.0, 5.0, 5.0)
    longest_mm: float = 0.0


@dataclass(frozen=True)
class Placement:
    """One copy of a piece. Its origin goes to (x, y) after it was turned by ``turn_deg``, clockwise as seen on the sheet.

    copy   0, 1, 2 …: which one of the piece's quantity
    """

    piece: int
    copy: int
    x_mm: float
    y_mm: float
    turn_deg: float = 0.0


@dataclass(frozen=True)
class Sheet:
    """One printed sheet. ``length_mm``: of a roll, what is used of it."""

    size: SheetSize
    placements: tuple[Placement, ...]
    length_mm: float = 0.0

    @property
    def height_mm(self) -> float:
        return self.length_mm or self.size.height_mm


@dataclass(frozen=True)
class Layout:
    """Everything that is printed in one go.

    gap_mm      between trims that the imposition kept
    left        (piece, copy) that had no room, with nothing said where all found one
    """

    pieces: tuple[Piece, ...]
    sheets: tuple[Sheet, ...]
    gap_mm: float
    left: tuple[tuple[int, int], ...] = ()

    @property
    def two_sided(self) -> bool:
        """Whether anything that lies on its sheets has a back."""
        return any(self.pieces[p.piece].back is not None for sheet in self.sheets for p in sheet.placements)


def matrix_of(placement: Placement) -> Matrix:
    """Where the marks of a placed piece go on the sheet."""
    c, s = cos(radians(placement.turn_deg)), sin(radians(placement.turn_deg))
    return (c, s, -s, c, placement.x_mm, placement.y_mm)
