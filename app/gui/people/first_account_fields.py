"""Who will be the first administrator: name, login, new password, and whether this person works here, too."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLineEdit, QVBoxLayout, QWidget

from app.gui.base.look import Look
from app.gui.base.words import say
from app.gui.people.new_password import NewPassword
from app.gui.widgets.basics import label
from app.i18n import text
from app.security.roles import OF_THE_FIRST, Role


class FirstAccountFields(QWidget):
    """Emits ``changed``; ``good`` tells whether an account can be made of it."""

    changed = Signal()

    def __init__(self, look: Look, *, wide: bool = False) -> None:
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
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        names = QGridLayout()
        names.setContentsMargins(0, 0, 0, 0)
        names.setHorizontalSpacing(12)
        names.setVerticalSpacing(6)
        column.addLayout(names)
        for number, (title, line) in enumerate(((text("Full name"), self.name), (text("Login"), self.login))):
            row, across = (0, number) if wide else (2 * number, 0)
            names.addWidget(label(title, "dim"), row, across)
            names.addWidget(line, row + 1, across)
            line.textChanged.connect(lambda _words: self._typed())
        column.addWidget(self.new)
        column.addSpacing(4)
        column.addWidget(self.works)
        self.new.changed.connect(self.changed.emit)
        self.setFocusProxy(self.name)

    @property
    def good(self) -> bool:
        """Whether everything is filled in and the password keeps the rules."""
        return all(self.names()) and self.new.good

    @property
    def password(self) -> str:
        """What was typed."""
        return self.new.password

    def names(self) -> tuple[str, str]:
        """Login and full name."""
        return self.login.text().strip(), self.name.text().strip()

    def roles(self) -> tuple[Role, ...]:
        """What the person may do."""
        return OF_THE_FIRST if self.works.isChecked() else (Role.ADMIN,)

    def fill(self, login: str, name: str, password: str) -> None:
        """Show what was entered elsewhere."""
        self.login.setText(login)
        self.name.setText(name)
        for field in (self.new.first, self.new.second):
            field.line.setText(password)

    def clear(self) -> None:
        """Forget what was typed."""
        for line in (self.name, self.login):
            line.clear()
        self.new.clear()

    def _typed(self) -> None:
        self.new.belongs_to(*self.names())
        self.changed.emit()
