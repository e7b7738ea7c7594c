"""What is chosen in the queue, written to a file: a CSV that Excel opens as it is, or an XLSX. Buyers stay masked."""

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.commands.need_to_know import in_scope
from app.commands.office import Office, command
from app.commands.order_view import names_of
from app.commands.table_files import csv_bytes, csv_cell, write_file
from app.errors import AppError
from app.i18n import Text, text
from app.orders.book import Reading
from app.orders.item_states import HOLD_REASONS, ITEM
from app.orders.records import Contact, Item, Order
from app.orders.stages import PARCEL as PARCEL_PREFIX
from app.products.product import size_words
from app.products.table import PRODUCTS
from app.security.permissions import Permission
from app.shipping.parcel_states import PARCEL
from app.shipping.records import Parcel

MOST = 20_000
COLUMNS: tuple[Text, ...] = (
    text("Order"), text("Code"), text("Title"), text("Product"), text("Finish"), text("Size"), text("Quantity"),
    text("State"), text("Waits for"), text("Due"), text("Received"), text("Priority"), text("Assigned to"),
    text("Buyer (masked)"), text("Channel"), text("Campaign"), text("Waybill"),
)  # fmt: skip
_PRIORITY = {0: text("Normal"), 1: text("High"), 2: text("Urgent")}
Cell = str | int | datetime | None


class ExportRefusedError(AppError):
    """Nothing to write, too much, or a kind of file that is not written."""


@dataclass(frozen=True)
class Written:
    """path: the file; rows: how many items are in it."""

    path: Path
    rows: int


@command("orders.export", Permission.ORDERS_EXPORT)
def export_items(office: Office, items: Iterable[int], path: Path) -> Written:
    """Write these items to ``path`` (.csv or .xlsx), in the order they are named in; those that are gone are left out.

    That it was done stands in the audit chain before the file is there. Raises ExportRefusedError, WriteRefusedError.
    """
    chosen = tuple(dict.fromkeys(items))
    kind = path.suffix.lower()
    if kind not in {".csv", ".xlsx"}:
        raise ExportRefusedError(text("Choose a name that ends in .csv or .xlsx."))
    if len(chosen) > MOST:
        raise ExportRefusedError(text("At most {n} items go into one file; choose fewer.", n=MOST))
    with office.book.writing(office.actor) as book:
        rows = list(_rows(office, book, chosen))
        if not rows:
            raise ExportRefusedError(text("Choose at least one item."))
        book.note("order.exported", facts={"items": len(rows), "format": kind[1:]})
    content = _as_csv(rows) if kind == ".csv" else _as_xlsx(rows)
    write_file(path, content)
    return Written(path, len(rows))


def _rows(office: Office, book: Reading, chosen: Sequence[int]) -> Iterator[tuple[Cell, ...]]:
    found = book.get_all(Item, chosen)
    visible = [
        found[one] for one in chosen if one in found and in_scope(office.actor, Permission.ORDERS_SEE, found[one])
    ]
    orders = book.get_all(Order, {item.order for item in visible})
    contacts = {one.order: one for one in book.find(Contact, order=tuple(orders))} if orders else {}
    parcels = book.get_all(Parcel, {item.parcel for item in visible if item.parcel is not None})
    people = names_of(book)
    for item in visible:
        order, contact = orders[item.order], contacts.get(item.order)
        parcel = parcels.get(item.parcel or 0)
        product = PRODUCTS.get(item.product)
        yield (
            order.number,
            item.serial,
            item.title,
            str(product.title) if product is not None else item.product,
            str(product.finish_title(item.finish)) if product is not None and item.finish else item.finish,
            size_words(item.height_mm, item.width_mm),
            item.quantity,
            _state(item.stage),
            str(HOLD_REASONS.get(item.hold_reason, item.hold_reason)),
            item.due_at,
            order.received_at,
            str(_PRIORITY.get(order.priority, order.priority)),
            people.get(item.assignee or 0, ""),
            contact.name_masked if contact is not None else "",
            order.channel,
            order.campaign,
            parcel.waybill if parcel is not None else "",
        )


def _state(stage: str) -> str:
    machine = PARCEL if stage.startswith(PARCEL_PREFIX) else ITEM
    state = machine.state.get(stage.removeprefix(PARCEL_PREFIX))
    return str(state.title) if state is not None else stage


def _as_csv(rows: Sequence[Sequence[Cell]]) -> bytes:
    plain = (
        [f"{cell.astimezone():%Y-%m-%d %H:%M}" if isinstance(cell, datetime) else cell for cell in row] for row in rows
    )
    return csv_bytes([[str(title) for title in COLUMNS], *plain])


def _as_xlsx(rows: Sequence[Sequence[Cell]]) -> bytes:
    from openpyxl import Workbook  # noqa: PLC0415 - slow to load, and only for this
    from openpyxl.styles import Font  # noqa: PLC0415

    table = Workbook()
    sheet = table.active
    sheet.title = str(text("Orders"))
    sheet.append([str(title) for title in COLUMNS])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for row in rows:
        sheet.append(
            [
                one.astimezone().replace(tzinfo=None, microsecond=0)
                if isinstance(one, datetime)
                else csv_cell(one)
                if isinstance(one, str)
                else one
                for one in row
            ]
        )
    for number, title in enumerate(COLUMNS):
        longest = max([len(str(title)) * 2, *(len(str(row[number] or "")) for row in rows)])
        sheet.column_dimensions[sheet.cell(1, number + 1).column_letter].width = min(48, longest + 3)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    out = io.BytesIO()
    table.save(out)
    return out.getvalue()
