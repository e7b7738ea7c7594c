"""Backups in one action: made, checked, brought back; on a PC that keeps the book itself, once a day without being asked."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from app.commands.accounts import needs_log_in
from app.commands.office import Office, command
from app.commands.workshop_settings import settings
from app.errors import AppError
from app.jobs.progress import Progress, silent
from app.orders.backup import BackupDamagedError, BackupReport, Restored
from app.orders.book import BookOfflineError
from app.security.permissions import NotAllowedError, Permission, may

PATTERN = "statuette-*.zip"
_DAY = timedelta(hours=20)  # a PC that is started a little earlier every morning makes its backup all the same


@dataclass(frozen=True)
class BackupFile:
    """A backup that lies in a folder, not looked into. ``size`` in bytes, without the files of the orders."""

    path: Path
    at: datetime
    size: int


@command("backup.make", Permission.BACKUP)
def back_up(office: Office, folder: Path, *, progress: Progress | None = None) -> Path:
    """Make a backup in this folder, and read it once; the chain says so. Gives the file.

    Raises WriteRefusedError, BookOfflineError, AssetsOfflineError, BackupDamagedError, Cancelled.
    """
    progress = progress or silent()
    backups = office.book.backups()
    made = backups.make(folder, office.assets, progress.part(0, 0.8))
    report = backups.check(made.path, office.assets, progress.part(0.8, 1))
    if report.missing:
        raise BackupDamagedError
    with office.book.writing(office.actor) as book:
        facts = {"orders": report.orders, "items": report.items, "files": report.files, "ends_at": report.links}
        book.note("backup.made", facts=facts)
    return report.path


@command("backup.check", Permission.BACKUP)
def check_backup(office: Office, path: Path, *, progress: Progress | None = None) -> BackupReport:
    """Read all of a backup. Raises BackupDamagedError, BackupRefusedError, FileRefusedError."""
    return office.book.backups().check(path, office.assets, progress or silent())


@command("backup.restore", None)
def restore(office: Office, path: Path, *, progress: Progress | None = None) -> Restored:
    """Bring a backup back in place of the book, all or nothing; the former one is kept aside.

    Who may: whoever may make backups; and anybody where the book cannot be opened at all, because nobody can log in then.
    Raises NotAllowedError, BackupDamagedError, BackupRefusedError, FileRefusedError, BookOfflineError, AssetsOfflineError.
    """
    if not may(office.actor, Permission.BACKUP) and _can_be_opened(office):
        raise NotAllowedError
    return office.book.backups().restore(path, office.assets, office.actor, progress or silent())


@command("backup.list", Permission.BACKUP)
def backups_in(office: Office, folder: Path) -> tuple[BackupFile, ...]:
    """The backups in a folder, newest first."""
    del office
    return tuple(sorted(_listed(folder), key=lambda backup: backup.path.name, reverse=True))


@command("backup.daily", Permission.BACKUP)
def daily(office: Office, folder: Path, *, progress: Progress | None = None) -> Path | None:
    """The backup of today, unless there is one or the book lies on a server, which has its own; gives the file.

    The last ones are kept, as many as the settings of the workshop say; files of the orders that none of these needs any
    more go too.
    """
    if not office.book.where().startswith("SQLite"):
        return None
    there = backups_in(office, folder)
    if there and there[0].at > office.clock() - _DAY:
        return None
    made = back_up(office, folder, progress=progress)
    office.book.backups().forget(folder, settings(office).backups_kept)
    return made


def _can_be_opened(office: Office) -> bool:
    try:
        needs_log_in(office)
    except BookOfflineError:
        raise
    except AppError:  # damaged, or of another key
        return False
    return True


def _listed(folder: Path) -> list[BackupFile]:
    if not folder.is_dir():
        return []
    found = []
    for path in folder.glob(PATTERN):
        facts = path.stat()
        found.append(BackupFile(path, datetime.fromtimestamp(facts.st_mtime).astimezone(), facts.st_size))
    return found
