"""The status of an order, derived from its items, their parcels and its claims; never set by hand (operations.md 2.3)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from app.i18n import text
from app.orders import stages
from app.orders.machine import State
from app.orders.records import Item, Order

STATES = (
    State("received", text("Received"), "dim", icon="mdi6.inbox-arrow-down-outline"),
    State("in_progress", text("In work"), "accent", icon="mdi6.progress-wrench"),
    State("on_hold", text("On hold"), "warn", icon="mdi6.pause-circle-outline"),
    State("part_shipped", text("Partly shipped"), "accent", icon="mdi6.truck-outline"),
    State("shipped", text("Shipped"), "accent", icon="mdi6.truck-fast-outline"),
    State("delivered", text("Delivered"), "warn", icon="mdi6.home-outline"),
    State("accepted", text("Accepted"), "ok", open=False, icon="mdi6.check-decagram"),
    State("warranty", text("Warranty case"), "bad", icon="mdi6.shield-alert-outline"),
    State("closed", text("Closed"), "dim", open=False, icon="mdi6.lock-check-outline"),
    State("cancelled", text("Cancelled"), "dim", open=False, icon="mdi6.cancel"),
)
STATUS: dict[str, State] = {state.id: state for state in STATES}
"""By id."""


ACCEPTED = ("parcel.accepted", "parcel.auto_accepted")
DELIVERED = ("parcel.signed", "parcel.unboxed", "parcel.issue_reported", *ACCEPTED)
SHIPPED = (*stages.ON_THE_WAY, "parcel.at_locker", *DELIVERED)
OWED = ("received", "in_progress", "on_hold", "part_shipped")
"""Ids of states in which something has yet to leave the house: only then can an order be late."""
_GONE = ("cancelled", "remade")
_UNTOUCHED = ("new",)


@dataclass(frozen=True)
class Part:
    """What the status has to know of an item.

    replaces_shipped  it is made anew for one that had left the house already: warranty, not production
    """

    stage: str
    replaces_shipped: bool = False


def parts_of(items: Iterable[Item]) -> tuple[Part, ...]:
    """The parts of one order. An item that was made anew and lies in a parcel had left the house."""
    by_id = {item.id: item for item in items}

    def replaces_shipped(item: Item) -> bool:
        old = by_id.get(item.remake_of or 0)
        return old is not None and (old.parcel is not None or replaces_shipped(old))

    return tuple(Part(item.stage, replaces_shipped(item)) for item in by_id.values())


def derive(parts: Iterable[Part], *, open_claims: int = 0, warranty_over: bool = False) -> str:
    """Id of the status. ``open_claims``: how many claims are not closed; ``warranty_over``: its last day has passed."""
    parts = tuple(parts)
    live = [part for part in parts if part.stage not in _GONE]
    if not live:
        return "cancelled" if parts else "received"
    still_open = [part for part in live if part.stage not in ACCEPTED]
    if still_open and all(part.stage == "on_hold" for part in still_open):
        return "on_hold"
    first_time = [part for part in live if not part.replaces_shipped]
    again = [part for part in still_open if part.replaces_shipped]
    if all(part.stage in DELIVERED for part in first_time) and (open_claims or again):
        return "warranty"
    if not still_open:
        return "closed" if warranty_over else "accepted"
    if all(part.stage in DELIVERED for part in live):
        return "delivered"
    if all(part.stage in SHIPPED for part in live):
        return "shipped"
    if any(part.stage in SHIPPED for part in live):
        return "part_shipped"
    return "received" if all(part.stage in _UNTOUCHED for part in live) else "in_progress"


def status_of(order: Order, items: Iterable[Item], open_claims: int, now: datetime) -> str:
    """The status of this order at this moment."""
    over = order.warranty_until is not None and order.warranty_until <= now
    return derive(parts_of(items), open_claims=open_claims, warranty_over=over)
