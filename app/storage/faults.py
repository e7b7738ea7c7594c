"""What goes wrong in a database, said in sentences for people, and never with values: they may be personal data."""

import re
import sqlite3
from typing import Any

from sqlalchemy.exc import DBAPIError, DisconnectionError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from app.errors import AppError
from app.i18n import text
from app.orders.book import (
    BookBusyError,
    BookDamagedError,
    BookNewerError,
    BookOfflineError,
    NotFoundError,
    TakenError,
)
from app.storage.server_certificate import certificate_trouble

_BUSY = {"55P03", "40P01", "40001"}  # lock not available, deadlock, serialisation
_FULL = {"53100"}
# Why a server turns somebody away at its door; it says so in its own language, and gives no number there.
_REFUSED = re.compile(
    r"password|authentication|does not exist|pg_hba|permission|密码|口令|认证|不存在|权限", re.IGNORECASE
)
_UNIQUE, _FOREIGN = {"23505"}, {"23503"}
_DAMAGED = {"XX001", "XX002"}  # a page of a table, of an index


class BookFullError(BookOfflineError):
    """No room on the disk of the database."""

    def __init__(self) -> None:
        AppError.__init__(
            self, text("The disk of the order book is full; nothing was changed. Make room, then do it again.")
        )


class BookRefusedError(AppError):
    """A database that is not worked with: on a network share, newer than the program, not ours, not trusted, wrong password."""


class BookIsNewerError(BookRefusedError, BookNewerError):
    """A book in a form that only a newer program knows."""

    def __init__(self) -> None:
        BookNewerError.__init__(self)


class DatabaseFaultError(Exception):
    """A bug: a question that the database cannot answer. Holds no values."""


def translated(error: Exception) -> Exception:
    """The error for people, or a fault without values where nobody but we can help."""
    if isinstance(error, PoolTimeoutError):
        return BookBusyError()
    if isinstance(error, DisconnectionError):
        return BookOfflineError()
    if not isinstance(error, DBAPIError):
        return error
    original = error.orig
    if isinstance(original, sqlite3.Error):
        return _sqlite(original, error)
    return _postgresql(original, error)


def is_lost(error: Exception) -> bool:
    """Whether the connection is gone, so that nobody knows what became of a commit."""
    if not isinstance(error, DBAPIError):
        return isinstance(error, DisconnectionError)
    return error.connection_invalidated or isinstance(translated(error), BookOfflineError)


def _sqlite(original: sqlite3.Error, error: DBAPIError) -> Exception:
    name = getattr(original, "sqlite_errorname", "")
    if name.startswith("SQLITE_CONSTRAINT"):
        if name in {"SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY", "SQLITE_CONSTRAINT_ROWID"}:
            return TakenError()
        return NotFoundError() if name == "SQLITE_CONSTRAINT_FOREIGNKEY" else _fault(error, name)
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return BookBusyError()
    if name.startswith("SQLITE_FULL"):
        return BookFullError()
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return BookDamagedError()
    if name.startswith(("SQLITE_IOERR", "SQLITE_CANTOPEN", "SQLITE_READONLY", "SQLITE_PERM", "SQLITE_AUTH")):
        return BookOfflineError()
    return _fault(error, name)


def _postgresql(original: Any, error: DBAPIError) -> Exception:
    state = getattr(original, "sqlstate", None) or ""
    if state in _UNIQUE:
        return TakenError()
    if state in _FOREIGN:
        return NotFoundError()
    if state in _BUSY:
        return BookBusyError()
    if state in _FULL:
        return BookFullError()
    if state in _DAMAGED:
        return BookDamagedError()
    # 28: who we are, 3D: which database, 42501: what we may
    if state[:2] in {"28", "3D"} or state == "42501":
        return _refused()
    # 08: connection, 57: shut down or cancelled by an administrator, 53: out of resources, 25P03: idle for too long
    if state[:2] in {"08", "57", "53"} or state == "25P03" or error.connection_invalidated:
        return BookOfflineError()
    if not state and isinstance(error, OperationalError | InterfaceError):  # never reached a server
        return _turned_away(str(original))
    return _fault(error, state)


def _turned_away(words: str) -> AppError:
    trouble = certificate_trouble(words)  # before the account: “certificate file … does not exist” says nothing of one
    if trouble is not None:
        return BookRefusedError(trouble)
    return _refused() if _REFUSED.search(words) else BookOfflineError()


def _refused() -> BookRefusedError:
    return BookRefusedError(
        text("The database refuses this account; check the user, the password and its rights in the settings.")
    )


def _fault(error: DBAPIError, what: str) -> DatabaseFaultError:
    """Without values: PostgreSQL's messages quote the row."""
    return DatabaseFaultError(f"{type(error.orig).__name__} {what} in: {error.statement}")
