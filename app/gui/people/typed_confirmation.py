"""Asks for a word to be typed before something that cannot be taken back."""

from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.gui.base.look import Look
from app.gui.base.words import say
from app.gui.widgets.basics import LEAVE, button, decoration, label
from app.gui.widgets.password_field import PasswordField
from app.i18n import Text, text


class TypedConfirmation(QDialog):
    """Accepted once ``word``, kept as ``phrase``, was typed exactly. ``with_password``: and the own password, in ``password``."""

    def __init__(
        self,
        look: Look,
        title: Text,
        words: Text,
        *,
        word: str,
        verb: Text,
        parent: QWidget | None,
        with_password: bool = False,
    ) -> None:
        super().__init__(parent)
        self.phrase = word.strip()
        say(self, setWindowTitle=title)
        self.setMinimumWidth(460)
        sign = decoration()
        sign.setPixmap(look.icon("mdi6.alert-octagon", "bad").pixmap(30, 30))
        self.typed = QLineEdit()
        say(
            self.typed,
            setAccessibleName=text("Type “{word}”", word=self.phrase),
            setToolTip=text("Exactly as it stands above"),
        )
        self.password = PasswordField(look)
        say(
            self.password.line, setAccessibleName=text("Your password"), setToolTip=text("The one that you log in with")
        )
        self.confirm = button(
            verb, self.accept, "primary", tip=text("Do it; what is asked for above has to be typed first (Return)")
        )
        self.confirm.setAutoDefault(True)
        cancel = button(text("Cancel"), self.reject, "second", tip=LEAVE)
        cancel.setAutoDefault(False)
        head = QHBoxLayout()
        head.setSpacing(14)
        head.addWidget(sign, 0)
        head.addWidget(label(title, "title"), 1)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addStretch()
        foot.addWidget(cancel)
        foot.addWidget(self.confirm)
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 20, 22, 16)
        column.setSpacing(10)
        column.addLayout(head)
        column.addWidget(label(words, wrap=True))
        column.addSpacing(4)
        column.addWidget(label(text("Type “{word}” to confirm", word=self.phrase), "dim", wrap=True))
        column.addWidget(self.typed)
        self._with_password = with_password
        if with_password:
            column.addWidget(label(text("Your password"), "dim"))
            column.addWidget(self.password)
        column.addSpacing(6)
        column.addLayout(foot)
        self.typed.textChanged.connect(lambda _words: self._enable())
        self.password.line.textChanged.connect(lambda _words: self._enable())
        self.typed.setFocus()
        self._enable()

    def _enable(self) -> None:
        typed = self.typed.text().strip() == self.phrase
        self.confirm.setEnabled(typed and (not self._with_password or bool(self.password.line.text())))
