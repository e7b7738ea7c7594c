"""The fields of a shared server: where it is, and which account of the database is used."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QWidget

from app.gui.base.look import Look
from app.gui.base.words import say
from app.gui.widgets.basics import label
from app.gui.widgets.password_field import PasswordField
from app.i18n import Text, text
from app.settings.address import PORT, TLS, ServerParts

_TLS_WORDS = {
    TLS[0]: text("where the server can"),
    TLS[1]: text("always"),
    TLS[2]: text("always, and the server is checked"),
}


class ServerFields(QWidget):
    """Emits ``changed`` when something else stands in them."""

    changed = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.host, self.name, self.user = QLineEdit(), QLineEdit("statuette"), QLineEdit("statuette")
        self.port = QLineEdit(str(PORT))
        self.port.setValidator(QIntValidator(1, 65535, self))
        self.password = PasswordField(look)
        self.tls = QComboBox()
        for value in TLS:
            self.tls.addItem("", value)
        say(
            self.host,
            setAccessibleName=text("Server"),
            setPlaceholderText=text("its name in the network, or its number"),
            setToolTip=text("The PC that PostgreSQL runs on: book.workshop.lan, 192.168.1.20"),
        )
        say(self.port, setAccessibleName=text("Port"), setToolTip=text("5432, unless the server was set up otherwise"))
        say(self.name, setAccessibleName=text("Database"), setToolTip=text("Name of the database on the server"))
        say(self.user, setAccessibleName=text("User"), setToolTip=text("The account of the database, no person's"))
        say(
            self.password.line,
            setAccessibleName=text("Password of the database"),
            setToolTip=text("It is kept sealed, never in the settings of this PC; empty: the one that is kept"),
        )
        say(
            self.tls,
            setAccessibleName=text("Encrypted connection"),
            setToolTip=text("Whether what goes to the server is encrypted on its way"),
        )
        for line, most in ((self.host, 255), (self.name, 63), (self.user, 63)):
            line.setMaxLength(most)
        rows = QGridLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setHorizontalSpacing(12)
        rows.setVerticalSpacing(7)
        rows.setColumnStretch(1, 3)
        rows.setColumnStretch(3, 2)
        for row, column, words, field in (
            (0, 0, text("Server"), self.host), (0, 2, text("Port"), self.port),
            (1, 0, text("Database"), self.name), (1, 2, text("User"), self.user),
            (2, 0, text("Password"), self.password), (2, 2, text("Encrypted"), self.tls),
        ):  # fmt: skip
            rows.addWidget(label(words, "dim"), row, column)
            rows.addWidget(field, row, column + 1)
        for line in (self.host, self.port, self.name, self.user, self.password.line):
            line.textChanged.connect(lambda _words: self.changed.emit())
        self.tls.currentIndexChanged.connect(lambda _index: self.changed.emit())
        self.refresh()

    def parts(self) -> ServerParts:
        """What was entered."""
        return ServerParts(
            self.host.text().strip(), self.name.text().strip(), self.user.text().strip(), int(self.port.text() or PORT),
            str(self.tls.currentData()),
        )  # fmt: skip

    def show_parts(self, parts: ServerParts) -> None:
        """Show what is set."""
        self.host.setText(parts.host)
        self.name.setText(parts.name)
        self.user.setText(parts.user)
        self.port.setText(str(parts.port))
        self.tls.setCurrentIndex(max(0, self.tls.findData(parts.tls)))

    def missing(self) -> tuple[Text, QWidget] | None:
        """What has to be filled in, and where."""
        for line, words in ((self.host, text("Server")), (self.name, text("Database"))):
            if not line.text().strip():
                return text("Fill in “{field}”.", field=words), line
        return None

    def forget(self) -> None:
        """A password stays nowhere."""
        self.password.line.clear()
        self.password.hide_words()

    def refresh(self) -> None:
        """Say the choices again, in the language of now."""
        for index, words in enumerate(_TLS_WORDS.values()):
            self.tls.setItemText(index, str(words))
