"""The side of the page, which tells of what is chosen: a head with its state, and buttons below each other."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.gui.base.look import Look
from app.gui.base.words import say
from app.gui.widgets.badge import StateBadge
from app.gui.widgets.basics import button, label
from app.gui.widgets.panel import scrolling
from app.i18n import Text
from app.orders.machine import State


class Side(QFrame):
    """What the details of a printer and of a job have in common. ``column`` is where theirs comes."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setObjectName("dispatchSide")
        self.look = look
        self.title = label("", "title", wrap=True)
        self.badge = StateBadge(look)
        self.words = label("", "dim", wrap=True)
        head = QHBoxLayout()
        head.addWidget(self.badge, 0, Qt.AlignmentFlag.AlignTop)
        head.addStretch()
        body = QWidget()
        body.setObjectName("panelBody")
        self.column = QVBoxLayout(body)
        self.column.setContentsMargins(14, 12, 12, 12)
        self.column.setSpacing(9)
        self.column.addWidget(self.title)
        self.column.addLayout(head)
        self.column.addWidget(self.words)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolling(body))

    def show_head(self, title: str, state: State, words: Text | str) -> None:
        """Name, state, and what is to be known of it."""
        self.title.setText(title)
        self.badge.show_state(state)
        self.words.setText(str(words))
        self.words.setVisible(bool(str(words)))

    def add_button(
        self, words: Text, tip: Text, pressed: Callable[[], object], icon: str, kind: str = "second"
    ) -> QPushButton:
        """A button over the whole width; its tooltip says what it does."""
        made = button(words, pressed, kind, self.look.icon(icon, "on_fill" if kind == "primary" else "text"))
        say(made, setToolTip=tip)
        self.column.addWidget(made)
        return made
