"""Opens the book of this address: a SQLite file of this PC, or a PostgreSQL server of the workshop."""

from pathlib import Path

from app.settings.folders import standard_folders
from app.storage.book import DatabaseBook, Tell
from app.storage.database import make_engine, url_of

FILE = "orders.sqlite"


def open_book(
    url: str,
    audit_key: bytes,
    *,
    anchors: Path | None = None,
    at_once: bool = True,
    tell: Tell = lambda _done, _what: None,
) -> DatabaseBook:
    """The book, ready to be asked; made where there is none yet.

    url      "" (a file in the folder of this PC), a path, or ``postgresql://user:password@server/name?sslmode=verify-full``
    anchors  folder in which this PC writes down the heads of the audit chain; by default beside its settings
    at_once  connect now; otherwise at the first use
    tell     how far it is where the book has to be brought up to date

    Raises BookRefusedError (network share, newer version, another key, wrong address), BookOfflineError, BookDamagedError,
    MigrationFailedError, WriteRefusedError (no copy could be kept before a migration).
    """
    folders = standard_folders()
    address = url_of(url, folders.data / FILE)
    if address.get_backend_name() == "sqlite":
        Path(address.database or "").parent.mkdir(parents=True, exist_ok=True)
    book = DatabaseBook(
        make_engine(address),
        audit_key,
        anchors or folders.settings / "audit",
        str(folders.data / "backups"),
        tell=tell,
    )
    if at_once:
        try:
            book.prepare()
        except BaseException:
            book.close()
            raise
    return book
