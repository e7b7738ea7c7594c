"""The page while nobody can log in yet: the order book is being opened, or does not answer."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.gui.base.look import Look
from app.gui.base.words import say
from app.gui.widgets.basics import decoration, label
from app.i18n import Text, text


class WaitPage(QWidget):
    """Says what is waited for."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._icon = "mdi6.book-open-page-variant-outline"
        self._sign = decoration()
        self._sign.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.words = label(text("Opening the order book…"), wrap=True)
        self.words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 8)
        column.setSpacing(12)
        column.addWidget(self._sign)
        column.addWidget(self.words)
        look.changed.connect(self._draw)
        self._draw()

    def show_opening(self) -> None:
        """The order book is being opened."""
        self._say("mdi6.book-open-page-variant-outline", text("Opening the order book…"))

    def show_progress(self, done: float, what: Text) -> None:
        """How far it is, where it has to be brought up to date first."""
        self._say("mdi6.book-clock-outline", text("{what} {percent} %", what=what, percent=round(100 * done)))

    def show_problem(self, sentence: Text | str) -> None:
        """It does not open; it is tried again."""
        self._icon = "mdi6.database-alert-outline"
        if isinstance(sentence, Text):
            say(self.words, setText=sentence)
        else:
            self.words.setText(sentence)
        self._draw()

    def _say(self, icon: str, words: Text) -> None:
        self._icon = icon
        say(self.words, setText=words)
        self._draw()

    def _draw(self) -> None:
        self._sign.setPixmap(self._look.icon(self._icon, "dim").pixmap(40, 40))
