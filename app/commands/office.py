"""What the commands of orders, parcels and people work with, and the guard that every one of them stands behind.

A command is ``def do(office: Office, …) -> …`` below ``@command("orders.assign", Permission.ORDERS_ASSIGN)``. It runs on
any thread (the window calls it on the lane "book"), opens its own transaction, and raises AppErrors for people.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from app.commands.picture_shelf import PictureShelf
from app.dispatch.slicing import SlicerRack
from app.i18n import Text
from app.orders.assets import AssetStore
from app.orders.book import Book
from app.orders.places import Places
from app.orders.record import now
from app.security.actor import OWNER, Actor
from app.security.permissions import NotAllowedError, Permission, Scope, may, scope
from app.security.vault import Vault

P = ParamSpec("P")
T = TypeVar("T")


@dataclass
class Opening:
    """Whom to tell how far a book is that is brought up to date at its opening: a share of 0 to 1, and what is done."""

    heard: Callable[[float, Text], None] = lambda _done, _what: None

    def __call__(self, done: float, what: Text) -> None:
        """Tell it; from any thread."""
        self.heard(done, what)


@dataclass
class Office:
    """The book, the files, the keys, and who is at the desk.

    station  a name for this PC that is shown to others ("PC-03"), no person's name
    actor    who is logged in; ``acting()`` freezes it for a job that runs on another thread
    pictures small pictures that were made already, in memory alone: faces are on no disk in the clear
    servers  opens a server that is asked for orders, by name, address and token (``app.commands.intake.source``)
    places   where this PC keeps book, files and key; None: on a book that was handed over
    slicers  gives the slicers of this PC
    updates  brings newer versions of the program (``app.commands.updates``); None: it was not installed
    """

    book: Book
    assets: AssetStore
    vault: Vault
    station: str = "PC"
    actor: Actor = OWNER
    clock: Callable[[], datetime] = field(default=now)
    pictures: PictureShelf = field(default_factory=PictureShelf)
    servers: Callable[[str, str, str], Any] | None = None
    places: Callable[[], Places] | None = None
    slicers: Callable[[], SlicerRack] | None = None
    updates: Callable[[], Any] | None = None
    opening: Opening = field(default_factory=Opening)

    def acting(self, actor: Actor | None = None) -> "Office":
        """This office with the actor of now (or another one), whoever logs in later."""
        return replace(self, actor=actor or self.actor)

    def only_for(self, permission: Permission) -> int | None:
        """Account to which the actor's view is narrowed (need-to-know); None where it is not."""
        return self.actor.account if scope(self.actor, permission) is Scope.ASSIGNED else None


@dataclass(frozen=True)
class OfficeCommand:
    """A command and what it needs; ``permission`` None: anybody, before log-in too."""

    id: str
    permission: Permission | None
    function: Callable[..., object]


COMMANDS: dict[str, OfficeCommand] = {}
"""Every command that was imported, by id: filled by the decorator while its module loads, read by the matrix test."""


def command(
    name: str,
    permission: Permission | None,
) -> Callable[[Callable[Concatenate[Office, P], T]], Callable[Concatenate[Office, P], T]]:
    """Declare a command: whoever calls it needs ``permission``. The only place where permissions are enforced."""

    def declare(function: Callable[Concatenate[Office, P], T]) -> Callable[Concatenate[Office, P], T]:
        @wraps(function)
        def guarded(office: Office, /, *args: P.args, **kwargs: P.kwargs) -> T:
            if permission is not None and not may(office.actor, permission):
                raise NotAllowedError
            return function(office, *args, **kwargs)

        if name in COMMANDS:
            raise ValueError(name)
        COMMANDS[name] = OfficeCommand(name, permission, guarded)
        return guarded

    return declare
