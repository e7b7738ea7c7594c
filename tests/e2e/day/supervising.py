"""The end of the day: every record is compared with the test's own, and the supervisor looks at it all, and changes nothing."""

from collections import defaultdict
from typing import Any

from app.commands import audit
from app.dispatch.records import PrintJob
from app.orders.records import Item, Order
from app.orders.stages import CLOSED
from app.security.actor import OWNER
from app.security.roles import Role
from app.service.records import Proof
from app.shipping.records import Parcel
from tests.e2e.day import people
from tests.e2e.day.hands import CONTROL, Key, until
from tests.e2e.day.machines import ACRYLIC, FDM, FOLDERS, JETTING, PHOTOS, POSTCARDS
from tests.e2e.day.workshop import Day

TOLD = {
    "item": {"check_assets", "start", "submit", "to_review", "send_proof", "approve", "preflight", "queue", "produce", "produced",
             "finish", "pass", "fail", "remake", "pack"},
    "parcel": {"verify", "label", "hand_over", "sign", "unbox", "accept", "report_issue", "settle"},
}  # fmt: skip
"""Steps of the audit chain that somebody takes by hand here, or that follow from what somebody does."""


CHANGING = ("orders.next_step", "orders.hold", "orders.new", "orders.import", "orders.urgent", "orders.take")
"""Actions that change an order."""


def chain_holds(day: Day) -> None:
    """Every link of the audit chain is there and unchanged."""
    with day.diary.step("verify the audit chain"):
        report = audit.verify(day.office.acting(OWNER))
        assert report.good, report


def differences(day: Day) -> list[str]:
    """Where the test's own record and those of the servers differ; none, where the day was as it was."""
    found = []
    for machine in (FDM, POSTCARDS, JETTING, ACRYLIC, PHOTOS):
        ours, theirs = day.diary.printed_at(machine), day.machines.printed_at(machine)
        if ours != theirs:
            found.append(f"{machine}: {dict(ours - theirs)} were not printed, {dict(theirs - ours)} nobody sent")
    digests = {job.uid: job.digest for job in day.all(PrintJob)}
    for machine in FOLDERS:
        lines = day.machines.record_of(machine)
        found += [
            f"{machine}: {line['uid']} is another file" for line in lines if digests.get(line["uid"]) != line["sha256"]
        ]
    chain = _chain(day)
    subjects = sorted(chain.keys() | {subject for subject, _kind in day.diary.events})
    told = {subject: (chain.get(subject, []), day.diary.story_of(subject)) for subject in subjects}
    found += [
        f"{name}: {theirs} in the chain, {ours} was done" for name, (theirs, ours) in told.items() if theirs != ours
    ]
    return found


def _chain(day: Day) -> dict[str, list[str]]:
    told: defaultdict[str, list[str]] = defaultdict(list)
    with day.office.acting(OWNER).book.reading() as book:
        for event in book.events(limit=100_000):
            kind, _dot, step = event.kind.partition(".")
            if step in TOLD.get(kind, ()):
                told[event.subject].append(event.kind)
    return dict(told)


def what_the_supervisor_missed(seen: list[dict[str, Any]], orders: int) -> list[str]:
    """What is wrong with the supervisor's own record: saw less than there was, or was allowed to change something."""
    told = {name: value for line in seen for name, value in line.items()}
    found = []
    if (told.get("orders"), told.get("accepted"), told.get("chain")) != (orders, orders, True):
        found.append(f"the supervisor saw at last: {told}")
    if not told.get("tried") or told["tried"] != told.get("refused"):
        found.append(f"of {told.get('tried')} only {told.get('refused')} was refused")
    if len({line["accepted"] for line in seen if "accepted" in line}) < 2:
        found.append("the supervisor saw nothing of it while it happened")
    return found


def the_supervisor_looks(day: Day) -> None:
    """Another person logs in at the window: sees everything, and finds nothing that changes it."""
    hands, window = day.hands, day.window
    queue, untouched = window.docks.orders.queue, _state_of_the_book(day)
    people.begin_accounts(day)
    people.add(day, "lu", "Lu", Role.SUPERVISOR)
    people.leave(day)
    people.log_in(day, "lu")
    with day.diary.step("the supervisor sees every order"):
        until(lambda: queue.view is not None, "a view of the queue")
        for _ in queue.views:
            before = queue.view.key
            if queue.view.query.stages == frozenset(CLOSED):
                break
            hands.command(window.actions_.by_id["orders.previous_view"].text())
            until(lambda before=before: queue.view.key != before, "another view")  # type: ignore[misc]
        assert queue.view.query.stages == frozenset(CLOSED), "there is a view of what is closed"
        until(lambda: _orders_listed(queue) == {order.id for order in day.orders()}, "all orders are listed")
        for order in day.orders()[:2]:
            item = next(item for item in day.items() if item.order == order.id)
            hands.find(item)
            hands.press(Key.Key_G, CONTROL)
            detail = window.orders.detail
            until(
                lambda order=order, detail=detail: detail.view is not None and detail.view.order.id == order.id,
                "the order",
            )  # type: ignore[misc]
            until(lambda detail=detail: bool(detail.items.cards()), "its items")  # type: ignore[misc]
            assert all(card.go is None for card in detail.items.cards()), "no step is offered"
            assert detail.view.timeline
    with day.diary.step("the supervisor can change nothing"):
        assert queue.steps() == ()
        offered = [name for name, action in window.actions_.by_id.items() if name in CHANGING and action.isEnabled()]
        assert offered == []
        hands.press(Key.Key_D, CONTROL)
        assert audit.verify(day.office).good
        assert _state_of_the_book(day) == untouched


def _orders_listed(queue: Any) -> set[int]:
    model = queue.list.model()
    return {row.order for n in range(model.rowCount()) if (row := model.row(n)) is not None}


def _state_of_the_book(day: Day) -> list[tuple[str, int, int]]:
    kinds = (Order, Item, Parcel, Proof, PrintJob)
    return [(kind.__name__, record.id, record.version) for kind in kinds for record in day.all(kind)]


def all_accepted(day: Day) -> None:
    """Every parcel was accepted, every order with it."""
    assert {parcel.state for parcel in day.all(Parcel)} == {"accepted"}
    assert {parcel.order for parcel in day.all(Parcel)} == {order.id for order in day.orders()}
    assert {order.status for order in day.orders()} == {"accepted"}
