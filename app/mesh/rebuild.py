"""The rebuild: a new closed surface around the model, for models that cannot be repaired face by face.

Wrapped at a resolution, and reduced to as few triangles as hold the shape within a part of a step. Its colour is baked
only once it is known to be the result: that takes as long as all the rest.
"""

from dataclasses import dataclass

import numpy as np

from app.errors import BudgetExceededError, RepairFailedError
from app.i18n import plural, text
from app.jobs.progress import Progress
from app.mesh.arrays import BoolArray, FloatArray, IntArray
from app.mesh.bake.rebake import rebaked
from app.mesh.healing.bodies import Preparation, prepared
from app.mesh.healing.conservative import Attempt, StepLog, cleaned
from app.mesh.healing.edit import Draft
from app.mesh.kernels.edges import edge_table
from app.mesh.kernels.measure import face_areas
from app.mesh.kernels.open3d_scene import Scene
from app.mesh.mesh import Mesh
from app.mesh.proof.deviation import MISSING
from app.mesh.shaping.decimate import decimated_without_crossings
from app.mesh.wrap.budget import affordable_step
from app.mesh.wrap.wrap import Wrapped, WrapSettings, wrap
from app.settings.process import ProcessProfile

MOST_STEPS = 1000  # along the longest side where nobody asked for a resolution
FEWEST_STEPS = 24
HAIR = 1.1  # steps: body of a sheet where nobody has said how large the model will be
OF_A_STEP = 0.35  # how far reducing may move the surface
OF_A_WALL = 0.15  # the same on thin walls: both sides of it move
MEMORY_MB = 1200.0  # of the grid, for a resolution that was asked for
USUAL_MB = 300.0  # where nobody asked for one: about three million raw triangles, a few seconds
FAR = 1.5  # steps: faces farther than this from the input close its holes
SURELY = 2.0  # times as much: the share of sheets is counted over what is hidden, too
QUERIES = 100_000  # points a call, so that cancelling is quick


@dataclass(frozen=True)
class RebuildWishes:
    """How to rebuild.

    resolution_mm  size of a grid step; None for the process's own, or coarser where the memory does not allow that
    height_mm      the printed height that was chosen; without one, sheets get a hair's thickness
    close_holes    fill open bodies; otherwise whatever is open counts as a sheet
    model          what the mesh is a part of; None where it is the whole
    to_beat        share of the visible surface that a printable result lacks which is there already; None: there is none
    """

    resolution_mm: float | None = None
    height_mm: float | None = None
    close_holes: bool = True
    model: Mesh | None = None
    to_beat: float | None = None


def rebuild(mesh: Mesh, process: ProcessProfile, wishes: RebuildWishes, progress: Progress) -> Attempt | None:
    """Wrap the model and reduce it; the draft has no colours yet, see :func:`recolored`.

    None where the walls of sheets would move more of the surface than the result to beat lacks.

    Raises BudgetExceededError where the resolution asks for more memory than a repair may use, RepairFailedError where
    nothing is left.
    """
    log, model = StepLog(), wishes.model or mesh
    draft = cleaned(mesh, log, progress.part(0.0, 0.05, text("Cleaning up")))
    part = progress.part(0.05, 0.1, text("Closing holes"))
    has_sheets = bool((edge_table(draft.faces).count == 1).any())
    share = 0.0
    if wishes.close_holes:
        ready = prepared(draft, mesh.diagonal, part, Preparation(keep_sheets=True))
        draft, has_sheets, share = ready.bodies, bool(ready.sheet.any()), ready.sheets
    step = _step(mesh, draft, process, wishes)
    # Where nothing is open, what looks like a sheet is a fold: it needs no wall.
    wall = HAIR * step
    if has_sheets and wishes.height_mm is not None:
        wall = max(process.min_wall_mm, wall)
    # Both sides of a wall lie beside the sheet that it stands for.
    to_beat = 1.0 if wishes.to_beat is None or wall / 2 <= MISSING * model.diagonal else wishes.to_beat
    if share > SURELY * to_beat:
        return None
    gap = 2 * step if wishes.height_mm is None else max(process.min_gap_mm, 2 * step)
    part = progress.part(0.1, 0.35, text("Rebuilding the surface"))
    wrapped = wrap(draft.points, draft.faces, draft.closing, WrapSettings(step, gap, wall), part)
    if not len(wrapped.faces):
        raise RepairFailedError(text("Nothing solid is left at this resolution; choose a finer one."))
    sheets = wrapped.sheet_area_mm2 / 2
    whole = float(face_areas(wrapped.points, wrapped.faces).sum()) - sheets
    if sheets > SURELY * to_beat * whole:
        return None
    points, faces = _reduced(wrapped, step, progress.part(0.35, 0.9, text("Reducing triangles")))
    closing = _far_from(mesh, points, faces, FAR * step + (wall if sheets else 0.0), progress.part(0.9, 1.0))
    result = Draft(points, faces, None, None, np.zeros(len(faces), np.int16), closing, ())
    log.add(
        "rebuild",
        result.size,
        plural(
            "Rebuilt the surface at {mm} mm with {n} triangle",
            "Rebuilt the surface at {mm} mm with {n} triangles",
            result.size,
            mm=round(step, 3),
        ),
    )
    if has_sheets and wishes.height_mm is not None and sheets > 1.0:
        words = text("Gave open sheets ({area} mm²) a wall of {mm} mm", area=round(sheets), mm=round(wall, 2))
        log.add("thicken_sheets", 1, words)
    return Attempt(result, None, tuple(log.steps), 0)


def recolored(mesh: Mesh, draft: Draft, progress: Progress) -> Draft:
    """A rebuilt draft in the colours of the model that it stands for."""
    return rebaked(mesh, draft.points, draft.faces, progress).with_(closing=draft.closing)


def _step(mesh: Mesh, draft: Draft, process: ProcessProfile, wishes: RebuildWishes) -> float:
    size = float((wishes.model or mesh).size_mm.max())
    wanted = wishes.resolution_mm
    if wanted is None:
        wanted = size / MOST_STEPS if wishes.height_mm is None else max(process.resolution_mm, size / MOST_STEPS)
    step = min(wanted, size / FEWEST_STEPS)
    wall = step if wishes.height_mm is None else process.min_wall_mm
    most = USUAL_MB if wishes.resolution_mm is None else MEMORY_MB
    affordable = affordable_step(draft.points, draft.faces, step, wall, most)
    if wishes.resolution_mm is not None and affordable > 1.001 * step:
        raise BudgetExceededError(
            text(
                "A rebuild at {step} mm needs too much memory for this size; use {coarser} mm or more.",
                step=round(step, 3),
                coarser=float(f"{affordable * 1.05:.2g}"),
            )
        )
    return affordable


def _reduced(wrapped: Wrapped, step: float, progress: Progress) -> tuple[FloatArray, IntArray]:
    tolerance = np.where(wrapped.thickened, OF_A_WALL, OF_A_STEP) * step
    small = decimated_without_crossings(wrapped.points, wrapped.faces, tolerance, progress)
    return small.points, small.faces


def _far_from(mesh: Mesh, points: FloatArray, faces: IntArray, distance: float, progress: Progress) -> BoolArray:
    """(F,) bool: faces whose middle is farther than ``distance`` mm from the mesh."""
    scene = Scene(mesh.vertices, mesh.faces)
    middle = points[faces].mean(axis=1)
    result = np.zeros(len(faces), np.bool_)
    for start in range(0, len(middle), QUERIES):
        progress(start / len(middle))
        result[start : start + QUERIES] = scene.distance(middle[start : start + QUERIES]) > distance
    return result
