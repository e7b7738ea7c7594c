"""An office for measuring: a book at an address, files in a folder, keys that are worth nothing."""

from pathlib import Path

from app.commands.office import Office
from app.security.actor import OWNER, Actor
from app.security.roles import Role
from app.security.vault import Vault
from app.storage.asset_store import open_assets
from app.storage.book import DatabaseBook
from app.storage.opening import open_book

MASTER = bytes(range(32))
ENGINEER = Actor(3, "", frozenset({Role.ENGINEER}))


def book_at(address: str, folder: Path, station: str = "PC-01") -> DatabaseBook:
    """The book at this address. ``folder``: where this PC writes what it saw of the chain."""
    return open_book(address, Vault(MASTER).audit_key, anchors=folder / f"anchors-{station}")


def office_at(address: str, folder: Path, station: str = "PC-01", actor: Actor = OWNER) -> Office:
    """The office of one PC; its book is to be closed."""
    vault = Vault(MASTER)
    assets = open_assets(str(folder / "assets"), vault.asset_key)
    return Office(book_at(address, folder, station), assets, vault, station, actor)
