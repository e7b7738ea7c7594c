"""The form of one account, beside the table of all."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.commands.accounts import AccountDraft, AccountView
from app.gui.base.look import Look
from app.gui.base.typefaces import FIXED
from app.gui.base.words import say
from app.gui.people.account_words import state_of
from app.gui.people.day_field import DayField
from app.gui.people.role_chips import RoleChips
from app.gui.people.short_clipboard import ShortClipboard
from app.gui.widgets.basics import Card, button, label, tool
from app.i18n import text, tr
from app.moments import minute

CLIPBOARD_SECONDS = 60


class AccountForm(QFrame):
    """Emits ``save_wanted``, ``reset_wanted``, ``unlock_wanted``."""

    save_wanted = Signal()
    reset_wanted = Signal()
    unlock_wanted = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self._account: AccountView | None = None
        self._new = False
        self._clipboard = ShortClipboard()
        self.heading = label("", "title")
        self.state = label("", "dim", wrap=True)
        self.name, self.login, self.reason = QLineEdit(), QLineEdit(), QLineEdit()
        self.name.setMaxLength(80)
        self.login.setMaxLength(64)
        self.reason.setMaxLength(200)
        say(self.name, setAccessibleName=text("Full name"), setToolTip=text("The name that colleagues see"))
        say(self.login, setAccessibleName=text("Login"), setToolTip=text("A short name without spaces to log in with"))
        say(
            self.reason,
            setAccessibleName=text("Approved by"),
            setToolTip=text("Who approved this, and when; it is recorded"),
            setPlaceholderText=text("for example: client, letter of 20 November"),
        )
        self.roles = RoleChips(look)
        self.active = QCheckBox()
        say(
            self.active,
            setText=text("May log in"),
            setToolTip=text("Off: the account is closed, its history stays"),
        )
        self.expires = DayField(
            text("Only until"), text("After this day nobody can log in with this account; for extra staff and leavers")
        )
        self.save = button(
            text("Save account"),
            self.save_wanted.emit,
            "primary",
            tip=text("Write the account into the order book (Return)"),
        )
        self.reset = button(text("New first password"), self.reset_wanted.emit, "small", look.icon("mdi6.lock-reset"))
        say(
            self.reset,
            setToolTip=text("Makes a password that is shown once; at the next log-in the person chooses another"),
        )
        self.unlock = button(text("Unlock"), self.unlock_wanted.emit, "small", look.icon("mdi6.lock-open-outline"))
        say(self.unlock, setToolTip=text("Let somebody try again at once who was locked after wrong passwords"))
        self.once, self.once_words = self._make_once(look)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(7)
        column.addWidget(self.heading)
        column.addWidget(self.state)
        column.addWidget(self.once)
        for title, widget in (
            (text("Full name"), self.name),
            (text("Login"), self.login),
            (text("Roles"), self.roles),
        ):
            column.addWidget(label(title, "dim"))
            column.addWidget(widget)
        column.addWidget(self.active)
        column.addWidget(self.expires)
        column.addWidget(label(text("Approved by"), "dim"))
        column.addWidget(self.reason)
        column.addStretch()
        acts = QHBoxLayout()
        acts.setSpacing(6)
        acts.addWidget(self.reset)
        acts.addWidget(self.unlock)
        acts.addStretch()
        column.addLayout(acts)
        column.addWidget(self.save)
        for line in (self.name, self.login):
            line.textChanged.connect(lambda _words: self._enable())
            line.returnPressed.connect(self._return)
        self.roles.changed.connect(self._enable)
        self.show_nothing()

    def show_nothing(self) -> None:
        """No account is chosen."""
        self._account, self._new = None, False
        self.once.hide()
        self._fill()

    def show_account(self, account: AccountView) -> None:
        """Show this account."""
        if self._account is None or self._account.id != account.id:
            self.once.hide()
        self._account, self._new = account, False
        self._fill()

    def show_new(self) -> None:
        """Ask for a new one."""
        self._account, self._new = None, True
        self.once.hide()
        self._fill()
        self.name.setFocus()

    def show_password(self, password: str) -> None:
        """Show a first password, this once."""
        self.once_words.setText(password)
        self.once.show()

    def forget(self) -> None:
        """Show no password any more."""
        self.once_words.clear()
        self.once.hide()

    def draft(self) -> AccountDraft:
        """What was entered."""
        account = self._account
        return AccountDraft(
            self.login.text().strip(),
            self.name.text().strip(),
            self.roles.roles,
            self.active.isChecked(),
            self.expires.value(),
            None if account is None else account.id,
            0 if account is None else account.version,
        )

    @property
    def account(self) -> AccountView | None:
        """The account that is shown."""
        return self._account

    def refresh(self) -> None:
        """Say everything again, in the language of now."""
        self.roles.refresh()
        self._say_heading()

    def _fill(self) -> None:
        account = self._account
        self.name.setText("" if account is None else account.name)
        self.login.setText("" if account is None else account.login)
        self.roles.set_roles(() if account is None else account.roles)
        self.active.setChecked(account is None or account.active)
        self.expires.set_value(None if account is None else account.expires_at)
        self.reason.clear()
        self._say_heading()
        self._enable()

    def _say_heading(self) -> None:
        account = self._account
        if account is not None:
            self.heading.setText(account.name)
        else:
            self.heading.setText(tr("New person") if self._new else tr("No account is chosen"))
        if account is not None:
            last = tr("Last log-in: {moment}.", moment=minute(account.last_login_at))
            self.state.setText(f"{state_of(account)[1]} {last}")
        self.state.setVisible(account is not None)

    def _enable(self) -> None:
        there = self._new or self._account is not None
        for widget in (self.name, self.login, self.roles, self.active, self.expires, self.reason):
            widget.setEnabled(there)
        whole = bool(self.name.text().strip() and self.login.text().strip() and self.roles.roles)
        self.save.setEnabled(there and whole)
        say(self.save, setText=text("Add this person") if self._new else text("Save account"))
        self.reset.setVisible(self._account is not None)
        self.unlock.setVisible(self._account is not None and self._account.locked_until is not None)

    def _return(self) -> None:
        if self.save.isEnabled():
            self.save_wanted.emit()

    def _make_once(self, look: Look) -> tuple[QWidget, QLineEdit]:
        card = Card(kind="attention")
        column = QVBoxLayout(card)
        column.setContentsMargins(12, 9, 10, 9)
        column.setSpacing(4)
        column.addWidget(label(text("First password: hand it over now, it is shown this once"), "strong", wrap=True))
        line = QLineEdit()
        line.setReadOnly(True)
        line.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        font = line.font()
        font.setFamilies(list(FIXED))
        font.setPixelSize(17)
        line.setFont(font)
        line.setStyleSheet("font-size: 17px;")
        say(line, setAccessibleName=text("First password"))
        row = QHBoxLayout()
        row.addWidget(line, 1)
        self.copy = tool(
            look.icon("mdi6.content-copy", "dim"),
            text("Copy it; the clipboard forgets it in a minute"),
            lambda: self._clipboard.copy(line.text(), CLIPBOARD_SECONDS),
        )
        row.addWidget(self.copy)
        column.addLayout(row)
        card.hide()
        return card, line
