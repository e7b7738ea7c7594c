"""A state as a small pill: sign and word, in its tone."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QFrame, QHBoxLayout

from app.gui.base.look import Look, Role
from app.gui.widgets.basics import decoration, label, mark
from app.orders.machine import State

HEIGHT, SIGN = 20, 13  # pixels, where words are as large as designed
_ROLES: dict[str, Role] = {"dim": "dim", "accent": "accent", "ok": "ok", "warn": "warn", "bad": "bad"}


class StateBadge(QFrame):
    """Shows a state of any of the machines."""

    def __init__(self, look: Look, state: State | None = None) -> None:
        super().__init__()
        self.setProperty("kind", "pill")
        self._look = look
        self._state: State | None = None
        self._sign = decoration()
        self._word = label("")
        row = QHBoxLayout(self)
        row.setContentsMargins(7, 1, 9, 1)
        row.setSpacing(4)
        row.addWidget(self._sign)
        row.addWidget(self._word)
        look.changed.connect(self._draw)
        self._draw()
        if state is not None:
            self.show_state(state)

    def show_state(self, state: State) -> None:
        """Show this one."""
        self._state = state
        self._word.setText(str(state.title))
        mark(self, tone=state.tone)
        mark(self._word, tone=state.tone)
        self._draw()

    def words(self) -> str:
        """What is written on it."""
        return self._word.text()

    def _draw(self) -> None:
        self.setFixedHeight(round(HEIGHT * self._look.text_factor))
        side = round(SIGN * self._look.text_factor)
        if self._state is not None:
            icon = self._look.icon(self._state.icon or "mdi6.circle-medium", _ROLES.get(self._state.tone, "dim"))
            self._sign.setPixmap(icon.pixmap(QSize(side, side)))
