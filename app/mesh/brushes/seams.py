"""Where the picture of a mesh is cut."""

import numpy as np
from numpy.typing import NDArray

from app.mesh.mesh import Mesh


def seams(mesh: Mesh) -> NDArray[np.bool_]:
    """(F, 3): the edges, from corner k to the next, where the picture does not go on in the neighbouring face."""
    assert mesh.corner_uv is not None
    start, stop = mesh.faces.ravel(), np.roll(mesh.faces, -1, axis=1).ravel()
    uv = np.ascontiguousarray(mesh.corner_uv + np.float32(0)).view(np.uint64).reshape(-1, 3)
    begin, end = uv.ravel(), np.roll(uv, -1, axis=1).ravel()
    swap = start > stop
    key = np.where(swap, stop, start).astype(np.int64) * len(mesh.vertices) + np.where(swap, start, stop)
    one, two = np.where(swap, end, begin), np.where(swap, begin, end)
    order = np.argsort(key, kind="stable")
    same = (
        (key[order][1:] == key[order][:-1]) & (one[order][1:] == one[order][:-1]) & (two[order][1:] == two[order][:-1])
    )
    continued = np.zeros(len(key), np.bool_)
    continued[order[1:][same]] = True
    continued[order[:-1][same]] = True
    return ~continued.reshape(-1, 3)
