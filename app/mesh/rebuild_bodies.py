"""The mixed repair: bodies at fault are rebuilt, and the others, which are sound, keep every face that crosses nothing."""

from dataclasses import replace

import numpy as np

from app.i18n import plural, text
from app.jobs.progress import Progress
from app.mesh.arrays import BoolArray, FloatArray
from app.mesh.bake.fillings import painted_fillings
from app.mesh.bake.rebake import rebaked
from app.mesh.healing.bodies import Prepared, prepared
from app.mesh.healing.conservative import Attempt, StepLog, cleaned_without_walls, finished, log_prepared
from app.mesh.healing.crossings import crossing_pairs, touching_vertices
from app.mesh.healing.edit import Draft, joined, rows_by_label
from app.mesh.kernels.components import face_components
from app.mesh.kernels.open3d_scene import Scene
from app.mesh.mesh import Mesh
from app.mesh.proof.deviation import VisibleSurface, lost_points
from app.mesh.rebuild import RebuildWishes, rebuild
from app.settings.process import ProcessProfile

LEAST_STAYS = 0.05  # of the faces: where fewer would stay, the whole may as well be rebuilt
MAY_LOSE = 1e-3  # of the visible surface: so much may the bodies that stay lack together
COVERS = 0.02  # of what is lost lies inside a body: it was closed too wide


def rebuild_bodies(  # noqa: PLR0917 - what every attempt needs, and two facts about the one before
    mesh: Mesh,
    process: ProcessProfile,
    wishes: RebuildWishes,
    before: Attempt,
    surface: VisibleSurface,
    progress: Progress,
) -> Attempt | None:
    """Rebuild the bodies that the attempt ``before`` did not make printable or faithful, and unite them with the others.

    The rebuilt part has no colours yet, see :func:`recolored_bodies`. None where no body is at fault or hardly one is
    not, and where the rebuild cannot win.

    Raises what :func:`~app.mesh.rebuild.rebuild` raises.
    """
    if before.preparation is None:
        return None
    log = StepLog()
    draft = cleaned_without_walls(mesh, process, log, progress.part(0.0, 0.05), before.preparation)
    count, label = face_components(draft.faces, len(draft.points))
    if count < 2:
        return None
    draft = draft.with_(part=label)
    ready = prepared(draft, mesh.diagonal, progress.part(0.05, 0.15, text("Closing holes")), before.preparation)
    lost = lost_points(surface, before.draft, before.dust, progress.part(0.15, 0.2))
    fault, covering = _at_fault(draft, ready, before, surface.points[lost], len(lost), progress.part(0.2, 0.25))
    stays = ~fault[label]
    if not fault.any() or stays.mean() < LEAST_STAYS:
        return None
    assert ready.bodies.part is not None
    rest = ready.bodies.keep(~fault[ready.bodies.part]).compact()
    if not rest.size:
        return None
    to_beat = _lost_of(draft, fault, surface.points, lost) if wishes.to_beat is not None else None
    part = draft.keep(~stays).compact().to_mesh()
    log_prepared(log, ready, ~fault, before.preparation)
    # What closing a hole hid is hidden again by a rebuild that closes it.
    wishes = replace(wishes, model=mesh, to_beat=to_beat, close_holes=not covering.any())
    made = rebuild(part, process, wishes, progress.part(0.25, 0.8))
    if made is None:
        return None
    number = int(fault.sum())
    log.add(
        "rebuild",
        number,
        plural(
            "Rebuilt {n} body with {faces} triangles, the others keep theirs",
            "Rebuilt {n} bodies with {faces} triangles, the others keep theirs",
            number,
            faces=made.draft.size,
        ),
    )
    for step in made.steps:
        if step.id == "thicken_sheets":
            log.steps.append(step)
    both = replace(ready, bodies=joined([rest, _dressed(made.draft, rest, count)]))
    attempt = finished(both, mesh.diagonal, process, before.preparation, log, progress.part(0.8, 1.0))
    return replace(attempt, rebuilt=count)


def recolored_bodies(mesh: Mesh, draft: Draft, rebuilt: int, progress: Progress) -> Draft:
    """A draft of a mixed repair with the colours of the model on its rebuilt part and on the holes that were closed."""
    assert draft.part is not None
    new = draft.part == rebuilt
    if mesh.color == "none" or not new.any():
        return painted_fillings(mesh, draft, progress)
    surface = draft.keep(new).compact()
    baked = rebaked(mesh, surface.points, surface.faces, progress.part(0.0, 0.8))
    if baked.uv is not None and draft.uv is not None:
        uv, material = draft.uv.copy(), draft.material.copy()
        uv[new], material[new] = baked.uv, len(draft.materials)
        draft = draft.with_(uv=uv, material=material, materials=(*draft.materials, *baked.materials))
    elif baked.colors is not None and draft.colors is not None:
        # A vertex on the seam is the others' too, and they keep their colours.
        named = np.unique(draft.faces[new])
        own = ~np.isin(named, draft.faces[~new])
        colors = draft.colors.copy()
        colors[named[own]] = baked.colors[own]
        draft = draft.with_(colors=colors)
    else:
        material = draft.material.copy()
        material[new] = baked.material
        draft = draft.with_(material=material)
    painted = painted_fillings(mesh, draft.with_(closing=draft.closing & ~new), progress.part(0.8, 1.0))
    return painted.with_(closing=draft.closing)


def _at_fault(  # noqa: PLR0917 - one step of the function above
    draft: Draft, ready: Prepared, before: Attempt, lost: FloatArray, visible: int, progress: Progress
) -> tuple[BoolArray, BoolArray]:
    """(N,) bool: bodies at fault, and those among them that were closed over what can be seen.

    The others cross or touch something still, or lack what can be seen of them.
    """
    assert draft.part is not None
    assert ready.bodies.part is not None
    count = len(ready.sheet)
    fault, covering = np.zeros(count, np.bool_), np.zeros(count, np.bool_)
    if before.draft.part is not None:
        fault[before.draft.part[crossing_pairs(before.draft, progress)]] = True
        touching = np.zeros(len(before.draft.points), np.bool_)
        touching[touching_vertices(before.draft)] = True
        fault[before.draft.part[touching[before.draft.faces].any(axis=1)]] = True
    if not len(lost):
        return fault, covering
    owner = draft.part[Scene(draft.points, draft.faces).closest(lost).face]
    lacks = np.bincount(owner, minlength=count)
    order = np.argsort(-lacks, kind="stable")
    left = lacks.sum() - np.cumsum(lacks[order]) + lacks[order]
    fault[order[(left > MAY_LOSE * visible) & (lacks[order] > 0)]] = True
    # A lid may hide the inside of the very body that it closes.
    covering |= (ready.new_faces > 0) & (lacks > COVERS * len(lost))
    rows = rows_by_label(ready.bodies.part, count)
    for number, body in enumerate(np.flatnonzero((ready.new_faces > 0) | ready.sheet).tolist()):
        progress(number / count)
        if covering[body] or not len(rows[body]):
            continue
        alone = ready.bodies.keep(rows[body]).compact()
        low, high = alone.points.min(axis=0), alone.points.max(axis=0)
        near = lost[((lost > low) & (lost < high)).all(axis=1) & (owner != body)]
        if len(near) > COVERS * len(lost):
            covering[body] = Scene(alone.points, alone.faces).inside(near).sum() > COVERS * len(lost)
    return fault | covering, covering


def _lost_of(draft: Draft, fault: BoolArray, points: FloatArray, lost: BoolArray) -> float:
    """The share of the visible points of these bodies that the attempt before lacks."""
    assert draft.part is not None
    theirs = fault[draft.part[Scene(draft.points, draft.faces).closest(points).face]]
    return float((lost & theirs).sum() / max(int(theirs.sum()), 1))


def _dressed(made: Draft, like: Draft, part: int) -> Draft:
    """A rebuilt draft as one part of a model, with room for colours."""
    return made.with_(
        uv=None if like.uv is None else np.zeros((made.size, 3, 2), np.float32),
        colors=None if like.colors is None else np.full((len(made.points), 4), 255, np.uint8),
        materials=like.materials,
        part=np.full(made.size, part, np.int32),
    )
