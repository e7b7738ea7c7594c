"""One thing that is wrong, with what to do about it; a click goes there."""

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app.gui.base.look import Look, Role
from app.gui.base.words import say
from app.gui.widgets.basics import Card, decoration, label
from app.i18n import Text, text

Grade = Literal["blocks", "warns", "informs", "good"]
_SIGNS: dict[str, tuple[str, Role, Text]] = {
    "blocks": ("mdi6.close-octagon", "bad", text("Must be put right before it is printed")),
    "warns": ("mdi6.alert", "warn", text("Look at it before it is printed")),
    "informs": ("mdi6.information", "accent", text("Good to know")),
    "good": ("mdi6.check-circle", "ok", text("All good")),
}


class FaultCard(Card):
    """``go``: what a click does, or None."""

    def __init__(
        self,
        look: Look,
        grade: Grade,
        words: Text | str,
        remedy: Text | str = "",
        go: Callable[[], object] | None = None,
    ) -> None:
        super().__init__(clickable=go is not None)
        self._look = look
        self._icon, self._role, meaning = _SIGNS[grade]
        self._sign = sign = decoration()
        self._draw()
        look.changed.connect(self._draw)  # of a widget, so that it ends with the card
        say(sign, setToolTip=meaning, setAccessibleName=meaning)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 8, 10, 8)
        row.setSpacing(8)
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addWidget(label(words, wrap=True))
        if remedy:
            column.addWidget(label(remedy, "dim", wrap=True))
        row.addLayout(column, 1)
        if go is not None:
            self.clicked.connect(go)
            say(self, setToolTip=text("Go there"))

    def _draw(self) -> None:
        self._sign.setPixmap(self._look.icon(self._icon, self._role).pixmap(16, 16))
