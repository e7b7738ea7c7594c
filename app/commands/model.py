"""Open, inspect, repair, scale, turn and save the model on the bench. Called on the main thread; the work runs beside it."""

from collections.abc import Callable
from pathlib import Path

from app.commands import work
from app.commands.workshop import Workshop
from app.errors import AppError
from app.i18n import Text, text
from app.jobs.runner import Job
from app.mesh.repairs import ALL as REPAIRS
from app.mesh.report import Report
from app.session.bench import Document, Edit
from app.settings.process import ProcessProfile, find_process


def open_file(workshop: Workshop, path: Path, *, failed: Callable[[AppError], None] | None = None) -> Job:
    """Open a model file; the checks start as soon as it is on the bench."""

    def then(opened: work.Opened) -> None:
        workshop.preferences.remember_file(path)
        _put_on_bench(workshop, path.name, path, opened)

    title = text("Open {file}", file=path.name)
    return workshop.runner.run(title, work.open_in_store, workshop.store, path, then=then, failed=failed)


def open_sample(workshop: Workshop, name: str, title: str) -> Job:
    """Put a sample creation on the bench."""

    def then(opened: work.Opened) -> None:
        _put_on_bench(workshop, title, Path(f"{name}.glb"), opened)

    return workshop.runner.run(
        text("Make the sample “{name}”", name=title), work.open_sample, workshop.store, name, then=then
    )


def resume(workshop: Workshop, document: Document) -> None:
    """Put back on the bench what was there when the program ended, however it ended."""
    workshop.bench.open(document)
    inspect(workshop)


def inspect(workshop: Workshop) -> Job | None:
    """Run the checks on what is on the bench."""
    document = workshop.bench.document
    if document is None:
        return None

    def then(report: Report) -> None:
        workshop.bench.set_report(report)

    process, height = process_of(document), document.height_mm
    return workshop.runner.run(
        text("Check {title}", title=document.title),
        work.inspect_revision, workshop.store, document.revision, process, height,
        then=then,
    )  # fmt: skip


def repair(workshop: Workshop, repair_id: str) -> Job | None:
    """Run one repair on what is on the bench."""
    document = workshop.bench.document
    if document is None:
        return None
    name = REPAIRS[repair_id].title
    return _edit(workshop, document, name, work.repair_revision, repair_id, process_of(document))


def repair_automatically(workshop: Workshop) -> Job | None:
    """Make what is on the bench printable, and prove it."""
    document = workshop.bench.document
    if document is None:
        return None
    title = text("Repair and prove")

    def then(repaired: work.AutoRepaired) -> None:
        edit = Edit(title, document.revision, repaired.revision, repaired.summary, repaired.seconds)
        if workshop.bench.finish(edit) or repaired.revision == document.revision:
            workshop.bench.set_report(repaired.report)

    return workshop.runner.run(
        text("Repair {title}", title=document.title),
        work.repair_revision_automatically, workshop.store, document.revision, process_of(document), document.height_mm,
        then=then,
    )  # fmt: skip


def confirm_height(workshop: Workshop, height_mm: float) -> Job | None:
    """Scale to the printed height that the user chose; from now on it counts as chosen."""
    document = workshop.bench.document
    if document is None:
        return None
    workshop.bench.change(height_mm=height_mm)
    return _edit(workshop, document, text("Height {mm} mm", mm=height_mm), work.scale_revision, height_mm)


def turn(workshop: Workshop, axis: str) -> Job | None:
    """Turn the model so that this axis points up."""
    document = workshop.bench.document
    if document is None:
        return None
    return _edit(workshop, document, text("Turn {axis} up", axis=axis.upper()), work.turn_revision, axis)


def choose_process(workshop: Workshop, process_id: str) -> None:
    """Judge by the limits of this print process from now on. Raises AppError for one that does not exist."""
    find_process(process_id)
    workshop.preferences.process = process_id
    if workshop.bench.document is not None:
        workshop.bench.change(process=process_id)
        inspect(workshop)


def save_as(workshop: Workshop, path: Path, saved: Callable[[Path, tuple[Text, ...]], None]) -> Job | None:
    """Write what is on the bench to a file; ``saved`` gets what the format could not hold."""
    document = workshop.bench.document
    if document is None:
        return None

    def then(lost: tuple[Text, ...]) -> None:
        workshop.preferences.last_folder = str(path.parent)
        if workshop.bench.document is not None and workshop.bench.document.original == document.original:
            workshop.bench.change(saved_as=path, saved_revision=document.revision)
        saved(path, lost)

    return workshop.runner.run(
        text("Save {file}", file=path.name), work.save_revision, workshop.store, document.revision, path, then=then
    )


def process_of(document: Document) -> ProcessProfile:
    """The print process that the document is judged by, or the default one where it is gone."""
    try:
        return find_process(document.process)
    except AppError:
        return find_process(None)


def _put_on_bench(workshop: Workshop, title: str, source: Path, opened: work.Opened) -> None:
    workshop.bench.open(
        Document(
            title=title,
            source=source,
            original=opened.revision,
            revision=opened.revision,
            process=workshop.preferences.process,
            height_mm=None if opened.proposed else round(opened.height_mm, 2),
            notes=opened.notes,
        )
    )
    inspect(workshop)


def _edit(
    workshop: Workshop, document: Document, title: Text, function: Callable[..., work.Edited], *args: object
) -> Job:
    def then(edited: work.Edited) -> None:
        workshop.bench.finish(Edit(title, document.revision, edited.revision, edited.summary, edited.seconds))
        inspect(workshop)

    return workshop.runner.run(title, function, workshop.store, document.revision, *args, then=then)
