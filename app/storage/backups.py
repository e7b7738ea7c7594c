"""Makes backups of the book and brings them back: one way for both databases, so that a workshop can move between them."""

import threading
import zipfile
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, closing
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import Connection, Engine, select

from app.errors import AppError
from app.i18n import text
from app.jobs.progress import Progress
from app.orders.assets import AssetStore
from app.orders.backup import RESTORED, BackupRefusedError, BackupReport, KeptBefore, Restored
from app.orders.book import Writing
from app.safe_write import aside as temporary_in
from app.safe_write import put_in_place
from app.security.actor import Actor
from app.security.chain import key_mark, same
from app.storage import before_migration
from app.storage.asset_folder import FolderKeeper
from app.storage.backup_assets import FOLDER, bring_back_files, copy_files, listed_files, missing_files
from app.storage.backup_checking import check_rows, known_manifest
from app.storage.backup_file import Manifest, manifest_of, member_of, open_backup, row_of_line
from app.storage.backup_names import cannot_write, free_path, stamp
from app.storage.backup_order import Head, newest_first
from app.storage.backup_restoring import load_rows, make_room, take_tables_away
from app.storage.backup_writing import write_manifest, write_rows
from app.storage.tables import chain_head

_DUMPED, _FILES = 0.7, 1.0  # shares of the progress
_naming = threading.Lock()


class OpenBook(Protocol):
    """What a book lets its backups do with it."""

    engine: Engine

    @property
    def backups_folder(self) -> Path: ...

    def prepare(self) -> None: ...

    def look_again(self) -> None:
        """Another book may lie there by now: ``prepare`` looks at it anew."""
        ...

    def writing(self, actor: Actor) -> AbstractContextManager[Writing]: ...

    def connected(self, *, writes: bool) -> AbstractContextManager[Connection]: ...

    def alone(self) -> AbstractContextManager[Callable[[], None]]:
        """Nobody else of this process writes meanwhile, nor looks once what is given was called. Raises BookBusyError."""
        ...

    def was_replaced(self, book: str, seq: int, mac: bytes) -> None:
        """The tables hold another history from now on, which ends here."""
        ...


class BookBackups:
    """Implements :class:`app.orders.backup.Backups`."""

    def __init__(self, book: OpenBook, key: bytes, clock: Callable[[], datetime]) -> None:
        self._book, self._key, self._clock = book, key, clock

    # ---- make ---------------------------------------------------------------

    def make(self, folder: Path, assets: AssetStore, progress: Progress) -> BackupReport:
        """One consistent look at the book; then the files, which are never changed, only added."""
        self._book.prepare()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            temporary = temporary_in(folder)
        except OSError as error:
            raise cannot_write(folder, error) from None
        try:
            entries = self._write(temporary, folder, assets, progress)
            with _naming:
                path = free_path(folder, f"statuette-{stamp(self._clock())}", ".zip")
                put_in_place(temporary, path)
        except OSError as error:
            raise cannot_write(folder, error) from None
        finally:
            temporary.unlink(missing_ok=True)
        return _report(path, entries, 0)

    def make_rows(self, folder: Path, stem: str, progress: Progress) -> Path:
        """All rows of a book in whatever form it is, and no files; read once when it is made.

        Raises WriteRefusedError, BackupDamagedError.
        """
        try:
            folder.mkdir(parents=True, exist_ok=True)
            temporary = temporary_in(folder)
            try:
                self._write(temporary, folder, None, progress.part(0, 0.7))
                with closing(open_backup(temporary)) as opened:
                    check_rows(opened, known_manifest(opened, self._key), self._key, progress.part(0.7, 1))
                with _naming:
                    path = free_path(folder, stem, ".zip")
                    put_in_place(temporary, path)
            finally:
                temporary.unlink(missing_ok=True)
        except OSError as error:
            raise cannot_write(folder, error) from None
        return path

    def _write(self, temporary: Path, folder: Path, assets: AssetStore | None, progress: Progress) -> dict[str, Any]:
        with zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as opened:
            with self._book.connected(writes=False) as connection:
                entries = write_rows(connection, opened, self._clock, progress.part(0, _DUMPED))
            listed, size = ([], 0) if assets is None else copy_files(assets, folder, progress.part(_DUMPED, _FILES))
            write_manifest(opened, entries, listed, size, self._key)
        return entries

    # ---- check --------------------------------------------------------------

    def check(self, path: Path, assets: AssetStore, progress: Progress) -> BackupReport:
        """Every row, every link of the chain, every file beside it."""
        del assets  # the files are those in the backup's folder
        with closing(open_backup(path)) as opened:
            manifest = known_manifest(opened, self._key)
            check_rows(opened, manifest, self._key, progress.part(0, 0.6))
            files = listed_files(opened, manifest)
        missing = sum(1 for _ in missing_files(files, path.parent, progress.part(0.6, 1)))
        return _report(path, manifest.entries, missing)

    # ---- before a change of form --------------------------------------------

    def kept_before(self) -> tuple[KeptBefore, ...]:
        """See the protocol."""
        return before_migration.kept(self._book.engine, self._book.backups_folder)

    def put_back(self, kept: Path, assets: AssetStore, actor: Actor, progress: Progress) -> str:
        """See the protocol."""
        if self._book.engine.dialect.name == "sqlite":
            with self._book.alone() as shut:
                shut()
                aside = before_migration.put_back(self._book.engine, kept)
                self._book.look_again()
            self._book.prepare()
            with self._book.connected(writes=False) as connection:
                head = connection.execute(select(chain_head)).one()
            self._book.was_replaced(head.book, head.seq, bytes(head.mac))
            with self._book.writing(actor) as writing:
                writing.note(RESTORED, facts={"ends_at": head.seq, "file": kept.name})
            return aside
        return self.restore(kept, assets, actor, progress).aside

    # ---- forget -------------------------------------------------------------

    def forget(self, folder: Path, kept: int) -> None:
        """A backup that cannot be read, or is another book's, is left where it is, and so are all files then."""
        self._book.prepare()
        heads: dict[Path, Head] = {}
        needed: dict[Path, set[str]] = {}
        strange = False
        for path in folder.glob("statuette-*.zip"):
            try:
                with closing(open_backup(path)) as opened:
                    manifest = manifest_of(opened, self._key)
                    needed[path] = set(listed_files(opened, manifest))
            except AppError:
                strange = True
                continue
            heads[path] = _head_of(manifest)
        with self._book.connected(writes=False) as connection:
            readable, unplaced = newest_first(connection, heads)
        staying = set(heads) - set(readable[max(kept, 1) :])
        files = set[str]().union(*(needed[path] for path in staying))
        try:
            for path in heads.keys() - staying:
                path.unlink()
            if not strange and not unplaced and (folder / FOLDER).is_dir():
                keeper = FolderKeeper(folder / FOLDER)
                for file in list(keeper.files()):
                    if file.digest not in files:
                        keeper.remove(file.digest)
        except OSError as error:
            raise cannot_write(folder, error) from None

    def ends_at(self, path: Path) -> int | None:
        """See the protocol."""
        try:
            with closing(open_backup(path)) as opened:
                return _head_of(manifest_of(opened, self._key))[0]
        except AppError:
            return None

    # ---- restore ------------------------------------------------------------

    def restore(self, path: Path, assets: AssetStore, actor: Actor, progress: Progress) -> Restored:
        """Checked whole, files first, then everything in one transaction."""
        report = self.check(path, assets, progress.part(0, 0.25))
        with closing(open_backup(path)) as opened:
            manifest = known_manifest(opened, self._key)
            head = opened.read(member_of(chain_head.name))
            mark = row_of_line(head.strip(), manifest.columns(chain_head.name))["key_mark"]
            if not same(mark, key_mark(self._key, manifest.entries["book"])):
                raise BackupRefusedError(text("The key of this PC is not the key of this backup."))
            bring_back_files(listed_files(opened, manifest), path.parent, assets, progress.part(0.25, 0.35))
            with self._book.alone() as shut:
                aside = make_room(self._book.engine, self._book.prepare, self._clock, shut)
                with self._book.connected(writes=True) as connection:
                    where = take_tables_away(connection, self._clock) or aside
                    seq, mac = load_rows(
                        connection, opened, manifest, actor, self._key, self._clock, progress.part(0.35, 1)
                    )
                    connection.commit()
                self._book.was_replaced(manifest.entries["book"], seq, mac)
        return Restored(report, where)


def _head_of(manifest: Manifest) -> Head:
    head = manifest.entries["head"]
    return int(head["seq"]), bytes.fromhex(head["mac"])


def _report(path: Path, entries: Mapping[str, Any], missing: int) -> BackupReport:
    tables = entries["tables"]
    return BackupReport(
        path=path,
        made_at=datetime.fromisoformat(entries["made_at"]),
        database=str(entries["database"]),
        orders=int(tables["orders"]["rows"]),
        items=int(tables["items"]["rows"]),
        links=int(tables["events"]["rows"]),
        files=int(entries["assets"]["files"]),
        missing=missing,
    )
