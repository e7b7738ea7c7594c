"""The plane that a figure is cut with to look inside. Pure values and NumPy."""

from dataclasses import dataclass, replace
from typing import Literal, Self

import numpy as np
from numpy.typing import NDArray

from app.gui.viewport.camera import Pose

Axis = Literal["x", "y", "z", "view"]
AXES: tuple[Axis, ...] = ("x", "y", "z", "view")
# Which side stays: the one behind the cut for somebody who looks from the front, the right or above.
_NORMALS: dict[str, tuple[float, float, float]] = {"x": (-1, 0, 0), "y": (0, 1, 0), "z": (0, 0, -1)}
_EDGES = [(a, b) for a in range(8) for b in range(a + 1, 8) if (a ^ b).bit_count() == 1]


@dataclass(frozen=True, eq=False)
class Section:
    """A plane through a box.

    axis    what it stands across: an axis of the model, or the direction of the view when it was chosen
    normal  (3,) unit vector to the side that stays
    at      where it is along ``along``, mm, in the coordinates of the model
    """

    axis: Axis
    normal: NDArray[np.float64]
    at: float
    bounds: NDArray[np.float64]

    @property
    def along(self) -> NDArray[np.float64]:
        """(3,) unit vector along which :attr:`at` is counted: the axis itself, or from the eye into the picture."""
        turned = self.axis in ("x", "z") and self.normal[0] + self.normal[2] < 0
        turned = turned or (self.axis == "y" and self.normal[1] < 0)
        return -self.normal if turned else self.normal

    @property
    def origin(self) -> NDArray[np.float64]:
        """(3,) mm: the point of the plane that is nearest to the middle of the box."""
        centre = self.bounds.mean(axis=0)
        return np.asarray(centre + self.along * (self.at - centre @ self.along))

    @property
    def range_mm(self) -> tuple[float, float]:
        """Lowest and highest ``at`` at which the plane meets the box."""
        corners = _corners(self.bounds) @ self.along
        return float(corners.min()), float(corners.max())

    def moved(self, by: float) -> Self:
        """The plane moved by so many mm along :attr:`along`, but not out of the box."""
        return self.put(self.at + by)

    def put(self, at: float) -> Self:
        """The plane at this place, or where the box ends."""
        low, high = self.range_mm
        return replace(self, at=min(high, max(low, at)))

    def flipped(self) -> Self:
        """The other side stays."""
        return replace(self, normal=-self.normal)

    def around(self, bounds: NDArray[np.float64]) -> "Section":
        """The same plane through another box (2, 3) mm; in its middle where it would miss it."""
        moved = replace(self, bounds=bounds)
        low, high = moved.range_mm
        return moved if low < self.at < high else replace(moved, at=(low + high) / 2)

    def outline(self, margin: float = 0.06) -> NDArray[np.float64]:
        """(N, 3) mm, in order: the polygon in which the plane cuts the box, grown by a share of the box's size."""
        size = self.bounds[1] - self.bounds[0]
        grow = margin * max(float(np.linalg.norm(size)), 1e-6)
        corners = _corners(np.array([self.bounds[0] - grow, self.bounds[1] + grow]))
        height = (corners - self.origin) @ self.normal
        points = []
        for a, b in _EDGES:
            if (height[a] < 0) != (height[b] < 0):
                share = height[a] / (height[a] - height[b])
                points.append(corners[a] + (corners[b] - corners[a]) * share)
        if len(points) < 3:
            return np.zeros((0, 3))
        ring = np.array(points)
        middle = ring.mean(axis=0)
        right = ring[0] - middle
        up = np.cross(self.normal, right)
        angle = np.arctan2((ring - middle) @ up, (ring - middle) @ right)
        return np.asarray(ring[np.argsort(angle)])

    def heights(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """(N,) mm over the plane, to the side that stays, of points (N, 3)."""
        return np.asarray((points - self.origin) @ self.normal)

    def reach(self, start: NDArray[np.float64], way: NDArray[np.float64]) -> tuple[float, float]:
        """Between which distances along a ray (start and unit direction, (3,) each) the side is that stays."""
        height = float((start - self.origin) @ self.normal)
        slope = float(way @ self.normal)
        if abs(slope) < 1e-12:
            return (0.0, np.inf) if height >= 0 else (np.inf, np.inf)
        crossing = -height / slope
        return (max(0.0, crossing), np.inf) if slope > 0 else (0.0, max(0.0, crossing))


def section_of(axis: Axis, bounds: NDArray[np.float64], pose: Pose) -> Section:
    """A section through the middle of a box (2, 3) mm, seen from this pose."""
    normal = -pose.backward if axis == "view" else np.array(_NORMALS[axis], np.float64)
    centre = bounds.mean(axis=0)
    made = Section(axis, normal, 0.0, bounds)
    return replace(made, at=float(centre @ made.along))


def _corners(bounds: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.array([[bounds[i, 0], bounds[j, 1], bounds[k, 2]] for k, j, i in np.ndindex(2, 2, 2)])
