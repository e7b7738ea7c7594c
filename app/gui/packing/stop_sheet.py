"""What stops packing: it covers the whole bench until somebody says that it is put right; scans do nothing until then.

No window of its own: the Return at the end of the next scan would close one. The keys are told apart in ``scanner_keys``.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.gui.base.look import Look
from app.gui.base.words import say
from app.gui.widgets.basics import button, label
from app.gui.widgets.sign import Sign
from app.i18n import Text, text
from app.shipping.packing import Verdict

WIDEST = 820  # pixels of the card
_DONE: dict[str, Text] = {
    "wrong": text("I have put it back ⏎"),
    "held": text("I have put it back ⏎"),
    "not_ready": text("I have put it back ⏎"),
    "double": text("I have looked ⏎"),
}
_ELSE = text("Understood ⏎")


class StopSheet(QFrame):
    """Emits ``acknowledged``."""

    acknowledged = Signal()

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._covered = parent
        self.setObjectName("stopSheet")
        card = QFrame()
        card.setObjectName("stopCard")
        card.setMaximumWidth(WIDEST)
        self.sentence = label("", "stopSentence", wrap=True)
        self.advice = label("", "stopAdvice", wrap=True)
        self.hint = label(text("The scanner does nothing until then."), "dim", wrap=True)
        self.done = button(_ELSE, self.acknowledged.emit, "stopDone")
        say(self.done, setToolTip=text("Return; the scanner does nothing until then"))
        words = QVBoxLayout()
        words.setSpacing(8)
        words.addWidget(self.sentence)
        words.addWidget(self.advice)
        top = QHBoxLayout()
        top.setSpacing(18)
        top.addWidget(Sign(look, "mdi6.alert-octagon", "bad", 52), 0, Qt.AlignmentFlag.AlignTop)
        top.addLayout(words, 1)
        bottom = QHBoxLayout()
        bottom.addWidget(self.hint, 1)
        bottom.addWidget(self.done)
        column = QVBoxLayout(card)
        column.setContentsMargins(24, 20, 20, 18)
        column.setSpacing(16)
        column.addLayout(top)
        column.addLayout(bottom)
        around = QHBoxLayout(self)
        around.setContentsMargins(20, 16, 20, 16)
        around.addStretch(1)
        around.addWidget(card, 1000, Qt.AlignmentFlag.AlignVCenter)
        around.addStretch(1)
        self.hide()

    def show_verdict(self, verdict: Verdict | None) -> None:
        """Show it; None: it was acknowledged."""
        if verdict is None:
            self.hide()
            return
        say(self.sentence, setText=verdict.sentence)
        self.advice.setVisible(verdict.advice is not None)
        if verdict.advice is not None:
            say(self.advice, setText=verdict.advice)
        say(self.done, setText=_DONE.get(verdict.kind, _ELSE))
        self.setAccessibleName(f"{verdict.sentence} {verdict.advice or ''}")
        self.setGeometry(self._covered.rect())
        self.show()
        self.raise_()
        self.done.setFocus()
