"""The automatic repair: tries, proves its result with the checks and with its own measurements, keeps the best."""

import time
from dataclasses import dataclass, replace
from typing import Any, Literal

from app.errors import RepairFailedError
from app.i18n import Text, plural, text
from app.jobs.progress import Progress
from app.mesh.healing.bodies import Preparation
from app.mesh.healing.conservative import Attempt, Step, repair_conservatively
from app.mesh.healing.rebuild import rebuild
from app.mesh.healing.slivers import slivers, without_slivers
from app.mesh.inspect import inspect
from app.mesh.mesh import Mesh
from app.mesh.proof.color_difference import color_difference
from app.mesh.proof.deviation import NO_DEVIATION, Deviation, VisibleSurface, deviation, visible_surface
from app.mesh.report import Report
from app.settings.process import ProcessProfile

Mode = Literal["auto", "conservative", "rebuild"]

TOO_MUCH = 0.05  # of the visible surface missing: what is left is sound, but it is not the model any more
FAITHFUL = 1e-3  # of the visible surface may be missing before another attempt is worth its time
NOT_SHAPE = frozenset({"size"})  # blocks printing, but no repair of the surface answers it: the user chooses the height
# A second attempt takes open parts for sheets earlier (repair-conservative.md, Wuson); a third one closes all of them,
# where there is nothing printable yet.
SECOND_LOOK = ((Preparation(may_bury=4e-4), False), (Preparation(may_bury=1.0), True))


@dataclass(frozen=True, eq=False)
class RepairResult:
    """A repaired mesh and the proof. ``mesh`` is the input itself where nothing had to be done."""

    mesh: Mesh
    before: Report
    after: Report
    steps: tuple[Step, ...]
    deviation: Deviation
    color_delta_e: tuple[float, float] | None
    seconds: float

    def to_json(self) -> dict[str, Any]:
        """The result as the command line's contract has it."""
        color = self.color_delta_e
        return {
            "before": self.before.to_json(),
            "after": self.after.to_json(),
            "steps": [
                {"id": step.id, "seconds": round(step.seconds, 4), "summary": str(step.summary)} for step in self.steps
            ],
            "deviation_mm": self.deviation.to_json(),
            "color_delta_e": None if color is None else {"mean": round(color[0], 4), "p95": round(color[1], 4)},
            "seconds": round(self.seconds, 4),
        }


def repair_automatically(  # noqa: PLR0917 - the contract with the commands; callers name the last three
    mesh: Mesh,
    process: ProcessProfile,
    height_mm: float | None,
    mode: Mode = "auto",
    resolution_mm: float | None = None,
    progress: Progress | None = None,
) -> RepairResult:
    """Make a mesh printable and prove it.

    height_mm      the printed height that was chosen (the mesh has it already), or None
    mode           "conservative" keeps every face it can; "rebuild" makes a new surface around the model; "auto"
                   rebuilds only where the conservative repair does not end in something printable
    resolution_mm  finest detail that a rebuild keeps; None for the process's own

    A mesh whose shape is sound comes back unchanged. What could not be proven comes back with ``after.printable`` False
    and a step that says so. Raises RepairFailedError for a mesh without any surface.
    """
    began = time.perf_counter()
    progress = progress or Progress()
    before = inspect(mesh, process, height_mm, progress.part(0.0, 0.1, text("Checking the model")))
    if not len(mesh.faces) or before.area_mm2 <= 0 or mesh.diagonal <= 0:
        raise RepairFailedError(text("There is no surface in this model that could be repaired; check the file."))
    if sound(before) and mode != "rebuild":
        return RepairResult(mesh, before, before, (), NO_DEVIATION, None if mesh.color == "none" else (0.0, 0.0),
                            time.perf_counter() - began)  # fmt: skip
    surface = visible_surface(mesh, progress.part(0.1, 0.2))
    prove = _Prover(mesh, surface, process, height_mm)
    best: _Proven | None = None
    if mode != "rebuild":
        best = prove(repair_conservatively(mesh, process, progress.part(0.2, 0.5)), progress.part(0.5, 0.55))
        for number, (preparation, only_if_unsound) in enumerate(SECOND_LOOK):
            if best.good or not _worth_another(best) or (only_if_unsound and sound(best.report)):
                break
            start = 0.55 + 0.1 * number
            attempt = repair_conservatively(mesh, process, progress.part(start, start + 0.08), preparation)
            other = prove(attempt, progress.part(start + 0.08, start + 0.1))
            best = max(best, other, key=lambda proven: proven.rank)
    if best is None or (mode == "auto" and (not sound(best.report) or best.deviation.missing > TOO_MUCH)):
        rebuilt = prove(
            rebuild(mesh, process, resolution_mm, progress.part(0.75, 0.95)), progress.part(0.95, 1.0, text("Proving"))
        )
        best = rebuilt if best is None else max(best, rebuilt, key=lambda proven: proven.rank)
    if sound(best.report) and best.needles:
        tidy = prove(_without_needles(best), progress.part(0.95, 1.0))
        if sound(tidy.report) and tidy.needles < best.needles and tidy.deviation.missing <= best.deviation.missing:
            best = tidy
    progress(1.0)
    steps = best.attempt.steps
    if not sound(best.report):
        steps = (*steps, Step("proof", best.seconds, text("Not printable yet: the checks still find faults")))
    else:
        steps = (*steps, Step("proof", best.seconds, _proof_words(best)))
    color = color_difference(mesh, surface, best.mesh)
    return RepairResult(best.mesh, before, best.report, steps, best.deviation, color, time.perf_counter() - began)


def sound(report: Report) -> bool:
    """Whether nothing about the surface itself stands against printing."""
    return all(f.ran and f.count == 0 for f in report.findings if f.severity == "blocks" and f.id not in NOT_SHAPE)


@dataclass(frozen=True, eq=False)
class _Proven:
    attempt: Attempt
    mesh: Mesh
    report: Report
    deviation: Deviation
    seconds: float

    @property
    def good(self) -> bool:
        return sound(self.report) and self.deviation.missing <= FAITHFUL

    @property
    def needles(self) -> int:
        """Faces without area that are left: they print, but other programs stumble over them."""
        return self.report.finding("degenerate_faces").count

    @property
    def rank(self) -> tuple[bool, bool, float, float]:
        """Printable comes first, then what of the looks is kept."""
        return sound(self.report), self.good, -self.deviation.missing, -self.deviation.p99


@dataclass(frozen=True, eq=False)
class _Prover:
    mesh: Mesh
    surface: VisibleSurface
    process: ProcessProfile
    height_mm: float | None

    def __call__(self, attempt: Attempt, progress: Progress) -> _Proven:
        began = time.perf_counter()
        progress(0.0, text("Proving"))
        mesh = attempt.draft.to_mesh()
        report = inspect(mesh, self.process, self.height_mm, progress.part(0.0, 0.5))
        distance = deviation(self.surface, attempt.draft, attempt.dust, progress.part(0.5, 1.0))
        return _Proven(attempt, mesh, report, distance, time.perf_counter() - began)


def _without_needles(proven: _Proven) -> Attempt:
    began = time.perf_counter()
    draft = without_slivers(proven.attempt.draft, proven.mesh.diagonal)
    seconds = time.perf_counter() - began
    number = proven.needles - int(slivers(draft, proven.mesh.diagonal).sum())
    words = plural("Removed {n} face as thin as a needle", "Removed {n} faces as thin as needles", number)
    return replace(proven.attempt, draft=draft, steps=(*proven.attempt.steps, Step("drop_needles", seconds, words)))


def _worth_another(proven: _Proven) -> bool:
    """Another attempt helps where open parts were closed the wrong way, not where nothing was open."""
    return any(step.id in {"fill_holes", "thicken_sheets"} for step in proven.attempt.steps)


def _proof_words(proven: _Proven) -> Text:
    lost = proven.deviation.missing
    if lost <= FAITHFUL:
        return text("Proven: closed, free of crossings, and the visible surface is kept")
    return text(
        "Proven: closed and free of crossings; {share} % of the visible surface is missing", share=round(100 * lost, 2)
    )
