"""What a set-up document, or the assistant of the window, wants, in the terms of the commands that do it."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.commands.places import PlaceWish
from app.dispatch.driver import DriverKind
from app.dispatch.records import Printer
from app.errors import AppError
from app.i18n import Text, plural, text
from app.orders.places import BookTold
from app.settings.address import server_address
from app.settings.setup_document import FilesOnS3, OnServer, OnThisPc, PrinterWish, Secrets, SetupDocument

BOOK, FILES = "orders.sqlite", "files"
"""In a folder of this PC that was chosen for the workshop's data."""


def place_wish(document: SetupDocument, secrets: Secrets) -> PlaceWish:
    """Where things are to lie, as addresses."""
    keys = (secrets.files_access_key, secrets.files_secret_key)
    wish = PlaceWish(
        password=secrets.database_password, code=secrets.recovery_code, file_keys=keys if all(keys) else None
    )
    database = document.database
    if isinstance(database, OnServer):
        wish = replace(wish, database=server_address(database.parts()))
    elif isinstance(database, OnThisPc):
        wish = folder_wish(database.folder, wish)
    if isinstance(document.files, FilesOnS3):
        return replace(wish, files=document.files.s3)
    return wish if document.files is None else replace(wish, files=document.files.folder.strip())


def folder_wish(folder: str, wish: PlaceWish) -> PlaceWish:
    """Order book and files below one folder of this PC; "" is the usual place of both."""
    folder = folder.strip()
    if not folder:
        return replace(wish, database="", files="")
    path = Path(folder).expanduser()
    return replace(wish, database=str(path / BOOK), files=str(path / FILES), folder=str(path))


def book_words(book: BookTold) -> Text:
    """What answers there."""
    if book.revision is None:
        return text("It answers ({server}) and is empty: a new order book is begun there.", server=book.server)
    return plural(
        "It answers ({server}): an order book with {n} order, and the key of this PC fits.",
        "It answers ({server}): an order book with {n} orders, and the key of this PC fits.",
        book.orders, server=book.server,
    )  # fmt: skip


def printer_of(wish: PrinterWish, kinds: Mapping[str, DriverKind]) -> Printer:
    """A new printer as the window's form would make it. Raises AppError for a driver that there is not."""
    kind = kinds.get(wish.driver)
    if kind is None:
        known = ", ".join(kinds)
        raise AppError(
            text("“{driver}” is no driver of printers; use one of: {drivers}.", driver=wish.driver, drivers=known)
        )
    return replace(new_printer(kind, wish.name, wish.settings), process=wish.process, materials=wish.materials)


def new_printer(kind: DriverKind, name: str, settings: Mapping[str, Any]) -> Printer:
    """A printer of this kind as its form has it in the beginning."""
    queues = kind.kind != "3d" or kind.id.startswith("hot_folder")
    return Printer(name=name, driver=kind.id, settings=dict(settings), kind=kind.kind, queues=queues)
