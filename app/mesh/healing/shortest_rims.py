"""Where to cut: the shortest rims between a region that goes and the surface that stays, by a minimum cut over the faces."""

import numpy as np
from numpy.typing import NDArray

from app.mesh.arrays import BoolArray, FloatArray, IntArray
from app.mesh.kernels.pairing import pair_half_edges

RINGS = 3  # of faces on both sides of the rim may change sides, however large they are
MAX_RINGS = 40
UNITS = 1e4  # in which lengths are counted, as a part of the longest edge


def with_shortest_rims(points: FloatArray, faces: IntArray, going: BoolArray, reach_mm: float) -> BoolArray:
    """(F,) bool: ``going`` with rims as short as can be, among faces no farther than ``reach_mm`` from its rims.

    Of several shortest ones, the one that takes most: a pinhole is cut where it opens, not half way in. Faces farther
    away, and all where there is no rim, stay on their side. (Ford and Fulkerson; Boykov and Kolmogorov 2003 for cuts that
    measure length.)
    """
    from scipy.sparse import coo_array  # noqa: PLC0415 - SciPy is read only where there is something to cut
    from scipy.sparse.csgraph import breadth_first_order, maximum_flow  # noqa: PLC0415

    twins = pair_half_edges(points, faces)
    here = np.flatnonzero(twins > np.arange(len(twins)))
    one, other = here // 3, twins[here] // 3
    rim = going[one] != going[other]
    if not rim.any():
        return going
    corners = faces.reshape(-1)
    start, end = corners[here], corners[here // 3 * 3 + (here + 1) % 3]
    free = _around(points, faces, (one, other), rim, np.unique(np.concatenate([start[rim], end[rim]])), reach_mm)
    node = np.full(len(faces), -1, np.int64)
    node[free] = np.arange(np.count_nonzero(free)) + 2
    node[~free & going], node[~free & ~going] = 0, 1  # source: goes; sink: stays
    a, b = node[one], node[other]
    inner = (a != b) & ((a > 1) | (b > 1))
    length = np.linalg.norm(points[start[inner]] - points[end[inner]], axis=1)
    capacity = np.maximum(np.round(length / (float(length.max()) or 1.0) * UNITS), 1).astype(np.int32)
    n = int(node.max()) + 1
    shape = (max(n, 2), max(n, 2))
    rows, columns = np.concatenate([a[inner], b[inner]]), np.concatenate([b[inner], a[inner]])
    graph = coo_array((np.concatenate([capacity, capacity]), (rows, columns)), shape=shape).tocsr()
    flow = maximum_flow(graph, 0, 1).flow
    left = (graph - flow).tocsr()
    left.data = np.maximum(left.data, 0)
    left.eliminate_zeros()
    reaches = breadth_first_order(left.T.tocsr(), 1, return_predecessors=False)
    stays = np.zeros(shape[0], np.bool_)
    stays[reaches] = True
    return np.asarray(~stays[node])


def _around(  # noqa: PLR0917 - one step of the function above
    points: FloatArray,
    faces: IntArray,
    sides: tuple[NDArray[np.int64], NDArray[np.int32]],
    rim: BoolArray,
    on_rim: IntArray,
    reach: float,
) -> BoolArray:
    """(F,) bool: faces within the reach of the rim's vertices, going from face to face."""
    from scipy.spatial import cKDTree  # noqa: PLC0415

    one, other = sides
    tree = cKDTree(points[on_rim])
    free = np.zeros(len(faces), np.bool_)
    free[one[rim]] = free[other[rim]] = True
    for ring in range(MAX_RINGS):
        touched = np.zeros(len(faces), np.bool_)
        touched[one[free[other]]] = touched[other[free[one]]] = True
        new = np.flatnonzero(touched & ~free)
        if ring >= RINGS and len(new):
            near = tree.query(points[faces[new]].mean(axis=1), distance_upper_bound=reach)[0] <= reach
            new = new[near]
        if not len(new):
            break
        free[new] = True
    return free
