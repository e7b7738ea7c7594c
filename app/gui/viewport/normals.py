"""Normals for drawing: smooth over the surface, split where it has a crease."""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from app.mesh.arrays import FloatArray, IntArray

CREASE_DEGREES = 40.0


def face_normals(vertices: FloatArray, faces: IntArray) -> NDArray[np.float64]:
    """(F, 3) float64: normals whose length is twice the face's area (zero for a degenerate face)."""
    corner = vertices[faces[:, 0]]
    return np.asarray(np.cross(vertices[faces[:, 1]] - corner, vertices[faces[:, 2]] - corner))


def summed_by(index: NDArray[np.int32], values: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    """(count, 3): the sum of the rows of ``values`` (N, 3) that carry each index."""
    return np.stack([np.bincount(index, values[:, axis], count) for axis in range(3)], axis=1)


def of_corners(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """(3F, 3): each row of ``values`` (F, 3) three times, for the corners of its face.

    np.repeat says the same, but no other thread runs meanwhile: the window stood still for 0.1 s.
    """
    return np.broadcast_to(values[:, None, :], (len(values), 3, 3)).reshape(-1, 3)


def unit(vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    """Rows of length one; a zero row stays zero."""
    length = np.sqrt(np.einsum("ij,ij->i", vectors, vectors))
    length[length == 0] = 1.0
    return np.asarray(vectors / length[:, None])


def smoothing_groups(
    vertices: FloatArray, faces: IntArray, normals: NDArray[np.float64], smooth: NDArray[np.float64]
) -> NDArray[np.int32]:
    """Which corners of a vertex share a normal: (3F,) int32, 0 for those with the vertex's own normal.

    ``normals`` (F, 3) unit face normals, ``smooth`` (V, 3) unit vertex normals. The corners around a vertex that can be
    reached from each other without stepping over an edge sharper than ``CREASE_DEGREES`` form one group. Only vertices
    with a face that leans away from the smooth normal are looked at: on a figurine they are few, and a crease of the
    given angle leans on one of its sides by half of it.
    """
    groups = np.zeros(faces.size, np.int32)
    lean = np.stack([np.einsum("ij,ij->i", normals, smooth[faces[:, k]]) for k in range(3)], axis=1)
    creased = np.zeros(len(vertices), np.bool_)
    creased[faces[lean < np.cos(np.radians(CREASE_DEGREES / 2))]] = True
    corner_creased = creased[faces]
    near = np.flatnonzero(corner_creased.any(axis=1))
    if not len(near):
        return groups
    # The three edges of these faces; each with the corners (numbers in 0..3F) at its lower and its higher vertex.
    start = faces[near]
    stop = np.roll(start, -1, axis=1)
    corner = near[:, None] * 3 + np.arange(3)
    corner_stop = np.roll(corner, -1, axis=1)
    swap = start > stop
    low, high = np.where(swap, stop, start).ravel(), np.where(swap, start, stop).ravel()
    corner_low = np.where(swap, corner_stop, corner).ravel()
    corner_high = np.where(swap, corner, corner_stop).ravel()
    order = np.lexsort((high, low))
    same = (low[order][1:] == low[order][:-1]) & (high[order][1:] == high[order][:-1])
    first, second = order[:-1][same], order[1:][same]
    flat = np.einsum("ij,ij->i", normals[corner_low[first] // 3], normals[corner_low[second] // 3])
    joined = flat > np.cos(np.radians(CREASE_DEGREES))
    first, second = first[joined], second[joined]
    a = np.concatenate([corner_low[first], corner_high[first]])
    b = np.concatenate([corner_low[second], corner_high[second]])
    own = np.flatnonzero(corner_creased.ravel())
    local = np.zeros(faces.size, np.int32)
    local[own] = np.arange(len(own), dtype=np.int32)
    inside = corner_creased.ravel()[a]
    graph = coo_array(
        (np.ones(int(inside.sum()), np.bool_), (local[a[inside]], local[b[inside]])), (len(own), len(own))
    )
    _count, label = connected_components(graph, directed=False)
    groups[own] = label + 1
    return groups


def cavity(vertices: FloatArray, faces: IntArray, smooth: NDArray[np.float64]) -> NDArray[np.float32]:
    """(V,) float32 in -1..1: above 0 on ridges, below 0 in grooves, from how the neighbours lie to the tangent plane.

    Drawn as a little light or shade it shows the modelling of a white figurine, as sculpting programs do.
    """
    total = np.zeros(len(vertices))
    count = np.zeros(len(vertices))
    for a, b in ((0, 1), (1, 2), (2, 0)):
        start, stop = faces[:, a], faces[:, b]
        edge = unit(vertices[stop] - vertices[start])
        total += np.bincount(start, np.einsum("ij,ij->i", edge, smooth[start]), len(vertices))
        total -= np.bincount(stop, np.einsum("ij,ij->i", edge, smooth[stop]), len(vertices))
        count += np.bincount(start, minlength=len(vertices)) + np.bincount(stop, minlength=len(vertices))
    value = -total / np.maximum(count, 1)
    # One round of smoothing over the neighbours: single vertices of a noisy scan must not sparkle.
    blurred = value.copy()
    for a, b in ((0, 1), (1, 2), (2, 0)):
        start, stop = faces[:, a], faces[:, b]
        blurred += np.bincount(start, value[stop], len(vertices)) + np.bincount(stop, value[start], len(vertices))
    return np.clip(blurred / (count + 1), -1.0, 1.0).astype(np.float32)
