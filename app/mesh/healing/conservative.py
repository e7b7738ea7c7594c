"""The conservative repair: keeps every face it can, closes, unites and cuts only where it must.

Variant E of research/repair-conservative.md, with colour carried through every step.
"""

import time
from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np

from app.i18n import Text, plural, text
from app.jobs.progress import Progress
from app.mesh.arrays import BoolArray
from app.mesh.healing.bodies import Preparation, Prepared, prepared
from app.mesh.healing.crossings import CUT_RINGS, EFFORT, crossing_pairs
from app.mesh.healing.dust import dust_faces
from app.mesh.healing.edit import Draft, joined
from app.mesh.healing.inner_walls import without_inner_walls
from app.mesh.healing.outward_shells import looking_outwards
from app.mesh.healing.sheets import panels
from app.mesh.healing.stitching import stitched
from app.mesh.healing.summaries import closed_holes, joined_shells, removed_fragments, thickened_sheets
from app.mesh.healing.topology import grid_step, on_grid, oriented, split, without_collapsed, without_duplicates
from app.mesh.healing.uncrossing import uncrossed
from app.mesh.healing.uniting import united
from app.mesh.mesh import Mesh
from app.settings.process import ProcessProfile


@dataclass(frozen=True, eq=False)
class Step:
    """What one step of a repair did, and how long it took."""

    id: str
    seconds: float
    summary: Text


@dataclass(frozen=True, eq=False)
class Attempt:
    """A repaired draft, the steps that led to it, and the dust that was removed from it (or None).

    left         how many faults the repair itself still knows of
    decided      see :class:`~app.mesh.healing.bodies.Prepared`
    preparation  what it began with; None for a rebuild of the whole model
    rebuilt      the ``part`` of the draft that was rebuilt, and has no colours yet, beside others that were not
    """

    draft: Draft
    dust: Draft | None
    steps: tuple[Step, ...]
    left: int
    decided: bytes = b""
    preparation: Preparation | None = None
    rebuilt: int | None = None


class StepLog:
    """Steps in the order in which they were taken; a step that did nothing is not worth a line."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self._since = time.perf_counter()

    def add(self, step: str, done: int, summary: Text) -> None:
        now = time.perf_counter()
        if done:
            self.steps.append(Step(step, now - self._since, summary))
        elif self.steps:
            last = self.steps[-1]
            self.steps[-1] = replace(last, seconds=last.seconds + now - self._since)
        self._since = now


def repair_conservatively(
    mesh: Mesh, process: ProcessProfile, progress: Progress, preparation: Preparation, tried: Collection[bytes] = ()
) -> Attempt | None:
    """Weld, drop, orient, split, close, unite, cure. The mesh must have a face with an area.

    None where the preparation decides what an attempt that was ``tried`` had decided: it would end the same.
    """
    log = StepLog()
    draft = cleaned_without_walls(mesh, process, log, progress.part(0.0, 0.15), preparation)
    ready = prepared(draft, mesh.diagonal, progress.part(0.15, 0.4, text("Closing holes")), preparation)
    if ready.decided in tried:
        return None
    every = np.ones(len(ready.sheet), np.bool_)
    log_prepared(log, ready, every, preparation)
    return finished(ready, mesh.diagonal, process, preparation, log, progress.part(0.4, 1.0))


def log_prepared(log: StepLog, ready: Prepared, bodies: BoolArray, preparation: Preparation) -> None:
    """Say what was done to these bodies (N,) to make them whole."""
    holes, faces, sheets = (int(number[bodies].sum()) for number in (ready.holes, ready.new_faces, ready.sheet))
    log.add("fill_holes", faces, closed_holes(holes, faces))
    log.add("thicken_sheets", sheets, thickened_sheets(sheets, preparation.wall_mm))
    log.add(
        "drop_hidden",
        ready.hidden,
        plural(
            "Removed {n} shell that cannot be seen from outside",
            "Removed {n} shells that cannot be seen from outside",
            ready.hidden,
        ),
    )


def finished(  # noqa: PLR0917 - the second half of the function above
    ready: Prepared,
    diagonal: float,
    process: ProcessProfile,
    preparation: Preparation,
    log: StepLog,
    progress: Progress,
) -> Attempt:
    """The closed bodies united, cured of their crossings, turned outwards, without dust."""
    draft, shells = united(ready.bodies, diagonal, progress.part(0.0, 0.5, text("Joining shells")))
    log.add("union_shells", shells, joined_shells(shells))
    if ready.cavities is not None:
        draft = joined([draft, ready.cavities])
    part = progress.part(0.5, 1.0, text("Undoing crossings"))
    crossing = len(crossing_pairs(draft, part))
    cure = uncrossed(draft, diagonal, part, rings=CUT_RINGS, effort=EFFORT)
    log.add(
        "cut_crossings",
        crossing,
        plural("Undid {n} crossing of faces", "Undid {n} crossings of faces", max(crossing - cure.left, 0)),
    )
    draft, dust = looking_outwards(cure.draft, part), None
    number, dusty = dust_faces(draft, process)  # now, because what overlapped a body has become part of it
    if number:
        draft, dust = draft.keep(~dusty).compact(), draft.keep(dusty).compact()
    log.add("remove_fragments", number, removed_fragments(number))
    return Attempt(draft, dust, tuple(log.steps), cure.left, ready.decided, preparation)


def cleaned_without_walls(
    mesh: Mesh, process: ProcessProfile, log: StepLog, progress: Progress, preparation: Preparation
) -> Draft:
    """:func:`cleaned`, and without inner walls where the preparation asks for that."""
    draft = cleaned(mesh, log, progress.part(0.0, 0.7, text("Cleaning up")))
    if preparation.inner_walls:
        part = progress.part(0.7, 1.0, text("Looking for inner walls"))
        draft, removed = without_inner_walls(draft, process, part)
        log.add(
            "remove_inner_walls",
            removed,
            plural("Removed {n} face of inner walls", "Removed {n} faces of inner walls", removed),
        )
    return draft


def cleaned(mesh: Mesh, log: StepLog, progress: Progress) -> Draft:
    """Welded on the float32 grid, stitched, without collapsed and doubled faces, oriented, one vertex for each fan."""
    progress(0.0)
    draft = Draft.of(mesh)
    vertices, faces = len(draft.points), draft.size
    draft = on_grid(draft, grid_step(draft.points))
    draft, hair = stitched(draft, mesh.diagonal)
    merged = vertices - len(draft.points) + hair
    log.add("weld", merged, plural("Merged {n} close vertex", "Merged {n} close vertices", merged))
    draft = without_collapsed(draft)
    collapsed = faces - draft.size
    log.add(
        "drop_degenerate",
        collapsed,
        plural("Removed {n} face without area", "Removed {n} faces without area", collapsed),
    )
    progress(0.3)
    welded = draft
    part = progress.part(0.3, 0.5)
    single = without_duplicates(welded, lambda walls: panels(walls, welded, mesh.diagonal, part)).compact()
    doubled = draft.size - single.size
    log.add("drop_duplicates", doubled, plural("Removed {n} doubled face", "Removed {n} doubled faces", doubled))
    progress(0.5)
    draft, turned = oriented(single)
    log.add("orient", turned, plural("Turned {n} face outwards", "Turned {n} faces outwards", turned))
    progress(0.9)
    before = len(draft.points)
    draft, _ = split(draft)
    parted = len(draft.points) - before
    log.add(
        "split_non_manifold",
        parted,
        plural("Parted touching surfaces at {n} vertex", "Parted touching surfaces at {n} vertices", parted),
    )
    return draft
