"""What was measured on the model: between places that were picked on its surface."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from psygnal import Signal

Kind = Literal["distance", "angle", "radius", "thickness"]
Points = NDArray[np.float64]

PLACES: dict[Kind, int] = {"distance": 2, "angle": 3, "radius": 3, "thickness": 1}
"""How many places are picked for each; the other end of a thickness is found by itself."""


@dataclass(frozen=True, eq=False)
class Measure:
    """One measurement.

    points  (N, 3) mm: both ends; the middle one of an angle is its corner; three on a circle; both sides of a wall
    value   mm, or degrees of an angle; None where the points give none (three in a line have no circle)
    """

    kind: Kind
    points: Points

    @property
    def value(self) -> float | None:
        if self.kind == "angle":
            return angle_degrees(*self.points)
        if self.kind == "radius":
            found = circle(*self.points)
            return None if found is None else found[1]
        return float(np.linalg.norm(self.points[1] - self.points[0]))

    @property
    def unit(self) -> str:
        return "°" if self.kind == "angle" else "mm"

    @property
    def differences(self) -> tuple[float, float, float] | None:
        """Along x, y and z (mm), for a distance."""
        if self.kind != "distance":
            return None
        x, y, z = (float(v) for v in np.abs(self.points[1] - self.points[0]))
        return x, y, z


def angle_degrees(one: Points, corner: Points, other: Points) -> float | None:
    """The angle at ``corner`` between the ways to the two others; None where one of them is the corner itself."""
    u, v = one - corner, other - corner
    lengths = np.linalg.norm(u) * np.linalg.norm(v)
    if lengths <= 0:
        return None
    return float(np.degrees(np.arctan2(np.linalg.norm(np.cross(u, v)), u @ v)))


def circle(a: Points, b: Points, c: Points) -> tuple[Points, float, Points] | None:
    """Centre (3,), radius and unit axis (3,) of the circle through three points; None where they lie in a line."""
    u, v = b - a, c - a
    across = np.cross(u, v)
    double = float(across @ across)
    if double <= 1e-18 * float(u @ u) * float(v @ v):
        return None
    towards = ((u @ u) * np.cross(v, across) + (v @ v) * np.cross(across, u)) / (2 * double)
    return a + towards, float(np.linalg.norm(towards)), across / np.sqrt(double)


class Measures:
    """The measurements on the revision that is shown, in the order they were made. Lives on the main thread."""

    changed = Signal()

    def __init__(self) -> None:
        self.all: tuple[Measure, ...] = ()

    def add(self, kind: Kind, points: Points) -> Measure:
        """Keep a measurement."""
        made = Measure(kind, np.asarray(points, np.float64))
        self.all = (*self.all, made)
        self.changed.emit()
        return made

    def remove(self, measure: Measure) -> None:
        """Forget one."""
        self.all = tuple(one for one in self.all if one is not measure)
        self.changed.emit()

    def clear(self) -> None:
        """Forget all."""
        if self.all:
            self.all = ()
            self.changed.emit()
