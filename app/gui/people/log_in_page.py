"""The page that asks who is there."""

import math
import time

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.gui.base.look import Look
from app.gui.base.words import say
from app.gui.widgets.basics import button, label, mark
from app.gui.widgets.password_field import PasswordField
from app.i18n import Text, text, tr


class LogInPage(QWidget):
    """Emits ``wanted`` with login and password, and ``other_wanted`` where another person wants to log in."""

    wanted = Signal(str, str)
    other_wanted = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._busy = False
        self._until = 0.0
        self._sentence: Text | str = ""
        self.title = label(text("Log in"), "hero")
        self.detail = label("", "dim", wrap=True)
        self.login = QLineEdit()
        self.login.setMaxLength(64)
        say(self.login, setAccessibleName=text("Login"), setToolTip=text("The short name that the administrator gave"))
        self.password = PasswordField(look)
        say(self.password.line, setAccessibleName=text("Password"), setToolTip=text("Capital and small letters count"))
        self.problem = label("", wrap=True)
        self.problem.setProperty("kind", "problem")
        self.problem.hide()
        self.enter = button(text("Log in"), self._enter, "primary")
        say(self.enter, setToolTip=text("Log in with this login and password"))
        self.other = button(text("Somebody else…"), self.other_wanted.emit, "link")
        say(self.other, setToolTip=text("Log in as another person; open windows are closed"))
        self._tick = QTimer(self)
        self._tick.setInterval(500)
        self._tick.timeout.connect(self._count_down)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.title)
        column.addWidget(self.detail)
        column.addSpacing(6)
        self._login_title = label(text("Login"), "dim")
        column.addWidget(self._login_title)
        column.addWidget(self.login)
        column.addWidget(label(text("Password"), "dim"))
        column.addWidget(self.password)
        column.addWidget(self.problem)
        column.addSpacing(6)
        column.addWidget(self.enter)
        column.addWidget(self.other, 0, Qt.AlignmentFlag.AlignHCenter)
        for line in (self.login, self.password.line):
            line.installEventFilter(self)
        self.setFocusProxy(self.login)
        self.ask_anybody()

    def ask_anybody(self, login: str = "") -> None:
        """Ask for login and password."""
        say(self.title, setText=text("Log in"))
        say(self.detail, setText=text("Everybody works under a name of their own: what is done is recorded."))
        self.detail.show()
        self.other.hide()
        self.login.setEnabled(True)
        self.login.setText(login)
        self._begin(self.login)

    def ask_again(self, name: str, login: str) -> None:
        """The window is locked: ask this person for the password."""
        say(self.title, setText=text("Locked"))
        say(
            self.detail,
            setText=text("{name} is at work here. Nothing is lost; enter the password to go on.", name=name),
        )
        self.detail.show()
        self.other.show()
        self.login.setText(login)
        self.login.setEnabled(False)
        self._begin(self.password.line)

    def show_problem(self, sentence: Text | str, wait_seconds: float = 0.0) -> None:
        """Say why it did not work, and for how long no other try is taken."""
        self._set_busy(busy=False)
        self._sentence = sentence
        self._until = time.monotonic() + wait_seconds if wait_seconds > 0 else 0.0
        self.password.line.clear()
        self.problem.show()
        if self._until:
            self._tick.start()
        self._count_down()
        self.password.line.setFocus()

    def refresh(self) -> None:
        """Say everything again, in the language of now."""
        if not self.problem.isHidden():
            self._count_down()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Return goes on to the password, then logs in."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                if watched is self.login and not self.password.line.text():
                    self.password.line.setFocus()
                else:
                    self._enter()
                return True
            if watched is self.password.line and not self._until:
                self.problem.hide()
        return super().eventFilter(watched, event)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        super().showEvent(event)
        self.password.hide_words()

    def _begin(self, field: QWidget) -> None:
        self._until = 0.0
        self._tick.stop()
        self._set_busy(busy=False)
        self.problem.hide()
        self.password.line.clear()
        self.setFocusProxy(field)

    def _enter(self) -> None:
        if self._busy or self._until > time.monotonic():
            return
        login, password = self.login.text().strip(), self.password.line.text()
        if not login or not password:
            (self.password.line if login else self.login).setFocus()
            return
        self._set_busy(busy=True)
        self.wanted.emit(login, password)

    def _set_busy(self, *, busy: bool) -> None:
        self._busy = busy
        self.enter.setEnabled(not busy and self._until <= time.monotonic())
        say(self.enter, setText=text("Checking the password…") if busy else text("Log in"))

    def _count_down(self) -> None:
        left = math.ceil(self._until - time.monotonic()) if self._until else 0
        words = str(self._sentence)
        if left > 0:
            wait = tr("Wait {minutes}:{seconds}.", minutes=left // 60, seconds=f"{left % 60:02d}")
            words = f"{words} {wait}"
        elif self._until:
            self._until = 0.0
            self._tick.stop()
            words = tr("You can try again now.")
        self.problem.setText(words)
        mark(self.problem, tone="warn" if left > 0 else "bad")
        self.enter.setEnabled(not self._busy and left <= 0)
