"""Shows the recovery code of the workshop's key once more, after the password, for as long as the dialog is open."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.commands import places
from app.errors import AppError
from app.gui.base.listening import listen
from app.gui.base.look import Look
from app.gui.base.office_desk import OfficeDesk
from app.gui.base.words import say
from app.gui.widgets.basics import LEAVE, button, label, mark
from app.gui.widgets.password_field import PasswordField
from app.i18n import text

_GROUPS_A_LINE = 7


class RecoveryCodeDialog(QDialog):
    """The code goes with the dialog, and when the window is covered."""

    def __init__(self, desk: OfficeDesk, look: Look, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._desk = desk
        say(self, setWindowTitle=text("Recovery code"))
        self.setMinimumWidth(500)
        self.password = PasswordField(look)
        say(
            self.password.line, setAccessibleName=text("Your password"), setToolTip=text("The one that you log in with")
        )
        self.password_title = label(text("Your password"), "dim")
        self.code = label("")
        self.code.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.code.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByKeyboard | Qt.TextInteractionFlag.TextSelectableByMouse
        )
        say(self.code, setAccessibleName=text("Recovery code"))
        self.problem = label("", "problem", wrap=True)
        mark(self.problem, tone="bad")
        self.reveal = button(
            text("Show the code"), self._ask, "primary", tip=text("Show it after the password was checked (Return)")
        )
        self.reveal.setAutoDefault(True)
        close = button(text("Close"), self.reject, "second", tip=LEAVE)
        close.setAutoDefault(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 20, 22, 16)
        column.setSpacing(10)
        column.addWidget(label(text("Recovery code of the workshop's key"), "title"))
        column.addWidget(
            label(
                text(
                    "Whoever has this code can read everything. Write it down, keep the paper in a safe, and show it to nobody. "
                    "That you looked at it is in the audit chain."
                ),
                "dim",
                wrap=True,
            )
        )
        for widget in (self.password_title, self.password, self.problem, self.code):
            column.addWidget(widget)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addStretch()
        foot.addWidget(close)
        foot.addWidget(self.reveal)
        column.addSpacing(6)
        column.addLayout(foot)
        asks = bool(desk.actor.account)
        self.password_title.setVisible(asks)
        self.password.setVisible(asks)
        self.problem.hide()
        self.code.hide()
        self.password.line.textChanged.connect(lambda _words: self._enable())
        listen(desk.locked, self, self._covered)
        self._enable()
        if asks:
            self.password.line.setFocus()

    def done(self, result: int) -> None:
        """Nothing of it stays."""
        self.code.clear()
        self.password.line.clear()
        super().done(result)

    def _covered(self) -> None:
        self.reject()

    def _enable(self) -> None:
        self.reveal.setEnabled(self.code.isHidden() and (self.password.isHidden() or bool(self.password.line.text())))

    def _ask(self) -> None:
        typed = self.password.line.text()
        self.password.line.clear()
        self.reveal.setEnabled(False)
        self.problem.hide()
        self._desk.ask(places.recovery_code, typed, then=self._show, failed=self._refused)

    def _show(self, code: str) -> None:
        if not self.isVisible():
            return
        groups = code.split("-")
        lines = [groups[start : start + _GROUPS_A_LINE] for start in range(0, len(groups), _GROUPS_A_LINE)]
        self.code.setText("\n".join("-".join(line) for line in lines))
        self.code.show()
        self.password.hide()
        self.password_title.hide()
        self.reveal.hide()
        self.adjustSize()

    def _refused(self, error: AppError) -> None:
        self.problem.setText(str(error.sentence))
        self.problem.show()
        self.adjustSize()
        self._enable()
