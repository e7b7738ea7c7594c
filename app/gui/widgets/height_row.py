"""The printed height: a field, and a confirm button while it is only proposed."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app.gui.base.words import say
from app.gui.widgets.basics import Card, button, label, mark, millimetres
from app.i18n import text


class HeightRow(Card):
    """Emits ``confirmed`` with a height in mm when the user says that it is right, or changes it."""

    confirmed = Signal(float)

    def __init__(self) -> None:
        super().__init__()
        self._proposed = False
        self._shown = 0.0
        self.field = millimetres()
        tip = text("Height of the finished print; the model is scaled to it")
        say(self.field, setAccessibleName=text("Printed height"), setToolTip=tip)
        self.button = button(text("Confirm"), self._confirm, "small")
        say(self.button, setToolTip=text("Print at this height; every limit is judged by it"))
        self._hint = label(text("Nobody has chosen the printed height yet. Is it this one?"), "dim", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 8, 8)
        column.setSpacing(6)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(label(text("Printed height"), "strong"), 1)
        row.addWidget(self.field)
        row.addWidget(self.button)
        column.addLayout(row)
        column.addWidget(self._hint)
        self.field.editingFinished.connect(self._edited)
        self.field.valueChanged.connect(lambda _value: self._offer())
        self.show_height(0.0, proposed=False)

    def show_height(self, height_mm: float, *, proposed: bool) -> None:
        """Show the height that the model has; ``proposed``: the user should confirm it."""
        self._proposed, self._shown = proposed, round(height_mm, 1)
        self.setVisible(height_mm > 0)
        blocked = self.field.blockSignals(True)
        self.field.setValue(max(height_mm, 1.0))
        self.field.blockSignals(blocked)
        self._hint.setVisible(proposed)
        mark(self, kind="attention" if proposed else "card")
        self._offer()

    def _offer(self) -> None:
        changed = abs(self.field.value() - self._shown) > 0.04
        say(self.button, setText=text("Apply") if changed and not self._proposed else text("Confirm"))
        self.button.setVisible(self._shown > 0 and (self._proposed or changed))

    def _edited(self) -> None:
        """Return in the field counts as the button; leaving the field does not."""
        if self.field.hasFocus() and self.button.isVisible():
            self._confirm()

    def _confirm(self) -> None:
        self.confirmed.emit(self.field.value())
