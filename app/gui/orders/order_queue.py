"""The order queue: filter, views, list, and what can be done with what is chosen. The place people live in."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QMenu, QStackedWidget, QVBoxLayout, QWidget

from app.commands import queue
from app.errors import AppError
from app.gui.base.listening import listen
from app.gui.base.look import Look
from app.gui.base.office_desk import OfficeDesk
from app.gui.base.row_words import capped, due_words
from app.gui.base.thing_words import row_title
from app.gui.orders.bulk_bar import BulkBar
from app.gui.orders.chips import MOST, Chip, ChipBar
from app.gui.orders.doing import OrderDoings, target_of
from app.gui.orders.empty_states import NoOrders, OneButtonState
from app.gui.orders.everything import Everything
from app.gui.orders.everything_menu import fill_everything_menu
from app.gui.orders.filter_bar import FilterBar
from app.gui.orders.offered import ask_offered_soon
from app.gui.orders.proof_decision import EVENTS as PROOF_EVENTS
from app.gui.orders.queue_model import QueueModel
from app.gui.orders.queue_people import QueuePeople
from app.gui.orders.queue_view import QueueView
from app.gui.orders.row_delegate import RowDelegate
from app.gui.orders.row_menu import Wishes, fill_row_menu, may_set_date, set_date
from app.gui.orders.row_tip import told
from app.gui.orders.stage import stage_state
from app.gui.orders.steps import JUDGED, common_steps
from app.gui.orders.views import View, read_views
from app.gui.widgets.basics import label
from app.gui.widgets.covers import Covers
from app.gui.widgets.message_bar import MessageBar
from app.i18n import text
from app.orders.book import Changed
from app.orders.machine import Step
from app.orders.queue import QueueQuery, QueueRow
from app.orders.record import now
from app.security.actor import Actor
from app.security.permissions import Permission, may

OPEN, LATE, ALL = "open", "late", "all"
_CHANGE_MS, _COUNT_MS, _CLOCK_MS = 120, 700, 30_000


class OrderQueue(QWidget):
    """Emits what is wanted; does the rest itself once it is given a desk.

    opened, benched  a row whose order is to be shown, whose item is to be put on the bench
    chosen           rows that are selected now
    decided          a step about a proof or a verdict, which has a window of its own: (row, step)
    exported         rows that are to be written to a file
    all_exported     ids of items that are to be, more than are in memory
    print_wanted     id of an item that is to be sent to print
    together_wanted  ids of flat items that are to be laid out on common sheets
    relief_wanted    id of an item whose picture a solid is to be made of
    recipe_wanted    ids of items whose models one recipe is to be done to
    """

    opened = Signal(object)
    benched = Signal(object)
    chosen = Signal(object)
    decided = Signal(object, object)
    exported = Signal(object)
    all_exported = Signal(object)
    recipe_wanted = Signal(object)
    print_wanted = Signal(object)
    together_wanted = Signal(object)
    relief_wanted = Signal(object)
    views_changed = Signal()
    save_view_wanted = Signal()
    manage_views_wanted = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._desk: OfficeDesk | None = None
        self.doings: OrderDoings | None = None
        self.views: tuple[View, ...] = ()
        self.view: View | None = None
        self._counts: dict[str, int] = {}
        self._next_view = ""
        self.totals = label("", "dim")
        self.covers = Covers()
        self.filter = FilterBar(look)
        self.chips = ChipBar(look)
        self.messages = MessageBar(look)
        self.model = QueueModel(spoken, lambda row, who: told(row, who, self.people.names))
        self.delegate = RowDelegate(look, self.covers)
        self.list = QueueView(self.model, self.delegate)
        self.people: QueuePeople = QueuePeople(self.model, self.list)
        for part in (self.covers, self.model, self.delegate):
            part.setParent(self)  # they go with the panel
        self.none = NoOrders(look)
        self.nothing = OneButtonState(
            look, "mdi6.filter-off-outline", text("Nothing found"), text("Clear the filter"), self.clear
        )
        self.silent = OneButtonState(
            look, "mdi6.database-off-outline", text("No answer"), text("Try again"), self.ask_again
        )
        self.coming = label(text("The order book is being opened…"), "dim", wrap=True)
        self.everything = Everything(self, self.messages, self._everything_known, self.look_soon)
        self.bulk = BulkBar(look, lambda menu: self.fill_menu(menu, self.list.rows()))
        self._pages = QStackedWidget()
        for page in (self.coming, self.list, self.none, self.nothing, self.silent):
            self._pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 0, 10, 8)
        column.setSpacing(8)
        column.addWidget(self.filter)
        column.addWidget(self.chips)
        column.addWidget(self.messages)
        column.addWidget(self.filter.sort_button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._pages, 1)
        column.addWidget(self.bulk)
        self._timers = {
            "changed": self._timer(_CHANGE_MS, self._renew, single=True),
            "count": self._timer(_COUNT_MS, self._count, single=True),
            "clock": self._timer(_CLOCK_MS, self._tick),
        }
        self._connect()

    # ---- life ---------------------------------------------------------------

    def connect_to(self, desk: OfficeDesk) -> None:
        """The order book is there: ask it, and follow what others do."""
        self._desk = desk
        self.doings = OrderDoings(desk, self, self.messages, self.look_soon)
        self.everything.connect_to(desk)
        self.model.connect_to(desk)
        self.covers.connect_to(desk)
        self.people.connect_to(desk)
        listen(desk.changed, self, self._changed)
        listen(desk.acted, self, self._acted)
        listen(desk.online, self, self._online)
        listen(desk.refused, self, self._failed)
        self._timers["clock"].start()
        self._acted(desk.actor)

    def _acted(self, actor: Actor) -> None:
        """Another person is here: nothing of what the one before was shown stays."""
        self.covers.forget()
        self.none.allow(bring=may(actor, Permission.ORDERS_IMPORT), new=may(actor, Permission.ORDERS_IMPORT))
        self.filter.show_people(there=bool(actor.account))
        self.view = None
        self.list.forget_everything()
        self.list.clearSelection()
        self.model.empty()
        self._pages.setCurrentWidget(self.coming)
        self.filter.sort_button.hide()
        if self._sees():
            self.people.name_again()
            self.ask_views()

    def _sees(self) -> bool:
        """Whether there is somebody who may look at orders; nobody asks for them behind a covered window."""
        return self._desk is not None and may(self._desk.actor, Permission.ORDERS_SEE)

    def ask_views(self) -> None:
        """Read the views again."""
        if self._desk is not None and self._sees():
            self._desk.ask_here(read_views, then=self._show_views, failed=self._failed)

    def _show_views(self, views: tuple[View, ...]) -> None:
        self.views = views
        self.chips.show_chips([Chip(view.key, view.title) for view in views])
        kept = next((view for view in views if self.view is not None and view.key == self.view.key), None)
        wanted, self._next_view = self._next_view, ""
        if wanted in {view.key for view in views}:
            self.choose_view(wanted)
        elif kept is None and views:
            self.choose_view(self._first_view().key)
        else:
            self.view = kept
            self.chips.choose(kept.key if kept is not None else "")
        self.views_changed.emit()
        self._count()

    def _first_view(self) -> View:
        """Everything that is open, unless there is no such view."""
        return next((view for view in self.views if view.query == QueueQuery()), self.views[0])

    # ---- what is shown ------------------------------------------------------

    def choose_view(self, key: str) -> None:
        """Show a view as it was kept."""
        view = next((view for view in self.views if view.key == key), None)
        if view is not None:
            self.view = view
            self.chips.choose(key)
            self.filter.show(view.query)
            self.ask()

    def show_after(self, key: str) -> None:
        """Show a view that was just kept, once the views are read again."""
        self._next_view = key
        self.ask_views()

    def query(self) -> QueueQuery:
        """What is asked now: the view, narrowed by the filter."""
        base = self.view.query if self.view is not None else QueueQuery()
        return self.filter.apply(base, self._desk.actor.account if self._desk is not None else 0)

    def ask(self) -> None:
        """Ask for what view and filter say."""
        self.list.forget_everything()
        self.model.ask(self.query())

    def ask_again(self) -> None:
        """After an answer that did not come."""
        if self._desk is not None and not self._desk.ready:
            self._desk.open()
        elif self._sees():
            self.ask_views()
            self.ask()

    def go_to_filter(self, words: str | None = None) -> None:
        """Go to the filter field, with these words in it."""
        self.filter.field.setFocus()
        if words is not None:
            self.filter.field.setText(words)
        else:
            self.filter.field.selectAll()

    def clear(self) -> None:
        """Take the filter away; a view that is empty itself gives way to everything that is open."""
        if self.filter.narrowed:
            self.filter.clear()
        elif self.views:
            self.choose_view(self._first_view().key)
        self.list.setFocus()

    def refresh(self) -> None:
        """Say everything again, in the language of now."""
        self.delegate.forget()
        self.filter.refresh()
        self.chips.refresh()
        self.bulk.refresh()
        self._say_totals()
        self.list.viewport().update()

    def fill_menu(self, menu: QMenu, rows: Sequence[QueueRow], offered: frozenset[str] | None = None) -> None:
        """Put what can be done with these rows, or with everything that is chosen, into a menu.

        ``offered``: events that the book offers for the one row; None where it was not asked.
        """
        if self._desk is not None and self.list.everything:
            fill_everything_menu(
                menu,
                self._look,
                self.everything,
                self._desk.actor,
                workers=self.people.workers,
                exported=self.all_exported.emit,
            )
        elif self._desk is not None and self.doings is not None:
            wishes = Wishes(
                self._desk.actor, self.people.workers, self.doings,
                self.opened.emit, self.benched.emit, self.exported.emit,
                lambda row: self.print_wanted.emit(row.item), self.recipe_wanted.emit, self._decide, self.together_wanted.emit,
                lambda row: self.relief_wanted.emit(row.item),
            )  # fmt: skip
            fill_row_menu(menu, self._look, rows, wishes, offered)

    def steps(self) -> tuple[Step, ...]:
        """Steps that this person may do with what is chosen."""
        if self._desk is None:
            return ()
        return self.everything.steps() if self.list.everything else common_steps(self._desk.actor, self.list.rows())

    def do_step(self, step: Step | None, row: QueueRow | None = None) -> None:
        """Do a step with what is chosen, or with this row alone."""
        if row is None and self.list.everything:
            if step is not None:
                self.everything.step(step)
            return
        rows = self.list.rows() if row is None else [row]
        if (
            step is not None
            and self.doings is not None
            and rows
            and not (len(rows) == 1 and self._decide(rows[0], step))
        ):
            self.doings.step(tuple(map(target_of, rows)), step)

    # ---- answers ------------------------------------------------------------

    def _answered(self) -> None:
        self.filter.sort_button.setVisible(self.model.rowCount() > 1)
        if self.model.rowCount():
            self._pages.setCurrentWidget(self.list)
        elif self._counts.get(ALL) == 0 and not self.filter.narrowed:
            self._pages.setCurrentWidget(self.none)
        else:
            narrowed = self.filter.narrowed
            self.nothing.tell(
                text("No order fits what is typed and chosen above.")
                if narrowed
                else text("Nothing is to be done here.")
            )
            self.nothing.way.setVisible(narrowed or len(self.views) > 1)
            self._pages.setCurrentWidget(self.nothing)
        self.people.look()

    def _failed(self, error: AppError) -> None:
        if self.model.rowCount():
            self.messages.say(error.sentence, "bad")
            return
        self.silent.tell(error.sentence)
        self._pages.setCurrentWidget(self.silent)

    def _named(self) -> None:
        self.delegate.names = self.people.names
        if self.doings is not None:
            self.doings.names = self.people.names
        self.list.viewport().update()

    def _changed(self, change: Changed) -> None:
        if not self._sees():
            return
        if change.everything or any(subject.startswith("account:") for subject in change.subjects):
            self.people.name_again()
        if change.everything or change.orders or not change.subjects:
            self.look_soon()

    def look_soon(self) -> None:
        """Look again in a moment: changes of a busy minute come together."""
        if not self._timers["changed"].isActive():
            self._timers["changed"].start()

    def _renew(self) -> None:
        first, last = self.list.visible()
        self.model.renew(first, last)
        if not self._timers["count"].isActive():
            self._timers["count"].start()

    def _online(self, there: bool) -> None:
        if there:
            self.ask_again()

    def _count(self) -> None:
        if self._desk is None or not self._sees():
            return
        asked = {view.key: view.query for view in self.views}
        asked |= {OPEN: QueueQuery(), LATE: QueueQuery(late=True), ALL: QueueQuery(closed=True)}
        self._desk.ask_here(queue.counts, asked, most=MOST, then=self._counted)

    def _counted(self, counts: Mapping[str, int]) -> None:
        self._counts = dict(counts)
        self.chips.show_counts({view.key: counts.get(view.key, 0) for view in self.views})
        self._say_totals()
        if self.model.ready:
            self._answered()

    def _say_totals(self) -> None:
        if OPEN not in self._counts:
            return
        late = self._counts.get(LATE, 0)
        words = [str(text("{n} open", n=capped(self._counts[OPEN], MOST)))]
        if late:
            words.append(str(text("{n} late", n=capped(late, MOST))))
        self.totals.setText(" · ".join(words))

    def _tick(self) -> None:
        self.delegate.at = now()
        self.list.viewport().update()

    # ---- keys and mouse -----------------------------------------------------

    def _connect(self) -> None:
        self.filter.changed.connect(self.ask)
        self.filter.down.connect(self._into_list)
        self.chips.chosen.connect(self.choose_view)
        self.chips.save_wanted.connect(self.save_view_wanted.emit)
        self.chips.manage_wanted.connect(self.manage_views_wanted.emit)
        self.model.answered.connect(self._answered)
        self.model.moved.connect(self._answered)
        self.model.failed.connect(self._failed)
        self.covers.made.connect(lambda _digest: self.list.viewport().update())
        self.list.opened.connect(self.opened.emit)
        self.list.benched.connect(self.benched.emit)
        self.list.left.connect(self._left)
        self.list.chosen.connect(self._chosen)
        self.list.menu_wanted.connect(self._open_menu)
        self.list.date_wanted.connect(self._set_date)
        self.bulk.step_wanted.connect(self.do_step)
        self.bulk.cleared.connect(lambda: self.list.setCurrentIndex(self.list.currentIndex()))
        self.people.named.connect(self._named)

    def _into_list(self) -> None:
        self.list.setFocus()
        if not self.list.currentIndex().isValid() and self.model.rowCount():
            self.list.setCurrentIndex(self.model.index(0))

    def _left(self, key: str) -> None:
        if key == "\x1b":
            self.clear()
            return
        self.filter.field.setFocus()
        if key:
            self.filter.field.insert(key)
        else:
            self.filter.field.selectAll()

    def _chosen(self, rows: tuple[QueueRow, ...]) -> None:
        if self._desk is not None and self.list.everything:
            self.everything.look(self.model.query)
            self.bulk.show_everything(self.everything)
        elif self._desk is not None:
            self.everything.forget()
            self.bulk.show_rows(rows, self._desk.actor)
        self.chosen.emit(rows)

    def _everything_known(self) -> None:
        if self.list.everything:
            self.bulk.show_everything(self.everything)

    def _open_menu(self, place: QPoint) -> None:
        """For one row with the steps that the book offers for it, as the next step is."""
        rows = self.list.rows()
        if self._desk is None or len(rows) != 1 or not self.steps():
            self._pop_up(place)
            return
        item = rows[0].item

        def answered(offered: frozenset[str] | None) -> None:
            if [row.item for row in self.list.rows()] == [item]:  # something else may be chosen by now
                self._pop_up(place, offered)

        ask_offered_soon(self._desk, item, answered, self)

    def _pop_up(self, place: QPoint, offered: frozenset[str] | None = None) -> None:
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        menu.aboutToHide.connect(menu.deleteLater)
        self.fill_menu(menu, self.list.rows(), offered)
        if menu.actions():
            menu.popup(place)

    def _set_date(self) -> None:
        rows = self.list.rows()
        if self._desk is not None and self.doings is not None and may_set_date(self._desk.actor, rows):
            set_date(rows[0], self.doings)

    def _decide(self, row: QueueRow, step: Step) -> bool:
        """Decisions about a proof, and verdicts, have a window of their own."""
        if step.event not in {*PROOF_EVENTS, *JUDGED}:
            return False
        self.decided.emit(row, step)
        return True

    def _timer(self, milliseconds: int, done: object, *, single: bool = False) -> QTimer:
        timer = QTimer(self)
        timer.setInterval(milliseconds)
        timer.setSingleShot(single)
        timer.timeout.connect(done)
        return timer

    def narrowed_query(self) -> QueueQuery:
        """What would be kept as a view: the question without who asks."""
        return replace(self.query(), contact=(), only_for=None)


def spoken(row: QueueRow) -> str:
    """A row as an assistive program reads it."""
    due, _late = due_words(row.due_at, now())
    return ", ".join((row_title(row), row.number, str(stage_state(row.stage).title), str(due)))
