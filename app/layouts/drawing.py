"""What is printed, as a list of marks from the bottom to the top: the one input of pixels, PDF, mock-up and plates."""

from collections.abc import Callable
from dataclasses import dataclass, field

from PIL import Image

from app.layouts.paint import Paint
from app.layouts.path import Path

Matrix = tuple[float, float, float, float, float, float]
"""(a, b, c, d, e, f): x' = a·x + c·y + e, y' = b·x + d·y + f, as in PDF; millimetres."""
UNMOVED: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True)
class Pixels:
    """A picture that is opened only when it is drawn, so that a sheet of a hundred does not lie in memory.

    key     of its content and all that was done to it: the same key is the same pixels, embedded in a file once
    open    gives it upright, adjusted, 8 bit sRGB: mode "RGB", or "RGBA" where parts of it are transparent
    """

    key: str
    width: int
    height: int
    open: Callable[[], Image.Image] = field(compare=False, repr=False)


@dataclass(frozen=True)
class Picture:
    """Pixels, the unit square of them put where ``matrix`` says: (0, 0) is their top left corner, (1, 1) the bottom right."""

    pixels: Pixels
    matrix: Matrix


@dataclass(frozen=True)
class Fill:
    path: Path
    paint: Paint


@dataclass(frozen=True)
class Stroke:
    """``width_mm`` 0: a hairline, for cutters alone. ``dash_mm``: on, off and so on."""

    path: Path
    paint: Paint
    width_mm: float
    dash_mm: tuple[float, ...] = ()


@dataclass(frozen=True)
class Group:
    """Marks that are moved, clipped or faded together."""

    marks: "tuple[Mark, ...]"
    matrix: Matrix = UNMOVED
    clip: Path | None = None
    opacity: float = 1.0


Mark = Picture | Fill | Stroke | Group


def times(outer: Matrix, inner: Matrix) -> Matrix:
    """First ``inner``, then ``outer``."""
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return (p * a + r * b, q * a + s * b, p * c + r * d, q * c + s * d, p * e + r * f + t, q * e + s * f + u)
