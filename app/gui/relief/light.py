"""Where the light of a preview comes from."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QToolButton

from app.gui.words import say
from app.i18n import Text, text


class LightSwitch(QFrame):
    """From the front, or from behind as a lithophane is looked at; ``changed``: somebody chose the other."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("segments")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(2, 2, 2, 2)
        self._row.setSpacing(2)
        self._group = QButtonGroup(self)
        self.front = self._add(text("Lit"), text("As it lies on a table"))
        self.behind = self._add(text("Backlit"), text("With a lamp behind it"))
        self.behind.setChecked(True)
        self._group.buttonClicked.connect(lambda _button: self.changed.emit())

    def _add(self, title: Text, tip: Text) -> QToolButton:
        made = QToolButton()
        made.setCheckable(True)
        say(made, setText=title, setToolTip=tip)
        self._group.addButton(made)
        self._row.addWidget(made)
        return made
