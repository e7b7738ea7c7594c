"""Makes the pilots of this program: from the workshop's printers, the drivers' table, and the keys of this PC."""

from collections.abc import Callable, Mapping
from pathlib import Path

from pydantic import ValidationError

from app.commands.dispatch_ties import ItemTies
from app.commands.office import Office
from app.dispatch.driver import DriverKind
from app.dispatch.fleet import Fleet
from app.dispatch.leases import Presence
from app.dispatch.ledger import Ledger
from app.dispatch.pilot import News, Pilot
from app.dispatch.records import Printer
from app.dispatch.spool import clear_spools, spooled
from app.errors import AppError
from app.i18n import text
from app.security.actor import PROGRAM

Secrets = Callable[[Printer], Mapping[str, str]]
"""The secrets of a printer from the key store of this PC, by their fields. Raises AppError where one is missing."""


def fleet_of(
    office: Office,
    kinds: Mapping[str, DriverKind],
    secrets: Secrets,
    presence: Presence,
    *,
    spools: Path,
    tell: Callable[[News], None],
) -> Fleet:
    """All pilots of this program; ``start`` begins. They act as the program, whoever is logged in.

    spools  folder of this PC for files that are being sent; what programs that were killed have left is taken away
    tell    gets news from any thread
    """
    clear_spools(spools, presence.is_dead)
    spool = spools / presence.mark
    office = office.acting(PROGRAM)
    ledger = Ledger(office.book, ItemTies(office))

    def make(printer: Printer, holder: int, stopped: Callable[[], bool]) -> Pilot:
        kind = kinds.get(printer.driver)
        if kind is None:
            raise AppError(text("This program does not know how to speak to “{name}”.", name=printer.name))
        try:
            form = kind.form.model_validate(dict(printer.settings))
        except ValidationError:
            raise AppError(
                text("The settings of “{name}” are not complete; open them once.", name=printer.name)
            ) from None
        return Pilot(
            ledger, printer.id, holder, kind.make(form, secrets(printer)), lambda job: spooled(office.assets, spool, job),
            kind.poll_s, tell, stopped,
        )  # fmt: skip

    return Fleet(ledger, office.station, presence, make, tell)
