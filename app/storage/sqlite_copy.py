"""Whole copies of a SQLite book in files beside it, and how many of them stay."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from app.errors import WriteRefusedError
from app.i18n import text
from app.orders.book import BookDamagedError

ASIDE_KEPT = 2


def copy_sqlite(engine: Engine, to: Path) -> None:
    """A whole copy, whatever others write meanwhile. Raises BookDamagedError, WriteRefusedError."""
    with closing(engine.raw_connection()) as pooled:
        driver: Any = pooled.dbapi_connection
        try:
            driver.execute("VACUUM INTO ?", (str(to),))
        except sqlite3.DatabaseError as error:
            to.unlink(missing_ok=True)
            if getattr(error, "sqlite_errorname", "").startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
                raise BookDamagedError from None
            raise WriteRefusedError(
                text("The book that is there now cannot be kept aside; is there room on its disk? Nothing was changed.")
            ) from None


def forget_old(made: Path, pattern: str) -> None:
    """Of the files of this pattern beside the one just made only it, and the last ones by name, stay.

    A clock that was set back does not take away what was made since.
    """
    others = sorted(path for path in made.parent.glob(pattern) if path != made)
    for old in others[: max(0, len(others) - (ASIDE_KEPT - 1))]:
        for suffix in ("", "-wal", "-shm"):
            old.with_name(old.name + suffix).unlink(missing_ok=True)
