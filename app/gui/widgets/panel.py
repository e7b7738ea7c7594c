"""What stands in a dock: a title bar that fits the theme, a scrolling body, an empty state."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.gui.base.look import Look
from app.gui.base.words import say
from app.gui.widgets.basics import decoration, label
from app.i18n import Text


def scrolling(body: QWidget) -> QScrollArea:
    """The widget inside an area that scrolls up and down only."""
    area = QScrollArea()
    area.setWidget(body)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return area


def dock(name: str, title: Text, content: QWidget, extra: QWidget | None = None) -> QDockWidget:
    """A dock with a quiet title bar; ``name`` is what its place is kept under."""
    made = QDockWidget()
    made.setObjectName(name)
    say(made, setWindowTitle=title)
    bar = QWidget()
    bar.setObjectName("dockTitle")
    bar.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    row = QHBoxLayout(bar)
    row.setContentsMargins(14, 10, 12, 6)
    row.addWidget(label(title, "heading"))
    row.addStretch()
    if extra is not None:
        row.addWidget(extra)
    made.setTitleBarWidget(bar)
    made.setWidget(content)
    made.setFeatures(QDockWidget.DockWidgetFeature.DockWidgetMovable | QDockWidget.DockWidgetFeature.DockWidgetClosable)
    return made


def switched_dock(name: str, title: Text, content: QWidget, switch: QWidget) -> QDockWidget:
    """A dock whose title bar is a switch between pages."""
    made = dock(name, title, content)
    bar = QWidget()
    bar.setObjectName("dockTitle")
    bar.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    row = QHBoxLayout(bar)
    row.setContentsMargins(10, 8, 10, 6)
    row.addWidget(switch)
    made.setTitleBarWidget(bar)
    return made


class EmptyState(QWidget):
    """An icon, what is (not) here, and what to do next: no sentence where that follows below."""

    def __init__(self, look: Look, icon: str, title: Text, sentence: Text | str = "", *, wide: bool = False) -> None:
        super().__init__()
        sign = decoration()

        def draw() -> None:
            side = 28 if wide else 34
            sign.setPixmap(look.icon(icon, "dim").pixmap(side, side))

        draw()
        look.changed.connect(draw)
        lines = [label(title, "strong", wrap=True)]
        if sentence:
            lines.append(label(sentence, "dim", wrap=True))
        if wide:
            row = QHBoxLayout(self)
            row.setContentsMargins(16, 4, 16, 4)  # it stands where a low window has hardly room for three lines
            row.setSpacing(14)
            row.addWidget(sign)
            column = QVBoxLayout()
            column.setSpacing(3)
            column.addStretch()
            for line in lines:
                column.addWidget(line)
            column.addStretch()
            row.addLayout(column, 1)
            return
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 16, 12, 8)
        column.setSpacing(6)
        for widget in (sign, *lines):
            widget.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(widget)
