"""Any events by any people, legal or not, on the real book: no order ever leaves its tables."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from app.commands.claims import open_claim
from app.commands.need_to_know import in_scope
from app.commands.orders import move
from app.commands.steps import MACHINES
from app.orders.book import Book
from app.orders.draft import ItemDraft
from app.orders.due import with_due
from app.orders.item_states import BEFORE_PRODUCTION, ITEM
from app.orders.machine import BACK, StepRefusedError
from app.orders.records import Item, Order
from app.orders.stages import stage_of
from app.orders.status import status_of
from app.security.actor import OWNER
from app.security.permissions import NotAllowedError
from app.security.roles import Role
from app.service.claim_states import CLAIM
from app.service.records import Claim, Proof
from app.shipping.records import Parcel, Scan
from tests.new_content import revise
from tests.unit.commands.orders.world import on_sqlite, opened

MAGNET = ItemDraft(product="magnet", finish="printed", height_mm=50, width_mm=50)
PEOPLE = {
    "ann": Role.ENGINEER, "bob": Role.ENGINEER, "sue": Role.SERVICE, "log": Role.LOGISTICS, "sup": Role.SUPERVISOR,
    "aud": Role.AUDITOR,
}  # fmt: skip
who = st.sampled_from(["owner"] * 3 + list(PEOPLE))
BEYOND_APPROVAL = {
    "approved",
    "preflight",
    "queued",
    "producing",
    "finishing",
    "qc",
    "rework",
    "ready_to_pack",
    "packed",
}
facts = st.fixed_dictionaries(
    {
        "hold": st.sampled_from(["client", "material", "rights", "whatever"]),
        "cause": st.sampled_from(["model", "print", "nonsense"]),
        "decision": st.sampled_from(["remake", "refund", "reject", "nonsense"]),
        "signed_by": st.sampled_from(["self", "other"]),
        "digest": st.sampled_from(["", "x"]),
        "missing": st.just(0),
        "consent": st.just(True),
        "approved": st.just("x"),
    }
)


class Workshop(RuleBasedStateMachine):
    """What happens in a workshop where nobody follows the rules."""

    book: Callable[[Path, bytes], Book] = staticmethod(on_sqlite)

    def __init__(self) -> None:
        super().__init__()
        self._folder = TemporaryDirectory()
        self._open = opened(type(self).book, Path(self._folder.name))
        self.world = self._open.__enter__()

    def teardown(self) -> None:
        assert self.world.office.book.verify_chain().good
        self._open.__exit__(None, None, None)
        self._folder.cleanup()

    @initialize()
    def begin(self) -> None:
        for name, role in PEOPLE.items():
            self.world.account(name, role)
        self.world.order(MAGNET, MAGNET, key="1")
        self.world.order(MAGNET, key="2", consent=False)
        order = self.world.order(MAGNET, MAGNET, key="3")
        for item in self.world.items(order):
            self.world.ready(item)

    def pick(self, kind: type, place: int) -> Any:
        found = self.world.find(kind)
        return found[place % len(found)] if found else None

    def attempt(  # noqa: PLR0917 - what a step is asked with
        self, kind: type, record: Any, event: str, by: str, given: dict[str, Any], reason: str
    ) -> None:
        machine, office = MACHINES[kind], self.world.as_(by)
        links = len(self.world.events())
        everything = self.everything()
        lines = [s for s in machine.steps if (s.before, s.event) == (record.state, event)]
        concerned = self.world.item(record.item) if kind in {Proof, Claim} and record.item else record
        try:
            after = move(office, kind, record.id, event, version=record.version, reason=reason, facts=given)
        except (StepRefusedError, NotAllowedError):
            assert len(self.world.events()) == links, "what was refused is not in the chain"
            assert self.everything() == everything, "what was refused has changed nothing"
            return
        assert lines, f"{event} is not in the table for {record.state}"
        assert not lines[0].needs_reason or reason
        if isinstance(concerned, Item):
            assert in_scope(office.actor, lines[0].permission, concerned)
        kept = self.world.get(kind, record.id)
        assert kept.state == (after.state if lines[0].after == BACK else lines[0].after)
        fresh = self.world.events()[links:]
        mine = [e for e in fresh if e.subject == f"{machine.name}:{record.id}" and "from" in e.facts]
        assert [(e.kind, e.facts["from"], e.facts["to"]) for e in mine] == [
            (f"{machine.name}.{event}", record.state, kept.state)
        ]
        assert (mine[0].actor, mine[0].role) == (office.actor.account, office.actor.role_names)

    def everything(self) -> list[Any]:
        return [self.world.find(kind) for kind in (Order, Item, Parcel, Proof, Claim)]

    @rule(
        place=st.integers(0, 9),
        event=st.sampled_from(list(ITEM.event)),
        by=who,
        given=facts,
        why=st.sampled_from(["", "so"]),
    )
    def any_event(self, place: int, event: str, by: str, given: dict[str, Any], why: str) -> None:
        self.attempt(Item, self.pick(Item, place), event, by, given, why)

    @rule(place=st.integers(0, 9), choice=st.integers(0, 9), by=who, given=facts)
    def likely_event(self, place: int, choice: int, by: str, given: dict[str, Any]) -> None:
        record = self.pick(Item, place)
        steps = [s for s in ITEM.steps_from(record.state) if s.event not in {"cancel", "remake", "write_off"}]
        if steps:
            event = steps[min(choice, len(steps) - 1) % len(steps)].event
            given = {name: value for name, value in given.items() if name != "digest"}
            self.attempt(Item, record, event, by, given, "so")

    @rule(place=st.integers(0, 9), times=st.integers(1, 12))
    def usual_way(self, place: int, times: int) -> None:
        """The first step of each state, again and again, by one who may do everything."""
        for _ in range(times):
            record = self.pick(Item, place)
            if record.state in {"asset_check", "modeling"} and not record.revision:
                revise(self.world.office, record.id, f"{record.id}")
                record = self.world.item(record)
            steps = [s for s in ITEM.steps_from(record.state) if s.event not in {"ask", "keep_approval"}]
            if steps:
                self.attempt(Item, record, steps[0].event, "owner", {"hold": "client", "cause": "print"}, "so")

    @rule(place=st.integers(0, 9), content=st.sampled_from("abc"), by=who)
    def new_content(self, place: int, content: str, by: str) -> None:
        record = self.pick(Item, place)
        try:
            after = revise(self.world.as_(by), record.id, content)
        except (StepRefusedError, NotAllowedError):
            assert self.world.item(record) == record
            return
        before = record.held_from if record.state == "on_hold" else record.state
        assert before in BEFORE_PRODUCTION or content == record.revision
        assert after.approved == (record.approved if content == record.revision else "")

    @rule(
        place=st.integers(0, 9),
        kind=st.sampled_from([Proof, Parcel, Claim]),
        choice=st.integers(0, 30),
        by=who,
        given=facts,
    )
    def other_event(self, place: int, kind: type, choice: int, by: str, given: dict[str, Any]) -> None:
        record = self.pick(kind, place)
        if record is not None:
            events = [s.event for s in MACHINES[kind].steps_from(record.state)] + list(MACHINES[kind].event)[:2]
            self.attempt(kind, record, events[choice % len(events)], by, given, "so")

    @rule(
        place=st.integers(0, 9),
        kind=st.sampled_from([Parcel, Parcel, Claim]),
        choices=st.lists(st.integers(0, 9), max_size=8),
        given=facts,
    )
    def goes_on(self, place: int, kind: type, choices: list[int], given: dict[str, Any]) -> None:
        """Mostly the first steps of each state, by one who may do everything."""
        for choice in choices:
            record = self.pick(kind, place)
            steps = [] if record is None else MACHINES[kind].steps_from(record.state)
            if steps:
                event = steps[0 if choice < 6 else choice % len(steps)].event
                self.attempt(kind, record, event, "owner", {**given, "cause": "print", "decision": "reject"}, "so")

    @rule(order=st.integers(0, 9), scanned=st.sampled_from([True, True, False]))
    def box(self, order: int, scanned: bool) -> None:
        """Put what is ready into a parcel, scanned or not."""
        chosen = self.pick(Order, order)
        ready = self.world.find(Item, order=chosen.id, state="ready_to_pack", parcel=None)
        if not ready:
            return
        with self.world.office.book.writing(OWNER) as book:
            number = f"P-{len(book.find(Parcel))}"
            parcel = book.add(Parcel(number=number, order=chosen.id, photo="p", weight_g=9, waybill="SF1"))
            for item in ready:
                book.save(replace(item, parcel=parcel.id))
                if scanned:
                    book.add(Scan(parcel=parcel.id, item=item.id, unit=1, code=item.serial))

    @rule(place=st.integers(0, 9))
    def complain(self, place: int) -> None:
        record = self.pick(Item, place)
        if self.world.find(Claim, item=record.id):
            return
        open_claim(self.world.office, record.order, item=record.id)

    @rule(hours=st.integers(1, 200))
    def time_passes(self, hours: int) -> None:
        self.world.later(hours=hours)

    @invariant()
    def what_is_derived_is_right(self) -> None:
        parcels = {p.id: p for p in self.world.find(Parcel)}
        for order in self.world.find(Order):
            items = self.world.find(Item, order=order.id)
            claims = sum(CLAIM.state[c.state].open for c in self.world.find(Claim, order=order.id))
            for item in items:
                parcel = parcels.get(item.parcel)
                assert item.stage == stage_of(item.state, None if parcel is None else parcel.state)
                assert item.due_at == with_due(item).due_at
                if item.state in BEYOND_APPROVAL:
                    assert item.approved == item.revision != ""
            # A warranty that ends while nobody touches the order is noticed by its clock (``close_finished``).
            possible = {status_of(order, items, claims, at) for at in (order.received_at, self.world.at)}
            assert order.status in possible

    @invariant()
    def the_chain_tells_where_everything_is(self) -> None:
        states: dict[str, str] = {}
        for link in self.world.events():
            if "to" in link.facts and link.kind.split(".")[0] in {"item", "parcel", "proof", "claim"}:
                name = link.kind.split(".")[0]
                if link.kind == "item.assign":
                    continue
                before = states.get(link.subject, MACHINES_BY_NAME[name].states[0].id)
                assert link.facts.get("from", before) == before
                states[link.subject] = link.facts["to"]
        for kind, machine in MACHINES.items():
            for record in self.world.find(kind):
                assert states.get(f"{machine.name}:{record.id}", machine.states[0].id) == record.state


MACHINES_BY_NAME = {machine.name: machine for machine in MACHINES.values()}


def try_out(workshop: type[Workshop], examples: int) -> None:
    run_state_machine_as_test(
        workshop,
        settings=settings(
            max_examples=examples, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


def test_nobody_gets_an_order_out_of_its_tables() -> None:
    try_out(Workshop, 10)
