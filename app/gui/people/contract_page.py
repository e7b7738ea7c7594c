"""The end of the contract: everything is handed back to the client, then deleted here."""

from datetime import date
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QCheckBox, QFileDialog, QHBoxLayout, QVBoxLayout

from app.commands import personal
from app.errors import AppError
from app.gui.base.look import Look
from app.gui.base.office_desk import OfficeDesk
from app.gui.base.words import say
from app.gui.people.local import Local
from app.gui.people.page import Page
from app.gui.people.typed_confirmation import TypedConfirmation
from app.gui.widgets.basics import Card, button, label, mark
from app.gui.widgets.thin_bar import ThinBar
from app.i18n import Text, text, tr
from app.jobs.runner import Job
from app.moments import day
from app.orders.people import Certificate
from app.security.permissions import Permission

_STEPS: tuple[Text, ...] = (
    text("1  All orders with their files are written to “orders.zip” in the folder that you choose, and read back."),
    text("2  Names, phones, addresses, pictures, models and notes of all orders are deleted here."),
    text("3  A signed certificate says what was handed back and deleted. The audit chain stays."),
)


def over_words(until: date) -> Text:
    """What is to be done after the last day of the contract."""
    return text(
        "The contract ended on {day}: hand personal data back and delete it now, with “End of the contract…”.",
        day=day(until),
    )


class ContractPage(Page):
    """Asks for a typed confirmation and the password again."""

    id = "contract"
    title = text("End of the contract")
    sentence = text("The client's data goes back to the client. Do this once, when the contract has ended.")
    icon = "mdi6.file-sign"
    permission = Permission.PERSONAL_MANAGE

    def __init__(self, desk: OfficeDesk, look: Look, local: Local) -> None:
        super().__init__(desk, look, local)
        self._job: Job | None = None
        self.over = label("", "dim", wrap=True)
        mark(self.over, tone="warn")
        self.over.hide()
        self.content.addWidget(self.over)
        card = Card()
        column = QVBoxLayout(card)
        column.setContentsMargins(16, 13, 16, 13)
        column.setSpacing(8)
        for words in _STEPS:
            column.addWidget(label(words, wrap=True))
        self.content.addWidget(card)
        self.open_too = QCheckBox()
        say(
            self.open_too,
            setText=text("Although orders are still open"),
            setToolTip=text("Without this, open orders stop it before anything is written"),
        )
        self.content.addWidget(self.open_too)
        self.bar = ThinBar()
        self.bar.hide()
        self.state = label("", "dim")
        self.content.addWidget(self.bar)
        self.content.addWidget(self.state)
        self.start = button(
            text("Choose the folder and begin…"),
            self._ask_folder,
            "second",
            look.icon("mdi6.folder-arrow-right-outline"),
        )
        say(self.start, setToolTip=text("Nothing happens before you have typed the confirmation"))
        foot = QHBoxLayout()
        foot.addWidget(self.start)
        foot.addStretch()
        self.content.addLayout(foot)
        self.content.addStretch()

    def load(self) -> None:
        """Look whether the day has come."""
        self.ask(personal.overdue_contract, then=self._show_over)

    def _show_over(self, until: date | None) -> None:
        self.over.setVisible(until is not None)
        if until is not None:
            self.over.setText(str(over_words(until)))

    def _ask_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, tr("Folder for what is handed back"), str(Path.home()))
        if name:
            self.ask_confirmation(Path(name))

    def ask_confirmation(self, folder: Path) -> None:
        """Ask for the words to be typed, then begin."""
        self.ask(personal.confirmation, then=lambda phrase: self._confirm(folder, phrase))

    def _confirm(self, folder: Path, phrase: str) -> TypedConfirmation:
        dialog = TypedConfirmation(
            self.look,
            text("Hand everything back and delete it here"),
            text("Everything is written to {folder}, then deleted here. This cannot be taken back.", folder=folder),
            word=phrase,
            verb=text("Hand back and delete"),
            parent=self,
            with_password=bool(self.desk.actor.account),
        )

        def begin() -> None:
            self.run(folder, dialog.password.line.text(), dialog.typed.text())
            dialog.password.line.clear()

        dialog.accepted.connect(begin)
        dialog.open()
        self.dialog = dialog
        return dialog

    def run(self, folder: Path, password: str, typed: str) -> None:
        """Hand back and delete."""
        self.start.setEnabled(False)
        self.bar.set_share(0.0)
        self.bar.show()

        def done(certificate: Certificate) -> None:
            self._end()
            self.messages.say(
                text(
                    "Everything was handed back and deleted. Certificate {number} is in the list of certificates.",
                    number=certificate.id,
                ),
                "ok",
            )

        def failed(_error: AppError) -> None:
            self._end()

        self._job = self.ask(
            personal.end_of_contract, folder, password, typed, open_too=self.open_too.isChecked(),
            then=done, failed=failed, title=text("End of the contract"), lane="batch", progress=True,
            writes=folder.name,
        )  # fmt: skip
        self._follow()

    def _follow(self) -> None:
        if self._job is not None and self._job.open:
            self.bar.set_share(self._job.done)
            self.state.setText("" if self._job.what is None else str(self._job.what))
            QTimer.singleShot(100, self, self._follow)
        elif self._job is not None:
            self._end()

    def _end(self) -> None:
        self._job = None
        self.bar.hide()
        self.state.setText("")
        self.start.setEnabled(True)
