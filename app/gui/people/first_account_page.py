"""The page that ends single-user mode: who will administer the accounts."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.gui.look import Look
from app.gui.people.new_password import NewPassword
from app.gui.widgets.basics import button, label, mark
from app.gui.words import say
from app.i18n import Text, text
from app.security.roles import Role


class FirstAccountPage(QWidget):
    """Emits ``wanted`` with login, name, password and roles, or ``refused``."""

    wanted = Signal(str, str, str, object)
    refused = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.name, self.login = QLineEdit(), QLineEdit()
        self.name.setMaxLength(80)
        self.login.setMaxLength(64)
        say(self.name, setAccessibleName=text("Full name"), setToolTip=text("The name that colleagues see"))
        say(self.login, setAccessibleName=text("Login"), setToolTip=text("A short name without spaces to log in with"))
        self.works = QCheckBox()
        self.works.setChecked(True)
        say(
            self.works,
            setText=text("I also model, pack and answer buyers"),
            setToolTip=text("Gives the roles modelling engineer, customer service and logistics lead as well"),
        )
        self.new = NewPassword(look)
        self.problem = label("", "problem", wrap=True)
        self.problem.hide()
        self.make = button(text("Make the administrator"), self._make, "primary")
        say(self.make, setToolTip=text("From now on everybody logs in"))
        self.leave = button(text("Cancel"), self.refused.emit, "second")
        say(self.leave, setToolTip=text("Go on working without log-in"))
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.leave)
        foot.addWidget(self.make, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(label(text("Set up accounts"), "title"))
        column.addWidget(
            label(
                text(
                    "From now on everybody logs in, and what is done is recorded under their name. You are the "
                    "administrator and add the others afterwards. This cannot be taken back."
                ),
                "dim",
                wrap=True,
            )
        )
        column.addSpacing(4)
        for title, line in ((text("Full name"), self.name), (text("Login"), self.login)):
            column.addWidget(label(title, "dim"))
            column.addWidget(line)
            line.textChanged.connect(lambda _words: self._typed())
        column.addWidget(self.new)
        column.addSpacing(4)
        column.addWidget(self.works)
        column.addWidget(self.problem)
        column.addSpacing(4)
        column.addLayout(foot)
        self.new.changed.connect(self._enable)
        self.setFocusProxy(self.name)
        self._enable()

    def begin(self) -> None:
        """Start anew."""
        for line in (self.name, self.login):
            line.clear()
        self.new.clear()
        self.problem.hide()
        self._enable()

    def show_problem(self, sentence: Text | str) -> None:
        """Say why it was not taken."""
        self.problem.setText(str(sentence))
        mark(self.problem, tone="bad")
        self.problem.show()
        self._enable()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Return goes to the next line, and makes the account at the end."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
        elif self.make.isEnabled():
            self._make()
        else:
            self.focusNextChild()

    def _typed(self) -> None:
        self.new.belongs_to(self.login.text().strip(), self.name.text().strip())
        self._enable()

    def _enable(self) -> None:
        named = bool(self.name.text().strip()) and bool(self.login.text().strip())
        self.make.setEnabled(named and self.new.good)

    def _make(self) -> None:
        self.make.setEnabled(False)
        roles = (Role.ADMIN, Role.ENGINEER, Role.SERVICE, Role.LOGISTICS) if self.works.isChecked() else (Role.ADMIN,)
        self.wanted.emit(self.login.text().strip(), self.name.text().strip(), self.new.password, roles)
