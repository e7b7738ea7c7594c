"""Cutting faces where some of their edges get a vertex in the middle."""

import numpy as np
from numpy.typing import NDArray

from app.mesh.arrays import BoolArray, FloatArray, IntArray
from app.mesh.kernels.edges import EdgeTable

# Corners 0 1 2 of a face whose first marked side is that from 0 to 1, and the middles 3 4 5 of its sides in order.
ONE = ((0, 3, 2), (3, 1, 2))
TWO = ((0, 3, 4), (0, 4, 2), (3, 1, 4))  # the unmarked side is that from 2 to 0
THREE = ((0, 3, 5), (3, 1, 4), (5, 4, 2), (3, 4, 5))


def split_edges(
    points: FloatArray, faces: IntArray, uv: NDArray[np.float32] | None, edges: EdgeTable, marked: BoolArray
) -> tuple[FloatArray, IntArray, NDArray[np.float32] | None, IntArray]:
    """Put a vertex into the middle of each marked edge (E,) and cut the faces along them.

    Returns points, faces, corner texture coordinates, and the face (F,) that each new one is part of. The new vertices
    follow the old ones in the order of the edges. Closed stays closed: both sides of an edge are cut alike.
    """
    number = np.full(len(marked), -1, np.int32)
    number[marked] = len(points) + np.arange(int(marked.sum()), dtype=np.int32)
    ends = edges.vertices[marked]
    middle = number[edges.of_face]  # (F, 3)
    count = (middle >= 0).sum(axis=1)
    # Turn each face so that its marked sides come first.
    turn = np.zeros(len(faces), np.int64)
    one, two = count == 1, count == 2
    turn[one] = np.argmax(middle[one] >= 0, axis=1)
    turn[two] = (np.argmax(middle[two] < 0, axis=1) + 1) % 3
    order = (turn[:, None] + np.arange(3)) % 3
    slots = np.concatenate([np.take_along_axis(faces, order, 1), np.take_along_axis(middle, order, 1)], axis=1)
    slot_uv = None
    if uv is not None:
        corner = np.take_along_axis(uv.astype(np.float64), order[:, :, None], 1)
        slot_uv = np.concatenate([corner, (corner + np.roll(corner, -1, axis=1)) / 2], axis=1).astype(np.float32)
    plain = np.flatnonzero(count == 0)
    new_faces, new_uv, origin = [faces[plain]], [None if uv is None else uv[plain]], [plain]
    for n, pattern in ((1, ONE), (2, TWO), (3, THREE)):
        which = np.flatnonzero(count == n)
        for triple in pattern:
            new_faces.append(slots[which][:, triple])
            new_uv.append(None if slot_uv is None else slot_uv[which][:, triple])
            origin.append(which)
    return (
        np.concatenate([points, (points[ends[:, 0]] + points[ends[:, 1]]) / 2]),
        np.concatenate(new_faces).astype(np.int32),
        None if uv is None else np.concatenate([part for part in new_uv if part is not None]),
        np.concatenate(origin).astype(np.int32),
    )
