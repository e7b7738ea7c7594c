"""Whatever goes wrong, in whatever order: each job is printed at most once, and none is lost."""

import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from app.storage.book import DatabaseBook
from tests.unit.dispatch.conftest import Make
from tests.unit.dispatch.faulty_printer import FAULTS, LOOKS
from tests.unit.dispatch.workshop_floor import Floor

PC = st.sampled_from([0, 1])
WRITES = ("none", "crash_before", "crash_inside", "crash_after", "offline")
FAULTS_OF = {
    call: [fault for fault in faults if fault != "none"]
    for call, faults in {
        "upload": FAULTS, "start": FAULTS, "cancel": FAULTS, "find": LOOKS, "status": LOOKS, "write": WRITES,
    }.items()
}  # fmt: skip
CALLS = ["upload", "start", "write", "find", "upload", "start", "cancel", "status"]


@st.composite
def plans(draw: st.DrawFn) -> dict[str, list[str]]:
    """What goes wrong in the next calls, by their names: after a few that go well, something, then something more."""
    plan: dict[str, list[str]] = {}
    for _ in range(draw(st.integers(1, 3))):
        call = draw(st.sampled_from(CALLS))
        well = draw(st.integers(0, 6)) if call == "write" else 0
        plan[call] = ["none"] * well + [draw(st.sampled_from(FAULTS_OF[call])) for _ in range(draw(st.integers(1, 2)))]
    return plan


class AnyFault(RuleBasedStateMachine):
    """``make``: opens the book of a PC, with the clock of the simulation where the database is a file."""

    make: Callable[[Path, str, Callable[[], datetime]], DatabaseBook]

    @initialize(starts_itself=st.booleans())
    def begin(self, starts_itself: bool) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.floor = Floor(Path(self.folder.name), self.make, starts_itself=starts_itself)
        self.floor.add_job()

    @rule(pc=PC)
    def step(self, pc: int) -> None:
        self.floor.pcs[pc].step()

    @rule(plan=plans())
    def another_job_goes_wrong(self, plan: dict[str, list[str]]) -> None:
        if len(self.floor.jobs()) < 6:
            self.floor.machine.on = True
            self.floor.add_job()
            self.step_with_faults(0, plan, 3)

    @rule(pc=PC, plan=plans(), steps=st.integers(1, 3))
    def step_with_faults(self, pc: int, plan: dict[str, list[str]], steps: int) -> None:
        self.floor.clear_plate()
        self.floor.next_faults = lambda call: plan[call].pop(0) if plan.get(call) else "none"
        for _ in range(steps):
            self.floor.pcs[pc].step()
        self.floor.next_faults = lambda _call: "none"

    @rule(pc=PC)
    def crash(self, pc: int) -> None:
        self.floor.pcs[pc].die()

    @rule(seconds=st.sampled_from([1, 5, 30, 65, 125, 400, 1900, 3700]))
    def wait(self, seconds: float) -> None:
        self.floor.time.seconds += seconds
        self.floor.machine.go_on()

    @rule(what=st.sampled_from(["stop", "decide", "decide", "clear"]), which=st.integers(0, 5))
    def somebody_does(self, what: str, which: int) -> None:
        jobs = self.floor.jobs()
        job = jobs[which % len(jobs)]
        if what == "clear":
            self.floor.clear_plate()
        elif what == "stop":
            self.floor.want_stop(job)
        else:
            self.floor.decide(job)

    @rule(what=st.sampled_from(["finished_bad", "cancelled", "forget", "off", "on", "on"]))
    def the_printer(self, what: str) -> None:
        self.floor.machine.go_on()
        if what == "forget":
            self.floor.machine.forget()
        elif what in {"on", "off"}:
            self.floor.machine.on = what == "on"
        else:
            self.floor.machine.end(what)

    @invariant()
    def printed_once(self) -> None:
        if hasattr(self, "floor"):
            self.floor.machine.go_on()
            self.floor.check()

    def teardown(self) -> None:
        if not hasattr(self, "floor"):
            return
        try:
            self.floor.come_to_rest()
            assert self.floor.books[0].verify_chain().good
        finally:
            self.floor.close()
            self.folder.cleanup()


def test_whatever_goes_wrong_nothing_is_printed_twice_and_nothing_is_lost(make_book: Make) -> None:
    class OnSqlite(AnyFault):
        make = staticmethod(make_book)

    run_state_machine_as_test(
        OnSqlite,
        settings=settings(
            max_examples=30, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
