"""What is kept about one person: found by exact name or phone, handed out, erased."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit

from app.commands import personal
from app.commands.personal import FoundPerson
from app.gui.base.look import Look
from app.gui.base.office_desk import OfficeDesk
from app.gui.base.words import say
from app.gui.people.local import Local
from app.gui.people.page import Page
from app.gui.people.table import Column, RowsTable
from app.gui.people.typed_confirmation import TypedConfirmation
from app.gui.widgets.basics import button, label
from app.i18n import plural, text, tr
from app.moments import day
from app.orders.people import Certificate
from app.orders.record import now
from app.orders.status import STATUS
from app.security.permissions import Permission


class PersonPage(Page):
    """The list shows masked data; plain data goes only into the file that the person asked for."""

    id = "person"
    title = text("One person's data")
    sentence = text(
        "Somebody asks what is kept about them, or wants it erased. Type the exact name or the whole phone number; "
        "that somebody searched is recorded, not for whom."
    )
    icon = "mdi6.account-search-outline"
    permission = Permission.PERSONAL_MANAGE

    def __init__(self, desk: OfficeDesk, look: Look, local: Local) -> None:
        super().__init__(desk, look, local)
        self.field = QLineEdit()
        self.field.setMaxLength(80)
        self.field.setClearButtonEnabled(True)
        say(
            self.field,
            setPlaceholderText=text("Exact name or whole phone number"),
            setAccessibleName=text("Exact name or whole phone number"),
            setToolTip=text("Names and numbers are kept encrypted: parts of them are not found"),
        )
        self.field.returnPressed.connect(self._find)
        self.search = button(text("Find"), self._find, "second", look.icon("mdi6.magnify"))
        say(self.search, setToolTip=text("Find all orders of this person"))
        columns: list[Column[FoundPerson]] = [
            Column(text("Order"), lambda f: f.number, 168),
            Column(text("Received"), lambda f: day(f.received_at), 100),
            Column(text("State"), lambda f: str(STATUS[f.status].title) if f.status in STATUS else f.status, 110),
            Column(text("Recipient"), lambda f: f.name, 90),
            Column(text("Phone"), lambda f: f.phone, 120),
            Column(text("Address"), lambda f: f.address, -1),
        ]
        self.table = RowsTable(columns, several=True)
        say(self.table, setAccessibleName=text("Orders of this person"))
        self.table.selectionModel().selectionChanged.connect(lambda _now, _before: self._enable())
        self.state = label(text("Nobody was searched for yet."), "dim")
        self.reason = QLineEdit()
        self.reason.setMaxLength(200)
        say(
            self.reason,
            setPlaceholderText=text("Who asked for it, and when"),
            setAccessibleName=text("Who asked for it, and when"),
            setToolTip=text("Stands in the audit chain and on the certificate; write no name"),
        )
        self.reason.textChanged.connect(lambda _words: self._enable())
        self.export = button(text("Hand out…"), self._export, "second", look.icon("mdi6.folder-download-outline"))
        say(
            self.export,
            setToolTip=text("Write a file with the orders, their files and who has looked at the data, for the person"),
        )
        self.erase = button(text("Erase…"), self._erase, "second", look.icon("mdi6.account-remove-outline", "bad"))
        say(
            self.erase,
            setToolTip=text("Delete name, phone, address, pictures, models and notes of the chosen orders"),
        )
        ask = QHBoxLayout()
        ask.setSpacing(8)
        ask.addWidget(self.field, 1)
        ask.addWidget(self.search)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.reason, 1)
        foot.addWidget(self.export)
        foot.addWidget(self.erase)
        self.content.addLayout(ask)
        self.content.addWidget(self.state)
        self.content.addWidget(self.table, 1)
        self.content.addLayout(foot)
        self.setFocusProxy(self.field)
        self._enable()

    def leave(self) -> None:
        """Nothing that was typed or found stays."""
        self.field.clear()
        self.reason.clear()
        self.table.show_rows(())
        say(self.state, setText=text("Nobody was searched for yet."))

    def refresh(self) -> None:
        """Say everything again, in the language of now."""
        self.table.rows.refresh()

    def _find(self) -> None:
        typed = self.field.text().strip()
        if typed:
            self.ask(personal.find_person, typed, then=self._show)

    def _show(self, found: tuple[FoundPerson, ...]) -> None:
        self.table.show_rows(found)
        if found:
            say(self.state, setText=plural("{n} order was found.", "{n} orders were found.", len(found)))
            self.table.selectAll()
            self.table.setFocus()
        else:
            say(
                self.state,
                setText=text("Nothing is kept under exactly this name or number; look at the spelling."),
            )
        self._enable()

    @property
    def _orders(self) -> list[int]:
        return [found.order for found in self.table.all_chosen]

    def _enable(self) -> None:
        able = bool(self._orders) and bool(self.reason.text().strip())
        self.export.setEnabled(able)
        self.erase.setEnabled(able)

    def _export(self) -> None:
        proposed = str(Path.home() / tr("personal data {day}.zip", day=day(now())))
        name, _kind = QFileDialog.getSaveFileName(self, tr("Hand out the data"), proposed, "ZIP (*.zip)")
        if name:
            self.export_to(Path(name))

    def export_to(self, path: Path) -> None:
        """Write the file for the person."""

        def done(missing: int) -> None:
            if missing:
                self.messages.say(
                    plural(
                        "The file was written; {n} picture or model is missing in the store.",
                        "The file was written; {n} pictures or models are missing in the store.",
                        missing,
                    ),
                    "warn",
                )
            else:
                self.messages.say(
                    text("The file was written. It is not locked: hand it to the person only, then delete it."), "ok"
                )

        self.ask(
            personal.export_person, self._orders, path, self.reason.text().strip(),
            then=done, title=text("Hand out a person's data"), lane="batch", progress=True, writes=path.name,
        )  # fmt: skip

    def _erase(self) -> None:
        numbers = ", ".join(found.number for found in self.table.all_chosen)
        word = tr("erase")
        dialog = TypedConfirmation(
            self.look,
            text("Erase a person's data"),
            text(
                "Orders: {numbers}\n\nGoes: name, phone, address, pictures, films, models of the person, notes, proofs "
                "and claims' evidence.\nStays: order number, products, dates, states and the audit chain, without the "
                "person.\n\nThis cannot be taken back.",
                numbers=numbers,
            ),
            word=word,
            verb=text("Erase"),
            parent=self,
        )
        dialog.accepted.connect(self.erase_chosen)
        dialog.open()

    def erase_chosen(self) -> None:
        """Erase the person of the chosen orders."""

        def done(certificate: Certificate) -> None:
            self.table.show_rows(())
            self.messages.say(
                text("Erased. Certificate {number} is in the list of certificates.", number=certificate.id), "ok"
            )
            self.field.clear()
            say(self.state, setText=text("Nobody was searched for yet."))

        self.ask(personal.erase_person, self._orders, self.reason.text().strip(), then=done)
