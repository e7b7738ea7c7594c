"""``statuette backup make|check|list|restore``: backups of the order book."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.answer import DONE, NOT_GOOD, Answer, Given
from app.cli.person import kinds_for_a_person, office_of
from app.errors import AppError
from app.i18n import plural, text, tr
from app.jobs.progress import Progress

if TYPE_CHECKING:
    from app.commands.backups import BackupFile
    from app.orders.backup import BackupReport


def add_backup(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the command."""
    backup = add("backup", _list, tr("Make, check and bring back backups of the order book"))
    kind = kinds_for_a_person(backup.add_subparsers(metavar=tr("WHAT"), required=True))

    folder = tr("folder of the backups; without it the one of this PC")
    make = kind("make", _make, tr("Write a backup and read it back"))
    make.add_argument("folder", nargs="?", type=Path, metavar=tr("FOLDER"), help=folder)
    listed = kind("list", _list, tr("List the backups, the newest first"))
    listed.add_argument("folder", nargs="?", type=Path, metavar=tr("FOLDER"), help=folder)
    check = kind("check", _check, tr("Read all of a backup; changes nothing"))
    check.add_argument("file", type=Path, metavar=tr("FILE"))
    restore = kind("restore", _restore, tr("Put a backup in the place of the order book; the former one is kept aside"))
    restore.add_argument("file", type=Path, metavar=tr("FILE"))
    restore.add_argument("--yes", action="store_true", help=tr("do it; without this nothing is changed"))


def _make(options: argparse.Namespace, progress: Progress, given: Given) -> Answer:
    from app.commands.backups import back_up  # noqa: PLC0415 - each command imports only what it needs

    with office_of(options, given) as office:
        path = back_up(office, _folder(options), progress=progress)
    data = {"file": str(path), "bytes": path.stat().st_size}
    return Answer(DONE, data, (text("The backup {file} is made and whole.", file=str(path)),))


def _list(options: argparse.Namespace, _progress: Progress, given: Given) -> Answer:
    from app.commands.backups import backups_in  # noqa: PLC0415

    folder = _folder(options)
    with office_of(options, given) as office:
        found = backups_in(office, folder)
    words = plural(
        "{n} backup in {folder}.", "{n} backups in {folder}.", len(found), folder=str(folder)
    )  # fmt: skip
    lines = tuple(
        text("{moment}  {file}", moment=backup.at.isoformat(" ", "minutes"), file=backup.path.name) for backup in found
    )
    return Answer(DONE, {"folder": str(folder), "backups": [_told(backup) for backup in found]}, (*lines, words))


def _check(options: argparse.Namespace, progress: Progress, given: Given) -> Answer:
    from app.commands.backups import check_backup  # noqa: PLC0415
    from app.orders.backup import BackupDamagedError  # noqa: PLC0415

    with office_of(options, given) as office:
        try:
            report = check_backup(office, options.file, progress=progress)
        except BackupDamagedError as damaged:
            return Answer(NOT_GOOD, {"file": str(options.file), "good": False}, (text("{why}", why=damaged.sentence),))
    missing = plural(
        "{n} file of the orders is missing or damaged beside this backup; the order book in it is whole.",
        "{n} files of the orders are missing or damaged beside this backup; the order book in it is whole.",
        report.missing,
    )
    whole = text(
        "This backup is whole: {orders} orders, {items} items, {files} files, and the audit chain holds.",
        orders=report.orders, items=report.items, files=report.files,
    )  # fmt: skip
    data = {**_report(report), "good": not report.missing}
    return Answer(NOT_GOOD if report.missing else DONE, data, (missing if report.missing else whole,))


def _restore(options: argparse.Namespace, progress: Progress, given: Given) -> Answer:
    from app.cli.person import office_to_restore  # noqa: PLC0415
    from app.commands.backups import restore  # noqa: PLC0415

    if not options.yes:
        raise AppError(text("This replaces the order book on every PC; say --yes if that is meant."))
    with office_to_restore(options, given) as office:
        restored = restore(office, options.file, progress=progress)
    data = {**_report(restored.report), "aside": restored.aside}
    made = restored.report.made_at.astimezone().isoformat(" ", "minutes")
    return Answer(DONE, data, (text("The order book of {moment} is back.", moment=made),))


def _folder(options: argparse.Namespace) -> Path:
    from app.settings.folders import standard_folders  # noqa: PLC0415
    from app.settings.preferences import FILE, load_preferences  # noqa: PLC0415

    folders = standard_folders()
    chosen: Path | None = options.folder
    kept = load_preferences(folders.settings / FILE).backup_folder
    return chosen or (Path(kept) if kept else folders.data / "backups")


def _told(backup: "BackupFile") -> dict[str, Any]:
    return {
        "file": str(backup.path),
        "made_at": backup.at.isoformat(),
        "bytes": backup.size,
        "read_at": None if backup.read_at is None else backup.read_at.isoformat(),
        "good": None if backup.read_at is None else backup.good,
    }


def _report(report: "BackupReport") -> dict[str, Any]:
    return {
        "file": str(report.path),
        "made_at": report.made_at.isoformat(),
        "database": report.database,
        "orders": report.orders,
        "items": report.items,
        "links": report.links,
        "files": report.files,
        "missing": report.missing,
    }
