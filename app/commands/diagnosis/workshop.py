"""What is known of the workshop from this PC: order book, files, key, clock, printers, updates. No order is looked at."""

import os
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

from app.commands.diagnosis.line import Probe, Seen
from app.commands.office import Office
from app.commands.print_floor import PrintFloor, look
from app.dispatch.records import Printer
from app.errors import AppError
from app.i18n import Text, plural, text
from app.security.actor import PROGRAM
from app.security.keys import WHERE_NAMES, Where

CLOCK_WARN_S, CLOCK_BAD_S = 30.0, 300.0
PRINTER_S = 12.0


def workshop_probes(office: Office, floor: PrintFloor | None, *, check_book: bool = False) -> tuple[Probe, ...]:
    """The lines of the workshop.

    floor       the printers that this program drives; None: they are left out (safe mode)
    check_book  read all of a book that is a file, to find damage: seconds for a large one
    """
    by_program = office.acting(PROGRAM)
    return (
        Probe("database", text("Order book"), lambda: database(by_program)),
        *((Probe("damage", text("Damage in the order book"), lambda: damage(by_program)),) if check_book else ()),
        Probe("files", text("Files of orders"), lambda: files(by_program)),
        Probe("key", text("The workshop's key"), lambda: key(by_program)),
        Probe("clock", text("Clock"), lambda: clock(by_program)),
        Probe("printers", text("Printers"), lambda: printers(by_program, floor)),
        Probe("updates", text("Updates"), updates),
    )


def database(office: Office) -> Seen:
    """Which kind, whether it answers, its form and size."""
    if office.places is None:
        return Seen("none", text("This order book was handed over to this program."))
    places = office.places()
    told = places.told()
    book = places.look(told.database, "")
    path = Path(told.database)
    size = path.stat().st_size if "://" not in told.database and path.exists() else 0
    facts: dict[str, object] = {
        "server": book.server,
        "form": book.revision or "",
        "orders": book.orders,
        "bytes": size,
    }
    if book.revision is None:
        return Seen("ok", text("{server}: there is nothing in it yet", server=book.server), None, facts)
    words = plural(
        "{server} answers: {n:,} order, form {form}", "{server} answers: {n:,} orders, form {form}", book.orders,
        server=book.server, form=book.revision.split("_")[0],
    )  # fmt: skip
    if size:
        words = plural(
            "{server} answers: {n:,} order, form {form}, {size:.1f} MB",
            "{server} answers: {n:,} orders, form {form}, {size:.1f} MB",
            book.orders, server=book.server, form=book.revision.split("_")[0], size=size / 1_000_000,
        )  # fmt: skip
    return Seen("ok", words, None, facts)


def damage(office: Office) -> Seen:
    """Read all of a book that is a file."""
    if office.places is None:
        return Seen("none", text("This order book was handed over to this program."))
    faults = office.places().damage()
    if faults is None:
        return Seen("none", text("The database server looks after this itself."))
    if faults:
        return Seen(
            "bad", plural("{n} damaged place was found.", "{n} damaged places were found.", len(faults)),
            text("Bring back the last backup (Workshop › Backups), and keep the damaged file."), {"faults": len(faults)},
        )  # fmt: skip
    return Seen("ok", text("All of it was read; it is whole."), None, {"faults": 0})


def files(office: Office) -> Seen:
    """Whether a small file can be written to where the files of orders lie, and read back."""
    if office.places is None:
        return Seen("none", text("The files of orders were handed over to this program."))
    places = office.places()
    places.look_at_files(places.told().files, None)
    return Seen("ok", text("A trial file was written there and read back."), None, {"writable": True})


def key(office: Office) -> Seen:
    """Where the key lies, and whether its code was ever written on paper."""
    if office.places is None:
        return Seen("none", text("The key was handed over to this program."))
    where = office.places().told().key
    with office.book.reading() as book:
        shown = bool(book.events(kinds=("key.code_shown",), limit=1))
    facts: dict[str, object] = {"where": where.value, "code_shown": shown}
    if where is Where.NOWHERE:
        return Seen("ok", WHERE_NAMES[where], None, facts)
    if not shown:
        return Seen(
            "warn", text("{where} Its recovery code was never shown.", where=WHERE_NAMES[where]),
            text(
                "Write the recovery code on paper (Workshop › Database › Recovery code): without the key nobody can read the "
                "book."
            ),
            facts,
        )  # fmt: skip
    return Seen("ok", WHERE_NAMES[where], None, facts)


def clock(office: Office) -> Seen:
    """The clock of this PC beside that of the database server."""
    before = datetime.now(UTC)
    with office.book.reading() as book:
        there = book.moment()
    middle = before + (datetime.now(UTC) - before) / 2
    apart = abs((there - middle).total_seconds())
    facts: dict[str, object] = {"apart_s": round(apart, 1), "zone": str(middle.astimezone().tzinfo)}
    words = text(
        "{moment}; {apart:.0f} s away from the clock of the order book",
        moment=f"{middle.astimezone():%Y-%m-%d %H:%M}",
        apart=apart,
    )
    advice = text("Let the system set the clock by the network: deadlines and the audit chain follow it.")
    if apart > CLOCK_BAD_S:
        return Seen("bad", words, advice, facts)
    return Seen("warn", words, advice, facts) if apart > CLOCK_WARN_S else Seen("ok", words, None, facts)


def printers(office: Office, floor: PrintFloor | None) -> Seen:
    """Each printer of the book is asked how it is, for a limited time."""
    with office.book.reading() as book:
        known = book.find(Printer, active=True, order_by="position")
    if not known:
        return Seen("none", text("There are no printers in the order book."), None, {"printers": 0})
    if floor is None:
        return Seen("none", text("In safe mode printers are left alone."), None, {"printers": len(known)})
    troubles: dict[int, Text | str] = {}

    def ask(printer: Printer) -> None:
        try:
            seen = look(office, floor, printer.id)
        except AppError as error:
            troubles[printer.id] = error.sentence
            return
        if seen.trouble:
            troubles[printer.id] = seen.trouble
        else:
            troubles.pop(printer.id, None)

    silent = text("no answer")
    threads = []
    for printer in known:
        troubles[printer.id] = silent
        threads.append(threading.Thread(target=ask, args=(printer,), name="diagnosis: printer", daemon=True))
        threads[-1].start()
    _join(threads, PRINTER_S)
    left = {printer.name: troubles[printer.id] for printer in known if printer.id in troubles}
    facts: dict[str, object] = {"printers": len(known), "answer": len(known) - len(left)}
    if not left:
        return Seen("ok", plural("{n} printer answers", "All {n} printers answer", len(known)), None, facts)
    said = "; ".join(f"{name}: {why}" for name, why in left.items())
    return Seen(
        "warn", text("{n} of {all} answer. {said}", n=len(known) - len(left), all=len(known), said=said),
        text("See whether they are switched on and in the same network; then look at their settings under Dispatch."), facts,
    )  # fmt: skip


def updates() -> Seen:
    """Whether this installation takes updates."""
    home = os.environ.get("STATUETTE_INSTALLED", "")
    if not home:
        return Seen(
            "none", text("Started from its sources; updates are for installed programs."), None, {"installed": False}
        )
    there = (Path(home) / "update-root.json").exists()
    if not there:
        return Seen(
            "warn", text("Updates are switched off: this installation does not know whom to trust."),
            text("Ask whoever installed it for an installation with updates."), {"installed": True, "updates": False},
        )  # fmt: skip
    return Seen(
        "ok", text("Updates are signed, and checked before they are used."), None, {"installed": True, "updates": True}
    )


def _join(threads: list[threading.Thread], seconds: float) -> None:
    end = time.monotonic() + seconds
    for thread in threads:
        thread.join(max(0.0, end - time.monotonic()))
