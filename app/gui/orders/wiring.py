"""Orders in the window: the queue, the page of an order, the bar above the bench, and their actions, put together."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow

from app.commands import live, orders
from app.errors import AppError
from app.gui.base.listening import listen
from app.gui.base.look import Look
from app.gui.base.office_desk import OfficeDesk
from app.gui.frame.workplaces import Workplaces
from app.gui.orders.bench_order import BenchOrder
from app.gui.orders.detail import DetailPage
from app.gui.orders.doing import OrderDoings, Target, target_of
from app.gui.orders.export_choice import ask_export_file, export_items_to
from app.gui.orders.import_dialog import ImportDialog, ask_import_file
from app.gui.orders.new_order import NewOrderDialog
from app.gui.orders.offered import ask_offered
from app.gui.orders.order_queue import OrderQueue
from app.gui.orders.order_server import ServerDialog, ServerWatch
from app.gui.orders.proof_decision import ProofDecisions
from app.gui.orders.queue_model import MIME
from app.gui.orders.sample_workshop import SampleDialog
from app.gui.orders.state_map import show_map
from app.gui.orders.steps import JUDGED, forward, takes_steps
from app.gui.orders.view_dialogs import ManageViews, ask_view_name
from app.gui.orders.watch_folder import FolderWatch, WatchDialog
from app.i18n import text
from app.orders.draft import OrderDraft
from app.orders.item_states import ITEM
from app.orders.machine import Step
from app.orders.queue import QueueRow
from app.orders.records import Item, Order
from app.orders.stages import PARCEL as PARCEL_PREFIX
from app.security.actor import Actor
from app.security.permissions import Permission, may
from app.session.bench import Bench, Document
from app.settings.preferences import Preferences
from app.shipping.parcel_states import PARCEL

ORDER_PAGE = "order"
_BEAT_MS = int(live.BEAT_SECONDS * 1000)
_NEEDS: dict[str, Permission] = {
    "new": Permission.ORDERS_IMPORT,
    "import": Permission.ORDERS_IMPORT,
    "watch": Permission.ORDERS_IMPORT,
    "server": Permission.ORDERS_IMPORT,
    "sample": Permission.ORDERS_IMPORT,
    "export": Permission.ORDERS_EXPORT,
    "take": Permission.ORDERS_ASSIGN,
    "hold": Permission.ORDERS_HOLD,
    "normal": Permission.ORDERS_EDIT,
    "high": Permission.ORDERS_EDIT,
    "urgent": Permission.ORDERS_EDIT,
    "save_view": Permission.VIEWS,
    "manage_views": Permission.VIEWS,
}
_RANKS = {"normal": 0, "high": 1, "urgent": 2}


class OrderPlace(QObject):
    """Emits what is wanted of other rooms.

    item_wanted    an item is to be put on the bench (its id)
    recipe_wanted  one recipe is to be done to the models of these items (their ids)
    judge_wanted   the quality check of an item is to be opened: (its id, the bar in which the answer is said)

    ``model`` and ``flat`` keep the bars above the two benches; steps that are wanted at ``flat`` are for the window, which
    knows whether the book has what was changed there.
    """

    item_wanted = Signal(object)
    recipe_wanted = Signal(object)
    judge_wanted = Signal(object, object)

    def __init__(
        self,
        desk: OfficeDesk,
        look: Look,
        window: QMainWindow,
        *,
        queue: OrderQueue,
        workplaces: Workplaces,
        actions: Mapping[str, QAction],
        preferences: Preferences,
        keep_preferences: Callable[[], None],
    ) -> None:
        super().__init__(window)
        self._preferences = preferences
        self.watch = FolderWatch(desk, preferences, keep_preferences, queue.messages, self)
        self.server = ServerWatch(desk, queue.messages, self)
        self._desk, self._look, self._window = desk, look, window
        self.queue, self._workplaces, self._actions = queue, workplaces, actions
        self.model, self.flat = (BenchOrder(desk, look, self._not_opened, self) for _bench in range(2))
        for there in (self.model, self.flat):
            there.bar.setParent(window)  # until its bench takes it, so that it goes with the window
        self.detail = DetailPage(desk, look, queue.covers)
        self._chosen = 0
        self._beat = QTimer(self)
        self._beat.setInterval(_BEAT_MS)
        self._beat.timeout.connect(self._tell_where)
        workplaces.add(ORDER_PAGE, self.detail)
        self._doings = OrderDoings(desk, window, queue.messages, self._look_again)
        self._decisions = ProofDecisions(desk, look, window, queue.messages, self._look_again)
        self._connect()
        queue.connect_to(desk)
        listen(desk.acted, self, self._acted)
        listen(desk.locked, self, self._locked)
        self._acted(desk.actor)

    def follow(self, bench: Bench) -> None:
        """Show in the bar above the bench which item it works for."""
        bench.opened.connect(self._on_bench)
        bench.document_changed.connect(self._on_bench)
        bench.closed.connect(self._off_bench)
        if bench.document is not None:
            self._on_bench(bench.document)

    def do(self, name: str) -> None:
        """Start the action "orders.<name>"."""
        rows = self.queue.list.rows()
        simple: dict[str, Callable[[], object]] = {
            "find": self.queue.go_to_filter,
            "queue": self.queue.list.setFocus,
            "back": self._back,
            "next_step": self._next_step,
            "hold": lambda: self._aside("hold"),
            "new": self.new_order,
            "import": self.ask_import,
            "watch": self.watch_dialog,
            "server": self.server_dialog,
            "sample": self.sample_dialog,
            "views": self.queue.chips.open_menu,
            "next_view": lambda: self.queue.chips.step(1),
            "previous_view": lambda: self.queue.chips.step(-1),
            "save_view": self._save_view,
            "map": self._show_map,
            "manage_views": self._manage_views,
        }
        if name in simple:
            simple[name]()
        elif not rows:
            self.queue.messages.say(text("Choose an order in the queue first."), "info")
        elif name == "show":
            self.show_order(rows[0].order, rows[0].item)
        elif self.queue.list.everything and name in {"export", "take", *_RANKS}:
            self._do_with_everything(name)
        elif name == "export":
            self._export(rows)
        elif name == "bench":
            self.item_wanted.emit(rows[0].item)
        elif name == "take" and self._desk.actor.account:
            self._doings.assign(tuple(map(target_of, rows)), self._desk.actor.account)
        elif name in _RANKS:
            self._doings.set_priority(tuple(map(target_of, rows)), _RANKS[name])

    def _do_with_everything(self, name: str) -> None:
        everything, actor = self.queue.everything, self._desk.actor
        if name == "export":
            everything.items(self._export_items)
        elif name in _RANKS:
            everything.set_priority(_RANKS[name])
        elif actor.account:
            everything.assign(actor.account, actor.name)

    def show_order(self, order: int, item: int = 0) -> None:
        """Show all about an order."""
        self.detail.show_order(order, item)
        self._workplaces.cover(ORDER_PAGE)
        self.detail.setFocus()

    def new_order(self) -> NewOrderDialog:
        """Ask for a new order; gives the dialog, which is open."""

        def save(draft: OrderDraft) -> None:
            self._desk.ask(orders.new_order, draft, then=taken, failed=dialog.show_problem)

        def taken(order: Order) -> None:
            dialog.accept()
            self.queue.messages.say(text("{number} was taken in.", number=order.number), "ok")
            self._look_again()
            self.show_order(order.id)

        dialog = NewOrderDialog(self._look, save, self._window)
        dialog.open()
        return dialog

    def ask_import(self) -> None:
        """Ask for a file of orders and import it."""
        path = ask_import_file(self._window, self._preferences.last_folder)
        if path is not None:
            self.import_file(path)

    def import_file(self, path: Path) -> ImportDialog:
        """Import this file; gives the dialog, which is open."""
        dialog = ImportDialog(self._desk, self._look, path, lambda _result: self._look_again(), self._window)
        dialog.open()
        return dialog

    def watch_dialog(self) -> WatchDialog:
        """The watched folder; gives the dialog, which is open."""
        dialog = WatchDialog(self.watch, self._window)
        dialog.open()
        return dialog

    def server_dialog(self) -> ServerDialog:
        """The server that is asked for orders; gives the dialog, which is open."""
        dialog = ServerDialog(self._desk, self.server, self._window)
        dialog.open()
        return dialog

    def sample_dialog(self, *, at_once: bool = False) -> SampleDialog:
        """The sample workshop; ``at_once``: fill it in without a further question. Gives the dialog, which is open."""
        dialog = SampleDialog(self._desk, self._look_again, self._window, at_once=at_once)
        dialog.open()
        return dialog

    def takes(self, mime: QMimeData) -> bool:
        """Whether what is dragged over the window are rows of the queue."""
        return mime.hasFormat(MIME)

    def drop(self, mime: QMimeData) -> None:
        """Put the first of the rows that were dropped on the bench."""
        first = bytes(mime.data(MIME).data()).decode().split(",")[0]
        if first.isdigit():
            self.item_wanted.emit(int(first))

    def close(self) -> None:
        """Nobody works at this PC any more."""
        self._beat.stop()
        self.watch.close()
        self.server.stop()
        for there in (self.model, self.flat):
            there.work_for(0)

    def take_step(self, item: Item, step: Step) -> None:
        """Take this step with an item that is on a bench, after what has to be asked."""
        if step.event in JUDGED:
            self.judge_wanted.emit(item.id, self.queue.messages)
        elif not self._decisions.take(item.id, step):
            self._doings.step((Target(item.id, item.version, item.order, "", item.title),), step)

    def refresh(self) -> None:
        """Say everything again, in the language of now."""
        self.queue.refresh()
        for there in (self.model, self.flat):
            there.bar.refresh()
        self.detail.refresh()

    # ---- who is here --------------------------------------------------------

    def _acted(self, actor: Actor) -> None:
        sees = may(actor, Permission.ORDERS_SEE)
        for name, action in self._actions.items():
            if name.startswith("orders."):
                needed = _NEEDS.get(name.removeprefix("orders."), Permission.ORDERS_SEE)
                allowed = may(actor, needed) and (name != "orders.take" or bool(actor.account))
                allowed = allowed and (name != "orders.next_step" or takes_steps(actor))
                action.setVisible(allowed or not sees)
                action.setEnabled(allowed)
        if sees and actor.account:
            self._beat.start()
            self._tell_where()
        else:
            self._beat.stop()

    def _locked(self) -> None:
        if self._beat.isActive():
            self._beat.stop()
            self._desk.ask(live.gone, failed=lambda _error: None)

    def _tell_where(self) -> None:
        if self._desk.actor.account and may(self._desk.actor, Permission.ORDERS_SEE):
            self._desk.ask(live.here, self.model.item or None, failed=lambda _error: None)

    # ---- the bench ----------------------------------------------------------

    def _on_bench(self, document: Document) -> None:
        if document.item != self.model.item:
            self.model.work_for(document.item)
            if self._beat.isActive():
                self._tell_where()

    def _off_bench(self) -> None:
        self.model.work_for(0)
        if self._beat.isActive():
            self._tell_where()

    def _not_opened(self, error: AppError) -> None:
        self.queue.messages.say(error.sentence, "bad")

    # ---- what is wanted -----------------------------------------------------

    def _connect(self) -> None:
        self.queue.opened.connect(lambda row: self.show_order(row.order, row.item))
        self.queue.benched.connect(lambda row: self.item_wanted.emit(row.item))
        self.queue.exported.connect(self._export)
        self.queue.all_exported.connect(self._export_items)
        self.queue.recipe_wanted.connect(self.recipe_wanted.emit)
        self.queue.decided.connect(self._row_decided)
        self.detail.judge_wanted.connect(lambda item: self.judge_wanted.emit(item, self.detail.messages))
        self.queue.save_view_wanted.connect(self._save_view)
        self.queue.manage_views_wanted.connect(self._manage_views)
        self.queue.none.new_wanted.connect(self.new_order)
        self.queue.none.import_wanted.connect(self.ask_import)
        self.queue.none.watch_wanted.connect(self.watch_dialog)
        self.queue.none.sample_wanted.connect(lambda: self.sample_dialog(at_once=True))
        self.queue.chosen.connect(self._follow_choice)
        self.detail.closed.connect(self._back)
        self.detail.item_wanted.connect(self.item_wanted.emit)
        self.detail.order_wanted.connect(self.show_order)
        self.detail.changed.connect(self._look_again)
        self.model.step_wanted.connect(self.take_step)
        for there in (self.model, self.flat):
            there.order_wanted.connect(self._show_bench_order)

    def _follow_choice(self, rows: Sequence[QueueRow]) -> None:
        """While the page of an order is shown, it shows the order of the row that somebody goes to."""
        if len(rows) != 1 or rows[0].item == self._chosen:
            return
        self._chosen = rows[0].item
        if self._workplaces.over == ORDER_PAGE:
            self.detail.show_order(rows[0].order, rows[0].item)

    def _back(self) -> None:
        """From the page of an order to the workplace; the keys work in the queue, where one came from."""
        if self._workplaces.over == ORDER_PAGE:
            self._workplaces.uncover()
            self.queue.list.setFocus()

    def _export(self, rows: Sequence[QueueRow]) -> None:
        self._export_items(tuple(row.item for row in rows))

    def _export_items(self, items: tuple[int, ...]) -> None:
        path = ask_export_file(self._window, self._preferences.last_folder)
        if path is not None:
            export_items_to(self._desk, items, path, self.queue.messages)

    def _look_again(self) -> None:
        """Changes come back through the book; this only makes the next look come at once."""
        self.queue.look_soon()
        self.detail.look_soon()
        for there in (self.model, self.flat):
            there.look_again()

    def _next_step(self) -> None:
        """With one item, of what the book offers: a proof that expired waits for no decision, although its state does."""
        steps, rows = self.queue.steps(), self.queue.list.rows()
        if not steps or len(rows) != 1 or self.queue.list.everything:
            self._take_next(steps)
            return
        row = rows[0]  # another one may be chosen when the book has answered
        ask_offered(
            self._desk, row.item,
            then=lambda offered: self._take_next([step for step in steps if step.event in offered], row),
            failed=lambda error: self.queue.messages.say(error.sentence, "bad"),
        )  # fmt: skip

    def _take_next(self, steps: Sequence[Step], row: QueueRow | None = None) -> None:
        step = forward(steps)
        if step is None:
            self.queue.messages.say(text("There is no next step that you can take with what is chosen."), "info")
        else:
            self.queue.do_step(step, row)

    def _aside(self, event: str) -> None:
        step = next((one for one in self.queue.steps() if one.event == event), None)
        if step is None:
            self.queue.messages.say(text("This is not possible with what is chosen."), "info")
        else:
            self.queue.do_step(step)

    def _row_decided(self, row: QueueRow, step: Step) -> None:
        if step.event in JUDGED:
            self.judge_wanted.emit(row.item, self.queue.messages)
        else:
            self._decisions.take(row.item, step)

    def _show_bench_order(self, item: Item) -> None:
        self.show_order(item.order, item.id)

    def _show_map(self) -> None:
        row = self.queue.list.current_row()
        if row is None:
            show_map(self._look, self._window)
        else:
            machine = PARCEL if row.stage.startswith(PARCEL_PREFIX) else ITEM
            show_map(self._look, self._window, machine, row.stage.removeprefix(PARCEL_PREFIX), row.title)

    def _save_view(self) -> None:
        ask_view_name(self._desk, self._window, self.queue)

    def _manage_views(self) -> None:
        ManageViews(self._desk, self._look, self.queue, self._window).open()
