"""Open sheets that get a body: capes, leaves, hair that was modelled as a skin without thickness."""

import numpy as np

from app.jobs.progress import Progress
from app.mesh.arrays import BoolArray
from app.mesh.healing.edit import Draft
from app.mesh.healing.recolor import as_drawn
from app.mesh.healing.visibility import seen, spread_each
from app.mesh.kernels.components import face_components
from app.mesh.kernels.measure import face_normals
from app.mesh.kernels.open3d_scene import Scene
from app.mesh.kernels.pairing import pair_half_edges
from app.mesh.kernels.vertex_normals import vertex_normals

SAMPLES = 256  # of a sheet
MOST_SAMPLES = 50_000  # of all sheets, as long as each has enough
RAYS = 32
FEW = 64  # samples of a patch, and of a sheet among many
HARDLY = 0.05  # of the samples are seen: by a chink, not because the patch is open to view
BESIDE = 3e-4  # of the diagonal: how far from the sheet its sides are looked at


def thickened(draft: Draft, depth: float) -> Draft:
    """A plate: the sheet, its copy ``depth`` mm behind it, and a strip along the border.

    The copy shows what the other side of the sheet showed where it had one, see ``Draft.sides``.
    """
    draft, back = as_drawn(draft), as_drawn(draft.turned())
    normals = vertex_normals(draft.points, draft.faces, "root")
    n = np.int32(len(draft.points))
    border = np.flatnonzero(pair_half_edges(draft.points, draft.faces) < 0)
    f, c = border // 3, border % 3
    a, b = draft.faces[f, c], draft.faces[f, (c + 1) % 3]
    uv = None
    if draft.uv is not None and back.uv is not None:
        ua, ub = draft.uv[f, c], draft.uv[f, (c + 1) % 3]
        uv = np.concatenate([draft.uv, back.uv, np.stack([ub, ua, ua], axis=1), np.stack([ub, ua, ub], axis=1)])
    return draft.with_(
        points=np.vstack([draft.points, draft.points - normals * depth]),
        faces=np.vstack(
            [draft.faces, back.faces + n, np.column_stack([b, a, a + n]), np.column_stack([b, a + n, b + n])]
        ),
        uv=uv,
        colors=None if draft.colors is None else np.vstack([draft.colors, draft.colors]),
        material=np.concatenate([draft.material, back.material, draft.material[f], draft.material[f]]),
        closing=np.concatenate([draft.closing, draft.closing, draft.closing[f], draft.closing[f]]),
        part=None if draft.part is None else np.concatenate([draft.part, draft.part, draft.part[f], draft.part[f]]),
    )


def facing_out(sheets: Draft, chosen: BoolArray, scene: Scene, diagonal: float, progress: Progress) -> Draft:
    """The chosen sheets turned so that the side that is seen more looks outwards: that one stays where it is.

    chosen  (N,) bool, by ``part``
    scene   the whole model
    """
    assert sheets.part is not None
    count = len(chosen)
    number = int((chosen & (np.bincount(sheets.part, minlength=count) > 0)).sum())
    each = min(SAMPLES, max(FEW, MOST_SAMPLES // max(number, 1)))
    points, face, sheet = spread_each(sheets.points, sheets.faces, sheets.part, chosen, each)
    if not len(points):
        return sheets
    beside = face_normals(sheets.points, sheets.faces)[face] * (BESIDE * diagonal)
    front = seen(scene, points + beside, diagonal, RAYS, progress.part(0.0, 0.5))
    back = seen(scene, points - beside, diagonal, RAYS, progress.part(0.5, 1.0))
    behind = np.bincount(sheet, back, count) > np.bincount(sheet, front, count)
    return sheets.turned(behind[sheets.part]) if behind.any() else sheets


def panels(walls: Draft, model: Draft, diagonal: float, progress: Progress) -> BoolArray:
    """(F,) bool: faces of patches that can be seen from outside: two-sided panels, not walls between bodies that touch."""
    scene = Scene(model.points, model.faces)
    count, label = face_components(walls.faces, len(walls.points))
    points, face, patch = spread_each(walls.points, walls.faces, label, np.ones(count, np.bool_), FEW)
    beside = face_normals(walls.points, walls.faces)[face] * (BESIDE * diagonal)
    shown = np.zeros(count)
    for side in (points + beside, points - beside):
        shown += np.bincount(patch, seen(scene, side, diagonal, RAYS, progress), count)
    return np.asarray((shown > HARDLY * 2 * FEW)[label])
