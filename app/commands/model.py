"""Open, inspect, repair, scale, turn and save the model on the bench.

Called on the main thread; the work runs beside it.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Literal

import numpy as np

from app.commands.results import AutoRepaired, Edited, Opened, RepairName
from app.commands.workshop import Workshop
from app.errors import AppError
from app.i18n import Text, text
from app.jobs.runner import Job
from app.mesh.forms import FORMS
from app.mesh.forms.parameter import Value
from app.mesh.forms.recipe import FLAT, HEIGHT, TURN_UP
from app.mesh.ghost import Ghost
from app.mesh.report import Heat, Report
from app.mesh.turning import LIES
from app.session.bench import Document, Edit, Given
from app.settings.process import ProcessProfile, find_process

# By name: the window's process must not import what they need (numba, Open3D, trimesh: a second and 150 MB).
_WORK = "app.commands.work:"

SAME_HEIGHT_MM = 0.01

Mode = Literal["auto", "conservative", "rebuild"]  # app.mesh.repair.Mode, which brings numba along


def learn_repairs(workshop: Workshop, learned: Callable[[], None]) -> Job:
    """Ask the helper process what repairs there are; it is warm when it answers."""

    def then(names: tuple[RepairName, ...]) -> None:
        workshop.repairs = {name.id: name for name in names}
        learned()

    return workshop.runner.run(text("Get the workshop ready"), _WORK + "repair_names", then=then, quiet=True)


def open_file(workshop: Workshop, path: Path, *, failed: Callable[[AppError], None] | None = None) -> Job:
    """Open a model file; the checks start as soon as it is on the bench."""

    def then(opened: Opened) -> None:
        workshop.preferences.remember_file(path)
        _put_on_bench(workshop, path.name, path, _with_size_told(opened))

    title = text("Open {file}", file=path.name)
    return workshop.runner.run(
        title, _WORK + "open_in_store",
        workshop.store, path, _profile(workshop.preferences.process), workshop.preferences.default_height_mm,
        then=then, failed=failed,
    )  # fmt: skip


def open_for_item(  # noqa: PLR0917 - what an order knows of its item
    workshop: Workshop,
    path: Path,
    title: str,
    item: int,
    process: str,
    height_mm: float | None,
    ended: Callable[[], None],
    book: str = "",
) -> Job:
    """Open the generated mesh of an item of an order, at the height that was ordered: that is its first step.

    ``process``: "" for the one that is set. ``book``: id of the book that the item is of.
    ``ended`` is called when the file at ``path`` is not needed any more.
    """

    def then(opened: Opened) -> None:
        ended()
        told = opened if height_mm else _with_size_told(opened)
        _put_on_bench(workshop, title, Path(title), told, item=item, process=process, ordered_mm=height_mm, book=book)

    def failed(error: AppError) -> None:
        ended()
        raise error  # the bench says why

    return workshop.runner.run(
        text("Open {file}", file=title), _WORK + ("open_ordered_in_store" if height_mm else "open_in_store"),
        workshop.store, path, _profile(process or workshop.preferences.process),
        height_mm or workshop.preferences.default_height_mm,
        then=then, failed=failed,
    )  # fmt: skip


def open_sample(workshop: Workshop, name: str, title: str) -> Job:
    """Put a sample creation on the bench."""

    def then(opened: Opened) -> None:
        _put_on_bench(workshop, title, Path(f"{name}.glb"), opened)

    return workshop.runner.run(
        text("Make the sample “{name}”", name=title), _WORK + "open_sample", workshop.store, name, then=then
    )


def resume(workshop: Workshop, document: Document) -> None:
    """Put back on the bench what was there when the program ended, however it ended."""
    workshop.bench.open(document)


def inspect(workshop: Workshop) -> Job | None:
    """Run the checks on what is on the bench; an earlier run that is not done yet is cancelled."""
    document = workshop.bench.document
    if document is None:
        return None
    if workshop.checking is not None:
        workshop.checking.cancel()

    def then(report: Report) -> None:
        workshop.bench.remember(report, height)

    process, height = process_of(document), document.height_mm
    workshop.checking = workshop.runner.run(
        text("Check {title}", title=document.title),
        _WORK + "inspect_revision", workshop.store, document.revision, process, height,
        then=then,
    )  # fmt: skip
    return workshop.checking


def keep_report_fresh(workshop: Workshop) -> None:
    """From now on, check whatever comes onto the bench, unless its report is known already."""

    def check(report: Report | None) -> None:
        if report is None and not workshop.bench.show_known_report():
            inspect(workshop)

    workshop.bench.report_changed.connect(check)


def repair(workshop: Workshop, repair_id: str) -> Job | None:
    """Run one repair on what is on the bench."""
    document = workshop.bench.document
    if document is None:
        return None
    known = workshop.repairs.get(repair_id)
    title = known.title if known is not None else text("Repair")
    return _edit(
        workshop,
        document,
        title,
        _WORK + "repair_revision",
        repair_id,
        process_of(document),
        tool=f"repair.{repair_id}",
    )


def repair_automatically(workshop: Workshop, mode: Mode = "auto", resolution_mm: float | None = None) -> Job | None:
    """Make what is on the bench printable, and prove it.

    ``mode`` and ``resolution_mm`` (finest detail of a rebuild; None: the process's own) are those of
    ``app.mesh.repair.repair_automatically``.
    """
    document = workshop.bench.document
    if document is None:
        return None
    title = text("Repair and prove")

    def then(repaired: AutoRepaired) -> None:
        workshop.bench.remember(repaired.report, document.height_mm)
        edit = Edit(
            title, document.revision, repaired.revision, repaired.summary, repaired.seconds, repaired.changes,
            tool="repair", values={"mode": mode, "resolution_mm": resolution_mm or 0.0},
        )  # fmt: skip
        workshop.bench.finish(edit)

    return workshop.runner.run(
        text("Repair {title}", title=document.title),
        _WORK + "repair_revision_automatically",
        workshop.store, document.revision, process_of(document), document.height_mm, mode, resolution_mm,
        then=then,
    )  # fmt: skip


def measure_deviation(workshop: Workshop, measured: Callable[[str, str, Heat], None]) -> Job | None:
    """Measure how far what is on the bench is from what it is compared with (``Document.reference``).

    ``measured`` gets both revisions, before and after, and the figure.
    """
    document = workshop.bench.document
    if document is None:
        return None
    before, after = document.reference, document.revision
    return workshop.runner.run(
        text("Measure the deviation of {title}", title=document.title),
        _WORK + "deviation_of_revisions",
        workshop.store, before, after,
        then=lambda heat: measured(before, after, heat),
    )  # fmt: skip


def measure_curvature(workshop: Workshop, measured: Callable[[str, Heat], None]) -> Job | None:
    """Measure how strongly the surface on the bench bends; ``measured`` gets its revision and the figure."""
    document = workshop.bench.document
    if document is None:
        return None
    revision = document.revision
    return workshop.runner.run(
        text("Measure the curvature of {title}", title=document.title),
        _WORK + "curvature_of_revision",
        workshop.store, revision,
        then=lambda heat: measured(revision, heat),
    )  # fmt: skip


def use_tool(workshop: Workshop, tool_id: str, values: dict[str, Value]) -> Job | None:
    """Run a tool on what is on the bench (``app.mesh.forms.FORMS`` has them and their values).

    Raises KeyError for a tool that does not exist; values outside their limits fail in the job, with a sentence.
    """
    document = workshop.bench.document
    if document is None:
        return None
    form = FORMS[tool_id]
    return _edit(
        workshop, document, form.verb, _WORK + "use_tool", tool_id, values, process_of(document),
        placement=form.placement, tool=tool_id, values=_of_any_model(values), local=_of_this_model(values),
    )  # fmt: skip


def preview_tool(
    workshop: Workshop, tool_id: str, values: dict[str, Value], made: Callable[[Ghost | None], None]
) -> Job | None:
    """Ask for the ghost of what a tool would do; values that do not fit have none."""
    document = workshop.bench.document
    if document is None:
        return None
    return workshop.runner.run(
        text("Preview"), _WORK + "preview_tool",
        workshop.store, document.revision, tool_id, values, process_of(document),
        then=made, failed=lambda _error: made(None), quiet=True,
    )  # fmt: skip


def confirm_height(workshop: Workshop, height_mm: float) -> Job | None:
    """Scale to the printed height that the user chose; once the model has it, it counts as chosen."""
    document = workshop.bench.document
    if document is None:
        return None

    return workshop.runner.run(
        _height_title(height_mm), _WORK + "scale_revision", workshop.store, document.revision, height_mm,
        then=lambda edited: finish(workshop, _height_step(document, edited, height_mm)),
    )  # fmt: skip


def turn(workshop: Workshop, axis: str) -> Job | None:
    """Turn the model so that this axis points up."""
    document = workshop.bench.document
    if document is None:
        return None
    title = text("Turn {axis} up", axis=axis.upper())
    proposed = document.height_mm is None and _PROPOSED in {note.message for note in document.notes}
    height = document.height_mm if document.height_asked else None
    if proposed:
        height = workshop.preferences.default_height_mm
    return _edit(
        workshop, document, title, _WORK + "turn_revision", axis, process_of(document), height, proposed,
        placement=True, tool=TURN_UP, values={"axis": axis},
    )  # fmt: skip


def choose_process(workshop: Workshop, process_id: str) -> None:
    """Judge by the limits of this print process from now on. Raises AppError for one that does not exist."""
    find_process(process_id)
    workshop.preferences.process = process_id
    if workshop.bench.document is not None:
        workshop.bench.change(process=process_id)


def save_as(
    workshop: Workshop, path: Path, saved: Callable[[Path, tuple[Text, ...]], None], revision: str = ""
) -> Job | None:
    """Write what is on the bench (or a ``revision`` of its history) to a file; ``saved`` gets what the format cannot hold."""
    document = workshop.bench.document
    if document is None:
        return None
    revision = revision or document.revision

    def then(lost: tuple[Text, ...]) -> None:
        workshop.preferences.last_folder = str(path.parent)
        if workshop.bench.document is not None and workshop.bench.document.original == document.original:
            workshop.bench.change(saved_as=path, saved_revision=revision)
        saved(path, lost)

    return workshop.runner.run(
        text("Save {file}", file=path.name), _WORK + "save_revision", workshop.store, revision, path, then=then,
        writes=path.name,
    )  # fmt: skip


def process_of(document: Document) -> ProcessProfile:
    """The print process that the document is judged by, or the default one where it is gone."""
    return _profile(document.process)


def _profile(process: str) -> ProcessProfile:
    try:
        return find_process(process)
    except AppError:
        return find_process(None)


def _with_size_told(opened: Opened) -> Opened:
    if opened.overruled_mm is None:
        return opened
    said = _proposed(f"{opened.overruled_mm:,.{0 if opened.overruled_mm >= 10 else 2}f}", f"{opened.height_mm:.4g}")
    return replace(opened, notes=(*opened.notes, said))


def _proposed(mm: str, height: str) -> Text:
    return text("At its own size, {mm} mm high, it cannot be printed; {height} mm is proposed.", mm=mm, height=height)


def _height_title(height_mm: float) -> Text:
    return text("Height {mm} mm", mm=height_mm)


def _height_step(document: Document, edited: Edited, height_mm: float) -> Edit:
    return Edit(
        _height_title(height_mm), document.revision, edited.revision, edited.summary, edited.seconds,
        placement=True, tool=HEIGHT, values={"height_mm": height_mm}, heights=(document.height_mm, height_mm),
    )  # fmt: skip


_PROPOSED = _proposed("", "").message
_ANSWERS = {
    HEIGHT: {_PROPOSED, FLAT.message},
    TURN_UP: {LIES.message},
}  # what was said at the opening, by what answers it


def finish(workshop: Workshop, edit: Edit) -> None:
    """Show what an edit has made; what was said when the file was opened, and is answered by it, is not said any more."""
    document, answered = workshop.bench.document, _ANSWERS.get(edit.tool, set())
    if (
        workshop.bench.finish(edit)
        and document is not None
        and any(note.message in answered for note in document.notes)
    ):
        workshop.bench.change(notes=tuple(note for note in document.notes if note.message not in answered))


def _put_on_bench(
    workshop: Workshop,
    title: str,
    source: Path,
    opened: Opened,
    *,
    item: int = 0,
    process: str = "",
    ordered_mm: float | None = None,
    book: str = "",
) -> None:
    document = Document(
        title=title,
        source=source,
        original=opened.revision,
        revision=opened.revision,
        process=process or workshop.preferences.process,
        height_mm=None if opened.proposed else round(opened.height_mm, 2),
        notes=opened.notes,
        item=item,
        book=book,
    )
    if opened.scaled is not None and ordered_mm is not None:
        step = _height_step(document, opened.scaled, ordered_mm)
        document = document if step.idle else document.with_edit(step)
    workshop.bench.open(document)


def _of_any_model(values: Mapping[str, Value]) -> dict[str, Given]:
    """The values that mean something on another model too: not the faces that are selected on this one."""
    return {name: value for name, value in values.items() if isinstance(value, float | int | str | tuple)}


def heights_of(document: Document, edited: Edited, tool: str) -> tuple[float | None, float | None] | None:
    """The chosen printed height before and after an edit: a base adds to it; None where nobody has chosen one."""
    if edited.height_mm is None or (document.height_mm is None and tool != "scale"):
        return None
    before, after = document.height_mm, round(edited.height_mm, 2)
    return None if before is not None and abs(after - before) < SAME_HEIGHT_MM else (before, after)


def _of_this_model(values: Mapping[str, Value]) -> bool:
    return any(isinstance(value, np.ndarray) and len(value) for value in values.values())


def _edit(
    workshop: Workshop,
    document: Document,
    title: Text,
    function: str,
    *args: object,
    placement: bool = False,
    tool: str = "",
    values: Mapping[str, Given] | None = None,
    local: bool = False,
) -> Job:
    def then(edited: Edited) -> None:
        edit = Edit(
            title, document.revision, edited.revision, edited.summary, edited.seconds,
            placement=placement, tool=tool, values=values or {}, local=local,
            heights=heights_of(document, edited, tool),
        )  # fmt: skip
        finish(workshop, edit)

    return workshop.runner.run(title, function, workshop.store, document.revision, *args, then=then)
