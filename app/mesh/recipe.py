"""Doing the steps of a recipe to a mesh, one after the other."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from app.errors import AppError
from app.i18n import Text, text
from app.jobs.progress import Progress
from app.mesh.forms.recipe import FLAT, HEIGHT, ONE_REPAIR, REPAIR, TURN_UP, step_title
from app.mesh.mesh import Mesh
from app.mesh.repair import Mode, repair_automatically
from app.mesh.repairs import ALL as REPAIRS
from app.mesh.tools import TOOLS
from app.mesh.turning import lies_flat, turned_up
from app.settings.process import ProcessProfile
from app.settings.recipe import RecipeStep


@dataclass(frozen=True, eq=False)
class StepResult:
    """A mesh after one step.

    height_mm  the printed height that counts as chosen from now on, or None
    """

    mesh: Mesh
    title: Text
    summary: Text
    seconds: float
    height_mm: float | None


def do_step(  # noqa: PLR0917 - as the steps of a recipe need them
    mesh: Mesh, step: RecipeStep, process: ProcessProfile, height_mm: float | None, asked: bool, progress: Progress
) -> StepResult:
    """Do one step. Raises AppError for one that is unknown or cannot be done to this mesh.

    height_mm  the printed height that counts as chosen; ``asked``: somebody asked for it, rather than the file having it
    """
    began = time.perf_counter()
    after, summary, height = _done(mesh, step, process, height_mm, asked, progress)
    return StepResult(after, step_title(step), summary, time.perf_counter() - began, height)


def at_height(mesh: Mesh, height_mm: float) -> Mesh:
    """The mesh scaled to a printed height. Raises AppError for one that lies flat: it has none."""
    if height_mm <= 0 or lies_flat(mesh):
        raise AppError(FLAT)
    return mesh.scaled_to_height(height_mm)


def turned_upright(mesh: Mesh, axis: str, height_mm: float | None) -> Mesh:
    """The mesh with ``axis`` pointing up, and this high again where it has a height then. None: as large as it was.

    The height that somebody asked for is that of the model as it stands: what comes in lying on its back and is made 80 mm
    high is to be 80 mm high once it was turned upright, too.
    """
    turned = turned_up(mesh, axis)
    return turned if height_mm is None or lies_flat(turned) else at_height(turned, height_mm)


def do_recipe(
    mesh: Mesh,
    steps: Sequence[RecipeStep],
    process: ProcessProfile,
    height_mm: float | None,
    progress: Progress,
) -> tuple[StepResult, ...]:
    """All steps. Raises AppError that says which step failed."""
    results: list[StepResult] = []
    for number, step in enumerate(steps):
        part = progress.part(number / len(steps), (number + 1) / len(steps), step_title(step))
        asked = any(earlier.tool == HEIGHT for earlier in steps[:number])
        try:
            results.append(do_step(mesh, step, process, height_mm, asked, part))
        except AppError as error:
            raise AppError(text("{step}: {problem}", step=step_title(step), problem=error.sentence)) from error
        mesh, height_mm = results[-1].mesh, results[-1].height_mm
    return tuple(results)


def _done(  # noqa: PLR0917 - as do_step
    mesh: Mesh, step: RecipeStep, process: ProcessProfile, height_mm: float | None, asked: bool, progress: Progress
) -> tuple[Mesh, Text, float | None]:
    values = step.values
    if step.tool == REPAIR:
        modes: dict[object, Mode] = {"conservative": "conservative", "rebuild": "rebuild"}
        result = repair_automatically(
            mesh,
            process,
            height_mm,
            modes.get(values.get("mode"), "auto"),
            _number(values.get("resolution_mm")) or None,
            progress,
        )
        words = text("Printable, proven") if result.after.printable else text("Repaired, but checks still block it")
        return result.mesh, words, height_mm
    if step.tool == HEIGHT:
        height = _number(values.get("height_mm"))
        return at_height(mesh, height), text("Scaled to {mm} mm", mm=height), height
    if step.tool == TURN_UP:
        axis = str(values.get("axis", ""))
        turned = turned_upright(mesh, axis, height_mm if asked else None)
        return turned, text("Turned {axis} up", axis=axis), None if height_mm is None else float(turned.size_mm[2])
    if step.tool.startswith(ONE_REPAIR):
        repair = REPAIRS.get(step.tool.removeprefix(ONE_REPAIR))
        if repair is None:
            raise AppError(text("There is no tool “{name}”; take the step out.", name=step.tool))
        repaired = repair.run(mesh, process, progress)
        return repaired.mesh, repaired.summary, height_mm
    tool = TOOLS.get(step.tool)
    if tool is None:
        raise AppError(text("There is no tool “{name}”; take the step out.", name=step.tool))
    changed = tool.run(mesh, values, process, progress)
    height_now = float(changed.mesh.size_mm[2])
    known = height_mm is not None or step.tool == "scale"
    return changed.mesh, changed.summary, round(height_now, 3) if known else None


def _number(value: object) -> float:
    return float(value) if isinstance(value, float | int) else 0.0
