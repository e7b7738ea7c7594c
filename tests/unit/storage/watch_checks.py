"""What watching has to hold on every database."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from sqlalchemy import text as sql

from app.orders.book import Book, Changed, TakenError
from app.orders.records import Order
from app.security.actor import OWNER
from app.storage.book import DatabaseBook
from app.storage.watching import tell_everything


class Heard:
    """Collects what is told, and waits for it."""

    def __init__(self) -> None:
        self.changes: list[Changed] = []
        self.online: list[bool] = []
        self._news = threading.Condition()

    def changed(self, change: Changed) -> None:
        with self._news:
            self.changes.append(change)
            self._news.notify_all()

    def is_online(self, there: bool) -> None:
        with self._news:
            self.online.append(there)
            self._news.notify_all()

    def wait(self, until: Callable[["Heard"], bool], seconds: float) -> float:
        """How long it took; fails where it does not come."""
        start = time.monotonic()
        with self._news:
            assert self._news.wait_for(lambda: until(self), seconds), (self.changes, self.online)
        return time.monotonic() - start


def listens(book: Book, heard: Heard) -> None:
    """Wait until what is told is heard."""
    assert isinstance(book, DatabaseBook)
    for _ in range(100):
        with book.engine.begin() as connection:
            tell_everything(connection)
        time.sleep(0.4)  # longer than a look takes: what was told is heard, and nothing comes late
        if heard.changes:
            break
    if book.engine.dialect.name == "sqlite":
        with (
            book.engine.connect() as connection
        ):  # nothing of it lies beside the file: a test may put another in its place
            connection.execute(sql("PRAGMA wal_checkpoint(TRUNCATE)"))
    heard.changes.clear()
    assert heard.online == [True]
    heard.online.clear()


@contextmanager
def watching(book: Book) -> Iterator[Heard]:
    heard = Heard()
    stop = book.watch(heard.changed, heard.is_online)
    listens(book, heard)
    try:
        yield heard
    finally:
        start = time.monotonic()
        stop()
        assert time.monotonic() - start < 10


def add_order(book: Book, number: str) -> Order:
    with book.writing(OWNER) as writing:
        order = writing.add(Order(number=number))
        writing.note("order.new", order)
    return order


def check_changes_of_others_and_own_ones_are_heard(here: Book, there: Book) -> None:
    with watching(here) as heard:
        for number, book in enumerate((there, here, there)):
            order = add_order(book, f"N{number}")
            took = heard.wait(lambda h, o=order: any(o.id in c.orders for c in h.changes), 30)
            assert took < 5, "sooner than by looking for everything"
            assert any(f"order:{order.id}" in change.subjects for change in heard.changes)
        assert not any(change.everything for change in heard.changes)
        count = len(heard.changes)
        with there.writing(OWNER) as writing:
            writing.find(Order)
        time.sleep(0.4)
        assert len(heard.changes) == count  # nothing was changed
        with suppress(TakenError), there.writing(OWNER) as writing:
            writing.add(Order(number="given up"))
            writing.add(Order(number="N0"))
        time.sleep(0.4)
        assert len(heard.changes) == count


def check_very_many_changes_are_told_as_everything(here: Book, there: Book) -> None:
    with watching(here) as heard:
        with there.writing(OWNER) as writing:
            writing.add_all([Order(number=f"M{number}") for number in range(1000)])
        heard.wait(lambda h: any(change.everything for change in h.changes), 30)
