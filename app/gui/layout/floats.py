"""Small bars that lie on the canvas: tools on the left, views on the right, zoom below."""

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QButtonGroup, QFrame, QGridLayout, QHBoxLayout, QSizePolicy, QToolButton, QWidget

from app.gui.base.words import say
from app.gui.widgets.basics import clear, label, rule
from app.i18n import Text, text

VIEWS: tuple[tuple[str, Text, Text], ...] = (
    ("design", text("Design"), text("Compose one thing (F8)")),
    ("sheet", text("Print sheet"), text("All things on the sheets that are printed (Shift+F8)")),
    ("plates", text("Ink plates"), text("Every ink by itself and together, as the machine gets them (Ctrl+F8)")),
    ("mockup", text("Mock-up"), text("How it will look in a hand, on a door, on a table (Ctrl+Shift+F8)")),
)


TOOL = 36  # pixels of height of a tool


class Float(QFrame):
    """A raised bar on the canvas."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setProperty("kind", "float")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)


class FloatingTools(Float):
    """Actions one below another; "" is a line between them."""

    def __init__(self, actions: Mapping[str, QAction], names: Iterable[str]) -> None:
        super().__init__("layoutTools")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(4, 4, 4, 4)
        self._grid.setSpacing(2)
        self._widgets: list[QWidget] = []
        self._rows = 0
        for name in names:
            if not name:
                self._widgets.append(rule())
                continue
            made = QToolButton()
            made.setDefaultAction(actions[name])
            made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
            made.setIconSize(QSize(20, 20))
            made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self._widgets.append(made)
        self.fit(10_000)

    def fit(self, height: int) -> None:
        """Take as many columns as are needed for so many pixels of height."""
        rows = len(self._widgets)
        while rows > 4 and rows * TOOL > height:
            rows = (rows + 1) // 2
        if rows == self._rows:
            return
        self._rows = rows
        for widget in self._widgets:
            self._grid.removeWidget(widget)
        shown = (
            self._widgets if rows == len(self._widgets) else [w for w in self._widgets if isinstance(w, QToolButton)]
        )
        for widget in self._widgets:
            widget.setVisible(widget in shown)
        rows = rows if shown is self._widgets else -(-len(shown) // -(-len(shown) // rows))
        for number, widget in enumerate(shown):
            self._grid.addWidget(widget, number % rows, number // rows)
        self.adjustSize()


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

    def offer(self, entries: Iterable[tuple[str, Text | str, Text]]) -> None:
        """Offer these."""
        clear(self._across)
        self.buttons.clear()
        for entry, title, tip in entries:
            made = QToolButton()
            made.setProperty("kind", "floating")
            made.setCheckable(True)
            made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            say(made, setToolTip=tip)
            if isinstance(title, Text):
                say(made, setText=title)
            else:
                made.setText(title)
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
        if words != self.words.text():
            self.words.setText(words)
            self.adjustSize()


class Floating(QWidget):
    """Keeps bars at the corners of the widget that they lie on."""

    def __init__(self, ground: QWidget, around: int = 12) -> None:
        super().__init__(ground)
        self.hide()
        self._ground, self._around = ground, around
        self._bars: list[tuple[QWidget, str]] = []
        self._order: list[QObject] = []

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
        if self._ground.children() != self._order:  # to raise a bar paints it and what is below anew
            for bar, _corner in self._bars:
                bar.raise_()
            self._order = self._ground.children()
