"""What a picture is of: faces, or else what stands out. Places as parts of the picture's width and height."""

from dataclasses import dataclass
from typing import Literal, NamedTuple


class Box(NamedTuple):
    """Parts (0 to 1) of the width and height of an upright picture."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def middle(self) -> tuple[float, float]:
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    @property
    def area(self) -> float:
        return max(0.0, self.width) * max(0.0, self.height)


WHOLE = Box(0.0, 0.0, 1.0, 1.0)


@dataclass(frozen=True)
class Face:
    """``box``: from the forehead to the chin. ``score``: 0 to 1. ``kind``: of a person before a camera, or of a drawing."""

    box: Box
    score: float
    kind: Literal["photo", "drawn"]


@dataclass(frozen=True)
class Subject:
    """``box``: around what matters. ``kind``: what it was found by."""

    box: Box
    faces: tuple[Face, ...] = ()
    kind: Literal["faces", "shape", "salient", "whole"] = "whole"


def around(boxes: list[Box]) -> Box:
    """The smallest box around boxes, of which there is at least one."""
    return Box(
        min(b.left for b in boxes), min(b.top for b in boxes), max(b.right for b in boxes), max(b.bottom for b in boxes)
    )
