"""How the automatic repair shall go about it: a small window beside the button that starts it with one click."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QButtonGroup, QDoubleSpinBox, QFrame, QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from app.commands.model import Mode
from app.gui.base.words import say
from app.gui.widgets.basics import button, label
from app.gui.widgets.roomy import hold_width
from app.i18n import Text, text, tr
from app.settings.process import ProcessProfile

MODES: tuple[tuple[Mode, Text, Text], ...] = (
    (
        "auto",
        text("Automatic"),
        text("As little as possible; a new surface only where nothing else makes the model printable."),
    ),
    (
        "conservative",
        text("Only the faulty places"),
        text("Everything else stays to the bit, even if the model then cannot be printed."),
    ),
    (
        "rebuild",
        text("New surface around it"),
        text("Saves what no single repair saves; detail finer than the resolution is lost, colours are painted anew."),
    ),
)
FINEST_MM, COARSEST_MM = 0.02, 5.0


class RepairOptions(QFrame):
    """A popup; ``start`` is called with the mode and the resolution in mm (None: the process's own)."""

    def __init__(self, process: ProcessProfile, start: Callable[[Mode, float | None], object], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setObjectName("popover")
        say(self, setWindowTitle=text("How to repair"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._start = start
        hold_width(self, 352)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(3)
        column.addWidget(label(text("How to repair"), "title"))
        column.addSpacing(4)
        self._group = QButtonGroup(self)
        self.modes: dict[Mode, QRadioButton] = {}
        for mode, title, description in MODES:
            choice = QRadioButton()
            say(choice, setText=title, setToolTip=description)
            beside = QHBoxLayout()
            beside.setContentsMargins(24, 0, 0, 8)
            beside.addWidget(label(description, "dim", wrap=True))
            self._group.addButton(choice)
            self.modes[mode] = choice
            column.addWidget(choice)
            column.addLayout(beside)
        self.resolution = QDoubleSpinBox()
        self.resolution.setDecimals(2)
        self.resolution.setRange(FINEST_MM - 0.01, COARSEST_MM)
        self.resolution.setSingleStep(0.01)
        self.resolution.setSuffix(" mm")
        self.resolution.setSpecialValueText(tr("automatic, from {mm} mm", mm=f"{process.resolution_mm:g}"))
        self.resolution.setValue(self.resolution.minimum())
        self.resolution.lineEdit().setTextMargins(
            8, 0, 8, 0
        )  # the style sheet's padding does not reach the line inside
        say(
            self.resolution,
            setAccessibleName=text("Resolution"),
            setToolTip=text("The finest detail that a new surface keeps; finer takes longer and needs more memory"),
        )
        row = QHBoxLayout()
        row.addWidget(label(text("Resolution"), "strong"))
        row.addWidget(self.resolution, 1)
        column.addSpacing(2)
        column.addLayout(row)
        column.addSpacing(8)
        self.go = button(text("Repair and prove"), self._go, "primary")
        say(self.go, setToolTip=text("Repair the model in this way, then prove it with all checks"))
        column.addWidget(self.go)
        for choice in self.modes.values():
            choice.toggled.connect(lambda _on: self._enable())
        self.modes["auto"].setChecked(True)

    def show_beside(self, widget: QWidget) -> None:
        """Open above this widget, right edges flush, inside the screen."""
        self.resize(self.width(), self.heightForWidth(self.width()))
        corner = widget.mapToGlobal(QPoint(widget.width(), 0))
        screen = widget.screen().availableGeometry()
        left = min(max(corner.x() - self.width(), screen.left() + 8), screen.right() - self.width() - 8)
        self.move(left, max(corner.y() - self.height() - 8, screen.top() + 8))
        self.show()
        self.modes["auto"].setFocus()

    def chosen(self) -> tuple[Mode, float | None]:
        """Mode, and resolution in mm where one was chosen and counts."""
        mode = next(mode for mode, choice in self.modes.items() if choice.isChecked())
        own = self.resolution.value() > self.resolution.minimum() and mode != "conservative"
        return mode, round(self.resolution.value(), 2) if own else None

    def _enable(self) -> None:
        self.resolution.setEnabled(not self.modes["conservative"].isChecked())

    def _go(self) -> None:
        mode, resolution = self.chosen()
        self.close()
        self._start(mode, resolution)
