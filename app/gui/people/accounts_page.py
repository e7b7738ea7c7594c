"""Who may log in, with which roles."""

from PySide6.QtWidgets import QHBoxLayout, QMessageBox

from app.commands import accounts
from app.commands.accounts import AccountView
from app.errors import AppError
from app.gui.base.look import Look
from app.gui.base.office_desk import OfficeDesk
from app.gui.base.words import say
from app.gui.people.account_form import AccountForm
from app.gui.people.account_words import state_of
from app.gui.people.local import Local
from app.gui.people.page import Page
from app.gui.people.table import Column, RowsTable
from app.gui.widgets.basics import button
from app.gui.widgets.panel import scrolling
from app.gui.widgets.roomy import hold_width
from app.i18n import text, tr
from app.orders.book import StaleError
from app.security.one_time_password import one_time_password
from app.security.permissions import Permission
from app.security.roles import ROLE_NAMES

FORM_WIDTH = 362


class AccountsPage(Page):
    """A table of people, and the form of the one that is chosen."""

    id = "accounts"
    title = text("Accounts")
    sentence = text(
        "Everybody works under a name of their own. What an account does is recorded and stays when it is closed."
    )
    icon = "mdi6.account-group-outline"
    permission = Permission.ACCOUNTS

    def __init__(self, desk: OfficeDesk, look: Look, local: Local) -> None:
        super().__init__(desk, look, local)
        columns: list[Column[AccountView]] = [
            Column(text("Full name"), lambda a: a.name, 124, lambda a: look.icon(state_of(a)[3], state_of(a)[2])),
            Column(text("State"), lambda a: state_of(a)[0], 88),
            Column(text("Login"), lambda a: a.login, 80),
            Column(text("Roles"), lambda a: tr(", ").join(str(ROLE_NAMES[role]) for role in a.roles), -1),
        ]
        self.table = RowsTable(columns)
        say(self.table, setAccessibleName=text("Accounts"))
        self.table.selectionModel().selectionChanged.connect(lambda _now, _before: self._chosen())
        self.add = button(text("New person…"), self._new, "small", look.icon("mdi6.account-plus-outline"))
        say(self.add, setToolTip=text("Add an account for another person"))
        self.head.addWidget(self.add)
        self.form = AccountForm(look)
        side = scrolling(self.form)
        hold_width(side, FORM_WIDTH)
        row = QHBoxLayout()
        row.setSpacing(14)
        row.addWidget(self.table, 1)
        row.addWidget(side)
        self.content.addLayout(row, 1)
        self.form.save_wanted.connect(self._save)
        self.form.reset_wanted.connect(self._reset)
        self.form.unlock_wanted.connect(self._unlock)

    def load(self) -> None:
        """Ask for all accounts."""
        self.ask(accounts.accounts, then=self._show)

    def leave(self) -> None:
        """No first password stays on the screen."""
        self.form.forget()

    def refresh(self) -> None:
        """Say everything again, in the language of now."""
        self.table.rows.refresh()
        self.form.refresh()

    def _show(self, rows: tuple[AccountView, ...], chosen: int | None = None) -> None:
        self.table.show_rows(rows, lambda one, other: one.id == other.id)
        if chosen is not None:
            for number, row in enumerate(rows):
                if row.id == chosen:
                    self.table.selectRow(number)
        self._chosen()

    def _chosen(self) -> None:
        account = self.table.chosen
        if account is not None:
            self.form.show_account(account)
        elif self.form.account is not None:
            self.form.show_nothing()

    def _new(self) -> None:
        self.table.clearSelection()
        self.form.show_new()

    def _save(self) -> None:
        draft = self.form.draft()
        password = one_time_password() if draft.id is None else None

        def saved(account: AccountView) -> None:
            self.messages.say(text("{name} was saved.", name=account.name), "ok")
            self.ask(accounts.accounts, then=lambda rows: self._saved(rows, account.id, password))

        def failed(error: AppError) -> None:
            if isinstance(error, StaleError):
                self.load()

        reason = self.form.reason.text().strip()
        self.ask(accounts.save_account, draft, password, reason=reason, then=saved, failed=failed)

    def _saved(self, rows: tuple[AccountView, ...], chosen: int, password: str | None) -> None:
        self._show(rows, chosen)
        if password is not None:
            self.form.show_password(password)

    def _reset(self) -> None:
        account = self.form.account
        if account is None:
            return
        question = tr("The password of {name} stops working now. Make a new first password?", name=account.name)
        buttons = QMessageBox.StandardButton
        answer = QMessageBox.question(self, tr("New first password"), question, buttons.Yes | buttons.No, buttons.No)
        if answer != buttons.Yes:
            return
        password = one_time_password()

        def done(changed: AccountView) -> None:
            self.ask(accounts.accounts, then=lambda rows: self._saved(rows, changed.id, password))

        self.ask(accounts.reset_password, account.id, password, then=done)

    def _unlock(self) -> None:
        account = self.form.account
        if account is not None:
            self.ask(accounts.unlock_account, account.id, then=lambda _account: self.load())
