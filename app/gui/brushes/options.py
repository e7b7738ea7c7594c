"""The rows that set a brush: radius, strength, how it fades, mirror planes."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QCheckBox,
    QColorDialog,
    QComboBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.gui.base.words import say
from app.gui.brushes.kinds import KINDS, OF_FAMILY, Family, Kind
from app.gui.brushes.settings import BrushSettings, Unit
from app.gui.widgets.basics import label
from app.gui.widgets.roomy import hold_width
from app.i18n import Text, text
from app.mesh.brushes.falloff import CURVES

UNITS: tuple[tuple[Unit, Text], ...] = (
    ("px", text("The brush has the same size on the screen, however near the model is")),
    ("mm", text("The brush has the same size on the model, however near it is")),
)
SWITCHES: tuple[tuple[str, Text, Text], ...] = (
    (
        "seen_only",
        text("Only this side"),
        text("Leave alone what looks the other way, such as the far side of a thin wall"),
    ),
    (
        "connected",
        text("Only what hangs together"),
        text("Leave alone what only lies near, such as an arm beside the body"),
    ),
    ("pressure", text("Pressure of the pen"), text("A pen that is pressed less has less strength")),
)


class BrushOptions(QWidget):
    """Of one family; shows the values of the brush that was last in hand."""

    def __init__(self, settings: BrushSettings, family: Family) -> None:
        super().__init__()
        self._settings, self._family = settings, family
        self._kind: Kind = OF_FAMILY[family][0]
        self._showing = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self.color = BrushColorButton()
        if family == "paint":
            self.color.chosen.connect(lambda color: settings.set(color=color))
            _row(column, text("Colour"), self.color)
        else:
            self.color.setParent(self)
            self.color.hide()
        self.radius = _number(text("Radius of the brush; also [ and ], or Ctrl with the wheel"), text("Radius"))
        self.radius.valueChanged.connect(self._ours(settings.set_radius))
        self.units: dict[Unit, QToolButton] = {}
        _row(column, text("Radius"), self.radius, *self._make_units())
        self.strength = _number(text("How strongly one stroke acts; also Shift with the wheel"), text("Strength"), " %")
        self.strength.setRange(2, 100)
        self.strength.valueChanged.connect(self._ours(lambda value: settings.set_strength(self._kind, value / 100)))
        _row(column, text("Strength"), self.strength)
        self.hardness = _number(text("How much of the brush is not faded towards its rim"), text("Hardness"), " %")
        self.hardness.setRange(0, 100)
        self.hardness.valueChanged.connect(self._ours(lambda value: settings.set(hardness=value / 100)))
        if family == "paint":
            _row(column, text("Hardness"), self.hardness)
        else:
            self.hardness.setParent(self)
            self.hardness.hide()
        self.curve = QComboBox()
        for key, name in CURVES.items():
            self.curve.addItem(str(name), key)
        self.curve.currentIndexChanged.connect(
            self._ours(lambda _index: settings.set_curve(self._kind, self.curve.currentData()))
        )
        say(self.curve, setToolTip=text("How the brush fades towards its rim"), setAccessibleName=text("Fading"))
        _row(column, text("Fading"), self.curve)
        self.mirror: dict[str, QToolButton] = {}
        _row(column, text("Mirror"), *self._make_mirrors())
        self.switches: dict[str, QCheckBox] = {}
        for setting, title, description in SWITCHES:
            if setting == "connected" and family == "paint":
                continue
            box = QCheckBox()
            say(box, setText=title, setToolTip=description)
            box.toggled.connect(self._ours(lambda on, setting=setting: settings.set(**{setting: on})))
            self.switches[setting] = box
            column.addWidget(box)
        settings.changed.connect(self._show)
        self._show()

    def show_kind(self, kind: Kind) -> None:
        """Show what this brush is set to."""
        self._kind = kind
        self._show()

    def refresh(self) -> None:
        """Say everything again, in the language of now."""
        for number, name in enumerate(CURVES.values()):
            self.curve.setItemText(number, str(name))

    def _show(self) -> None:
        values = self._settings.values
        self._showing = True
        low, high = self._settings.limits
        self.radius.setDecimals(0 if values.unit == "px" else 2)
        self.radius.setSuffix(f" {values.unit}")
        self.radius.setRange(low, high)
        self.radius.setValue(self._settings.radius)
        self.strength.setValue(values.strength[self._kind] * 100)
        self.hardness.setValue(values.hardness * 100)
        self.curve.setCurrentIndex(self.curve.findData(values.curve[self._kind]))
        self.color.show_color(values.color)
        for unit, made in self.units.items():
            made.setChecked(unit == values.unit)
        for axis, made in self.mirror.items():
            made.setChecked(axis in values.mirror)
        for name, box in self.switches.items():
            box.setChecked(getattr(values, name))
        self._showing = False

    def _ours(self, change: Callable[..., object]) -> Callable[..., None]:
        """Only what a person changes is handed on, not what is shown."""

        def changed(*values: object) -> None:
            if not self._showing:
                change(*values)

        return changed

    def _make_units(self) -> list[QWidget]:
        for unit, description in UNITS:
            made = _small(unit, description)
            made.clicked.connect(lambda _checked=False, unit=unit: self._settings.set(unit=unit))
            self.units[unit] = made
        return list(self.units.values())

    def _make_mirrors(self) -> list[QWidget]:
        for axis in "xyz":
            made = _small(
                axis.upper(), text("Repeat strokes across the middle of the model, along {axis}", axis=axis.upper())
            )
            made.clicked.connect(lambda _checked=False, axis=axis: self._flip(axis))
            self.mirror[axis] = made
        return list(self.mirror.values())

    def _flip(self, axis: str) -> None:
        now = self._settings.values.mirror
        self._settings.set(mirror="".join(one for one in "xyz" if (one in now) != (one == axis)))


class BrushColorButton(QPushButton):
    """Shows a colour and asks for another one: ``chosen`` with (r, g, b), 0..255."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._color = QColor()
        self.clicked.connect(lambda _checked=False: self.ask())
        say(
            self,
            setToolTip=text("The colour to paint with; Alt with a click takes one from the model"),
            setAccessibleName=text("Colour"),
        )

    def show_color(self, color: tuple[int, int, int]) -> None:
        """Show this one."""
        self._color = QColor(*color)
        ink = "#000000" if self._color.lightnessF() > 0.5 else "#ffffff"
        self.setText(self._color.name())
        self.setStyleSheet(f"background: {self._color.name()}; color: {ink};")

    def ask(self) -> QColorDialog:
        """The colour window, open."""
        dialog = QColorDialog(self._color, self)
        dialog.colorSelected.connect(lambda color: self.chosen.emit((color.red(), color.green(), color.blue())))
        dialog.open()
        return dialog


def hint_of(kind: Kind) -> str:
    """What the keys do with this brush."""
    inverse = KINDS[kind].inverse
    other = text("Shift softens colours") if kind in OF_FAMILY["paint"] else text("Shift smooths")
    parts = [
        *([] if inverse is None else [inverse]),
        other,
        text("[ and ] change the radius"),
        text("Esc puts it down"),
    ]
    return " · ".join(str(part) for part in parts)


def _small(words: str, description: Text) -> QToolButton:
    made = QToolButton()
    made.setProperty("kind", "small")
    made.setCheckable(True)
    made.setText(words)
    say(made, setToolTip=description, setAccessibleName=description)
    return made


def _number(description: Text, title: Text, suffix: str = "") -> QDoubleSpinBox:
    made = QDoubleSpinBox()
    made.setDecimals(0)
    made.setSuffix(suffix)
    made.setKeyboardTracking(False)
    made.setStepType(QDoubleSpinBox.StepType.AdaptiveDecimalStepType)
    made.lineEdit().setTextMargins(8, 0, 8, 0)  # the style sheet's padding does not reach the line inside
    say(made, setToolTip=description, setAccessibleName=title)
    return made


def _row(column: QVBoxLayout, title: Text, *fields: QWidget) -> None:
    row = QHBoxLayout()
    row.setSpacing(6)
    name = label(title, "dim")
    hold_width(name, 72)
    row.addWidget(name)
    for field in fields:
        row.addWidget(field, 0 if isinstance(field, QToolButton) else 1)
    if all(isinstance(field, QToolButton) for field in fields):
        row.addStretch()
    row.setAlignment(Qt.AlignmentFlag.AlignVCenter)
    column.addLayout(row)
