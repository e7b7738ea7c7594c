"""What of a mesh is seen, and what lies inside an outline on the screen.

A picture of depths is made by sampling every face about once a pixel: nothing depends on a graphics card, and a million
faces take less than half a second.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from app.mesh.arrays import BoolArray, FloatArray, IntArray

ROWS = 640  # of the picture of depths
SAMPLES_A_PIXEL = 2.0
MOST_SAMPLES = 60_000_000
SLICE = 4_000_000  # samples a time: bounded memory
STEEP = 1.5  # pixels by which samples and middles lie apart
STEEPEST = 0.02  # of the depth of the model
NEAR = 2e-3  # of the depth of the model: what is this little behind the surface is on it


@dataclass(frozen=True, eq=False)
class ScreenView:
    """A mesh as a camera sees it.

    points   (V, 3) float32: x and y in pixels from the upper left, and the depth in mm
    width, height   of the picture in pixels
    """

    points: NDArray[np.float32]
    faces: IntArray
    width: int
    height: int

    @cached_property
    def middles(self) -> NDArray[np.float32]:
        """(F, 3): where the middle of each face is."""
        return np.asarray(
            (self.points[self.faces[:, 0]] + self.points[self.faces[:, 1]] + self.points[self.faces[:, 2]]) / 3
        )


def visible(view: ScreenView, hidden: BoolArray | None = None) -> BoolArray:
    """(F,) bool: faces whose middle nothing hides; ``hidden`` (F,) are not there at all."""
    there = np.ones(len(view.faces), np.bool_) if hidden is None else ~hidden
    if float(view.points[:, 2].min(initial=np.inf)) <= 0:  # the camera stands inside the model
        there &= (view.points[:, 2] > 0)[view.faces].all(axis=1)
    scale = min(1.0, ROWS / max(view.height, 1))
    width, height = max(1, round(view.width * scale)), max(1, round(view.height * scale))
    points = view.points * np.array([scale, scale, 1.0], np.float32)
    chosen = np.flatnonzero(there)
    corners = points[view.faces[chosen]]
    a, b, c = corners[:, 0], corners[:, 1], corners[:, 2]
    low, high = np.minimum(np.minimum(a, b), c), np.maximum(np.maximum(a, b), c)
    inside = (high[:, 0] >= 0) & (high[:, 1] >= 0) & (low[:, 0] < width) & (low[:, 1] < height)
    if not inside.all():
        chosen, corners = chosen[inside], corners[inside]
    result = np.zeros(len(view.faces), np.bool_)
    if not len(chosen):
        return result
    depth = _depths(corners, width, height)
    middle = (corners[:, 0] + corners[:, 1] + corners[:, 2]) / 3
    column, row = middle[:, 0].astype(np.int64), middle[:, 1].astype(np.int64)
    on = (middle[:, 0] >= 0) & (middle[:, 1] >= 0) & (column < width) & (row < height)
    column, row = np.clip(column, 0, width - 1), np.clip(row, 0, height - 1)
    around = np.pad(np.where(np.isfinite(depth), depth, -np.inf), 1, constant_values=-np.inf)
    deepest = np.maximum.reduce([around[i : i + height, j : j + width] for i in range(3) for j in range(3)])
    span = float(np.ptp(corners[:, :, 2]))
    facing, slope = _facing_and_slope(corners)
    # A surface that faces the eye is seen where it is the nearest thing in a pixel or beside, and a steep one is deeper
    # at one side of its pixel; of one that is seen from behind, the front may lie just before it.
    limit = np.where(facing, deepest[row, column] + np.minimum(STEEP * slope, STEEPEST * span), depth[row, column])
    limit += NEAR * span + 1e-6
    result[chosen[on & (middle[:, 2] <= limit)]] = True
    return result


def _facing_and_slope(corners: NDArray[np.float32]) -> tuple[BoolArray, NDArray[np.float32]]:
    """Whether each face (F, 3, 3) turns its outside to the eye, and by how many mm its depth changes over a pixel."""
    u, v = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    area = u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0]
    across = np.maximum(np.abs(area), 1e-9)
    x, y = u[:, 2] * v[:, 1] - v[:, 2] * u[:, 1], u[:, 0] * v[:, 2] - v[:, 0] * u[:, 2]
    return np.asarray(area <= 0), np.asarray(np.hypot(x, y) / across)  # y runs down: counter-clockwise turns round


def _depths(corners: NDArray[np.float32], width: int, height: int) -> NDArray[np.float32]:
    """(height, width) depth of what is nearest; infinity where there is nothing."""
    depth = np.full(width * height, np.inf, np.float32)
    first, second = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    area = np.abs(first[:, 0] * second[:, 1] - first[:, 1] * second[:, 0]) / 2
    side = np.ceil(np.sqrt(np.clip(area * SAMPLES_A_PIXEL * 2, 1.0, float(width * height)))).astype(np.int64)
    while int((side * side).sum()) > MOST_SAMPLES:  # a few huge faces: coarser is good
        side = np.maximum(1, side // 2)
    for steps in np.unique(side).tolist():
        some = np.flatnonzero(side == steps)
        weights = _weights(steps)
        batch = max(1, SLICE // len(weights))
        for start in range(0, len(some), batch):
            part = some[start : start + batch]
            sample = np.einsum("wk,fkj->fwj", weights, corners[part]).reshape(-1, 3)
            column, row = sample[:, 0].astype(np.int32), sample[:, 1].astype(np.int32)
            on = (sample[:, 0] >= 0) & (sample[:, 1] >= 0) & (column < width) & (row < height)
            np.minimum.at(depth, (row * width + column)[on], sample[on, 2])
    return depth.reshape(height, width)


def _weights(steps: int) -> NDArray[np.float32]:
    """(W, 3) barycentric weights of points spread evenly over a face; its middle for one step."""
    i, j = np.meshgrid(np.arange(steps), np.arange(steps), indexing="ij")
    upright = i + j < steps
    i, j = i[upright], j[upright]
    return np.asarray((np.column_stack([i, j, steps - 1 - i - j]) + 1 / 3) / steps, np.float32)


def inside_outline(view: ScreenView, mask: BoolArray) -> BoolArray:
    """(F,) bool: the middle of the face lies on a marked pixel of ``mask`` (height, width), in front of the camera."""
    middle = view.middles
    column, row = middle[:, 0].astype(np.int64), middle[:, 1].astype(np.int64)
    on = (
        (middle[:, 0] >= 0)
        & (middle[:, 1] >= 0)
        & (column < mask.shape[1])
        & (row < mask.shape[0])
        & (middle[:, 2] > 0)
    )
    result = np.zeros(len(view.faces), np.bool_)
    result[on] = mask[row[on], column[on]]
    return result


def along_stroke(middles: NDArray[np.float32], stroke: FloatArray, radius: float) -> NDArray[np.int64]:
    """Indices of the middles (N, 3) that are at most ``radius`` pixels from the line (K, 2)."""
    low, high = stroke.min(axis=0) - radius, stroke.max(axis=0) + radius
    near = np.flatnonzero(
        (middles[:, 0] >= low[0]) & (middles[:, 0] <= high[0]) & (middles[:, 1] >= low[1]) & (middles[:, 1] <= high[1])
    )
    at = middles[near, :2].astype(np.float64)
    hit = np.zeros(len(near), np.bool_)
    starts, ends = (stroke, stroke) if len(stroke) == 1 else (stroke[:-1], stroke[1:])
    for start, end in zip(starts, ends, strict=True):
        along = end - start
        share = np.clip(((at - start) @ along) / max(float(along @ along), 1e-12), 0.0, 1.0)
        hit |= ((at - start - share[:, None] * along) ** 2).sum(axis=1) <= radius * radius
    return near[hit]
