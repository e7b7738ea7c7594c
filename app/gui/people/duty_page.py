"""The page with the confidentiality duty: read to its end, agreed to, accepted."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QTextBrowser, QVBoxLayout, QWidget

from app.gui.base.words import say
from app.gui.widgets.basics import button, label
from app.i18n import text, tr


class DutyPage(QWidget):
    """Emits ``accepted``, or ``refused`` where somebody leaves instead."""

    accepted = Signal()
    refused = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._version = ""
        self._read = False
        self.words = QTextBrowser()
        self.words.setMinimumHeight(260)
        say(self.words, setAccessibleName=text("Duty of confidentiality"))
        self.words.verticalScrollBar().valueChanged.connect(lambda _value: self._look())
        self.words.verticalScrollBar().rangeChanged.connect(lambda _low, _high: self._look())
        self.version = label("", "dim")
        self.hint = label(text("Read it to the end."), "dim")
        self.agree = QCheckBox()
        say(
            self.agree,
            setText=text("I have read this and will keep to it"),
            setToolTip=text("It can be chosen once the text was read to its end"),
        )
        self.agree.toggled.connect(lambda _on: self._enable())
        self.accept = button(text("Accept and go on"), self.accepted.emit, "primary")
        say(self.accept, setToolTip=text("Your name, the version and the time are recorded"))
        self.leave = button(text("Log out"), self.refused.emit, "second")
        say(self.leave, setToolTip=text("Leave without accepting; nothing is shown to you"))
        head = QHBoxLayout()
        head.addWidget(label(text("Duty of confidentiality"), "title"))
        head.addStretch()
        head.addWidget(self.version)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.leave)
        foot.addWidget(self.accept, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(head)
        column.addWidget(self.words, 1)
        column.addWidget(self.hint)
        column.addWidget(self.agree)
        column.addLayout(foot)
        self.setFocusProxy(self.words)
        self._enable()

    def show_duty(self, words: str, version: str) -> None:
        """Ask for this text to be accepted."""
        self._version, self._read = version, False
        self.agree.setChecked(False)
        self.words.setPlainText(words)
        self.words.verticalScrollBar().setValue(0)
        self.refresh()
        self._look()

    def refresh(self) -> None:
        """Say everything again, in the language of now."""
        self.version.setText(tr("Version {version}", version=self._version) if self._version else "")

    def _look(self) -> None:
        bar = self.words.verticalScrollBar()
        if self.words.isVisible() and bar.value() >= bar.maximum() - 2:
            self._read = True
        self._enable()

    def _enable(self) -> None:
        self.agree.setEnabled(self._read)
        self.hint.setVisible(not self._read)
        self.accept.setEnabled(self._read and self.agree.isChecked())

    def showEvent(self, event: object) -> None:  # noqa: N802 - Qt's name
        super().showEvent(event)  # type: ignore[arg-type]
        self._look()
