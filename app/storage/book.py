"""The book in a database: who writes follows whoever wrote before, and knows whether it is kept.

Writers follow each other, on SQLite by its own lock, on PostgreSQL by the lock of the chain's head, taken when a
transaction begins: what a guard has read stays true until the commit, and two bulk changes cannot lock each other out.
"""

import contextlib
import logging
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, func, select, union_all
from sqlalchemy import text as sql
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from app.errors import AppError
from app.i18n import Text, text
from app.jobs.progress import Progress
from app.orders.backup import RESTORED, Backups
from app.orders.book import (
    BookDamagedError,
    BookOfflineError,
    BookUncertainError,
    ChainReport,
    Changed,
    Reading,
    Writing,
)
from app.orders.record import follow_ids, now
from app.orders.records import Item
from app.security.actor import Actor
from app.security.chain import genesis, key_mark, same, verify
from app.security.keys import KeyDoesNotFitError
from app.storage import queue_index, queue_tables, watching
from app.storage.anchors import Anchors
from app.storage.backups import BookBackups
from app.storage.before_migration import keep
from app.storage.database import LOCK_SECONDS, WRITES
from app.storage.event_rows import link_of
from app.storage.faults import is_lost, translated
from app.storage.migrating import bring_up_to_date
from app.storage.reading import TableReading
from app.storage.tables import TABLES, chain_head, events
from app.storage.turns import Turns
from app.storage.visitors import Visitors
from app.storage.writing import TableWriting

Tell = Callable[[float, Text], None]
"""Takes a share of 0 to 1, and what is being done."""
log = logging.getLogger(__name__)
_SETTLE_SECONDS = 10.0
_ROWS_AT_ONCE = 5000


class DatabaseBook:
    """Implements :class:`app.orders.book.Book`. Nothing is connected before it is first used; see ``prepare``."""

    def __init__(
        self,
        engine: Engine,
        audit_key: bytes,
        anchors: Path,
        backups: str = "",
        clock: Callable[[], datetime] = now,
        *,
        tell: Tell = lambda _done, _what: None,
    ) -> None:
        """``tell``: how far the book is while it is brought up to date at its opening, from the thread that opens it."""
        self.engine = engine
        self._key, self._anchors_folder, self._backups, self._clock = audit_key, anchors, backups, clock
        self._tell = tell
        self._turns = Turns()
        self._preparing = threading.Lock()
        self._book = ""
        self._visitors = Visitors()
        self._anchors: Anchors | None = None

    @property
    def _postgresql(self) -> bool:
        return self.engine.dialect.name == "postgresql"

    def _is_ready(self) -> bool:
        return bool(self._book)

    def prepare(self) -> None:
        """Make or change the tables where needed, and check that the key is the book's. Done once, at the first use.

        Raises BookOfflineError, BookRefusedError, BookDamagedError.
        """
        if self._is_ready():
            return
        with self._visitors.inside(), self._preparing, self._for_people():
            if self._is_ready():  # another thread was faster
                return
            bring_up_to_date(self.engine, self._keep_before, lambda what: self._tell(0.0, what))
            head = self._begin_chain()
            if not same(head.key_mark, key_mark(self._key, head.book)):
                raise KeyDoesNotFitError
            self._fill_queue()
            follow_ids(self._newest_id())
            self._anchors = Anchors(self._anchors_folder, head.book, self._key)
            self._book = head.book

    @property
    def backups_folder(self) -> Path:
        """Where this PC keeps its backups."""
        return Path(self._backups) if self._backups else self._anchors_folder.parent / "backups"

    def _keep_before(self, revision: str) -> None:
        """Copy the book before its form is changed."""
        what = text("Keeping a copy of the order book…")
        progress = Progress(lambda done, _what: self._tell(done, what))
        keep(self.engine, BookBackups(self, self._key, self._clock).make_rows, revision, self.backups_folder, progress)

    # ---- transactions -------------------------------------------------------

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        """One consistent look. Raises BookOfflineError."""
        self.prepare()
        with self._for_people(), self._connected(writes=False) as connection:
            yield TableReading(connection, self._clock())

    @contextmanager
    def writing(self, actor: Actor) -> Iterator[Writing]:
        """One transaction; see the protocol. Raises BookBusyError where others write for too long."""
        self.prepare()
        with self._turns.turn(LOCK_SECONDS), self._for_people(), self._connected(writes=True) as connection:
            head = self._lock_head(connection)
            work = TableWriting(connection, actor, self._key, (head.seq, bytes(head.mac)), self._clock())
            yield work
            work.finish()
            if work.broken:  # PostgreSQL would answer the commit with a quiet rollback
                raise RuntimeError("a transaction went on after an error of the database")
            self._commit(connection, head.xid)
        if work.seq != head.seq:
            self._saw(work.seq, work.mac)

    @contextmanager
    def _connected(self, *, writes: bool) -> Iterator[Connection]:
        """A connection with a transaction that is given up unless it is committed inside."""
        options: dict[str, Any] = {WRITES: writes}
        if self._postgresql:
            options["isolation_level"] = "READ COMMITTED" if writes else "REPEATABLE READ"
            options["postgresql_readonly"] = not writes
        with self._visitors.inside(), self.engine.connect() as plain:
            connection = plain.execution_options(**options)
            transaction = connection.begin()
            try:
                yield connection
            finally:
                if transaction.is_active:
                    with contextlib.suppress(
                        SQLAlchemyError
                    ):  # the connection may be gone: then it is given up all the same
                        transaction.rollback()

    def _lock_head(self, connection: Connection) -> Any:
        """The head of the chain with its columns and ``xid``, the number of this transaction (PostgreSQL)."""
        head = connection.execute(_HEAD_LOCKED if self._postgresql else _HEAD).one_or_none()
        if head is None:
            raise BookDamagedError(self._backups)
        return head

    def _commit(self, connection: Connection, xid: str | None) -> None:
        """Raises BookOfflineError where nothing was kept, BookUncertainError where nobody can tell."""
        try:
            connection.commit()
        except DBAPIError as error:
            if xid is None or not is_lost(error):
                raise
            if not self._was_committed(xid):
                raise BookOfflineError from None

    def _was_committed(self, xid: str) -> bool:
        """The answer to a commit was lost: ask the server what became of the transaction. Raises BookUncertainError."""
        end, pause = time.monotonic() + _SETTLE_SECONDS, 0.05
        while time.monotonic() < end:
            with contextlib.suppress(SQLAlchemyError), self.engine.connect() as connection:
                became = connection.execute(_BECAME, {"xid": xid}).scalar()
                if became in {"committed", "aborted"}:
                    return bool(became == "committed")
                if became is None:  # too long ago for the server
                    break
            time.sleep(pause)
            pause = min(pause * 2, 1.0)
        raise BookUncertainError

    @contextmanager
    def _for_people(self) -> Iterator[None]:
        """Errors of the database become sentences, without the values that it quotes."""
        try:
            yield
        except SQLAlchemyError as error:
            told = translated(error)
            raise (BookDamagedError(self._backups) if isinstance(told, BookDamagedError) else told) from None
        except BookDamagedError:  # translated already, by what does not know where the backups are
            raise BookDamagedError(self._backups) from None

    # ---- watching -----------------------------------------------------------

    def watch(self, changed: Callable[[Changed], None], online: Callable[[bool], None]) -> Callable[[], None]:
        """Tell what happens, from a thread of its own; gives what ends it."""
        return watching.watch(self.engine, changed, online)

    # ---- the chain ----------------------------------------------------------

    def _begin_chain(self) -> Any:
        """The head of the chain, made where there is none yet."""
        with self._connected(writes=False) as connection:
            head = connection.execute(_HEAD).one_or_none()
        if head is not None:
            return head
        with self._connected(writes=True) as connection:
            dialect = postgresql if self._postgresql else sqlite
            book = secrets.token_hex(8)
            first = {"id": 1, "book": book, "seq": 0, "mac": genesis(self._key, book)}
            first["key_mark"] = key_mark(self._key, book)
            connection.execute(dialect.insert(chain_head).values(first).on_conflict_do_nothing())
            head = connection.execute(_HEAD).one()  # another PC may have been faster
            connection.commit()
        return head

    def verify_chain(self) -> ChainReport:
        """Walk along the whole chain, and compare it with the heads that this PC wrote down."""
        self.prepare()
        assert self._anchors is not None
        with self.reading() as book:
            restores = [(event.seq - 1, event.at) for event in book.events(kinds=(RESTORED,), limit=_ROWS_AT_ONCE)]
        known, whole = self._anchors.known(restores)  # before the look into the book: what it names is there by then
        with self._for_people(), self._connected(writes=False) as connection:
            head = connection.execute(_HEAD).one()
            plan = connection.execution_options(yield_per=_ROWS_AT_ONCE)
            with plan.execute(select(events).order_by(events.c.seq)) as rows:
                verdict = verify(self._key, genesis(self._key, head.book), (link_of(row) for row in rows), known)
        seq, mac = verdict.head
        if verdict.broken_at is not None:
            return ChainReport(verdict.links, verdict.broken_at)
        if max([head.seq, *known]) > seq:
            return ChainReport(verdict.links, truncated=True)
        if (head.seq, bytes(head.mac)) != (seq, mac):
            return ChainReport(
                verdict.links, problem=str(text("The end of the chain is not where the book says it is."))
            )
        problem = "" if whole else str(text("The list of heads that this PC wrote down was changed by hand."))
        return ChainReport(verdict.links, problem=problem)

    def _saw(self, seq: int, mac: bytes, *, for_sure: bool = False) -> None:
        """A PC that cannot write its own file goes on working: the book is whole, and others write theirs."""
        try:
            if self._anchors is not None:
                self._anchors.saw(seq, mac, for_sure=for_sure)
        except OSError as error:
            log.warning("the head of the audit chain could not be written down: %s", type(error).__name__)

    # ---- backups ------------------------------------------------------------

    def backups(self) -> Backups:
        """Makes backups of this book, and restores them into it."""
        return BookBackups(self, self._key, self._clock)

    @contextmanager
    def connected(self, *, writes: bool) -> Iterator[Connection]:
        """For backups: a transaction on the bare tables."""
        with self._for_people(), self._connected(writes=writes) as connection:
            yield connection

    @contextmanager
    def alone(self) -> Iterator[Callable[[], None]]:
        """For a restore: nobody else of this process writes meanwhile, nor looks once what is given was called.

        Both raise BookBusyError where others take too long.
        """
        with self._turns.turn(LOCK_SECONDS), contextlib.ExitStack() as shut:
            yield lambda: shut.enter_context(self._visitors.alone(LOCK_SECONDS))

    def look_again(self) -> None:
        """Another book may lie there by now: ``prepare`` looks at it anew."""
        with self._preparing:
            self._book = ""

    def was_replaced(self, book: str, seq: int, mac: bytes) -> None:
        """The tables hold what a backup held; later heads that this PC wrote down are of another history."""
        with self._preparing:
            self._anchors = Anchors(self._anchors_folder, book, self._key)
            self._book = book
            try:
                self._anchors.restored(seq, mac)
            except OSError as error:
                log.warning("the restored head could not be written down: %s", type(error).__name__)
            follow_ids(self._newest_id())

    # ---- the rest -----------------------------------------------------------

    def _newest_id(self) -> int:
        """The greatest id of all records; 0 in an empty book."""
        newest = union_all(*(select(func.max(table.c.id)) for table in TABLES.values())).subquery()
        with self._connected(writes=False) as connection:
            return connection.execute(select(func.max(*newest.c))).scalar() or 0

    def _fill_queue(self) -> None:
        """The queue's tables are made from the records where this program wants them in another form."""
        with self._connected(writes=False) as connection:
            if queue_tables.is_current(connection):
                return
        with self._connected(writes=True) as connection:
            self._lock_head(connection)
            if not queue_tables.is_current(connection):
                items = TABLES[Item]
                ids = connection.execute(select(items.c.id).order_by(items.c.id)).scalars().all()
                what = text("Bringing the order book up to date…")
                reading = TableReading(connection, self._clock())
                queue_index.rebuild(connection, reading, ids, lambda done: self._tell(done, what))
                connection.commit()

    def where(self) -> str:
        """The database for people."""
        return f"PostgreSQL, {self.engine.url.host or 'localhost'}" if self._postgresql else "SQLite"

    def close(self) -> None:
        """Write the last head down, and give the connections back."""
        if self._book:
            with contextlib.suppress(AppError), self._for_people(), self._connected(writes=False) as connection:
                head = connection.execute(_HEAD).one()
                self._saw(head.seq, bytes(head.mac), for_sure=True)
        self.engine.dispose()


_COLUMNS = "book, key_mark, seq, mac"
_HEAD = sql(f"SELECT {_COLUMNS}, NULL AS xid FROM chain_head WHERE id = 1")  # noqa: S608 - constants
_HEAD_LOCKED = sql(
    f"SELECT {_COLUMNS}, pg_current_xact_id()::text AS xid FROM chain_head WHERE id = 1 FOR UPDATE"  # noqa: S608
)
_BECAME = sql("SELECT pg_xact_status(CAST(:xid AS xid8))")
