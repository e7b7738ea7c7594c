"""Batches and recipes as the window uses them: started as jobs, every step of a recipe an edit that can be undone."""

from collections.abc import Callable
from pathlib import Path

from app.commands import model
from app.commands.batch import Tell, run_batch, sensible_workers
from app.commands.batch_plan import Plan, Row
from app.commands.results import Edited
from app.commands.workshop import Workshop
from app.errors import AppError
from app.i18n import text
from app.jobs.progress import Progress
from app.jobs.runner import Job
from app.mesh.forms.recipe import HEIGHT, moves, repeatable, step_title
from app.session.bench import Document, Edit
from app.settings.recipe import Recipe, RecipeStep

WORK = "app.commands.work:recipe_step"


def start_batch(
    workshop: Workshop,
    plan: Plan,
    tell: Tell,
    done: Callable[[tuple[Row, ...]], None],
    failed: Callable[[AppError], None],
) -> Job:
    """Run a batch beside the window; ``tell`` is called from several threads, ``done`` on the main thread."""

    def work(progress: Progress) -> tuple[Row, ...]:
        return run_batch(plan, sensible_workers(), progress, tell)

    title = text("{recipe}: {n} models", recipe=plan.recipe.title(), n=len(plan.files))
    return workshop.runner.run(title, work, then=done, failed=failed, lane="batch")


def run_recipe(workshop: Workshop, recipe: Recipe, begun: Callable[[Job], None]) -> Job | None:
    """Do a recipe to what is on the bench, step by step; ``begun`` gets the job of each further step.

    Each step that is done is on the disk and in the history; a step that fails or is cancelled ends the recipe there.
    """
    return _step(workshop, recipe.steps, 0, begun)


def steps_of(document: Document) -> tuple[RecipeStep, ...]:
    """What was done to the model that is open, as far as it can be done to another one."""
    steps = []
    for edit in document.edits[: document.position]:
        values = repeatable(edit.tool, edit.values)
        if values is not None and not edit.local:
            steps.append(RecipeStep(tool=edit.tool, values=values))
    return tuple(steps)


def _step(workshop: Workshop, steps: tuple[RecipeStep, ...], number: int, begun: Callable[[Job], None]) -> Job | None:
    document = workshop.bench.document
    if document is None or number >= len(steps):
        return None
    step = steps[number]

    def then(edited: Edited) -> None:
        edit = Edit(
            step_title(step), document.revision, edited.revision, edited.summary, edited.seconds,
            placement=moves(step.tool), tool=step.tool, values=step.values,
            heights=model.heights_of(document, edited, "scale" if step.tool in {HEIGHT, "scale"} else step.tool),
        )  # fmt: skip
        if workshop.bench.document is not document:
            workshop.bench.overtaken.emit(edit)  # another model has been opened meanwhile, or something was undone
            return
        model.finish(workshop, edit)
        following = _step(workshop, steps, number + 1, begun)
        if following is not None:
            begun(following)

    return workshop.runner.run(
        text("Step {n} of {all}: {step}", n=number + 1, all=len(steps), step=step_title(step)),
        WORK, workshop.store, document.revision, step, model.process_of(document), document.height_mm,
        document.height_asked,
        then=then,
    )  # fmt: skip


def default_folder(workshop: Workshop) -> Path:
    """Where results of a batch are proposed to go."""
    return Path(workshop.preferences.last_folder or Path.home()) / "statuette-batch"
