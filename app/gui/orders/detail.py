"""The page of an order: everything that is known about it, and what may be done next. It comes over the workplace."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.commands import accounts, claims, live, orders, proofs
from app.commands.order_view import ItemRow, OrderView
from app.errors import AppError
from app.gui.base.listening import listen
from app.gui.base.look import Look
from app.gui.base.office_desk import OfficeDesk
from app.gui.base.once import once
from app.gui.base.slices import Slices
from app.gui.base.words import say
from app.gui.orders.buyers_words import BuyersWords, Open
from app.gui.orders.claim_questions import ClaimDoings
from app.gui.orders.cost_line import CostLine
from app.gui.orders.detail_head import DetailHead
from app.gui.orders.doing import OrderDoings, Target
from app.gui.orders.file_doings import FileDoings
from app.gui.orders.files_box import FilesBox
from app.gui.orders.item_card import ItemCard, ItemWishes
from app.gui.orders.item_column import ItemColumn
from app.gui.orders.notes_box import NotesBox
from app.gui.orders.order_doings import WholeOrder
from app.gui.orders.proof_decision import ProofDecisions
from app.gui.orders.record_cards import Extra
from app.gui.orders.record_columns import RecordColumns, RecordWishes
from app.gui.orders.rights_box import RightsBox
from app.gui.orders.state_map import show_map
from app.gui.orders.steps import JUDGED
from app.gui.orders.timeline_box import TimelineBox
from app.gui.people.masked_contact import MaskedContact
from app.gui.widgets.basics import label
from app.gui.widgets.covers import Covers
from app.gui.widgets.message_bar import MessageBar
from app.gui.widgets.panel import scrolling
from app.i18n import text, tr
from app.jobs.runner import Job
from app.orders import due
from app.orders.book import Changed
from app.orders.item_states import ITEM
from app.orders.machine import Step
from app.orders.record import Record
from app.security.actor import Actor
from app.security.permissions import Permission, may
from app.service.records import Claim, Proof

_CHANGE_MS = 150


class DetailPage(QWidget):
    """Emits what is wanted elsewhere; does the rest itself.

    closed        back to the workplace
    item_wanted   put this item on the bench (id)
    order_wanted  show another order (id)
    changed       something was done here
    judge_wanted  the quality check of this item is to be opened (id)
    proof_wanted  the proof of this flat item is to be made (id)
    relief_wanted a solid is to be made of the picture of this item (id)
    """

    closed = Signal()
    item_wanted = Signal(object)
    order_wanted = Signal(object)
    parcel_wanted = Signal(object)
    judge_wanted = Signal(object)
    relief_wanted = Signal(object)
    proof_wanted = Signal(object)
    changed = Signal()

    def __init__(self, desk: OfficeDesk, look: Look, covers: Covers) -> None:
        super().__init__()
        self.setObjectName("benchBody")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        say(self, setAccessibleName=text("Page of the order"), setToolTip=text("Escape leads back to the workplace"))
        self._desk, self._look, self._covers = desk, look, covers
        self.order, self._item, self._marked = 0, 0, 0
        self.view: OrderView | None = None
        self._workers: Mapping[int, str] = {}
        self._reading: Job | None = None
        self.head = DetailHead(look)
        self.messages = MessageBar(look)
        self.contact = MaskedContact(desk, look)
        self.slices = Slices(self)
        self.notes, self.files, self.timeline = NotesBox(look), FilesBox(look), TimelineBox(look, self.slices)
        self.items = ItemColumn(self.slices)
        self.records = RecordColumns(look, self.slices, self._record_wishes())
        self.here, self.costs = label("", "dim", wrap=True), CostLine(desk)
        self.rights = RightsBox(look)
        self.coming = label(text("The order is being opened…"), "dim")
        self.coming.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.coming)
        self.area = scrolling(self._make_body())
        self._pages.addWidget(self.area)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.messages)
        column.addWidget(self._pages, 1)
        self._soon = once(self, _CHANGE_MS, self._read)
        self._doings = OrderDoings(desk, self, self.messages, self._done)
        self._decisions = ProofDecisions(desk, look, self, self.messages, self._done)
        self._files = FileDoings(desk, self, self.files, self, self.messages, self._done)
        self._claims = ClaimDoings(desk, look, self, self.messages, self._done)
        self._whole = WholeOrder(desk, self, self.notes, lambda: self.order, self._done, self._failed)
        self._connect()
        look.changed.connect(self._dress)

    # ---- what is shown ------------------------------------------------------

    def show_order(self, order: int, item: int = 0) -> None:
        """Show this order; ``item``: the one that is looked at first."""
        if order != self.order:
            self.view, self._marked = None, 0
            self._whole.keep_draft()
            self.slices.drop()
            self.notes.forget()
            self.notes.field.setPlainText(self._whole.draft_of(order))
            self.messages.clear()
            self.contact.show_contact(None)
            self._pages.setCurrentWidget(self.coming)
            self.head.number.setText("")
        self.order, self._item = order, item
        self._read()

    @property
    def number(self) -> str:
        """Number of the order that is shown."""
        return self.head.number.text()

    def look_soon(self) -> None:
        """Look again in a moment."""
        if self.order and self.isVisible() and not self._soon.isActive():
            self._soon.start()

    def refresh(self) -> None:
        """Say everything again, in the language of now."""
        self.contact.refresh()
        self.costs.refresh()
        self.timeline.refresh()
        if self.view is not None:
            self._show(self.view, anew=True)

    def _dress(self) -> None:
        """Another theme: signs that were drawn are drawn anew."""
        if self.view is not None:
            self._show(self.view, anew=True)

    def _read(self) -> None:
        wanted = self.order
        if not wanted:
            return

        def show(view: OrderView) -> None:
            if wanted == self.order:
                self._show(view)

        def failed(error: AppError) -> None:
            if wanted == self.order:
                self._failed(error)
                if self.view is None:
                    self.coming.setText(str(error))

        if self._reading is not None:
            self._reading.cancel()  # whoever goes through the queue with the arrows waits for the last one only
        self._reading = self._desk.ask(orders.open_order, wanted, then=show, failed=failed)

    def _show(self, view: OrderView, *, anew: bool = False) -> None:
        """Only what is another now is made anew, unless all is: the keys stay where they are while others work."""
        before, self.view = (None if anew else self.view), view
        first = before is None and not anew
        self._doings.names = self._claims.names = view.people
        actor = self._desk.actor
        may_edit = may(actor, Permission.ORDERS_EDIT)
        self.head.show_order(view, may_edit=may_edit)
        if before is None or before.contact != view.contact:
            self.contact.show_contact(view.contact)
        self.rights.show_rights(view, may_change=may(actor, Permission.ORDERS_IMPORT))
        others = before is None or before.people != view.people
        if before is None or others or before.items != view.items:
            self._show_items(view, may_edit=may_edit, anew=others)
        if before is None or before.timeline != view.timeline:
            self.costs.look(view.order.id)
        if before is None or any(
            getattr(before, name) != getattr(view, name) for name in ("items", "parcels", "proofs", "claims")
        ):
            self.records.show_records(view)
        if before is None or before.notes != view.notes:
            self.notes.show_notes(view.notes, may_write=may_edit)
        if before is None or before.files != view.files:
            self.files.show_files(view.files, view.people, may_add=may_edit)
        if before is None or others or before.timeline != view.timeline:
            self.timeline.show_happenings(view.timeline, _subjects(view))
        self.slices.go_on()
        self._pages.setCurrentWidget(self.area)
        if first:
            self.area.verticalScrollBar().setValue(0)
        self._show_item()
        self._ask_who(view)

    def _show_item(self) -> None:
        """Mark the item that somebody came for; the first time it is scrolled to, once its card is there."""
        cards = self.items.cards()
        several = self.view is not None and len(self.view.items) > 1
        for card in cards:
            card.set_selected(several and card.row.record.id == self._item)
            if card.row.record.id == self._item != self._marked:
                self._marked = self._item
                QTimer.singleShot(0, card, lambda card=card: self.area.ensureWidgetVisible(card, 0, 24))

    def _show_items(self, view: OrderView, *, may_edit: bool, anew: bool) -> None:
        actor = self._desk.actor
        wishes = ItemWishes(
            self._item_step,
            lambda row: self.item_wanted.emit(row.record.id),
            self._item_due,
            lambda row, account: self._doings.assign((self._target(row.record),), account),
            self._claim_item if may(self._desk.actor, Permission.CLAIMS) else None,
            self._show_where,
            (lambda row: self.relief_wanted.emit(row.record.id)) if may(actor, Permission.MODEL_WORK) else None,
            (lambda row: self.proof_wanted.emit(row.record.id)) if may(actor, Permission.PROOF_SEND) else None,
        )

        def make(row: ItemRow) -> ItemCard:
            return ItemCard(
                self._look, self._covers, row, wishes, people=view.people, workers=self._workers, may_edit=may_edit
            )

        self.items.show_rows(view.items, make, anew=anew)

    def _show_where(self, row: ItemRow) -> None:
        show_map(self._look, self, ITEM, row.record.state, row.record.title)

    def _record_wishes(self) -> RecordWishes:
        return RecordWishes(
            parcel_step=self._record_step,
            proof_step=self._proof_step,
            claim_step=self._claim_step,
            pack=self.parcel_wanted.emit,
            claim_extras=self._claim_extras,
            said=self._said,
        )

    def _said(self, record: Proof | Claim) -> BuyersWords | None:
        opens: Open = proofs.proof_remarks if isinstance(record, Proof) else claims.claim_words
        sealed = record.remarks if isinstance(record, Proof) else record.words
        return BuyersWords(self._desk, self._look, opens, self._failed, record.id) if sealed else None

    def _claim_extras(self, claim: Claim) -> Sequence[Extra]:
        return self._claims.extras(claim)

    def _ask_who(self, view: OrderView) -> None:
        me, order = self._desk.actor.account, self.order
        if not me:
            self.here.hide()
            return
        titles = {row.record.id: row.record.title for row in view.items}

        def show(who: Mapping[int, tuple[tuple[int, str, str], ...]]) -> None:
            if order == self.order:
                said = [
                    tr("{who} works on “{title}” now ({station})", who=name, title=titles[item], station=station)
                    for item, people in who.items()
                    for account, name, station in people
                    if account != me
                ]
                self.here.setText("\n".join(said))
                self.here.setVisible(bool(said))

        self._desk.ask(live.who, tuple(titles), then=show, failed=lambda _error: None)

    # ---- what is done -------------------------------------------------------

    def _connect(self) -> None:
        self.head.closed.connect(self.closed.emit)
        self.head.due_wanted.connect(self._ask_due)
        self.head.priority_wanted.connect(self._set_priority)
        self.items.filled.connect(self._show_item)
        self.notes.written.connect(self._whole.write_note)
        self.notes.pinned.connect(self._whole.pin)
        self.rights.consented.connect(self._whole.consented)
        self.rights.withdrawn.connect(self._whole.withdrawn)
        self._covers.made.connect(self._cover_made)
        listen(self._desk.changed, self, self._changed)
        listen(self._desk.acted, self, self._acted)
        listen(self._desk.locked, self, self._locked)

    def _acted(self, actor: Actor) -> None:
        """Nothing of what another person was shown stays."""
        self.order, self.view = 0, None
        self._workers = {}
        self._whole.forget_drafts()
        self.slices.drop()
        self.notes.forget()
        self.items.forget()
        self.costs.look(0)
        self.records.forget()
        self.files.show_files((), {}, may_add=False)
        self.timeline.show_happenings(())
        self.contact.show_contact(None)
        if self.isVisible():
            self.closed.emit()
        if may(actor, Permission.ORDERS_ASSIGN) and actor.account:
            self._desk.ask(accounts.workers, then=self._has_workers, failed=lambda _error: None)

    def _has_workers(self, workers: Mapping[int, str]) -> None:
        self._workers = workers
        if self.view is not None:
            self._show_items(self.view, may_edit=may(self._desk.actor, Permission.ORDERS_EDIT), anew=True)

    def _locked(self) -> None:
        self.contact.hide_again()

    def _changed(self, change: Changed) -> None:
        if change.everything or self.order in change.orders:
            self.look_soon()

    def _done(self) -> None:
        self.look_soon()
        self.changed.emit()

    def _failed(self, error: AppError) -> None:
        self.messages.say(error.sentence, "bad")

    def _target(self, record: Record) -> Target:
        number = self.view.order.number if self.view is not None else ""
        title = getattr(record, "title", "") or getattr(record, "number", "")
        return Target(record.id, record.version, self.order, number, title, type(record))

    def _item_step(self, row: ItemRow, step: Step) -> None:
        if step.event in JUDGED:
            self.judge_wanted.emit(row.record.id)
        elif not self._decisions.take(row.record.id, step):
            self._doings.step((self._target(row.record),), step)

    def _record_step(self, record: Record, step: Step) -> None:
        self._doings.step((self._target(record),), step)

    def _proof_step(self, record: Record, step: Step) -> None:
        if not (isinstance(record, Proof) and self._decisions.take(record.item, step)):
            self._record_step(record, step)

    def _claim_step(self, record: Record, step: Step) -> None:
        if not (isinstance(record, Claim) and self._claims.take(record, step)):
            self._record_step(record, step)

    def _claim_item(self, row: ItemRow) -> None:
        self._claims.open(self.order, row.record)

    def _item_due(self, row: ItemRow, step: str) -> None:
        dates = due.read_dues(row.record)
        title = str(text("{step}: {title}", step=due.STEPS[step], title=row.record.title))
        self._doings.set_due(row.record.id, step, title, dates.get(step))

    def _ask_due(self) -> None:
        if self.view is not None:
            self._whole.ask_due(self.view.order)

    def _set_priority(self, rank: int) -> None:
        self._doings.set_priority((Target(self.order, 0, self.order, self.head.number.text(), ""),), rank)

    def _cover_made(self, digest: str) -> None:
        for card in self.items.cards():
            if card.row.cover == digest:
                card.draw_cover()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Escape goes back, the arrows scroll."""
        bar = self.area.verticalScrollBar()
        ways = {
            Qt.Key.Key_Up: -bar.singleStep(), Qt.Key.Key_Down: bar.singleStep(),
            Qt.Key.Key_PageUp: -bar.pageStep(), Qt.Key.Key_PageDown: bar.pageStep(),
            Qt.Key.Key_Home: -bar.maximum(), Qt.Key.Key_End: bar.maximum(),
        }  # fmt: skip
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        elif event.key() in ways and not event.modifiers():
            bar.setValue(bar.value() + ways[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    # ---- how it is laid out -------------------------------------------------

    def _make_body(self) -> QWidget:
        body = QWidget()
        left, right = QVBoxLayout(), QVBoxLayout()
        for column in (left, right):
            column.setSpacing(8)
        left.addWidget(self.here)
        self.here.hide()
        left.addWidget(label(text("What is made"), "heading"))
        left.addWidget(self.items)
        left.addWidget(self.costs.words)
        left.addSpacing(6)
        self.records.add_to(left)
        left.addStretch()
        right.addWidget(label(text("Buyer"), "heading"))
        right.addWidget(self.contact)
        right.addWidget(self.rights)
        for title, widget in ((text("Notes"), self.notes), (text("Files"), self.files)):
            right.addSpacing(6)
            right.addWidget(label(title, "heading"))
            right.addWidget(widget)
        right.addSpacing(6)
        history = QHBoxLayout()
        history.addWidget(label(text("What happened"), "heading"), 1)
        history.addWidget(self.timeline.topic)
        right.addLayout(history)
        right.addWidget(self.timeline)
        right.addStretch()
        row = QHBoxLayout(body)
        row.setContentsMargins(18, 14, 18, 18)
        row.setSpacing(24)
        row.addLayout(left, 5)
        row.addLayout(right, 4)
        return body


def _subjects(view: OrderView) -> dict[str, str]:
    """What the things of an order are called in its history: items only where there are several."""
    names = {f"parcel:{row.record.id}": row.record.number for row in view.parcels}
    names |= {f"claim:{row.record.id}": row.record.number for row in view.claims}
    if len(view.items) > 1:
        titles = {row.record.id: f"{row.record.title} {row.record.serial}".strip() for row in view.items}
        names |= {f"item:{item}": title for item, title in titles.items()}
        names |= {f"proof:{row.record.id}": titles.get(row.record.item, "") for row in view.proofs}
    return names
