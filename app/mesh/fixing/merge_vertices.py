"""Make one of points of the selection that lie close together."""

import numpy as np
from scipy.spatial import cKDTree

from app.errors import RepairFailedError
from app.i18n import plural, text
from app.jobs.progress import Progress
from app.mesh.arrays import IntArray
from app.mesh.fixing.selected import selected
from app.mesh.forms.fix import MERGE_VERTICES
from app.mesh.forms.form import Values
from app.mesh.forms.parameter import Value
from app.mesh.healing.edit import Draft
from app.mesh.healing.topology import without_collapsed
from app.mesh.kernels.components import group_by_links
from app.mesh.mesh import Mesh
from app.mesh.repair_type import Repaired
from app.mesh.tool import Tool
from app.settings.process import ProcessProfile

MOST_PAIRS = 20_000_000


def work(mesh: Mesh, given: dict[str, Value], _process: ProcessProfile, progress: Progress) -> Repaired:
    """Groups of near points become one: the one that faces around the selection have, or else the first.

    Two points that faces around have are never merged, so that these keep their shape. Faces that collapse are dropped.
    """
    mask = selected(mesh, given)
    distance = Values(given).number("distance_mm")
    chosen = np.unique(mesh.faces[mask])
    progress(0.1)
    tree = cKDTree(mesh.vertices[chosen])
    if int(tree.count_neighbors(tree, distance)) > MOST_PAIRS:
        raise RepairFailedError(text("Nearly all points lie within this distance of each other; choose a smaller one."))
    pairs = chosen[tree.query_pairs(distance, output_type="ndarray")].reshape(-1, 2)
    progress(0.5)
    outside = np.zeros(len(mesh.vertices), np.bool_)
    outside[mesh.faces[~mask]] = True
    target = _targets(len(mesh.vertices), pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))].astype(np.int32), outside)
    merged = int((target != np.arange(len(target))).sum())
    if not merged:
        return Repaired(mesh, text("No two points of the selection lie this near to each other"))
    draft = Draft.of(mesh)
    draft = without_collapsed(draft.with_(faces=np.ascontiguousarray(target[draft.faces]))).compact()
    result = Mesh(draft.points, draft.faces, draft.uv, draft.colors, draft.material, draft.materials)
    return Repaired(result, plural("Merged {n} point into another", "Merged {n} points into others", merged))


def _targets(n: int, pairs: IntArray, outside: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> IntArray:
    """(V,) int32: the vertex that each becomes."""
    count, group = group_by_links(n, pairs)
    order = np.lexsort((np.arange(n), ~outside, group))  # in each group those of faces around come first
    leader = np.empty(count, np.int32)
    starts = np.flatnonzero(np.diff(group[order], prepend=-1))
    leader[group[order[starts]]] = order[starts]
    target = leader[group]
    target[outside] = np.flatnonzero(outside)
    return np.asarray(target)


TOOL = Tool(MERGE_VERTICES, work)
