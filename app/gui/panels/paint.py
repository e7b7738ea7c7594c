"""The painting brushes, on the page “Colours”; a model without colours is offered some."""

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.gui.base.words import say
from app.gui.brushes.hand import BrushHand
from app.gui.brushes.palette import BrushPalette
from app.gui.widgets.basics import Card, button, label
from app.i18n import text


class PaintPanel(QWidget):
    """``colors_wanted``: whether with a picture (True) or at the vertices (False)."""

    colors_wanted = Signal(bool)

    def __init__(self, hand: BrushHand, actions: Mapping[str, QAction]) -> None:
        super().__init__()
        self._hand = hand
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self.palette_ = BrushPalette(hand, actions, "paint", text("Paint"))
        column.addWidget(self.palette_)
        self.offer = self._make_offer()
        column.addWidget(self.offer)
        hand.changed.connect(self._show)
        self._show()

    def refresh(self) -> None:
        """Say everything again, in the language of now."""
        self.palette_.refresh()

    def _show(self) -> None:
        colorless = self._hand.state == "colorless"
        self.offer.setVisible(colorless)
        if colorless:
            self.palette_.options.hide()

    def _make_offer(self) -> Card:
        card = Card()
        inner = QVBoxLayout(card)
        inner.setContentsMargins(12, 10, 12, 10)
        inner.addWidget(label(text("Colours to paint on"), "strong"))
        inner.addWidget(
            label(
                text("Colours at the vertices are as fine as the triangles; a picture is as fine as you choose."),
                "dim",
                wrap=True,
            )
        )
        vertices = button(text("Colour the vertices"), lambda: self.colors_wanted.emit(False), "second")
        say(vertices, setToolTip=text("Give every vertex a colour, white at first"))
        picture = button(text("Make a picture"), lambda: self.colors_wanted.emit(True), "second")
        say(picture, setToolTip=text("Lay the surface out flat and give it a picture, white at first"))
        inner.addWidget(vertices)
        inner.addWidget(picture)
        return card
