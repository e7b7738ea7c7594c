"""The page for a new password: at the first log-in, or because somebody wants another one."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.gui.base.look import Look
from app.gui.base.words import say
from app.gui.people.new_password import NewPassword
from app.gui.widgets.basics import button, label, mark
from app.gui.widgets.password_field import PasswordField
from app.i18n import Text, text


class PasswordPage(QWidget):
    """Emits ``wanted`` with the old and the new password, or ``refused``."""

    wanted = Signal(str, str)
    refused = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.old = PasswordField(look)
        say(
            self.old.line,
            setAccessibleName=text("Password of now"),
            setToolTip=text("The one that you log in with"),
        )
        self.old_title = label(text("Password of now"), "dim")
        self.new = NewPassword(look)
        self.detail = label("", "dim", wrap=True)
        self.problem = label("", "problem", wrap=True)
        self.problem.hide()
        self.save = button(text("Save the password"), self._save, "primary")
        say(self.save, setToolTip=text("Log in with the new password from now on"))
        self.leave = button(text("Cancel"), self.refused.emit, "second")
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.leave)
        foot.addWidget(self.save, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(label(text("New password"), "title"))
        column.addWidget(self.detail)
        column.addWidget(self.old_title)
        column.addWidget(self.old)
        column.addWidget(self.new)
        column.addWidget(self.problem)
        column.addSpacing(4)
        column.addLayout(foot)
        self.new.changed.connect(self._enable)
        self.old.line.textChanged.connect(lambda _words: self._enable())
        self._known = ""
        self._enable()

    def ask_first(self, name: str, login: str, old: str) -> None:
        """At the first log-in: ``old`` was typed just now."""
        self._known = old
        self._begin(text("{name}, choose a password that only you know.", name=name), login, name)
        say(self.leave, setText=text("Log out"), setToolTip=text("Leave without a new password"))
        self.setFocusProxy(self.new)

    def ask_both(self, name: str, login: str) -> None:
        """Because somebody wants another one."""
        self._known = ""
        self._begin(text("The old password stops working at once, on every PC."), login, name)
        say(self.leave, setText=text("Cancel"), setToolTip=text("Keep the password"))
        self.setFocusProxy(self.old)

    def show_problem(self, sentence: Text | str) -> None:
        """Say why it was not taken."""
        self.problem.setText(str(sentence))
        mark(self.problem, tone="bad")
        self.problem.show()
        self._enable()

    def forget(self) -> None:
        """Forget all passwords that were typed."""
        self._known = ""
        self.old.line.clear()
        self.new.clear()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Return saves."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.save.isEnabled():
            self._save()
        else:
            super().keyPressEvent(event)

    def _begin(self, sentence: Text, login: str, name: str) -> None:
        say(self.detail, setText=sentence)
        for widget in (self.old, self.old_title):
            widget.setVisible(not self._known)
        self.old.line.clear()
        self.new.clear()
        self.new.belongs_to(login, name)
        self.problem.hide()
        self._enable()

    def _enable(self) -> None:
        self.save.setEnabled(self.new.good and bool(self._known or self.old.line.text()))

    def _save(self) -> None:
        self.save.setEnabled(False)
        self.wanted.emit(self._known or self.old.line.text(), self.new.password)
