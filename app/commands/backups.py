"""Backups in one action: made, checked, brought back; on a PC that keeps the book itself, once a day without being asked."""

import contextlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from app.commands.logging_in import book_opens
from app.commands.office import Office, command
from app.commands.workshop_settings import settings
from app.errors import AppError
from app.jobs.progress import Progress, silent
from app.orders.backup import BackupDamagedError, BackupRefusedError, BackupReport, KeptBefore, Restored
from app.orders.book import AuditEvent, BookOfflineError, is_on_this_pc
from app.security.permissions import NotAllowedError, Permission, may

PATTERN = "statuette-*.zip"
_LOOKED_AT = 2000  # links of the chain about backups
_DAY = timedelta(hours=20)  # a PC that is started a little earlier every morning makes its backup all the same


@dataclass(frozen=True)
class BackupFile:
    """A backup that lies in a folder, not looked into. ``size`` in bytes, without the files of the orders.

    read_at  when it was last read whole, as the chain says; None: never, or by another book
    good     whether it was whole then
    """

    path: Path
    at: datetime
    size: int
    read_at: datetime | None = None
    good: bool = True


@dataclass(frozen=True)
class LastBackup:
    """The last attempt, as the chain says. ``why``: name of the fault, "" where it went well."""

    at: datetime
    why: str


@command("backup.make", Permission.BACKUP)
def back_up(office: Office, folder: Path, *, progress: Progress | None = None) -> Path:
    """Make a backup in this folder, and read it once; the chain says so. Gives the file.

    Raises WriteRefusedError, BookOfflineError, AssetsOfflineError, BackupDamagedError, Cancelled.
    """
    progress = progress or silent()
    try:
        report = _made(office, folder, progress)
    except AppError as error:
        if not isinstance(error, BookOfflineError):
            _note(office, "backup.failed", {"why": type(error).__name__.removesuffix("Error")})
        raise
    facts = {"orders": report.orders, "items": report.items, "files": report.files, "ends_at": report.links}
    _note(office, "backup.made", {"file": report.path.name, **facts})
    return report.path


def _made(office: Office, folder: Path, progress: Progress) -> BackupReport:
    backups = office.book.backups()
    made = backups.make(folder, office.assets, progress.part(0, 0.8))
    report = backups.check(made.path, office.assets, progress.part(0.8, 1))
    if report.missing:
        raise BackupDamagedError
    return report


def _note(office: Office, kind: str, facts: dict[str, object]) -> None:
    with office.book.writing(office.actor) as book:
        book.note(kind, facts=facts)


@command("backup.check", Permission.BACKUP)
def check_backup(office: Office, path: Path, *, progress: Progress | None = None) -> BackupReport:
    """Read all of a backup; the chain says what came of it. Raises BackupDamagedError, BackupRefusedError, FileRefusedError."""
    try:
        report = office.book.backups().check(path, office.assets, progress or silent())
    except (BackupDamagedError, BackupRefusedError):
        _note(office, "backup.checked", {"file": path.name, "good": False})
        raise
    _note(office, "backup.checked", {"file": path.name, "good": not report.missing, "missing": report.missing})
    return report


@command("backup.restore", None)
def restore(office: Office, path: Path, *, progress: Progress | None = None) -> Restored:
    """Bring a backup back in place of the book, all or nothing; the former one is kept aside.

    Who may: whoever may make backups; and anybody where the book cannot be opened at all, because nobody can log in then.
    Raises NotAllowedError, BackupDamagedError, BackupRefusedError, FileRefusedError, BookOfflineError, AssetsOfflineError.
    """
    if not may(office.actor, Permission.BACKUP) and book_opens(office):
        raise NotAllowedError
    return office.book.backups().restore(path, office.assets, office.actor, progress or silent())


@command("backup.list", Permission.BACKUP)
def backups_in(office: Office, folder: Path) -> tuple[BackupFile, ...]:
    """The backups in a folder, newest first, with what the chain knows about them."""
    found = newest(office, folder)
    read: dict[str, AuditEvent] = {}
    if found:
        with office.book.reading() as book:
            kinds = ("backup.made", "backup.checked")
            for event in book.events(kinds=kinds, limit=_LOOKED_AT, newest_first=True):
                read.setdefault(str(event.facts.get("file", "")), event)
    return tuple(_with_reading(backup, read.get(backup.path.name)) for backup in found)


@command("backup.newest", None)
def newest(office: Office, folder: Path) -> tuple[BackupFile, ...]:
    """The backups in a folder, newest first, without asking the book: it may be damaged.

    One from a day that is still to come was made before the clock was set right: what it holds tells its place.
    """
    found, now = _listed(folder), office.clock()
    heads = {backup.path: 0 for backup in found}
    if any(backup.at > now for backup in found):
        with contextlib.suppress(AppError):  # no key: the clock has to do
            heads = {path: office.book.backups().ends_at(path) or 0 for path in heads}

    def place(backup: BackupFile) -> tuple[datetime, bool, int, str]:
        at, head = backup.at, heads[backup.path]
        if at > now:
            at = min((one.at for one in found if one.at <= now and heads[one.path] > head), default=now)
        return at, backup.at <= now, head, backup.path.name

    return tuple(sorted(found, key=place, reverse=True))


def _with_reading(backup: BackupFile, event: AuditEvent | None) -> BackupFile:
    """What was read before the file changed says nothing about it."""
    if event is None or event.at < backup.at.replace(microsecond=0):
        return backup
    return replace(backup, read_at=event.at, good=event.facts.get("good") is not False)


@command("backup.last", Permission.BACKUP)
def last_backup(office: Office) -> LastBackup | None:
    """How the last attempt ended, on whichever PC; None where there was none."""
    with office.book.reading() as book:
        found = book.events(kinds=("backup.made", "backup.failed"), limit=1, newest_first=True)
    return LastBackup(found[0].at, str(found[0].facts.get("why", ""))) if found else None


@command("backup.daily", Permission.BACKUP)
def daily(office: Office, folder: Path, *, progress: Progress | None = None) -> Path | None:
    """The backup of today, unless there is one or the book lies on a server, which has its own; gives the file.

    The last ones are kept, as many as the settings of the workshop say; files of the orders that none of these needs any
    more go too.
    """
    if not is_on_this_pc(office.book):
        return None
    at = office.clock()
    # One of tomorrow was made before the clock was set right: it is not that of today.
    if any(abs(at - backup.at) < _DAY for backup in _listed(folder)):
        return None
    made = back_up(office, folder, progress=progress)
    office.book.backups().forget(folder, settings(office).backups_kept)
    return made


@command("backup.kept_before", None)
def kept_before(office: Office) -> tuple[KeptBefore, ...]:
    """Copies of the book from before a newer version changed its form, for a program that cannot read it any more."""
    return office.book.backups().kept_before()


@command("backup.put_back", None)
def put_back(office: Office, kept: Path, *, progress: Progress | None = None) -> str:
    """Go back to such a copy, after the program went back to a version before; gives where the newer book is kept.

    Anybody may where the book cannot be opened at all, because nobody can log in then. Raises what ``restore`` raises.
    """
    if not may(office.actor, Permission.BACKUP) and book_opens(office):
        raise NotAllowedError
    return office.book.backups().put_back(kept, office.assets, office.actor, progress or silent())


def _listed(folder: Path) -> list[BackupFile]:
    if not folder.is_dir():
        return []
    found = []
    for path in folder.glob(PATTERN):
        facts = path.stat()
        found.append(BackupFile(path, datetime.fromtimestamp(facts.st_mtime).astimezone(), facts.st_size))
    return found
