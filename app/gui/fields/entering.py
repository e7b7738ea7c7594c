"""Fields that tell what a person has entered, and show a value without telling of it."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QSlider,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QWidget,
)

from app.gui.base.words import say
from app.gui.fields.number_box import NumberBox
from app.gui.widgets.basics import label
from app.gui.widgets.roomy import hold_width
from app.i18n import Text, text


class Number(NumberBox):
    """A number with its unit; ``entered`` when somebody has changed it."""

    entered = Signal(float)

    def __init__(self, low: float, high: float, step: float = 1.0, suffix: str = " mm", decimals: int = 2) -> None:
        super().__init__()
        self.setRange(low, high)
        self.setDecimals(decimals)
        self.setSingleStep(step)
        self.setSuffix(suffix)
        self.setKeyboardTracking(False)
        self.setMinimumWidth(62)
        self.lineEdit().setTextMargins(6, 0, 4, 0)
        self.valueChanged.connect(self.entered.emit)

    def show_value(self, value: float) -> None:
        """Show this."""
        if not self.hasFocus() or abs(self.value() - value) > 1e-9:
            with QSignalBlocker(self):
                self.setValue(value)


class Choice(QComboBox):
    """One of several; ``entered`` gives its id."""

    entered = Signal(str)

    def __init__(self, options: Sequence[tuple[str, Text | str]]) -> None:
        super().__init__()
        self._options = list(options)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        for name, title in options:
            self.addItem(str(title), name)
        self._tip = ""
        self.activated.connect(lambda _number: self.entered.emit(self.currentData()))
        self.currentTextChanged.connect(lambda _words: self._tell())
        say(self, say_again=text("Choose…"))

    def say_again(self, _words: str) -> None:
        """The names in the language of now."""
        for number, (_name, title) in enumerate(self._options):
            self.setItemText(number, str(title))

    def setToolTip(self, tip: str) -> None:  # noqa: N802 - Qt's name
        """What it is for; what is chosen stands below it, where a long name may be cut."""
        self._tip = tip
        self._tell()

    def _tell(self) -> None:
        super().setToolTip("\n".join(part for part in (self._tip, self.currentText()) if part))

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """A long name ends in an ellipsis; Qt cuts it through a letter."""
        painter, option = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(option)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        part = QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, self).width()
        option.currentText = option.fontMetrics.elidedText(option.currentText, Qt.TextElideMode.ElideRight, room)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def offer(self, options: Sequence[tuple[str, Text | str]]) -> None:
        """Offer others; what is chosen stays if it is among them."""
        before = self.currentData()
        self._options = list(options)
        with QSignalBlocker(self):
            self.clear()
            for name, title in options:
                self.addItem(str(title), name)
            self.show_value(before)
        self._tell()

    def show_value(self, value: object) -> None:
        """Show this."""
        with QSignalBlocker(self):
            self.setCurrentIndex(self.findData(value))
        self._tell()


class Switch(QCheckBox):
    """Yes or no."""

    entered = Signal(bool)

    def __init__(self, title: Text, tip: Text | None = None) -> None:
        super().__init__()
        say(self, setText=title)
        if tip is not None:
            say(self, setToolTip=tip)
        self.clicked.connect(self.entered.emit)

    def show_value(self, value: bool) -> None:
        """Show this."""
        self.setChecked(value)


class Words(QPlainTextEdit):
    """A text of some lines, told while it is written."""

    entered = Signal(str)

    def __init__(self, lines: int = 3) -> None:
        super().__init__()
        self.setProperty("kind", "words")
        self.setTabChangesFocus(True)
        self.setFixedHeight(self.fontMetrics().lineSpacing() * lines + 16)
        self.textChanged.connect(lambda: self.entered.emit(self.toPlainText()))

    def show_value(self, value: str) -> None:
        """Show this."""
        if value != self.toPlainText():
            with QSignalBlocker(self):
                self.setPlainText(value)


class Slide(QWidget):
    """A slider from -100 to 100 (or other limits) with its number; ``entered`` while it is drawn."""

    entered = Signal(float)

    def __init__(self, title: Text, low: float = -100, high: float = 100, step: float = 1.0, suffix: str = "") -> None:
        super().__init__()
        self._step = step
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(round(low / step), round(high / step))
        say(self.slider, setAccessibleName=title, setToolTip=text("{name}; a double click puts it back", name=title))
        self.number = Number(low, high, step, suffix, 0 if step >= 1 else 1 if step >= 0.1 else 2)
        hold_width(self.number, 68)
        say(self.number, setAccessibleName=title, setToolTip=title)
        self.title = label(title, "dim")
        hold_width(self.title, 92)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.title)
        row.addWidget(self.slider, 1)
        row.addWidget(self.number)
        self.slider.valueChanged.connect(lambda value: self._slid(value * step))
        self.number.entered.connect(self._typed)
        self.slider.installEventFilter(self)

    def show_value(self, value: float) -> None:
        """Show this."""
        with QSignalBlocker(self.slider), QSignalBlocker(self.number):
            self.slider.setValue(round(value / self._step))
            self.number.setValue(value)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """A double click puts it back to 0."""
        if watched is self.slider and event.type() == QEvent.Type.MouseButtonDblClick:
            self.show_value(0)
            self.entered.emit(0.0)
            return True
        return super().eventFilter(watched, event)

    def _slid(self, value: float) -> None:
        self.number.show_value(value)
        self.entered.emit(value)

    def _typed(self, value: float) -> None:
        with QSignalBlocker(self.slider):
            self.slider.setValue(round(value / self._step))
        self.entered.emit(value)


def caption(title: Text, width: int = 76) -> QLabel:
    """The name of a field, before it."""
    made = label(title, "dim")
    hold_width(made, width)
    return made
