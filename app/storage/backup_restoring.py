"""Puts the rows of a backup in the place of a book: what was there is put aside, and the chain tells of it."""

import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, ForeignKeyConstraint, bindparam, insert, inspect, select, update
from sqlalchemy import text as sql

from app.errors import WriteRefusedError
from app.i18n import text
from app.jobs.progress import Progress
from app.orders.backup import RESTORED
from app.orders.book import BookDamagedError
from app.orders.records import Item
from app.safe_write import sync_folder
from app.security.actor import Actor
from app.security.keys import KeyDoesNotFitError
from app.storage import queue_index, watching
from app.storage.backup_file import Manifest, lines, member_of, row_of_line, table_as_it_was
from app.storage.backup_names import free_path, stamp
from app.storage.backup_writing import ROWS
from app.storage.migrating import known_versions, upgrade, version_of
from app.storage.reading import TableReading
from app.storage.sqlite_copy import ASIDE_KEPT, copy_sqlite, forget_old
from app.storage.tables import TABLES, chain_head, metadata
from app.storage.writing import TableWriting

_DERIVED = ("queue_rows", "queue_search", "queue_form", "queue_news", "alembic_version")


def make_room(
    engine: Engine, prepare: Callable[[], None], clock: Callable[[], datetime], shut: Callable[[], None]
) -> str:
    """SQLite: copy the book into a file beside it; one that cannot be opened is put aside. PostgreSQL: nothing yet.

    ``shut`` lets nobody else of this process connect from then on, until the backup is in its place.
    """
    if engine.dialect.name != "sqlite":
        return ""
    current = Path(engine.url.database or "")
    aside = free_path(current.parent, f"{current.stem}.before-{stamp(clock())}", ".sqlite")
    try:
        prepare()
        copy_sqlite(engine, aside)
    except (BookDamagedError, KeyDoesNotFitError):
        shut()
        engine.dispose()
        _move_aside(current, aside)
    sync_folder(aside.parent)
    forget_old(aside, f"{current.stem}.before-*.sqlite")
    return str(aside)


def _move_aside(current: Path, aside: Path) -> None:
    """The file, and what SQLite keeps beside it. Raises WriteRefusedError where another program has it open (Windows)."""
    try:
        for suffix in ("", "-wal", "-shm"):
            part = current.with_name(current.name + suffix)
            if part.exists():
                part.replace(aside.with_name(aside.name + suffix))
    except OSError:
        raise WriteRefusedError(
            text("The order book that is there now cannot be put aside; close the other programs that have it open.")
        ) from None


def take_tables_away(connection: Connection, clock: Callable[[], datetime]) -> str:
    """No table of ours is left; gives where they went (PostgreSQL)."""
    names = [table.name for table in reversed(metadata.sorted_tables)]
    if version_of(connection) not in known_versions():  # a newer program has made more, which stand for this book too
        names += sorted(set(inspect(connection).get_table_names()) - {*names, *_DERIVED})
    derived = list(_DERIVED)
    if connection.dialect.name == "sqlite":
        connection.execute(sql("PRAGMA defer_foreign_keys = ON"))
        for name in (*names, *derived):
            connection.execute(sql(f'DROP TABLE IF EXISTS "{name}"'))
        return ""
    there = connection.execute(sql("SELECT nspname FROM pg_namespace")).scalars().all()
    schema = first = f"statuette_before_{stamp(clock()).replace('-', '_')}"
    number = 2
    while schema in there:
        schema, number = f"{first}_{number}", number + 1
    connection.execute(sql(f'CREATE SCHEMA "{schema}"'))
    for name in (*names, *derived):
        connection.execute(sql(f'ALTER TABLE IF EXISTS "{name}" SET SCHEMA "{schema}"'))
    function = (
        "SELECT 1 FROM pg_proc WHERE proname = 'statuette_append_only'"
        " AND pronamespace = current_schema()::regnamespace"
    )
    if connection.execute(sql(function)).first() is not None:
        connection.execute(sql(f'ALTER FUNCTION statuette_append_only() SET SCHEMA "{schema}"'))
    old = connection.execute(
        sql("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'statuette_before_%' ORDER BY nspname DESC")
    ).scalars()
    others = [name for name in old if name != schema]  # the clock may have been ahead when they were named
    for gone in others[ASIDE_KEPT - 1 :]:
        connection.execute(sql(f'DROP SCHEMA "{gone}" CASCADE'))
    return schema


def load_rows(  # noqa: PLR0917 - what it is loaded with
    connection: Connection,
    opened: zipfile.ZipFile,
    manifest: Manifest,
    actor: Actor,
    key: bytes,
    clock: Callable[[], datetime],
    progress: Progress,
) -> tuple[int, bytes]:
    """All rows, brought up to date, listed anew; the chain says that it was restored. Gives the head."""
    upgrade(connection, str(manifest.entries["revision"]))
    total, done = max(sum(t["rows"] for t in manifest.tables.values()), 1), 0
    loading = progress.part(0, 0.5)
    for table in [t.name for t in metadata.sorted_tables if t.name in manifest.tables]:
        before = done
        done += _fill(
            connection,
            opened,
            manifest,
            table,
            later=_pointers_to_itself(table),
            progress=lambda count: loading((before + count) / total),  # noqa: B023 - called within this turn
        )
    upgrade(connection)
    reading = TableReading(connection, clock())
    items = TABLES[Item]
    ids = connection.execute(select(items.c.id).order_by(items.c.id)).scalars().all()
    queue_index.rebuild(connection, reading, ids, progress.part(0.5, 0.98))
    head = connection.execute(select(chain_head)).one()
    writing = TableWriting(connection, actor, key, (head.seq, bytes(head.mac)), clock())
    writing.note(RESTORED, facts={"ends_at": head.seq, "made_at": manifest.entries["made_at"]})
    writing.finish()
    watching.tell_everything(connection)
    return head.seq, bytes(head.mac)


def _pointers_to_itself(table: str) -> list[str]:
    """Columns that point into the same table: filled when all its rows are there."""
    return [
        constraint.column_keys[0]
        for constraint in metadata.tables[table].constraints
        if isinstance(constraint, ForeignKeyConstraint) and constraint.referred_table.name == table
    ]


def _fill(
    connection: Connection,
    opened: zipfile.ZipFile,
    manifest: Manifest,
    name: str,
    *,
    later: list[str],
    progress: Callable[[int], None],
) -> int:
    """Insert the rows of a table; gives how many."""
    columns = manifest.columns(name)
    table = table_as_it_was(name, columns)
    statement = insert(table)
    count, waiting, batch = 0, [], []
    for line in lines(opened, member_of(name), manifest.tables[name]["sha256"]):
        row = row_of_line(line, columns)
        for column in later:
            if row.get(column) is not None:
                waiting.append({"row_id": row["id"], "target": row[column], "column": column})
                row[column] = None
        batch.append(row)
        if len(batch) == ROWS:
            connection.execute(statement, batch)
            count, batch = count + len(batch), []
            progress(count)
    if batch:
        connection.execute(statement, batch)
    for column in later:
        pointing = [{"row_id": w["row_id"], "target": w["target"]} for w in waiting if w["column"] == column]
        if pointing:
            change = update(table).where(table.c.id == bindparam("row_id")).values({column: bindparam("target")})
            connection.execute(change, pointing)
    return count + len(batch)
