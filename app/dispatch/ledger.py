"""The ledger of print jobs: what will be asked of a printer is on the disk before it is asked.

Every change is one transaction and one link of the audit chain. Whoever drives a printer shows its grip with every change;
a person's decision needs none. Items move with their jobs in the same transaction (``Ties``).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Protocol

from app.dispatch.conclusions import Conclusion, Look, Manner, Rules, conclude
from app.dispatch.driver import Trace
from app.dispatch.job_states import JOB, LIVE
from app.dispatch.leases import LATE, Grip, check
from app.dispatch.matching import wrong
from app.dispatch.pausing import Turned
from app.dispatch.queueing import HELD, turn
from app.dispatch.records import Attempt, Holder, Printer, PrintJob
from app.dispatch.uids import fresh_uid
from app.i18n import Text, text
from app.orders.backup import RESTORED
from app.orders.book import Book, Reading, Writing
from app.orders.machine import StepRefusedError
from app.security.actor import PROGRAM, Actor
from app.security.permissions import NotAllowedError, may
from app.security.scrub import scrubbed

PHASES = {"sent": "sent", "accept": "sent", "stored": "uploaded", "run": "started"}
"""What the printer has been seen to do by then, by event. ``accept`` says no more than ``sent``."""

BADLY = frozenset({"fail", "cancel"})
_ENDS = BADLY | {"finish"}
_BACK = frozenset({"refused", "absent"})
_MAY_LIE_THERE = frozenset({"run", "lose", "finish", "fail"})
_TOLD_LENGTH = 300
_HOUR = 3600.0


class Ties(Protocol):
    """What printing means for the order book; ``app.commands`` knows."""

    def is_approved(self, book: Reading, job: PrintJob) -> bool:
        """Whether all that this job prints is what the buyers approved."""
        ...

    def follow(
        self, book: Writing, before: PrintJob, after: PrintJob, event: str, reason: str, *, made: Collection[int] = ()
    ) -> None:
        """Let the items follow their job. Raises StepRefusedError only for "send": then nothing is sent.

        made: which of the copies of a job that ends badly came out all the same, counted from 1.
        """
        ...

    def order_of(self, book: Reading, job: PrintJob) -> int:
        """Id of the order that the job belongs to; 0 where it belongs to none or to several."""
        ...


@dataclass(frozen=True)
class Live:
    """A job that may be at the printer, with its newest try; ``read_at``: the database's clock when it was read."""

    job: PrintJob
    attempt: Attempt
    read_at: datetime


@dataclass(frozen=True)
class Desk:
    """What a printer has to do: the jobs that may be there, and those that wait, in their turn."""

    printer: Printer
    live: tuple[Live, ...]
    waiting: tuple[PrintJob, ...]
    read_at: datetime


@dataclass
class Ledger:
    """The ledger of one book. ``actor``: who writes, the program where it drives a printer by itself."""

    book: Book
    ties: Ties
    actor: Actor = PROGRAM
    rules: Rules = field(default_factory=Rules)

    # ---- looking ------------------------------------------------------------

    def desk(self, printer_id: int) -> Desk:
        """All that whoever drives this printer needs to know. Raises NotFoundError, BookOfflineError."""
        with self.book.reading() as book:
            now = book.moment()
            live = book.find(PrintJob, state=LIVE, printer=printer_id)
            waiting = sorted(book.find(PrintJob, state="assigned", printer=printer_id), key=turn)
            return Desk(
                book.get(Printer, printer_id),
                tuple(Live(job, newest_attempt(book, job), now) for job in live),
                tuple(waiting),
                now,
            )

    def was_restored(self, job: PrintJob) -> bool:
        """Whether a backup was brought back since this job was made: then the book may have forgotten that it was sent."""
        with self.book.reading() as book:
            last = book.events(kinds=(RESTORED,), newest_first=True, limit=1)
        return bool(last) and last[0].at >= job.created_at

    def over(self, uids: Collection[str]) -> dict[str, str]:
        """Of these names those of tries that have ended, and of which surely nothing is on its way any more: their outcomes."""
        with self.book.reading() as book:
            now = book.moment()
            return {
                attempt.uid: attempt.outcome
                for attempt in (book.find(Attempt, uid=list(uids)) if uids else ())
                if attempt.ended_at is not None and attempt.quiet_at is not None and attempt.quiet_at <= now
            }

    # ---- driving: every one of these shows its grip -------------------------

    def begin(self, grip: Grip, job_id: int) -> Live:
        """Write down that the file is about to be sent. Raises StepRefusedError, LostLeaseError, NotFoundError."""
        with self.book.writing(self.actor) as book:
            check(book, grip)
            job, printer, now = book.get(PrintJob, job_id), book.get(Printer, grip.printer), book.moment()
            if (
                job.printer != printer.id
                or job.stop_wanted
                or printer.paused
                or not printer.active
                or HELD in job.options
            ):
                raise StepRefusedError(text("It is not to be sent to this printer now."))
            refusal = wrong(job, printer)  # the material may have been changed since it was given to this printer
            if refusal is not None:
                raise StepRefusedError(refusal)
            facts = {
                "approved": self.ties.is_approved(book, job),
                "claimed": printer.claim in {None, job.id},
                "clear": printer.queues or not printer.to_be_cleared,
            }
            attempt = Attempt(
                job=job.id, number=job.attempt, uid=job.uid, printer=printer.id, holder=grip.holder, began_at=now,
                asked_at=now,
            )  # fmt: skip
            sent = self.step(book, job, "send", facts=facts, sent_at=now)
            book.save(replace(printer, claim=job.id, claimed_by=self._station(book, grip), claimed_at=now))
            return Live(sent, book.add(attempt), now)

    def asking_to_start(self, grip: Grip, job_id: int) -> Live:
        """Write down that the printer is about to be told to start. Raises StepRefusedError, LostLeaseError."""
        with self.book.writing(self.actor) as book:
            check(book, grip)
            job, now = book.get(PrintJob, job_id), book.moment()
            attempt, printer = newest_attempt(book, job), book.get(Printer, grip.printer)
            refusal = None
            if job.state != "accepted" or attempt.phase != "uploaded":
                refusal = text("It cannot be started now.")
            elif job.stop_wanted:
                refusal = text("It is to be cancelled.")
            elif printer.to_be_cleared and not printer.queues:
                refusal = text("Something may lie on the plate: look, clear it, and say so first.")
            if refusal is not None:
                raise StepRefusedError(refusal)
            asked = replace(attempt, phase="starting", holder=grip.holder, quiet_at=None, asked_at=now)
            return Live(job, book.save(asked), now)

    def answered(self, live: Live, *, sure: bool) -> Live:
        """The call that was written down has ended. ``sure``: with an answer; else something may still be under way.

        Needs no grip: only whoever asked can know it.
        """
        with self.book.writing(self.actor) as book:
            attempt, now = book.get(Attempt, live.attempt.id), book.moment()
            if attempt.quiet_at is None and attempt.holder == live.attempt.holder:
                # A file prints when all of it is there, so the time in which it may do so unseen begins now.
                asked_at = now if attempt.phase == "uploading" else attempt.asked_at
                attempt = book.save(replace(attempt, quiet_at=now if sure else now + LATE, asked_at=asked_at))
            return Live(book.get(PrintJob, live.job.id), attempt, now)

    def not_started(self, grip: Grip, live: Live) -> Live:
        """The printer refused to start, and has the file all the same: it may be asked again. Raises LostLeaseError."""
        with self.book.writing(self.actor) as book:
            check(book, grip)
            return Live(
                book.get(PrintJob, live.job.id),
                self._to_be_started(book, book.get(Attempt, live.attempt.id)),
                book.moment(),
            )

    def move(self, grip: Grip, job_id: int, *events: str, reason: Text | str = "", **changes: Any) -> Live:
        """Take steps of a job that this program drives. Raises LostLeaseError, StepRefusedError."""
        with self.book.writing(self.actor) as book:
            check(book, grip)
            job = book.get(PrintJob, job_id)
            for event in events:
                job = self.step(book, job, event, reason=str(reason), **changes)
            return Live(job, newest_attempt(book, job), book.moment())

    def paused(self, grip: Grip, job: PrintJob, turned: Turned) -> Live:
        """Write down what became of the wish to pause a job or to go on, as it was read in ``job``. Raises LostLeaseError.

        A wish that is newer stays.
        """
        with self.book.writing(self.actor) as book:
            check(book, grip)
            now = book.get(PrintJob, job.id)
            if now.state == "running":
                if now.pausing == job.pausing:
                    now = book.save(replace(now, pausing=turned.to))
                order = self.ties.order_of(book, now)
                book.note(f"job.{turned.event}", now, order=order, reason=scrubbed(str(turned.reason))[:_TOLD_LENGTH])
            return Live(now, newest_attempt(book, now), book.moment())

    def settle(self, grip: Grip, live: Live, trace: Trace, looked_at: datetime, manner: Manner) -> tuple[Live, bool]:
        """Write down what a look at the printer means, as the book is now; and whether it may be started.

        Raises LostLeaseError.
        """
        with self.book.writing(self.actor) as book:
            check(book, grip)
            job, now = book.get(PrintJob, live.job.id), book.moment()
            attempt = newest_attempt(book, job)
            if job.state not in LIVE or attempt.id != live.attempt.id:
                return Live(job, attempt, now), False
            found = conclude(job, attempt, Look(trace, looked_at, now), manner, self.rules)
            job = self._conclude(book, job, found, trace)
            attempt = newest_attempt(book, job)
            if found.start and attempt.phase == "starting":
                attempt = self._to_be_started(book, attempt)
            return Live(job, attempt, now), found.start and not job.stop_wanted

    def _conclude(self, book: Writing, job: PrintJob, found: Conclusion, trace: Trace) -> PrintJob:
        told: dict[str, Any] = {}
        if trace.native and trace.native != job.native:
            told["native"] = trace.native
        for event in found.events:
            seconds = trace.seconds if event in _ENDS else None
            made = trace.made if event in BADLY else ()
            facts = {"looked": "absent"} if event == "absent" else {}
            job = self.step(
                book, job, event, reason=str(found.reason), facts=facts, seconds=seconds, made=made,
                **({} if event in _BACK else told | {"told": trace.told[:_TOLD_LENGTH]}),
            )  # fmt: skip
        return job

    def _to_be_started(self, book: Writing, attempt: Attempt) -> Attempt:
        return book.save(replace(attempt, phase="uploaded", quiet_at=attempt.quiet_at or book.moment()))

    def _station(self, book: Reading, grip: Grip) -> str:
        return book.get(Holder, grip.holder).station

    # ---- one step, with all that follows from it ----------------------------

    def step(
        self,
        book: Writing,
        job: PrintJob,
        event: str,
        *,
        reason: str = "",
        facts: Mapping[str, Any] | None = None,
        seconds: float | None = None,
        made: Collection[int] = (),
        **changes: Any,
    ) -> PrintJob:
        """Take one step inside a transaction. ``seconds``: how long the printer says that it printed; ``made``: see ``Ties``.

        Raises StepRefusedError, NotAllowedError, StaleError.
        """
        line = JOB.step(job.state, event)
        if not may(self.actor, line.permission):
            raise NotAllowedError
        reason = scrubbed(reason.strip())[:_TOLD_LENGTH]
        if line.needs_reason and not reason:
            raise StepRefusedError(text("Say why."))
        refusal = None if line.guard is None else line.guard(job, facts or {})
        if refusal is not None:
            raise StepRefusedError(refusal)
        now = book.moment()
        after = replace(job, **{"state": line.after, "state_since": now, "pausing": "", **changes})
        if event == "run":
            after = replace(after, started_at=job.started_at or now)
        if event in _ENDS:
            after = replace(after, ended_at=now)
        if job.state in LIVE:
            after = self._with_attempt(book, job, after, event, seconds=seconds, now=now)
        after = book.save(after)
        told: dict[str, Any] = {
            "from": job.state, "to": after.state, "uid": job.uid, "printer": after.printer or job.printer or 0,
        }  # fmt: skip
        if made:
            told |= {"made": sorted(made), "copies": job.copies}
        book.note(f"job.{event}", after, order=self.ties.order_of(book, after), reason=reason, facts=told)
        self._printer_follows(book, job, after, event, now)
        self.ties.follow(book, job, after, event, reason, made=made)
        return after

    def _with_attempt(
        self, book: Writing, job: PrintJob, after: PrintJob, event: str, *, seconds: float | None, now: datetime
    ) -> PrintJob:
        """The try follows its job; where it has ended, the job gets another name for the next one."""
        attempt = newest_attempt(book, job)
        changed = replace(attempt, native=after.native)
        if event in PHASES and attempt.phase != "started":
            changed = replace(changed, phase=PHASES[event])
        if event in _ENDS | _BACK:
            printed = 0.0
            if event not in _BACK and job.started_at is not None:
                printed = seconds if seconds is not None else (now - job.started_at).total_seconds()
            printer = book.get(Printer, attempt.printer)
            cost = printed / _HOUR * printer.cost_per_hour
            changed = replace(
                changed, ended_at=now, outcome=event, seconds=printed, cost=cost, quiet_at=changed.quiet_at or now
            )
            after = replace(after, cost=job.cost + cost)
            if event in _BACK:
                number = job.attempt + 1
                after = replace(after, attempt=number, uid=fresh_uid(number), native="", sent_at=None, started_at=None)
        if changed != attempt:
            book.save(changed)
        return after

    def _printer_follows(self, book: Writing, job: PrintJob, after: PrintJob, event: str, now: datetime) -> None:
        """The claim ends with the job's stay at the printer; the plate is to be cleared before the next one."""
        if job.state not in LIVE or job.printer is None:
            return
        printer = book.get(Printer, job.printer)
        changed = printer
        if printer.kind == "3d" and not printer.queues and event in _MAY_LIE_THERE:
            changed = replace(changed, to_be_cleared=True)
        gone = after.state not in LIVE or (printer.queues and after.state in {"accepted", "running"})
        if gone and printer.claim == job.id:
            changed = replace(changed, claim=None, claimed_by="", claimed_at=None)
        if event in _ENDS and job.started_at is not None:
            changed = replace(changed, printed_s=printer.printed_s + (now - job.started_at).total_seconds())
        if changed != printer:
            book.save(changed)


def newest_attempt(book: Reading, job: PrintJob) -> Attempt:
    """The try that a job which may be at a printer is at. Raises LookupError where it has none."""
    found = book.find(Attempt, job=job.id, order_by="-number", limit=1)
    if not found:
        raise LookupError("a job at a printer without an attempt")
    return found[0]
