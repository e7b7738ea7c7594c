"""Who gets the parcel: masked, and shown in plain for a short time to whoever says why. Every look is recorded."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from app.commands.personal import SHORTEST_REASON
from app.errors import AppError
from app.gui.base.listening import listen
from app.gui.base.look import Look
from app.gui.base.office_desk import OfficeDesk
from app.gui.base.words import say
from app.gui.people.countdown import CountdownRing
from app.gui.people.reveal import Shown, reveal_for
from app.gui.people.short_clipboard import ShortClipboard
from app.gui.widgets.basics import Card, button, label, tool
from app.i18n import Text, text, tr
from app.orders.records import Contact
from app.security.permissions import Permission, may

REASONS: tuple[Text, ...] = (
    text("Fill in the waybill"),
    text("Call the buyer about the delivery"),
    text("Check the address with the courier"),
    text("Answer a question of the buyer"),
    text("Settle a claim"),
)


class MaskedContact(QWidget):
    """Shows the contact of an order, masked. ``revealed`` tells when plain data comes (True) and goes (False).

    Plain data goes by itself after the workshop's seconds, when the page is left, when the window is locked and when
    somebody else logs in. Masked words cannot be copied; plain ones can while they are shown, and the clipboard
    forgets them after the same time.
    """

    revealed = Signal(bool)

    def __init__(self, desk: OfficeDesk, look: Look) -> None:
        super().__init__()
        self._desk, self._look = desk, look
        self._contact: Contact | None = None
        self._clipboard = ShortClipboard()
        self._asked = 0
        self.masked = label("", wrap=True)
        self.show_button = button(
            text("Show (reason is recorded)"), self.ask, "small", look.icon("mdi6.eye-lock-outline")
        )
        say(
            self.show_button,
            setToolTip=text("Show name, phone and address for a short time; who looked and why is recorded"),
        )
        self.reason = QComboBox()
        self.reason.setEditable(True)
        self.reason.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self._typed = QLineEdit()
        self._typed.setMaxLength(200)
        self.reason.setLineEdit(self._typed)
        self._typed.setStyleSheet("border: 0; padding: 0; min-height: 0; background: transparent;")  # the box has them
        self.confirm = button(text("Show now"), self._reveal, "small")
        self.cancel = button(text("Cancel"), self.hide_again, "small")
        self.problem = label("", "dim", wrap=True)
        self.problem.setProperty("tone", "bad")
        self.ring = CountdownRing(look)
        self.ring.over.connect(self.hide_again)
        self._name_everything()
        self._plain = {name: label("", "strong", wrap=name == "address") for name in ("name", "phone", "address")}
        self._asking, self._shown = self._make_question(), self._make_plain()
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self.masked, 1)
        head.addWidget(self.show_button, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(head)
        for widget in (self._asking, self._shown, self.problem):
            widget.hide()
            column.addWidget(widget)
        listen(desk.locked, self, self._locked)
        listen(desk.acted, self, self._acted)
        self._fill_masked()

    @property
    def is_revealed(self) -> bool:
        """Whether plain data is on the screen."""
        return not self._shown.isHidden()

    def show_contact(self, contact: Contact | None) -> None:
        """Show this contact, masked. The same contact again leaves plain data as long as it may be shown."""
        same = contact is not None and self._contact is not None and contact.id == self._contact.id
        changed = contact != self._contact
        self._contact = contact
        if not same or changed:
            self.hide_again()
        self._fill_masked()

    def refresh(self) -> None:
        """Say everything again, in the language of now."""
        self._fill_masked()

    def ask(self) -> None:
        """Ask for the reason."""
        if self._contact is None:
            return
        typed = self.reason.currentText()
        self.reason.clear()
        self.reason.addItems([str(words) for words in REASONS])
        self.reason.setEditText(typed)
        self.problem.hide()
        self._asking.show()
        self.show_button.hide()
        self.reason.setFocus()
        self._typed.selectAll()

    def hide_again(self) -> None:
        """Show masked words only."""
        self._asked += 1
        was = self.is_revealed
        self.ring.stop()
        for words in self._plain.values():
            words.clear()
        self._asking.hide()
        self._shown.hide()
        self.problem.hide()
        self._fill_masked()
        if was:
            self.revealed.emit(False)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Leaving the page hides what was shown."""
        if not event.spontaneous() and isValid(self._shown):  # Qt hides what it takes down, after its children
            self.hide_again()
        super().hideEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Return in the reason shows, Escape hides."""
        if event.key() == Qt.Key.Key_Escape and (self.is_revealed or not self._asking.isHidden()):
            self.hide_again()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self._asking.isHidden():
            self._reveal()
        else:
            super().keyPressEvent(event)

    # ---- how it is done -----------------------------------------------------

    def _reveal(self) -> None:
        reason = self.reason.currentText().strip()
        if len(reason) < SHORTEST_REASON:
            self._tell(tr("Say in a few words why you need it."))
            return
        if self._contact is None:
            return
        self._asked += 1
        number = self._asked

        def show(answer: Shown) -> None:
            if number == self._asked:
                self._show_plain(answer)

        def failed(error: AppError) -> None:
            if number == self._asked:
                self._tell(str(error))

        self._desk.ask(reveal_for, self._contact.order, reason, then=show, failed=failed)

    def _show_plain(self, answer: Shown) -> None:
        for name, words in (("name", answer.name), ("phone", answer.phone), ("address", answer.address)):
            self._plain[name].setText(words)
        self._asking.hide()
        self.problem.hide()
        self.masked.hide()
        self.show_button.hide()
        self._seconds = answer.seconds
        self._shown.show()
        self._shown.setFocus()
        self.ring.start(answer.seconds)
        self.revealed.emit(True)

    def _tell(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.show()

    def _fill_masked(self) -> None:
        contact = self._contact
        if contact is None:
            words = tr("No buyer is known")
        elif contact.erased_at is not None:
            words = tr("The buyer's data was erased")
        else:
            parts = (contact.name_masked, contact.phone_masked, contact.address_masked)
            words = " · ".join(part for part in parts if part) or tr("No buyer is known")
        self.masked.setText(words)
        allowed = may(self._desk.actor, Permission.PERSONAL_REVEAL)
        there = contact is not None and contact.erased_at is None
        busy = self.is_revealed or not self._asking.isHidden()
        self.masked.setVisible(not self.is_revealed)
        self.show_button.setVisible(allowed and there and not busy)

    def _copy(self, name: str) -> None:
        self._clipboard.copy(self._plain[name].text(), self._seconds)

    def _locked(self) -> None:
        self.hide_again()
        self._clipboard.forget()

    def _acted(self, _actor: object) -> None:
        self._locked()

    # ---- how it is laid out -------------------------------------------------

    def _name_everything(self) -> None:
        say(self.reason, setToolTip=text("Why you need it; this is recorded"), setAccessibleName=text("Reason"))
        say(self._typed, setPlaceholderText=text("Why do you need it?"))
        say(self.confirm, setToolTip=text("Record the reason and show the data"))
        say(self.cancel, setToolTip=text("Leave it masked"))
        say(self.ring, setToolTip=text("Seconds until it is masked again"))

    def _make_question(self) -> QWidget:
        asking = QWidget()
        column = QVBoxLayout(asking)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.reason)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addStretch()
        row.addWidget(self.cancel)
        row.addWidget(self.confirm)
        column.addLayout(row)
        return asking

    def _make_plain(self) -> QFrame:
        self._seconds = 0.0
        shown = Card(kind="attention")
        shown.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        row = QHBoxLayout(shown)
        row.setContentsMargins(12, 8, 10, 8)
        row.setSpacing(12)
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(3)
        titles: dict[str, tuple[Text, Text]] = {
            "name": (text("Recipient"), text("Copy the name; the clipboard forgets it soon")),
            "phone": (text("Phone"), text("Copy the phone number; the clipboard forgets it soon")),
            "address": (text("Address"), text("Copy the address; the clipboard forgets it soon")),
        }
        self.copies: dict[str, QToolButton] = {}
        for line, (name, (title, tip)) in enumerate(titles.items()):
            heading: QLabel = label(title, "dim")
            grid.addWidget(heading, line, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(self._plain[name], line, 1)
            copy = tool(self._look.icon("mdi6.content-copy", "dim"), tip, partial(self._copy, name), 15)
            self.copies[name] = copy
            grid.addWidget(copy, line, 2, Qt.AlignmentFlag.AlignTop)
        grid.setColumnStretch(1, 1)
        row.addLayout(grid, 1)
        row.addWidget(self.ring, 0, Qt.AlignmentFlag.AlignTop)
        mask = button(text("Mask again"), self.hide_again, "small", self._look.icon("mdi6.eye-off-outline"))
        say(mask, setToolTip=text("Hide the plain data now"))
        row.addWidget(mask, 0, Qt.AlignmentFlag.AlignTop)
        return shown
