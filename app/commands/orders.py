"""What people do with orders and their items. Every step is checked against the table, the role and the assignment."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from app.commands.need_to_know import in_scope, need, need_order
from app.commands.office import Office, command
from app.commands.order_entry import planning_of, write_order
from app.commands.order_view import OrderView, steps_of, view_order
from app.commands.plate_pieces import back_to_waiting, to_be_printed
from app.commands.reasons import reason_for_chain
from app.commands.steps import MACHINES, Steps, transact
from app.commands.workshop_settings import read_settings
from app.dispatch.records import Piece
from app.errors import AppError
from app.i18n import Text, text
from app.jobs.progress import Progress
from app.orders import due
from app.orders.book import BookOfflineError, StaleError
from app.orders.draft import ConsentDraft, OrderDraft
from app.orders.entering import PRIORITIES, consent_record
from app.orders.machine import BACK, Step, StepRefusedError
from app.orders.people import Account
from app.orders.record import Record
from app.orders.records import Consent, Item, Order
from app.security.permissions import NotAllowedError, Permission

R = TypeVar("R", bound=Record)


@dataclass(frozen=True)
class Done:
    """What became of many: ids that were done, and ids that were refused, each with its sentence."""

    done: tuple[int, ...]
    refused: tuple[tuple[int, Text | str], ...]


@command("orders.move", Permission.ORDERS_SEE)
def move(
    office: Office,
    kind: type[R],
    record_id: int,
    event: str,
    *,
    version: int | None,
    reason: str = "",
    facts: Mapping[str, Any] | None = None,
) -> R:
    """Take one step of an item, parcel, proof or claim. ``version``: that which was looked at; None: whatever is there.

    The step's own permission is needed, and the item has to be in the actor's scope. Raises StepRefusedError,
    NotAllowedError, StaleError, NotFoundError.
    """

    def work(steps: Steps) -> R:
        record = steps.fetch(kind, record_id)
        if version is not None and record.version != version:
            raise StaleError(_wanted(record, event, version), record)
        pieces = steps.book.find(Piece, item=record.id) if isinstance(record, Item) and event == "requeue" else []
        again = to_be_printed(record, pieces) if isinstance(record, Item) else []
        done = steps.take(record, event, reason=reason, facts=facts)
        for piece in again:  # else no plate would take them
            back_to_waiting(steps.book, piece, piece.cause)
        return done

    return transact(office, work)


def _wanted(record: Record, event: str, version: int) -> Record:
    """What a stale writer wanted: the record in the state that the event leads to."""
    steps = MACHINES[type(record)].steps
    state = next((s.after for s in steps if s.event == event and s.after != BACK), record.state)  # type: ignore[attr-defined]
    return replace(record, version=version, state=state)  # type: ignore[call-arg]


@command("orders.possible", Permission.ORDERS_SEE)
def possible(office: Office, record: Record) -> tuple[Step, ...]:
    """Steps that may follow and that the actor may take, in the order of the table."""
    with office.book.reading() as book:
        return steps_of(office, book, record)


@command("orders.move_many", Permission.ORDERS_SEE)
def move_many(
    office: Office,
    kind: type[Record],
    ids: Iterable[int],
    event: str,
    *,
    reason: str = "",
    facts: Mapping[str, Any] | None = None,
    progress: Progress | None = None,
) -> Done:
    """The same step for many, each on its own: what is refused does not stop the others.

    Raises Cancelled once ``progress`` does; what was done by then stays done.
    """
    return each_alone(
        ids, lambda one: move(office, kind, one, event, version=None, reason=reason, facts=facts), progress
    )


@command("orders.assign", Permission.ORDERS_ASSIGN)
def assign(office: Office, items: Iterable[int], account: int | None, *, progress: Progress | None = None) -> Done:
    """Give items to a person, or to nobody (None). An engineer takes what nobody has, and gives away what is theirs."""

    def one(item_id: int) -> None:
        def work(steps: Steps) -> None:
            item = steps.fetch(Item, item_id)
            need(office.actor, Permission.ORDERS_ASSIGN, item)
            if account is not None:
                _may_get_work(steps, account, office.clock())
            if item.assignee != account:
                steps.book.save(replace(item, assignee=account))
                told = {"from": item.assignee, "to": account}
                steps.book.note("item.assign", item, order=item.order, facts=told)

        transact(office, work)

    return each_alone(items, one, progress)


def _may_get_work(steps: Steps, account_id: int, now: datetime) -> None:
    account = steps.book.get(Account, account_id)
    if not account.active or (account.expires_at is not None and account.expires_at <= now):
        raise StepRefusedError(text("This account is not active; choose somebody else."))


@command("orders.set_priority", Permission.ORDERS_EDIT)
def set_priority(office: Office, orders: Iterable[int], priority: int, *, progress: Progress | None = None) -> Done:
    """0 normal, 1 high, 2 urgent."""
    if priority not in PRIORITIES:
        raise StepRefusedError(text("There is no such priority."))

    def one(order_id: int) -> None:
        def work(steps: Steps) -> None:
            order = steps.book.get(Order, order_id)
            need_order(office.actor, Permission.ORDERS_EDIT, steps.book.find(Item, order=order_id))
            if order.priority != priority:
                steps.book.save(replace(order, priority=priority))
                steps.book.note("order.priority", order, order=order_id, facts={"from": order.priority, "to": priority})

        transact(office, work)

    return each_alone(orders, one, progress)


@command("orders.set_due", Permission.ORDERS_EDIT)
def set_due(office: Office, item: int, step: str, when: datetime, *, reason: str = "") -> Item:
    """Set when a step of an item is due (a key of ``app.orders.due.STEPS``)."""
    if step not in due.STEPS:
        raise StepRefusedError(text("There is no such step."))

    def work(steps: Steps) -> Item:
        record = steps.fetch(Item, item)
        need(office.actor, Permission.ORDERS_EDIT, record)
        dues = due.read_dues(record)
        told = {"step": step, "from": _iso(dues.get(step)), "to": _iso(when)}
        changed = due.with_due(replace(record, dues=due.write_dues({**dues, step: when})))
        steps.book.note(
            "item.due",
            record,
            order=record.order,
            reason=reason_for_chain(office, steps.book, reason, record.order),
            facts=told,
        )
        return steps.book.save(changed)

    return transact(office, work)


@command("orders.set_order_due", Permission.ORDERS_EDIT)
def set_order_due(office: Office, order: int, when: datetime, *, reason: str) -> Order:
    """Promise another day: the steps of all its open items are planned anew. Raises YearUnknownError."""
    if not reason.strip():
        raise StepRefusedError(text("Say why."))

    def work(steps: Steps) -> Order:
        record = steps.book.get(Order, order)
        items = steps.book.find(Item, order=order)
        need_order(office.actor, Permission.ORDERS_EDIT, items)
        changed = steps.book.save(replace(record, due_at=when))
        planning = planning_of(steps.settings)
        dues = due.plan(when, record.received_at, planning.days, planning.calendar)
        for item in items:
            if item.state not in {"cancelled", "remade"}:
                steps.book.save(due.with_due(replace(item, dues=dues)))
        steps.book.note(
            "order.due",
            record,
            order=order,
            reason=reason_for_chain(office, steps.book, reason, order),
            facts={"from": _iso(record.due_at), "to": _iso(when)},
        )
        return changed

    return transact(office, work)


@command("orders.remake", Permission.ORDERS_SEE)
def remake(office: Office, item: int, *, cause: str, reason: str, version: int | None) -> Item:
    """Make an item anew; gives the new one. Needs the permission of its step, as ``move`` does."""

    def work(steps: Steps) -> Item:
        record = steps.fetch(Item, item)
        if version is not None and record.version != version:
            raise StaleError(_wanted(record, "remake", version), record)
        return steps.remake(record, reason, {"cause": cause})[1]

    return transact(office, work)


@command("orders.open", Permission.ORDERS_SEE)
def open_order(office: Office, order: int) -> OrderView:
    """All that the page of an order shows; personal data masked. Raises NotFoundError, NotAllowedError."""
    with office.book.reading() as book:
        return view_order(office, book, order)


@command("orders.find_number", Permission.ORDERS_SEE)
def find_number(office: Office, number: str) -> int | None:
    """Id of the order with this number; None where there is none that the actor may see."""
    with office.book.reading() as book:
        found = book.one(Order, number=number.strip().upper())
        if found is None:
            return None
        items = book.find(Item, order=found.id)
        return found.id if any(in_scope(office.actor, Permission.ORDERS_SEE, item) for item in items) else None


@command("orders.new", Permission.ORDERS_IMPORT)
def new_order(office: Office, draft: OrderDraft) -> Order:
    """Enter an order. Raises DraftRefusedError, TakenError (this source and key are known)."""
    with office.book.writing(office.actor) as book:
        settings = read_settings(book)
        return write_order(office, book, draft, settings=settings, planning=planning_of(settings))


@command("orders.consent", Permission.ORDERS_IMPORT)
def add_consent(office: Office, order: int, draft: ConsentDraft) -> Consent:
    """The buyer has agreed. Items that wait for their rights stay on hold until somebody lets them go on."""

    def work(steps: Steps) -> Consent:
        steps.touch(order)
        consent = steps.book.add(consent_record(order, draft))
        steps.book.note("order.consent", consent, order=order, facts={"scopes": list(draft.scopes)})
        return consent

    return transact(office, work)


@command("orders.withdraw_consent", Permission.ORDERS_IMPORT)
def withdraw_consent(office: Office, order: int, *, reason: str) -> Done:
    """The buyer takes the consent back: every item that is not packed yet goes on hold for its rights."""
    if not reason.strip():
        raise StepRefusedError(text("Say why."))

    def work(steps: Steps) -> Done:
        steps.touch(order)
        now = office.clock()
        for consent in steps.book.find(Consent, order=order, withdrawn_at=None):
            steps.book.save(replace(consent, withdrawn_at=now))
            why = reason_for_chain(office, steps.book, reason, order)
            steps.book.note("order.consent_withdrawn", consent, order=order, reason=why)
        done: list[int] = []
        refused: list[tuple[int, Text | str]] = []
        for item in steps.book.find(Item, order=order):
            try:
                steps.take(item, "hold", reason=reason, facts={"hold": "rights"})
                done.append(item.id)
            except (StepRefusedError, NotAllowedError) as error:
                refused.append((item.id, error.sentence))
        return Done(tuple(done), tuple(refused))

    return transact(office, work)


def each_alone(ids: Iterable[int], work: Callable[[int], object], progress: Progress | None = None) -> Done:
    """Do ``work`` for each; what is refused does not stop the others. Raises BookOfflineError, Cancelled."""
    done: list[int] = []
    refused: list[tuple[int, Text | str]] = []
    every = tuple(dict.fromkeys(ids))
    for number, one in enumerate(every):
        try:
            if progress is not None:
                progress(number / len(every), text("{done} of {all}", done=number, all=len(every)))
            work(one)
            done.append(one)
        except BookOfflineError:
            raise
        except AppError as error:
            refused.append((one, error.sentence))
    return Done(tuple(done), tuple(refused))


def _iso(moment: datetime | None) -> str:
    return "" if moment is None else moment.isoformat(timespec="seconds")
