"""Need-to-know: an order is shown to, and changed by, whoever works on it (operations.md R35)."""

from collections.abc import Iterable

from app.orders.book import Reading
from app.orders.records import Item
from app.security.actor import OWNER, Actor
from app.security.permissions import NotAllowedError, Permission, Scope, scope
from app.shipping.records import Parcel


def in_scope(actor: Actor, permission: Permission, item: Item | None) -> bool:
    """Whether the actor may do this with this item (None: with what belongs to no item)."""
    width = scope(actor, permission)
    if width is Scope.ASSIGNED and actor != OWNER:
        return item is None or item.assignee in {None, actor.account}
    return width is not Scope.NONE


def need(actor: Actor, permission: Permission, item: Item | None) -> None:
    """Raises NotAllowedError where it is not in the actor's scope."""
    if not in_scope(actor, permission, item):
        raise NotAllowedError


def need_order(actor: Actor, permission: Permission, items: Iterable[Item]) -> None:
    """For what concerns a whole order: one of its items has to be in scope. Raises NotAllowedError."""
    items = tuple(items)
    if not (any(in_scope(actor, permission, item) for item in items) if items else in_scope(actor, permission, None)):
        raise NotAllowedError


def parcels_in_scope(actor: Actor, book: Reading, parcels: Iterable[Parcel]) -> set[int]:
    """Ids of those parcels that hold something, or are of an order with something, that the actor may see."""
    listed = tuple(parcels)
    if scope(actor, Permission.ORDERS_SEE) is Scope.ALL or actor == OWNER or not listed:
        return {parcel.id for parcel in listed}
    orders = {parcel.order for parcel in listed}
    inside: dict[int, list[Item]] = {}
    beside: dict[int, list[Item]] = {}
    for item in (*book.find(Item, parcel=tuple(p.id for p in listed)), *book.find(Item, order=tuple(orders))):
        inside.setdefault(item.parcel or 0, []).append(item)
        beside.setdefault(item.order, []).append(item)
    return {
        parcel.id
        for parcel in listed
        if any(
            in_scope(actor, Permission.ORDERS_SEE, item)
            for item in inside.get(parcel.id) or beside.get(parcel.order) or ()
        )
    }


def need_parcel(actor: Actor, book: Reading, parcel: Parcel) -> None:
    """Raises NotAllowedError where nothing in it is in the actor's scope."""
    if parcel.id not in parcels_in_scope(actor, book, (parcel,)):
        raise NotAllowedError
