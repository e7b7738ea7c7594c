"""Small bars that lie on the canvas: tools on the left, views on the right, zoom below."""

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from app.gui.widgets.basics import clear, label, rule
from app.gui.words import say
from app.i18n import Text, text

VIEWS: tuple[tuple[str, Text, Text], ...] = (
    ("design", text("Design"), text("Compose one thing (F8)")),
    ("sheet", text("Sheet"), text("All things on the sheets that are printed (Shift+F8)")),
    ("plates", text("Plates"), text("Every ink by itself and together, as the machine gets them (Ctrl+F8)")),
    ("mockup", text("Picture"), text("How it will look in a hand, on a door, on a table (Ctrl+Shift+F8)")),
)


class Float(QFrame):
    """A raised bar on the canvas."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setProperty("kind", "float")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)


class ToolStrip(Float):
    """Actions one below another; "" is a line between them."""

    def __init__(self, actions: Mapping[str, QAction], names: Iterable[str]) -> None:
        super().__init__("layoutTools")
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 4)
        column.setSpacing(2)
        for name in names:
            if not name:
                column.addWidget(rule())
                continue
            made = QToolButton()
            made.setDefaultAction(actions[name])
            made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
            made.setIconSize(QSize(20, 20))
            made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            column.addWidget(made)


class Switcher(Float):
    """One of several; ``chosen`` gives its name."""

    chosen = Signal(str)

    def __init__(self, name: str, entries: Iterable[tuple[str, Text, Text]]) -> None:
        super().__init__(name)
        self._across = row = QHBoxLayout(self)
        row.setContentsMargins(3, 3, 3, 3)
        row.setSpacing(2)
        self._group = QButtonGroup(self)
        self.buttons: dict[str, QToolButton] = {}
        self.offer(entries)

    def offer(self, entries: Iterable[tuple[str, Text, Text]]) -> None:
        """Offer these."""
        clear(self._across)
        self.buttons.clear()
        for entry, title, tip in entries:
            made = QToolButton()
            made.setProperty("kind", "floating")
            made.setCheckable(True)
            made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            say(made, setText=title, setToolTip=tip)
            made.clicked.connect(lambda _checked=False, entry=entry: self.chosen.emit(entry))
            self._group.addButton(made)
            self.buttons[entry] = made
            self._across.addWidget(made)

    def show_choice(self, name: str) -> None:
        """Show that this one is chosen."""
        if name in self.buttons:
            self.buttons[name].setChecked(True)


class ZoomBar(Float):
    """Smaller, how large, larger, all of it; and what is under the pointer."""

    def __init__(self, actions: Mapping[str, QAction]) -> None:
        super().__init__("layoutZoom")
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 2, 8, 2)
        row.setSpacing(2)
        for name in ("layout.fit", "layout.zoom_out", "layout.zoom_in"):
            made = QToolButton()
            made.setDefaultAction(actions[name])
            made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
            made.setIconSize(QSize(17, 17))
            made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            row.addWidget(made)
        self.words = label("", "dim")
        row.addWidget(self.words)

    def say(self, words: str) -> None:
        """What is seen: zoom, place, inks."""
        self.words.setText(words)
        self.adjustSize()


class Floating(QWidget):
    """Keeps bars at the corners of the widget that they lie on."""

    def __init__(self, ground: QWidget, around: int = 12) -> None:
        super().__init__(ground)
        self.hide()
        self._ground, self._around = ground, around
        self._bars: list[tuple[QWidget, str]] = []

    def add(self, bar: QWidget, corner: str) -> None:
        """Lay a bar at "top left", "top right", "bottom left", "bottom" or "bottom right"."""
        bar.setParent(self._ground)
        self._bars.append((bar, corner))
        bar.show()

    def arrange(self, left: int = 0, top: int = 0) -> None:
        """Put them where they belong; ``left`` and ``top``: what the rulers take."""
        width, height = self._ground.width(), self._ground.height()
        for bar, corner in self._bars:
            bar.adjustSize()
            size = bar.size()
            x = left + self._around if "left" in corner else width - size.width() - self._around
            if corner in {"bottom", "top"}:
                x = (width - size.width()) // 2
            y = top + self._around if "top" in corner else height - size.height() - self._around
            bar.move(x, y)
            bar.raise_()
