"""Normals at vertices, from those of the faces around them."""

from typing import Literal

import numpy as np

from app.mesh.arrays import FloatArray, IntArray
from app.mesh.kernels.measure import face_normals


def vertex_normals(points: FloatArray, faces: IntArray, weight: Literal["area", "root", "even"] = "area") -> FloatArray:
    """(V, 3) of length 1; 0 where the faces' normals cancel out, and at vertices that no face uses.

    weight  of a face: its area, the root of its area (so that small faces count for nearly as much as large ones), or
            the same for all
    """
    normals = face_normals(points, faces, unit=weight == "even")
    if weight == "root":
        normals /= np.sqrt(np.linalg.norm(normals, axis=1))[:, None] + 1e-300
    corner = faces.reshape(-1)
    total = np.stack([np.bincount(corner, np.repeat(normals[:, k], 3), len(points)) for k in range(3)], axis=1)
    length = np.linalg.norm(total, axis=1, keepdims=True)
    return np.asarray(np.divide(total, length, out=np.zeros_like(total), where=length > 0))
