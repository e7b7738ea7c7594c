"""The colour of faces that close a hole: taken from the rim, never a smear across the texture."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.mesh.arrays import FloatArray, IntArray
from app.mesh.healing.edit import Draft
from app.mesh.kernels.measure import face_areas
from app.mesh.kernels.pairing import face_patches

SAME_DENSITY = 3.0  # a filling whose texels are this much larger or smaller than those of its rim would show as a smear


@dataclass(frozen=True, eq=False)
class FillingColor:
    """uv (T, 3, 2) float32 or None, material (T,) int16 of the new faces."""

    uv: NDArray[np.float32] | None
    material: NDArray[np.int16]


def color_of_filling(draft: Draft, rim: IntArray) -> FillingColor:
    """Colour of new faces whose corners lie on these half edges of the draft (T, 3).

    Where the three corners lie on one island of the texture, at about the density of the faces beside them, the picture
    goes on across the hole; elsewhere the whole face shows the one texel of its first corner.
    """
    faces = rim // 3
    material = draft.material[faces[:, 0]]
    if draft.uv is None:
        return FillingColor(None, material)
    uv = draft.uv.reshape(-1, 2)[rim]
    island = texture_islands(draft)[faces]
    one = (island[:, 0] == island[:, 1]) & (island[:, 0] == island[:, 2])
    one &= (rim[:, 0] != rim[:, 1]) & (rim[:, 1] != rim[:, 2]) & (rim[:, 0] != rim[:, 2])
    beside = _density(_uv_area(draft.uv), face_areas(draft.points, draft.faces))
    corners = draft.points[draft.faces.reshape(-1)[rim]]
    side, other = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    here = _density(_uv_area(uv), np.linalg.norm(np.cross(side, other), axis=1) / 2)
    usual = np.median(beside[faces], axis=1)
    one &= (here < usual * SAME_DENSITY) & (here * SAME_DENSITY > usual)
    uv = uv.copy()
    uv[~one] = uv[~one][:, :1]
    return FillingColor(np.ascontiguousarray(uv), material)


def texture_islands(draft: Draft) -> IntArray:
    """(F,) int32: the connected piece of the texture that each face shows; zeros without a texture."""
    if draft.uv is None:
        return np.zeros(draft.size, np.int32)
    return face_patches(_twins_in_texture(draft.uv, draft.faces, draft.material))[1]


def _twins_in_texture(uv: NDArray[np.float32], faces: IntArray, material: NDArray[np.int16]) -> IntArray:
    """(3F,) int32: the half edge on the other side where the picture continues across the edge, else -1."""
    here = faces.reshape(-1).astype(np.int64)
    there = np.roll(faces, -1, axis=1).reshape(-1).astype(np.int64)
    n = int(here.max()) + 1 if len(here) else 1
    key, back = here * n + there, there * n + here
    order = np.argsort(key, kind="stable")
    at = np.minimum(np.searchsorted(key[order], back), len(key) - 1)
    other = order[at]
    found = key[other] == back
    start, end = uv.reshape(-1, 2), np.roll(uv, -1, axis=1).reshape(-1, 2)
    found &= (start == end[other]).all(axis=1) & (end == start[other]).all(axis=1)
    owner = np.arange(len(key)) // 3
    found &= material[owner] == material[other // 3]
    twins = np.where(found, other, -1)
    mutual = found.copy()
    mutual[found] = twins[twins[found]] == np.flatnonzero(found)
    return np.where(mutual, twins, -1).astype(np.int32)


def _uv_area(uv: NDArray[np.float32]) -> FloatArray:
    a = (uv[:, 1] - uv[:, 0]).astype(np.float64)
    b = (uv[:, 2] - uv[:, 0]).astype(np.float64)
    return np.asarray(np.abs(a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]) / 2)


def _density(uv_area: FloatArray, area: FloatArray) -> FloatArray:
    return np.asarray(uv_area / np.maximum(area, 1e-30))
