"""The page “Measure”: facts of the model, measuring tools with what they found, notes, and figures over the surface."""

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.gui.base.look import Look
from app.gui.base.words import say
from app.gui.measuring.board import MeasureBoard
from app.gui.measuring.words import sentence
from app.gui.widgets.basics import Card, clear, label, tool
from app.gui.widgets.panel import scrolling
from app.i18n import text, tr
from app.mesh.report import Heat, Report
from app.session.bench import Document
from app.session.measures import Measure

TOOLS = ("distance", "angle", "radius", "thickness", "note")
FIGURES = (
    ("", text("None")),
    ("wall_thickness", text("Wall thickness")),
    ("deviation", text("Deviation from the model before")),
    ("overhangs", text("Slope over the plate")),
    ("curvature", text("Curvature")),
)
MATERIAL = "material"
STEP_OF_SCALE = 0.05


class MeasurePanel(QWidget):
    """Shows the board and the figures; emits what is wanted.

    figure_wanted  id of a figure over the surface (FIGURES)
    limits_wanted  both ends of its scale
    """

    figure_wanted = Signal(str)
    limits_wanted = Signal(float, float)
    pin_dropped = Signal(int)

    def __init__(self, look: Look, board: MeasureBoard, actions: Mapping[str, QAction]) -> None:
        super().__init__()
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._look, self._board = look, board
        self._document: Document | None = None
        self._report: Report | None = None
        self.facts = QGridLayout()
        self._facts: list[tuple[QLabel, QLabel]] = []
        self._no_notes: QLabel | None = None
        self.facts.setHorizontalSpacing(12)
        self.facts.setVerticalSpacing(3)
        self.found = QVBoxLayout()
        self.found.setSpacing(5)
        self.notes = QVBoxLayout()
        self.notes.setSpacing(5)
        self.figure = QComboBox()
        self.figure.activated.connect(lambda _index: self.figure_wanted.emit(self.figure.currentData()))
        self.low, self.high = _end(), _end()
        for box in (self.low, self.high):
            box.editingFinished.connect(self._limits_changed)
        self._scale = QWidget()
        scale = QHBoxLayout(self._scale)
        scale.setContentsMargins(0, 0, 0, 0)
        scale.addWidget(label(text("Scale from"), "dim"))
        scale.addWidget(self.low, 1)
        scale.addWidget(label(text("to"), "dim"))
        scale.addWidget(self.high, 1)
        body = QWidget()
        body.setObjectName("panelBody")
        column = QVBoxLayout(body)
        column.setContentsMargins(12, 4, 12, 12)
        column.setSpacing(8)
        card = Card()
        self.facts.setContentsMargins(12, 10, 12, 10)
        card.setLayout(self.facts)
        column.addWidget(card)
        column.addWidget(label(text("Measure on the model"), "heading"))
        column.addWidget(self._tools(actions))
        column.addLayout(self.found)
        column.addWidget(label(text("Notes on the model"), "heading"))
        column.addLayout(self.notes)
        column.addWidget(label(text("Figure over the surface"), "heading"))
        column.addWidget(self.figure)
        column.addWidget(self._scale)
        column.addStretch()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolling(body))
        for widget, tip in (
            (self.figure, text("Colour the model by a figure; the legend explains the colours")),
            (self.low, text("Value at the lower end of the colour scale")),
            (self.high, text("Value at the upper end of the colour scale")),
        ):
            say(widget, setToolTip=tip, setAccessibleName=tip)
        board.measures.changed.connect(self._show_found)
        board.chosen_changed.connect(self._show_lists)
        self.show_heat("", None)
        self.refresh()

    def show_document(self, document: Document | None) -> None:
        """List the notes of this document."""
        self._document = document
        self._show_notes()

    def show_report(self, report: Report | None) -> None:
        """Say the facts of this report."""
        self._report = report
        self._show_facts()

    def show_heat(self, source: str, heat: Heat | None) -> None:
        """Which figure is over the surface, with the ends of its scale."""
        self.figure.setCurrentIndex(max(0, self.figure.findData(source)))
        self._scale.setVisible(heat is not None)
        if heat is not None:
            for box, value in ((self.low, heat.low), (self.high, heat.high)):
                box.blockSignals(True)
                box.setSuffix(f" {heat.unit}")
                box.setValue(value)
                box.blockSignals(False)

    def refresh(self) -> None:
        """Say everything again, in the language of now."""
        chosen = self.figure.currentData()
        self.figure.clear()
        for name, words in FIGURES:
            self.figure.addItem(str(words), name)
        self.figure.setCurrentIndex(max(0, self.figure.findData(chosen)))
        self._show_facts()
        self._show_lists()

    def _tools(self, actions: Mapping[str, QAction]) -> QFrame:
        frame = QFrame()
        grid = QGridLayout(frame)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(6)
        for number, name in enumerate(TOOLS):
            made = QToolButton()
            made.setProperty("kind", "tool")
            made.setDefaultAction(actions[f"measure.{name}"])
            made.setIconSize(QSize(20, 20))
            made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            grid.addWidget(made, number // 2, number % 2)
        return frame

    def _show_facts(self) -> None:
        report = self._report
        rows: list[tuple[str, str]] = []
        if report is not None:
            width, depth, height = report.size_mm
            rows = [
                (tr("Size"), tr("{w} × {d} × {h} mm", w=f"{width:.1f}", d=f"{depth:.1f}", h=f"{height:.1f}")),
                (tr("Volume"), f"{'' if report.watertight else '≈ '}{report.volume_mm3 / 1000:.2f} cm³"),
                (tr("Surface"), f"{report.area_mm2 / 100:.1f} cm²"),
                (tr("Triangles"), f"{report.faces:,}"),
            ]
            values = next((f.values for f in report.findings if f.id == MATERIAL and f.ran), {})
            if "mass_g" in values:
                rows.append((tr("Material"), f"{values['mass_g']:.1f} g"))
            if "cost" in values:
                rows.append((tr("Cost"), f"¥ {values['cost']:.2f}"))
        rows = rows or [(tr("Being checked…"), "")]
        while len(self._facts) < len(rows):
            self._add_fact()
        for number, (title, value) in enumerate(self._facts):
            words = rows[number] if number < len(rows) else ("", "")
            for shown, said in zip((title, value), words, strict=True):
                shown.setText(said)
                shown.setVisible(number < len(rows))

    def _add_fact(self) -> None:
        title, value = label("", "dim"), label("", "strong")
        value.setAlignment(Qt.AlignmentFlag.AlignRight)
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        for column, shown in enumerate((title, value)):
            self.facts.addWidget(shown, len(self._facts), column)
        self._facts.append((title, value))

    def _show_lists(self) -> None:
        self._show_found()
        self._show_notes()

    def _show_found(self) -> None:
        clear(self.found)
        for measure in self._board.measures.all:
            self.found.addWidget(self._row(measure, sentence(measure)))
        if not self._board.measures.all:
            self.found.addWidget(
                label(text("Nothing measured yet: choose a tool, then click on the model."), "dim", wrap=True)
            )

    def _show_notes(self) -> None:
        pins = () if self._document is None else self._document.pins
        here = () if self._document is None else self._document.pins_here()
        if not pins and self._no_notes is not None:
            return
        clear(self.notes)
        self._no_notes = None
        for pin in pins:
            words = f"{pin.number}  {pin.words}"
            if pin not in here:
                words = tr("{words} (on another position)", words=words)
            self.notes.addWidget(self._row(pin.number, words))
        if not pins:
            self._no_notes = label(text("No notes yet."), "dim")
            self.notes.addWidget(self._no_notes)

    def _row(self, what: Measure | int, words: str) -> Card:
        card = Card(clickable=True)
        card.set_selected(what == self._board.chosen if isinstance(what, int) else what is self._board.chosen)
        row = QHBoxLayout(card)
        row.setContentsMargins(10, 6, 6, 6)
        text_ = label(words, wrap=True)
        text_.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        row.addWidget(text_, 1)
        row.addWidget(tool(self._look.icon("mdi6.close", "dim"), text("Take this away"), lambda: self._drop(what)))
        say(card, setToolTip=text("Fly there"))
        card.setAccessibleName(words)
        card.clicked.connect(lambda: self._board.fly_to(what))
        return card

    def _drop(self, what: Measure | int) -> None:
        if isinstance(what, Measure):
            self._board.measures.remove(what)
        else:
            self.pin_dropped.emit(what)

    def _limits_changed(self) -> None:
        if self.low.value() < self.high.value():
            self.limits_wanted.emit(self.low.value(), self.high.value())


def _end() -> QDoubleSpinBox:
    box = QDoubleSpinBox()
    box.setRange(-10_000.0, 10_000.0)
    box.setDecimals(3)
    box.setSingleStep(STEP_OF_SCALE)
    box.setKeyboardTracking(False)
    box.lineEdit().setTextMargins(6, 0, 6, 0)  # the style sheet's padding does not reach the line inside
    return box
