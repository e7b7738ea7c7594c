"""Pull the selection out of the surface, or push it in."""

import numpy as np

from app.errors import RepairFailedError
from app.i18n import plural, text
from app.jobs.progress import Progress
from app.mesh.arrays import BoolArray, FloatArray, IntArray
from app.mesh.fixing.selected import selected, selected_or_none, some_left, touching
from app.mesh.forms.fix import EXTRUDE_HERE
from app.mesh.forms.form import Values
from app.mesh.forms.parameter import Value
from app.mesh.ghost import Ghost
from app.mesh.healing.edit import Draft
from app.mesh.kernels.measure import face_normals
from app.mesh.mesh import Mesh
from app.mesh.repair_type import Repaired
from app.mesh.tool import Tool
from app.settings.process import ProcessProfile


def work(mesh: Mesh, given: dict[str, Value], _process: ProcessProfile, progress: Progress) -> Repaired:
    """The selected faces keep their corners' colours and move; a wall takes the colour of the rim that it stands on."""
    values, mask = Values(given), some_left(selected(mesh, given))
    distance = values.number("distance_mm")
    if distance == 0:
        raise RepairFailedError(text("The distance is 0, so nothing would move; choose another one."))
    progress(0.1)
    draft = Draft.of(mesh)
    n = len(draft.points)
    way = _ways(draft.points, draft.faces[mask], same=values.key("direction") == "same")
    both = np.zeros(n, np.bool_)
    both[draft.faces[~mask]] = True
    used = np.unique(draft.faces[mask])
    split = used[both[used]]  # vertices that faces around have too stay for these
    new = np.arange(n, dtype=np.int32)
    new[split] = n + np.arange(len(split))
    points = np.vstack([draft.points, draft.points[split]])
    points[new[used]] += distance * way[used]
    start, end, owner = _rim(draft.faces, mask, n)
    # A side of a selected face from start to end: the wall below it runs the other way round along it.
    walls = np.vstack([np.column_stack([start, end, new[end]]), np.column_stack([start, new[end], new[start]])])
    faces = draft.faces.copy()
    faces[mask] = new[faces[mask]]
    uv = draft.uv
    if uv is not None:
        first = uv.reshape(-1, 2)[owner]
        second = uv.reshape(-1, 2)[owner // 3 * 3 + (owner + 1) % 3]
        uv = np.concatenate([uv, np.stack([first, second, second], axis=1), np.stack([first, second, first], axis=1)])
    material = np.concatenate([draft.material, draft.material[owner // 3], draft.material[owner // 3]])
    result = Mesh(
        points,
        np.vstack([faces, walls]).astype(np.int32),
        uv,
        None if draft.colors is None else np.vstack([draft.colors, draft.colors[split]]),
        material,
        mesh.materials,
    )
    return Repaired(
        result,
        plural("Moved {n} face by {mm} mm", "Moved {n} faces by {mm} mm", int(mask.sum()), mm=round(distance, 3)),
    )


def ghost(mesh: Mesh, given: dict[str, Value], _process: ProcessProfile) -> Ghost | None:
    """The selected faces where they will be."""
    values, mask = Values(given), selected_or_none(mesh, given)
    if not mask.any():
        return None
    used, index = np.unique(mesh.faces[mask], return_inverse=True)
    points, faces = mesh.vertices[used], index.reshape(-1, 3).astype(np.int32)
    way = _ways(points, faces, same=values.key("direction") == "same")
    moved = points + values.number("distance_mm") * way
    return Ghost(moved.astype(np.float32), faces, "add" if values.number("distance_mm") > 0 else "cut")


def _ways(points: FloatArray, faces: IntArray, *, same: bool) -> FloatArray:
    """(V, 3) unit vectors: where each vertex of the selected faces goes."""
    faces = np.ascontiguousarray(faces)
    normals = face_normals(points, faces, unit=False)
    if same:
        total = np.broadcast_to(normals.sum(axis=0), (len(points), 3))
        if float(np.linalg.norm(total[0])) < 1e-6 * float(np.linalg.norm(normals, axis=1).sum()):
            raise RepairFailedError(
                text("The selection looks to all sides, so it has no one direction; move it along the normals.")
            )
    else:
        corner, spread = faces.reshape(-1), np.repeat(normals, 3, axis=0)
        total = np.stack([np.bincount(corner, spread[:, k], len(points)) for k in range(3)], axis=1)
    return np.asarray(total / np.maximum(np.linalg.norm(total, axis=1, keepdims=True), 1e-300))


def _rim(
    faces: IntArray, mask: BoolArray, n: int
) -> tuple[IntArray, IntArray, np.ndarray[tuple[int], np.dtype[np.int64]]]:
    """Start, end and half edge of the sides of selected faces that a face around has the other way."""
    own = np.flatnonzero(mask)
    start, end = faces[own].reshape(-1), np.roll(faces[own], -1, axis=1).reshape(-1)
    around = faces[touching(faces, n, mask)].astype(np.int64)
    key, back = start.astype(np.int64) * n + end, end.astype(np.int64) * n + start
    theirs = (around * n + np.roll(around, -1, axis=1)).reshape(-1)
    side = np.flatnonzero(np.isin(back, theirs) & ~np.isin(back, key))
    return start[side], end[side], 3 * own[side // 3] + side % 3


TOOL = Tool(EXTRUDE_HERE, work, ghost)
