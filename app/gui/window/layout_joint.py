"""Where the layout bench meets the rest of the window: how it is made, and what it is joined with once it is there."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.gui.base.services import Services
from app.gui.orders.row_menu import flat_items
from app.gui.window.parts import WindowParts
from app.orders.machine import Step
from app.orders.records import Item

if TYPE_CHECKING:
    from app.gui.layout.wiring import LayoutPlace


def make(
    window: WindowParts, parent: QWidget, services: Services, *, hold: Callable[[QWidget], object], at_once: bool
) -> "LayoutPlace":
    """The bench; see ``app.gui.layout.door.Maker``."""
    from app.gui.layout.wiring import LayoutPlace  # noqa: PLC0415 - a third of a second that not everybody needs

    return LayoutPlace(
        window.look, window.workshop.runner, window.actions_.by_id, folder=services.data_folder / "layout",
        preferences=window.workshop.preferences, show_page=lambda: window.choose_workplace("layout"), parent=parent,
        hidden=services.hidden, office=services.desk, erased=services.erased,
        chosen=lambda: flat_items(window.docks.orders.queue.list.rows()), hold=hold, at_once=at_once,
    )  # fmt: skip


def join(window: WindowParts) -> None:
    """Connect the bench, which has just been made, with printers, proofs and orders."""
    flat = window.flat
    flat.files.print_item = window.dispatch.send
    flat.proofs.proof_item = window.flat_proofs.ask
    flat.page.add_bar(window.orders.flat.bar)
    flat.items.edited.connect(window.orders.flat.work_for)
    flat.items.tell_edited()
    window.orders.flat.step_wanted.connect(lambda item, step: _take_step(window, item, step))
    window.workplaces.add("layout", flat.page)
    if window.workplaces.workplace == "layout" and not window.workplaces.over:
        window.workplaces.choose("layout")


def ask_proof(window: WindowParts, item: int) -> None:
    """From the page of its order; what lies on the layout bench for it is told to the book before."""
    ask, bar, flat = window.flat_proofs.ask, window.orders.detail.messages, window.layouts.there
    if flat is None or flat.office is None:
        ask(item, bar)
    else:
        flat.office.settled(lambda: ask(item, bar, window.orders.detail.look_soon))


def _take_step(window: WindowParts, item: Item, step: Step) -> None:
    """Once the book has what was changed on the layout bench; another item may be edited by then."""
    office = window.flat.office
    if office is not None:
        office.settled(lambda: window.orders.flat.ask_item(item.id, lambda there: window.orders.take_step(there, step)))
