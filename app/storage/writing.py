"""One transaction: records with their versions, what the queue has to know, the links of the audit chain, the news."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Connection, Delete, Table, Update, bindparam, delete, insert, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError

from app.orders.book import NotFoundError, StaleError, TakenError
from app.orders.queue import Cursor, Page, QueueQuery
from app.orders.record import Record
from app.orders.records import Order
from app.security.actor import Actor
from app.security.chain import Link, facts_text, mac_of
from app.storage import queue_index, watching
from app.storage.columns import clean, row_of, to_ms
from app.storage.event_rows import row_of_link
from app.storage.faults import translated
from app.storage.reading import TableReading, by_id, record_of
from app.storage.tables import chain_head, events, metadata, numbers, subject_of, table_of

R = TypeVar("R", bound=Record)
_ORDER_OF_TABLES = {table.name: place for place, table in enumerate(metadata.sorted_tables)}


class TableWriting(TableReading):
    """Implements :class:`app.orders.book.Writing`. ``seq`` and ``mac``: the head of the chain, locked by this transaction.

    A question that the database refused may have ended the transaction: after an error nothing of it is kept.
    """

    def __init__(self, connection: Connection, actor: Actor, key: bytes, head: tuple[int, bytes], at: datetime) -> None:
        super().__init__(connection, at)
        self._actor, self._key = actor, key
        self.seq, self.mac = head
        self.broken = False
        self._noted: list[tuple[str, str, int, str, str]] = []
        self._subjects: dict[str, None] = {}
        self._orders: set[int] = set()
        self._saved: dict[tuple[type[Record], int], Record] = {}
        self._removed: dict[tuple[type[Record], int], Record] = {}

    def add(self, record: R) -> R:
        """Raises TakenError where something unique exists already; the transaction goes on all the same."""
        stored = replace(record, version=1)
        dialect = postgresql if self.connection.dialect.name == "postgresql" else sqlite
        question = (
            dialect.insert(table_of(type(record))).on_conflict_do_nothing().execution_options(preserve_rowcount=True)
        )
        if self._run(question, row_of(stored)).rowcount != 1:
            raise TakenError
        self._touch(stored)
        return stored

    def add_all(self, records: Iterable[Record]) -> None:
        """Many at once; the rows of each table go together, what is pointed to first. They are stored as version 1."""
        by_kind: dict[type[Record], list[Record]] = defaultdict(list)
        for record in records:
            by_kind[type(record)].append(record)
        for kind in sorted(by_kind, key=lambda k: _ORDER_OF_TABLES[table_of(k).name]):
            self._run(insert(table_of(kind)), [row_of(r) | {"version": 1} for r in by_kind[kind]])
            for record in by_kind[kind]:
                self._touch(replace(record, version=1))

    def save(self, record: R) -> R:
        """Raises StaleError, NotFoundError."""
        kind = type(record)
        row = row_of(record)
        values = {f"new_{name}": value for name, value in row.items() if name not in {"id", "version"}}
        values |= {"old_id": record.id, "old_version": record.version, "new_version": record.version + 1}
        if self._run(_update(table_of(kind)), values).rowcount != 1:
            self._refuse(record)
        stored = replace(record, version=record.version + 1)
        self._touch(stored)
        return stored

    def remove(self, record: Record) -> None:
        """Raises StaleError, NotFoundError."""
        if (
            self._run(_delete(table_of(type(record))), {"old_id": record.id, "old_version": record.version}).rowcount
            != 1
        ):
            self._refuse(record)
        self._touch(record, removed=True)

    def note(
        self,
        kind: str,
        subject: Record | str = "",
        *,
        order: int = 0,
        reason: str = "",
        facts: Mapping[str, Any] | None = None,
    ) -> None:
        """Append a link to the audit chain when the transaction ends; the order is that of the record, unless it is given."""
        name = subject
        if isinstance(subject, Record):
            name, order = subject_of(subject), order or _order_of(subject)
        if order:
            self._orders.add(order)
        self._noted.append((kind, str(name), order, str(clean(reason)), str(clean(facts_text(facts)))))

    def next_number(self, series: str, count: int = 1) -> int:
        """1, 2, 3 … for each series; the first of ``count`` that follow each other."""
        dialect = postgresql if self.connection.dialect.name == "postgresql" else sqlite
        begin = dialect.insert(numbers).values(series=series, last=count)
        question = begin.on_conflict_do_update(index_elements=["series"], set_={"last": numbers.c.last + count})
        return int(self._run(question.returning(numbers.c.last), None).scalar_one()) - count + 1

    def page(self, query: QueueQuery, after: Cursor | None = None, limit: int = 100) -> Page:
        """One page of the queue, with what this transaction has changed."""
        self._refresh_queue()
        return super().page(query, after, limit)

    def count(self, query: QueueQuery, most: int = 1000) -> int:
        """How many rows a query has, with what this transaction has changed."""
        self._refresh_queue()
        return super().count(query, most)

    def finish(self) -> None:
        """Everything that belongs to the end of a transaction: queue, chain, news. Commit follows."""
        self._refresh_queue()
        self._append_links()
        if self._subjects or self._orders:
            try:
                watching.tell(self.connection, self._orders, self._subjects)
            except SQLAlchemyError as error:
                self.broken = True
                raise translated(error) from None

    # ---- inside -------------------------------------------------------------

    def _run(self, question: Any, values: Any) -> Any:
        try:
            return self.connection.execute(question, values)
        except SQLAlchemyError as error:
            self.broken = True
            raise translated(error) from None

    def _rows(self, question: Any, values: dict[str, Any] | None = None) -> Any:
        return self._run(question, values or {})

    def _refuse(self, mine: Record) -> None:
        row = self._run(by_id(table_of(type(mine))), {"id": mine.id}).first()
        if row is None:
            raise NotFoundError
        raise StaleError(mine, record_of(type(mine), row))

    def _touch(self, record: Record, *, removed: bool = False) -> None:
        self._subjects[subject_of(record)] = None
        order = _order_of(record)
        if order:
            self._orders.add(order)
        key = (type(record), record.id)
        (self._saved if removed else self._removed).pop(key, None)
        (self._removed if removed else self._saved)[key] = record

    def _refresh_queue(self) -> None:
        if not self._saved and not self._removed:
            return
        saved, removed = tuple(self._saved.values()), tuple(self._removed.values())
        self._saved, self._removed = {}, {}
        try:
            queue_index.refresh(self.connection, self, saved, removed)
        except SQLAlchemyError as error:
            self.broken = True
            raise translated(error) from None

    def _append_links(self) -> None:
        if not self._noted:
            return
        rows, at_ms = [], to_ms(self.at)
        for kind, subject, order, reason, facts in self._noted:
            link = Link(
                self.seq + 1, at_ms, self._actor.account, self._actor.role_names, kind, subject, order, reason, facts,
                self.mac,
            )  # fmt: skip
            link = replace(link, mac=mac_of(self._key, link))
            self.seq, self.mac = link.seq, link.mac
            rows.append(row_of_link(link))
        self._run(insert(events), rows)
        self._run(update(chain_head).values(seq=self.seq, mac=self.mac), None)


def _order_of(record: Record) -> int:
    return record.id if isinstance(record, Order) else int(getattr(record, "order", 0) or 0)


@cache
def _update(table: Table) -> Update:
    values: dict[Any, Any] = {c.name: bindparam(f"new_{c.name}") for c in table.c if c.name != "id"}
    return (
        update(table)
        .where(table.c.id == bindparam("old_id"), table.c.version == bindparam("old_version"))
        .values(values)
    )


@cache
def _delete(table: Table) -> Delete:
    return delete(table).where(table.c.id == bindparam("old_id"), table.c.version == bindparam("old_version"))
