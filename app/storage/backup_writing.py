"""Writes the rows of a book into a backup, in whatever form the book is."""

import json
import zipfile
from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, MetaData, Table, func, inspect, select

from app.jobs.progress import Progress
from app.orders.records import Presence
from app.storage.backup_file import (
    ASSETS,
    FORMAT,
    KEYS,
    MANIFEST,
    SEAL,
    VERSION,
    Hashed,
    columns_of,
    line_of,
    member_of,
    seal_of,
)
from app.storage.migrating import version_of
from app.storage.tables import TABLES, chain_head, metadata

ROWS = 2000  # that are read or written in one go
_NOT_KEPT = {TABLES[Presence].name}  # who is at which PC now


def write_rows(
    connection: Connection, opened: zipfile.ZipFile, clock: Callable[[], datetime], progress: Progress
) -> dict[str, Any]:
    """Write the rows of all tables, in one look at the book; gives what stands of them in the manifest."""
    head = connection.execute(select(chain_head)).one()
    tables = [table for table in _as_they_are(connection) if table.name not in _NOT_KEPT]
    rows = {t.name: connection.execute(select(func.count()).select_from(t)).scalar_one() for t in tables}
    total, done = max(sum(rows.values()), 1), 0
    told: dict[str, Any] = {}
    for table in tables:
        columns = columns_of(table)
        kinds = [kind for _, kind in columns]
        question = select(table).order_by(*table.primary_key.columns)
        count = 0
        with opened.open(member_of(table.name), "w", force_zip64=True) as member:
            hashed = Hashed(member)
            for row in connection.execution_options(yield_per=ROWS).execute(question):
                hashed.write(line_of(row, kinds))
                count += 1
                if count % ROWS == 0:
                    progress((done + count) / total)
        told[table.name] = {"rows": count, "sha256": hashed.sha256, "columns": columns}
        done += count
        progress(done / total)
    return {
        "format": FORMAT,
        "version": VERSION,
        "made_at": clock().isoformat(),
        "database": connection.dialect.name,
        "revision": version_of(connection),
        "book": head.book,
        "head": {"seq": head.seq, "mac": bytes(head.mac).hex()},
        "tables": told,
        "keys": KEYS,
    }


def write_manifest(opened: zipfile.ZipFile, entries: dict[str, Any], listed: list[str], size: int, key: bytes) -> None:
    """Write down the files that belong to it, their size, the manifest and its seal."""
    with opened.open(ASSETS, "w") as member:
        hashed = Hashed(member)
        for digest in listed:
            hashed.write(f"{digest}\n".encode())
    entries["assets"] = {"files": len(listed), "bytes": size, "sha256": hashed.sha256}
    raw = json.dumps(entries, ensure_ascii=False, indent=1).encode()
    opened.writestr(MANIFEST, raw)
    opened.writestr(SEAL, seal_of(key, raw))


def _as_they_are(connection: Connection) -> list[Table]:
    """The tables that are there, with those columns that are there: the book may be in a former form."""
    found = inspect(connection)
    there = set(found.get_table_names())
    tables = []
    for table in metadata.sorted_tables:
        if table.name in there:
            names = {column["name"] for column in found.get_columns(table.name)}
            if all(column.name in names for column in table.columns):
                tables.append(table)
            else:
                columns = [column._copy() for column in table.columns if column.name in names]  # noqa: SLF001 - public as Table.to_metadata alone
                tables.append(Table(table.name, MetaData(), *columns))
    return tables
