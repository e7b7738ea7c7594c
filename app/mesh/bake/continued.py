"""Whether the picture around a hole goes on across the faces that close it."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.jobs.progress import Progress
from app.mesh.arrays import BoolArray, FloatArray
from app.mesh.healing.edit import Draft
from app.mesh.kernels.open3d_scene import Scene
from app.mesh.mesh import Material, Mesh

NEAR = 1.0  # texels: what is this near to a face in the picture lies on it
APART = 16.0  # texels between the pictures of two materials, which are searched together
STEPS = 4  # points looked at along each side of a face
QUERIES = 50_000  # points a call, so that cancelling is quick


def picture_goes_on(source: Mesh, draft: Draft, progress: Progress) -> BoolArray:
    """(F,) bool: closing faces of the draft whose part of the picture the source shows at about the same place.

    A lid over a fold, for one, shows what the fold shows. Where the source shows nothing, the picture may be painted or
    black; where it shows it elsewhere, the face lies across another island.
    """
    result = np.zeros(draft.size, np.bool_)
    if draft.uv is None or source.corner_uv is None:
        return result
    asked = np.flatnonzero(draft.closing & (draft.uv != draft.uv[:, :1]).any(axis=(1, 2)))
    if not len(asked):
        return result
    corners = draft.points[draft.faces[asked]]
    size = np.linalg.norm(corners - np.roll(corners, 1, axis=1), axis=2).max(axis=1)
    low, high = (corners - size[:, None, None]).min(axis=(0, 1)), (corners + size[:, None, None]).max(axis=(0, 1))
    inside = ((source.vertices >= low) & (source.vertices <= high)).all(axis=1)
    shown = np.flatnonzero(inside[source.faces].any(axis=1))
    if not len(shown):
        return result
    progress(0.1)
    there = _in_picture(source.corner_uv[shown], source.material_of_face[shown], source.materials)
    scene = Scene(there.reshape(-1, 3), np.arange(3 * len(shown), dtype=np.int32).reshape(-1, 3))
    progress(0.5)
    here = _in_picture(draft.uv[asked], draft.material[asked], draft.materials)
    weights = _spread_weights()
    texels = np.einsum("wk,fkj->fwj", weights, here).reshape(-1, 3)
    places = np.einsum("wk,fkj->fwj", weights, corners).reshape(-1, 3)
    reach = np.repeat(size, len(weights))
    good = np.zeros(len(texels), np.bool_)
    for start in range(0, len(texels), QUERIES):
        progress(0.5 + 0.5 * start / len(texels))
        part = slice(start, start + QUERIES)
        near = scene.closest(texels[part])
        place = np.einsum("nk,nkj->nj", near.weights, source.vertices[source.faces[shown[near.face]]])
        good[part] = (near.distance <= NEAR) & (np.linalg.norm(place - places[part], axis=1) <= reach[part])
    result[asked] = good.reshape(len(asked), -1).all(axis=1)
    return result


def _in_picture(uv: NDArray[np.float32], material: NDArray[Any], materials: tuple[Material, ...]) -> FloatArray:
    """(N, 3, 3) corners in texels, each material's picture at a height of its own."""
    size = np.array([(0, 0) if m.texture is None else m.texture.pixels.shape[1::-1] for m in materials], np.float64)
    flat = np.nan_to_num(uv.astype(np.float64), posinf=0.0, neginf=0.0) * size[material][:, None, :]
    height = np.repeat(APART * material.astype(np.float64), 3).reshape(-1, 3, 1)
    return np.concatenate([flat, height], axis=2)


def _spread_weights() -> FloatArray:
    """(W, 3) barycentric weights of points spread over a face, not on its sides."""
    i, j = np.meshgrid(np.arange(STEPS), np.arange(STEPS), indexing="ij")
    i, j = i[i + j < STEPS], j[i + j < STEPS]
    return np.asarray((np.column_stack([i, j, STEPS - 1 - i - j]) + 1 / 3) / STEPS)
