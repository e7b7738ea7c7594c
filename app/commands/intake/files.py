"""Imports a file of any kind that orders come in."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from app.commands.intake.batch import Batch, IntakeRefusedError
from app.commands.intake.bundle import open_bundle
from app.commands.intake.columns import keep_columns, kept_columns, propose
from app.commands.intake.importing import bring_in
from app.commands.intake.result import IntakeResult
from app.commands.intake.table import Table, open_table, read_table
from app.commands.office import Office, command
from app.i18n import text
from app.jobs.progress import Progress, silent
from app.security.permissions import Permission

BUNDLES = frozenset({".json", ".zip"})
TABLES = frozenset({".csv", ".tsv", ".txt", ".xlsx", ".xlsm"})
TABLE_SOURCE = "table"


@command("orders.import", Permission.ORDERS_IMPORT)
def import_file(
    office: Office,
    path: Path,
    *,
    source: str = "",
    columns: Mapping[str, str] | None = None,
    beside: Path | None = None,
    try_only: bool = False,
    progress: Progress | None = None,
) -> IntakeResult:
    """Bring the orders of a bundle (``.json``, ``.zip``) or a table (``.csv``, ``.xlsx``) into the book.

    ``source`` instead of the one that a bundle names; a table is of the source "table" unless it is said.
    ``columns``: header of a table → field of ``columns.FIELDS``, as far as it is not what the header says.
    ``beside``: the folder with the files of a ``.json``, where it is not its own.
    ``try_only``: say what would come of it; nothing is kept.
    Raises IntakeRefusedError, Cancelled, BookOfflineError, AssetsOfflineError.
    """
    with _opened(office, path, source, columns or {}, beside, keep=not try_only) as batch:
        return bring_in(office, batch, progress or silent(), try_only=try_only)


@command("intake.look", Permission.ORDERS_IMPORT)
def look_at_table(office: Office, path: Path, source: str = "") -> tuple[Table, dict[int, str]]:
    """A table and what its columns are taken for, to be put right by somebody. Raises IntakeRefusedError."""
    table = read_table(path)
    return table, propose(table.header, kept_columns(office, source or TABLE_SOURCE))


@contextmanager
def _opened(
    office: Office, path: Path, source: str, columns: Mapping[str, str], beside: Path | None, *, keep: bool
) -> Iterator[Batch]:
    suffix = path.suffix.lower()
    if suffix in BUNDLES:
        with open_bundle(path, source, beside) as batch:
            yield batch
    elif suffix in TABLES:
        source = source or TABLE_SOURCE
        table = read_table(path)
        kept = kept_columns(office, source)
        mapping = propose(table.header, {**kept, **columns})
        with open_table(table, mapping, source) as batch:
            if columns and keep:
                keep_columns(office, source, table.header, mapping)
            yield batch
    else:
        raise IntakeRefusedError(
            text("“{name}” is no file that orders come in; use .json, .zip, .csv or .xlsx.", name=path.name)
        )
