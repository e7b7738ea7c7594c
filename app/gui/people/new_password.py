"""Two lines for a new password, with the rules beside them that it keeps or breaks while it is typed."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.gui.base.look import Look
from app.gui.base.words import say
from app.gui.widgets.basics import decoration, label
from app.gui.widgets.password_field import PasswordField
from app.i18n import Text, text
from app.security import passwords


class _Rule(QWidget):
    def __init__(self, look: Look, words: Text) -> None:
        super().__init__()
        self._look, self.kept = look, False
        self._sign = decoration()
        self.words = label(words, "dim", wrap=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self._sign)
        row.addWidget(self.words, 1)
        look.changed.connect(self._draw)
        self._draw()

    def show_kept(self, kept: bool) -> None:
        self.kept = kept
        self._draw()

    def _draw(self) -> None:
        icon = self._look.icon(
            "mdi6.check-circle" if self.kept else "mdi6.circle-outline", "ok" if self.kept else "dim"
        )
        self._sign.setPixmap(icon.pixmap(14, 14))


class NewPassword(QWidget):
    """Emits ``changed``; ``good`` tells whether all rules are kept."""

    changed = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._login = self._name = ""
        self.first, self.second = PasswordField(look), PasswordField(look)
        say(
            self.first.line,
            setAccessibleName=text("New password"),
            setToolTip=text("What you will log in with; the rules stand below"),
        )
        say(
            self.second.line,
            setAccessibleName=text("New password once more"),
            setToolTip=text("The same again, so that a slip of a finger shows"),
        )
        self.rules = (
            _Rule(look, text("At least {n} characters", n=passwords.SHORTEST)),
            _Rule(look, text("Not easy to guess, and without your name")),
            _Rule(look, text("Both lines are the same")),
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(label(text("New password"), "dim"))
        column.addWidget(self.first)
        column.addWidget(label(text("New password once more"), "dim"))
        column.addWidget(self.second)
        column.addSpacing(2)
        for rule in self.rules:
            column.addWidget(rule)
        for field in (self.first, self.second):
            field.line.textChanged.connect(lambda _words: self._look_at_it())
        self.setFocusProxy(self.first)
        self._look_at_it()

    @property
    def password(self) -> str:
        """What was typed."""
        return self.first.line.text()

    @property
    def good(self) -> bool:
        """Whether all rules are kept."""
        return all(rule.kept for rule in self.rules)

    def belongs_to(self, login: str, name: str) -> None:
        """Whose password it will be: it must not hold these."""
        self._login, self._name = login, name
        self._look_at_it()

    def clear(self) -> None:
        """Forget what was typed."""
        for field in (self.first, self.second):
            field.line.clear()
            field.hide_words()

    def _look_at_it(self) -> None:
        typed = self.password
        long_enough = len(typed) >= passwords.SHORTEST
        why = passwords.refusal(typed, login=self._login, name=self._name) if long_enough else None
        self.rules[0].show_kept(long_enough)
        self.rules[1].show_kept(long_enough and why is None)
        say(self.rules[1].words, setText=why or text("Not easy to guess, and without your name"))
        self.rules[2].show_kept(bool(typed) and typed == self.second.line.text())
        self.changed.emit()
