"""What each role may do, and of which orders: the one table that every command is checked against.

``Scope.ASSIGNED`` is need-to-know (operations.md R35): only items that are assigned to this person or to nobody yet.
"""

from enum import Enum, StrEnum

from app.errors import AppError
from app.i18n import text
from app.security.actor import Actor
from app.security.roles import Role


class Scope(Enum):
    """Of which orders."""

    NONE = 0
    ASSIGNED = 1
    ALL = 2


class Permission(StrEnum):
    """Something that may be allowed."""

    ORDERS_SEE = "orders.see"
    ORDERS_EDIT = "orders.edit"  # notes, files, due dates, priority
    ORDERS_ASSIGN = "orders.assign"
    ORDERS_IMPORT = "orders.import"
    ORDERS_EXPORT = "orders.export"
    ORDERS_HOLD = "orders.hold"
    ORDERS_CANCEL = "orders.cancel"
    MODEL_WORK = "model.work"
    REVIEW = "review"  # internal review of another person's model
    PROOF_SEND = "proof.send"
    PROOF_DECIDE = "proof.decide"  # enters the buyer's decision
    PRODUCE = "produce"
    QUALITY = "quality"
    PACK = "pack"
    SHIP = "ship"
    ACCEPTANCE = "acceptance"
    CLAIMS = "claims"
    PERSONAL_REVEAL = "personal.reveal"
    PERSONAL_MANAGE = "personal.manage"  # export or erase a person, retention, end of contract
    ACCOUNTS = "accounts"
    SETTINGS = "settings"
    AUDIT_SEE = "audit.see"
    BACKUP = "backup"
    UPDATE = "update"  # put a newer version of the program in place
    VIEWS = "views"  # save one's own views


_E, _S, _L = Role.ENGINEER, Role.SERVICE, Role.LOGISTICS
_V, _A, _U, _P = Role.SUPERVISOR, Role.ADMIN, Role.AUDITOR, Role.SYSTEM
_ALL, _MINE = Scope.ALL, Scope.ASSIGNED

MATRIX: dict[Permission, dict[Role, Scope]] = {
    Permission.ORDERS_SEE: {_E: _MINE, _S: _ALL, _L: _ALL, _V: _ALL, _A: _ALL, _U: _ALL, _P: _ALL},
    Permission.ORDERS_EDIT: {_E: _MINE, _S: _ALL, _L: _ALL, _A: _ALL, _P: _ALL},
    Permission.ORDERS_ASSIGN: {_E: _MINE, _S: _ALL, _A: _ALL},
    Permission.ORDERS_IMPORT: {_S: _ALL, _A: _ALL, _P: _ALL},
    Permission.ORDERS_EXPORT: {_S: _ALL, _A: _ALL},
    Permission.ORDERS_HOLD: {_E: _MINE, _S: _ALL, _L: _ALL, _A: _ALL, _P: _ALL},
    Permission.ORDERS_CANCEL: {_S: _ALL, _A: _ALL},
    Permission.MODEL_WORK: {_E: _MINE},
    Permission.REVIEW: {_E: _ALL, _S: _ALL},
    Permission.PROOF_SEND: {_E: _MINE, _S: _ALL},
    Permission.PROOF_DECIDE: {_S: _ALL, _P: _ALL},
    Permission.PRODUCE: {_E: _ALL, _L: _ALL, _P: _ALL},
    Permission.QUALITY: {_E: _ALL, _L: _ALL},
    Permission.PACK: {_L: _ALL},
    Permission.SHIP: {_L: _ALL, _P: _ALL},
    Permission.ACCEPTANCE: {_L: _ALL, _S: _ALL, _P: _ALL},
    Permission.CLAIMS: {_S: _ALL, _L: _ALL},
    Permission.PERSONAL_REVEAL: {_S: _ALL, _L: _ALL},
    Permission.PERSONAL_MANAGE: {_A: _ALL},
    Permission.ACCOUNTS: {_A: _ALL},
    Permission.SETTINGS: {_A: _ALL},
    Permission.AUDIT_SEE: {_U: _ALL, _A: _ALL, _V: _ALL},
    Permission.BACKUP: {_A: _ALL, _P: _ALL},
    Permission.UPDATE: {_A: _ALL},
    Permission.VIEWS: dict.fromkeys((_E, _S, _L, _V, _A, _U), _ALL),
}


def scope(actor: Actor, permission: Permission) -> Scope:
    """The widest scope that one of the actor's roles gives."""
    return max(
        (MATRIX[permission].get(role, Scope.NONE) for role in actor.roles), key=lambda s: s.value, default=Scope.NONE
    )


def may(actor: Actor, permission: Permission) -> bool:
    """Whether the actor may do this for any order at all."""
    return scope(actor, permission) is not Scope.NONE


class NotAllowedError(AppError):
    """Whoever asked may not do this."""

    def __init__(self) -> None:
        super().__init__(text("Your account may not do this; ask an administrator if you need it."))
