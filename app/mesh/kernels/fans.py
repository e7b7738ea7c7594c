"""Vertices at which a surface hangs together by a point."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from app.mesh.arrays import IntArray
from app.mesh.kernels.arrays import as_input
from app.mesh.kernels.edges import EdgeTable
from app.mesh.kernels.union_find import join


def bow_ties(faces: IntArray, edges: EdgeTable, n_vertices: int) -> IntArray:
    """Return the vertices (N,) int32, ascending, whose faces form more than one fan (joined through edges)."""
    fans = np.zeros(n_vertices, np.int32)
    if len(faces):
        faces = as_input(faces, np.int32)
        _count_fans(faces, as_input(edges.of_face, np.int32), np.full(len(edges.vertices), -1, np.int64), fans)
    return np.flatnonzero(fans > 1).astype(np.int32)


@njit(cache=True, nogil=True)
def _count_fans(faces: IntArray, edge_of: IntArray, first: NDArray[np.int64], fans: IntArray) -> None:
    """Join the corners 3 f + k that meet along an edge; what is left at a vertex are its fans."""
    parent = np.arange(3 * len(faces)).astype(np.int32)
    for f in range(len(faces)):
        for k in range(3):
            e = edge_of[f, k]
            if first[e] < 0:
                first[e] = 3 * f + k
                continue
            g, m = first[e] // 3, first[e] % 3
            here, there = 3 * f + k, 3 * g + m
            next_here, next_there = 3 * f + (k + 1) % 3, 3 * g + (m + 1) % 3
            if faces[f, k] != faces[g, m]:
                there, next_there = next_there, there
            join(parent, here, there)
            join(parent, next_here, next_there)
    for f in range(len(faces)):
        for k in range(3):
            if parent[3 * f + k] == 3 * f + k:
                fans[faces[f, k]] += 1
