"""Makes backups of the book and brings them back: one way for both databases, so that a workshop can move between them."""

import json
import logging
import threading
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import (
    Connection,
    Engine,
    ForeignKeyConstraint,
    MetaData,
    Table,
    bindparam,
    func,
    insert,
    inspect,
    select,
    update,
)  # fmt: skip
from sqlalchemy import text as sql

from app.errors import AppError, WriteRefusedError
from app.i18n import text
from app.jobs.progress import Progress
from app.mesh.files.safe_write import aside as temporary_in
from app.mesh.files.safe_write import put_in_place, sync_folder
from app.orders.assets import AssetDamagedError, AssetStore
from app.orders.backup import BackupDamagedError, BackupRefusedError, BackupReport, KeptBefore, Restored
from app.orders.book import Writing
from app.orders.records import Item, Presence
from app.security.actor import Actor
from app.security.chain import Link, genesis, key_mark, same, verify
from app.security.keys import KeyDoesNotFitError
from app.security.vault import SealBrokenError
from app.storage import before_migration, queue_index, watching
from app.storage.asset_folder import FolderKeeper
from app.storage.backup_file import (
    ASSETS,
    FORMAT,
    KEYS,
    MANIFEST,
    SEAL,
    VERSION,
    Hashed,
    Manifest,
    columns_of,
    line_of,
    lines,
    manifest_of,
    member_of,
    open_backup,
    row_of_line,
    seal_of,
    table_as_it_was,
)
from app.storage.columns import to_ms
from app.storage.faults import BookDamagedError
from app.storage.migrating import known_versions, upgrade, version_of
from app.storage.reading import TableReading
from app.storage.sqlite_copy import ASIDE_KEPT, copy_sqlite, forget_old
from app.storage.tables import TABLES, chain_head, events, metadata
from app.storage.writing import TableWriting

FOLDER = "assets"
RESTORED = "backup.restored"
_ROWS = 2000
_NOT_KEPT = {TABLES[Presence].name}  # who is at which PC now
_DERIVED = ("queue_rows", "queue_search", "queue_form", "queue_news", "alembic_version")
_DUMPED, _FILES = 0.7, 1.0  # shares of the progress

log = logging.getLogger(__name__)


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

    def alone(self) -> AbstractContextManager[None]:
        """Nobody else of this process writes meanwhile."""
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
            raise _cannot_write(folder, error) from None
        try:
            entries = self._write(temporary, folder, assets, progress)
            with _naming:
                path = _free_path(folder, f"statuette-{_stamp(self._clock())}", ".zip")
                put_in_place(temporary, path)
        except OSError as error:
            raise _cannot_write(folder, error) from None
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
                    self._check_rows(opened, self._manifest(opened), progress.part(0.7, 1))
                with _naming:
                    path = _free_path(folder, stem, ".zip")
                    put_in_place(temporary, path)
            finally:
                temporary.unlink(missing_ok=True)
        except OSError as error:
            raise _cannot_write(folder, error) from None
        return path

    def _write(self, temporary: Path, folder: Path, assets: AssetStore | None, progress: Progress) -> dict[str, Any]:
        with zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as opened:
            with self._book.connected(writes=False) as connection:
                entries = self._dump(connection, opened, progress.part(0, _DUMPED))
            listed, size = ([], 0) if assets is None else _copy_files(assets, folder, progress.part(_DUMPED, _FILES))
            with opened.open(ASSETS, "w") as member:
                hashed = Hashed(member)
                for digest in listed:
                    hashed.write(f"{digest}\n".encode())
            entries["assets"] = {"files": len(listed), "bytes": size, "sha256": hashed.sha256}
            raw = json.dumps(entries, ensure_ascii=False, indent=1).encode()
            opened.writestr(MANIFEST, raw)
            opened.writestr(SEAL, seal_of(self._key, raw))
        return entries

    def _dump(self, connection: Connection, opened: zipfile.ZipFile, progress: Progress) -> dict[str, Any]:
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
                for row in connection.execution_options(yield_per=_ROWS).execute(question):
                    hashed.write(line_of(row, kinds))
                    count += 1
                    if count % _ROWS == 0:
                        progress((done + count) / total)
            told[table.name] = {"rows": count, "sha256": hashed.sha256, "columns": columns}
            done += count
            progress(done / total)
        return {
            "format": FORMAT,
            "version": VERSION,
            "made_at": self._clock().isoformat(),
            "database": connection.dialect.name,
            "revision": version_of(connection),
            "book": head.book,
            "head": {"seq": head.seq, "mac": bytes(head.mac).hex()},
            "tables": told,
            "keys": KEYS,
        }

    # ---- check --------------------------------------------------------------

    def check(self, path: Path, assets: AssetStore, progress: Progress) -> BackupReport:
        """Every row, every link of the chain, every file beside it."""
        del assets  # the files are those in the backup's folder
        with closing(open_backup(path)) as opened:
            manifest = self._manifest(opened)
            self._check_rows(opened, manifest, progress.part(0, 0.6))
            files = _listed_files(opened, manifest)
        missing = sum(1 for _ in _missing(files, path.parent, progress.part(0.6, 1)))
        return _report(path, manifest.entries, missing)

    # ---- before a change of form --------------------------------------------

    def kept_before(self) -> tuple[KeptBefore, ...]:
        """See the protocol."""
        return before_migration.kept(self._book.engine, self._book.backups_folder)

    def put_back(self, kept: Path, assets: AssetStore, actor: Actor, progress: Progress) -> str:
        """See the protocol."""
        if self._book.engine.dialect.name == "sqlite":
            with self._book.alone():
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
        kept, readable, strange = max(kept, 1), [], False
        needed: set[str] = set()
        for path in sorted(folder.glob("statuette-*.zip"), reverse=True):
            try:
                with closing(open_backup(path)) as opened:
                    files = _listed_files(opened, manifest_of(opened, self._key))
            except AppError:
                strange = True
                continue
            readable.append(path)
            if len(readable) <= kept:
                needed.update(files)
        try:
            for path in readable[kept:]:
                path.unlink()
            if not strange and (folder / FOLDER).is_dir():
                keeper = FolderKeeper(folder / FOLDER)
                for file in list(keeper.files()):
                    if file.digest not in needed:
                        keeper.remove(file.digest)
        except OSError as error:
            raise _cannot_write(folder, error) from None

    # ---- check, the parts ---------------------------------------------------

    def _manifest(self, opened: zipfile.ZipFile) -> Manifest:
        manifest = manifest_of(opened, self._key)
        if manifest.entries["revision"] not in known_versions():
            raise BackupRefusedError(
                text("This backup was made by a newer version of this program; install that version on this PC too.")
            )
        return manifest

    def _check_rows(self, opened: zipfile.ZipFile, manifest: Manifest, progress: Progress) -> None:
        total, done = max(sum(t["rows"] for t in manifest.tables.values()), 1), 0
        for name, facts in manifest.tables.items():
            count = 0
            if name == events.name:
                count = self._check_chain(opened, manifest)
            else:
                columns = manifest.columns(name)
                for line in lines(opened, member_of(name), facts["sha256"]):
                    row_of_line(line, columns)
                    count += 1
                    if count % _ROWS == 0:
                        progress((done + count) / total)
            if count != facts["rows"]:
                raise BackupDamagedError
            done += count
            progress(done / total)

    def _check_chain(self, opened: zipfile.ZipFile, manifest: Manifest) -> int:
        columns = manifest.columns(events.name)

        def links() -> Iterator[Link]:
            for line in lines(opened, member_of(events.name), manifest.tables[events.name]["sha256"]):
                yield _link(row_of_line(line, columns))

        verdict = verify(self._key, genesis(self._key, manifest.entries["book"]), links())
        head = manifest.entries["head"]
        if verdict.broken_at is not None or verdict.head[0] != head["seq"]:
            raise BackupDamagedError
        if head["seq"] and verdict.head[1].hex() != head["mac"]:
            raise BackupDamagedError
        return verdict.links

    # ---- restore ------------------------------------------------------------

    def restore(self, path: Path, assets: AssetStore, actor: Actor, progress: Progress) -> Restored:
        """Checked whole, files first, then everything in one transaction."""
        report = self.check(path, assets, progress.part(0, 0.25))
        with closing(open_backup(path)) as opened:
            manifest = self._manifest(opened)
            head = opened.read(member_of(chain_head.name))
            mark = row_of_line(head.strip(), manifest.columns(chain_head.name))["key_mark"]
            if not same(mark, key_mark(self._key, manifest.entries["book"])):
                raise BackupRefusedError(text("The key of this PC is not the key of this backup."))
            _bring_back_files(_listed_files(opened, manifest), path.parent, assets, progress.part(0.25, 0.35))
            with self._book.alone():
                aside = self._make_room()
                with self._book.connected(writes=True) as connection:
                    where = self._empty(connection) or aside
                    seq, mac = self._load(connection, opened, manifest, actor, progress.part(0.35, 1))
                    connection.commit()
                self._book.was_replaced(manifest.entries["book"], seq, mac)
        return Restored(report, where)

    def _make_room(self) -> str:
        """SQLite: copy the book into a file beside it; one that cannot be opened is put aside. PostgreSQL: nothing yet."""
        if self._book.engine.dialect.name != "sqlite":
            return ""
        current = Path(self._book.engine.url.database or "")
        aside = _free_path(current.parent, f"{current.stem}.before-{_stamp(self._clock())}", ".sqlite")
        try:
            self._book.prepare()
            copy_sqlite(self._book.engine, aside)
        except (BookDamagedError, KeyDoesNotFitError):
            self._book.engine.dispose()
            for suffix in ("", "-wal", "-shm"):
                part = current.with_name(current.name + suffix)
                if part.exists():
                    part.replace(aside.with_name(aside.name + suffix))
        sync_folder(aside.parent)
        forget_old(aside.parent, f"{current.stem}.before-*.sqlite")
        return str(aside)

    def _empty(self, connection: Connection) -> str:
        """No table of ours is left; gives where they went (PostgreSQL)."""
        names = [table.name for table in reversed(metadata.sorted_tables)]
        if (
            version_of(connection) not in known_versions()
        ):  # a newer program has made more, which stand for this book too
            names += sorted(set(inspect(connection).get_table_names()) - {*names, *_DERIVED})
        derived = list(_DERIVED)
        if connection.dialect.name == "sqlite":
            connection.execute(sql("PRAGMA defer_foreign_keys = ON"))
            for name in (*names, *derived):
                connection.execute(sql(f'DROP TABLE IF EXISTS "{name}"'))
            return ""
        there = connection.execute(sql("SELECT nspname FROM pg_namespace")).scalars().all()
        schema = first = f"statuette_before_{_stamp(self._clock()).replace('-', '_')}"
        number = 2
        while schema in there:
            schema, number = f"{first}_{number}", number + 1
        connection.execute(sql(f'CREATE SCHEMA "{schema}"'))
        for name in (*names, *derived):
            connection.execute(sql(f'ALTER TABLE IF EXISTS "{name}" SET SCHEMA "{schema}"'))
        function = (
            "SELECT 1 FROM pg_proc WHERE proname = 'statuette_append_only'"
            " AND pronamespace = current_schema()::regnamespace"
        )
        if connection.execute(sql(function)).first() is not None:
            connection.execute(sql(f'ALTER FUNCTION statuette_append_only() SET SCHEMA "{schema}"'))
        old = connection.execute(
            sql("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'statuette_before_%' ORDER BY nspname DESC")
        ).scalars()
        for gone in list(old)[ASIDE_KEPT:]:
            connection.execute(sql(f'DROP SCHEMA "{gone}" CASCADE'))
        return schema

    def _load(
        self, connection: Connection, opened: zipfile.ZipFile, manifest: Manifest, actor: Actor, progress: Progress
    ) -> tuple[int, bytes]:
        """All rows, brought up to date, listed anew; the chain says that it was restored. Gives the head."""
        upgrade(connection, str(manifest.entries["revision"]))
        total, done = max(sum(t["rows"] for t in manifest.tables.values()), 1), 0
        load = progress.part(0, 0.5)
        for table in [t.name for t in metadata.sorted_tables if t.name in manifest.tables]:
            before = done
            done += _fill(
                connection,
                opened,
                manifest,
                table,
                later=_pointers_to_itself(table),
                progress=lambda count: load((before + count) / total),  # noqa: B023 - called within this turn
            )
        upgrade(connection)
        reading = TableReading(connection, self._clock())
        items = TABLES[Item]
        ids = connection.execute(select(items.c.id).order_by(items.c.id)).scalars().all()
        queue_index.rebuild(connection, reading, ids, progress.part(0.5, 0.98))
        head = connection.execute(select(chain_head)).one()
        writing = TableWriting(connection, actor, self._key, (head.seq, bytes(head.mac)), self._clock())
        writing.note(RESTORED, facts={"ends_at": head.seq, "made_at": manifest.entries["made_at"]})
        writing.finish()
        watching.tell_everything(connection)
        return head.seq, bytes(head.mac)


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


def _link(row: Mapping[str, Any]) -> Link:
    return Link(at_ms=to_ms(row["at"]), **{name: value for name, value in row.items() if name != "at"})


def _pointers_to_itself(table: str) -> list[str]:
    """Columns that point into the same table: filled when all its rows are there."""
    return [
        constraint.column_keys[0]
        for constraint in metadata.tables[table].constraints
        if isinstance(constraint, ForeignKeyConstraint) and constraint.referred_table.name == table
    ]


def _fill(
    connection: Connection,
    opened: zipfile.ZipFile,
    manifest: Manifest,
    name: str,
    *,
    later: list[str],
    progress: Callable[[int], None],
) -> int:
    """Insert the rows of a table; gives how many."""
    columns = manifest.columns(name)
    table = table_as_it_was(name, columns)
    statement = insert(table)
    count, waiting, batch = 0, [], []
    for line in lines(opened, member_of(name), manifest.tables[name]["sha256"]):
        row = row_of_line(line, columns)
        for column in later:
            if row.get(column) is not None:
                waiting.append({"row_id": row["id"], "target": row[column], "column": column})
                row[column] = None
        batch.append(row)
        if len(batch) == _ROWS:
            connection.execute(statement, batch)
            count, batch = count + len(batch), []
            progress(count)
    if batch:
        connection.execute(statement, batch)
    for column in later:
        pointing = [{"row_id": w["row_id"], "target": w["target"]} for w in waiting if w["column"] == column]
        if pointing:
            change = update(table).where(table.c.id == bindparam("row_id")).values({column: bindparam("target")})
            connection.execute(change, pointing)
    return count + len(batch)


# ---- files ------------------------------------------------------------------


def _copy_files(assets: AssetStore, folder: Path, progress: Progress) -> tuple[list[str], int]:
    """Copy what is not there yet, as it is stored. Gives the digests of all, and their size."""
    keeper = FolderKeeper(folder / FOLDER, make_parents=True)
    files = sorted(assets.files(), key=lambda file: file.digest)
    size, listed = 0, []
    for number, file in enumerate(files):
        progress(number / len(files))
        if not keeper.has(file.digest):
            try:
                keeper.write(file.digest, [assets.stored(file.digest)])
            except KeyError:  # taken away in the meantime
                continue
        listed.append(file.digest)
        size += file.size
    return listed, size


def _listed_files(opened: zipfile.ZipFile, manifest: Manifest) -> list[str]:
    listed = [line.decode("ascii").strip() for line in lines(opened, ASSETS, manifest.entries["assets"]["sha256"])]
    if len(listed) != manifest.entries["assets"]["files"]:
        raise BackupDamagedError
    return listed


def _missing(files: list[str], folder: Path, progress: Progress) -> Iterator[str]:
    if not files:
        return
    keeper = FolderKeeper(folder / FOLDER) if (folder / FOLDER).is_dir() else None
    for number, digest in enumerate(files):
        progress(number / len(files))
        if keeper is None or not keeper.has(digest):
            yield digest


def _bring_back_files(files: list[str], folder: Path, assets: AssetStore, progress: Progress) -> None:
    """Put back what the store lacks; a file that is missing or damaged in the backup stops nothing."""
    if not files or not (folder / FOLDER).is_dir():
        return
    keeper = FolderKeeper(folder / FOLDER)
    for number, digest in enumerate(files):
        progress(number / len(files))
        if assets.has(digest):
            continue
        try:
            assets.put_stored(digest, keeper.read(digest))
        except (KeyError, AssetDamagedError, SealBrokenError) as error:
            log.warning("a file of the backup could not be brought back: %s", type(error).__name__)


# ---- names and words --------------------------------------------------------


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%d-%H%M%S")


_naming = threading.Lock()


def _free_path(folder: Path, stem: str, suffix: str) -> Path:
    path, number = folder / f"{stem}{suffix}", 2
    while path.exists():
        path, number = folder / f"{stem}-{number}{suffix}", number + 1
    return path


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


def _cannot_write(folder: Path, error: OSError) -> WriteRefusedError:
    log.warning("a backup could not be written: %s", type(error).__name__)
    return WriteRefusedError(
        text(
            "The backup cannot be written into “{folder}”; is there room, and may you write there?", folder=str(folder)
        )
    )
