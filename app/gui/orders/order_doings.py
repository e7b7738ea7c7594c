"""What is done with an order as a whole on its page: another day, priority, consent, notes."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtWidgets import QWidget

from app.commands import notes, orders
from app.commands.note_view import NoteView
from app.errors import AppError
from app.gui.base.office_desk import OfficeDesk
from app.gui.orders.asking import DueQuestion
from app.gui.orders.notes_box import NotesBox
from app.gui.widgets.question import ReasonQuestion
from app.i18n import text
from app.orders.draft import ConsentDraft
from app.orders.record import now
from app.orders.records import Order


class WholeOrder:
    """``shown`` gives the id of the order on the page; ``done`` and ``failed`` are called after each thing."""

    def __init__(  # noqa: PLR0917 - what a page hands over
        self,
        desk: OfficeDesk,
        parent: QWidget,
        box: NotesBox,
        shown: Callable[[], int],
        done: Callable[[], None],
        failed: Callable[[AppError], None],
    ) -> None:
        self._desk, self._parent, self._box = desk, parent, box
        self._shown, self._done, self._failed = shown, done, failed
        self._drafts: dict[int, str] = {}

    # ---- dates and consent --------------------------------------------------

    def ask_due(self, order: Order) -> None:
        """Ask for another day, and why."""

        def go(when: datetime) -> None:
            ReasonQuestion(
                text("Promise another day"),
                text("The dates of all steps are planned anew."),
                lambda words: self._desk.ask(
                    orders.set_order_due, order.id, when, reason=words,
                    then=lambda _order: self._done(), failed=self._failed,
                ),
                self._parent,
                done=text("Set the date"),
            ).open()  # fmt: skip

        DueQuestion(text("When is the order due?"), order.due_at, go, self._parent).open()

    def consented(self) -> None:
        """The buyer has agreed."""
        self._desk.ask(
            orders.add_consent, self._shown(), ConsentDraft(channel="manual", given_at=now()),
            then=lambda _consent: self._done(), failed=self._failed,
        )  # fmt: skip

    def withdrawn(self) -> None:
        """The buyer takes the consent back: ask why."""
        order = self._shown()

        def go(reason: str) -> None:
            self._desk.ask(
                orders.withdraw_consent, order, reason=reason, then=lambda _done: self._done(), failed=self._failed
            )

        ReasonQuestion(
            text("The buyer takes the consent back"),
            text("Everything of this order that is not packed yet is put on hold. A print that runs goes on."),
            go,
            self._parent,
            done=text("The consent is taken back"),
        ).open()

    # ---- notes --------------------------------------------------------------

    def keep_draft(self) -> None:
        """A note that is not kept yet is there again when its order is."""
        words, order = self._box.words(), self._shown()
        self._drafts.pop(order, None)
        if order and words:
            self._drafts[order] = words

    def draft_of(self, order: int) -> str:
        """What was typed and not kept."""
        return self._drafts.get(order, "")

    def forget_drafts(self) -> None:
        """Another person is here."""
        self._drafts.clear()

    def write_note(self, words: str) -> None:
        """Keep a note with the order."""
        order = self._shown()

        def kept(_note: NoteView) -> None:
            if self._drafts.get(order) == words:
                del self._drafts[order]
            if order == self._shown() and self._box.words() == words:
                self._box.kept()
            self._done()

        def failed(error: AppError) -> None:
            self._box.keep.setEnabled(True)
            self._failed(error)

        self._desk.ask(notes.add_note, order, words, then=kept, failed=failed)

    def pin(self, note: NoteView, pinned: bool) -> None:
        """Put a note on top, or back."""

        def failed(error: AppError) -> None:
            self._failed(error)
            self._done()

        self._desk.ask(
            notes.pin_note, note.id, pinned=pinned, version=note.version,
            then=lambda _note: self._done(), failed=failed,
        )  # fmt: skip
