"""Pausing a print that runs, and going on with it: asked for in the ledger, carried out by whoever drives the printer.

What a person wants stands in ``PrintJob.pausing`` until the printer was told; a printer that goes on by a hand at its own
panel is believed, but not while its order to pause may still be on its way.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from app.dispatch.driver import Driver, PausingDriver, PrinterError, RefusedError, Status
from app.dispatch.records import PrintJob
from app.i18n import Text, text

log = logging.getLogger(__name__)

RUNS, WANTED, PAUSED, GO_ON = "", "wanted", "paused", "go_on"
SETTLES_S = 120.0
"""How long a printer may take to come to rest after it was told to pause: it ends its move, and parks its head."""


@dataclass(frozen=True)
class Turned:
    """What became of a wish. to: what the job's ``pausing`` is now; event: how it stands in the audit chain."""

    to: str
    event: str
    reason: Text | str = ""


@dataclass
class Pauser:
    """Tells one printer to pause or go on. clock: monotonic seconds."""

    clock: Callable[[], float]
    _settling: dict[int, float] = field(default_factory=dict)

    def follow(self, job: PrintJob, driver: Driver, status: Status | None) -> Turned | None:
        """Do what is wanted of a job that runs; None where nothing is to be written down."""
        rests = None if status is None else status.activity == "paused"
        if job.pausing == WANTED:
            return self._pause(job, driver, rests=rests)
        if job.pausing == GO_ON:
            return self._go_on(job, driver, rests=rests)
        if job.pausing == PAUSED:
            return self._watch(job, status)
        return None

    def _pause(self, job: PrintJob, driver: Driver, *, rests: bool | None) -> Turned | None:
        if rests:
            return Turned(PAUSED, "paused")
        if not isinstance(driver, PausingDriver):
            return Turned(RUNS, "not_paused", text("This printer cannot be paused from here; do it at the printer."))
        try:
            driver.pause(job.uid, job.native)
        except RefusedError as error:
            return Turned(RUNS, "not_paused", error.sentence)
        except PrinterError:  # the next look tells whether it has heard it
            return None
        except Exception:  # a driver's bug must not end the watch over what it prints
            log.exception("pausing ended with a fault of the driver")
            return None
        self._settling[job.id] = self.clock() + SETTLES_S
        return Turned(PAUSED, "paused")

    def _go_on(self, job: PrintJob, driver: Driver, *, rests: bool | None) -> Turned | None:
        self._settling.pop(job.id, None)
        if not isinstance(driver, PausingDriver):
            back = PAUSED if rests else RUNS
            return Turned(back, "not_gone_on", text("This printer is paused at its own panel: let it go on there."))
        try:
            driver.resume(job.uid, job.native)
        except RefusedError as error:
            return Turned(PAUSED, "not_gone_on", error.sentence) if rests else Turned(RUNS, "gone_on")
        except PrinterError:
            return None
        except Exception:  # as above
            log.exception("going on ended with a fault of the driver")
            return None
        return Turned(RUNS, "gone_on")

    def _watch(self, job: PrintJob, status: Status | None) -> Turned | None:
        if status is None:
            return None
        if status.activity == "paused":
            self._settling.pop(job.id, None)
        elif status.activity == "printing" and self.clock() >= self._settling.get(job.id, 0.0):
            return Turned(RUNS, "gone_on", text("Somebody let it go on at the printer."))
        return None
