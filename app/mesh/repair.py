"""The automatic repair: tries, proves its result with the checks and with its own measurements, keeps the best."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from app.errors import BudgetExceededError, RepairFailedError
from app.i18n import Text, plural, text
from app.jobs.progress import Progress
from app.mesh.bake.fillings import painted_fillings
from app.mesh.healing.bodies import Preparation
from app.mesh.healing.conservative import Attempt, Step, repair_conservatively
from app.mesh.healing.near_touching import drawn_apart
from app.mesh.healing.slivers import slivers, without_slivers
from app.mesh.healing.uncrossing import hopeless
from app.mesh.inspect import BLOCKING, inspect
from app.mesh.mesh import Mesh
from app.mesh.proof.color_difference import color_difference
from app.mesh.proof.deviation import NO_DEVIATION, Deviation, VisibleSurface, deviation, visible_surface
from app.mesh.rebuild import RebuildWishes, rebuild, recolored
from app.mesh.rebuild_bodies import rebuild_bodies, recolored_bodies
from app.mesh.repair_result import FAITHFUL, RepairResult
from app.mesh.report import Report
from app.settings.process import ProcessProfile

Mode = Literal["auto", "conservative", "rebuild"]

GOOD = 0.5 * FAITHFUL  # the measure has noise: a result with less than this missing is not tried to be bettered
ENOUGH = 0.8 * FAITHFUL  # a new surface is only made where more than this is missing
FOR_ONE_SKIN = 0.05  # of the visible surface may be lost where that takes away an inner wall
NOT_SHAPE = frozenset({"size"})  # blocks printing, but no repair of the surface answers it: the user chooses the height
# A second attempt takes open parts for sheets earlier (repair-conservative.md, Wuson).
EARLIER = 4e-4


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
                   rebuilds only where the conservative repair does not end in something printable that is the model
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
    inner = before.finding("inner_walls")
    surface = visible_surface(mesh, progress.part(0.1, 0.15), inner.places.indices if inner.count else None)
    prove = _Prover(mesh, surface, process, height_mm)
    work = _Work(mesh, surface, process, height_mm, mode, resolution_mm, bool(inner.count))
    best: _Proven | None = None
    for attempt, part in work.attempts(progress):
        proven = prove(attempt, part)
        best = proven if best is None else max(best, proven, key=lambda one: one.rank)
        if best.good:
            break
        work.learn(best)
    assert best is not None  # there is always a first attempt
    best = _painted(_tidied(best, prove, progress.part(0.85, 0.87)), mesh, progress.part(0.87, 0.94))
    after = inspect(best.mesh, process, height_mm, progress.part(0.94, 1.0, text("Proving")))
    words = _proof_words(best) if sound(after) else text("Not printable yet: the checks still find faults")
    steps = (*best.attempt.steps, Step("proof", best.seconds + after.seconds, words))
    color = color_difference(mesh, surface, best.mesh)
    progress(1.0)
    return RepairResult(best.mesh, before, after, steps, best.deviation, color, time.perf_counter() - began)


@dataclass
class _Work:
    """The attempts, the least invasive first; each is made only if those before it were not good enough."""

    mesh: Mesh
    surface: VisibleSurface
    process: ProcessProfile
    height_mm: float | None
    mode: Mode
    resolution_mm: float | None
    inner_walls: bool
    closed_holes: bool = False
    is_sound: bool = False
    missing: float = 1.0
    best: Attempt | None = None
    tried: set[bytes] = field(default_factory=set)

    def learn(self, best: "_Proven") -> None:
        self.is_sound = sound(best.report)
        self.missing, self.best = best.deviation.missing, best.attempt
        self.closed_holes = any(step.id in {"fill_holes", "thicken_sheets"} for step in best.attempt.steps)

    def attempts(self, progress: Progress) -> Iterator[tuple[Attempt, Progress]]:
        wall = None if self.height_mm is None else self.process.min_wall_mm
        first = Preparation(wall_mm=wall, inner_walls=self.inner_walls)
        if self.mode != "rebuild":
            for attempt in self._conservative(first, progress.part(0.15, 0.35)):
                yield attempt, progress.part(0.35, 0.38)
            if self.closed_holes and not self._pile:
                for attempt in self._conservative(replace(first, may_bury=EARLIER), progress.part(0.38, 0.48)):
                    yield attempt, progress.part(0.48, 0.5)
                if not self.is_sound:
                    for attempt in self._conservative(replace(first, may_bury=1.0), progress.part(0.5, 0.58)):
                        yield attempt, progress.part(0.58, 0.6)
        if self.mode == "conservative" or (self.mode == "auto" and self.is_sound and self.missing <= ENOUGH):
            return
        wishes = RebuildWishes(self.resolution_mm, self.height_mm)
        for attempt in self._mixed(wishes, progress.part(0.6, 0.66)) if not self._pile else ():
            yield attempt, progress.part(0.66, 0.67)
            if self.is_sound and self.missing <= ENOUGH:
                return
        for attempt in self._rebuilt(wishes, progress.part(0.67, 0.76)):
            yield attempt, progress.part(0.76, 0.77)
        if (self.is_sound and self.missing <= ENOUGH) or not self.closed_holes:
            return
        for attempt in self._rebuilt(replace(wishes, close_holes=False), progress.part(0.77, 0.83)):
            yield attempt, progress.part(0.83, 0.85)

    @property
    def _pile(self) -> bool:
        """Whether the first attempt left a pile that no attempt of its kind will undo."""
        return self.best is not None and hopeless(self.best.left, self.best.draft.size)

    def _mixed(self, wishes: RebuildWishes, progress: Progress) -> Iterator[Attempt]:
        """One attempt in which only the bodies at fault in the best so far are rebuilt, where there are others."""
        if self.best is None:
            return
        try:
            attempt = rebuild_bodies(self.mesh, self.process, self._to_beat(wishes), self.best, self.surface, progress)
        except (RepairFailedError, BudgetExceededError):
            return
        if attempt is not None:
            yield attempt

    def _rebuilt(self, wishes: RebuildWishes, progress: Progress) -> Iterator[Attempt]:
        """One attempt; none where it fails, or cannot win, and there is an earlier one to fall back on."""
        try:
            attempt = rebuild(self.mesh, self.process, self._to_beat(wishes), progress)
        except (RepairFailedError, BudgetExceededError):
            if self.mode == "rebuild":
                raise
            return
        if attempt is not None:
            yield attempt

    def _to_beat(self, wishes: RebuildWishes) -> RebuildWishes:
        return replace(wishes, to_beat=self.missing if self.is_sound else None)

    def _conservative(self, preparation: Preparation, progress: Progress) -> Iterator[Attempt]:
        """One attempt; none where it would be one that was made already."""
        attempt = repair_conservatively(self.mesh, self.process, progress, preparation, self.tried)
        if attempt is not None:
            self.tried.add(attempt.decided)
            yield attempt


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
        return sound(self.report) and self.deviation.missing <= GOOD

    @property
    def needles(self) -> int:
        """Faces without area that are left: they print, but other programs stumble over them."""
        return self.report.finding("degenerate_faces").count

    @property
    def rank(self) -> tuple[bool, bool, bool, float, float]:
        """Printable comes first, then that there is no second skin inside, then what of the looks is kept."""
        single = self.report.finding("inner_walls").count == 0 and self.deviation.missing <= FOR_ONE_SKIN
        return sound(self.report), single, self.good, -self.deviation.missing, -self.deviation.p99


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
        report = inspect(mesh, self.process, self.height_mm, progress.part(0.0, 0.5), BLOCKING)
        distance = deviation(self.surface, attempt.draft, attempt.dust, progress.part(0.5, 1.0))
        return _Proven(attempt, mesh, report, distance, time.perf_counter() - began)


def _tidied(best: _Proven, prove: _Prover, progress: Progress) -> _Proven:
    """Without needles and with room between faces that touch, where that costs nothing."""
    if not sound(best.report):
        return best
    if best.needles:
        tidy = prove(_without_needles(best), progress.part(0.0, 0.4))
        if sound(tidy.report) and tidy.needles < best.needles and tidy.deviation.missing <= best.deviation.missing:
            best = tidy
    attempt = _drawn_apart(best, progress.part(0.4, 0.6))
    if attempt is None:
        return best
    tidy = prove(attempt, progress.part(0.6, 1.0))
    better = sound(tidy.report) and tidy.needles <= best.needles and tidy.deviation.missing <= best.deviation.missing
    return tidy if better else best


def _painted(best: _Proven, mesh: Mesh, progress: Progress) -> _Proven:
    """With its colours: a new surface as a whole, otherwise the faces that close holes, in the colours of their rims.

    The shape stays, and so does its proof.
    """
    began, attempt = time.perf_counter(), best.attempt
    if attempt.rebuilt is not None:
        draft = recolored_bodies(mesh, attempt.draft, attempt.rebuilt, progress)
    elif attempt.preparation is None:
        draft = recolored(mesh, attempt.draft, progress)
    else:
        draft = painted_fillings(mesh, attempt.draft, progress)
    if draft is attempt.draft:
        return best
    steps = best.attempt.steps
    if mesh.color != "none":
        steps = (*steps, Step("recolor", time.perf_counter() - began, text("Carried the colours over")))
    return replace(best, attempt=replace(best.attempt, draft=draft, steps=steps), mesh=draft.to_mesh())


def _without_needles(proven: _Proven) -> Attempt:
    began = time.perf_counter()
    draft = without_slivers(proven.attempt.draft, proven.mesh.diagonal)
    seconds = time.perf_counter() - began
    number = proven.needles - int(slivers(draft, proven.mesh.diagonal).sum())
    words = plural("Removed {n} face as thin as a needle", "Removed {n} faces as thin as needles", number)
    return replace(proven.attempt, draft=draft, steps=(*proven.attempt.steps, Step("drop_needles", seconds, words)))


def _drawn_apart(proven: _Proven, progress: Progress) -> Attempt | None:
    """The attempt with room between faces that touch; None where none do."""
    began = time.perf_counter()
    draft, number = drawn_apart(proven.attempt.draft, proven.mesh.diagonal, progress)
    if not number:
        return None
    words = plural("Drew {n} pair of faces apart that touched", "Drew {n} pairs of faces apart that touched", number)
    step = Step("draw_apart", time.perf_counter() - began, words)
    return replace(proven.attempt, draft=draft, steps=(*proven.attempt.steps, step))


def _proof_words(proven: _Proven) -> Text:
    lost = proven.deviation.missing
    if lost <= FAITHFUL:
        return text("Proven: closed, free of crossings, and the visible surface is kept")
    return text(
        "Proven: closed and free of crossings; {share} % of the visible surface is missing", share=round(100 * lost, 2)
    )
