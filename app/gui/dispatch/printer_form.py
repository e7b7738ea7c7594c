"""Add a printer, or change one: how it is spoken to, what it is loaded with, how large it prints. "Try" asks it at once."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from app.commands.print_floor import Answer, FormError, FoundPrinter
from app.dispatch.driver import DriverKind
from app.dispatch.records import Printer
from app.errors import AppError
from app.gui.base.look import Look
from app.gui.base.words import say
from app.gui.dispatch.form_fields import FormFields, number_box
from app.gui.dispatch.material_list import MaterialList
from app.gui.dispatch.naming import Names
from app.gui.dispatch.slicing_form import SlicingField
from app.gui.dispatch.tiles import STATES
from app.gui.widgets.basics import LEAVE, button, clear, label, mark
from app.gui.widgets.panel import scrolling
from app.i18n import Text, text, tr
from app.security.printer_keys import MARK

WIDTH, HEIGHT = 560, 640
_HOUR = 3600.0
_ANSWERS = {
    "idle": "free", "printing": "printing", "paused": "halted", "attention": "attention", "error": "error",
    "busy": "busy", "starting": "starting", "offline": "offline",
}  # fmt: skip


class PrinterForm(QDialog):
    """Whoever opens it does what is wanted, and says how it went.

    tried  (printer, keys or None): ask it who it is
    kept   (printer, keys or None): save it. None: the keys stay as they are
    """

    tried = Signal(object, object)
    kept = Signal(object, object)

    def __init__(
        self,
        look: Look,
        kinds: Mapping[str, DriverKind],
        names: Names,
        parent: QWidget,
        *,
        printer: Printer | None = None,
        found: FoundPrinter | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.setWindowTitle(tr("Change the printer") if printer is not None else tr("Add a printer"))
        self.resize(WIDTH, min(HEIGHT, parent.window().height() - 40))
        self._look, self._kinds, self._names = look, kinds, names
        self._printer = printer
        self._new = Printer(name="", driver="")
        self.name = QLineEdit("" if printer is None else printer.name)
        self.name.setMaxLength(60)
        say(
            self.name,
            setAccessibleName=text("Name"),
            setToolTip=text("What it is called in the workshop: K1 left, resin 2"),
        )
        self.kind = QComboBox()
        for kind in kinds.values():
            title = " · ".join((str(kind.title), *((tr("tried on a stand-in only"),) if kind.stand_in else ())))
            self.kind.addItem(look.icon(kind.icon), title, kind.id)
        say(self.kind, setAccessibleName=text("Protocol"), setToolTip=text("How this printer is spoken to"))
        self._place = QVBoxLayout()
        self.fields: FormFields | None = None
        self.stand_in = label(
            text("This protocol was tried on a stand-in of our own only. Watch its first prints."), "dim", wrap=True
        )
        self.process = QComboBox()
        self.process.addItem(tr("any"), "")
        for process in names.processes.values():
            self.process.addItem(process.title(), process.id)
        say(
            self.process,
            setAccessibleName=text("Print process"),
            setToolTip=text("Only jobs of this process are given to it"),
        )
        for box in (self.kind, self.process):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(12)
        self._make_rest()
        self.answer = label("", "", wrap=True)
        self.answer.hide()
        self.try_it = button(text("Try"), self._try, "second", look.icon("mdi6.connection"))
        say(self.try_it, setToolTip=text("Ask the printer who it is; nothing is saved or printed"))
        self.save = button(text("Save"), self._save, "primary")
        say(self.save, setToolTip=text("Keep this printer"))
        self.save.setDefault(True)
        self.no = button(text("Leave it as it is"), self.reject, "second", tip=LEAVE)
        self._arrange()
        self.kind.currentIndexChanged.connect(lambda _index: self._choose_kind())
        self._fill(printer, found)

    # ---- what it holds ------------------------------------------------------

    def draft(self) -> Printer:
        """The printer as it stands in the form."""
        base = self._printer or self._new
        kind = self._kinds[str(self.kind.currentData())]
        fields = self.fields
        assert fields is not None
        settings: dict[str, Any] = fields.values()
        if MARK in base.settings:
            settings[MARK] = base.settings[MARK]
        size = [box.value() if kind.kind == "3d" else 0.0 for box in self.bounds]
        return replace(
            base, name=self.name.text().strip(), driver=kind.id, kind=kind.kind, settings=settings,
            process=str(self.process.currentData()) if kind.kind == "3d" else "",
            width_mm=size[0], depth_mm=size[1], height_mm=size[2],
            nozzle_mm=self.nozzle.value() if kind.kind == "3d" else 0.0,
            materials=self.materials.chosen(),
            profile=self.profile.text().strip(), cost_per_hour=self.cost.value(),
            service_every_s=self.service.value() * _HOUR, queues=self.queues.isChecked(),
        )  # fmt: skip

    def keys(self) -> dict[str, str] | None:
        """The keys that were typed; None: those that are kept stay."""
        assert self.fields is not None
        given = self.fields.given_keys()
        same = self._printer is not None and self._printer.driver == self.kind.currentData()
        return None if same and not any(given.values()) else given

    # ---- what it is told ----------------------------------------------------

    def show_answer(self, answer: Answer) -> None:
        """The printer has answered; what it says of its size is taken where nothing was entered."""
        self._busy(on=False)
        probe, able = answer.probe, answer.capabilities
        who = " · ".join(word for word in (probe.model, probe.software, probe.serial) if word)
        state = STATES[_ANSWERS[answer.status.activity]].title
        self._say(text("It answers: {who} ({state})", who=who, state=str(state).lower()), "ok")
        if able.volume_mm is not None and not any(box.value() for box in self.bounds):
            for box, length in zip(self.bounds, able.volume_mm, strict=True):
                box.setValue(length)
        if not self.name.text().strip():
            self.name.setText(probe.model)

    def show_refusal(self, error: AppError) -> None:
        """It did not answer, or something is missing."""
        self._busy(on=False)
        self._say(error.sentence, "bad")
        if isinstance(error, FormError) and error.field and self.fields is not None:
            self.fields.focus_on(error.field)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.save.isEnabled():
            self._save()
        else:
            super().keyPressEvent(event)

    # ---- inside -------------------------------------------------------------

    def _make_rest(self) -> None:
        self.bounds = [number_box(0, 5000, 1) for _ in range(3)]
        for box, words in zip(self.bounds, (text("Width"), text("Depth"), text("Height")), strict=True):
            say(box, setAccessibleName=words, setToolTip=text("What can be printed, in mm; 0: not known"))
        self.nozzle = number_box(0, 5, 2, "mm")
        say(self.nozzle, setAccessibleName=text("Nozzle"), setToolTip=text("Of FDM printers; 0: not known"))
        self.materials = MaterialList(self._names.materials)
        self.slicing = SlicingField(self._look)
        self.profile = self.slicing.line
        self.cost = number_box(0, 10_000, 2)
        self.cost.setPrefix("¥ ")
        say(
            self.cost,
            setAccessibleName=text("Cost of an hour"),
            setToolTip=text("What an hour of printing costs, in yuan"),
        )
        self.service = number_box(0, 100_000, 0, "h")
        say(
            self.service,
            setAccessibleName=text("Maintenance every"),
            setToolTip=text("Hours of printing between two maintenances; 0: none"),
        )
        self.queues = QCheckBox()
        say(
            self.queues,
            setText=text("It keeps a queue of its own"),
            setToolTip=text(
                "Further jobs are sent while it prints: for programs behind a folder and for paper printers"
            ),
        )

    def _arrange(self) -> None:
        self.rows = rows = QFormLayout()
        rows.setSpacing(8)
        rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        size = QWidget()
        across = QHBoxLayout(size)
        across.setContentsMargins(0, 0, 0, 0)
        for number, box in enumerate(self.bounds):
            if number:
                across.addWidget(label("×", "dim"))
            across.addWidget(box)
        across.addWidget(label(text("mm"), "dim"))
        across.addStretch()
        for words, field in (
            (text("Print process"), self.process), (text("Prints up to"), size), (text("Nozzle"), self.nozzle),
            (text("Loaded"), self.materials), (text("Slicing profile"), self.slicing),
            (text("Cost of an hour"), self.cost), (text("Maintenance every"), self.service), (None, self.queues),
        ):  # fmt: skip
            rows.addRow(label(words, "dim") if words is not None else label(""), field)
        self._solid = (self.process, size, self.nozzle, self.slicing)
        top = QFormLayout()
        top.setSpacing(8)
        top.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        top.addRow(label(text("Name"), "dim"), self.name)
        top.addRow(label(text("Protocol"), "dim"), self.kind)
        body = QWidget()
        body.setObjectName("panelBody")
        column = QVBoxLayout(body)
        column.setContentsMargins(20, 18, 16, 8)
        column.setSpacing(12)
        column.addWidget(label(self.windowTitle(), "title"))
        column.addLayout(top)
        column.addWidget(self.stand_in)
        column.addWidget(label(text("How it is reached"), "heading"))
        column.addLayout(self._place)
        column.addWidget(label(text("What it prints"), "heading"))
        column.addLayout(rows)
        column.addStretch()
        buttons = QHBoxLayout()
        buttons.setContentsMargins(20, 0, 20, 16)
        buttons.setSpacing(8)
        buttons.addWidget(self.try_it)
        buttons.addStretch()
        buttons.addWidget(self.no)
        buttons.addWidget(self.save)
        said = QHBoxLayout()
        said.setContentsMargins(20, 0, 20, 0)
        said.addWidget(self.answer)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(10)
        whole.addWidget(scrolling(body), 1)
        whole.addLayout(said)
        whole.addLayout(buttons)

    def _fill(self, printer: Printer | None, found: FoundPrinter | None) -> None:
        driver = printer.driver if printer is not None else found.driver if found is not None else ""
        at = self.kind.findData(driver)
        self.kind.setCurrentIndex(max(0, at))
        self._choose_kind()
        assert self.fields is not None
        if found is not None:
            self.name.setText(found.name)
            self.fields.show_values(found.settings)
        if printer is None:
            return
        self.fields.show_values(printer.settings)
        if printer.settings.get(MARK):
            self.fields.keep_keys()
        self.process.setCurrentIndex(max(0, self.process.findData(printer.process)))
        for box, length in zip(self.bounds, (printer.width_mm, printer.depth_mm, printer.height_mm), strict=True):
            box.setValue(length)
        self.nozzle.setValue(printer.nozzle_mm)
        self.materials.choose(printer.materials)
        self.profile.setText(printer.profile)
        self.cost.setValue(printer.cost_per_hour)
        self.service.setValue(printer.service_every_s / _HOUR)
        self.queues.setChecked(printer.queues)

    def _choose_kind(self) -> None:
        kind = self._kinds[str(self.kind.currentData())]
        clear(self._place)
        self.fields = FormFields(self._look, kind.form, kind.secrets)
        self.fields.changed.connect(self.answer.hide)
        self._place.addWidget(self.fields)
        self.stand_in.setVisible(kind.stand_in)
        for field in self._solid:
            self.rows.setRowVisible(field, kind.kind == "3d")
        if self._printer is None:
            self.queues.setChecked(kind.kind != "3d" or kind.id.startswith("hot_folder"))
        self.answer.hide()

    def _try(self) -> None:
        self._busy(on=True)
        self._say(text("Asking the printer…"), "")
        self.tried.emit(self.draft(), self.keys())

    def _save(self) -> None:
        if not self.name.text().strip():
            self._say(text("Give the printer a name."), "bad")
            self.name.setFocus()
            return
        self._busy(on=True)
        self.kept.emit(self.draft(), self.keys())

    def _busy(self, *, on: bool) -> None:
        self.try_it.setEnabled(not on)
        self.save.setEnabled(not on)

    def _say(self, sentence: Text | str, tone: str) -> None:
        self.answer.setText(str(sentence))
        mark(self.answer, kind="" if tone else "dim", tone=tone)
        self.answer.show()
