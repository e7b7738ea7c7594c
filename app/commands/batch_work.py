"""One file of a batch: open, do the recipe, check, save. Runs in a helper process."""

import time
from dataclasses import replace
from pathlib import Path

from app import i18n
from app.commands.batch_plan import Row, digest
from app.errors import AppError
from app.i18n import Text, text
from app.jobs.progress import Progress
from app.mesh.inspect import inspect
from app.mesh.loading import load, save
from app.mesh.recipe import StepResult, do_recipe
from app.settings.process import ProcessProfile
from app.settings.recipe import RecipeStep

COST = "material"


def do_file(  # noqa: PLR0917 - arguments travel to this process by place
    path: Path,
    out: Path,
    steps: tuple[RecipeStep, ...],
    process: ProcessProfile,
    key: str,
    language: str,
    progress: Progress,
) -> Row:
    """The row of one file; whatever is wrong with it stands in the row, in ``language``. Raises only Cancelled."""
    i18n.activate(language)
    began = time.perf_counter()
    row = Row(str(path), out.name, key=key)
    try:
        source = digest(path)
        loaded = load(path, progress.part(0.0, 0.15))
        # A file without a unit has no height yet: a recipe that gives it none leaves its numbers as they are.
        height = None if loaded.unit is None else float(loaded.mesh.size_mm[2])
        done: tuple[StepResult, ...] = do_recipe(loaded.mesh, steps, process, height, progress.part(0.15, 0.8))
        mesh = done[-1].mesh if done else loaded.mesh
        height = done[-1].height_mm if done else height
        report = inspect(mesh, process, height, progress.part(0.8, 0.92, text("Proving")))
        out.parent.mkdir(parents=True, exist_ok=True)
        lost = save(mesh, out, progress.part(0.92, 1.0))
    except (AppError, OSError) as error:
        sentence = error.sentence if isinstance(error, AppError) else _cannot(path, error)
        return replace(row, state="failed", message=str(sentence), seconds=round(time.perf_counter() - began, 2))
    cost = next((finding.values.get("cost", 0.0) for finding in report.findings if finding.id == COST), 0.0)
    return replace(
        row,
        state="printable" if report.printable else "not_printable",
        source=source,
        result=digest(out),
        faces=report.faces,
        size_mm=tuple(round(v, 2) for v in report.size_mm),
        volume_mm3=round(report.volume_mm3, 1),
        cost=round(cost, 2),
        blocking=tuple(f.id for f in report.findings if f.severity == "blocks" and (f.count or not f.ran)),
        seconds=round(time.perf_counter() - began, 2),
        message=" ".join(str(words) for words in lost),
        steps=tuple(f"{step.title}: {step.summary}" for step in done),
    )


def _cannot(path: Path, error: OSError) -> Text:
    return text("“{path}” cannot be read: {why}.", path=path.name, why=error.strerror or type(error).__name__)
