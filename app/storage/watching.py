"""Tells this PC what the book was changed by, wherever it happened.

PostgreSQL sends word by itself (LISTEN). SQLite does not: a number that every change raises is looked at four times a
second, and the last changes stand in a small table.
"""

import json
import logging
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine
from sqlalchemy import text as sql
from sqlalchemy.exc import SQLAlchemyError

from app.orders.book import Changed

if TYPE_CHECKING:
    import psycopg

CHANNEL = "statuette"
LOOK_SECONDS = 0.25
FIRST_RETRY_SECONDS, LAST_RETRY_SECONDS = 0.2, 3.0
_PAYLOAD_BYTES = 7900  # PostgreSQL takes messages of less than 8000
_GATHER_SECONDS = 0.03  # what comes in so short a time is told at once
_PING_SECONDS = 5.0
_KEPT = 500
_EVERYTHING = '{"everything":true}'

log = logging.getLogger(__name__)


def tell(connection: Connection, orders: Iterable[int], subjects: Iterable[str]) -> None:
    """Say what this transaction changes; whoever watches hears of it when, and if, it is committed."""
    told = json.dumps({"orders": sorted(orders), "subjects": list(subjects)}, separators=(",", ":"))
    if len(told) > _PAYLOAD_BYTES:
        told = _EVERYTHING
    if connection.dialect.name == "postgresql":
        connection.execute(sql("SELECT pg_notify(:channel, :told)"), {"channel": CHANNEL, "told": told})
        return
    number = connection.execute(sql("INSERT INTO queue_news (told) VALUES (:told)"), {"told": told}).lastrowid
    connection.execute(sql("DELETE FROM queue_news WHERE id <= :old"), {"old": number - _KEPT})


def tell_everything(connection: Connection) -> None:
    """Say that nothing is as it was."""
    if connection.dialect.name == "postgresql":
        connection.execute(sql("SELECT pg_notify(:channel, :told)"), {"channel": CHANNEL, "told": _EVERYTHING})
    else:
        connection.execute(sql("INSERT INTO queue_news (told) VALUES (:told)"), {"told": _EVERYTHING})


def watch(engine: Engine, changed: Callable[[Changed], None], online: Callable[[bool], None]) -> Callable[[], None]:
    """Watch on a thread of its own until the function that is given back is called; see ``Book.watch``."""
    end = threading.Event()
    kind = _PostgresEar if engine.dialect.name == "postgresql" else _SqliteEye
    driver: Any = engine.dialect.dbapi  # sqlite3 or psycopg, whichever is loaded
    watcher = _Watcher(lambda: kind(engine), changed, online, end, (SQLAlchemyError, OSError, EOFError, driver.Error))
    thread = threading.Thread(target=watcher.run, name="watch the order book", daemon=True)
    thread.start()

    def stop() -> None:
        end.set()
        if thread is not threading.current_thread():
            thread.join(LAST_RETRY_SECONDS)

    return stop


class _Watcher:
    """Opens the ear, hears with it, and opens it again when the database was gone."""

    def __init__(
        self,
        open_ear: Callable[[], "_PostgresEar | _SqliteEye"],
        changed: Callable[[Changed], None],
        online: Callable[[bool], None],
        end: threading.Event,
        faults: tuple[type[BaseException], ...],
    ) -> None:
        self._open, self._changed, self._online, self._end, self._faults = open_ear, changed, online, end, faults

    def run(self) -> None:
        pause, missed = FIRST_RETRY_SECONDS, False
        there: bool | None = None  # not told yet: whoever could not open the book wants to hear that it answers
        while not self._end.is_set():
            try:
                ear = self._open()
            except self._faults as error:
                if there is not False:
                    log.warning("the database does not answer: %s", type(error).__name__)
                    there, missed = False, True
                    self._say(self._online, False)
                self._end.wait(pause)
                pause = min(pause * 2, LAST_RETRY_SECONDS)
                continue
            pause = FIRST_RETRY_SECONDS
            if not there:
                there = True
                self._say(self._online, True)
            if missed:
                self._say(self._changed, Changed(everything=True))
            missed = True  # nobody tells what happens between two connections
            try:
                self._listen(ear)
            except self._faults as error:
                log.info("the connection that listens ended: %s", type(error).__name__)
            finally:
                ear.close()

    def _listen(self, ear: "_PostgresEar | _SqliteEye") -> None:
        while not self._end.is_set():
            told = ear.hear()
            if told:
                self._say(self._changed, _merged(told))

    @staticmethod
    def _say(listener: Callable[[Any], None], what: Any) -> None:
        try:
            listener(what)
        except Exception:  # a listener's bug must not make this PC deaf
            log.exception("a listener of the order book failed")


class _PostgresEar:
    """A connection of its own that listens."""

    def __init__(self, engine: Engine) -> None:
        self._pooled = engine.raw_connection()
        self._pooled.detach()
        driver: Any = self._pooled.dbapi_connection
        self._connection: psycopg.Connection[Any] = driver
        try:
            self._connection.rollback()
            self._connection.autocommit = True
            self._connection.execute(f"LISTEN {CHANNEL}")
        except BaseException:
            self.close()
            raise
        self._silent = 0.0

    def hear(self) -> list[str]:
        """What was told, after a quarter of a second at most."""
        told = [notice.payload for notice in self._connection.notifies(timeout=LOOK_SECONDS, stop_after=1)]
        if told:
            told += [notice.payload for notice in self._connection.notifies(timeout=_GATHER_SECONDS)]
            self._silent = 0.0
            return told
        self._silent += LOOK_SECONDS
        if self._silent >= _PING_SECONDS:  # a connection that was cut silently is found out
            self._connection.execute("SELECT 1")
            self._silent = 0.0
        return told

    def close(self) -> None:
        self._pooled.close()


class _SqliteEye:
    """Looks at the number that SQLite raises whenever another connection has changed the file."""

    def __init__(self, engine: Engine) -> None:
        self._path = Path(engine.url.database or "")
        self._file = self._identity()
        self._pooled = engine.raw_connection()
        self._pooled.detach()
        self._connection: Any = self._pooled.dbapi_connection
        self._number = self._data_version()
        self._last = self._newest()
        self._wait = threading.Event()

    def _identity(self) -> tuple[int, int]:
        there = self._path.stat()
        return there.st_dev, there.st_ino

    def _data_version(self) -> int:
        return int(self._connection.execute("PRAGMA data_version").fetchone()[0])

    def _newest(self) -> int:
        return int(self._connection.execute("SELECT COALESCE(MAX(id), 0) FROM queue_news").fetchone()[0])

    def hear(self) -> list[str]:
        """What was told since the last look, which is a quarter of a second ago."""
        self._wait.wait(LOOK_SECONDS)
        if self._identity() != self._file:
            raise EOFError  # the file was replaced (a backup was restored): this connection still reads the old one
        number = self._data_version()
        if number == self._number:
            return []
        self._number = number
        rows = self._connection.execute(
            "SELECT id, told FROM queue_news WHERE id > ? ORDER BY id", (self._last,)
        ).fetchall()
        if not rows:
            newest = self._newest()
            missed, self._last = newest < self._last, newest
            return [_EVERYTHING] if missed else []
        missed = rows[0][0] != self._last + 1
        self._last = rows[-1][0]
        return [_EVERYTHING] if missed else [told for _, told in rows]

    def close(self) -> None:
        self._pooled.close()


def _merged(told: list[str]) -> Changed:
    orders: set[int] = set()
    subjects: set[str] = set()
    for words in told:
        try:
            news = json.loads(words)
            if news.get("everything"):
                return Changed(everything=True)
            orders.update(int(order) for order in news["orders"])
            subjects.update(str(subject) for subject in news["subjects"])
        except (ValueError, KeyError, TypeError, AttributeError):  # not from this program
            return Changed(everything=True)
    return Changed(frozenset(orders), frozenset(subjects))
