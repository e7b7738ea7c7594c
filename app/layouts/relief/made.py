"""A relief that is made: a mesh for the bench and its heights for a preview."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.i18n import Text
from app.jobs.progress import Progress
from app.layouts.relief.field import Floats, HeightField
from app.layouts.relief.solid import Solid
from app.mesh.mesh import Material, Mesh, Texture

WHITE = (255, 255, 255, 255)
UNSEEN_MM = 0.003


@dataclass(frozen=True, eq=False)
class Relief:
    """``mesh``: closed, mm, Z up. ``field``: its heights; ``colors``: (R, C, 3) uint8 at the points of its grid, or None."""

    mesh: Mesh
    field: HeightField
    colors: NDArray[np.uint8] | None
    notes: tuple[Text, ...] = ()


def mesh_of(solid: Solid, box: tuple[float, float, float, float], texture: NDArray[np.uint8] | None) -> Mesh:
    """The solid with y upwards; the texture (H, W, 4), if any, over the box (left, top, right, bottom), on the top alone."""
    points, faces = solid.points * (1, -1, 1), solid.faces.astype(np.int32)
    if texture is None:
        return Mesh(points, faces)
    left, top, right, bottom = box
    u = (solid.points[:, 0] - left) / (right - left)
    v = (bottom - solid.points[:, 1]) / (bottom - top)
    uv = np.clip(np.column_stack([u, v]), 0.0, 1.0)
    return Mesh(
        points,
        faces,
        corner_uv=uv[solid.faces].astype(np.float32),
        face_material=np.where(solid.top, 0, 1).astype(np.int16),
        materials=(Material("picture", WHITE, Texture(texture, "picture")), Material("plain", WHITE)),
    )


def centred(points: Floats) -> Floats:
    """(V, 3) with the middle of the box at x = y = 0 and the lowest point at z = 0."""
    low, high = points.min(axis=0), points.max(axis=0)
    return np.asarray(points - (*((low + high) / 2)[:2], low[2]))


def lighter(mesh: Mesh, progress: Progress) -> Mesh:
    """With as few faces as show the same to a thousandth of a millimetre or so: what is level needs none of the grid."""
    # numba: seconds where it is not compiled yet, and never in the window's process
    from app.mesh.shaping.reduce import reduced  # noqa: PLC0415 - see above

    return reduced(mesh, None, UNSEEN_MM, progress)


def standing(points: Floats) -> Floats:
    """(V, 3) from lying on the back, the picture's top at +y, to standing with the picture towards -y."""
    return np.column_stack([points[:, 0], -points[:, 2], points[:, 1]])
