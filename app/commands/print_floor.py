"""The printers that this program drives, and what is asked of one beside that: is it there, how is it, what has it of ours."""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from pydantic import ValidationError

from app.commands import dispatch_printers
from app.commands.dispatch_ties import ItemTies
from app.commands.office import Office, command
from app.dispatch.driver import Capabilities, Driver, DriverKind, PrinterError, Probe, Status, Trace
from app.dispatch.fleet import Fleet
from app.dispatch.leases import Presence
from app.dispatch.ledger import Ledger
from app.dispatch.pilot import News, Pilot
from app.dispatch.records import Printer, PrintJob
from app.dispatch.spool import clear_spool, spooled
from app.errors import AppError, Cancelled
from app.i18n import Text, text
from app.jobs.progress import Progress
from app.orders.book import Changed
from app.security.actor import PROGRAM
from app.security.permissions import Permission
from app.security.printer_keys import MARK

log = logging.getLogger(__name__)
DISCOVER_SECONDS = 4.0
_LOOK_S = 0.2


class Keys(Protocol):
    """Where the keys of printers are kept on this PC: ``app.security.printer_keys``."""

    def keep(self, printer: int, keys: Mapping[str, str]) -> str: ...

    def get(self, printer: int, settings: Mapping[str, Any]) -> dict[str, str] | None: ...


class NoKeyHereError(AppError):
    """This PC does not have the key of this printer."""

    def __init__(self) -> None:
        super().__init__(
            text("This PC does not have the key of this printer; enter it in the settings of the printer.")
        )


class FormError(AppError):
    """What stands in the form of a printer is not complete, or not right. ``field``: its name there."""

    def __init__(self, sentence: Text | str, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True)
class Answer:
    """What a printer says when it is tried."""

    probe: Probe
    capabilities: Capabilities
    status: Status


@dataclass(frozen=True)
class Sight:
    """How a printer is now, and what it has of a job. trouble: why it does not answer; snapshot: JPEG or PNG."""

    status: Status | None = None
    trace: Trace | None = None
    snapshot: bytes | None = None
    trouble: Text | str = ""


@dataclass(frozen=True)
class FoundPrinter:
    """A printer that announced itself in the network."""

    driver: str
    name: str
    settings: Mapping[str, Any]


class PrintFloor:
    """The fleet of this program. It begins with the first printer that there is; until then nothing is written or asked.

    kinds     gives the protocols by id; they are loaded late, and never on the window's thread: they cost half a second
    presence  makes the sign by which other programs of this PC know that this one runs
    spool     folder for files that are being sent
    idle      drive none (safe mode): what is in the book waits
    """

    def __init__(
        self,
        office: Office,
        kinds: Callable[[], Mapping[str, DriverKind]],
        keys: Keys,
        presence: Callable[[], Presence],
        spool: Path,
        *,
        idle: bool = False,
    ) -> None:
        self._office, self._kinds, self.keys, self.idle = office, kinds, keys, idle
        self.kinds: Mapping[str, DriverKind] = {}
        self._presence, self._spool = presence, spool
        self.tell: Callable[[News], None] = lambda _news: None
        self._fleet: Fleet | None = None
        self._open = False
        self._seen: dict[int, str] = {}
        self._lock = threading.Lock()

    @property
    def drives(self) -> bool:
        """Whether the fleet has begun."""
        return self._fleet is not None

    def load(self) -> None:
        """Load the protocols: ``kinds`` is empty before."""
        if not self.kinds:
            self.kinds = self._kinds()

    def open(self) -> None:
        """The book can be asked from now on; begins where there are printers. Not on the window's thread.

        Raises BookOfflineError.
        """
        self._open = not self.idle
        self._begin()

    def changed(self, news: Changed) -> bool:
        """Give it what the book tells; may be called on any thread. True: ``open`` has to be called again."""
        fleet = self._fleet
        if fleet is not None:
            fleet.changed(news)
            return False
        return self._open and (news.everything or any(s.startswith("printer:") for s in news.subjects))

    def close(self) -> None:
        """Let go of all printers, before the book is closed. Waits for what is being asked of them."""
        with self._lock:
            self._open = False
            fleet, self._fleet = self._fleet, None
        if fleet is not None:
            fleet.close()

    def driver(self, kind: str, settings: Mapping[str, Any], keys: Mapping[str, str]) -> Driver:
        """A driver of its own for a short conversation; whoever asks for it closes it. Raises FormError."""
        self.load()
        known = self.kinds.get(kind)
        if known is None:
            raise FormError(text("This version does not speak to printers of this kind; update the program."))
        return known.make(checked_form(known, settings), keys)

    def driver_of(self, printer: Printer) -> Driver:
        """A driver for a printer of the book. Raises FormError, NoKeyHereError."""
        return self.driver(printer.driver, printer.settings, self._keys_of(printer))

    # ---- inside -------------------------------------------------------------

    def _begin(self) -> None:
        with self._lock:
            if not self._open or self._fleet is not None:
                return
            with self._office.book.reading() as book:
                if not book.find(Printer, active=True, limit=1):
                    return
            self.load()
            try:
                presence = self._presence()
                self._clear_left_behind(presence)
            except OSError:
                raise AppError(text("This PC cannot drive printers: its data folder cannot be written.")) from None
            office, spool = self._office.acting(PROGRAM), self._spool / presence.mark
            ledger = Ledger(office.book, ItemTies(office))

            def make(printer: Printer, holder: int, tell: Callable[[News], None], stopped: Callable[[], bool]) -> Pilot:
                driver, poll = self.driver_of(printer), self.kinds[printer.driver].poll_s
                return Pilot(
                    ledger,
                    printer.id,
                    holder,
                    driver,
                    lambda job: spooled(office.assets, spool, job),
                    poll,
                    tell,
                    stopped,
                )

            self._fleet = Fleet(ledger, office.station, presence, make, self._told)
            self._fleet.start()

    def _clear_left_behind(self, presence: Presence) -> None:
        """Files that a program of this PC was sending when it was killed."""
        if self._spool.is_dir():
            for folder in self._spool.iterdir():
                if folder.is_dir() and presence.is_dead(folder.name):
                    clear_spool(folder)
                    folder.rmdir()

    def _told(self, news: News) -> None:
        state = "offline" if news.status is None else news.status.activity
        if self._seen.get(news.printer) != state:  # several threads: at worst a state is logged twice
            self._seen[news.printer] = state
            log.info("printer:%d is %s", news.printer, state)
        self.tell(news)

    def _keys_of(self, printer: Printer) -> Mapping[str, str]:
        keys = self.keys.get(printer.id, printer.settings)
        if keys is None:
            raise NoKeyHereError
        return keys


def checked_form(kind: DriverKind, settings: Mapping[str, Any]) -> Any:
    """The settings as the driver wants them. Raises FormError with the first thing that is wrong."""
    try:
        return kind.form(**{name: value for name, value in settings.items() if name != MARK})
    except ValidationError as error:
        problem = error.errors()[0]
        field = str(problem["loc"][0]) if problem["loc"] else ""
        info = kind.form.model_fields.get(field)
        title = Text(info.title) if info is not None and info.title else text("Settings")
        inner = problem.get("ctx", {}).get("error")
        if isinstance(inner, AppError):
            raise FormError(inner.sentence, field) from None
        if problem["type"] in {"missing", "string_too_short"}:
            raise FormError(text("Fill in “{field}”.", field=title), field) from None
        raise FormError(text("What stands in “{field}” is not right.", field=title), field) from None


# ---- what people want of a printer -----------------------------------------


@command("printers.try", Permission.SETTINGS)
def try_printer(office: Office, floor: PrintFloor, printer: Printer, keys: Mapping[str, str] | None) -> Answer:  # noqa: ARG001 - every command has it
    """Ask a printer who it is, before it is saved. ``keys`` None: those that are kept. Raises FormError, PrinterError."""
    driver = floor.driver_of(printer) if keys is None else floor.driver(printer.driver, printer.settings, keys)
    try:
        return Answer(driver.probe(), driver.capabilities(), driver.status())
    finally:
        driver.close()


@command("printers.keep", Permission.SETTINGS)
def keep_printer(office: Office, floor: PrintFloor, printer: Printer, keys: Mapping[str, str] | None) -> Printer:
    """Save a printer and its keys. ``keys`` None: they stay as they are. Raises FormError, StaleError, AppError."""
    floor.load()
    known = floor.kinds.get(printer.driver)
    if known is not None:
        checked_form(known, printer.settings)
    settings = {name: value for name, value in printer.settings.items() if name != MARK}
    if keys is None:
        mark = str(printer.settings.get(MARK, ""))
    else:
        try:
            mark = floor.keys.keep(printer.id, keys)
        except OSError:
            raise AppError(
                text("The key of the printer cannot be kept: the settings folder cannot be written.")
            ) from None
    return dispatch_printers.save_printer(office, replace(printer, settings=settings | ({MARK: mark} if mark else {})))


@command("printers.discover", Permission.SETTINGS)
def discover(office: Office, floor: PrintFloor, progress: Progress) -> tuple[FoundPrinter, ...]:
    """Printers that announce themselves in the local network; those that the workshop has already are left out.

    All protocols listen at once, a few seconds each. Raises Cancelled.
    """
    floor.load()
    kinds = [kind for kind in floor.kinds.values() if kind.discover is not None]
    with office.book.reading() as book:
        known = [p.settings for p in book.find(Printer, active=True)]
    there = {str(settings.get(name)) for settings in known for name in ("address", "host") if settings.get(name)}
    found: list[FoundPrinter] = []
    progress(0.0)
    with ThreadPoolExecutor(max(1, len(kinds)), "find printers") as pool:
        asked = [pool.submit(kind.discover, DISCOVER_SECONDS) for kind in kinds if kind.discover is not None]
        began, waiting = time.monotonic(), set(asked)
        while waiting:
            waiting = wait(waiting, timeout=_LOOK_S).not_done
            progress(min(0.99, (time.monotonic() - began) / (DISCOVER_SECONDS + 2)))
        for kind, answer in zip(kinds, asked, strict=True):
            for name, settings in answer.result():
                if not there & {str(settings.get("address")), str(settings.get("host"))}:
                    found.append(FoundPrinter(kind.id, name, settings))
    progress(1.0)
    return tuple(found)


@command("printers.look", Permission.ORDERS_SEE)
def look(office: Office, floor: PrintFloor, printer_id: int, job_id: int | None = None) -> Sight:
    """How a printer is at this moment, its picture, and what it has of a job; nothing is written. Raises NotFoundError."""
    with office.book.reading() as book:
        printer = book.get(Printer, printer_id)
        job = None if job_id is None else book.get(PrintJob, job_id)
    try:
        driver = floor.driver_of(printer)
    except AppError as error:
        return Sight(trouble=error.sentence)
    try:
        status = driver.status()
        trace = None if job is None else driver.find(job.uid, job.native)
        return Sight(status, trace, driver.snapshot())
    except (PrinterError, Cancelled) as error:
        return Sight(trouble=error.sentence if isinstance(error, AppError) else "")
    finally:
        driver.close()
