"""Keeps the bar above a bench true: the item that the bench works for, as the book has it now."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from app.commands import item_work, orders, proofs
from app.commands.office import Office
from app.errors import AppError
from app.gui.base.listening import listen
from app.gui.base.look import Look
from app.gui.base.office_desk import OfficeDesk
from app.gui.orders.bench_bar import BenchBar
from app.gui.orders.buyers_words import BuyersWords
from app.orders.book import Changed
from app.orders.machine import Step
from app.orders.records import Item
from app.security.actor import Actor
from app.security.permissions import Permission, may
from app.service.records import Proof


@dataclass(frozen=True)
class OnBench:
    """The item that a bench works for, what may follow, and the last proof about which its buyer said something."""

    item: Item
    number: str
    steps: tuple[Step, ...]
    answered: Proof | None


def item_on_bench(office: Office, item: int) -> OnBench:
    """What the bar above a bench shows. Raises NotFoundError, NotAllowedError."""
    taken = item_work.take_up(office, item)
    return OnBench(taken.item, taken.number, orders.possible(office, taken.item), proofs.last_answer(office, item))


class BenchOrder(QObject):
    """``bar`` is hidden while the bench works for no order, and while whoever is here may see none.

    step_wanted   the next step of the item is wanted: (the Item, the Step)
    order_wanted  the order of the item is to be shown: the Item
    """

    step_wanted = Signal(object, object)
    order_wanted = Signal(object)

    def __init__(self, desk: OfficeDesk, look: Look, failed: Callable[[AppError], object], parent: QObject) -> None:
        """``failed``: is told why the buyer's words could not be opened, or the item not be read."""
        super().__init__(parent)
        self._desk, self._failed = desk, failed
        self.item = 0
        self.bar = BenchBar(look, BuyersWords(desk, look, proofs.proof_remarks, failed))
        self.bar.step_wanted.connect(self._want_step)
        self.bar.order_wanted.connect(self._want_order)
        listen(desk.acted, self, self._acted)
        listen(desk.changed, self, self._changed)

    def work_for(self, item: int) -> None:
        """The bench works for this item; 0: for none."""
        if item != self.item:
            self.item = item
            self.look_again()

    def look_again(self) -> None:
        """Ask the book how it stands."""
        item = self.item
        if not item or not may(self._desk.actor, Permission.ORDERS_SEE):
            self.bar.show_item(None)  # whoever comes is asked for in ``_acted``
            return

        def show(on_bench: OnBench) -> None:
            if on_bench.item.id == self.item:
                self.bar.show_item(on_bench.item, on_bench.number, on_bench.steps, on_bench.answered)

        def hide(_error: AppError) -> None:
            if item == self.item:
                self.bar.show_item(None)  # the order is gone, or belongs to somebody else by now

        self._desk.ask_here(item_on_bench, item, then=show, failed=hide)

    def ask_item(self, item: int, then: Callable[[Item], object]) -> None:
        """This item as the book has it by now: what was told to it a moment ago has made it another version."""
        self._desk.ask_here(item_on_bench, item, then=lambda there: then(there.item), failed=self._failed)

    def _want_step(self, step: Step) -> None:
        if self.bar.item is not None:
            self.step_wanted.emit(self.bar.item, step)

    def _want_order(self) -> None:
        if self.bar.item is not None:
            self.order_wanted.emit(self.bar.item)

    def _acted(self, _actor: Actor) -> None:
        self.look_again()

    def _changed(self, change: Changed) -> None:
        shown = self.bar.item
        if self.item and (change.everything or shown is None or shown.order in change.orders):
            self.look_again()
