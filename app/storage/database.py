"""Connections to SQLite or PostgreSQL: how they are opened, begun and watched over. Knows nothing of orders."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from app.i18n import text
from app.storage.faults import BookRefusedError
from app.storage.network_share import refuse_network_share

CONNECT_SECONDS = 5
BUSY_SECONDS = 5
LOCK_SECONDS = 15
IDLE_SECONDS = 120  # a PC that fell asleep in the middle of a change must not keep the others waiting for longer
WRITES = "statuette_writes"

# Written words need no escapes; a mapping that is no dict is one all the same.
_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=dict).encode


def url_of(where: str, default: Path) -> URL:
    """What a person wrote as the database: nothing, a path, or an address. Raises BookRefusedError."""
    if not where.strip():
        return URL.create("sqlite", database=str(default))
    if "://" not in where:
        return URL.create("sqlite", database=str(Path(where).expanduser().absolute()))
    try:
        url = make_url(where.strip())
        kind = url.get_backend_name()
    except (ArgumentError, ValueError):
        kind = ""
    if kind in {"postgresql", "postgres"}:
        return url.set(drivername="postgresql+psycopg")
    if kind == "sqlite" and url.database and url.database != ":memory:":
        return URL.create("sqlite", database=str(Path(url.database).absolute()))
    raise BookRefusedError(
        text("This is no address of a database; write a file, or postgresql://user@server/name, in the settings.")
    )


def make_engine(url: URL) -> Engine:
    """An engine whose errors quote no values. Connects to nothing yet. Raises BookRefusedError for a network share."""
    if url.get_backend_name() == "sqlite":
        return _sqlite(url)
    return _postgresql(url)


def _sqlite(url: URL) -> Engine:
    path = Path(url.database or "")
    refuse_network_share(path)
    engine = create_engine(url, hide_parameters=True, json_serializer=_json, connect_args={"timeout": BUSY_SECONDS})

    @event.listens_for(engine, "connect")
    def connected(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # BEGIN is ours: Python's driver would begin too late
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",  # what was confirmed is on the disk
            "foreign_keys=ON",
            "trusted_schema=OFF",
            "cache_size=-4000",
            "temp_store=MEMORY",
            "journal_size_limit=67108864",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        writes = connection.get_execution_options().get(WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _postgresql(url: URL) -> Engine:
    wished: Mapping[str, Any] = url.query
    standard = {
        "connect_timeout": CONNECT_SECONDS,
        "application_name": "statuette",
        # a cable that was pulled is noticed
        "keepalives_idle": 10,
        "keepalives_interval": 5,
        "keepalives_count": 3,
        "tcp_user_timeout": 15_000,
    }
    engine = create_engine(
        url,
        hide_parameters=True,
        json_serializer=_json,
        pool_pre_ping=True,
        pool_timeout=LOCK_SECONDS,
        connect_args={name: value for name, value in standard.items() if name not in wished},
    )

    @event.listens_for(engine, "connect")
    def connected(connection: Any, _record: object) -> None:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(
                # compiling a question takes longer than answering any of ours
                "SELECT set_config('jit', 'off', false),"
                " set_config('TimeZone', 'UTC', false), set_config('lock_timeout', %s, false),"
                " set_config('idle_in_transaction_session_timeout', %s, false)",
                (f"{LOCK_SECONDS}s", f"{IDLE_SECONDS}s"),
            )
        connection.autocommit = False

    return engine
