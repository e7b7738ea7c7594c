"""Small pieces that every panel is made of: labels, buttons, cards, elided text."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QDoubleSpinBox, QFrame, QLabel, QLayout, QPushButton, QSizePolicy, QToolButton, QWidget

from app.gui.base.words import say
from app.i18n import Text, text

LEAVE = text("Close this; nothing is changed (Escape)")
"""The tooltip of whatever closes a window and does nothing else."""


def label(words: Text | str = "", kind: str = "", *, wrap: bool = False) -> QLabel:
    """A label in one of the style sheet's kinds."""
    made = QLabel()
    if kind:
        made.setProperty("kind", kind)
    made.setWordWrap(wrap)
    made.setTextFormat(Qt.TextFormat.PlainText)
    show_words(made, words)
    return made


def show_words(target: QLabel, words: Text | str) -> None:
    """Show a phrase of ours, said anew in another language; or words as they are."""
    if isinstance(words, Text):
        say(target, setText=words)
    else:
        target.setText(words)


def button(
    words: Text, pressed: Callable[[], object], kind: str = "", icon: QIcon | None = None, *, tip: Text | None = None
) -> QPushButton:
    """A push button in one of the style sheet's kinds; ``tip`` says what comes of it."""
    made = QPushButton()
    if kind:
        made.setProperty("kind", kind)
    if icon is not None:
        made.setIcon(icon)
        made.setIconSize(QSize(18, 18))
    say(made, setText=words)
    if tip is not None:
        say(made, setToolTip=tip)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    made.clicked.connect(lambda _checked=False: pressed())
    return made


def decoration() -> QLabel:
    """A place for a sign that stands beside its words: it says nothing more, and assistive programs pass it over."""
    made = QLabel()
    made.setProperty("decoration", True)
    return made


def tool(icon: QIcon, tip: Text, pressed: Callable[[], object], size: int = 18, kind: str = "tiny") -> QToolButton:
    """A small button with an icon; its tooltip is also its name for assistive programs."""
    made = QToolButton()
    made.setProperty("kind", kind)
    made.setIcon(icon)
    made.setIconSize(QSize(size, size))
    say(made, setToolTip=tip, setAccessibleName=tip)
    made.clicked.connect(lambda _checked=False: pressed())
    return made


def millimetres(value: float = 1.0) -> QDoubleSpinBox:
    """A field for a height in mm."""
    made = QDoubleSpinBox()
    made.setRange(1.0, 2000.0)
    made.setDecimals(1)
    made.setSuffix(" mm")
    made.setKeyboardTracking(False)
    made.setMinimumWidth(104)
    made.lineEdit().setTextMargins(8, 0, 8, 0)  # the style sheet's padding does not reach the line inside
    made.setValue(value)
    return made


def rule() -> QFrame:
    """A thin line between sections."""
    made = QFrame()
    made.setProperty("kind", "rule")
    made.setFixedHeight(1)
    return made


def mark(widget: QWidget, **properties: object) -> None:
    """Set properties that the style sheet looks at, and style the widget anew if one of them is another than before."""
    if all(widget.property(name) == value for name, value in properties.items()):
        return
    for name, value in properties.items():
        widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def widgets_in(layout: QLayout) -> list[QWidget]:
    """The widgets of a layout (of a window), in its order, without those of the layouts in it.

    Not by ``itemAt``: PySide6 6.12 keeps what that gives after Qt has freed the item, and the next widget that is made at its
    address is freed twice when it goes ("unaligned fastbin chunk detected").  ``takeAt`` leaves nothing behind.
    """
    parent = layout.parentWidget()
    if parent is None:
        return []
    inside = parent.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
    places = {number: widget for widget in inside if (number := layout.indexOf(widget)) >= 0}
    return [places[number] for number in sorted(places)]


def clear(layout: QLayout) -> None:
    """Take everything out of a layout."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        inner = item.layout()
        if widget is not None:
            widget.hide()
            widget.setParent(None)
            widget.deleteLater()
        elif inner is not None:
            clear(inner)


class Card(QFrame):
    """A raised frame; emits ``clicked`` where it may be clicked."""

    clicked = Signal()

    def __init__(self, *, clickable: bool = False, kind: str = "card") -> None:
        super().__init__()
        self._clickable = clickable
        self.setProperty("kind", kind)
        self.setProperty("clickable", clickable)
        if clickable:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
            self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        if (
            self._clickable
            and event.button() == Qt.MouseButton.LeftButton
            and self.rect().contains(event.position().toPoint())
        ):
            self.clicked.emit()
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Return and Space count as a click."""
        if self._clickable and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit()
        else:
            super().keyPressEvent(event)

    def set_selected(self, selected: bool) -> None:
        """Show that this card is the one that is looked at."""
        mark(self, selected=selected)


class ElidedLabel(QLabel):
    """One line that ends in … where it does not fit; the whole text is its tooltip then."""

    def __init__(self, kind: str = "") -> None:
        super().__init__()
        self._whole = ""
        if kind:
            self.setProperty("kind", kind)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setMinimumWidth(40)

    def set_text(self, words: str) -> None:
        """Show this line."""
        self._whole = words
        self.setText(words)
        self._fit()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(super().sizeHint().width(), self._line())

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(super().minimumSizeHint().width(), self._line())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._fit()

    def _line(self) -> int:
        """As high as a line of its font, whatever stands in it: a sign of another font would move all that is below."""
        margins = self.contentsMargins()
        return self.fontMetrics().height() + margins.top() + margins.bottom()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        painter.setPen(self.palette().windowText().color())
        line = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), line)

    def _fit(self) -> None:
        self.setToolTip(self._whole if self.fontMetrics().horizontalAdvance(self._whole) > self.width() else "")
