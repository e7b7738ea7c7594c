"""Turn a mesh by right angles: generators do not agree which way is up."""

import numpy as np

from app.mesh.mesh import Mesh

# Rotations (not mirrors) whose rows are the new x, y and z axes in old coordinates; the last row is what points up then.
_TURNS = {
    "x": ((0, 1, 0), (0, 0, 1), (1, 0, 0)),
    "-x": ((0, -1, 0), (0, 0, 1), (-1, 0, 0)),
    "y": ((1, 0, 0), (0, 0, -1), (0, 1, 0)),
    "-y": ((1, 0, 0), (0, 0, 1), (0, -1, 0)),
    "-z": ((1, 0, 0), (0, -1, 0), (0, 0, -1)),
    "z": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
}


def turned_up(mesh: Mesh, axis: str) -> Mesh:
    """A copy turned about its own centre so that ``axis`` (x, y or z, -x, -y or -z) points up. Raises KeyError."""
    turn = np.array(_TURNS[axis], dtype=np.float64)
    center = mesh.bounds.mean(axis=0)
    return mesh.with_(vertices=(mesh.vertices - center) @ turn.T + center)
