"""The page that ends single-user mode: who will administer the accounts."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.gui.base.look import Look
from app.gui.base.words import say
from app.gui.people.first_account_fields import FirstAccountFields
from app.gui.widgets.basics import button, label, mark
from app.i18n import Text, text


class FirstAccountPage(QWidget):
    """Emits ``wanted`` with login, name, password and roles, or ``refused``."""

    wanted = Signal(str, str, str, object)
    refused = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.fields = FirstAccountFields(look)
        self.name, self.login, self.new, self.works = (
            self.fields.name, self.fields.login, self.fields.new, self.fields.works,
        )  # fmt: skip
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
        column.addWidget(self.fields)
        column.addWidget(self.problem)
        column.addSpacing(4)
        column.addLayout(foot)
        self.fields.changed.connect(self._enable)
        self.setFocusProxy(self.name)
        self._enable()

    def begin(self) -> None:
        """Start anew."""
        self.fields.clear()
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

    def _enable(self) -> None:
        self.make.setEnabled(self.fields.good)

    def _make(self) -> None:
        self.make.setEnabled(False)
        fields = self.fields
        self.wanted.emit(*fields.names(), fields.password, fields.roles())
