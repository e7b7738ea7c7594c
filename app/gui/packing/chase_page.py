"""The chase list: parcels that somebody has to run after, with what was done so far, and what is done now."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QDoubleSpinBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.commands.shipping import ChaseRow
from app.gui.base.look import Look, Role
from app.gui.base.row_words import moment_words
from app.gui.base.words import say
from app.gui.widgets.basics import Card, button, clear, label, tool
from app.gui.widgets.panel import EmptyState, scrolling
from app.gui.widgets.question import ChoiceQuestion
from app.gui.widgets.sign import Sign
from app.i18n import plural, text, tr
from app.orders.record import now
from app.shipping.problems import WAYS

_TONES: dict[str, Role] = {"overdue": "bad", "broken": "bad"}
MOST_ROWS = 200


class ChaseQuestion(ChoiceQuestion):
    """What was done, words about it, and after how many days it comes up again."""

    def __init__(self, row: ChaseRow, parent: QWidget) -> None:
        super().__init__(
            text("What did you do?"),
            text("Parcel {number}: {title}", number=row.parcel.number, title=row.chase.title),
            WAYS,
            lambda _how, _words: None,
            parent,
            done=text("Write it down"),
        )
        say(
            self.field,
            setPlaceholderText=text("What was said; it is kept as a note, sealed"),
            setToolTip=text("It is kept as a note of the order, sealed like the contact data"),
        )
        self.days = QDoubleSpinBox()
        self.days.setRange(0, 60)
        self.days.setDecimals(0)
        self.days.setValue(1)
        say(
            self.days,
            setAccessibleName=text("Comes up again after"),
            setToolTip=text("Until then it is not on the list"),
        )
        self.days.valueChanged.connect(self._name_days)
        self._name_days(self.days.value())
        line = QHBoxLayout()
        line.addWidget(label(text("Comes up again after"), "dim"))
        line.addWidget(self.days)
        line.addStretch()
        self.column.insertLayout(self.column.count() - 2, line)
        QWidget.setTabOrder(self.field, self.days)
        QWidget.setTabOrder(self.days, self.no)

    def _name_days(self, days: float) -> None:
        say(self.days, setSuffix=plural(" day", " days", round(days)))


class ChasePage(QWidget):
    """Emits ``parcel_wanted`` (id), ``chased`` (id, how, words, days), ``left`` (back to the bench)."""

    parcel_wanted = Signal(object)
    chased = Signal(object, str, str, float)
    left = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._rows: tuple[ChaseRow, ...] = ()
        self.counter = label("", "dim")
        back = tool(look.icon("mdi6.arrow-left"), text("Back to the packing bench (Esc)"), self.left.emit, 20)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(back)
        head.addWidget(label(text("Chase list"), "hero"))
        head.addWidget(self.counter)
        head.addStretch()
        self.body = QWidget()
        self._list = QVBoxLayout(self.body)
        self._list.setContentsMargins(0, 0, 8, 0)
        self._list.setSpacing(8)
        self.empty = EmptyState(
            look, "mdi6.check-circle-outline", text("Nobody has to be asked"),
            text("Parcels come up here when they are late, silent, at a locker, or signed for but not unboxed."),
        )  # fmt: skip
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 18, 16, 12)
        column.setSpacing(12)
        column.addLayout(head)
        column.addWidget(scrolling(self.body), 1)
        self.show_rows(())

    def show_rows(self, rows: Sequence[ChaseRow]) -> None:
        """Show these."""
        place = self._place()
        self._rows = tuple(rows)
        self.counter.setText(str(plural("{n} parcel", "{n} parcels", len(rows))) if rows else "")
        self._list.removeWidget(self.empty)
        self.empty.setParent(None)
        clear(self._list)
        for row in self._rows[:MOST_ROWS]:
            self._list.addWidget(self._card(row))
        if not rows:
            self._list.addWidget(self.empty)
            self.empty.show()
        elif len(rows) > MOST_ROWS:
            self._list.addWidget(label(text("The first {n} are shown.", n=MOST_ROWS), "dim"))
        self._list.addStretch()
        if place is not None:
            self._go_to(place)

    def refresh(self) -> None:
        """Say everything again, in the language of now."""
        self.show_rows(self._rows)

    def ask(self, row: ChaseRow) -> QDialog:
        """Ask what was done."""
        question = ChaseQuestion(row, self)
        question.accepted.connect(
            lambda: self.chased.emit(
                row.parcel.id, question.chosen(), question.field.text().strip(), question.days.value()
            )
        )
        question.open()
        return question

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Escape goes back."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _place(self) -> int | None:
        """Which row the keys work at; None where they work elsewhere."""
        focus = self.window().focusWidget()  # the window's own: while a question closes, no window is active
        if focus is None or not self.body.isAncestorOf(focus):
            return None
        cards = self.body.findChildren(Card)
        return next((number for number, card in enumerate(cards) if card.isAncestorOf(focus)), 0)

    def _go_to(self, place: int) -> None:
        """Let the keys work at this row, the last one where there are fewer; at the page where there is none."""
        buttons = [card.findChild(QPushButton) for card in self.body.findChildren(Card)]
        target = buttons[min(place, len(buttons) - 1)] if buttons else None
        (target or self).setFocus()

    def _card(self, row: ChaseRow) -> Card:
        card = Card()
        line = QHBoxLayout(card)
        line.setContentsMargins(14, 10, 10, 10)
        line.setSpacing(14)
        line.addWidget(Sign(self._look, "mdi6.alert-circle-outline", _TONES.get(row.chase.kind, "warn"), 22))
        words = QVBoxLayout()
        words.setSpacing(2)
        days = plural("{n} day", "{n} days", int(row.chase.days)) if row.chase.days >= 1 else text("since today")
        words.addWidget(label(f"{row.chase.title} · {days}", "strong"))
        contact = row.contact
        buyer = f"{contact.name_masked} {contact.phone_masked}" if contact is not None else tr("no contact data")
        waybill = f" · {row.parcel.waybill}" if row.parcel.waybill else ""
        words.addWidget(label(f"{row.parcel.number} · {row.number} · {buyer}{waybill}", "dim", wrap=True))
        words.addWidget(label(row.chase.what_to_do, "dim", wrap=True))
        if row.calls:
            words.addWidget(label(_calls(row), "dim", wrap=True))
        line.addLayout(words, 1)
        done = button(text("Write down…"), lambda: self.ask(row), "small")
        say(done, setToolTip=text("Called, wrote, asked the courier: write it down, and when it comes up again"))
        shown = button(text("Open it"), lambda: self.parcel_wanted.emit(row.parcel.id), "small")
        say(shown, setToolTip=text("Show this parcel"))
        line.addWidget(done)
        line.addWidget(shown)
        return card


def _calls(row: ChaseRow) -> str:
    at = now()
    told = [
        f"{WAYS.get(str(call.get('how')), '')} {moment_words(datetime.fromisoformat(str(call['at'])), at)}"
        for call in row.calls[-3:]
    ]
    return " · ".join(told)
