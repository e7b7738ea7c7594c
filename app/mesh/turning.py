"""Turn a mesh by right angles: generators do not agree which way is up."""

import numpy as np

from app.i18n import text
from app.mesh.mesh import Mesh

LIES = text("It seems to lie on its back; turned upright it would stand.")
FLATTEST = 1e-4  # of the longest side: 100 mm across, and 0.01 mm high
LONGER = 1.05  # than wide and high: what is as long as high may well stand
LOW = 0.03  # of the height: what is below that would touch the plate, or nearly
FIRMER = 1.2  # with so much more of its end on the plate it would stand there rather than lie

# Rotations (not mirrors) whose rows are the new x, y and z axes in old coordinates; the last row is what points up then.
_TURNS = {
    "x": ((0, 1, 0), (0, 0, 1), (1, 0, 0)),
    "-x": ((0, -1, 0), (0, 0, 1), (-1, 0, 0)),
    "y": ((1, 0, 0), (0, 0, -1), (0, 1, 0)),
    "-y": ((1, 0, 0), (0, 0, 1), (0, -1, 0)),
    "-z": ((1, 0, 0), (0, -1, 0), (0, 0, -1)),
    "z": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
}


def lies_flat(mesh: Mesh) -> bool:
    """Whether it has no height that could be scaled: as high as a figurine it would be larger than any printer."""
    return bool(mesh.size_mm[2] <= FLATTEST * mesh.size_mm.max())


def seems_to_lie(mesh: Mesh) -> bool:
    """Whether a figurine lies on its back: it is longest along y, which points up elsewhere, and would stand on that end.

    A house, or an animal on its four legs, may be as long; but what touches the plate is what they stand on.
    """
    x, y, z = mesh.size_mm.tolist()
    return y > LONGER * max(x, z) and _touching(mesh, 1) > FIRMER * _touching(mesh, 2)


def _touching(mesh: Mesh, up: int) -> float:
    """How much of its footprint would lie on the plate with the axis number ``up`` pointing up: 0..1, or more where folded."""
    low, size = mesh.bounds[0][up], mesh.size_mm
    footprint = float(np.prod(np.delete(size, up)))
    if size[up] <= 0 or footprint <= 0:
        return 0.0
    below = (mesh.vertices[:, up] < low + LOW * size[up])[mesh.faces].all(axis=1)
    a, b, c = (mesh.vertices[mesh.faces[below, i]] for i in range(3))
    return float(np.abs(np.cross(b - a, c - a)[:, up]).sum() / 2 / footprint)


def turned_up(mesh: Mesh, axis: str) -> Mesh:
    """A copy turned about its own centre so that ``axis`` (x, y or z, -x, -y or -z) points up. Raises KeyError."""
    turn = np.array(_TURNS[axis], dtype=np.float64)
    center = mesh.bounds.mean(axis=0)
    return mesh.with_(vertices=(mesh.vertices - center) @ turn.T + center)
