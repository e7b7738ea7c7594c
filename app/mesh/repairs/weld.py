"""Merge vertices that lie within a hair of each other."""

import numpy as np
from scipy.spatial import cKDTree

from app.i18n import plural, text
from app.jobs.progress import Progress
from app.mesh.healing.edit import Draft
from app.mesh.healing.topology import without_collapsed
from app.mesh.kernels.components import group_by_links
from app.mesh.kernels.edges import edge_table
from app.mesh.mesh import Mesh
from app.mesh.repair_type import Repair, Repaired
from app.settings.process import ProcessProfile

DISTANCE = 1e-5  # of the diagonal; and never more than a quarter of the edge that a vertex hangs on


def run(mesh: Mesh, _process: ProcessProfile, progress: Progress) -> Repaired:
    """Vertices on open edges that lie within 1/100000 of the diagonal become one.

    The others stay where they are, so that a weld cannot harm what is whole.
    """
    progress(0.0)
    draft = Draft.of(mesh)
    edges = edge_table(draft.faces)
    rim = np.unique(edges.vertices[edges.count == 1])
    if not len(rim):
        return Repaired(mesh, text("No open edge has another one within reach"))
    pairs = cKDTree(draft.points[rim]).query_pairs(DISTANCE * mesh.diagonal, output_type="ndarray")
    # Vertices of one edge are not merged: that would eat small faces instead of closing seams.
    linked = rim[pairs].reshape(-1, 2)
    keys = np.sort(linked, axis=1).astype(np.int64) @ np.array([len(draft.points), 1])
    own = edges.vertices.astype(np.int64) @ np.array([len(draft.points), 1])
    linked = linked[~np.isin(keys, own)]
    if not len(linked):
        return Repaired(mesh, text("No open edge has another one within reach"))
    progress(0.5)
    linked = linked[np.lexsort((linked[:, 1], linked[:, 0]))]
    count, group = group_by_links(len(draft.points), np.ascontiguousarray(linked, np.int32))
    first = np.full(count, len(group), np.int64)
    np.minimum.at(first, group, np.arange(len(group)))
    merged = draft.with_(faces=np.ascontiguousarray(first[group][draft.faces], np.int32))
    number = len(draft.points) - count
    after = without_collapsed(merged).to_mesh()
    return Repaired(after, plural("Merged {n} close vertex", "Merged {n} close vertices", number))


REPAIR = Repair(
    "weld",
    text("Merge close vertices"),
    text("Joins vertices along open edges that lie within a hair of each other. Colours stay."),
    run,
)
