"""Strips under the top bar: the database does not answer; the book is not open; the window is about to be locked."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.gui.base.look import Look, Role
from app.gui.base.words import say
from app.gui.widgets.basics import button, decoration, label
from app.i18n import Text, plural, text


class Strip(QFrame):
    """One line with an icon; comes and goes by itself, because what it says does. ``verb`` becomes a button."""

    wanted = Signal()

    def __init__(self, look: Look, icon: str, role: Role, verb: tuple[Text, Text] | None = None) -> None:
        super().__init__()
        self.setProperty("kind", "strip")
        self._look, self._icon, self._role = look, icon, role
        self._sign = decoration()
        self.words = label("")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 6, 16, 6)
        row.setSpacing(10)
        row.addStretch()
        row.addWidget(self._sign)
        row.addWidget(self.words)
        if verb is not None:
            title, tip = verb
            act = button(title, self.wanted.emit, "small")
            say(act, setToolTip=tip)
            row.addWidget(act)
        row.addStretch()
        look.changed.connect(self._draw)
        self._draw()
        self.hide()

    def show_words(self, words: Text) -> None:
        """Say this."""
        say(self.words, setText=words)
        self.show()

    def _draw(self) -> None:
        self._sign.setPixmap(self._look.icon(self._icon, self._role).pixmap(18, 18))


class Strips(QWidget):
    """The strips of a window, one below the other."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.offline = Strip(look, "mdi6.database-alert-outline", "warn")
        self.trouble = Strip(
            look,
            "mdi6.book-alert-outline",
            "warn",
            (text("Look at it…"), text("See why the order book does not open, and what helps")),
        )
        self.idle = Strip(look, "mdi6.timer-lock-outline", "warn")
        self.opening = Strip(look, "mdi6.book-clock-outline", "accent")
        self.opening.setProperty("kind", "newsStrip")
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.offline)
        column.addWidget(self.trouble)
        column.addWidget(self.idle)
        column.addWidget(self.opening)
        for strip in (self.offline, self.trouble, self.idle, self.opening):
            strip.words.setAlignment(Qt.AlignmentFlag.AlignVCenter)

    def add(self, strip: QWidget) -> None:
        """One more, below the others."""
        self._column.addWidget(strip)

    def show_opening(self, done: float, what: Text) -> None:
        """Say how far the order book is that is brought up to date; at 1 it is nearly open."""
        self.opening.show_words(
            text("{what} {percent} % The bench can be used meanwhile.", what=what, percent=round(100 * done))
        )

    def show_online(self, there: bool) -> None:
        """Say that the database does not answer, or no more."""
        if there:
            self.offline.hide()
        else:
            self.offline.show_words(text("The database does not answer. Trying again… Nothing is lost."))

    def show_idle(self, seconds: int) -> None:
        """Say that the window is locked in so many seconds; 0: somebody is there."""
        if seconds:
            self.idle.show_words(
                plural(
                    "The window locks itself in {n} second. Move the mouse or press a key to stay.",
                    "The window locks itself in {n} seconds. Move the mouse or press a key to stay.",
                    seconds,
                )
            )
        else:
            self.idle.hide()
