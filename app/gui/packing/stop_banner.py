"""What stops packing. It stays until somebody says that it is put right; scans do nothing until then."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from app.gui.look import Look
from app.gui.packing.sign import Sign
from app.gui.widgets.basics import button, label
from app.gui.words import say
from app.i18n import Text, text
from app.shipping.packing import Verdict

_DONE: dict[str, Text] = {
    "wrong": text("I have put it back ⏎"),
    "held": text("I have put it back ⏎"),
    "not_ready": text("I have put it back ⏎"),
    "double": text("I have looked ⏎"),
}
_ELSE = text("Understood ⏎")


class StopBanner(QFrame):
    """Emits ``acknowledged``."""

    acknowledged = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setObjectName("stopBanner")
        self.sentence = label("", "title", wrap=True)
        self.advice = label("", wrap=True)
        self.done = button(_ELSE, self.acknowledged.emit, "primary")
        say(self.done, setToolTip=text("Return; the scanner does nothing until then"))
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(self.sentence)
        words.addWidget(self.advice)
        row = QHBoxLayout(self)
        row.setContentsMargins(18, 14, 16, 14)
        row.setSpacing(14)
        row.addWidget(Sign(look, "mdi6.alert-octagon", "bad", 30))
        row.addLayout(words, 1)
        row.addWidget(self.done)
        self.hide()

    def show_verdict(self, verdict: Verdict | None) -> None:
        """Show it; None: it was acknowledged."""
        self.setVisible(verdict is not None)
        if verdict is None:
            return
        say(self.sentence, setText=verdict.sentence)
        self.advice.setVisible(verdict.advice is not None)
        if verdict.advice is not None:
            say(self.advice, setText=verdict.advice)
        say(self.done, setText=_DONE.get(verdict.kind, _ELSE))
        self.setAccessibleName(f"{verdict.sentence} {verdict.advice or ''}")
        self.done.setFocus()
