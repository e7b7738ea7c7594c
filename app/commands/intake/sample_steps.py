"""Brings one order of the sample workshop to where it is: by the commands and steps that people take, at times gone by."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.commands import claims, notes, orders, packing
from app.commands.intake.sample_orders import (
    CLAIM_WAYS,
    ITEM_WAYS,
    PARCEL_WAYS,
    REASONS,
    SampleItem,
    SampleOrder,
)
from app.commands.office import Office
from app.commands.order_entry import write_order
from app.commands.packing_scans import open_code, scan_code
from app.commands.steps import Steps, transact
from app.i18n import text
from app.orders.draft import OrderDraft
from app.orders.entering import Planning
from app.orders.machine import StepRefusedError
from app.orders.records import Item, Order
from app.security.actor import OWNER
from app.service.records import Claim, Proof
from app.shipping.carriers import waybill
from app.shipping.codes import CARD_PREFIX, read_code, unit_code
from app.shipping.records import Parcel

_MAKING = 0.7  # share of the time since an order came that its items take where they are packed, too
_LAST = 0.97


@dataclass
class SampleTime:
    """A clock that is set by hand; the orders of a sample came days ago."""

    at: datetime

    def __call__(self) -> datetime:
        return self.at.replace(microsecond=0)


@dataclass(frozen=True)
class Content:
    """What an item is made of: digests of its picture and, where there is one, of its generated model."""

    cover: bytes
    revision: str


def office_at(office: Office, time: SampleTime) -> Office:
    """An office without anybody's account: the chain says of no person that they took a step of a sample."""
    return replace(office, actor=OWNER, clock=time)


def walk(  # noqa: PLR0917 - what an order of the sample is made from
    office: Office,
    time: SampleTime,
    sample: SampleOrder,
    draft: OrderDraft,
    content: Content,
    workers: Iterator[int],
    planning: Planning,
) -> Order:
    """Enter the order and take all its steps, in as few transactions as may be: each waits for the disk.

    workers   accounts that get the work, one after the other
    planning  time as the settings of the workshop say
    """
    now, came = time.at, time.at - timedelta(days=sample.ago)
    time.at = came
    until = _MAKING if sample.parcel else _LAST

    def make(steps: Steps) -> tuple[Order, list[Item]]:
        order = write_order(office, steps.book, draft, settings=steps.settings, planning=planning)
        made = steps.book.find(Item, order=order.id, order_by="position")
        for item, wanted in zip(made, sample.items, strict=True):
            set_to = _spread(time, came, now, 0.0, until, len(ITEM_WAYS[wanted.way]))
            _walk_item(steps, item, wanted, content, set_to)
        return order, made

    order, items = transact(office, make)
    if sample.note is not None:
        made_by, time.at = time.at, came
        notes.add_note(office, order.id, str(sample.note), pinned=sample.priority > 0)
        time.at = made_by
    for item, wanted in zip(items, sample.items, strict=True):
        worker = next(workers, 0)
        if worker and wanted.way not in {"new", "cancelled"}:
            orders.assign(office, (item.id,), worker)
    if sample.parcel:
        events = PARCEL_WAYS[sample.parcel]
        parcel = _walk_parcel(office, order, events, _spread(time, came, now, until, _LAST, len(events)))
        if sample.claim:
            _walk_claim(office, order, items[0], parcel, sample.claim, content)
    elif any(wanted.way == "ready_to_pack" for wanted in sample.items):
        shelf = f"{'ABC'[order.id % 3]}-{order.id % 20 + 1:02d}"
        packing.put_on_shelf(office, [item.id for item in items], shelf)
    time.at = now
    return order


def _spread(  # noqa: PLR0917
    time: SampleTime, came: datetime, now: datetime, start: float, end: float, count: int
) -> Callable[[int], None]:
    """Sets the clock to the n-th of ``count`` steps, which share the time between two shares of an order's life."""

    def set_to(step: int) -> None:
        share = start + (end - start) * (step + 1) / max(count, 1)
        time.at = came + (now - came) * share

    return set_to


def _walk_item(steps: Steps, item: Item, wanted: SampleItem, content: Content, set_to: Callable[[int], None]) -> None:
    for place, event in enumerate(ITEM_WAYS[wanted.way]):
        set_to(place)
        current = steps.fetch(Item, item.id)
        name, _, hold = event.partition(":")
        if name == "save":
            steps.revise(current, content.revision if current.round < 2 else _other(content.revision))
        elif name in {"view", "expire"}:
            proof = steps.book.find(Proof, item=item.id, state="sent")[0]
            steps.take(steps.fetch(Proof, proof.id), name)
        else:
            steps.take(current, name, reason=str(REASONS.get(name, "")), facts={"hold": hold, "cause": "print"})


def _other(revision: str) -> str:
    """The digest of another version: that of the first one, turned round."""
    return revision[::-1]


def _walk_parcel(office: Office, order: Order, events: tuple[str, ...], set_to: Callable[[int], None]) -> Parcel:
    """All steps of the parcel of an order in one transaction."""

    def work(steps: Steps) -> Parcel:
        opened = open_code(steps, read_code(order.number)).parcel
        if opened is None:
            raise StepRefusedError(text("Nothing of order {number} is ready to pack.", number=order.number))
        for place, event in enumerate(events):
            set_to(place)
            _parcel_step(steps, steps.fetch(Parcel, opened.parcel.id), event)
        return opened.parcel

    return transact(office, work)


def _parcel_step(steps: Steps, parcel: Parcel, event: str) -> None:
    facts: dict[str, object] = {}
    if event in {"scan", "scan_one"}:
        _scan(steps, parcel, most=1 if event == "scan_one" else 1000)
        return
    if event == "waybill":
        steps.book.save(replace(parcel, waybill=waybill(f"SF{parcel.id % 10**7:013d}", "sf"), carrier="sf"))
        return
    if event == "verify":
        parcel = steps.book.save(replace(parcel, weight_g=240 + parcel.id % 300))
        facts["no_photo"] = True
    elif event == "sign":
        facts["signed_by"] = "other" if parcel.id % 3 == 0 else "self"
    elif event == "problem":
        facts["problem"] = "unreachable"
    steps.take(parcel, event, reason=str(REASONS.get(event, "")), facts=facts)


def _scan(steps: Steps, parcel: Parcel, most: int) -> None:
    """Scan everything that belongs into the parcel, its unboxing card last, or only the first things of it."""
    items = steps.items_in(parcel)
    codes = [unit_code(i.serial, unit, i.quantity) for i in items for unit in range(1, i.quantity + 1)]
    if parcel.facts.get("card") == "wanted":
        codes.append(CARD_PREFIX + parcel.number)
    for code in codes[:most]:
        scan_code(steps, steps.fetch(Parcel, parcel.id), read_code(code))


def _walk_claim(  # noqa: PLR0917
    office: Office, order: Order, item: Item, parcel: Parcel, way: str, content: Content
) -> None:
    words = str(text("The base has a scratch, see the picture."))
    claim = claims.open_claim(office, order.id, item=item.id, parcel=parcel.id, words=words, evidence=(content.cover,))
    for event in CLAIM_WAYS[way]:
        name, _, amount = event.partition(":")
        if name == "decide":
            claims.decide_claim(
                office, claim.id, cause="print", decision="remake", amount=float(amount), version=None,
                reason=str(REASONS["fail"]),
            )  # fmt: skip
        elif name == "remake":
            claims.remake_for(office, claim.id, reason=str(REASONS["remake"]), version=None)
        else:
            orders.move(office, Claim, claim.id, name, version=None, reason=str(REASONS.get(name, "")))
