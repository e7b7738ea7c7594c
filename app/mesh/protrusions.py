"""Slender parts: where the solid is thin, how far it reaches beyond its neck, and how thick it is on the way.

A part's girth is its area over its length, so its mean diameter is area / (π length): a rod has its own diameter, a sheet
as wide as long one of two thirds of its width. A part held at both ends is measured from the nearer one, so it looks half
as long and twice as thick: a beam held at both ends bears four times what one held at one end does.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.mesh.arrays import BoolArray, FloatArray, IntArray
from app.mesh.kernels.components import group_by_links
from app.mesh.kernels.edges import EdgeTable

LEAST_OUTER = 0.25
OUTER = 0.5  # of its length: the branches of a part are told apart in this share of it, the one away from the neck


@dataclass(frozen=True, eq=False)
class Protrusions:
    """Branches of thin parts, away from their necks.

    face       (F,) int32: the branch that each face belongs to, -1 for none
    length     (N,) mm from the neck of the part to the tip of the branch, along the surface
    diameter   (N,) mm: mean diameter of the branch
    """

    face: IntArray
    length: FloatArray
    diameter: FloatArray

    @property
    def slenderness(self) -> FloatArray:
        """(N,) length over diameter."""
        return np.asarray(self.length / np.maximum(self.diameter, 1e-9))


def find_protrusions(  # noqa: PLR0917 - the tables of one inspection
    vertices: FloatArray, faces: IntArray, edges: EdgeTable, areas: FloatArray, thin: BoolArray, limit_mm: float
) -> Protrusions:
    """Measure every part made of ``thin`` vertices (V,), thinner than the limit, that hangs on the body.

    areas (F,) mm². The body is what is largest of the thick places that hang together, in each shell by itself; thin parts
    that do not lead there are no protrusions.
    """
    thin, body = _anchored(len(vertices), faces, edges, areas, thin, limit_mm)
    within = thin[edges.vertices].all(axis=1)
    neck = np.zeros(len(vertices), np.bool_)
    for side in (0, 1):
        this, other = edges.vertices[:, side], edges.vertices[:, 1 - side]
        neck[this[thin[this] & body[other]]] = True
    if not neck.any():
        return Protrusions(np.full(len(faces), -1, np.int32), np.zeros(0), np.zeros(0))
    distance = _from_neck(vertices, edges.vertices[within], np.flatnonzero(neck))
    reached = np.isfinite(distance)
    count, part = group_by_links(len(vertices), edges.vertices[within & reached[edges.vertices].all(axis=1)])
    farthest = np.zeros(count)
    np.maximum.at(farthest, part[reached], distance[reached])
    outer = reached & (distance > OUTER * farthest[part])
    _, branch = group_by_links(len(vertices), edges.vertices[outer[edges.vertices].all(axis=1)])
    chosen = np.flatnonzero(outer[faces].all(axis=1))
    names, number = np.unique(branch[faces[chosen, 0]], return_inverse=True)
    length, begin = np.zeros(len(names)), np.full(len(names), np.inf)
    of_corner = np.repeat(number, 3)
    np.maximum.at(length, of_corner, distance[faces[chosen]].ravel())
    np.minimum.at(begin, of_corner, distance[faces[chosen]].ravel())
    girth = np.bincount(number, areas[chosen], len(names)) / np.maximum(length - begin, 1e-9)
    # Faces that reach from the neck to the tip leave nothing of the outer half but the tip: then the whole part counts.
    of_part = reached[faces].all(axis=1)
    part_area = np.bincount(part[faces[of_part, 0]], areas[of_part], count)
    part_of = np.zeros(len(names), np.int64)
    part_of[number] = part[faces[chosen, 0]]
    coarse = length - begin < LEAST_OUTER * length
    girth[coarse] = (part_area[part_of] / np.maximum(length, 1e-9))[coarse]
    face = np.full(len(faces), -1, np.int32)
    face[chosen] = number
    return Protrusions(face, length, girth / np.pi)


def _anchored(  # noqa: PLR0917 - one step of the function above
    n_vertices: int, faces: IntArray, edges: EdgeTable, areas: FloatArray, thin: BoolArray, limit_mm: float
) -> tuple[BoolArray, BoolArray]:
    """(V,) bool each: thin vertices, with the flat ends of thin parts; and the body that they may hang on."""
    share = np.bincount(faces.ravel(), np.repeat(areas / 3, 3), n_vertices)
    shells, shell = group_by_links(n_vertices, edges.vertices)
    groups, group = group_by_links(n_vertices, edges.vertices[~thin[edges.vertices].any(axis=1)])
    area = np.bincount(group[~thin], share[~thin], groups)
    ends = ~thin & (area[group] < limit_mm**2)
    largest = np.zeros(shells)
    np.maximum.at(largest, shell[~thin], area[group[~thin]])
    body = ~thin & ~ends & (area[group] >= largest[shell])
    return thin | ends, body


def _from_neck(vertices: FloatArray, edges: IntArray, neck: NDArray[np.int64]) -> FloatArray:
    """(V,) mm along edges (E, 2) from the nearest neck; infinity where they do not lead there."""
    from scipy.sparse import coo_array  # noqa: PLC0415 - SciPy is read only where there are thin parts
    from scipy.sparse.csgraph import dijkstra  # noqa: PLC0415

    used, index = np.unique(np.concatenate([edges.ravel(), neck]), return_inverse=True)
    a, b = index[: edges.size].reshape(-1, 2).T
    length = np.maximum(np.linalg.norm(vertices[edges[:, 0]] - vertices[edges[:, 1]], axis=1), 1e-12)
    graph = coo_array((length, (a, b)), shape=(len(used), len(used))).tocsr()
    result = np.full(len(vertices), np.inf)
    result[used] = dijkstra(graph, directed=False, indices=index[edges.size :], min_only=True)
    return result
