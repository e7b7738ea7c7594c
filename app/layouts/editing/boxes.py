"""Boxes on a page, axis-aligned, millimetres, y downwards."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import cos, radians, sin

from app.layouts.design.document import Design, Layer


@dataclass(frozen=True)
class Box:
    """From its top left to its bottom right corner."""

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
        return ((self.left + self.right) / 2, (self.top + self.bottom) / 2)

    def moved(self, dx: float, dy: float) -> "Box":
        """The same box elsewhere."""
        return Box(self.left + dx, self.top + dy, self.right + dx, self.bottom + dy)

    def grown(self, by: float) -> "Box":
        """Larger by so much on every side; smaller where it is negative."""
        return Box(self.left - by, self.top - by, self.right + by, self.bottom + by)

    def holds(self, other: "Box", slack: float = 1e-6) -> bool:
        """Whether the other one lies in it."""
        return (
            self.left - slack <= other.left
            and self.top - slack <= other.top
            and other.right <= self.right + slack
            and other.bottom <= self.bottom + slack
        )


def turned(x: float, y: float, degrees: float) -> tuple[float, float]:
    """A vector turned clockwise as seen on the page."""
    c, s = cos(radians(degrees)), sin(radians(degrees))
    return (c * x - s * y, s * x + c * y)


def middle_of(layer: Layer) -> tuple[float, float]:
    """Where a layer is turned about."""
    return (layer.x_mm + layer.width_mm / 2, layer.y_mm + layer.height_mm / 2)


def bounds(layer: Layer) -> Box:
    """The box around a layer as it lies on the page, turned."""
    x, y = middle_of(layer)
    c, s = abs(cos(radians(layer.turn_deg))), abs(sin(radians(layer.turn_deg)))
    half_width = (layer.width_mm * c + layer.height_mm * s) / 2
    half_height = (layer.width_mm * s + layer.height_mm * c) / 2
    return Box(x - half_width, y - half_height, x + half_width, y + half_height)


def around(boxes: Iterable[Box]) -> Box:
    """The box around all of them. Raises ValueError where there is none."""
    every = list(boxes)
    if not every:
        raise ValueError("no box to go around")
    return Box(
        min(box.left for box in every),
        min(box.top for box in every),
        max(box.right for box in every),
        max(box.bottom for box in every),
    )


def trim_box(design: Design) -> Box:
    """The box around what stays of the thing."""
    return Box(0.0, 0.0, design.width_mm, design.height_mm)
