"""Messages above the bench. Each stays until somebody closes it; of many, the older ones are folded away."""

from collections.abc import Callable
from functools import partial
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.gui.base.look import Look, Role
from app.gui.base.words import say
from app.gui.widgets.basics import button, decoration, label, tool
from app.i18n import Text, plural, text

Tone = Literal["bad", "warn", "ok", "info"]
_SIGNS: dict[str, tuple[str, Role]] = {
    "bad": ("mdi6.alert-octagon", "bad"),
    "warn": ("mdi6.alert", "warn"),
    "ok": ("mdi6.check-circle", "ok"),
    "info": ("mdi6.information", "accent"),
}
MOST = 4

Action = tuple[Text, Callable[[], object]]
"""What stands on a button, and what it does; the message closes."""


class MessageBar(QWidget):
    """A column of messages, newest on top.

    With more than ``MOST`` the oldest good news gives way; what is still too much is folded into one line, so that a folder
    of bad files does not push away what lies below.
    """

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._frames: list[QFrame] = []  # newest first
        self._unfolded = False
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(10, 8, 10, 8)
        self._column.setSpacing(6)
        self.older = button(_earlier(0), self._unfold, "small", tip=text("Show the earlier messages too"))
        self.close_all = button(text("Close all"), self.clear, "small", tip=text("Close all messages"))
        self._fold = QWidget()
        self._fold.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self._fold)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        row.addWidget(self.older)
        row.addWidget(self.close_all)
        self._column.addWidget(self._fold)
        self.setVisible(False)

    @property
    def sentences(self) -> list[str]:
        """What is said now, newest first."""
        return [str(frame.property("sentence")) for frame in self._frames]

    def say(self, sentence: Text | str, tone: Tone = "info", *actions: Action | None) -> None:
        """Show a sentence, with a button for each thing that can be done about it; the same one is not shown twice."""
        self.take_back(sentence)
        frame = QFrame()
        frame.setProperty("kind", "message")
        frame.setProperty("tone", tone)
        frame.setProperty("sentence", str(sentence))
        row = QHBoxLayout(frame)
        row.setContentsMargins(12, 8, 8, 8)
        row.setSpacing(10)
        icon, role = _SIGNS[tone]
        sign = decoration()
        sign.setPixmap(self._look.icon(icon, role).pixmap(18, 18))
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        words = label(sentence, wrap=True)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row.addWidget(words, 1)
        for title, start in filter(None, actions):
            row.addWidget(button(title, partial(self._follow, frame, start), "small"), 0, Qt.AlignmentFlag.AlignTop)
        close = tool(self._look.icon("mdi6.close", "dim"), text("Close this message"), lambda: self._drop(frame), 16)
        row.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        self._column.insertWidget(0, frame)
        self._frames.insert(0, frame)
        self._make_room()
        self._arrange()

    def take_back(self, sentence: Text | str) -> None:
        """Close the message that says this, where there is one: it is not true any more."""
        for frame in list(self._frames):
            if frame.property("sentence") == str(sentence):
                self._drop(frame)

    def clear(self) -> None:
        """Close all messages."""
        for frame in list(self._frames):
            self._drop(frame)

    def _follow(self, frame: QFrame, start: Callable[[], object]) -> None:
        self._drop(frame)
        start()

    def _unfold(self) -> None:
        self._unfolded = True
        self._arrange()

    def _make_room(self) -> None:
        for frame in reversed(self._frames[1:]):
            if len(self._frames) <= MOST:
                return
            if frame.property("tone") in ("ok", "info"):
                self._drop(frame)

    def _arrange(self) -> None:
        self._unfolded &= len(self._frames) > MOST
        folded = 0 if self._unfolded else len(self._frames[MOST:])
        for place, frame in enumerate(self._frames):
            frame.setVisible(self._unfolded or place < MOST)
        say(self.older, setText=_earlier(folded))
        self.older.setVisible(folded > 0)
        self._fold.setVisible(len(self._frames) > MOST)
        self.setVisible(bool(self._frames))

    def _drop(self, frame: QFrame) -> None:
        if frame not in self._frames:
            return
        self._frames.remove(frame)
        self._column.removeWidget(frame)
        frame.hide()
        frame.deleteLater()
        self._arrange()


def _earlier(n: int) -> Text:
    return plural("{n} earlier message", "{n} earlier messages", n)
