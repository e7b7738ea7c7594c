"""The part of each command that takes time: module-level functions that run in the helper process.

They take a store and revisions instead of meshes and write what they make to the store, so that what the window shows
is already on disk.
"""

import math
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from app.commands.results import AutoRepaired, Edited, Opened, RepairName
from app.i18n import Text, text
from app.jobs.progress import Progress
from app.mesh.curvature import curvature_heat
from app.mesh.forms.parameter import Value
from app.mesh.forms.recipe import FLAT
from app.mesh.ghost import Ghost
from app.mesh.inspect import inspect
from app.mesh.loading import Loaded, load, save
from app.mesh.mesh import Mesh
from app.mesh.proof.heat import deviation_heat
from app.mesh.recipe import at_height, do_step, turned_upright
from app.mesh.repair import Mode, repair_automatically
from app.mesh.repair_result import RepairResult
from app.mesh.repairs import ALL as REPAIRS
from app.mesh.report import Heat, Report
from app.mesh.samples import ALL as SAMPLES
from app.mesh.store import MeshStore
from app.mesh.tools import TOOLS
from app.mesh.turning import lies_flat
from app.session.bench import Changes, StepDone
from app.settings.process import ProcessProfile
from app.settings.recipe import RecipeStep

PROPOSED_ROOM = 0.99  # of what the printer has: nobody wants a figurine that touches its walls


def repair_names(progress: Progress) -> tuple[RepairName, ...]:
    """What the repairs are called. Also the first job of a helper process: it leaves everything imported and warm."""
    progress(0.5)
    return tuple(RepairName(repair_id, repair.title, repair.description) for repair_id, repair in REPAIRS.items())


def open_in_store(
    store: MeshStore, path: Path, process: ProcessProfile, usual_height_mm: float, progress: Progress
) -> Opened:
    """Read a file (in a child process, with budgets) and put it into the store at a sensible height.

    ``usual_height_mm``: what is proposed for a file whose own size cannot be that of the print.
    """
    return _brought_in(store, path, process, usual_height_mm, progress)[1]


def open_ordered_in_store(
    store: MeshStore, path: Path, process: ProcessProfile, height_mm: float, progress: Progress
) -> Opened:
    """The same for a model whose height was ordered: as it came, and at that height, so that neither is shown as the other.

    A model that lies flat has no height: its notes say so, and nobody has chosen one for it.
    """
    mesh, opened = _brought_in(store, path, process, height_mm, progress.part(0.0, 0.9))
    if lies_flat(mesh):
        return replace(opened, proposed=True, notes=(*opened.notes, FLAT))
    return replace(opened, scaled=_scaled(store, mesh, height_mm, progress.part(0.9, 1.0)))


def _brought_in(
    store: MeshStore, path: Path, process: ProcessProfile, usual_height_mm: float, progress: Progress
) -> tuple[Mesh, Opened]:
    loaded = load(path, progress.part(0.0, 0.8, text("Reading the file")))
    mesh, height_mm, overruled = loaded.mesh, float(loaded.mesh.size_mm[2]), None
    if _size_is_chance(loaded, process) and not lies_flat(mesh) and height_mm < math.inf:
        mesh, overruled = _in_room(mesh.scaled_to_height(usual_height_mm), process), height_mm
    progress(0.85, text("Keeping a safe copy"))
    proposed = overruled is not None or loaded.unit is None
    return mesh, Opened(store.put(mesh), float(mesh.size_mm[2]), proposed, loaded.notes, overruled)


def _in_room(mesh: Mesh, process: ProcessProfile) -> Mesh:
    """The mesh at a size that the printer has room for: what lies flat, or is wide, has to fit as well."""
    room = PROPOSED_ROOM * process.room_for(mesh.size_mm.tolist())
    return mesh if room >= 1 else mesh.scaled_to_height(room * float(mesh.size_mm[2]))


def _size_is_chance(loaded: Loaded, process: ProcessProfile) -> bool:
    """Whether no figurine has this size, in a format where nobody chose the unit.

    That is every format without one, and glTF: it knows metres alone, and generators fit all that they make into one.
    """
    chosen = loaded.unit is not None and loaded.format not in ("glb", "gltf")
    return not chosen and not process.suits(loaded.mesh.size_mm.tolist())


def open_sample(store: MeshStore, name: str, progress: Progress) -> Opened:
    """Make a sample creation and put it into the store."""
    progress(0.1, text("Making the sample figurine"))
    mesh = SAMPLES[name].make()
    progress(0.8, text("Keeping a safe copy"))
    return Opened(store.put(mesh), float(mesh.size_mm[2]), proposed=False, notes=())


def inspect_revision(
    store: MeshStore, revision: str, process: ProcessProfile, height_mm: float | None, progress: Progress
) -> Report:
    """Run all checks on a revision."""
    return inspect(store.get(revision), process, height_mm, progress)


def repair_revision(
    store: MeshStore, revision: str, repair_id: str, process: ProcessProfile, progress: Progress
) -> Edited:
    """Run one repair on a revision."""
    began = time.perf_counter()
    repaired = REPAIRS[repair_id].run(store.get(revision), process, progress.part(0.0, 0.9))
    progress(0.95, text("Keeping a safe copy"))
    return Edited(store.put(repaired.mesh), repaired.summary, time.perf_counter() - began)


def use_tool(  # noqa: PLR0917 - arguments travel to this process by place
    store: MeshStore,
    revision: str,
    tool_id: str,
    values: dict[str, Value],
    process: ProcessProfile,
    progress: Progress,
) -> Edited:
    """Run one tool on a revision. Raises AppError for values outside their limits."""
    began = time.perf_counter()
    changed = TOOLS[tool_id].run(store.get(revision), values, process, progress.part(0.0, 0.9))
    progress(0.95, text("Keeping a safe copy"))
    return Edited(store.put(changed.mesh), changed.summary, time.perf_counter() - began, float(changed.mesh.size_mm[2]))


def recipe_step(  # noqa: PLR0917 - arguments travel to this process by place
    store: MeshStore,
    revision: str,
    step: RecipeStep,
    process: ProcessProfile,
    height_mm: float | None,
    asked: bool,
    progress: Progress,
) -> Edited:
    """Do one step of a recipe to a revision (``app.mesh.recipe.do_step``). Raises AppError where it cannot be done."""
    done = do_step(store.get(revision), step, process, height_mm, asked, progress.part(0.0, 0.9))
    progress(0.95, text("Keeping a safe copy"))
    return Edited(store.put(done.mesh), done.summary, done.seconds, done.height_mm)


def preview_tool(  # noqa: PLR0917 - arguments travel to this process by place
    store: MeshStore,
    revision: str,
    tool_id: str,
    values: dict[str, Value],
    process: ProcessProfile,
    progress: Progress,
) -> Ghost | None:
    """What a tool would do, as a light picture. Raises AppError for values outside their limits."""
    progress(0.0)
    return TOOLS[tool_id].preview(store.get(revision), values, process)


def repair_revision_automatically(  # noqa: PLR0917 - arguments travel to this process by place
    store: MeshStore,
    revision: str,
    process: ProcessProfile,
    height_mm: float | None,
    mode: Mode,
    resolution_mm: float | None,
    progress: Progress,
) -> AutoRepaired:
    """Run the automatic repair on a revision and prove its result."""
    result: RepairResult = repair_automatically(
        store.get(revision), process, height_mm, mode, resolution_mm, progress.part(0.0, 0.95)
    )
    progress(0.97, text("Keeping a safe copy"))
    if result.mesh.revision == revision and result.after.printable:
        summary = text("Nothing to repair: the model was printable as it is")
    elif result.mesh.revision == revision:  # too large for the printer, for example
        summary = text("There is nothing that a repair could mend: see the checks that are left")
    elif result.after.printable:
        summary = text(
            "Printable: proven by all checks, surface moved by {mm} mm on average", mm=round(result.deviation.mean, 3)
        )
    else:
        summary = text("Better, but not printable yet: see the checks that are left")
    before = result.before
    comparable = before.watertight and before.manifold and before.self_intersections == 0
    changes = Changes(
        (result.deviation.mean, result.deviation.p99, result.deviation.max),
        result.color_delta_e,
        (before.volume_mm3 if comparable else None, result.after.volume_mm3),
        tuple(StepDone(step.summary, step.seconds, step.id) for step in result.steps),
        missing_share=result.deviation.missing,
        faithful=result.faithful,
        sheets=result.sheets,
        bodies=(before.bodies, result.after.bodies),
        faces=(before.faces, result.after.faces),
    )
    return AutoRepaired(store.put(result.mesh), summary, result.seconds, result.after, changes)


def deviation_of_revisions(store: MeshStore, before: str, after: str, progress: Progress) -> Heat:
    """How far a revision is from an earlier one that stands at the same place in the same size."""
    progress(0.0)
    return deviation_heat(store.get(before), store.get(after), progress.part(0.1, 1.0))


def curvature_of_revision(store: MeshStore, revision: str, progress: Progress) -> Heat:
    """How strongly the surface of a revision bends."""
    progress(0.0)
    return curvature_heat(store.get(revision), progress.part(0.1, 1.0))


def scale_revision(store: MeshStore, revision: str, height_mm: float, progress: Progress) -> Edited:
    """Scale a revision to a printed height. Raises AppError for one that lies flat."""
    progress(0.1)
    return _scaled(store, store.get(revision), height_mm, progress)


def turn_revision(  # noqa: PLR0917 - arguments travel to this process by place
    store: MeshStore,
    revision: str,
    axis: str,
    process: ProcessProfile,
    height_mm: float | None,
    proposed: bool,
    progress: Progress,
) -> Edited:
    """Turn a revision so that the given axis ("x", "y", "-z" …) points up.

    height_mm  that it is to have as it stands then, None for the size it has; where it is only ``proposed``, it has to fit
    """
    began = time.perf_counter()
    progress(0.1)
    turned = turned_upright(store.get(revision), axis, height_mm)
    if proposed:
        turned = _in_room(turned, process)
    progress(0.6, text("Keeping a safe copy"))
    summary = text("Turned {axis} up", axis=axis)
    return Edited(store.put(turned), summary, time.perf_counter() - began, float(turned.size_mm[2]))


def save_revision(store: MeshStore, revision: str, path: Path, progress: Progress) -> tuple[Text, ...]:
    """Write a revision to a file of the user's; returns what the format could not hold."""
    return save(store.get(revision), path, progress)


def _scaled(store: MeshStore, mesh: Mesh, height_mm: float, progress: Progress) -> Edited:
    summary = text("Scaled to {mm} mm", mm=height_mm)
    return _edit(store, progress, lambda: at_height(mesh, height_mm), summary)


def _edit(store: MeshStore, progress: Progress, change: Callable[[], Mesh], summary: Text) -> Edited:
    began = time.perf_counter()
    mesh = change()
    progress(0.6, text("Keeping a safe copy"))
    return Edited(store.put(mesh), summary, time.perf_counter() - began)
