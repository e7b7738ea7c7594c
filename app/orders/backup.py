"""Backups of the book: what is asked of them, and what is told about one. ``app.storage`` makes and restores them."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from app.errors import AppError
from app.i18n import text
from app.jobs.progress import Progress
from app.orders.assets import AssetStore
from app.security.actor import Actor

RESTORED = "backup.restored"
"""Kind of the link in the audit chain that a restore adds; print jobs of before are looked at anew after it."""


class BackupDamagedError(AppError):
    """A backup that is not whole, or was changed."""

    def __init__(self) -> None:
        super().__init__(text("This backup is damaged or incomplete; take another one."))


class BackupRefusedError(AppError):
    """A file that is no backup, or a backup that this program or this key cannot bring back."""


@dataclass(frozen=True)
class BackupReport:
    """What a backup holds. No key is in it: whoever restores it needs the workshop's key or its recovery code.

    links           links of the audit chain, all of them checked
    files, missing  files that belong to it, and how many of them are not (or not whole) in the folder beside it
    """

    path: Path
    made_at: datetime
    database: str
    orders: int
    items: int
    links: int
    files: int
    missing: int = 0


@dataclass(frozen=True)
class Restored:
    """``aside``: where the former book is kept, for people; empty where there was none."""

    report: BackupReport
    aside: str


@dataclass(frozen=True)
class KeptBefore:
    """A copy of the book from before a newer program changed its form. ``at``: when that was, UTC."""

    path: Path
    at: datetime


class Backups(Protocol):
    """Makes backups of one book and brings them back, into SQLite or PostgreSQL whichever it came from.

    A backup is one zip file; the files of the orders lie beside it in the folder ``assets``, each only once however many
    backups there are. Sensitive files and sealed fields stay encrypted.
    """

    def make(self, folder: Path, assets: AssetStore, progress: Progress) -> BackupReport:
        """Whole when this returns, or not there. Raises WriteRefusedError, BookOfflineError, AssetsOfflineError, Cancelled."""
        ...

    def check(self, path: Path, assets: AssetStore, progress: Progress) -> BackupReport:
        """Read all of it. Raises BackupDamagedError, BackupRefusedError, FileRefusedError."""
        ...

    def restore(self, path: Path, assets: AssetStore, actor: Actor, progress: Progress) -> Restored:
        """Put it in the place of the book, all or nothing; what was there is kept aside.

        Raises what ``check`` raises, BookOfflineError, AssetsOfflineError, Cancelled.
        """
        ...

    def kept_before(self) -> tuple[KeptBefore, ...]:
        """Copies from before a change of form that this program can open, the newest first; asks the database nothing."""
        ...

    def put_back(self, kept: Path, assets: AssetStore, actor: Actor, progress: Progress) -> str:
        """Go back to such a copy; what was there is kept aside, and where is given. Raises what ``restore`` raises."""
        ...

    def forget(self, folder: Path, kept: int) -> None:
        """Take away all but the newest backups of this book, and the files that none of these needs.

        Which are the newest is told by the chain, whatever clock they were made by. Raises WriteRefusedError, BookOfflineError.
        """
        ...

    def ends_at(self, path: Path) -> int | None:
        """Number of the last link of the chain in a backup, without asking the book; None where it cannot be read."""
        ...
