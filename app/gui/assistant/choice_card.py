"""One of several things to choose, as a card: a radio button, a sentence, and what belongs to it once it is chosen."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QVBoxLayout, QWidget

from app.gui.base.words import say
from app.gui.widgets.basics import Card, label
from app.i18n import Text


class ChoiceCard(Card):
    """``radio`` is what is chosen; ``body`` holds fields that are shown while it is."""

    def __init__(self, title: Text, sentence: Text, group: QButtonGroup) -> None:
        super().__init__(kind="choice")
        self.radio = QRadioButton()
        say(self.radio, setText=title, setToolTip=sentence, setAccessibleDescription=sentence)
        group.addButton(self.radio)
        self._inside = QWidget()
        self.body = QVBoxLayout(self._inside)
        self.body.setContentsMargins(24, 4, 0, 2)
        self.body.setSpacing(8)
        self._inside.hide()
        words = label(sentence, "dim", wrap=True)
        words.setContentsMargins(24, 0, 0, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 14, 11)
        column.setSpacing(3)
        column.addWidget(self.radio)
        column.addWidget(words)
        column.addWidget(self._inside)
        self.radio.toggled.connect(self._show)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """All of the card chooses it."""
        if event.button() == Qt.MouseButton.LeftButton and self.radio.isEnabled():
            self.radio.setChecked(True)
            self.radio.setFocus(Qt.FocusReason.MouseFocusReason)
        super().mouseReleaseEvent(event)

    def _show(self, on: bool) -> None:
        self.set_selected(on)
        self._inside.setVisible(on and self.body.count() > 0)
