"""Fields for the settings of the workshop, made from what the settings' model says about their kind and range."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Literal, get_args, get_origin

import annotated_types
from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateEdit,
    QDoubleSpinBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.gui.base.words import say
from app.gui.widgets.basics import button, label
from app.gui.widgets.day_format import show_days
from app.gui.widgets.roomy import hold_width
from app.i18n import Text, text
from app.orders.due import STEPS
from app.settings.workshop import WorkshopSettings, from_stored
from app.settings.workshop_fields import SettingField
from app.shipping.parcel_states import PARCEL

LONG = frozenset({"confidentiality_zh", "confidentiality_en"})
_FIELD_WIDTH = 180

KEY_TITLES: dict[str, Text] = {
    **{state.id: state.title for state in PARCEL.states},
    "confirm": text("Confirm"),
    "produce": text("Produce"),
    "accept": text("Accept"),
    **STEPS,
}


class SettingEditor(QWidget):
    """One setting. ``value`` is what the settings' model takes; ``changed`` is emitted when it is another one."""

    changed = Signal()

    def __init__(self, get: Callable[[], Any], put: Callable[[Any], object]) -> None:
        super().__init__()
        self._get, self._put = get, put

    def value(self) -> Any:
        """What is shown."""
        return self._get()

    def set_value(self, value: Any) -> None:
        """Show this value."""
        self._put(value)


def make_editor(field: SettingField) -> SettingEditor:
    """The field for a setting, by its kind."""
    info = WorkshopSettings.model_fields[field.name]
    kind, origin = info.annotation, get_origin(info.annotation)
    low, high = _range(info.metadata)
    if kind is bool:
        return _switch(field)
    if kind is int:
        return _whole(field, low, high)
    if kind is float:
        return _decimal(field, low, high)
    if kind is str:
        return _long_words(field) if field.name in LONG else _line(field, _longest(info.metadata))
    if origin is Literal:
        return _choice(field, [str(one) for one in get_args(kind)])
    if origin is dict:
        return _days_by_key(field)
    if origin is tuple:
        return _list(field, get_args(kind)[0])
    return _day(field)


def _range(metadata: list[Any]) -> tuple[float, float]:
    low, high = 0.0, 1_000_000.0
    for one in metadata:
        if isinstance(one, annotated_types.Ge):
            low = float(one.ge)  # type: ignore[arg-type]
        elif isinstance(one, annotated_types.Le):
            high = float(one.le)  # type: ignore[arg-type]
    return low, high


def _longest(metadata: list[Any]) -> int:
    return next((one.max_length for one in metadata if isinstance(one, annotated_types.MaxLen)), 40)


def _with(inner: QWidget, field: SettingField, get: Callable[[], Any], put: Callable[[Any], object]) -> SettingEditor:
    editor = SettingEditor(get, put)
    row = QHBoxLayout(editor)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    row.addWidget(inner)
    if field.unit is not None:
        row.addWidget(label(field.unit, "dim"))
    if not isinstance(inner, (QLineEdit, QPlainTextEdit)):
        row.addStretch()
    say(inner, setToolTip=field.hint, setAccessibleName=field.title)
    editor.setFocusProxy(inner)
    return editor


def _switch(field: SettingField) -> SettingEditor:
    box = QCheckBox()
    say(box, setText=field.title)
    editor = _with(box, field, box.isChecked, box.setChecked)
    box.toggled.connect(lambda _on: editor.changed.emit())
    return editor


def _whole(field: SettingField, low: float, high: float) -> SettingEditor:
    box = _decimal_box(low, high)
    box.setDecimals(0)
    editor = _with(box, field, lambda: round(box.value()), box.setValue)
    _say_range(box, field, f"{int(low)}–{int(high)}")
    box.valueChanged.connect(lambda _value: editor.changed.emit())
    return editor


def _decimal(field: SettingField, low: float, high: float) -> SettingEditor:
    box = _decimal_box(low, high)
    editor = _with(box, field, box.value, box.setValue)
    _say_range(box, field, f"{low:g}–{high:g}")
    box.valueChanged.connect(lambda _value: editor.changed.emit())
    return editor


def _decimal_box(low: float, high: float) -> QDoubleSpinBox:
    box = QDoubleSpinBox()
    box.setRange(low, high)
    box.setDecimals(1)
    hold_width(box, _FIELD_WIDTH // 2)
    box.lineEdit().setTextMargins(8, 0, 8, 0)
    return box


def _say_range(box: QWidget, field: SettingField, words: str) -> None:
    say(box, setToolTip=text("{hint} Possible: {range}.", hint=field.hint, range=words))


def _line(field: SettingField, longest: int) -> SettingEditor:
    line = QLineEdit()
    line.setMaxLength(longest)
    editor = _with(line, field, lambda: line.text().strip(), line.setText)
    line.textChanged.connect(lambda _words: editor.changed.emit())
    return editor


def _long_words(field: SettingField) -> SettingEditor:
    box = QPlainTextEdit()
    box.setProperty("kind", "words")
    box.setTabChangesFocus(True)
    box.setMinimumHeight(190)
    editor = _with(box, field, lambda: box.toPlainText().strip(), box.setPlainText)
    box.textChanged.connect(editor.changed.emit)
    return editor


def _choice(field: SettingField, values: list[str]) -> SettingEditor:
    box = QComboBox()
    for value in values:
        box.addItem(value.replace("x", " × "), value)
    hold_width(box, _FIELD_WIDTH)
    editor = _with(box, field, box.currentData, lambda value: box.setCurrentIndex(max(0, box.findData(value))))
    box.currentIndexChanged.connect(lambda _index: editor.changed.emit())
    return editor


def _days_by_key(field: SettingField) -> SettingEditor:
    inside = QWidget()
    grid = QGridLayout(inside)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(10)
    grid.setVerticalSpacing(6)
    boxes: dict[str, QDoubleSpinBox] = {}

    def put(values: Mapping[str, float]) -> None:
        for key, days in values.items():
            if key not in boxes:
                box = _decimal_box(0.0, 365.0)
                say(box, setToolTip=field.hint, setAccessibleName=KEY_TITLES.get(key, field.title))
                row, column = divmod(len(boxes), 2)
                title = label(KEY_TITLES.get(key, key), "dim")
                grid.addWidget(title, row, 2 * column)
                grid.addWidget(box, row, 2 * column + 1)
                box.valueChanged.connect(lambda _value: editor.changed.emit())
                boxes[key] = box
            boxes[key].setValue(days)

    editor = _with(inside, field, lambda: {key: box.value() for key, box in boxes.items()}, put)
    return editor


def _list(field: SettingField, kind: type) -> SettingEditor:
    line = QLineEdit()

    def get() -> list[Any]:
        words = line.text().replace(",", " ").replace("，", " ").replace("、", " ").split()
        return [int(word) if kind is int and word.isdigit() else word for word in words]

    editor = _with(line, field, get, lambda values: line.setText(" ".join(str(value) for value in values)))
    example = {date: "2026-10-01 2026-10-02", int: "2027"}.get(kind, "MG-20261125-0172")
    say(line, setPlaceholderText=text("for example {example}", example=example))
    line.textChanged.connect(lambda _words: editor.changed.emit())
    return editor


def _day(field: SettingField) -> SettingEditor:
    box, known = QDateEdit(), QCheckBox()
    box.setCalendarPopup(True)
    show_days(box)
    say(box, setAccessibleName=field.title, setToolTip=field.title)
    hold_width(box, _FIELD_WIDTH)
    say(known, setText=text("set"), setToolTip=text("Whether there is such a day"))
    inside = QWidget()
    row = QHBoxLayout(inside)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(known)
    row.addWidget(box)
    box.setEnabled(False)
    known.toggled.connect(box.setEnabled)

    def get() -> str | None:
        return box.date().toString(Qt.DateFormat.ISODate) if known.isChecked() else None

    def put(value: date | str | None) -> None:
        day = date.fromisoformat(value) if isinstance(value, str) else value
        known.setChecked(day is not None)
        box.setDate(QDate(day.year, day.month, day.day) if day is not None else QDate.currentDate())

    editor = _with(inside, field, get, put)
    known.toggled.connect(lambda _on: editor.changed.emit())
    box.dateChanged.connect(lambda _day: editor.changed.emit())
    return editor


class SettingRow(QWidget):
    """Title and hint beside the field, and a way back to the usual value."""

    changed = Signal()

    def __init__(self, field: SettingField) -> None:
        super().__init__()
        self.field = field
        self.editor = make_editor(field)
        self._usual = usual_value(field.name)
        self._settled: Any = None
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(label(field.title, "strong", wrap=True))
        words.addWidget(label(field.hint, "dim", wrap=True))
        words.addStretch()
        self.back = button(text("Usual value"), lambda: self.editor.set_value(self._usual), "link")
        say(self.back, setToolTip=text("Take the value that the program comes with"))
        wide = field.name in LONG or get_origin(WorkshopSettings.model_fields[field.name].annotation) is dict
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(4)
        row = QHBoxLayout()
        row.setSpacing(18)
        row.addLayout(words, 5)
        lines.addLayout(row)
        side = QHBoxLayout()
        side.addWidget(self.editor, 1, Qt.AlignmentFlag.AlignTop)
        side.addWidget(self.back, 0, Qt.AlignmentFlag.AlignTop)
        if wide:
            lines.addLayout(side)
        else:
            row.addLayout(side, 6)
        self.editor.changed.connect(self._moved)

    @property
    def is_changed(self) -> bool:
        """Whether another value is shown than the one that is kept."""
        return bool(plain(self.editor.value()) != plain(self._settled))

    def show_value(self, value: Any) -> None:
        """This value is kept."""
        self._settled = value
        self.editor.set_value(value)
        self._moved()

    def _moved(self) -> None:
        self.back.setVisible(plain(self.editor.value()) != plain(self._usual))
        self.changed.emit()


def usual_value(name: str) -> Any:
    """What a setting is where nobody has changed it."""
    return getattr(from_stored({}), name)


def plain(value: Any) -> Any:
    """A value in the one form in which two of them can be compared."""
    if isinstance(value, (tuple, list)):
        return [plain(one) for one in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: float(one) for key, one in value.items()}
    return value.strip() if isinstance(value, str) else value
