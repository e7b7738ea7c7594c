"""Delete the selection and close the opening as if what stood there had never been."""

import numpy as np

from app.errors import RepairFailedError
from app.i18n import plural, text
from app.jobs.progress import Progress
from app.mesh.arrays import BoolArray, IntArray
from app.mesh.bake.fillings import painted_fillings
from app.mesh.fixing.bridging import bridged
from app.mesh.fixing.openings import Openings, edge_keys
from app.mesh.fixing.selected import selected, some_left
from app.mesh.forms.fix import DELETE_AND_FILL
from app.mesh.forms.form import Values
from app.mesh.forms.parameter import Value
from app.mesh.healing.edit import Draft
from app.mesh.healing.recolor import from_closest
from app.mesh.kernels.components import face_components
from app.mesh.mesh import Mesh
from app.mesh.repair_type import Repaired
from app.mesh.tool import Tool
from app.settings.process import ProcessProfile


def work(mesh: Mesh, given: dict[str, Value], _process: ProcessProfile, progress: Progress) -> Repaired:
    """Each connected part of the selection is closed by itself; openings that were there before stay open.

    A part that runs all around becomes a bridge between its two rims, where that is wanted.
    """
    values, mask = Values(given), some_left(selected(mesh, given))
    curved, connect = values.key("shape") == "curved", values.key("band") == "connect"
    draft = Draft.of(mesh).keep(~mask)
    progress(0.05)
    count, label = face_components(mesh.faces[mask], len(mesh.vertices))
    closed: list[int] = []
    for part in range(count if connect else 0):
        share = progress.part(0.05 + 0.3 * part / count, 0.05 + 0.3 * (part + 1) / count)
        share(0.0)
        faces = mesh.faces[mask][label == part]
        if not _runs_around(faces):
            continue
        openings = Openings.in_(draft)
        rims = openings.at_edges(_rim_keys(faces, len(draft.points)))
        if len(rims) == 2:
            draft = bridged(openings, rims[0], rims[1], share, curved=curved)
            closed.append(part)
    rest = mesh.faces[mask][~np.isin(label, closed)]
    openings = Openings.in_(draft)
    rims = openings.at_edges(_rim_keys(rest, len(draft.points))) if len(rest) else []
    draft = openings.filled(rims, progress.part(0.35, 0.6), fair=curved)
    new = int(draft.closing.sum())
    if not new:
        raise RepairFailedError(
            text("There is no rim here to close from: what is selected is a part of its own. Delete it instead.")
        )
    draft = _colored(mesh, draft, mask, values.key("color"), progress.part(0.6, 1.0)).compact()
    result = Mesh(draft.points, draft.faces, draft.uv, draft.colors, draft.material, draft.materials)
    gone = int(mask.sum())
    return Repaired(result, plural("Replaced {n} face by {new}", "Replaced {n} faces by {new}", gone, new=new))


def _runs_around(faces: IntArray) -> bool:
    """Whether a connected part is a band: it has a hole, like a ring or a pipe (Euler's characteristic is 0)."""
    sides = np.sort(np.stack([faces, np.roll(faces, -1, axis=1)], axis=2).reshape(-1, 2), axis=1)
    edges = len(np.unique(sides, axis=0))
    return bool(len(np.unique(faces)) - edges + len(faces) == 0)


def _rim_keys(faces: IntArray, n_vertices: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Keys of the edges that only one of these faces has."""
    start, end = faces.reshape(-1), np.roll(faces, -1, axis=1).reshape(-1)
    keys, count = np.unique(edge_keys(start, end, n_vertices), return_counts=True)
    return np.asarray(keys[count == 1])


def _colored(mesh: Mesh, draft: Draft, mask: BoolArray, source: str, progress: Progress) -> Draft:
    if source == "around" or mesh.color == "none":
        return painted_fillings(mesh, draft, progress)
    old = mesh.keep_faces(mask)
    new = np.flatnonzero(draft.closing)
    used, index = np.unique(draft.faces[new], return_inverse=True)
    painted = from_closest(old, draft.points[used], index.reshape(-1, 3).astype(np.int32), progress)
    uv, material, colors = draft.uv, draft.material.copy(), draft.colors
    material[new] = painted.material
    if uv is not None and painted.uv is not None:
        uv = uv.copy()
        uv[new] = painted.uv
    if colors is not None and painted.colors is not None:
        colors = colors.copy()
        added = used >= len(mesh.vertices)
        colors[used[added]] = painted.colors[added]
    return draft.with_(uv=uv, material=material, colors=colors)


TOOL = Tool(DELETE_AND_FILL, work)
