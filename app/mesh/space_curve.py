"""Faces in an order in which neighbours in space are neighbours in memory. NumPy only."""

import numpy as np
from numpy.typing import NDArray

from app.mesh.arrays import FloatArray, IntArray

BITS = 10


def along_curve(vertices: FloatArray, faces: IntArray) -> IntArray:
    """(F,) int32: the faces in the order of a Morton curve (Morton 1966) through their first corners."""
    low = vertices.min(axis=0)
    size = max(float((vertices.max(axis=0) - low).max()), 1e-12)
    cell = ((vertices - low) * ((2**BITS - 1) / size)).astype(np.uint32)
    code = _spread(cell[:, 0]) | (_spread(cell[:, 1]) << np.uint32(1)) | (_spread(cell[:, 2]) << np.uint32(2))
    return np.argsort(code[faces[:, 0]], kind="stable").astype(np.int32)


def _spread(bits: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Ten bits with two empty ones between each."""
    for shift, mask in ((16, 0x030000FF), (8, 0x0300F00F), (4, 0x030C30C3), (2, 0x09249249)):
        bits = (bits | (bits << np.uint32(shift))) & np.uint32(mask)
    return bits
