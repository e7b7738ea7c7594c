"""The brushes of a family as buttons, with the options of the one in hand."""

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from app.gui.brushes.hand import BrushHand
from app.gui.brushes.kinds import OF_FAMILY, Family, family_of
from app.gui.brushes.options import BrushOptions, hint_of
from app.gui.widgets.basics import label
from app.i18n import Text, text, tr

COLUMNS = 2


class BrushPalette(QWidget):
    """``actions``: those of the window, by id; ``brush.<kind>`` takes a brush up and puts it down again."""

    def __init__(self, hand: BrushHand, actions: Mapping[str, QAction], family: Family, title: Text) -> None:
        super().__init__()
        self._hand, self._family = hand, family
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(label(title, "heading"))
        grid = QGridLayout()
        grid.setSpacing(6)
        for number, kind in enumerate(OF_FAMILY[family]):
            made = QToolButton()
            made.setProperty("kind", "tool")
            made.setDefaultAction(actions[f"brush.{kind}"])
            made.setIconSize(QSize(20, 20))
            made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            grid.addWidget(made, number // COLUMNS, number % COLUMNS)
        for number in range(COLUMNS):
            grid.setColumnStretch(number, 1)
        column.addLayout(grid)
        self.hint = label("", "dim", wrap=True)
        column.addWidget(self.hint)
        self.options = BrushOptions(hand.settings, family)
        column.addWidget(self.options)
        hand.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the brush in hand; say everything in the language of now."""
        kind, state = self._hand.kind, self._hand.state
        mine = kind is not None and family_of(kind) == self._family
        self.options.setVisible(mine)
        self.hint.setVisible(mine)
        self.options.refresh()
        if kind is None or not mine:
            return
        self.options.show_kind(kind)
        if state == "preparing":
            self.hint.setText(tr("The model is being made ready for the brush…"))
        elif state == "colorless":
            self.hint.setText(str(text("This model has no colours yet.")))
        else:
            self.hint.setText(hint_of(kind))
