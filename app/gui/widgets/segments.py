"""A row of buttons of which one is down: the switch between pages, views or spans."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QToolButton

from app.gui.base.words import say
from app.i18n import Text


class Segments(QFrame):
    """``pressed`` gives the name of the button that somebody presses. buttons: by name."""

    pressed = Signal(str)

    def __init__(self, spacing: int = 2) -> None:
        super().__init__()
        self.setObjectName("segments")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(2, 2, 2, 2)
        self._row.setSpacing(spacing)
        self._group = QButtonGroup(self)
        self.buttons: dict[str, QToolButton] = {}

    def add(self, name: str, title: Text, tip: Text) -> QToolButton:
        """One more button, at the right."""
        made = QToolButton()
        made.setCheckable(True)
        say(made, setText=title, setToolTip=tip, setAccessibleName=title)
        made.clicked.connect(lambda _checked=False: self.pressed.emit(name))
        self._group.addButton(made)
        self._row.addWidget(made)
        self.buttons[name] = made
        return made

    def choose(self, name: str) -> None:
        """Let this button be down. Raises KeyError."""
        self.buttons[name].setChecked(True)
