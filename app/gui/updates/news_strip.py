"""A strip that says something once: a newer version, one that waits, one that did not work. Closed, it stays closed."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel

from app.gui.base.look import Look, Role
from app.gui.base.words import say
from app.gui.widgets.basics import button, label, tool
from app.i18n import Text, text


class NewsStrip(QFrame):
    """One line with a sign, a verb, and a cross."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setProperty("kind", "newsStrip")
        self._look = look
        self._icon = "mdi6.update"
        self._role: Role = "accent"
        self._act: Callable[[], object] = lambda: None
        self._closed: Callable[[], object] = lambda: None
        self._sign = QLabel()
        self.words = label("", wrap=False)
        self.words.setAlignment(Qt.AlignmentFlag.AlignVCenter)
        self.verb = button(text("What is new…"), self._do, "small")
        self.cross = tool(look.icon("mdi6.close", "dim"), text("Close this message"), self._close, 16)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 5, 10, 5)
        row.setSpacing(10)
        row.addStretch()
        row.addWidget(self._sign)
        row.addWidget(self.words)
        row.addWidget(self.verb)
        row.addStretch()
        row.addWidget(self.cross)
        look.changed.connect(self._draw)
        self.hide()

    def tell(
        self,
        words: Text,
        verb: tuple[Text, Text, Callable[[], object]],
        *,
        closed: Callable[[], object] = lambda: None,
        icon: str = "mdi6.update",
        role: Role = "accent",
    ) -> None:
        """Say this. ``verb``: title, tooltip and what it does; ``closed`` is called when somebody has read it."""
        title, tip, self._act = verb
        self._closed, self._icon, self._role = closed, icon, role
        say(self.words, setText=words)
        say(self.verb, setText=title, setToolTip=tip)
        self._draw()
        self.show()

    def _do(self) -> None:
        self.hide()
        self._closed()
        self._act()

    def _close(self) -> None:
        self.hide()
        self._closed()

    def _draw(self) -> None:
        self._sign.setPixmap(self._look.icon(self._icon, self._role).pixmap(18, 18))
