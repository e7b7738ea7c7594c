"""Fields made from the form of a protocol: what its settings' model says about each value's kind, range and words."""

from collections.abc import Callable, Mapping
from typing import Any, Literal, get_args, get_origin

import annotated_types
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QWidget,
)

from app.gui.base.look import Look
from app.gui.base.words import say
from app.gui.fields.number_box import NumberBox
from app.gui.widgets.basics import button, label
from app.gui.widgets.password_field import PasswordField
from app.i18n import Text, text, tr

CHOICES: dict[str, Text] = {
    "zpl": text("ZPL (Zebra)"),
    "tspl": text("TSPL (TSC and others)"),
}
KEY_TITLES: dict[str, Text] = {
    "api_key": text("API key"),
    "password": text("Password"),
    "access_code": text("Access code"),
    "token": text("Token"),
    "user": text("User"),
}
_NUMBER_WIDTH = 110
_LOWEST, _HIGHEST = 0.0, 1_000_000.0


class FormFields(QWidget):
    """The settings of one protocol. ``changed`` is emitted when something else stands in them."""

    changed = Signal()

    def __init__(self, look: Look, form: type[BaseModel], secrets: tuple[str, ...]) -> None:
        super().__init__()
        self._get: dict[str, Callable[[], Any]] = {}
        self._put: dict[str, Callable[[Any], object]] = {}
        self.fields: dict[str, QWidget] = {}
        self.keys: dict[str, PasswordField] = {}
        rows = QFormLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(8)
        rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for name, info in form.model_fields.items():
            title = Text(info.title or name)
            hint = Text(info.description) if info.description else title
            field = self._make(name, info)
            say(field, setToolTip=hint, setAccessibleName=title)
            self.fields[name] = field
            words = label(title, "dim")
            rows.addRow(words, self._with_button(name, field))
        for name in secrets:
            field = PasswordField(look)
            title = KEY_TITLES.get(name, text("Key of the printer"))
            say(
                field.line,
                setAccessibleName=title,
                setToolTip=text("Kept sealed on this PC; the order book never holds it"),
            )
            field.line.textEdited.connect(lambda _words: self.changed.emit())
            self.keys[name] = field
            rows.addRow(label(title, "dim"), field)

    def values(self) -> dict[str, Any]:
        """What stands in the fields, for the form."""
        return {name: get() for name, get in self._get.items()}

    def given_keys(self) -> dict[str, str]:
        """What was typed as keys."""
        return {name: field.line.text().strip() for name, field in self.keys.items()}

    def show_values(self, settings: Mapping[str, Any]) -> None:
        """Show these settings; what is missing stays at its usual value."""
        for name, put in self._put.items():
            if name in settings:
                put(settings[name])

    def keep_keys(self) -> None:
        """Keys are kept already: they stay where nothing is typed."""
        for field in self.keys.values():
            field.line.setPlaceholderText(tr("kept; type a new one to change it"))

    def focus_on(self, name: str) -> None:
        """Put the keys where something is wrong."""
        field = self.fields.get(name)
        if field is not None:
            field.setFocus()

    # ---- inside -------------------------------------------------------------

    def _make(self, name: str, info: FieldInfo) -> QWidget:
        kind, usual = info.annotation, None if info.is_required() else info.get_default(call_default_factory=True)
        if kind is bool:
            return self._switch(name, bool(usual))
        if kind in {int, float}:
            return self._number(name, info, whole=kind is int, usual=usual)
        if get_origin(kind) is Literal:
            return self._choice(name, [str(one) for one in get_args(kind)], str(usual or ""))
        return self._line(name, usual, several=get_origin(kind) is tuple)

    def _switch(self, name: str, usual: bool) -> QWidget:
        box = QCheckBox()
        box.setChecked(usual)
        box.toggled.connect(lambda _on: self.changed.emit())
        self._get[name], self._put[name] = box.isChecked, lambda value: box.setChecked(bool(value))
        return box

    def _number(self, name: str, info: FieldInfo, *, whole: bool, usual: Any) -> QWidget:
        low, high = _range(info.metadata)
        box = number_box(low, high, 0 if whole else 2)
        box.setValue(float(usual or low))
        box.valueChanged.connect(lambda _value: self.changed.emit())
        self._get[name] = lambda: round(box.value()) if whole else box.value()
        self._put[name] = lambda value: box.setValue(float(value))
        return box

    def _choice(self, name: str, choices: list[str], usual: str) -> QWidget:
        box = QComboBox()
        for choice in choices:
            box.addItem(str(CHOICES.get(choice, choice)), choice)
        box.setCurrentIndex(max(0, box.findData(usual)))
        box.currentIndexChanged.connect(lambda _index: self.changed.emit())
        self._get[name] = lambda: str(box.currentData())
        self._put[name] = lambda value: box.setCurrentIndex(max(0, box.findData(str(value))))
        return box

    def _line(self, name: str, usual: Any, *, several: bool) -> QWidget:
        line = QLineEdit()
        line.setMaxLength(400)

        def get() -> Any:
            words = line.text().strip()
            return tuple(words.replace(",", " ").replace("，", " ").split()) if several else words

        def put(value: Any) -> None:
            line.setText(", ".join(str(one) for one in value) if several else str(value))

        if usual:
            put(usual)
        line.textEdited.connect(lambda _words: self.changed.emit())
        self._get[name], self._put[name] = get, put
        return line

    def _with_button(self, name: str, field: QWidget) -> QWidget:
        """A folder can be chosen too."""
        if not isinstance(field, QLineEdit) or "folder" not in name:
            return field

        def ask() -> None:
            chosen = QFileDialog.getExistingDirectory(self, tr("Choose a folder"), field.text())
            if chosen:
                field.setText(chosen)
                self.changed.emit()

        both = QWidget()
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(field, 1)
        choose = button(text("Choose…"), ask, "small")
        say(choose, setToolTip=text("Choose a folder of this PC or of the network"))
        row.addWidget(choose)
        return both


def number_box(low: float, high: float, decimals: int, unit: str = "") -> QDoubleSpinBox:
    """A field for a number."""
    box = NumberBox()
    box.setDecimals(decimals)
    box.setRange(low, high)
    box.setMaximumWidth(_NUMBER_WIDTH)
    if unit:
        box.setSuffix(f" {unit}")
    box.lineEdit().setTextMargins(8, 0, 8, 0)  # the style sheet's padding does not reach the line inside
    return box


def _range(metadata: list[Any]) -> tuple[float, float]:
    low, high = _LOWEST, _HIGHEST
    for one in metadata:
        if isinstance(one, annotated_types.Ge):
            low = float(one.ge)  # type: ignore[arg-type]
        elif isinstance(one, annotated_types.Gt):
            low = float(one.gt)  # type: ignore[arg-type]
        elif isinstance(one, annotated_types.Le):
            high = float(one.le)  # type: ignore[arg-type]
    return low, high
