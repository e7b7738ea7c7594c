"""The office of this PC: which order book, files and keys it works with."""

import os
import platform
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.bootstrap.passphrase import given_passphrase
from app.commands.intake.source import OrderSource
from app.commands.office import Office, Opening
from app.dispatch.slicing import SlicerRack
from app.orders.assets import AssetStore
from app.orders.book import Book
from app.security.actor import NOBODY
from app.security.keys import load_or_make_master
from app.security.late_vault import LateVault
from app.settings.address import split_password
from app.settings.folders import standard_folders
from app.settings.installed import installed
from app.settings.preferences import FILE as PREFERENCES
from app.settings.preferences import load_preferences, save_preferences
from app.storage.late import LateAssets, LateBook

if TYPE_CHECKING:
    from app.drivers.updates.updating import LayerUpdates
    from app.storage.places import LocalPlaces


@dataclass(frozen=True)
class OpenOffice:
    """``again`` lets go of key, book and files, and takes a passphrase for the key: the next use opens them anew."""

    office: Office
    vault: LateVault
    again: Callable[[str | None], None]


def make_office() -> OpenOffice:
    """The office of this PC, with nothing opened yet: key, book and files are looked for when they are first used."""
    folders = standard_folders()
    passphrase: list[str | None] = [given_passphrase()]

    def chosen(variable: str, field: str) -> str:
        preferences = load_preferences(folders.settings / PREFERENCES)
        return os.environ.get(variable) or str(getattr(preferences, field))

    def book() -> Book:
        from app.storage.opening import open_book  # noqa: PLC0415 - SQLAlchemy takes a fifth of a second

        audit_key = vault.audit_key
        keep_password_sealed()
        address = places().with_password(chosen("STATUETTE_DATABASE", "database"))
        return open_book(address, audit_key, at_once=False, tell=opening)

    def keep_password_sealed() -> None:
        """A password that a person wrote into the settings goes where secrets are kept."""
        preferences = load_preferences(folders.settings / PREFERENCES)
        plain = split_password(preferences.database)[0]
        if plain != preferences.database:
            places().keep_password(preferences.database, "")
            save_preferences(preferences, folders.settings / PREFERENCES)

    def places() -> "LocalPlaces":
        from app.storage.places import LocalPlaces  # noqa: PLC0415 - SQLAlchemy

        return LocalPlaces(folders, vault, chosen_places, master, late_assets.close, vault.forget, learn)

    def learn(words: str) -> None:
        passphrase[0] = words or None

    def chosen_places() -> tuple[str, str, bool, bool]:
        fixed, files_fixed = (bool(os.environ.get(f"STATUETTE_{name}")) for name in ("DATABASE", "ASSETS"))
        return chosen("STATUETTE_DATABASE", "database"), chosen("STATUETTE_ASSETS", "assets"), fixed, files_fixed

    def master() -> bytes:
        return load_or_make_master(folders.settings, passphrase[0])

    def assets() -> AssetStore:
        from app.storage.asset_store import open_assets  # noqa: PLC0415

        return open_assets(chosen("STATUETTE_ASSETS", "assets"), vault.asset_key)

    def server(name: str, url: str, token: str) -> OrderSource:
        from app.drivers.intake_http import HttpSource  # noqa: PLC0415 - httpx takes a tenth of a second

        return HttpSource(name, url, token)

    def slicers() -> SlicerRack:
        from app.drivers.slicers.rack import SlicersOfThisPc  # noqa: PLC0415 - asked for seldom
        from app.settings.slicing import FILE  # noqa: PLC0415

        return SlicersOfThisPc(folders.settings / FILE)

    def updates() -> "LayerUpdates":
        from app.drivers.updates.updating import LayerUpdates  # noqa: PLC0415 - asked for seldom

        assert place is not None
        return LayerUpdates(place)

    place, opening = installed(), Opening()
    vault = LateVault(master)
    late_book, late_assets = LateBook(book), LateAssets(assets)

    def again(words: str | None) -> None:
        passphrase[0] = words or passphrase[0]
        late_book.close()
        late_assets.close()
        vault.forget()

    station = platform.node() or "PC"
    return OpenOffice(
        Office(
            late_book,
            late_assets,
            vault,
            station=station,
            actor=NOBODY,
            servers=server,
            places=places,
            slicers=slicers,
            updates=None if place is None else updates,
            opening=opening,
        ),
        vault,
        again,
    )
