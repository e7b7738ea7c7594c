"""Send an item to print: where its file comes from, what is in it, which printers take it and why others do not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from app.commands.approved import Approved
from app.commands.dispatch import JobDraft
from app.commands.print_files import MODEL_SUFFIXES
from app.commands.print_sides import is_two_sided
from app.commands.queue_file import MadeFile
from app.commands.sliced_files import NotProvenError
from app.dispatch.driver import Activity
from app.dispatch.records import Printer, PrintJob
from app.errors import AppError
from app.gui.base.look import Look
from app.gui.base.thing_words import row_title
from app.gui.base.words import say
from app.gui.dispatch.facts import Facts
from app.gui.dispatch.file_drop import FileDrop
from app.gui.dispatch.fits import FitList
from app.gui.dispatch.naming import Names
from app.gui.dispatch.send_words import source_words, sources_of
from app.gui.dispatch.tiles import time_words
from app.gui.widgets.basics import LEAVE, button, label, mark
from app.gui.widgets.panel import scrolling
from app.gui.widgets.thin_bar import ThinBar
from app.i18n import Text, text, tr
from app.jobs.runner import Job

WIDTH, HEIGHT = 600, 680


@dataclass(frozen=True)
class Wish:
    """What is to be prepared. source: a key of ``SOURCES``; material "": what was asked for, or the usual one."""

    source: str
    suffix: str = ""
    printer: int | None = None
    path: Path | None = None
    material: str = ""
    vouched: bool = False


class SendDialog(QDialog):
    """Whoever opens it does what is wanted, and says how it went.

    prepared  a Wish: make or read the file
    queued    (MadeFile, id of a printer or None): queue it
    """

    prepared = Signal(object)
    queued = Signal(object, object)

    def __init__(  # noqa: PLR0917 - all that it shows
        self, look: Look, names: Names, approved: Approved, printers: Sequence[Printer],
        activity: Mapping[int, Activity], parent: QWidget,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.setWindowTitle(tr("Send to print"))
        self.resize(WIDTH, min(HEIGHT, parent.window().height() - 40))
        self.approved = approved
        self._names, self._printers, self._activity = names, printers, activity
        self.made: MadeFile | None = None
        self._group = QButtonGroup(self)
        self.sources: dict[str, QRadioButton] = {}
        self.file = FileDrop(look)
        self.suffix, self.slice_for, self.material = QComboBox(), QComboBox(), QComboBox()
        self.vouch = QCheckBox()
        self.bar = ThinBar()
        self.prepare = button(text("Prepare the file"), self._prepare, "second", look.icon("mdi6.file-cog-outline"))
        say(self.prepare, setToolTip=text("Make the print file, or read what is in it; nothing is printed yet"))
        self.problem = label("", "", wrap=True)
        self.facts, self.notes = Facts(), label("", "dim", wrap=True)
        self.sides, self.sides_row = QComboBox(), QWidget()
        self.fits_title = label(text("Which printers take it"), "heading")
        self.fits = FitList(look, names)
        self.later = button(
            text("Queue it"), lambda: self._queue(None), "primary", look.icon("mdi6.tray-plus", "on_fill")
        )
        say(self.later, setToolTip=text("Queue it without a printer; it is given to one later"))
        self.no = button(text("Leave it as it is"), self.reject, "second", tip=LEAVE)
        self._fill()
        self._arrange()
        self.file.chosen.connect(lambda _path: self._file_there())
        self.fits.given.connect(self._queue)
        for box in (self.suffix, self.slice_for, self.material):
            box.currentIndexChanged.connect(lambda _index: self._forget())
        self.sources[sources_of(approved)[0]].setChecked(True)
        self._choose()

    # ---- what it is told ----------------------------------------------------

    def take_file(self, path: Path) -> None:
        """This sliced file is meant: it is read at once."""
        if "file" in self.sources:
            self.sources["file"].setChecked(True)
            self.file.take(path)

    def follow(self, job: Job) -> None:
        """The file is being made."""
        self._busy(on=True)
        self.bar.show()
        self.bar.set_share(job.done)
        self.rejected.connect(job.cancel)

    def show_progress(self, job: Job) -> None:
        """How far it is."""
        self.bar.set_share(job.done)

    def show_made(self, made: MadeFile) -> None:
        """The file is there: what is in it, and who takes it."""
        self._busy(on=False)
        self.made = made
        self.problem.hide()
        self.facts.show_rows(_facts(made, self._names))
        self.facts.show()
        self._offer_sides(made)
        self.notes.setText("\n".join(str(note) for note in made.notes))
        self.notes.setVisible(bool(made.notes))
        self.fits_title.setVisible(bool(self._printers))
        self.fits.show_job(job_of(made.draft), self._printers, self._activity, may_give=True)
        self.fits.setVisible(bool(self._printers))
        self.later.setEnabled(True)

    def show_refusal(self, error: AppError) -> None:
        """It cannot be made, read or queued."""
        self._busy(on=False)
        self.vouch.setVisible(isinstance(error, NotProvenError))
        self.problem.setText(str(error))
        mark(self.problem, tone="warn" if isinstance(error, NotProvenError) else "bad")
        self.problem.show()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Return prepares what is not prepared yet, and queues what is."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.later.isEnabled():
                self._queue(None)
            elif self.prepare.isEnabled():
                self._prepare()
        else:
            super().keyPressEvent(event)

    # ---- inside -------------------------------------------------------------

    @property
    def source(self) -> str:
        """Key of where the file comes from."""
        return next(key for key, choice in self.sources.items() if choice.isChecked())

    def _fill(self) -> None:
        for key in sources_of(self.approved):
            title, meaning = source_words(key, self.approved)
            choice = QRadioButton()
            say(choice, setText=title, setToolTip=meaning)
            choice.toggled.connect(lambda on: self._choose() if on else None)
            self._group.addButton(choice)
            self.sources[key] = choice
        for suffix in MODEL_SUFFIXES:
            if suffix != ".stl" or not self.approved.process.startswith("full-color"):
                self.suffix.addItem(suffix.removeprefix(".").upper(), suffix)
        say(
            self.suffix,
            setAccessibleName=text("Kind of file"),
            setToolTip=text("What the machine or its program takes"),
        )
        for printer in self._printers:
            if printer.profile:
                self.slice_for.addItem(f"{printer.name} · {printer.profile}", printer.id)
        say(
            self.slice_for,
            setAccessibleName=text("Slice for"),
            setToolTip=text("Printers for which a slicing profile is entered"),
        )
        self.material.addItem(tr("as ordered, or the usual one"), "")
        for material in self._names.materials.values():
            if not material.processes or self.approved.process in material.processes:
                self.material.addItem(material.title(), material.id)
        say(
            self.material,
            setAccessibleName=text("Material"),
            setToolTip=text("What it is printed in; never taken for another"),
        )
        say(
            self.vouch,
            setText=text("I have looked: it was sliced from the approved version"),
            setToolTip=text("It is recorded that you answer for it"),
        )
        self.vouch.toggled.connect(lambda _on: self._enable())
        say(
            self.sides,
            setAccessibleName=text("Printed on"),
            setToolTip=text("On which sides of the paper the pages of this file are printed"),
        )
        self.sides.activated.connect(lambda _index: self._choose_sides())

    def _arrange(self) -> None:
        body = QWidget()
        body.setObjectName("panelBody")
        column = QVBoxLayout(body)
        column.setContentsMargins(20, 18, 16, 8)
        column.setSpacing(8)
        column.addWidget(label(self.windowTitle(), "title"))
        item = self.approved.item
        column.addWidget(label(row_title(item), "strong", wrap=True))
        said = Facts()
        rows = [(tr("Item code"), item.serial), (tr("Approved version"), item.approved[:8])]
        if item.quantity > 1:
            rows.append((tr("Quantity"), str(item.quantity)))
        said.show_rows(rows)
        column.addWidget(said)
        column.addWidget(label(text("Where the file comes from"), "heading"))
        for key, choice in self.sources.items():
            column.addWidget(choice)
            told = label(source_words(key, self.approved)[1], "dim", wrap=True)
            told.setContentsMargins(24, 0, 0, 0)
            column.addWidget(told)
        column.addWidget(self.file)
        self._choices = QHBoxLayout()
        self._choices.setSpacing(8)
        self._words = {name: label(words, "dim") for name, words in _CHOICES}
        for name, box in (("suffix", self.suffix), ("slice_for", self.slice_for), ("material", self.material)):
            self._choices.addWidget(self._words[name])
            self._choices.addWidget(box)
        self._choices.addStretch()
        column.addLayout(self._choices)
        column.addWidget(self.bar)
        row = QHBoxLayout()
        row.addWidget(self.prepare)
        row.addStretch()
        column.addLayout(row)
        across = QHBoxLayout(self.sides_row)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(8)
        across.addWidget(label(text("Printed on"), "dim"))
        across.addWidget(self.sides)
        across.addStretch()
        for widget in self._prepared():
            column.addWidget(widget)
            widget.hide()
        column.addStretch()
        self.bar.hide()
        buttons = QHBoxLayout()
        buttons.setContentsMargins(20, 8, 20, 16)
        buttons.setSpacing(8)
        buttons.addStretch()
        buttons.addWidget(self.no)
        buttons.addWidget(self.later)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(scrolling(body), 1)
        whole.addLayout(buttons)

    def _choose(self) -> None:
        source = self.source
        self.file.setVisible(source == "file")
        shown = {
            "suffix": source == "model", "slice_for": source == "slice",
            "material": source in {"file", "slice"} and bool(self.approved.process),
        }  # fmt: skip
        for name, box in (("suffix", self.suffix), ("slice_for", self.slice_for), ("material", self.material)):
            box.setVisible(shown[name])
            self._words[name].setVisible(shown[name])
        self._forget()

    def _forget(self) -> None:
        """What was prepared is of another choice."""
        self.made = None
        for widget in self._prepared():
            widget.hide()
        self.vouch.setChecked(False)
        if self.source == "slice" and not self.slice_for.count():
            self.problem.setText(tr("No printer has a slicing profile yet; enter it in the settings of the printer."))
            mark(self.problem, tone="warn")
            self.problem.show()
        self._enable()

    def _prepared(self) -> tuple[QWidget, ...]:
        """What is shown of a file once it is there, from above."""
        return (
            self.problem, self.vouch, self.facts, self.sides_row, self.notes, self.fits_title, self.fits,
        )  # fmt: skip

    def _offer_sides(self, made: MadeFile) -> None:
        self.sides.clear()
        for way in made.sides:
            self.sides.addItem(str(way.title), way.key)
        self.sides_row.setVisible(bool(made.sides))

    def _choose_sides(self) -> None:
        if self.made is not None:
            self.made = self.made.printed_on(str(self.sides.currentData()))

    def _enable(self) -> None:
        ready = (self.source != "file" or self.file.path is not None) and (
            self.source != "slice" or bool(self.slice_for.count())
        )
        self.prepare.setEnabled(ready and (not self.vouch.isVisible() or self.vouch.isChecked()))
        self.later.setEnabled(self.made is not None)

    def _file_there(self) -> None:
        self._forget()
        self._prepare()

    def _prepare(self) -> None:
        source = self.source
        self.prepared.emit(
            Wish(
                source, str(self.suffix.currentData()),
                self.slice_for.currentData() if source == "slice" else None, self.file.path,
                str(self.material.currentData() or ""), self.vouch.isChecked(),
            )
        )  # fmt: skip

    def _queue(self, printer: int | None) -> None:
        if self.made is not None:
            self._busy(on=True)
            self.queued.emit(self.made, printer)

    def _busy(self, *, on: bool) -> None:
        self.bar.setVisible(on)
        for widget in (self.prepare, self.file, self.sides, *self.sources.values()):
            widget.setEnabled(not on)
        self.later.setEnabled(not on and self.made is not None)


_CHOICES: tuple[tuple[str, Text], ...] = (
    ("suffix", text("Kind of file")),
    ("slice_for", text("Slice for")),
    ("material", text("Material")),
)


def job_of(draft: JobDraft) -> PrintJob:
    """The job that would come of it, for the printers to be asked; never saved."""
    width, depth, height = draft.size_mm
    return PrintJob(
        uid="", suffix=draft.suffix, process=draft.process, material=draft.material, colored=draft.colored,
        width_mm=width, depth_mm=depth, height_mm=height, copies=draft.copies, options=dict(draft.options),
    )  # fmt: skip


def _facts(made: MadeFile, names: Names) -> list[tuple[str, str]]:
    draft = made.draft
    rows = [(tr("File"), f"{draft.suffix}, {max(1, len(made.content) // 1000)} kB")]
    if draft.material:
        grams = f" · {draft.material_g:.0f} g" if draft.material_g else ""
        rows.append((tr("Material"), names.material(draft.material) + grams))
    if all(draft.size_mm):
        rows.append((tr("Size"), " × ".join(f"{length:.0f}" for length in draft.size_mm) + " mm"))
    if draft.estimate_s:
        rows.append((tr("Takes about"), str(time_words(draft.estimate_s))))
    if draft.copies > 1:
        rows.append((tr("Copies"), str(draft.copies)))
    if not made.sides and is_two_sided(draft.options):
        rows.append((tr("Printed on"), tr("Both sides")))
    for name, words in (("machine", tr("Sliced for")), ("program", tr("Sliced with"))):
        if draft.options.get(name):
            rows.append((words, str(draft.options[name])))
    return rows
