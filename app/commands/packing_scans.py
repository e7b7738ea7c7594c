"""What a scan does at the packing bench, inside one transaction: parcels are opened and made, units counted or refused."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from app.commands.parcel_view import ParcelView, contact_of, due_of, parcel_view, same_place
from app.commands.steps import Steps
from app.errors import AppError
from app.i18n import Text, text
from app.orders.book import Reading
from app.orders.item_states import ITEM
from app.orders.records import Item, Order
from app.orders.working_days import CHINA
from app.shipping.codes import Code, unit_code
from app.shipping.company import is_here, left, touched
from app.shipping.packing import (
    Contents,
    Kind,
    Verdict,
    Whereabouts,
    contents,
    judge,
    judge_card,
    misread,
    shared,
    stopped,
    unfinished,
    unknown,
)
from app.shipping.records import Parcel, Scan

SHELF = "shelf"
"""The option of an item that says where it lies until it is packed."""


class PackingRefusedError(AppError):
    """Something that cannot be done to this parcel now."""


@dataclass(frozen=True)
class ScanAnswer:
    """What a scan meant, and the parcel that is open now (None: none)."""

    verdict: Verdict
    parcel: ParcelView | None = None

    @property
    def kind(self) -> Kind:
        """opened, counted, complete; or what stops: double, wrong, unknown, already_complete, held, and so on."""
        return self.verdict.kind

    @property
    def good(self) -> bool:
        """Whether packing goes on without anybody having to look."""
        return self.verdict.good


# ---- opening ----------------------------------------------------------------


def open_code(steps: Steps, code: Code) -> ScanAnswer:
    """Open what was scanned while no parcel is open."""
    book = steps.book
    if code.kind == "item":
        item = book.one(Item, serial=code.value)
        return _refused(steps, unknown()) if item is None else _open_for_item(steps, item)
    parcel = _parcel_of(book, code)
    if parcel is not None:
        return _opened(steps, parcel)
    order = _order_of(book, code)
    if order is None:
        return _refused(steps, misread() if code.kind == "misread" else unknown())
    return _open_for_order(steps, order)


def _open_for_item(steps: Steps, item: Item) -> ScanAnswer:
    if item.parcel is not None:
        return _opened(steps, steps.book.get(Parcel, item.parcel))
    if (stop := stopped(item)) is not None:
        return _refused(steps, stop)
    return _open_for_order(steps, steps.book.get(Order, item.order))


def _open_for_order(steps: Steps, order: Order) -> ScanAnswer:
    """The open parcel of an order with all that is ready, else a new one, else the last one that was closed."""
    steps.touch(order.id)
    items = steps.book.find(Item, order=order.id)
    parcels = steps.book.get_all(Parcel, {item.parcel for item in items if item.parcel is not None}).values()
    ready = [item for item in items if item.state == "ready_to_pack" and item.parcel is None]
    for parcel in sorted(parcels, key=lambda p: p.id):
        if parcel.state == "new":
            return _opened(steps, put(steps, steps.fetch(Parcel, parcel.id), ready) if ready else parcel)
    if ready:
        return _opened(steps, _new_parcel(steps, order, ready))
    closed = [parcel for parcel in parcels if parcel.state != "dissolved"]
    if closed:
        return _opened(steps, max(closed, key=lambda p: p.state_since))
    return _refused(steps, _nothing_ready(order, items))


def _new_parcel(steps: Steps, order: Order, items: list[Item]) -> Parcel:
    settings, now = steps.settings, steps.office.clock()
    day = f"{settings.parcel_prefix}-{now.astimezone(CHINA):%Y%m%d}"
    parcel = steps.book.add(
        Parcel(
            number=f"{day}-{steps.book.next_number(day):03}",
            order=order.id,
            state_since=now,
            label_size=settings.label_size,
            facts={"card": "wanted" if settings.unboxing_card else "none"},
        )
    )
    steps.book.note("parcel.new", parcel, order=order.id, facts={"to": "new", "number": parcel.number})
    return put(steps, parcel, items)


def put(steps: Steps, parcel: Parcel, items: list[Item]) -> Parcel:
    """Have these items lie in the parcel, to be scanned."""
    for found in items:
        item = steps.fetch(Item, found.id)
        if item.parcel not in {None, parcel.id}:
            raise PackingRefusedError(text("It lies in another parcel."))
        steps.book.save(replace(item, parcel=parcel.id))
    steps.book.note("parcel.put", parcel, order=parcel.order, facts={"items": sorted(item.id for item in items)})
    return counted(steps, parcel)


def counted(steps: Steps, parcel: Parcel) -> Parcel:
    """Write down how full a parcel is, when it is due and where it is packed, so that lists need not count.

    This also makes it a new version.
    """
    items = steps.items_in(parcel)
    inside = _inside(steps.book, parcel, items)
    office = steps.office
    here = touched(parcel.facts, office.station, office.actor.account, office.clock())
    facts = {**here, "scanned": inside.scanned, "units": inside.units}
    return steps.book.save(replace(parcel, facts=facts, due_at=due_of(items)))


def _opened(steps: Steps, parcel: Parcel, *, told: bool = False) -> ScanAnswer:
    """Show a parcel. ``told``: whoever scans knows already who else packs it."""
    if parcel.state == "new":
        known, parcel = parcel, counted(steps, steps.fetch(Parcel, parcel.id))
        view = parcel_view(steps.office, steps.book, parcel)
        told = told or is_here(known.facts, steps.office.station, steps.office.clock())
        if view.company and not told:
            other = view.company[0]
            return ScanAnswer(shared(parcel.number, other.station, other.name), view)
    view = parcel_view(steps.office, steps.book, parcel)
    return ScanAnswer(Verdict("opened", text("Parcel {number}", number=parcel.number)), view)


def _refused(steps: Steps, verdict: Verdict, parcel: Parcel | None = None) -> ScanAnswer:
    facts: dict[str, int | str] = {"kind": verdict.kind}
    if verdict.item is not None:
        facts["item"] = verdict.item
    order = 0 if parcel is None else parcel.order
    steps.book.note("parcel.refused_scan", parcel if parcel is not None else "", order=order, facts=facts)
    view = None if parcel is None else parcel_view(steps.office, steps.book, parcel)
    return ScanAnswer(verdict, view)


def _nothing_ready(order: Order, items: list[Item]) -> Verdict:
    waiting = [item for item in items if item.state not in {"cancelled", "remade"}]
    named: Text | None = None
    if waiting:
        first = waiting[0]
        named = text(
            "{title} ({serial}) is “{state}”.",
            title=first.title or first.serial, serial=first.serial, state=ITEM.state[first.state].title,
        )  # fmt: skip
    held = bool(waiting) and all(item.state == "on_hold" for item in waiting)
    return Verdict(
        "held" if held else "not_ready",
        text("Nothing of order {number} is ready to pack.", number=order.number),
        named,
    )


# ---- scanning ---------------------------------------------------------------


def scan_code(steps: Steps, parcel: Parcel, code: Code) -> ScanAnswer:
    """What was scanned while this parcel is open."""
    items = steps.items_in(parcel)
    inside = _inside(steps.book, parcel, items)
    if code.kind == "card":
        return _scan_card(steps, parcel, inside, code)
    if code.kind == "item":
        item = steps.book.one(Item, serial=code.value)
        here = item is not None and (item.parcel == parcel.id or (item.order == parcel.order and item.parcel is None))
        if item is not None and not here and parcel.state != "new":
            return _open_for_item(steps, item)  # the parcel on the bench is done: the next one begins
        return _scan_item(steps, parcel, inside, item, code)
    other = _parcel_of(steps.book, code)
    order = _order_of(steps.book, code) if other is None else None
    own = {parcel.order, *(item.order for item in items)}
    if (other is not None and other.id == parcel.id) or (
        order is not None and order.id in own and parcel.state == "new"
    ):
        return _opened(steps, parcel)
    if other is None and order is None:
        return _refused(steps, misread() if code.kind == "misread" else unknown(), parcel)
    if parcel.state == "new" and inside.scanned:
        return _refused(steps, unfinished(inside), parcel)
    if parcel.state == "new":
        steps.book.save(replace(parcel, facts=left(parcel.facts, steps.office.station)))
    return _opened(steps, other) if other is not None else open_code(steps, code)


def _scan_item(steps: Steps, parcel: Parcel, inside: Contents, item: Item | None, code: Code) -> ScanAnswer:
    where = Whereabouts() if item is None else _whereabouts(steps, parcel, item)
    verdict = judge(parcel, inside, item, code.unit, where)
    if item is None or verdict.unit is None:
        return _refused(steps, verdict, parcel)
    if verdict.joins:
        parcel = put(steps, parcel, [item])
    steps.book.add(
        Scan(
            parcel=parcel.id, item=item.id, unit=verdict.unit, at=steps.office.clock(), by=steps.office.actor.account,
            code=unit_code(item.serial, verdict.unit, item.quantity),
        )
    )  # fmt: skip
    return ScanAnswer(verdict, parcel_view(steps.office, steps.book, counted(steps, parcel)))


def _scan_card(steps: Steps, parcel: Parcel, inside: Contents, code: Code) -> ScanAnswer:
    verdict = judge_card(parcel, inside, code.value)
    if not verdict.good:
        return _refused(steps, verdict, parcel)
    if inside.card == "wanted":
        parcel = counted(steps, replace(parcel, facts={**parcel.facts, "card": "there"}))
    return ScanAnswer(verdict, parcel_view(steps.office, steps.book, parcel))


def _whereabouts(steps: Steps, parcel: Parcel, item: Item) -> Whereabouts:
    other = None if item.parcel in {None, parcel.id} else steps.book.get(Parcel, item.parcel or 0)
    mine, theirs = contact_of(steps.book, parcel.order), contact_of(steps.book, item.order)
    return Whereabouts(
        steps.book.get(Order, item.order).number,
        str(item.options.get(SHELF, "")),
        "" if other is None else other.number,
        mine is not None and theirs is not None and item.order != parcel.order
        and item.parcel is None and same_place(steps.office, mine, theirs),
    )  # fmt: skip


# ---- looking things up ------------------------------------------------------


def _inside(book: Reading, parcel: Parcel, items: Iterable[Item]) -> Contents:
    card = parcel.facts.get("card", "none")
    return contents(items, book.find(Scan, parcel=parcel.id), card if card in {"wanted", "there"} else "none")


def _parcel_of(book: Reading, code: Code) -> Parcel | None:
    if code.kind in {"number", "card"}:
        return book.one(Parcel, number=code.value)
    found = book.find(Parcel, waybill=code.value, order_by="-id", limit=1) if code.value else []
    return found[0] if found else None


def _order_of(book: Reading, code: Code) -> Order | None:
    if not code.value:
        return None
    return book.one(Order, number=code.value)
