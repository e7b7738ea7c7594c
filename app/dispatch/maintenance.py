"""Maintenance by printed hours."""

from typing import Literal

from app.dispatch.records import Printer
from app.i18n import Text, text

SOON_SHARE = 0.1
HOUR = 3600.0

Need = Literal["none", "soon", "due"]


def left_s(printer: Printer) -> float | None:
    """Seconds that it may still print before it is serviced, negative where that is overdue; None without a plan."""
    if printer.service_every_s <= 0:
        return None
    return printer.serviced_at_s + printer.service_every_s - printer.printed_s


def need(printer: Printer) -> Need:
    """Whether it has to be serviced now, or within the last tenth of its hours."""
    left = left_s(printer)
    if left is None or left > SOON_SHARE * printer.service_every_s:
        return "none"
    return "due" if left <= 0 else "soon"


def words(printer: Printer) -> Text | None:
    """What is to be told of it, or None."""
    left = left_s(printer)
    if left is None or need(printer) == "none":
        return None
    if left <= 0:
        return text("Maintenance is due: {hours} printing hours since the last.", hours=_hours(printer))
    return text("Maintenance in {hours} printing hours.", hours=round(left / HOUR, 1))


def _hours(printer: Printer) -> float:
    return round((printer.printed_s - printer.serviced_at_s) / HOUR, 1)
