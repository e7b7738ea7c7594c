"""One file of a batch: open, do the recipe, check, save. Runs in a helper process."""

import time
from dataclasses import replace
from pathlib import Path

from app import i18n
from app.commands.batch_plan import Origin, Row, digest
from app.errors import AppError
from app.i18n import Text, text
from app.jobs.progress import Progress
from app.mesh.forms.recipe import HEIGHT, moves
from app.mesh.inspect import inspect
from app.mesh.loading import load, save
from app.mesh.mesh import Mesh
from app.mesh.recipe import StepResult, do_recipe
from app.mesh.store import MeshStore
from app.mesh.turning import LIES, seems_to_lie
from app.session.bench import Document, Edit
from app.session.document_json import to_json
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
    origin: Origin | None,
    store: MeshStore | None,
    progress: Progress,
) -> Row:
    """The row of one file; whatever is wrong with it stands in the row, in ``language``. Raises only Cancelled.

    The model of an item (``origin``) gets the height that was ordered, and each step of it goes to the ``store``.
    """
    i18n.activate(language)
    began = time.perf_counter()
    row = Row(str(path), out.name, key=key)
    if origin is not None:
        row = replace(row, item=origin.item, over=origin.over)
        steps = at_height(steps, origin.height_mm)
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
        lost = save(mesh, out, progress.part(0.92, 0.97))
        still_said = (LIES,) if LIES in loaded.notes and seems_to_lie(mesh) else ()
        document = None
        if origin is not None and store is not None:
            document = to_json(document_of(origin, loaded.mesh, steps, done, process.id, store))
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
        message=" ".join(str(words) for words in (*lost, *still_said)),
        steps=tuple(f"{step.title}: {step.summary}" for step in done),
        document=document,
    )


def at_height(steps: tuple[RecipeStep, ...], height_mm: float | None) -> tuple[RecipeStep, ...]:
    """The steps with the height that was ordered in place of the recipe's; first of all where it has none."""
    if height_mm is None:
        return steps
    ordered = RecipeStep(tool=HEIGHT, values={"height_mm": height_mm})
    if not any(step.tool == HEIGHT for step in steps):
        return (ordered, *steps)
    return tuple(ordered if step.tool == HEIGHT else step for step in steps)


def document_of(  # noqa: PLR0917 - what was done
    origin: Origin,
    original: Mesh,
    steps: tuple[RecipeStep, ...],
    done: tuple[StepResult, ...],
    process: str,
    store: MeshStore,
) -> Document:
    """What was done to the model of an item, as the bench keeps it; every revision is in the store."""
    first = before = store.put(original)
    edits: list[Edit] = []
    height: float | None = None
    for step, result in zip(steps, done, strict=True):
        after = store.put(result.mesh)
        heights = None if result.height_mm == height else (height, result.height_mm)
        height = result.height_mm
        if after != before:
            edits.append(
                Edit(
                    result.title, before, after, result.summary, result.seconds, placement=moves(step.tool),
                    tool=step.tool, values=step.values, heights=heights,
                )
            )  # fmt: skip
        before = after
    return Document(
        origin.title, Path(origin.title), first, before, process, height, tuple(edits), len(edits), item=origin.item
    )


def _cannot(path: Path, error: OSError) -> Text:
    return text("“{path}” cannot be read: {why}.", path=path.name, why=error.strerror or type(error).__name__)
