"""One consistent look into the book."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any, TypeVar, cast

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Connection,
    Row,
    Select,
    Table,
    and_,
    any_,
    bindparam,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.exc import SQLAlchemyError

from app.orders.backup import RESTORED
from app.orders.book import AuditEvent, Between, NotFoundError, WhichBook
from app.orders.queue import Cursor, Page, QueueQuery
from app.orders.record import Record
from app.storage import queue_query
from app.storage.event_rows import event_of
from app.storage.faults import translated
from app.storage.tables import chain_head, events, table_of

R = TypeVar("R", bound=Record)
_FEW = 100  # values that are written into the question itself
_CHUNK = 5000
_ONE, _SEVERAL = {str, int, bytes}, {tuple, list, set, frozenset}
_MOMENT = select(func.clock_timestamp())


class TableReading:
    """Implements :class:`app.orders.book.Reading` on a connection whose transaction began ``at`` this moment."""

    def __init__(self, connection: Connection, at: datetime) -> None:
        self.connection, self.at = connection, at

    def moment(self) -> datetime:
        """The clock of the database; where it is a file of this PC, that of this PC."""
        if self.connection.dialect.name != "postgresql":
            return self.at
        moment: datetime = self._rows(_MOMENT).scalar_one().astimezone(UTC)
        return moment.replace(microsecond=moment.microsecond // 1000 * 1000)

    def which(self) -> WhichBook:
        """By the head of the chain, and the link that the last restore has written."""
        book = self._rows(select(chain_head.c.book)).scalar_one()
        restores = self.events(kinds=(RESTORED,), limit=1, newest_first=True)
        return WhichBook(book, restores[0].mac.hex()[:16] if restores else "")

    def get(self, kind: type[R], id: int) -> R:  # noqa: A002 - the field's name
        """Raises NotFoundError."""
        row = self._rows(by_id(table_of(kind)), {"id": id}).first()
        if row is None:
            raise NotFoundError
        return record_of(kind, row)

    def get_all(self, kind: type[R], ids: Iterable[int]) -> dict[int, R]:
        """Those that exist, by id."""
        wanted = list(dict.fromkeys(ids))
        found: dict[int, R] = {}
        for start in range(0, len(wanted), _CHUNK):
            found |= {r.id: r for r in self.find(kind, id=wanted[start : start + _CHUNK])}
        return found

    def find(self, kind: type[R], /, *, order_by: str = "id", limit: int | None = None, **equals: Any) -> list[R]:
        """Records whose fields have these values; see the protocol. Where the order is by a field, None comes last."""
        alike = {name: value for name, value in equals.items() if _is_alike(value)}
        words = tuple((name, type(value) in _SEVERAL) for name, value in alike.items())
        question = _alike(table_of(kind), words, order_by)
        if len(alike) < len(equals):
            others = {name: value for name, value in equals.items() if name not in alike}
            question = question.where(*self._conditions(kind, others))
        if limit is not None:
            question = question.limit(limit)
        values = {f"is_{name}": list(alike[name]) if several else alike[name] for name, several in words}
        return [record_of(kind, row) for row in self._rows(question, values)]

    def one(self, kind: type[R], /, **equals: Any) -> R | None:
        """The only record whose fields have these values; raises LookupError where there are several."""
        found = self.find(kind, limit=2, **equals)
        if len(found) > 1:
            raise LookupError(f"several {kind.__name__} have these {', '.join(equals)}")
        return found[0] if found else None

    def how_many(self, kind: type[R], /, **equals: Any) -> int:
        """How many records have these values."""
        question = select(func.count()).select_from(table_of(kind)).where(*self._conditions(kind, equals))
        return int(self._rows(question).scalar_one())

    def page(self, query: QueueQuery, after: Cursor | None = None, limit: int = 100) -> Page:
        """One page of the queue."""
        try:
            return queue_query.page(self.connection, query, after, limit, self.at)
        except SQLAlchemyError as error:
            raise translated(error) from None

    def count(self, query: QueueQuery, most: int = 1000) -> int:
        """How many rows a query has, counted up to ``most``."""
        try:
            return queue_query.count(self.connection, query, most, self.at)
        except SQLAlchemyError as error:
            raise translated(error) from None

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
        """Links of the chain; see the protocol."""
        question = select(events)
        if order is not None:
            question = question.where(events.c.order == order)
        if subject is not None:
            question = question.where(events.c.subject == subject)
        if kinds:
            exact = [kind for kind in kinds if not kind.endswith(".")]
            whole = [events.c.kind.startswith(kind, autoescape=True) for kind in kinds if kind.endswith(".")]
            question = question.where(or_(events.c.kind.in_(exact), *whole))
        if newest_first:
            question = question.order_by(events.c.seq.desc())
            question = question.where(events.c.seq < after) if after else question
        else:
            question = question.where(events.c.seq > after).order_by(events.c.seq)
        return [event_of(row) for row in self._rows(question.limit(limit))]

    # ---- inside -------------------------------------------------------------

    def _rows(self, question: Select[Any], values: dict[str, Any] | None = None) -> Any:
        try:
            return self.connection.execute(question, values or {})
        except SQLAlchemyError as error:
            raise translated(error) from None

    def _conditions(self, kind: type[Record], equals: dict[str, Any]) -> list[ColumnElement[bool]]:
        table = table_of(kind)
        return [self._condition(table.c[name], value) for name, value in equals.items()]

    def _condition(self, column: Column[Any], value: Any) -> ColumnElement[bool]:
        if value is None:
            return column.is_(None)
        if isinstance(value, Between):
            return and_(column >= value.first, column < value.end)
        if not isinstance(value, tuple | list | set | frozenset):
            return cast("ColumnElement[bool]", column == value)
        return one_of(self.connection, column, list(value))


def one_of(connection: Connection, column: Column[Any], values: Sequence[Any]) -> ColumnElement[bool]:
    """Whether a column has one of these values, however many they are."""
    if len(values) <= _FEW or not all(isinstance(value, int | str) for value in values):
        return column.in_(values)
    if connection.dialect.name == "postgresql":
        return column == any_(bindparam(None, list(values), ARRAY(column.type), unique=True))
    listed = func.json_each(literal(values, type_=JSON())).table_valued("value")
    return column.in_(select(listed.c.value))


def record_of(kind: type[R], row: Row[Any]) -> R:
    """The record of a row of its own table."""
    return kind(**row._mapping)  # noqa: SLF001 - public in spite of its name


@cache
def by_id(table: Table) -> Select[Any]:
    """The row of this ``id``."""
    return select(table).where(table.c.id == bindparam("id"))


def _is_alike(value: Any) -> bool:
    """Whether the question is in the same words for all values like this; for yes, no and None it is written otherwise."""
    return type(value) in _ONE or (type(value) in _SEVERAL and len(value) <= _FEW)


@cache
def _alike(table: Table, words: tuple[tuple[str, bool], ...], order_by: str) -> Select[Any]:
    """The rows whose fields of these names have the value, or one of several, that ``is_…`` gives; sorted.

    To put a question into words takes several times as long as to ask it.
    """
    conditions = [
        table.c[name].in_(bindparam(f"is_{name}", expanding=True))
        if several
        else table.c[name] == bindparam(f"is_{name}")
        for name, several in words
    ]
    last_first, field = order_by.startswith("-"), table.c[order_by.removeprefix("-")]
    question = select(table).where(*conditions).order_by(_sorted(field, last_first=last_first))
    if field.name != "id":
        question = question.order_by(table.c.id.desc() if last_first else table.c.id)
    return question


def _sorted(column: Column[Any], *, last_first: bool) -> ColumnElement[Any]:
    ordered = column.desc() if last_first else column.asc()
    return ordered.nulls_last() if column.nullable else ordered
