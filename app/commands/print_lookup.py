"""Print jobs, printers and items by what people call them: for the command line and scripts."""

from app.commands.need_to_know import in_scope
from app.commands.office import Office, command
from app.commands.orders import find_number
from app.dispatch.records import Attempt, Printer, PrintJob
from app.errors import AppError
from app.i18n import text
from app.orders.records import Item, Order
from app.security.permissions import Permission


@command("dispatch.find_job", Permission.ORDERS_SEE)
def find_job(office: Office, uid: str) -> PrintJob:
    """The job with this short name, of any of its tries. Raises AppError where there is none."""
    name = uid.strip().lower()
    with office.book.reading() as book:
        found = book.one(PrintJob, uid=name)
        if found is None:
            attempt = book.one(Attempt, uid=name)
            found = None if attempt is None else book.get(PrintJob, attempt.job)
    if found is None:
        raise AppError(text("There is no print job “{name}”.", name=uid))
    return found


@command("dispatch.find_printer", Permission.ORDERS_SEE)
def find_printer(office: Office, name: str) -> Printer:
    """The printer in use with this name. Raises AppError where there is none, or several."""
    with office.book.reading() as book:
        printers = book.find(Printer, active=True, order_by="position")
    wanted = name.strip().casefold()
    found = [printer for printer in printers if printer.name.casefold() == wanted]
    if len(found) > 1:
        raise AppError(text("Several printers are called “{name}”; give them names of their own.", name=name))
    if not found:
        names = ", ".join(printer.name for printer in printers) or "–"
        raise AppError(text("There is no printer “{name}”; there are: {names}.", name=name, names=names))
    return found[0]


@command("dispatch.find_item", Permission.ORDERS_SEE)
def find_item(office: Office, code: str) -> Item:
    """The item with this code, or the only item of the order with this number. Raises AppError."""
    wanted = code.strip().upper()
    with office.book.reading() as book:
        item = book.one(Item, serial=wanted)
        if item is not None and in_scope(office.actor, Permission.ORDERS_SEE, item):
            return item
    number = find_number(office, wanted)
    if number is None:
        raise AppError(text("There is no order and no item “{name}”.", name=code))
    with office.book.reading() as book:
        items = book.find(Item, order=number, order_by="position")
        order = book.get(Order, number)
    mine = [item for item in items if in_scope(office.actor, Permission.ORDERS_SEE, item)]
    if len(mine) != 1:
        serials = ", ".join(item.serial for item in mine)
        raise AppError(text("{number} has several items; name one of: {names}.", number=order.number, names=serials))
    return mine[0]
