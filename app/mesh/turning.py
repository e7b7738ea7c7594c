"""Turn a mesh by right angles: generators do not agree which way is up."""

from collections.abc import Sequence

import numpy as np

from app.mesh.mesh import Mesh

LONGER = 1.05  # than wide and high: what is as long as high may well stand

# Rotations (not mirrors) whose rows are the new x, y and z axes in old coordinates; the last row is what points up then.
_TURNS = {
    "x": ((0, 1, 0), (0, 0, 1), (1, 0, 0)),
    "-x": ((0, -1, 0), (0, 0, 1), (-1, 0, 0)),
    "y": ((1, 0, 0), (0, 0, -1), (0, 1, 0)),
    "-y": ((1, 0, 0), (0, 0, 1), (0, -1, 0)),
    "-z": ((1, 0, 0), (0, -1, 0), (0, 0, -1)),
    "z": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
}


def seems_to_lie(size_mm: Sequence[float]) -> bool:
    """Whether a figurine with this bounding box (3,) lies on its back: it is longest along y, which points up elsewhere."""
    x, y, z = size_mm
    return y > LONGER * max(x, z)


def turned_up(mesh: Mesh, axis: str) -> Mesh:
    """A copy turned about its own centre so that ``axis`` (x, y or z, -x, -y or -z) points up. Raises KeyError."""
    turn = np.array(_TURNS[axis], dtype=np.float64)
    center = mesh.bounds.mean(axis=0)
    return mesh.with_(vertices=(mesh.vertices - center) @ turn.T + center)
