"""Level places on a figure, looked for from one side."""

from dataclasses import dataclass

import numpy as np

from app.mesh.arrays import BoolArray, FloatArray
from app.mesh.kernels.open3d_scene import Scene
from app.mesh.mesh import Mesh
from app.mesh.preparing.solid_shapes import across

CELLS = 320  # along the longer side
FINEST_MM = 0.1
LEVEL_MM = 0.06  # a surface within this is level
BIN_MM = 0.05


@dataclass(frozen=True, eq=False)
class Relief:
    """What is seen from one side, in cells.

    level   (R, C) mm along ``normal``; -infinity where there is nothing. Rows run up, columns to the right
    origin  (3,) mm: where the first cell's middle would be at level 0
    pitch   mm
    """

    level: FloatArray
    origin: FloatArray
    normal: FloatArray
    right: FloatArray
    up: FloatArray
    pitch: float

    def place(self, row: float, column: float, level: float) -> FloatArray:
        """(3,) mm: a point at this level over a cell."""
        return np.asarray(self.origin + self.pitch * (column * self.right + row * self.up) + level * self.normal)


def relief(mesh: Mesh, scene: Scene, normal: FloatArray) -> Relief:
    """The figure as somebody sees it whom ``normal`` (3,) points at."""
    right, up = across(normal)
    corners = mesh.bounds[np.array([[i, j, k] for i in (0, 1) for j in (0, 1) for k in (0, 1)]), [0, 1, 2]]
    u, v, w = corners @ right, corners @ up, corners @ normal
    pitch = max(float(max(np.ptp(u), np.ptp(v))) / CELLS, FINEST_MM)
    columns, rows = int(np.ptp(u) / pitch) + 1, int(np.ptp(v) / pitch) + 1
    origin = (u.min() + pitch / 2) * right + (v.min() + pitch / 2) * up
    i, j = np.meshgrid(np.arange(rows), np.arange(columns), indexing="ij")
    high = float(w.max()) + 1.0
    starts = origin + high * normal + pitch * (j.reshape(-1, 1) * right + i.reshape(-1, 1) * up)
    away = scene.hit_distance(starts, -normal).reshape(rows, columns)
    return Relief(np.where(np.isfinite(away), high - away, -np.inf), origin, normal, right, up, pitch)


def common_level(view: Relief, low: float, high: float) -> float | None:
    """The level between two others that most cells have, or None where there is none."""
    inside = view.level[(view.level > low) & (view.level < high)]
    if not len(inside):
        return None
    bins = np.round(inside / BIN_MM).astype(np.int64)
    levels, number = np.unique(bins, return_counts=True)
    near = number + np.where(np.diff(levels, append=levels[-1] + 2) == 1, np.append(number[1:], 0), 0)
    best = int(levels[int(np.argmax(near))])
    return float(np.median(inside[np.abs(bins - best) <= 1]))


def fitting(free: BoolArray, rows: int, columns: int) -> BoolArray:
    """(R, C) bool: the cells around which a rectangle of so many cells is free."""
    import cv2  # noqa: PLC0415 - takes a moment

    rows, columns = max(rows, 1), max(columns, 1)
    if rows > free.shape[0] or columns > free.shape[1]:
        return np.zeros_like(free)
    kernel = np.ones((rows, columns), np.uint8)
    picture = np.pad(free.astype(np.uint8), ((rows, rows), (columns, columns)))
    result = cv2.erode(picture, kernel)[rows:-rows, columns:-columns]
    return np.asarray(result, np.bool_)


def spans(level: FloatArray, cells: int) -> FloatArray:
    """(R, C): difference of the levels within a square of so many cells; infinity where it reaches over the edge."""
    import cv2  # noqa: PLC0415 - see fitting

    kernel = np.ones((cells, cells), np.uint8)
    known = np.where(np.isfinite(level), level, -1e6)
    high, low = cv2.dilate(known, kernel), cv2.erode(known, kernel, borderType=cv2.BORDER_CONSTANT, borderValue=-1e6)
    return np.where(low < -1e5, np.inf, high - low)
