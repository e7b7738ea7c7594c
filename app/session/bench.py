"""What is open on the bench: one model with its revisions, its report, and signals for whoever shows it."""

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from psygnal import Signal

from app.errors import AppError
from app.i18n import Text
from app.mesh.report import Report

Given = float | str | tuple[float, ...]
"""A value that a tool was given, as files keep it."""


@dataclass(frozen=True)
class StepDone:
    """One step inside an automatic repair; ``id`` says which, for those who judge it."""

    summary: Text
    seconds: float
    id: str = ""


@dataclass(frozen=True)
class Changes:
    """What a proven repair did to the model.

    deviation_mm   mean, 99th percentile and largest distance between the surfaces before and after, mm
    color_delta_e  mean and 95th percentile of the colour difference (CIEDE2000), or None for a model without colour
    volume_mm3     enclosed volume before and after; before is None where there was none to compare with: an open model
                   has no volume, and one that overlaps itself counts it twice
    missing_share  share (0-1) of the visible surface before that has no counterpart after
    faithful       whether the result still is the model: nothing visible is missing, and no sheet was given a thickness
                   that it did not have
    sheets         whether open sheets were given a wall
    bodies, faces  before and after, or None for an edit that an older version wrote down
    """

    deviation_mm: tuple[float, float, float]
    color_delta_e: tuple[float, float] | None
    volume_mm3: tuple[float | None, float]
    steps: tuple[StepDone, ...]
    missing_share: float = 0.0
    faithful: bool = True
    sheets: bool = False
    bodies: tuple[int, int] | None = None
    faces: tuple[int, int] | None = None


@dataclass(frozen=True)
class Edit:
    """One step from a revision to another, as the undo list shows it.

    placement  the model was only scaled or turned: what was before cannot be laid over what is after
    tool       which tool made it (``app.mesh.tools``, or "repair", "repair.<id>"), to do the same again; "" for none
    values     what the tool was given, without what only this model has (selected faces)
    local      it was about faces that were selected: it cannot be done to another model
    heights    the printed height that counted as chosen before and after it, where it changed that (None: none chosen)
    """

    title: Text
    before: str
    after: str
    summary: Text | None = None
    seconds: float = 0.0
    changes: Changes | None = None
    placement: bool = False
    tool: str = ""
    values: Mapping[str, Given] = field(default_factory=dict)
    local: bool = False
    heights: tuple[float | None, float | None] | None = None

    @property
    def idle(self) -> bool:
        """Whether it left the model as it was. A proposed height that is confirmed as it is decides something."""
        return self.before == self.after and (self.heights is None or self.heights[0] == self.heights[1])


@dataclass(frozen=True)
class Pin:
    """A note at a place on the surface.

    revision  the one that it was put on; ``at``, ``normal``: mm, there
    """

    number: int
    revision: str
    at: tuple[float, float, float]
    normal: tuple[float, float, float]
    words: str


@dataclass(frozen=True)
class Document:
    """The open model. ``edits[:position]`` lead from ``original`` to ``revision``; the rest can be redone.

    source     the file it came from; never written to
    saved_as   where the user last saved it, with the revision that is in that file
    height_mm  the printed height that the user confirmed, or None: then it is only proposed
    notes      what was to be said when the file was opened
    pins       what people noted at places of the model
    item       id of the item of an order that it is made for; 0 for none
    book       id of the book that it was taken from (``app.orders.book.WhichBook``); "" where nobody knows, or for none
    made_here  it was made here of a picture: unlike a model that came with an order, nobody has it yet
    """

    title: str
    source: Path
    original: str
    revision: str
    process: str
    height_mm: float | None = None
    edits: tuple[Edit, ...] = ()
    position: int = 0
    saved_as: Path | None = None
    saved_revision: str | None = None
    notes: tuple[Text, ...] = ()
    pins: tuple[Pin, ...] = ()
    item: int = 0
    made_here: bool = False
    book: str = field(default="", compare=False)  # where it belongs, not what it is: the book has it without this

    @property
    def unsaved(self) -> bool:
        """Whether the revision on the screen is in no file of the user's yet."""
        return self.revision not in (self.original, self.saved_revision)

    @property
    def height_asked(self) -> bool:
        """Whether somebody asked for the printed height, rather than the file having it."""
        return self.height_mm is not None and any(edit.tool == "height" for edit in self.edits[: self.position])

    @property
    def last_edit(self) -> Edit | None:
        """The edit that made the revision on the screen."""
        return self.edits[self.position - 1] if self.position else None

    def with_edit(self, edit: Edit) -> "Document":
        """The document once this was done to what it shows; what could be redone is gone."""
        edits = (*self.edits[: self.position], edit)
        height = self.height_mm if edit.heights is None else edit.heights[1]
        return replace(self, edits=edits, position=len(edits), revision=edit.after, height_mm=height)

    def height_at(self, position: int) -> float | None:
        """The printed height that counts as chosen after this many edits."""
        if position > self.position:
            later = [edit.heights for edit in self.edits[self.position : position] if edit.heights is not None]
            return later[-1][1] if later else self.height_mm
        undone = [edit.heights for edit in self.edits[position : self.position] if edit.heights is not None]
        return undone[0][0] if undone else self.height_mm

    def revision_at(self, position: int) -> str:
        """The revision after this many edits."""
        return self.edits[position - 1].after if position else self.original

    def standing(self, position: int) -> tuple[int, int]:
        """From which position to which one (inclusive) the model stood where it stands at this one: nothing moved it."""
        first = last = position
        while first > 0 and not self.edits[first - 1].placement:
            first -= 1
        while last < len(self.edits) and not self.edits[last].placement:
            last += 1
        return first, last

    def pins_here(self) -> tuple[Pin, ...]:
        """The pins whose places mean the same on the revision that is shown."""
        first, last = self.standing(self.position)
        here = {self.revision_at(position) for position in range(first, last + 1)}
        return tuple(pin for pin in self.pins if pin.revision in here)

    @property
    def reference(self) -> str:
        """The earliest revision that stands where the one on the screen does: what it is compared with."""
        for edit in reversed(self.edits[: self.position]):
            if edit.placement:
                return edit.after
        return self.original


REPORTS_KEPT = 24  # a report is small beside a mesh; undo and redo then answer at once
HEATS_KEPT_BYTES = 96_000_000  # the figures over the surface of a large model are not that small


class Journal(Protocol):
    """Where the bench writes what is open, so that a crash or a power cut loses nothing."""

    def write(self, document: Document | None) -> None:
        """Keep this document (None: nothing is open) so that it survives a power cut. Raises AppErrors: nothing was kept."""
        ...

    def read(self) -> Document | None:
        """What was open last, or None."""
        ...


class Bench:
    """The only place that changes what is open. Lives on the main thread; knows no Qt.

    ``record`` is what a finished edit is handed to: the window pushes it on its undo stack, which calls :meth:`show`;
    without a window the edit is shown at once.
    """

    opened = Signal(object)  # Document
    closed = Signal()
    mesh_changed = Signal(str)  # revision
    # Report, or None while it is being made. Queued: whoever answers None with a report that is known already must not
    # have the others hear the two in the wrong order.
    report_changed = Signal(object, reemission="queued")
    document_changed = Signal(object)  # Document: title, height, process, saved
    unchanged = Signal(object)  # Edit that was done and left the model as it was
    overtaken = Signal(object)  # Edit that was done to what is not on the bench any more: it was dropped
    done = Signal(object)  # Edit that was done and changed the model; not by undo or redo

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self.document: Document | None = None
        self.report: Report | None = None
        self.record: Callable[[Edit], None] = self.append
        self._still = False
        self._reports: dict[tuple[str, str, float | None], Report] = {}

    def open(self, document: Document) -> None:
        """Put a model on the bench in place of the one that was there."""
        try:
            self._journal.write(document)  # first, here and below: what cannot be kept is not shown
        except AppError:
            if document is not self.document:  # what lies there already is kept: it was read from the journal
                raise
        self.document, self.report = document, None
        self.opened.emit(document)
        self.mesh_changed.emit(document.revision)
        self.report_changed.emit(None)

    def close(self) -> None:
        """Clear the bench."""
        self._journal.write(None)
        self.document, self.report = None, None
        self.closed.emit()

    def finish(self, edit: Edit) -> bool:
        """Hand over a finished edit; gives whether it is on the bench now.

        It is not, and nothing happens, where the bench has moved on since it began (``overtaken`` says so), where it
        changed nothing (``unchanged`` does), or where it could not be kept.
        """
        if self.document is None or self.document.revision != edit.before:
            self.overtaken.emit(edit)
            return False
        if edit.idle:
            self.unchanged.emit(edit)
            return False
        self.record(edit)
        if self.document.revision != edit.after:  # it could not be kept
            return False
        self.done.emit(edit)
        return True

    def append(self, edit: Edit) -> None:
        """Add the edit after the current position (what could be redone is gone) and show its result."""
        self._show(self._document().with_edit(edit))

    def go_to(self, position: int) -> None:
        """Show the revision after this many edits: what undo and redo do."""
        if self._still:
            return
        document = self._document()
        position = max(0, min(position, len(document.edits)))
        revision, height = document.revision_at(position), document.height_at(position)
        self._show(replace(document, position=position, revision=revision, height_mm=height))

    def restore(self, position: int, title: Text) -> None:
        """Make the revision after this many edits the newest one, as an edit of its own: nothing is forgotten."""
        document = self._document()
        if document.revision_at(position) == document.revision:
            return
        low, high = sorted((position, document.position))
        moved = any(edit.placement for edit in document.edits[low:high])
        heights = (document.height_mm, document.height_at(position))
        after = document.revision_at(position)
        self.record(Edit(title, document.revision, after, title, placement=moved, heights=heights))

    def pin(self, at: Sequence[float], normal: Sequence[float], words: str) -> Pin:
        """Note something at a place on the surface that is shown."""
        document = self._document()
        number = max((pin.number for pin in document.pins), default=0) + 1
        (x, y, z), (u, v, w) = at, normal
        made = Pin(number, document.revision, (x, y, z), (u, v, w), words)
        self.change(pins=(*document.pins, made))
        return made

    def unpin(self, number: int) -> None:
        """Take a note away."""
        self.change(pins=tuple(pin for pin in self._document().pins if pin.number != number))

    @contextlib.contextmanager
    def standing_still(self) -> Iterator[None]:
        """While an undo list catches up with the bench, its steps must not move it."""
        self._still = True
        try:
            yield
        finally:
            self._still = False

    def remember(self, report: Report, height_mm: float | None) -> None:
        """Keep a report that was made for this printed height, and show it if it is about what is on the bench."""
        key = (report.revision, report.process, height_mm)
        self._reports.pop(key, None)
        self._reports[key] = report
        while len(self._reports) > 1 and (
            len(self._reports) > REPORTS_KEPT or sum(map(_heat_bytes, self._reports.values())) > HEATS_KEPT_BYTES
        ):
            del self._reports[next(iter(self._reports))]
        self.show_known_report()

    def show_known_report(self) -> bool:
        """Show the report on what is on the bench if it was made before; False where it was not."""
        document = self.document
        if document is None:
            return False
        report = self._reports.get((document.revision, document.process, document.height_mm))
        if report is not None and report is not self.report:
            self.report = report
            self.report_changed.emit(report)
        return report is not None

    def change(self, **fields: object) -> None:
        """Change process, height_mm, notes, saved_as, saved_revision or pins of the open document."""
        old = self._document()
        document = replace(old, **fields)  # type: ignore[arg-type]
        self._journal.write(document)
        self.document = document
        self.document_changed.emit(self.document)
        if (old.process, old.height_mm) != (self.document.process, self.document.height_mm):
            self.report = None
            self.report_changed.emit(None)

    def _show(self, document: Document) -> None:
        self._journal.write(document)
        self.document, self.report = document, None
        self.document_changed.emit(document)
        self.mesh_changed.emit(document.revision)
        self.report_changed.emit(None)

    def _document(self) -> Document:
        if self.document is None:
            raise RuntimeError("nothing is open on the bench")
        return self.document


def _heat_bytes(report: Report) -> int:
    return sum(finding.heat.values.nbytes for finding in report.findings if finding.heat is not None)
