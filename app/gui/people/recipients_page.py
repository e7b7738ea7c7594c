"""The register of those outside who get personal data, each with the client's approval."""

from datetime import datetime

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout

from app.commands import personal
from app.errors import AppError
from app.gui.base.look import Look
from app.gui.base.office_desk import OfficeDesk
from app.gui.base.words import say
from app.gui.people.day_field import DayField
from app.gui.people.local import Local
from app.gui.people.page import Page
from app.gui.people.table import Column, RowsTable
from app.gui.widgets.basics import button, label
from app.gui.widgets.roomy import hold_width
from app.i18n import Text, text
from app.moments import day
from app.orders.people import Recipient
from app.security.permissions import Permission


class RecipientsPage(Page):
    """A table, and the form of the chosen entry."""

    id = "recipients"
    title = text("Recipients")
    sentence = text(
        "Couriers, label services and outside printers that get personal data. Nobody gets any without the client's approval."
    )
    icon = "mdi6.account-arrow-right-outline"
    permission = Permission.PERSONAL_MANAGE

    def __init__(self, desk: OfficeDesk, look: Look, local: Local) -> None:
        super().__init__(desk, look, local)
        columns: list[Column[Recipient]] = [
            Column(text("Who"), lambda r: r.name, 112),
            Column(text("What for"), lambda r: r.purpose, 150),
            Column(text("Approval"), lambda r: r.approval, -1),
            Column(text("Since"), lambda r: day(r.since), 100),
            Column(text("Until"), lambda r: day(r.until), 100),
        ]
        self.table = RowsTable(columns)
        say(self.table, setAccessibleName=text("Recipients"))
        self.table.selectionModel().selectionChanged.connect(lambda _now, _before: self._chosen())
        self.add = button(text("New recipient…"), self._new, "small", look.icon("mdi6.plus"))
        say(self.add, setToolTip=text("Enter somebody else who gets personal data"))
        self.head.addWidget(self.add)
        self._recipient: Recipient | None = None
        self.name, self.purpose, self.approval = QLineEdit(), QLineEdit(), QLineEdit()
        fields: tuple[tuple[QLineEdit, Text, Text], ...] = (
            (self.name, text("Who"), text("Name of the firm")),
            (self.purpose, text("What for"), text("What the data is needed for, and which data")),
            (self.approval, text("Approval"), text("Number or date of the client's approval")),
        )
        form = QFrame()
        form.setProperty("kind", "card")
        hold_width(form, 280)
        column = QVBoxLayout(form)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(7)
        for line, title, tip in fields:
            line.setMaxLength(200)
            say(line, setAccessibleName=title, setToolTip=tip, setPlaceholderText=tip)
            column.addWidget(label(title, "dim"))
            column.addWidget(line)
            line.textChanged.connect(lambda _words: self._enable())
        self.until = DayField(text("Ended on"), text("From this day on nothing is given any more"))
        column.addWidget(self.until)
        column.addStretch()
        self.save = button(
            text("Save recipient"), self._save, "primary", tip=text("Write the recipient into the order book")
        )
        column.addWidget(self.save)
        row = QHBoxLayout()
        row.setSpacing(14)
        row.addWidget(self.table, 1)
        row.addWidget(form)
        self.content.addLayout(row, 1)
        self._fill(None)

    def load(self) -> None:
        """Ask for the register."""
        self.ask(personal.recipients, then=self._show)

    def refresh(self) -> None:
        """Say everything again, in the language of now."""
        self.table.rows.refresh()

    def _show(self, found: tuple[Recipient, ...]) -> None:
        self.table.show_rows(found, lambda one, other: one.id == other.id)

    def _chosen(self) -> None:
        if self.table.chosen is not None:
            self._fill(self.table.chosen)

    def _new(self) -> None:
        self.table.clearSelection()
        self._fill(None)
        self.name.setFocus()

    def _fill(self, recipient: Recipient | None) -> None:
        self._recipient = recipient
        self.name.setText("" if recipient is None else recipient.name)
        self.purpose.setText("" if recipient is None else recipient.purpose)
        self.approval.setText("" if recipient is None else recipient.approval)
        self.until.set_value(None if recipient is None else recipient.until)
        self._enable()

    def _enable(self) -> None:
        whole = all(line.text().strip() for line in (self.name, self.purpose, self.approval))
        self.save.setEnabled(whole)

    def _save(self) -> None:
        until: datetime | None = self.until.value()

        def saved(recipient: Recipient) -> None:
            self.messages.say(text("{name} was saved.", name=recipient.name), "ok")
            self._fill(recipient)
            self.load()

        def failed(_error: AppError) -> None:
            self.load()

        self.ask(
            personal.save_recipient, self.name.text(), self.purpose.text(), self.approval.text(),
            until=until, recipient=self._recipient, then=saved, failed=failed,
        )  # fmt: skip
