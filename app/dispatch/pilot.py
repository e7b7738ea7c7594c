"""Drives one printer: brings it the next job, sees that it begins, watches it end. Looks before it sends anything again.

A pilot may die at any line. Whatever it was about to ask of the printer stands in the ledger, and whoever comes next
begins by looking. Nothing here waits: ``step`` does one thing and says when it wants to be called again.
"""

import contextlib
import logging
import time
from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar

from app.dispatch.conclusions import Look, Manner, conclude
from app.dispatch.driver import (
    Capabilities,
    CopyingDriver,
    CutError,
    Driver,
    Handed,
    OfflineError,
    PrinterError,
    PrintFile,
    RefusedError,
    Status,
    TidyingDriver,
    Trace,
)
from app.dispatch.leases import LEASE_SECONDS, Grip, LostLeaseError, take
from app.dispatch.ledger import Desk, Ledger, Live
from app.dispatch.pausing import Pauser
from app.dispatch.records import Printer, PrintJob
from app.errors import AppError, Cancelled
from app.i18n import Text, text
from app.jobs.progress import Progress
from app.orders.book import BookOfflineError
from app.orders.machine import StepRefusedError

LOST_SECONDS = 600.0
READ_AGAIN_SECONDS = 30.0
PUT_OFF_SECONDS = 60.0
PUT_OFF_AT_MOST = 3600.0
RETRY_SECONDS = (5.0, 15.0, 60.0, 300.0)
SOON = 0.0

log = logging.getLogger(__name__)

T = TypeVar("T")
Spool = Callable[[PrintJob], AbstractContextManager[PrintFile]]


@dataclass(frozen=True)
class News:
    """What is seen at a printer now, for tiles; nothing of it is in the book. trouble: why nothing goes on."""

    printer: int
    status: Status | None = None
    job: int | None = None
    progress: float | None = None
    trouble: Text | str = ""
    here: bool = True  # whether this program drives it


@dataclass
class Pilot:
    """One printer's pilot in this program. ``step`` is called from one thread at a time.

    poll_s   how often the printer is asked when idle, and while it prints
    tell     gets news, on the thread of ``step``
    clock    monotonic seconds
    """

    ledger: Ledger
    printer: int
    holder: int
    driver: Driver
    spool: Spool
    poll_s: tuple[float, float] = (10.0, 3.0)
    tell: Callable[[News], None] = lambda _news: None
    stopped: Callable[[], bool] = lambda: False
    clock: Callable[[], float] = time.monotonic
    _grip: Grip | None = None
    _desk: Desk | None = None
    _read_at: float = 0.0
    _woken: int = 0
    _read_when: int = -1
    _moment: tuple[datetime, float] | None = None
    _abilities: Capabilities | None = None
    _silent_since: float | None = None
    _failures: int = 0
    _begin_again_at: float = 0.0
    _put_off: dict[int, float] = field(default_factory=dict)
    _times_refused: dict[int, int] = field(default_factory=dict)
    _status: Status | None = None
    _told_by_trace: bool = False  # the status came with the last trace
    _last: News | None = field(default=None, repr=False)
    _pauser: Pauser = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._pauser = Pauser(lambda: self.clock())  # noqa: PLW0108 - tests set another clock

    def wake(self) -> None:
        """Something has changed in the book: read it again at the next step. May be called from any thread."""
        self._woken += 1

    def knows(self, jobs: Collection[int]) -> bool:
        """Whether one of these jobs was at this printer, or waited for it, when the book was last read."""
        desk = self._desk
        return desk is not None and any(job.id in jobs for job in (*(live.job for live in desk.live), *desk.waiting))

    def step(self) -> float:
        """Do what is to be done next; gives the seconds until something may be to be done again.

        Raises BookOfflineError, LostLeaseError (this program was signed off: it has to sign on again).
        """
        try:
            return self._step()
        except StepRefusedError as error:  # somebody else was faster: look at what is there now
            log.info("a step was refused: %s", error)
            self._desk = None
            return self.poll_s[0]
        except LostLeaseError:
            self._grip = self._desk = None
            raise
        except BookOfflineError:
            self._desk = None
            raise

    def _step(self) -> float:
        if self._grip is None:
            self._grip, self._desk = take(self.ledger.book, self.ledger.actor, self.printer, self.holder), None
        if self._grip is None:
            self._say(here=False)
            return max(self.poll_s[0], LEASE_SECONDS / 2)
        old, desk = self._desk, self._read()
        if self._abilities is None:
            self._abilities = self._asked(self.driver.capabilities)
        abilities = self._abilities
        if abilities is None:
            for live in desk.live:
                self._lost(self._unfinished(live).job)
            return self.poll_s[0]
        if desk.live and not self._told_by_trace:
            self._look_at_printer()  # how warm it is and how long it takes still is told while it prints, too
        if desk is not old:
            self._tidy()
        for live in desk.live:
            self._tend(live, desk.printer, abilities)
        following = next((job for job in desk.waiting if self.clock() >= self._put_off.get(job.id, 0.0)), None)
        if desk.printer.claim is None and following is not None and self.clock() >= self._begin_again_at:
            return self._next(desk, following, abilities)
        if not desk.live:
            self._look_at_printer()
            self._say()
        return self.poll_s[1 if desk.live else 0]

    # ---- what there is to do ------------------------------------------------

    def _read(self) -> Desk:
        desk = self._desk
        if desk is None or self._read_when != self._woken or self.clock() - self._read_at > READ_AGAIN_SECONDS:
            self._read_at, self._read_when = self.clock(), self._woken
            desk = self._desk = self.ledger.desk(self.printer)
            self._moment = desk.read_at, self.clock()
        return desk

    def _saw(self, live: Live) -> Live:
        """What the ledger has just written; what was read before is old."""
        self._moment, self._desk = (live.read_at, self.clock()), None
        return live

    def _now(self) -> datetime:
        """Not later than it is by the database's clock: a printer's "no" is as old as this."""
        assert self._moment is not None
        moment, then = self._moment
        return moment + timedelta(seconds=self.clock() - then)

    # ---- the next job -------------------------------------------------------

    def _next(self, desk: Desk, job: PrintJob, abilities: Capabilities) -> float:
        """Send the next job if the printer is free, and has never had it."""
        if job.stop_wanted:
            self._move(job, "cancel")
            return SOON
        status = self._look_at_printer()
        if desk.printer.paused or not desk.printer.active:
            self._say()
            return self.poll_s[0]
        if desk.printer.to_be_cleared and not desk.printer.queues:
            self._say(trouble=text("Something may lie on the plate: look, clear it, and say so first."))
            return self.poll_s[0]
        if status is None or not (status.activity == "idle" or (desk.printer.queues and status.activity != "offline")):
            self._say()
            return self.poll_s[0]
        before = self._find(job)
        if before is None:
            return self.poll_s[0]
        if _has_it(before):
            return self._was_there(job, text("The printer knows it already; look what became of it."))
        if before.found == "cannot_know" and self.ledger.was_restored(job):
            return self._was_there(
                job, text("The order book was restored since it was queued; look whether it was printed meanwhile.")
            )
        return self._with_file(job, lambda file: self._send(job, file, abilities))

    def _was_there(self, job: PrintJob, reason: Text) -> float:
        """The book has forgotten that it was sent, as after a backup was restored: a look decides, or a person."""
        self.ledger.answered(self._saw(self.ledger.begin(self._held, job.id)), sure=True)
        self._move(job, "run", "lose", reason=reason)
        return SOON

    def _with_file(self, job: PrintJob, work: Callable[[PrintFile], float]) -> float:
        with contextlib.ExitStack() as stack:
            try:
                file = stack.enter_context(self.spool(job))
            except BookOfflineError:
                raise
            except AppError as error:  # the file is missing or damaged, the asset store does not answer
                return self._later(error.sentence)
            return work(file)

    def _send(self, job: PrintJob, file: PrintFile, abilities: Capabilities) -> float:
        try:
            live = self._saw(self.ledger.begin(self._held, job.id))
        except StepRefusedError as error:  # not approved, on hold, changed: those behind it need not wait
            self._put_off[job.id], self._desk = self.clock() + PUT_OFF_SECONDS, None
            self._say(job=job.id, trouble=error.sentence)
            return SOON
        self._say(job=job.id, progress=0.0)
        progress = Progress(lambda done, _what: self._say(job=job.id, progress=done), self.stopped)
        try:
            handed = self.driver.upload(file, progress)
        except OfflineError as error:
            self._answered(live, sure=True)
            return self._refused(job, error.sentence)
        except RefusedError as error:
            self._answered(live, sure=True)
            return self._said_no(job, error.sentence, abilities)
        except CutError as error:
            self._answered(live, sure=False)
            self._move(job, *(("sent", "lose") if error.whole else ("lose",)), reason=error.sentence)
            return SOON
        except Cancelled:
            return self._broken_off(live)
        except Exception:  # whatever it was: it happened while something was on its way
            log.exception("sending ended with a fault of the driver")
            return self._broken_off(live)
        self._answered(live, sure=True)
        self._move(job, "sent", native=handed.native, told=handed.told)
        self._failures = 0
        return SOON

    def _broken_off(self, live: Live) -> float:
        self._answered(live, sure=False)
        self._move(live.job, "lose", reason=text("Sending was broken off."))
        return SOON

    def _said_no(self, job: PrintJob, sentence: Text | str, abilities: Capabilities) -> float:
        """A printer that says no has sometimes taken it all the same: look before it is believed."""
        trace = self._find(job)
        if trace is None and abilities.starts_itself:
            self._move(job, "sent", "lose", reason=sentence)
            return SOON
        if trace is None or not _has_it(trace):
            soon = self._refused(job, sentence)
            # What this printer does not print must not keep from it what stands behind: longer each time it says no.
            times = self._times_refused[job.id] = self._times_refused.get(job.id, 0) + 1
            pause = min(PUT_OFF_SECONDS * 2.0 ** (times - 1), PUT_OFF_AT_MOST)
            self._put_off[job.id] = self._begin_again_at + pause
            return soon
        self._move(job, "sent")
        return SOON

    def _refused(self, job: PrintJob, sentence: Text | str) -> float:
        self._move(job, "refused", reason=sentence)
        return self._later(sentence)

    def _later(self, sentence: Text | str) -> float:
        pause = RETRY_SECONDS[min(self._failures, len(RETRY_SECONDS) - 1)]
        self._failures += 1
        self._begin_again_at = self.clock() + pause
        self._say(trouble=sentence)
        return self.poll_s[0]

    # ---- a job that may be at the printer -----------------------------------

    def _tend(self, live: Live, printer: Printer, abilities: Capabilities) -> None:
        """Look for it, write down what that means, start it where it waits for that, stop it where somebody wants so."""
        live = self._unfinished(live)
        if live.job.stop_wanted:
            if live.job.state == "accepted" and live.attempt.phase == "uploaded":
                self._move(live.job, "cancel")
                return
            self._stop(live.job, abilities)
        looked_at = self._now()
        trace = self._find(live.job)
        if trace is None:
            self._lost(live.job)
            return
        self._say(job=live.job.id, progress=trace.progress)
        if trace.cut and not live.job.stop_wanted:
            self._hand_over_rest(live.job)
        if trace.found == "running" and live.job.state == "running":
            turned = self._pauser.follow(live.job, self.driver, self._status) if live.job.pausing else None
            if turned is not None:
                self._saw(self.ledger.paused(self._held, live.job, turned))
            return
        manner = Manner(abilities.starts_itself, abilities.tells_end)
        found = conclude(live.job, live.attempt, Look(trace, looked_at, self._now()), manner, self.ledger.rules)
        if not found.events and not (found.start and self._is_free(printer)):
            return
        after, may_start = self.ledger.settle(self._held, live, trace, looked_at, manner)
        after = self._saw(after)
        if may_start and self._is_free(printer):
            self._with_file(after.job, lambda file: self._start(after, file))

    def _tidy(self) -> None:
        """Take away what lies at the printer of tries that have ended.

        It is unfinished, as a program leaves it that is killed; or was not taken yet when somebody said that it failed.
        """
        driver = self.driver
        if not isinstance(driver, TidyingDriver):
            return
        over = self.ledger.over(self._asked(driver.left_behind) or ())
        if over:
            unwanted = [uid for uid, outcome in over.items() if outcome != "finish"]
            self._asked(lambda: driver.take_away(list(over), unwanted))

    def _hand_over_rest(self, job: PrintJob) -> None:
        driver = self.driver
        if isinstance(driver, CopyingDriver):
            self._asked(lambda: driver.hand_over_rest(job.uid, job.native))

    def _is_free(self, printer: Printer) -> bool:
        """Whether it may be told to start what it has."""
        if printer.to_be_cleared and not printer.queues:
            self._say(trouble=text("Something may lie on the plate: look, clear it, and say so first."))
            return False
        if self.clock() < self._begin_again_at:
            return False
        status = self._look_at_printer()
        return status is not None and status.activity == "idle"

    def _unfinished(self, live: Live) -> Live:
        """A call of ours that ended without being written down, or that of a program which has ended meanwhile."""
        if live.attempt.holder == self.holder and live.attempt.quiet_at is None:
            live = self._answered(live, sure=False)
        if live.job.state == "sending" and live.attempt.quiet_at is not None:
            live = self._move(live.job, "lose", reason=text("The program ended while it was sending."))
        return live

    def _start(self, live: Live, file: PrintFile) -> float:
        """Tell the printer to start what it has."""
        job = live.job
        live = self._saw(self.ledger.asking_to_start(self._held, job.id))
        try:
            handed = self.driver.start(file, Handed(native=job.native))
        except RefusedError as error:
            self._answered(live, sure=True)
            trace = self._find(job)
            if trace is not None and trace.found == "stored":
                self._saw(self.ledger.not_started(self._held, live))
            return self._later(error.sentence)
        except PrinterError as error:
            return self._start_broke(live, error.sentence)
        except Exception:  # whatever it was: the printer may have heard it
            log.exception("starting ended with a fault of the driver")
            return self._start_broke(live, text("The line broke when it was started."))
        self._answered(live, sure=True)
        if handed.running:
            self._move(job, "run", native=handed.native or job.native, told=handed.told)
        self._failures = 0
        return SOON

    def _start_broke(self, live: Live, sentence: Text | str) -> float:
        self._answered(live, sure=False)
        self._move(live.job, "lose", reason=sentence)
        return SOON

    def _stop(self, job: PrintJob, abilities: Capabilities) -> None:
        if not abilities.cancels:
            return
        try:
            self.driver.cancel(job.uid, job.native)
        except PrinterError as error:
            self._say(job=job.id, trouble=error.sentence)
        except Exception:  # a driver's bug must not end the watch over what it prints
            log.exception("stopping ended with a fault of the driver")
            self._say(job=job.id, trouble=text("The printer's answer could not be understood."))

    def _lost(self, job: PrintJob) -> None:
        """The printer does not answer. After a while its job counts as unclear; it is looked for all the same."""
        silent = 0.0 if self._silent_since is None else self.clock() - self._silent_since
        if job.state != "unknown" and silent > LOST_SECONDS:
            self._move(job, "lose", reason=text("The printer has not answered for a long time."))

    # ---- writing ------------------------------------------------------------

    @property
    def _held(self) -> Grip:
        if self._grip is None:
            raise LostLeaseError
        return self._grip

    def _move(self, job: PrintJob, *events: str, reason: Text | str = "", **changes: Any) -> Live:
        return self._saw(self.ledger.move(self._held, job.id, *events, reason=reason, **changes))

    def _answered(self, live: Live, *, sure: bool) -> Live:
        return self._saw(self.ledger.answered(live, sure=sure))

    # ---- asking the printer -------------------------------------------------

    def _find(self, job: PrintJob) -> Trace | None:
        """None where the printer does not answer."""
        trace = self._asked(lambda: self.driver.find(job.uid, job.native))
        self._told_by_trace = trace is not None and trace.status is not None
        if trace is not None and trace.status is not None:
            self._status = trace.status
        return trace

    def _look_at_printer(self) -> Status | None:
        self._status = self._asked(self.driver.status)
        return self._status

    def _asked(self, call: Callable[[], T]) -> T | None:
        try:
            answer = call()
        except PrinterError as error:
            self._say(trouble=error.sentence)
        except Exception:  # a driver's bug must not end the watch over what it prints
            log.exception("a driver failed")
            self._say(trouble=text("The printer's answer could not be understood."))
        else:
            self._silent_since = None
            return answer
        if self._silent_since is None:
            self._silent_since = self.clock()
        return None

    def _say(
        self, *, job: int | None = None, progress: float | None = None, trouble: Text | str = "", here: bool = True
    ) -> None:
        news = News(self.printer, self._status, job, progress, trouble, here)
        if news != self._last:
            self._last = news
            self.tell(news)


def _has_it(trace: Trace) -> bool:
    """Whether the printer has had something of it, whatever became of that."""
    return trace.found not in {"absent", "cannot_know"} or bool(trace.made)
