"""What a workplace shows while its page is being made."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.gui.base.look import Look
from app.gui.base.words import say
from app.gui.widgets.basics import decoration, label
from app.gui.widgets.roomy import hold_width
from app.i18n import Text


class WorkplacePage(QWidget):
    """Says in one sentence what will be here."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._icon = "mdi6.cube-outline"
        self._sign = decoration()
        self._title = label("", "hero")
        self.sentence = label("", "dim", wrap=True)
        hold_width(self.sentence, 460)
        self.sentence.setMinimumHeight(64)  # three lines: a centred label does not ask for the height of its width
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addStretch()
        for widget in (self._sign, self._title, self.sentence):
            widget.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch()
        look.changed.connect(self._draw)

    def show_place(self, title: Text, icon: str, sentence: Text) -> None:
        """Show this workplace."""
        self._icon = icon
        say(self._title, setText=title)
        say(self.sentence, setText=sentence)
        self._draw()

    def _draw(self) -> None:
        self._sign.setPixmap(self._look.icon(self._icon, "dim").pixmap(56, 56))
