"""What is asked of the database: records with versions, the queue, the audit chain. ``app.storage`` keeps it.

A stale writer is refused (``StaleError``); a lost connection is told (``BookOfflineError``) and nothing is half written.
"""

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, TypeVar

from app.errors import AppError
from app.i18n import text
from app.orders.backup import Backups
from app.orders.queue import Cursor, Page, QueueQuery
from app.orders.record import Record
from app.security.actor import Actor

R = TypeVar("R", bound=Record)


class NotFoundError(AppError):
    """No such record."""

    def __init__(self) -> None:
        super().__init__(text("This is not in the book any more; look for it again."))


class StaleError(AppError):
    """Somebody else changed the record since it was read. ``mine`` is what was to be written, ``theirs`` what is there."""

    def __init__(self, mine: Record, theirs: Record) -> None:
        super().__init__(text("Somebody else changed this in the meantime; look at both versions and decide again."))
        self.mine, self.theirs = mine, theirs


class TakenError(AppError):
    """A number, name or key that has to be the only one exists already."""

    def __init__(self) -> None:
        super().__init__(text("This exists already."))


class BookOfflineError(AppError):
    """The database does not answer."""

    def __init__(self) -> None:
        super().__init__(text("The database does not answer; nothing was changed. It is tried again by itself."))


class BookBusyError(BookOfflineError):
    """Somebody else writes for longer than is waited for; nothing was changed."""

    def __init__(self) -> None:
        AppError.__init__(
            self,
            text("The order book is busy with somebody else's work; nothing was changed. Do it again in a moment."),
        )


class BookNewerError(AppError):
    """A newer version of the program has changed the form of the book: this one cannot read it."""

    def __init__(self) -> None:
        super().__init__(
            text("The order book was changed by a newer version of this program; install that version on this PC too.")
        )


class MigrationFailedError(AppError):
    """This version could not bring the book up to date; the book is as it was."""

    def __init__(self) -> None:
        super().__init__(
            text(
                "This version could not bring the order book up to date. The book is as it was, and a copy of it was kept:"
                " go on with the version before, and tell whoever publishes this program."
            )
        )


class BookDamagedError(AppError):
    """What lies on the disk of the database cannot be read any more. ``backups``: the folder with the backups of this PC."""

    def __init__(self, backups: str = "") -> None:
        super().__init__(
            text("The order book is damaged; restore the last backup from “{folder}”.", folder=backups)
            if backups
            else text("The order book is damaged; restore the last backup.")
        )


class BookUncertainError(BookOfflineError):
    """The connection was lost while a change was being kept, and did not come back to tell what became of it."""

    def __init__(self) -> None:
        AppError.__init__(
            self,
            text(
                "The connection was lost while saving; look whether the change is there when the database answers again."
            ),
        )


@dataclass(frozen=True)
class AuditEvent:
    """One link of the audit chain; never holds personal data.

    kind     what happened: "item.submit", "personal.reveal", "login.failed", "settings.changed", …
    subject  kind and id of the record, "item:123"; empty where there is none
    order    id of the order it belongs to; 0 where it belongs to none
    facts    what else is to be known: {"from": "modeling", "to": "self_check"}
    """

    seq: int
    at: datetime
    actor: int
    role: str
    kind: str
    subject: str
    order: int
    reason: str
    facts: Mapping[str, Any]
    previous: bytes
    mac: bytes


@dataclass(frozen=True)
class Between:
    """As the value of a field that is looked for: from ``first`` on, before ``end``. What has none is left out."""

    first: datetime
    end: datetime


@dataclass(frozen=True)
class WhichBook:
    """What tells a book from every other one, on whatever server or in whatever file it lies.

    id     made with the book; it stays when a backup brings the book to another database
    since  of its last restore, "" where there was none: what was known of the book before that is of another history
    """

    id: str
    since: str = ""

    def may_have(self, book: str) -> bool:
        """Whether what was written down for this book, by its id, is about this one; "" where nobody knows."""
        return book in {"", self.id}


ItemKey = tuple[str, int]
"""Id of a book ("" where nobody knows, as in files of an earlier version) and of an item in it."""


class Reading(Protocol):
    """One consistent look into the book. Every method may raise BookOfflineError."""

    def which(self) -> WhichBook:
        """Which book this is."""
        ...

    def moment(self) -> datetime:
        """What time it is by the clock of the database, which is one for all PCs (UTC, to the millisecond)."""
        ...

    def get(self, kind: type[R], id: int) -> R:  # noqa: A002 - the field's name
        """Raises NotFoundError."""
        ...

    def get_all(self, kind: type[R], ids: Iterable[int]) -> dict[int, R]:
        """Those that exist, by id."""
        ...

    def find(self, kind: type[R], /, *, order_by: str = "id", limit: int | None = None, **equals: Any) -> list[R]:
        """Records whose fields have these values; a tuple, list or set of values means "one of these"; None is NULL.

        A Between means what lies in there.

        ``order_by``: a field, with "-" before it for the last first.
        """
        ...

    def one(self, kind: type[R], /, **equals: Any) -> R | None:
        """The only record whose fields have these values."""
        ...

    def how_many(self, kind: type[R], /, **equals: Any) -> int: ...

    def page(self, query: QueueQuery, after: Cursor | None = None, limit: int = 100) -> Page: ...

    def count(self, query: QueueQuery, most: int = 1000) -> int:
        """How many rows a query has, counted up to ``most``."""
        ...

    def events(
        self,
        *,
        order: int | None = None,
        subject: str | None = None,
        kinds: tuple[str, ...] = (),
        after: int = 0,
        limit: int = 200,
        newest_first: bool = False,
    ) -> list[AuditEvent]:
        """Links of the chain. A kind that ends with a dot stands for all that begin so ("login.").

        ``after``: those that follow this one in the order that is asked for; 0: from where that order begins.
        """
        ...


class Writing(Reading, Protocol):
    """One transaction: all of it is in the book when the ``with`` block ends, or nothing of it.

    Writers follow each other: what was read in a transaction stays true until its end.
    """

    def add(self, record: R) -> R:
        """Raises TakenError where something unique exists already."""
        ...

    def add_all(self, records: Iterable[Record]) -> None:
        """Many at once, quickly. Raises TakenError."""
        ...

    def save(self, record: R) -> R:
        """Write a changed record; gives it with its new version. Raises StaleError, NotFoundError."""
        ...

    def remove(self, record: Record) -> None:
        """Raises StaleError, NotFoundError."""
        ...

    def note(
        self,
        kind: str,
        subject: Record | str = "",
        *,
        order: int = 0,
        reason: str = "",
        facts: Mapping[str, Any] | None = None,
    ) -> None:
        """Append a link to the audit chain when the transaction ends."""
        ...

    def next_number(self, series: str, count: int = 1) -> int:
        """1, 2, 3 … for each series ("MG-20261125"); never the same twice, gaps are possible.

        With a ``count`` the first of so many that follow each other.
        """
        ...


@dataclass(frozen=True)
class Changed:
    """What another process (or this one) has just changed. ``everything``: look at all of it again (after a reconnect)."""

    orders: frozenset[int] = frozenset()
    subjects: frozenset[str] = frozenset()  # "item:123", "account:7"
    everything: bool = False


@dataclass(frozen=True)
class ChainReport:
    """Whether the audit chain holds. ``broken_at``: the first link that does not; ``truncated``: links are missing at the end."""

    links: int
    broken_at: int | None = None
    truncated: bool = False
    problem: str = ""

    @property
    def good(self) -> bool:
        """Nothing was changed, taken out or cut off."""
        return self.broken_at is None and not self.truncated and not self.problem


class Book(Protocol):
    """The database of the workshop."""

    def reading(self) -> AbstractContextManager[Reading]: ...

    def writing(self, actor: Actor) -> AbstractContextManager[Writing]: ...

    def watch(self, changed: Callable[[Changed], None], online: Callable[[bool], None]) -> Callable[[], None]:
        """Call ``changed`` and ``online`` from a thread of the book whenever something happens; gives what ends it.

        ``online`` is told at first, and again whenever the database does not answer any more or answers again.
        """
        ...

    def verify_chain(self) -> ChainReport: ...

    def backups(self) -> Backups:
        """Makes backups of this book, and restores them into it."""
        ...

    def where(self) -> str:
        """The database for people: "SQLite" or "PostgreSQL, server name"; no password."""
        ...

    def close(self) -> None: ...


def is_on_this_pc(book: Book) -> bool:
    """Whether the book is a file that this PC keeps itself, not on a server, which has a clock and backups of its own."""
    return book.where().startswith("SQLite")


@dataclass
class Patch:
    """What a stale writer is shown: field by field, what was read, what is there now, what was to be written."""

    fields: dict[str, tuple[Any, Any]] = field(default_factory=dict)


def differences(mine: Record, theirs: Record) -> Patch:
    """The fields in which two versions of a record differ, as (mine, theirs)."""
    names = (name for name in vars(mine) if name != "version")
    return Patch({n: (getattr(mine, n), getattr(theirs, n)) for n in names if getattr(mine, n) != getattr(theirs, n)})
