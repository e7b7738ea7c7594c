"""Which order book, files and key this PC uses, whether they answer, and how to use another book or place for files."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.commands import places
from app.commands.setup_wishes import book_words
from app.errors import AppError, WriteRefusedError
from app.gui.base.look import Look
from app.gui.base.office_desk import OfficeDesk
from app.gui.base.words import say
from app.gui.people.files_card import FilesCard
from app.gui.people.key_lock_dialog import KeyLockDialog
from app.gui.people.local import Local
from app.gui.people.page import Page
from app.gui.people.recovery_code_dialog import RecoveryCodeDialog
from app.gui.widgets.basics import Card, ElidedLabel, button, label, mark, show_words
from app.gui.widgets.panel import scrolling
from app.gui.widgets.password_field import PasswordField
from app.i18n import Text, plural, text
from app.orders.places import BookTold, PlacesTold
from app.security.keys import WHERE_NAMES, Where
from app.security.permissions import Permission
from app.settings.address import split_password


class DatabasePage(Page):
    """Another order book, or place for files, is tried beside the window first; it is used from the next start."""

    id = "database"
    title = text("Database")
    sentence = text(
        "One PC keeps the order book in a file; several PCs share one on a server. This page is about this PC."
    )
    icon = "mdi6.database-cog-outline"
    permission = Permission.SETTINGS

    def __init__(self, desk: OfficeDesk, look: Look, local: Local) -> None:
        super().__init__(desk, look, local)
        self._told: PlacesTold | None = None
        self._asked = 0
        self.book, self.files = ElidedLabel(), ElidedLabel()
        self.state = label("", "dim", wrap=True)
        self.key, self.mark = label("", wrap=True), label("", "dim")
        self.address = QLineEdit()
        self.address.setMaxLength(500)
        self.address.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData)  # a password may stand in it
        say(
            self.address,
            setAccessibleName=text("Address of the order book"),
            setPlaceholderText=text("postgresql://user@server/name, or a file; empty: the file of this PC"),
            setToolTip=text("Where another order book is, or where a new one is to be begun"),
        )
        self.password = PasswordField(look)
        say(
            self.password.line,
            setAccessibleName=text("Password of the database"),
            setToolTip=text("It is kept sealed, never in the settings of this PC; empty: the one that is kept"),
        )
        self.result = label("", "dim", wrap=True)
        self.attempt = button(text("Try"), self._try, "second", look.icon("mdi6.connection"))
        say(self.attempt, setToolTip=text("Connect and look; nothing is changed"))
        self.use = button(text("Use it from the next start"), self._use, "primary")
        say(self.use, setToolTip=text("The order book that is open now stays open until the program ends"))
        self.code = button(text("Recovery code…"), self._show_code, "small", look.icon("mdi6.key-outline"))
        say(self.code, setToolTip=text("Show the code with which the key is brought to another PC"))
        self.lock = button(text("Passphrase…"), self._lock_key, "small", look.icon("mdi6.lock-outline"))
        say(self.lock, setToolTip=text("Lock the key of this PC with a passphrase that is asked for at each start"))
        self.elsewhere = FilesCard(self, look)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        for card in (self._make_now(), self._make_other(), self.elsewhere, self._make_key()):
            column.addWidget(card)
        column.addStretch()
        self.content.addWidget(scrolling(body))
        self.address.textChanged.connect(lambda _words: self._changed())
        self.address.returnPressed.connect(self._try)
        self.password.line.textChanged.connect(lambda _words: self._changed())
        self.password.line.returnPressed.connect(self._try)
        self._changed()

    # ---- what is used now ---------------------------------------------------

    def load(self) -> None:
        """Ask what is set, and whether it answers."""
        self.ask(places.told, then=self._show)

    def leave(self) -> None:
        """A password stays nowhere."""
        self.password.line.clear()
        self.elsewhere.forget()

    def refresh(self) -> None:
        """Say everything again, in the language of now."""
        self.elsewhere.refresh()
        self.load()

    def _show(self, told: PlacesTold) -> None:
        self._told = told
        self.book.set_text(told.database)
        self.files.set_text(told.files)
        say(self.key, setText=WHERE_NAMES[told.key])
        self.mark.setText(" ".join(told.mark[start : start + 4] for start in range(0, len(told.mark), 4)))
        self.fixed.setVisible(told.fixed)
        self.files_fixed.setVisible(told.files_fixed)
        say(self.state, setText=text("Asking…"))
        mark(self.state, tone="")
        self.desk.ask(
            places.try_database, told.database, then=self._answers, failed=self._does_not_answer, lane="thread"
        )

    def _answers(self, book: BookTold) -> None:
        mark(self.state, tone="ok")
        say(
            self.state,
            setText=plural(
                "It answers: {server}, form {form}, {n} order.",
                "It answers: {server}, form {form}, {n} orders.",
                book.orders, server=book.server, form=_form(book.revision),
            ),
        )  # fmt: skip

    def _does_not_answer(self, error: AppError) -> None:
        mark(self.state, tone="bad")
        self.state.setText(str(error.sentence))

    # ---- another one --------------------------------------------------------

    def _changed(self) -> None:
        self._asked += 1
        self.result.hide()
        self.use.setEnabled(False)
        self.attempt.setEnabled(True)

    def _try(self) -> None:
        self._asked += 1
        number = self._asked
        self.attempt.setEnabled(False)
        self._say(text("Connecting…"), "")

        def there(book: BookTold) -> None:
            if number == self._asked:
                self.attempt.setEnabled(True)
                self.use.setEnabled(True)
                self._say(book_words(book), "ok")

        def wrong(error: AppError) -> None:
            if number == self._asked:
                self.attempt.setEnabled(True)
                self._say(error.sentence, "bad")

        self.desk.ask(
            places.try_database, self.address.text(), self.password.line.text(), then=there, failed=wrong, lane="thread"
        )

    def _use(self) -> None:
        self.use.setEnabled(False)

        def kept(address: str) -> None:
            self.password.line.clear()
            self.address.setText(address)
            try:
                self.local.change(database=split_password(address)[0])
            except WriteRefusedError as error:
                self.messages.say(error.sentence, "bad")
                self._changed()
                return
            self.messages.say(
                text("From the next start this PC works with it. Close the program and open it again."), "ok"
            )

        self.ask(
            places.choose_database, self.address.text(), self.password.line.text(), then=kept,
            failed=lambda _error: self._changed(), lane="thread",
        )  # fmt: skip

    def _say(self, words: Text | str, tone: str) -> None:
        mark(self.result, tone=tone)
        show_words(self.result, words)
        self.result.show()

    # ---- the key ------------------------------------------------------------

    def _show_code(self) -> None:
        self.dialog = RecoveryCodeDialog(self.desk, self.look, self)
        self.dialog.open()

    def _lock_key(self) -> None:
        locked = self._told is not None and self._told.key == Where.PASSPHRASE
        self.lock_dialog = KeyLockDialog(self.desk, self.look, self, locked=locked)
        self.lock_dialog.accepted.connect(self.load)
        self.lock_dialog.open()

    # ---- how it is laid out -------------------------------------------------

    def _make_now(self) -> Card:
        card, column = _card(text("In use"))
        rows = QGridLayout()
        rows.setHorizontalSpacing(14)
        rows.setVerticalSpacing(6)
        rows.setColumnStretch(1, 1)
        for number, (title, widget) in enumerate(
            ((text("Order book"), self.book), (text("Files of orders"), self.files))
        ):
            rows.addWidget(label(title, "dim"), number, 0)
            rows.addWidget(widget, number, 1)
        column.addLayout(rows)
        column.addWidget(self.state)
        self.fixed = label(
            text(
                "The order book is fixed from outside by STATUETTE_DATABASE; what is chosen below has no effect until that "
                "is gone."
            ),
            "dim",
            wrap=True,
        )
        self.files_fixed = label(
            text(
                "The place of the files is fixed from outside by STATUETTE_ASSETS; what is chosen below has no effect until "
                "that is gone."
            ),
            "dim",
            wrap=True,
        )
        for fixed in (self.fixed, self.files_fixed):
            fixed.hide()
            column.addWidget(fixed)
        return card

    def _make_other(self) -> Card:
        card, column = _card(text("Another order book"))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.password, 1)
        row.addWidget(self.attempt)
        row.addWidget(self.use)
        fields = QGridLayout()
        fields.setHorizontalSpacing(14)
        fields.setVerticalSpacing(7)
        fields.setColumnStretch(1, 1)
        fields.addWidget(label(text("Address"), "dim"), 0, 0)
        fields.addWidget(self.address, 0, 1)
        fields.addWidget(label(text("Password"), "dim"), 1, 0)
        fields.addLayout(row, 1, 1)
        column.addLayout(fields)
        column.addWidget(self.result)
        return card

    def _make_key(self) -> Card:
        card, column = _card(text("The workshop's key"))
        row = QHBoxLayout()
        row.setSpacing(10)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.key)
        mark_row = QHBoxLayout()
        mark_row.setSpacing(8)
        mark_row.addWidget(label(text("Fingerprint"), "dim"))
        mark_row.addWidget(self.mark)
        mark_row.addStretch()
        words.addLayout(mark_row)
        row.addLayout(words, 1)
        row.addWidget(self.lock)
        row.addWidget(self.code)
        column.addLayout(row)
        say(self.mark, setToolTip=text("The same on every PC that has this key; it tells nothing about it"))
        return card


def _card(title: Text) -> tuple[Card, QVBoxLayout]:
    card = Card()
    column = QVBoxLayout(card)
    column.setContentsMargins(16, 12, 16, 13)
    column.setSpacing(7)
    column.addWidget(label(title, "strong"))
    return card, column


def _form(revision: str | None) -> str:
    """The number in the name of a migration: 2 of r0002_dispatch."""
    return "–" if revision is None else revision[1:].partition("_")[0].lstrip("0")
