"""Need-to-know: an order is shown to, and changed by, whoever works on it (operations.md R35)."""

from collections.abc import Iterable

from app.orders.records import Item
from app.security.actor import OWNER, Actor
from app.security.permissions import NotAllowedError, Permission, Scope, scope


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
