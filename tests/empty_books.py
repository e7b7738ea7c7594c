"""An empty order book on SQLite is made from a script: the steps of the migrations take a fifth of a second each time."""

import sqlite3
from functools import cache

import pytest
from sqlalchemy import Connection, create_engine, inspect

from app.storage import migrating

_upgrade = migrating.upgrade


@cache
def _script() -> tuple[str, ...]:
    """What the migrations make of an empty database, as statements of SQLite."""
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        _upgrade(connection)
        made = connection.connection.driver_connection
        assert isinstance(made, sqlite3.Connection)
        script = tuple(line for line in made.iterdump() if line not in {"BEGIN TRANSACTION;", "COMMIT;"})
    engine.dispose()
    return script


def upgrade(connection: Connection, to: str = "head") -> None:
    """Stands for :func:`app.storage.migrating.upgrade`: the same tables and rows, where there are none yet."""
    if connection.dialect.name != "sqlite" or to != "head" or inspect(connection).get_table_names():
        _upgrade(connection, to)
        return
    for statement in _script():
        connection.exec_driver_sql(statement)


@pytest.fixture(autouse=True)
def books_are_made_from_a_script(monkeypatch: pytest.MonkeyPatch) -> None:
    """For a folder of tests that open many books and are not about how one is made; import it in its conftest."""
    monkeypatch.setattr(migrating, "upgrade", upgrade)
