"""Reads a backup whole: whether every row can be read and every link of the chain holds."""

import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

from app.i18n import text
from app.jobs.progress import Progress
from app.orders.backup import BackupDamagedError, BackupRefusedError
from app.security.chain import Link, genesis, verify
from app.storage.backup_file import Manifest, lines, manifest_of, member_of, row_of_line
from app.storage.backup_writing import ROWS
from app.storage.columns import to_ms
from app.storage.migrating import known_versions
from app.storage.tables import events


def known_manifest(opened: zipfile.ZipFile, key: bytes) -> Manifest:
    """The manifest of a backup that this version can read. Raises BackupDamagedError, BackupRefusedError."""
    manifest = manifest_of(opened, key)
    if manifest.entries["revision"] not in known_versions():
        raise BackupRefusedError(
            text("This backup was made by a newer version of this program; install that version on this PC too.")
        )
    return manifest


def check_rows(opened: zipfile.ZipFile, manifest: Manifest, key: bytes, progress: Progress) -> None:
    """Read every row, compute every link of the chain. Raises BackupDamagedError."""
    total, done = max(sum(t["rows"] for t in manifest.tables.values()), 1), 0
    for name, facts in manifest.tables.items():
        count = 0
        if name == events.name:
            count = _check_chain(opened, manifest, key)
        else:
            columns = manifest.columns(name)
            for line in lines(opened, member_of(name), facts["sha256"]):
                row_of_line(line, columns)
                count += 1
                if count % ROWS == 0:
                    progress((done + count) / total)
        if count != facts["rows"]:
            raise BackupDamagedError
        done += count
        progress(done / total)


def _check_chain(opened: zipfile.ZipFile, manifest: Manifest, key: bytes) -> int:
    columns = manifest.columns(events.name)

    def links() -> Iterator[Link]:
        for line in lines(opened, member_of(events.name), manifest.tables[events.name]["sha256"]):
            yield _link(row_of_line(line, columns))

    verdict = verify(key, genesis(key, manifest.entries["book"]), links())
    head = manifest.entries["head"]
    if verdict.broken_at is not None or verdict.head[0] != head["seq"]:
        raise BackupDamagedError
    if head["seq"] and verdict.head[1].hex() != head["mac"]:
        raise BackupDamagedError
    return verdict.links


def _link(row: Mapping[str, Any]) -> Link:
    return Link(at_ms=to_ms(row["at"]), **{name: value for name, value in row.items() if name != "at"})
