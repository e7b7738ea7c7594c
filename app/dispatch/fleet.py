"""The pilots of this program, one thread for each printer, and its signs of life."""

import logging
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from app.dispatch.leases import BEAT_SECONDS, LostLeaseError, Presence, beat, sign_off, sign_on
from app.dispatch.ledger import Ledger
from app.dispatch.pilot import News, Pilot
from app.dispatch.records import Holder, Printer, PrintJob
from app.errors import AppError
from app.jobs.priority import let_the_window_first
from app.orders.book import BookOfflineError, Changed

AGAIN_SECONDS = 5.0
_END_SECONDS = 30.0
_TURN_SECONDS = 0.25
"""So long a pilot waits for its turn: one whose printer is silent, or takes a large file, keeps nobody longer."""

log = logging.getLogger(__name__)

MakePilot = Callable[[Printer, int, Callable[[News], None], Callable[[], bool]], Pilot]
"""(printer, holder, tell, stopped) → its pilot. Raises AppError where this PC has no driver, or no key, for it."""


@dataclass
class _Crew:
    """A pilot with its thread."""

    printer: Printer
    pilot: Pilot
    thread: threading.Thread
    go: threading.Event = field(default_factory=threading.Event)
    end: threading.Event = field(default_factory=threading.Event)


class Fleet:
    """Drives all active printers that nobody else drives.

    make   makes the pilot of a printer; its driver's calls happen on that pilot's thread alone
    tell   gets news from any thread
    """

    def __init__(
        self, ledger: Ledger, station: str, presence: Presence, make: MakePilot, tell: Callable[[News], None]
    ) -> None:
        self._ledger, self._station, self._presence = ledger, station, presence
        self._make, self._tell = make, tell
        self._crews: dict[int, _Crew] = {}
        self._holder: Holder | None = None
        self._wake, self._end = threading.Event(), threading.Event()
        # A dozen threads that want Python at the same moment keep the window waiting for each of them in turn.
        self._turn = threading.Semaphore()
        self._news = threading.Lock()
        self._everything = False
        self._jobs: set[int] = set()
        self._printers: set[int] = set()
        self._thread = threading.Thread(target=self._run, name="dispatch", daemon=True)

    def start(self) -> None:
        """Begin; returns at once."""
        self._thread.start()

    def changed(self, news: Changed) -> None:
        """The book has changed: give it what ``Book.watch`` tells. May be called from any thread."""
        numbers = _numbers(news, "job:"), _numbers(news, "printer:")
        if news.everything or numbers[0] or numbers[1]:
            with self._news:
                self._everything = self._everything or news.everything
                self._jobs |= numbers[0]
                self._printers |= numbers[1]
            self._wake.set()

    def close(self) -> None:
        """End all pilots, and say good-bye. What is being sent is broken off; prints go on and are looked for later."""
        self._end.set()
        self._wake.set()
        if self._thread.ident is not None:
            self._thread.join(_END_SECONDS)

    # ---- on the thread of its own ------------------------------------------

    def _run(self) -> None:
        due = 0.0
        while not self._end.is_set():
            printers = self._pass_on()
            if printers or time.monotonic() >= due:
                due = time.monotonic() + self._look_after_safely()
            self._wake.wait(max(due - time.monotonic(), 0.0))
            self._wake.clear()
        self._leave()

    def _pass_on(self) -> bool:
        """Wake the pilots whom the news of the book concerns; True where printers themselves have changed."""
        with self._news:
            everything, jobs, printers = self._everything, self._jobs, self._printers
            self._everything, self._jobs, self._printers = False, set(), set()
        concerned = set(printers)
        if jobs and not everything:
            try:
                with self._ledger.book.reading() as book:
                    concerned |= {
                        job.printer for job in book.get_all(PrintJob, jobs).values() if job.printer is not None
                    }
            except BookOfflineError:
                everything = True
        for crew in tuple(self._crews.values()):
            if everything or crew.printer.id in concerned or crew.pilot.knows(jobs):
                crew.pilot.wake()
                crew.go.set()
        return everything or bool(printers)

    def _look_after_safely(self) -> float:
        """Gives the seconds until it has to be done again."""
        try:
            self._look_after()
        except BookOfflineError:
            log.info("the order book does not answer; printing goes on")
        except LostLeaseError:
            log.warning("this program was signed off; it signs on again")
            self._end_all()
            self._holder = None
            return 1.0
        except Exception:  # the watch over printers must not end with one fault
            log.exception("looking after the printers failed")
        else:
            return BEAT_SECONDS
        return AGAIN_SECONDS

    def _look_after(self) -> None:
        ledger = self._ledger
        if self._holder is None:
            self._holder = sign_on(ledger.book, ledger.actor, self._station, self._presence)
        beat(ledger.book, ledger.actor, self._holder.id)
        with ledger.book.reading() as book:
            there = {printer.id: printer for printer in book.find(Printer, active=True)}
        for id_, crew in tuple(self._crews.items()):
            now = there.get(id_)
            if now is None or _address(now) != _address(crew.printer) or not crew.thread.is_alive():
                self._end_some([crew])
        for id_, printer in there.items():
            if id_ not in self._crews:
                self._add(printer)

    def _add(self, printer: Printer) -> None:
        assert self._holder is not None
        end = threading.Event()
        try:
            pilot = self._make(printer, self._holder.id, self._tell, end.is_set)
        except AppError as error:
            self._tell(News(printer.id, trouble=error.sentence))
            return
        crew = _Crew(printer, pilot, threading.Thread(), end=end)
        crew.thread = threading.Thread(
            target=_drive, args=(crew, self._turn), name=f"printer {printer.id}", daemon=True
        )
        self._crews[printer.id] = crew
        crew.thread.start()

    def _end_some(self, crews: Iterable[_Crew]) -> None:
        """A crew whose call has not come back stays until it has: a printer has one pilot at a time."""
        crews = tuple(crews)
        for crew in crews:
            crew.end.set()
            crew.go.set()
        end = time.monotonic() + _END_SECONDS
        for crew in crews:
            crew.thread.join(max(end - time.monotonic(), 0.0))
            if not crew.thread.is_alive():
                del self._crews[crew.printer.id]

    def _end_all(self) -> None:
        self._end_some(self._crews.values())

    def _leave(self) -> None:
        """Say good-bye only where nothing is being sent any more."""
        self._end_all()
        ledger = self._ledger
        if self._holder is None or self._crews:
            return
        try:
            with ledger.book.writing(ledger.actor) as book:
                sign_off(book, book.get(Holder, self._holder.id), book.moment())
        except AppError as error:
            log.info("the last word to the order book was lost: %s", type(error).__name__)
            return
        self._presence.end()


def _numbers(news: Changed, kind: str) -> set[int]:
    return {int(s.removeprefix(kind)) for s in news.subjects if s.startswith(kind)}


def _address(printer: Printer) -> tuple[object, ...]:
    """What a pilot is made from."""
    return printer.driver, dict(printer.settings)


def _drive(crew: _Crew, turn: threading.Semaphore) -> None:
    """Call the pilot again and again until it shall end, one after another with those of other printers where they are quick."""
    let_the_window_first()
    pilot = crew.pilot
    while not crew.end.is_set():
        crew.go.clear()
        in_turn = turn.acquire(timeout=_TURN_SECONDS)
        try:
            pause = pilot.step()
        except BookOfflineError:
            pause = AGAIN_SECONDS
        except LostLeaseError:
            pause = AGAIN_SECONDS
        except Exception:  # a fault at one printer is told and tried again
            log.exception("a pilot failed")
            pause = AGAIN_SECONDS
        finally:
            if in_turn:
                turn.release()
        crew.go.wait(pause)
    pilot.driver.close()
