"""Writing a new order into the book, from whatever it came: a person, a bundle, a table."""

from collections.abc import Sequence

from app.commands.office import Office
from app.orders.book import Writing
from app.orders.draft import OrderDraft
from app.orders.entering import Entered, Planning, enter
from app.orders.records import Order
from app.orders.serials import SERIES, serial_of
from app.orders.working_days import CHINA, working_days
from app.settings.workshop import WorkshopSettings


def planning_of(settings: WorkshopSettings) -> Planning:
    """Time as the settings say. Make it once for many orders."""
    return Planning(settings.step_days, working_days(settings))


def write_order(
    office: Office, book: Writing, draft: OrderDraft, *, settings: WorkshopSettings, planning: Planning
) -> Order:
    """Number it, write it, note it. Raises DraftRefusedError, TakenError (this source and key are known)."""
    entered = prepare_order(office, book, draft, settings=settings, planning=planning)
    write_prepared(book, (entered,))
    return entered.order


def prepare_order(
    office: Office, book: Writing, draft: OrderDraft, *, settings: WorkshopSettings, planning: Planning
) -> Entered:
    """Number it; nothing of it is in the book yet but the numbers. Raises DraftRefusedError."""
    now = office.clock()
    series = f"{settings.order_prefix}-{now.astimezone(CHINA):%Y%m%d}"
    serials = [serial_of(book.next_number(SERIES), settings.serial_prefix) for _ in draft.items]
    return enter(
        draft, number=f"{series}-{book.next_number(series):04d}", serials=serials, vault=office.vault,
        planning=planning, at=now, by=office.actor.account,
    )  # fmt: skip


def write_prepared(book: Writing, entered: Sequence[Entered]) -> None:
    """Write many at once, quickly, and note each. Raises TakenError."""
    book.add_all([record for one in entered for record in one.records])
    for one in entered:
        told: dict[str, object] = {"items": len(one.items), "source": one.order.source}
        if one.unplanned is not None:
            told["unplanned"] = one.unplanned
        book.note("order.received", one.order, order=one.order.id, facts=told)
        for item in one.held:
            book.note("item.hold", item, order=one.order.id, facts={"from": "new", "to": "on_hold", "hold": "rights"})
