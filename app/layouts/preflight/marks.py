"""What a page is seen to paint: one mark a painting operator, with its place, ink and what bears on the press."""

from dataclasses import dataclass, field
from typing import Literal

from app.layouts.preflight.ink import Ink, Space

Kind = Literal["fill", "stroke", "text", "picture", "mask", "shading"]
Rect = tuple[float, float, float, float]
"""x0, y0, x1, y1 in points of the page's user space, y upwards."""
Point = tuple[float, float]
EVERYWHERE: Rect = (-1e9, -1e9, 1e9, 1e9)


@dataclass(frozen=True)
class Subpath:
    """Points of a path as printed (curves as a few chords), and whether it ends where it began."""

    points: tuple[Point, ...]
    closed: bool


@dataclass(frozen=True)
class Mark:
    """One painted thing.

    ink        None for a picture, whose colour space is ``space``
    overprint  whether what is below on other plates stays (OP for strokes, op for all else)
    width_pt   of a stroke as printed, the thinner way; of a filled rectangle its thinner side; else None
    size_pt    of text as printed
    ppi        of a picture as printed, the coarser way
    pixels     width and height of a picture
    mask_ppi   of its soft mask
    paths      of marks in a spot colour alone, for cut lines
    """

    kind: Kind
    order: int
    box: Rect
    space: Space
    ink: Ink | None = None
    overprint: bool = False
    opm: int = 0
    alpha: float = 1.0
    soft: bool = False
    blend: str = "Normal"
    width_pt: float | None = None
    dashed: bool = False
    closed: bool = True
    size_pt: float | None = None
    letters: str = ""
    ppi: float | None = None
    pixels: tuple[int, int] = (0, 0)
    mask_ppi: float | None = None
    bits: int = 8
    paths: tuple[Subpath, ...] = field(default=(), compare=False)

    def spots(self) -> tuple[str, ...]:
        """Plates of their own that it paints on."""
        return self.space.spots()


def joined(first: Rect, second: Rect) -> Rect:
    return min(first[0], second[0]), min(first[1], second[1]), max(first[2], second[2]), max(first[3], second[3])


def common(first: Rect, second: Rect) -> Rect | None:
    """What two boxes share; None where they do not meet."""
    shared = max(first[0], second[0]), max(first[1], second[1]), min(first[2], second[2]), min(first[3], second[3])
    return shared if shared[0] <= shared[2] and shared[1] <= shared[3] else None


def area(box: Rect) -> float:
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])


def around(points: list[Point]) -> Rect:
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return min(xs), min(ys), max(xs), max(ys)
