"""A look into the book that asks for no record twice: on a server every question is a way there and back."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypeVar, cast

from app.orders.book import AuditEvent, Reading, WhichBook
from app.orders.queue import Cursor, Page, QueueQuery
from app.orders.record import Record

R = TypeVar("R", bound=Record)


class RememberingReading:
    """Implements :class:`app.orders.book.Reading` over another one, of the same moment; ``known``: what was read already."""

    def __init__(self, book: Reading, known: Iterable[Record] = ()) -> None:
        self._book = book
        self._known: dict[tuple[type[Record], int], Record] = {(type(record), record.id): record for record in known}

    def which(self) -> WhichBook:
        """Which book this is."""
        return self._book.which()

    def moment(self) -> datetime:
        """What time it is by the clock of the database."""
        return self._book.moment()

    def get(self, kind: type[R], id: int) -> R:  # noqa: A002 - the field's name
        """Raises NotFoundError."""
        if (kind, id) not in self._known:
            self._known[kind, id] = self._book.get(kind, id)
        return cast("R", self._known[kind, id])

    def get_all(self, kind: type[R], ids: Iterable[int]) -> dict[int, R]:
        """Those that exist, by id."""
        return self._book.get_all(kind, ids)

    def find(self, kind: type[R], /, *, order_by: str = "id", limit: int | None = None, **equals: Any) -> list[R]:
        """Records whose fields have these values."""
        return self._book.find(kind, order_by=order_by, limit=limit, **equals)

    def one(self, kind: type[R], /, **equals: Any) -> R | None:
        """The only record whose fields have these values."""
        return self._book.one(kind, **equals)

    def how_many(self, kind: type[R], /, **equals: Any) -> int:
        """How many records have these values."""
        return self._book.how_many(kind, **equals)

    def page(self, query: QueueQuery, after: Cursor | None = None, limit: int = 100) -> Page:
        """One page of the queue."""
        return self._book.page(query, after, limit)

    def count(self, query: QueueQuery, most: int = 1000) -> int:
        """How many rows a query has, counted up to ``most``."""
        return self._book.count(query, most)

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
        """Links of the chain."""
        return self._book.events(
            order=order, subject=subject, kinds=kinds, after=after, limit=limit, newest_first=newest_first
        )
