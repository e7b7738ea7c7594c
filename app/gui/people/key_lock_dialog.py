"""Locks the workshop's key on this PC with a passphrase, gives it another one, or takes the lock away."""

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.commands import places
from app.errors import AppError
from app.gui.base.listening import listen
from app.gui.base.look import Look
from app.gui.base.office_desk import OfficeDesk
from app.gui.base.words import say
from app.gui.widgets.basics import LEAVE, button, label, mark, show_words
from app.gui.widgets.password_field import PasswordField
from app.i18n import Text, text
from app.security.keys import SHORTEST_PASSPHRASE


class KeyLockDialog(QDialog):
    """Closes once it is done. Nothing that was typed stays, and it goes when the window is covered."""

    def __init__(self, desk: OfficeDesk, look: Look, parent: QWidget | None, *, locked: bool) -> None:
        """``locked``: whether the key has a passphrase now."""
        super().__init__(parent)
        self._desk = desk
        say(self, setWindowTitle=text("Passphrase of the key"))
        self.setMinimumWidth(520)
        self.password = self._field(look, text("Your password"), text("The one that you log in with"))
        self.now = self._field(look, text("Passphrase of now"), text("The one that the key is locked with"))
        self.first = self._field(
            look, text("New passphrase"), text("Asked for at each start of the program on this PC")
        )
        self.second = self._field(look, text("Once more"), text("The new passphrase again"))
        self.problem = label("", "problem", wrap=True)
        mark(self.problem, tone="bad")
        self.problem.hide()
        self.lock = button(
            text("Lock with it"), self._lock, "primary", tip=text("The key is locked with it from now on")
        )
        self.lock.setAutoDefault(True)
        self.free = button(
            text("Ask for none any more"), self._free, "second", tip=text("Take the lock off the key of this PC")
        )
        self.free.setAutoDefault(False)
        self.free.setVisible(locked)
        close = button(text("Close"), self.reject, "second", tip=LEAVE)
        close.setAutoDefault(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 20, 22, 16)
        column.setSpacing(10)
        column.addWidget(label(text("Lock the workshop's key on this PC"), "title"))
        column.addWidget(
            label(
                text(
                    "Whoever takes this PC or its disk away can read nothing about buyers then. Who forgets the "
                    "passphrase needs the recovery code: keep it in a safe. Other PCs keep theirs."
                ),
                "dim",
                wrap=True,
            )
        )
        asked = ((self.password, bool(desk.actor.account)), (self.now, locked), (self.first, True), (self.second, True))
        for field, wanted in asked:
            name = label(field.line.accessibleName(), "dim")
            for widget in (name, field):
                widget.setVisible(wanted)
                column.addWidget(widget)
            field.line.textChanged.connect(lambda _words: self._enable())
        column.addWidget(self.problem)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.free)
        foot.addStretch()
        foot.addWidget(close)
        foot.addWidget(self.lock)
        column.addSpacing(6)
        column.addLayout(foot)
        listen(desk.locked, self, self._covered)
        self._enable()
        next(field for field, wanted in asked if wanted).line.setFocus()

    def done(self, result: int) -> None:
        """Nothing of it stays."""
        for field in (self.password, self.now, self.first, self.second):
            field.line.clear()
        super().done(result)

    def _covered(self) -> None:
        self.reject()

    @staticmethod
    def _field(look: Look, title: Text, tip: Text) -> PasswordField:
        field = PasswordField(look)
        say(field.line, setAccessibleName=title, setToolTip=tip)
        return field

    def _enable(self) -> None:
        known = all(field.isHidden() or bool(field.line.text()) for field in (self.password, self.now))
        self.free.setEnabled(known)
        self.lock.setEnabled(known and len(self.first.line.text()) >= SHORTEST_PASSPHRASE)

    def _lock(self) -> None:
        new = self.first.line.text()
        if new != self.second.line.text():
            self._say(text("The two passphrases differ; enter the new one twice."))
            return
        self._ask(new)

    def _free(self) -> None:
        self._ask("")

    def _ask(self, new: str) -> None:
        self.problem.hide()
        self.lock.setEnabled(False)
        self.free.setEnabled(False)
        self._desk.ask(
            places.lock_key, self.password.line.text(), new, self.now.line.text(),
            then=lambda _nothing: self.accept(), failed=self._refused, lane="thread",
        )  # fmt: skip

    def _refused(self, error: AppError) -> None:
        self._say(error.sentence)
        self._enable()

    def _say(self, words: Text | str) -> None:
        show_words(self.problem, words)
        self.problem.show()
        self.adjustSize()
