"""The right side of the layout bench: pages in the order of the work, behind one switch."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QFrame,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.gui.widgets.panel import scrolling
from app.gui.widgets.roomy import hold_width
from app.gui.widgets.segments import Segments
from app.i18n import Text, text

PAGES: tuple[tuple[str, Text, Text], ...] = (
    ("template", text("Template"), text("Choose what it becomes, and fill in what the order brings")),
    ("layers", text("Layers"), text("What lies above what, and the figures of what is chosen")),
    ("picture", text("Photo"), text("Crop, straighten and improve the picture that is chosen")),
    ("cut", text("Cut line"), text("The outline, the hole and the white ink below")),
    ("sheet", text("Sheets"), text("Paper or board, gaps, marks and copies")),
    ("output", text("Output"), text("Proof, check and print files")),
)
WIDE, NARROW = 348, 324


class LayoutSide(QFrame):
    """Holds the pages. Emits ``shown`` with the name of the one that is looked at."""

    shown = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("layoutSide")
        self._stack = QStackedWidget()
        self._names: list[str] = []
        switch = Segments(spacing=0)
        for name, title, sentence in PAGES:
            made = switch.add(name, title, sentence)
            made.setProperty("kind", "tight")
            made.setSizePolicy(QSizePolicy.Policy.MinimumExpanding, QSizePolicy.Policy.Fixed)
        self.buttons = switch.buttons
        switch.pressed.connect(self.choose)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 10, 10, 0)
        column.setSpacing(8)
        column.addWidget(switch)
        column.addWidget(self._stack, 1)
        hold_width(self, WIDE)

    @property
    def name(self) -> str:
        """The page that is looked at."""
        return self._names[self._stack.currentIndex()]

    def add(self, name: str, page: QWidget, *, scrolls: bool = True) -> None:
        """Put a page behind its button; the first one is shown."""
        self._names.append(name)
        self._stack.addWidget(scrolling(page) if scrolls else page)
        if len(self._names) == 1:
            self.choose(name)

    def choose(self, name: str) -> None:
        """Show this page."""
        self.buttons[name].setChecked(True)
        self._stack.setCurrentIndex(self._names.index(name))
        self.shown.emit(name)

    def set_narrow(self, *, narrow: bool) -> None:
        """Take less room where the window is small."""
        hold_width(self, NARROW if narrow else WIDE)
