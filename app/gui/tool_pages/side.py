"""The right side of the bench: pages that one switch chooses between, in the order of the work."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.gui.widgets.segments import Segments
from app.i18n import Text, text

PAGES: tuple[tuple[str, Text, Text], ...] = (
    ("check", text("Check"), text("What would fail in print, and the repair that takes it away")),
    ("prepare", text("Prepare"), text("Size, place, base, text, hollow, split: from the model to the print file")),
    ("fix", text("Mend"), text("Select a place on the model and mend it by hand")),
    ("color", text("Colours"), text("Correct, paint and proof the colours")),
    ("measure", text("Measure"), text("Distances, angles, thickness, notes and figures over the surface")),
)


class ToolSide(QWidget):
    """Holds the pages; ``switch`` is the row of buttons, for the title of the dock."""

    page_changed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._stack = QStackedWidget()
        self._names: list[str] = []
        self.switch = Segments(spacing=1)
        self.switch.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        for name, title, sentence in PAGES:
            made = self.switch.add(name, title, sentence)
            made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.buttons = self.switch.buttons
        self.switch.pressed.connect(self.choose)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)

    def add(self, name: str, page: QWidget) -> None:
        """Put a page behind its button; the first one is shown."""
        self._names.append(name)
        self._stack.addWidget(page)
        if len(self._names) == 1:
            self.choose(name)

    @property
    def page(self) -> str:
        """The page that is shown."""
        return self._names[self._stack.currentIndex()]

    def choose(self, name: str) -> None:
        """Show a page. Raises ValueError for one that is not there."""
        self._stack.setCurrentIndex(self._names.index(name))
        self.buttons[name].setChecked(True)
        self.page_changed.emit(name)
