"""Open edges that lie within a hair of each other, joined: as exporters leave them that write each face by itself."""

import numpy as np
from scipy.spatial import cKDTree

from app.mesh.healing.edit import Draft
from app.mesh.healing.topology import without_collapsed
from app.mesh.kernels.components import group_by_links
from app.mesh.kernels.edges import edge_table

DISTANCE = 1e-5  # of the diagonal


def stitched(draft: Draft, diagonal: float) -> tuple[Draft, int]:
    """The draft with vertices on open edges that lie within ``DISTANCE`` made one, and how many went.

    The others stay where they are, so that what is whole cannot be harmed. Faces that collapse are dropped.
    """
    edges = edge_table(draft.faces)
    rim = np.unique(edges.vertices[edges.count == 1])
    if not len(rim):
        return draft, 0
    pairs = cKDTree(draft.points[rim]).query_pairs(DISTANCE * diagonal, output_type="ndarray")
    # Vertices of one edge are not merged: that would eat small faces instead of closing seams.
    linked = rim[pairs].reshape(-1, 2)
    keys = np.sort(linked, axis=1).astype(np.int64) @ np.array([len(draft.points), 1])
    own = edges.vertices.astype(np.int64) @ np.array([len(draft.points), 1])
    linked = linked[~np.isin(keys, own)]
    if not len(linked):
        return draft, 0
    linked = linked[np.lexsort((linked[:, 1], linked[:, 0]))]
    count, group = group_by_links(len(draft.points), np.ascontiguousarray(linked, np.int32))
    first = np.full(count, len(group), np.int64)
    np.minimum.at(first, group, np.arange(len(group)))
    merged = draft.with_(faces=np.ascontiguousarray(first[group][draft.faces], np.int32))
    return without_collapsed(merged), len(draft.points) - count
