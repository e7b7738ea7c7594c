"""The page that says why the order book does not open, and takes what opens it."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from app.errors import AppError
from app.gui.base.look import Look
from app.gui.base.words import say
from app.gui.widgets.basics import button, clear, decoration, label, mark
from app.gui.widgets.password_field import PasswordField
from app.i18n import Text, text
from app.orders.book import BookDamagedError
from app.security.key_file import KeyDamagedError, WrongPassphraseError
from app.security.keys import KeyAwayError, KeyDoesNotFitError, PassphraseNeededError

_LOCKED = (PassphraseNeededError, WrongPassphraseError)
_NO_KEY = (KeyAwayError, KeyDamagedError, KeyDoesNotFitError)
_CLOSED, _DAMAGED = text("The order book does not open"), text("The order book is damaged")
_BRING_BACK = text(
    "A part of it cannot be read any more. Bring the last backup back; the damaged order book is kept aside."
)
_WITHOUT_BOOK = text("Check and repair files; the order book stays closed")
_WITH_DAMAGE = text("Go on with what can be read; bring a backup back before more is entered")


class TroublePage(QWidget):
    """Emits what somebody wants to try; ``left``: to work without orders."""

    passphrase_wanted = Signal(str)
    code_wanted = Signal(str)
    again_wanted = Signal()
    other_wanted = Signal()
    left = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.sign = decoration()
        self.sign.setPixmap(look.icon("mdi6.book-lock-outline", "warn").pixmap(36, 36))
        self.title = label(_CLOSED, "title")
        self.sentence = label("", wrap=True)
        self.passphrase = PasswordField(look)
        say(self.passphrase.line, setAccessibleName=text("Passphrase of the workshop's key"))
        self.passphrase_title = label(text("Passphrase of the workshop's key"), "dim")
        self.code = QPlainTextEdit()
        self.code.setTabChangesFocus(True)
        self.code.setFixedHeight(92)
        self.code.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData)
        say(
            self.code,
            setAccessibleName=text("Recovery code"),
            setPlaceholderText=text("14 groups of 5 characters, from the printed sheet"),
        )
        self.code_title = label(text("Recovery code"), "dim")
        self.problem = label("", "problem", wrap=True)
        self.open = button(text("Open"), self._open, "primary")
        self.again = button(text("Try again"), self.again_wanted.emit, "primary")
        say(self.again, setToolTip=text("Open the order book once more"))
        self.other = button(text("Another order book…"), self.other_wanted.emit, "second")
        say(self.other, setToolTip=text("Choose another database on this PC or a server"))
        self.leave = button(text("Work without orders"), self.left.emit, "link")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(9)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self.sign)
        head.addWidget(self.title, 1)
        column.addLayout(head)
        column.addWidget(self.sentence)
        for widget in (self.passphrase_title, self.passphrase, self.code_title, self.code, self.problem):
            column.addWidget(widget)
        column.addSpacing(4)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.other)
        foot.addWidget(self.open, 1)
        foot.addWidget(self.again, 1)
        column.addLayout(foot)
        self.helps = QVBoxLayout()
        self.helps.setSpacing(8)
        column.addLayout(self.helps)
        column.addWidget(self.leave, 0, Qt.AlignmentFlag.AlignHCenter)
        self.passphrase.line.textChanged.connect(lambda _words: self._enable())
        self.code.textChanged.connect(self._enable)

    def show_error(self, error: AppError, *, leave: bool, opened: bool = False) -> None:
        """Say what is wrong; ask for what helps.

        leave   the bench may be used all the same
        opened  the book is open: its damage was found while somebody works
        """
        damaged = isinstance(error, BookDamagedError)
        say(self.title, setText=_DAMAGED if damaged else _CLOSED)
        sentence = _BRING_BACK if damaged else error.sentence
        if isinstance(sentence, Text):
            say(self.sentence, setText=sentence)
        else:
            self.sentence.setText(sentence)
        locked, no_key = isinstance(error, _LOCKED), isinstance(error, _NO_KEY)
        self.passphrase_title.setVisible(locked)
        self.passphrase.setVisible(locked)
        self.code_title.setVisible(no_key)
        self.code.setVisible(no_key)
        self.open.setVisible(locked or no_key)
        say(self.open, setText=text("Open") if locked else text("Bring the key in"))
        self.again.setVisible(not locked and not no_key)
        self.leave.setVisible(leave)
        say(self.leave, setToolTip=_WITH_DAMAGE if opened else _WITHOUT_BOOK)
        self.problem.hide()
        clear(self.helps)
        self.forget()
        self.setFocusProxy(self.passphrase if locked else self.code if no_key else self.again)
        self._enable()

    def offer(self, title: Text, tip: Text, pressed: Callable[[], object]) -> None:
        """One more verb that helps with what is shown now."""
        help_ = button(title, pressed, "second")
        say(help_, setToolTip=tip)
        self.helps.addWidget(help_)

    def show_problem(self, sentence: Text | str) -> None:
        """Say why what was typed does not help."""
        self.problem.setText(str(sentence))
        mark(self.problem, tone="bad")
        self.problem.show()

    def forget(self) -> None:
        """Forget what was typed: who has the recovery code has the key."""
        self.passphrase.line.clear()
        self.code.clear()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Return opens."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.open.isVisible() and self.open.isEnabled():
            self._open()
        else:
            super().keyPressEvent(event)

    def _enable(self) -> None:
        self.open.setEnabled(
            bool(self.passphrase.line.text() if not self.passphrase.isHidden() else self.code.toPlainText().strip())
        )

    def _open(self) -> None:
        if not self.passphrase.isHidden():
            typed = self.passphrase.line.text()
            self.passphrase.line.clear()
            self.passphrase_wanted.emit(typed)
        else:
            self.code_wanted.emit(self.code.toPlainText())
