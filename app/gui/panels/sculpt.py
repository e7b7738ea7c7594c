"""The sculpting brushes, on the page “Mend”."""

from collections.abc import Mapping

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.gui.brushes.hand import BrushHand
from app.gui.brushes.palette import BrushPalette
from app.i18n import text


class SculptPanel(QWidget):
    """Brushes that change the shape, and the options of the one in hand."""

    def __init__(self, hand: BrushHand, actions: Mapping[str, QAction]) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.palette_ = BrushPalette(hand, actions, "sculpt", text("Sculpt"))
        column.addWidget(self.palette_)

    def refresh(self) -> None:
        """Say everything again, in the language of now."""
        self.palette_.refresh()
