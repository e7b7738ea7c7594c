"""Fields for numbers, choices, switches, words and colours."""

from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QCheckBox,
    QColorDialog,
    QComboBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
)

from app.gui.base.files import ask_file
from app.gui.base.look import Look
from app.gui.base.words import say
from app.gui.fields.field import Field
from app.gui.fields.number_box import NumberBox
from app.gui.fields.picking import PickingField
from app.gui.widgets.basics import button
from app.i18n import text
from app.mesh.forms.parameter import NO, YES, Limits, Parameter, Value

LINES = 3


class NumberField(Field):
    """A number with its unit; keeps inside its limits."""

    def __init__(self, parameter: Parameter, limits: Limits) -> None:
        super().__init__(parameter)
        self.box = NumberBox()
        self.box.setGroupSeparatorShown(True)
        self.box.setStepType(QDoubleSpinBox.StepType.AdaptiveDecimalStepType)
        if parameter.unit:
            self.box.setSuffix(parameter.unit if parameter.unit in {"°", "%"} else f" {parameter.unit}")
        self.box.lineEdit().setTextMargins(8, 0, 8, 0)  # the style sheet's padding does not reach the line inside
        self.set_limits(limits)
        self.box.setValue(limits.default)
        self.box.valueChanged.connect(lambda _value: self.changed.emit())
        _only(self).addWidget(self.box)
        self.setFocusProxy(self.box)

    def set_limits(self, limits: Limits) -> None:
        """Keep inside these from now on; a value beyond them goes to the nearest."""
        parameter = self.parameter
        self.box.setDecimals(0 if parameter.whole else _decimals(limits))
        self.box.setRange(limits.low, limits.high)
        no_number = parameter.zero is not None and limits.low == 0
        self.box.setSpecialValueText(str(parameter.zero) if no_number else "")
        reach = text(
            "{what} ({low} to {high} {unit})",
            what=parameter.description, low=f"{limits.low:g}", high=f"{limits.high:g}", unit=parameter.unit,
        )  # fmt: skip
        say(self.box, setToolTip=reach, setAccessibleName=parameter.title)

    def value(self) -> Value:
        return self.box.value()

    def set_value(self, value: Value) -> None:
        assert isinstance(value, float | int)
        self.box.setValue(value)


class ChoiceField(Field):
    """One of several names."""

    def __init__(self, parameter: Parameter) -> None:
        super().__init__(parameter)
        self.box = QComboBox()
        for key, name in zip(parameter.keys, parameter.names, strict=True):
            self.box.addItem(str(name), key)
        self.set_value(parameter.default)
        self.box.currentIndexChanged.connect(lambda _index: self.changed.emit())
        say(self.box, setToolTip=parameter.description, setAccessibleName=parameter.title)
        _only(self).addWidget(self.box)
        self.setFocusProxy(self.box)

    def value(self) -> Value:
        return str(self.box.currentData())

    def set_value(self, value: Value) -> None:
        self.box.setCurrentIndex(max(0, self.box.findData(value)))


class SwitchField(Field):
    """Yes or no; the title stands beside the box."""

    def __init__(self, parameter: Parameter) -> None:
        super().__init__(parameter)
        self.box = QCheckBox()
        self.set_value(parameter.default)
        self.box.toggled.connect(lambda _on: self.changed.emit())
        say(self.box, setText=parameter.title, setToolTip=parameter.description)
        _only(self).addWidget(self.box)
        self.setFocusProxy(self.box)

    def value(self) -> Value:
        return YES if self.box.isChecked() else NO

    def set_value(self, value: Value) -> None:
        self.box.setChecked(value == YES)


class WordsField(Field):
    """Some lines of text."""

    def __init__(self, parameter: Parameter) -> None:
        super().__init__(parameter)
        self.box = QPlainTextEdit(parameter.default)
        self.box.setProperty("kind", "words")
        self.box.setTabChangesFocus(True)
        self.box.setFixedHeight(self.box.fontMetrics().lineSpacing() * LINES + 16)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.box.textChanged.connect(self.changed.emit)
        say(self.box, setToolTip=parameter.description, setAccessibleName=parameter.title)
        _only(self).addWidget(self.box)
        self.setFocusProxy(self.box)

    def value(self) -> Value:
        return self.box.toPlainText()

    def set_value(self, value: Value) -> None:
        self.box.setPlainText(str(value))


class ColorField(PickingField):
    """A colour, chosen in the system's colour window, or taken from the model where :meth:`offer_pick` was called."""

    def __init__(self, parameter: Parameter, look: Look) -> None:
        super().__init__(parameter, look, text("From the model"), "mdi6.eyedropper")
        self._color = QColor(parameter.default)
        self.swatch = QPushButton()
        self.swatch.clicked.connect(lambda _checked=False: self.ask())
        say(self.swatch, setToolTip=parameter.description, setAccessibleName=parameter.title)
        say(self.pick, setToolTip=text("Take the colour of the place that you click on the model"))
        self.pick.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self.swatch, 1)
        row.addWidget(self.pick)
        self.setFocusProxy(self.swatch)
        self._show()

    def offer_pick(self) -> None:
        """There is a model to take the colour from."""
        self.pick.show()

    def take_color(self, color: tuple[int, int, int]) -> None:
        """A place of this colour was clicked."""
        self.stop()
        self._take(QColor(*color))

    def value(self) -> Value:
        return self._color.name()

    def set_value(self, value: Value) -> None:
        self._color = QColor(str(value))
        self._show()

    def ask(self) -> QColorDialog:
        """The colour window, open."""
        dialog = QColorDialog(self._color, self)
        dialog.colorSelected.connect(self._take)
        dialog.open()
        return dialog

    def _take(self, color: QColor) -> None:
        self._color = color
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        ink = "#000000" if self._color.lightnessF() > 0.5 else "#ffffff"
        self.swatch.setText(self._color.name())
        self.swatch.setStyleSheet(f"background: {self._color.name()}; color: {ink};")


class FileField(Field):
    """A file to read: its name, a button to choose it, and one to do without."""

    def __init__(self, parameter: Parameter) -> None:
        super().__init__(parameter)
        self._path = ""
        self.choose = button(text("Choose…"), self._ask, "small")
        self.away = button(text("None"), lambda: self._take(""), "small")
        say(self.choose, setToolTip=parameter.description, setAccessibleName=parameter.title)
        say(self.away, setToolTip=text("Work without a file"))
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.choose, 1)
        row.addWidget(self.away)
        _only(self).addLayout(row)
        self.setFocusProxy(self.choose)
        self._show()

    def value(self) -> Value:
        return self._path

    def set_value(self, value: Value) -> None:
        self._path = str(value)
        self._show()

    def _ask(self) -> None:
        path = ask_file(self, self.parameter.title, self.parameter.suffixes)
        if path is not None:
            self._take(str(path))

    def _take(self, path: str) -> None:
        self._path = path
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        name = self._path.replace("\\", "/").rsplit("/", 1)[-1]
        if name:
            self.choose.setText(name)
            self.choose.setToolTip(self._path)
        else:
            say(self.choose, setText=text("Choose…"), setToolTip=self.parameter.description)
        self.away.setVisible(bool(name))


def _only(field: Field) -> QVBoxLayout:
    column = QVBoxLayout(field)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(4)
    return column


def _decimals(limits: Limits) -> int:
    return 3 if limits.high < 100 else 2
