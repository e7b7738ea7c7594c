"""A printer of which everything may go wrong, and that knows by itself what was really printed.

``Machine`` is the thing of steel: it outlives every crash of whoever drives it. ``FaultyPrinter`` is the driver: each of
its calls first asks which fault it has. ``Crash`` is the end of the process at that line: nothing of it catches that.

What a look finds is true at its moment (the contract of ``Driver.find``), but a printer may forget its history, or say
that it cannot know.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from app.dispatch.driver import (
    Capabilities,
    CutError,
    Handed,
    OfflineError,
    PrintFile,
    Probe,
    RefusedError,
    Status,
    Trace,
)
from app.jobs.progress import Progress

Fault = Literal[
    "none",
    "crash_before",  # the process ends, nothing was sent
    "crash_after",  # the process ends, all was done
    "crash_late",  # the process ends, what it left to the network arrives later
    "offline",
    "refused",
    "refused_but_done",  # says no, and has done it
    "cut_half",  # the line broke in the middle
    "cut_whole",  # … after all had left, and it arrived
    "cut_lost",  # … after all had left, and it did not arrive
    "cut_late",  # … and it arrives later
    "error_before",  # a fault of the driver, nothing was sent
    "error_after",
    "lie",  # says yes, and has done nothing
    "meanwhile",  # takes so long that others believe this PC to be gone; then it works
]
FAULTS: tuple[Fault, ...] = (
    "none", "crash_before", "crash_after", "crash_late", "offline", "refused", "refused_but_done", "cut_half", "cut_whole",
    "cut_lost", "cut_late", "error_before", "error_after", "lie", "meanwhile",
)  # fmt: skip
LOOKS: tuple[str, ...] = ("none", "crash_before", "offline", "error_before", "cannot_know")
LATE_SECONDS = 110.0


class Crash(BaseException):
    """The process is gone at this line."""


@dataclass
class Run:
    """Something was really printed, or is being printed."""

    uid: str
    began: float
    ended: float | None = None
    outcome: str = ""


@dataclass
class Machine:
    """What stands in the workshop. seconds: how long a print takes; time comes from ``clock``."""

    clock: Callable[[], float]
    seconds: float = 3600.0
    starts_itself: bool = False
    files: set[str] = field(default_factory=set)
    runs: list[Run] = field(default_factory=list)
    history: dict[str, str] = field(default_factory=dict)
    under_way: list[tuple[float, Callable[[], None]]] = field(default_factory=list)
    on: bool = True
    rests_since: float | None = None

    def rest(self) -> None:
        """The print that runs is paused."""
        if self.current is not None and self.rests_since is None:
            self.rests_since = self.clock()

    def work_on(self) -> None:
        """It goes on; the time it rested is not printed."""
        run = self.current
        if run is not None and self.rests_since is not None:
            run.began += self.clock() - self.rests_since
        self.rests_since = None

    def go_on(self) -> None:
        """Let what is due by now happen: late arrivals, and the end of the print."""
        now = self.clock()
        for due, effect in sorted(self.under_way, key=lambda u: u[0]):
            if due <= now:
                self._end_what_is_over(due)
                effect()
        self.under_way = [u for u in self.under_way if u[0] > now]
        self._end_what_is_over(now)

    def _end_what_is_over(self, now: float) -> None:
        run = self.current
        if run is not None and self.rests_since is None and now - run.began >= self.seconds:
            self.end("finished_ok", run.began + self.seconds)

    @property
    def current(self) -> Run | None:
        return next((run for run in self.runs if run.ended is None), None)

    def end(self, outcome: str, at: float | None = None) -> None:
        """The print that runs ends so."""
        run = self.current
        if run is not None:
            self.rests_since = None
            run.ended, run.outcome = self.clock() if at is None else at, outcome
            self.history[run.uid] = outcome

    def store(self, uid: str) -> None:
        """A whole file has arrived."""
        self.files.add(uid)
        if self.starts_itself:
            self.begin(uid)

    def begin(self, uid: str) -> bool:
        """Begin to print, as every machine does that is told to and is free."""
        if self.current is not None or uid not in self.files:
            return False
        self.runs.append(Run(uid, self.clock()))
        return True

    def forget(self) -> None:
        """Its history is lost, as after a reset; files stay."""
        self.history.clear()


@dataclass
class FaultyPrinter:
    """Implements :class:`app.dispatch.driver.Driver`.

    fault      gives the fault of a call by its name
    meanwhile  called in the middle of a call that takes very long
    tells_all  where a job is looked for, how the printer is comes with it
    """

    machine: Machine
    fault: Callable[[str], str]
    meanwhile: Callable[[], None] = lambda: None
    tells_all: bool = False
    calls: list[tuple[str, str]] = field(default_factory=list)

    def probe(self) -> Probe:
        return Probe("Made up")

    def capabilities(self) -> Capabilities:
        return Capabilities((".gcode",), starts_itself=self.machine.starts_itself)

    def status(self) -> Status:
        self._look("status")
        return self._status()

    def _status(self) -> Status:
        run = self.machine.current
        if run is None:
            return Status("idle")
        return Status("printing" if self.machine.rests_since is None else "paused", uid=run.uid)

    def upload(self, file: PrintFile, progress: Progress) -> Handed:
        progress(0.0)
        assert file.path.exists()

        def effect() -> None:
            self.machine.store(file.uid)

        self._do("upload", effect, refuses=self.machine.current is not None and self.machine.starts_itself)
        return Handed(told="taken")

    def start(self, file: PrintFile, handed: Handed) -> Handed:
        del handed

        def effect() -> None:
            self.machine.begin(file.uid)

        busy = self.machine.current is not None or file.uid not in self.machine.files
        self._do("start", effect, refuses=busy)
        run = self.machine.current
        return Handed(running=run is not None and run.uid == file.uid)

    def find(self, uid: str, native: str = "") -> Trace:
        del native
        trace = Trace("cannot_know") if self._look("find") == "cannot_know" else self._trace(uid)
        return replace(trace, status=self._status()) if self.tells_all else trace

    def _trace(self, uid: str) -> Trace:
        run = self.machine.current
        if run is not None and run.uid == uid:
            return Trace("running", progress=min((self.machine.clock() - run.began) / self.machine.seconds, 1.0))
        known: Mapping[str, str] = self.machine.history
        if uid in known:
            return Trace(known[uid])  # type: ignore[arg-type]
        return Trace("stored" if uid in self.machine.files and not self.machine.starts_itself else "absent")

    def cancel(self, uid: str, native: str = "") -> None:
        del native
        run = self.machine.current

        def effect() -> None:
            run_now = self.machine.current
            if run_now is not None and run_now.uid == uid:
                self.machine.end("cancelled")

        self._do("cancel", effect, refuses=run is None or run.uid != uid)

    def pause(self, uid: str, native: str = "") -> None:
        del native
        run = self.machine.current
        refuses = run is None or run.uid != uid or self.machine.rests_since is not None
        self._do("pause", self.machine.rest, refuses=refuses)

    def resume(self, uid: str, native: str = "") -> None:
        del native
        run = self.machine.current
        refuses = run is None or run.uid != uid or self.machine.rests_since is None
        self._do("resume", self.machine.work_on, refuses=refuses)

    def snapshot(self) -> bytes | None:
        return None

    def close(self) -> None:
        """Nothing is open."""

    # ---- what goes wrong ----------------------------------------------------

    def _look(self, call: str) -> str:
        self.machine.go_on()
        fault = self.fault(call)
        self.calls.append((call, fault))
        if fault == "crash_before":
            raise Crash
        if fault == "offline" or not self.machine.on:
            raise OfflineError("does not answer")
        if fault == "error_before":
            raise ValueError("not what was expected")
        return fault

    def _do(self, call: str, effect: Callable[[], None], *, refuses: bool) -> None:
        self.machine.go_on()
        fault = self.fault(call)
        self.calls.append((call, fault))
        if fault == "crash_before":
            raise Crash
        if fault == "offline" or not self.machine.on:
            raise OfflineError("does not answer")
        if refuses or fault == "refused":
            raise RefusedError("is busy")
        if fault == "error_before":
            raise ValueError("not what was expected")
        if fault == "cut_half":
            raise CutError("was cut", whole=False)
        if fault == "meanwhile":
            self.meanwhile()
            self.machine.go_on()
        late = fault in {"crash_late", "cut_late"}
        if late:
            self.machine.under_way.append((self.machine.clock() + LATE_SECONDS, effect))
        elif fault not in {"lie", "cut_lost"}:
            effect()
        if fault in {"crash_after", "crash_late"}:
            raise Crash
        if fault in {"cut_whole", "cut_lost", "cut_late"}:
            raise CutError("was cut", whole=True)
        if fault == "error_after":
            raise ValueError("not what was expected")
        if fault == "refused_but_done":
            raise RefusedError("is busy")
