"""How a model stands on the build plate, and on a shelf afterwards."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from app.mesh.arrays import FloatArray, IntArray
from app.mesh.kernels.columns import Columns
from app.settings.process import ProcessProfile

Direction = Literal["front", "back", "left", "right"]
CONTACT_MM = 0.1  # unevenness that the first layers and a coat of paint level out


@dataclass(frozen=True, eq=False)
class Stand:
    """How a body stands.

    center        (3,) mm: centre of mass of the solid
    tilt_deg      by how much it may be tilted before it falls; below 0 it falls by itself
    direction     where it falls first
    contact_mm2   area that rests on the plate
    footprint_mm2 area of its shadow from straight above
    faces         (N,) int32: faces that rest on the plate
    """

    center: FloatArray
    tilt_deg: float
    direction: Direction
    contact_mm2: float
    footprint_mm2: float
    faces: IntArray

    @property
    def contact_share(self) -> float:
        """Share of the footprint that rests on the plate."""
        return self.contact_mm2 / self.footprint_mm2


def contact_height(process: ProcessProfile) -> float:
    """Height over the plate in mm up to which a skin rests on it."""
    return max(process.layer_mm, CONTACT_MM)


def stand(solid: Columns, runs: IntArray, floor: float, height: float) -> Stand:
    """How the body of these runs of the solid (N,), at least one, stands on the floor; it rests where it is below ``height``.

    The tilt is the angle at the centre of mass between straight down and the nearest edge of the support polygon, the
    convex hull of what rests on the plate.
    """
    low, high, places = solid.low[runs], solid.high[runs], solid.places[runs]
    weight = high - low
    total = float(weight.sum())
    center = np.array([*(weight @ places / total), weight @ (low + high) / 2 / total])
    resting = low <= max(height, float(low.min()))
    hull = convex_hull(places[resting])
    inside, outward = _edge(hull, center[:2])
    lines = np.zeros(len(solid.start) - 1, np.bool_)
    lines[solid.line[runs]] = True
    cell = solid.pitch**2
    return Stand(
        center,
        float(np.degrees(np.arctan2(inside, max(float(center[2]) - floor, 1e-12)))),
        _direction(outward),
        float(np.count_nonzero(resting)) * cell,
        float(np.count_nonzero(lines)) * cell,
        np.unique(solid.face[runs][resting]).astype(np.int32),
    )


def convex_hull(points: FloatArray) -> FloatArray:
    """(H, 2) corners of the convex hull of points (N, 2), counter-clockwise (Andrew 1979)."""
    ordered = points[np.lexsort((points[:, 1], points[:, 0]))]
    # of each x only the lowest and highest y can be corners
    first = np.flatnonzero(np.diff(ordered[:, 0], prepend=-np.inf))
    ends = np.unique(np.concatenate([first, np.append(first[1:], len(ordered)) - 1]))
    ordered = ordered[ends]
    chains: list[list[tuple[float, float]]] = []
    for way in (ordered.tolist(), ordered[::-1].tolist()):
        chain: list[tuple[float, float]] = []
        for x, y in way:
            while len(chain) >= 2 and _turn(chain[-2], chain[-1], (x, y)) <= 0:
                chain.pop()
            chain.append((x, y))
        chains.append(chain[:-1])
    corners = chains[0] + chains[1]
    return np.array(corners or ordered[:1].tolist())


def _turn(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _edge(hull: FloatArray, point: FloatArray) -> tuple[float, FloatArray]:
    """How far inside the hull the point (2,) is, in mm, below 0 where it is outside; and the way out (2,) that is nearest."""
    start, along = hull, np.roll(hull, -1, axis=0) - hull
    length = np.linalg.norm(along, axis=1)
    if len(hull) < 3:
        t = np.clip(((point - hull[0]) @ along[0]) / max(length[0] ** 2, 1e-300), 0.0, 1.0)
        away = point - (hull[0] + t * along[0])
        return -float(np.linalg.norm(away)), away
    outward = np.stack([along[:, 1], -along[:, 0]], axis=1) / length[:, None]
    inside = -np.einsum("ij,ij->i", point - start, outward)
    nearest = int(np.argmin(inside))
    return float(inside[nearest]), outward[nearest]


def _direction(outward: FloatArray) -> Direction:
    """Front is towards -y, as in most modelling programs; left and right are those of somebody who looks at the front."""
    x, y = float(outward[0]), float(outward[1])
    if abs(y) >= abs(x):
        return "front" if y <= 0 else "back"
    return "left" if x < 0 else "right"
