"""Order books on SQLite that are opened in a moment: tests open thousands.

Each book has an engine of its own, and each engine compiles every statement anew: half the time of a short test. The steps
of the migrations take a fifth of a second, and the disk has to be waited for at each change.
"""

import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.util import LRUCache

from app.i18n import Text
from app.storage import book, database, opening
from app.storage.database import make_engine
from app.storage.migrating import bring_up_to_date

STATEMENTS = 3000


@cache
def _pattern() -> Engine:
    """An engine whose dialect, which is known to a database by now, and whose compiled statements all others share."""
    engine = create_engine("sqlite://", json_serializer=database._json)
    engine._compiled_cache = LRUCache(STATEMENTS)
    engine.connect().close()
    return engine


def _sharing(url: URL, **more: Any) -> Engine:
    """Stands for :func:`sqlalchemy.create_engine`."""
    engine = create_engine(url, **more)
    if url.get_backend_name() == "sqlite":
        assert more["json_serializer"] is database._json, "the dialect that is shared has the same settings"
        engine.dialect = engine.pool._dialect = _pattern().dialect
        engine._compiled_cache = _pattern()._compiled_cache
    return engine


@cache
def _empty_book() -> bytes:
    """A file with the tables that the migrations make, and no row of ours."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "book.sqlite"
        engine = make_engine(URL.create("sqlite", database=str(path)))
        bring_up_to_date(engine, lambda _revision: None, lambda _what: None)
        engine.dispose()
        return path.read_bytes()


def _copied(engine: Engine, keep: Callable[[str], object], tell: Callable[[Text], None]) -> None:
    """Stands for :func:`app.storage.migrating.bring_up_to_date`: a book that is not there yet begins as a copy."""
    where = Path(engine.url.database or "")
    if engine.dialect.name == "sqlite" and not where.exists():
        where.write_bytes(_empty_book())
    bring_up_to_date(engine, keep, tell)


def _not_waiting(url: URL) -> Engine:
    """Stands for :func:`app.storage.database.make_engine`: no test takes this PC its power away."""
    engine = make_engine(url)
    if url.get_backend_name() == "sqlite":
        event.listen(engine, "connect", lambda connection, _record: connection.execute("PRAGMA synchronous=OFF"))
    return engine


def compile_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """All books that are opened share what one has compiled."""
    monkeypatch.setattr(database, "create_engine", _sharing)


def begin_as_copies(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests that are not about how the tables are made."""
    monkeypatch.setattr(book, "bring_up_to_date", _copied)


def wait_for_no_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests that are not about what is on the disk, and when."""
    monkeypatch.setattr(opening, "make_engine", _not_waiting)


@pytest.fixture(autouse=True)
def books_are_opened_quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    """For a folder of tests that open many books and are about what is done with them; import it in its conftest."""
    compile_once(monkeypatch)
    begin_as_copies(monkeypatch)
    wait_for_no_disk(monkeypatch)
