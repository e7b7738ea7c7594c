"""The copy of a book that is made before a newer program changes its form, and the way back to it.

SQLite: a whole file beside the book. PostgreSQL: a backup of all rows in the folder of the backups; the files of the
orders are not touched by a change of form, so they are in neither.
"""

import logging
import os
import re
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine

from app.errors import AppError, WriteRefusedError
from app.i18n import text
from app.jobs.progress import Progress
from app.orders.backup import BackupDamagedError, BackupRefusedError, KeptBefore
from app.orders.book import BookDamagedError
from app.safe_write import aside as temporary_in
from app.safe_write import put_in_place, sync_file, sync_folder
from app.storage.migrating import known_versions
from app.storage.sqlite_copy import copy_sqlite, forget_old

log = logging.getLogger(__name__)
_STAMP = re.compile(r".*[.-]upgrade-(r\d+\w*)-(\d{8}-\d{6})")


class NotKeptError(WriteRefusedError):
    """No copy could be made, so the book was not changed."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            text(
                "This version has to bring the order book up to date, and could not keep a copy of it in “{folder}”"
                " first: make room there, then try again. The book is as it was.",
                folder=str(folder),
            )
        )


MakeRows = Callable[[Path, str, Progress], Path]
"""Makes a backup of all rows in a folder under a name."""


def keep(engine: Engine, make_rows: MakeRows, revision: str, folder: Path, progress: Progress) -> Path:
    """Copy the book as it is, and read the copy; gives it. ``folder``: of the backups. Raises NotKeptError."""
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    if engine.dialect.name == "sqlite":
        current = Path(engine.url.database or "")
        to = current.with_name(f"{current.stem}.upgrade-{revision}-{stamp}.sqlite")
        if to.exists():
            return to  # another window of this PC, in the same second
        draft = to.with_suffix(f".{os.getpid()}.new")
        try:
            copy_sqlite(engine, draft)
            _check(draft)
            put_in_place(draft, to)
        except BookDamagedError:
            raise
        except (OSError, AppError, sqlite3.Error) as error:
            log.warning("no copy before the change of form: %s", type(error).__name__)
            raise NotKeptError(current.parent) from None
        finally:
            draft.unlink(missing_ok=True)
        forget_old(to, f"{current.stem}.upgrade-*.sqlite")
        return to
    try:
        return make_rows(folder, f"statuette-upgrade-{revision}-{stamp}", progress)
    except (OSError, WriteRefusedError, BackupDamagedError) as error:
        log.warning("no copy before the change of form: %s", type(error).__name__)
        raise NotKeptError(folder) from None


def kept(engine: Engine, folder: Path) -> tuple[KeptBefore, ...]:
    """Copies that this program can open, the newest first."""
    found = []
    if engine.dialect.name == "sqlite":
        current = Path(engine.url.database or "")
        paths = current.parent.glob(f"{current.stem}.upgrade-*.sqlite")
    else:
        paths = folder.glob("statuette-upgrade-*.zip")
    for path in paths:
        named = _STAMP.match(path.name)
        if named is not None and named[1] in known_versions():
            found.append(KeptBefore(path, datetime.strptime(named[2], "%Y%m%d-%H%M%S").replace(tzinfo=UTC)))
    return tuple(sorted(found, key=lambda one: one.at, reverse=True))


def put_back(engine: Engine, path: Path) -> str:
    """Put a copy of a SQLite book in its place; what was there is kept aside, and where is given.

    Raises BackupDamagedError, BackupRefusedError, WriteRefusedError.
    """
    current = Path(engine.url.database or "")
    if path not in {one.path for one in kept(engine, current.parent)}:
        raise BackupRefusedError(text("“{name}” is no copy of this order book.", name=path.name))
    engine.dispose()
    draft = temporary_in(current.parent)
    try:
        shutil.copyfile(path, draft)
        _check(draft)
        sync_file(draft)
        stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
        aside = current.with_name(f"{current.stem}.before-{stamp}.sqlite")
        _close_wal(current)
        for suffix in ("-wal", "-shm", ""):
            part = current.with_name(current.name + suffix)
            if part.exists():
                part.replace(aside.with_name(aside.name + suffix))
        draft.replace(current)
        sync_folder(current.parent)
    except sqlite3.Error:
        raise BackupDamagedError from None
    except OSError as error:
        log.warning("a copy could not be put back: %s", type(error).__name__)
        raise WriteRefusedError(
            text("The former order book cannot be put back; close other windows of this program, then try again.")
        ) from None
    finally:
        draft.unlink(missing_ok=True)
    return str(aside)


def _close_wal(path: Path) -> None:
    """All that was written is in the file itself, so that it may change its name. Raises sqlite3.Error where it is in use."""
    with closing(sqlite3.connect(path, timeout=2.0)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _check(path: Path) -> None:
    """Raises sqlite3.DatabaseError where the file is not whole."""
    with closing(sqlite3.connect(path)) as connection:
        verdict = connection.execute("PRAGMA quick_check(1)").fetchone()
        connection.execute("SELECT seq FROM chain_head").fetchone()
    if verdict is None or verdict[0] != "ok":
        raise sqlite3.DatabaseError("not whole")
