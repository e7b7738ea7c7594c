"""The turntable camera: +Z stays up, as in Blender and in slicers. Pure values and NumPy."""

import math
from dataclasses import dataclass, replace
from typing import Literal, Self

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]
ViewName = Literal["front", "back", "left", "right", "top", "bottom", "three-quarter", "iso"]

VIEW_ANGLE = 28.0  # degrees, top to bottom: a long lens keeps a figurine's proportions
AGREEMENT = 0.25
BEHIND = 20.0  # times the distance: where the eye of a parallel picture is, which has no place of its own
DIRECTIONS: dict[str, tuple[float, float]] = {
    "front": (0.0, 4.0),
    "back": (180.0, 4.0),
    "left": (-90.0, 4.0),
    "right": (90.0, 4.0),
    "top": (0.0, 90.0),
    "bottom": (0.0, -90.0),
    "three-quarter": (30.0, 14.0),
    "iso": (30.0, 18.0),
}


@dataclass(frozen=True, eq=False)
class Pose:
    """Where the camera is: it looks at ``focal`` (3,) mm from ``distance`` mm away.

    azimuth    degrees around +Z; 0 looks from the front (from -Y towards +Y), 90 from +X
    elevation  degrees above the ground, -90..90
    parallel   whether lines that are parallel on the figure are so in the picture (orthographic); what lies as far away
               as ``focal`` has the same size either way
    """

    focal: Vector
    azimuth: float
    elevation: float
    distance: float
    parallel: bool = False

    @property
    def picture_height(self) -> float:
        """How many mm the picture is high, as far away as the focal point."""
        return 2.0 * self.distance * math.tan(math.radians(VIEW_ANGLE / 2))

    @property
    def backward(self) -> Vector:
        """Unit vector from the focal point to the eye."""
        a, e = math.radians(self.azimuth), math.radians(self.elevation)
        return np.array([math.sin(a) * math.cos(e), -math.cos(a) * math.cos(e), math.sin(e)])

    @property
    def up(self) -> Vector:
        """Unit vector that points up on the screen; well defined from straight above too."""
        a, e = math.radians(self.azimuth), math.radians(self.elevation)
        return np.array([-math.sin(a) * math.sin(e), math.cos(a) * math.sin(e), math.cos(e)])

    @property
    def right(self) -> Vector:
        """Unit vector that points right on the screen."""
        a = math.radians(self.azimuth)
        return np.array([math.cos(a), math.sin(a), 0.0])

    @property
    def eye(self) -> Vector:
        """Position of the camera. In a parallel picture far away, so that nothing is cut off in front of it."""
        return np.asarray(self.focal + self.backward * self.distance * (BEHIND if self.parallel else 1.0))

    def orbited(self, degrees_right: float, degrees_up: float) -> Self:
        """Turned around the focal point."""
        elevation = min(90.0, max(-90.0, self.elevation + degrees_up))
        return replace(self, azimuth=(self.azimuth + degrees_right + 180.0) % 360.0 - 180.0, elevation=elevation)

    def panned(self, right: float, up: float) -> Self:
        """Moved sideways by shares of the picture's height."""
        return replace(self, focal=self.focal - (self.right * right + self.up * up) * self.picture_height)

    def zoomed(self, factor: float, x: float, y: float) -> Self:
        """Nearer by ``factor`` (above 1), so that what is under (x, y) in the focal plane stays there.

        (x, y): from the picture's middle, in shares of its height, right and up.
        """
        shift = (self.right * x + self.up * y) * self.picture_height * (1.0 - 1.0 / factor)
        return replace(self, focal=self.focal + shift, distance=self.distance / factor)

    def framing(self, points: Vector, aspect: float, margin: float = 1.12) -> Self:
        """Looking from the same side at the middle of the points (N, 3), so that they just fill the picture.

        ``aspect``: width through height; ``margin``: 1 is none. Two points are the corners of a box.
        """
        if len(points) == 2:
            points = np.array([[points[i, 0], points[j, 1], points[k, 2]] for i, j, k in np.ndindex(2, 2, 2)])
        centre = (points.min(axis=0) + points.max(axis=0)) / 2
        offset = points - centre
        slope = math.tan(math.radians(VIEW_ANGLE / 2)) / margin
        near = offset @ self.backward * (0.0 if self.parallel else 1.0)
        wide = np.abs(offset @ self.right) / (slope * min(aspect, 4.0))
        high = np.abs(offset @ self.up) / slope
        return replace(self, focal=centre, distance=max(float((near + np.maximum(wide, high)).max()), 1e-3))

    def projecting(self, *, parallel: bool) -> Self:
        """The same view in perspective or orthographic."""
        return replace(self, parallel=parallel)

    def seen_from(self, azimuth: float, elevation: float) -> Self:
        """The same focal point and distance from another side."""
        return replace(self, azimuth=azimuth, elevation=elevation)

    def towards(self, other: "Pose", share: float) -> "Pose":
        """Between this pose and another one (share 0..1), the short way round, easing in and out."""
        if share >= 1.0:
            return other
        eased = share * share * (3.0 - 2.0 * share)
        turn = (other.azimuth - self.azimuth + 180.0) % 360.0 - 180.0
        return Pose(
            self.focal + (other.focal - self.focal) * eased,
            self.azimuth + turn * eased,
            self.elevation + (other.elevation - self.elevation) * eased,
            self.distance * (other.distance / self.distance) ** eased,
            other.parallel,
        )

    def project(self, points: Vector) -> Vector:
        """Where points (N, 3) are in the picture: (N, 3).

        x and y from the picture's middle in shares of its height (right, up), and the depth in mm (negative: behind
        the camera).
        """
        offset = points - self.eye
        depth = -(offset @ self.backward)
        if self.parallel:
            size = self.picture_height
            return np.stack([offset @ self.right / size, offset @ self.up / size, depth], axis=1)
        scale = 2.0 * math.tan(math.radians(VIEW_ANGLE / 2)) * np.where(depth == 0, 1e-12, depth)
        return np.stack([offset @ self.right / scale, offset @ self.up / scale, depth], axis=1)

    def ray(self, x: float, y: float) -> tuple[Vector, Vector]:
        """Start and unit direction of the view ray through (x, y), given as in :meth:`zoomed`."""
        if self.parallel:
            return self.eye + (self.right * x + self.up * y) * self.picture_height, -self.backward
        height = 2.0 * math.tan(math.radians(VIEW_ANGLE / 2))
        way = -self.backward + (self.right * x + self.up * y) * height
        return self.eye, way / np.linalg.norm(way)


def direction(name: str) -> tuple[float, float]:
    """Azimuth and elevation of a named view. Raises KeyError."""
    return DIRECTIONS[name]


def facing(normal: Vector, otherwise: Pose) -> tuple[float, float]:
    """Azimuth and elevation that look straight at a surface with this normal; those of ``otherwise`` for none.

    A normal shorter than ``AGREEMENT`` is the mean of a surface that looks everywhere: no side is better than another.
    """
    length = float(np.linalg.norm(normal))
    if length < AGREEMENT:
        return otherwise.azimuth, otherwise.elevation
    n = normal / length
    elevation = math.degrees(math.asin(float(np.clip(n[2], -1, 1))))
    flat = math.hypot(n[0], n[1])
    azimuth = math.degrees(math.atan2(n[0], -n[1])) if flat > 0.05 else otherwise.azimuth
    return azimuth, float(np.clip(elevation, -75.0, 75.0))
