"""Another place for the files of orders: tried with a small file before it is chosen. One sentence says what is wrong."""

import contextlib
import secrets
from pathlib import Path

from app.i18n import text
from app.orders.assets import AssetDamagedError, AssetStore
from app.orders.places import FilesRefusedError, FilesTold
from app.storage.asset_address import is_s3
from app.storage.asset_folder import MARK, FolderKeeper
from app.storage.asset_store import KeptAssets
from app.storage.trying_folder import free_bytes

LOOKED_AT = 20
"""So many files that lie there are opened, to see whether they are of this workshop: sealed ones tell."""


def written_down(address: str, data: Path) -> str:
    """The address as it is kept: "" for the folder of this PC, an absolute path, or an S3 address.

    data  folder of this PC's data. Raises FilesRefusedError for a path that is not whole.
    """
    address = address.strip()
    if not address or is_s3(address):
        return address
    path = Path(address).expanduser()
    if "://" in address or not path.is_absolute():
        raise FilesRefusedError(
            text("“{address}” is no place for files: write a whole path, or s3://bucket/folder.", address=address)
        )
    return "" if path.resolve() == _of_this_pc(data).resolve() else str(path)


def open_at(address: str, keys: tuple[str, str] | None, key: bytes, data: Path) -> AssetStore:
    """The store at this address; a folder is made where only its last part is missing.

    keys  of an S3 store: access key and secret; None: those that this PC has. key: of the asset store.
    Raises FilesRefusedError, AssetsOfflineError.
    """
    plain = written_down(address, data)
    if is_s3(plain):
        from app.storage.asset_s3 import S3Keeper  # noqa: PLC0415 - its library is large

        return KeptAssets(S3Keeper.at(plain, data / "asset-cache", keys), key)
    if not plain:
        return KeptAssets(FolderKeeper(_of_this_pc(data), make_parents=True), key)
    folder = Path(plain)
    _refuse(folder)
    return KeptAssets(FolderKeeper(folder), key)


def try_out(address: str, keys: tuple[str, str] | None, key: bytes, data: Path, used: str) -> FilesTold:
    """Write, read back and take away a small file; the place is left as it was.

    used  address that is set now. Raises FilesRefusedError, AssetsOfflineError, SealBrokenError (another workshop's files).
    """
    plain = written_down(address, data)
    folder = None if is_s3(plain) else Path(plain) if plain else _of_this_pc(data)
    made = folder is not None and not folder.exists()
    marked = folder is not None and (folder / MARK).exists()
    store = open_at(plain, keys, key, data)
    try:
        _write_and_read(store)
        empty = _nothing_of_others(store)
    finally:
        if folder is not None and not marked:
            _leave(folder, made=made)
    free = None if folder is None else free_bytes(folder)
    return FilesTold(plain, store.where(), empty, plain == written_down(used, data), free)


def _write_and_read(store: AssetStore) -> None:
    info = store.put(secrets.token_bytes(64), sensitive=True)
    try:
        store.check(info.digest)
    except (KeyError, AssetDamagedError):
        raise FilesRefusedError(
            text(
                "What is written to “{where}” does not come back as it was; choose another place.", where=store.where()
            )
        ) from None
    finally:
        store.remove(info.digest)
    if store.has(info.digest):
        raise FilesRefusedError(
            text("Nothing can be taken away again at “{where}”; let this account delete there.", where=store.where())
        )


def _nothing_of_others(store: AssetStore) -> bool:
    """Whether nothing lies there. Raises SealBrokenError."""
    seen = 0
    for seen, file in enumerate(store.files(), 1):
        with contextlib.suppress(KeyError, AssetDamagedError):  # taken away since, or broken: that is told elsewhere
            store.check(file.digest)
        if seen >= LOOKED_AT:
            break
    return not seen


def _refuse(folder: Path) -> None:
    try:
        if folder.exists() and not folder.is_dir():
            raise FilesRefusedError(text("“{path}” is a file; choose a folder.", path=str(folder)))
        if not folder.parent.is_dir():
            raise FilesRefusedError(
                text("There is no folder “{path}”; make it first, or connect its drive.", path=str(folder.parent))
            )
        if folder.exists() and not (folder / MARK).exists() and any(folder.iterdir()):
            raise FilesRefusedError(
                text("“{path}” holds something else already; choose an empty folder.", path=str(folder))
            )
    except OSError:
        raise FilesRefusedError(text("“{path}” cannot be opened; choose another folder.", path=str(folder))) from None


def _leave(folder: Path, *, made: bool) -> None:
    """Take away what trying put there, as far as nobody else has put anything beside it meanwhile."""
    kept = folder / "sha256"
    with contextlib.suppress(OSError):
        for inner in sorted(kept.iterdir()) if kept.exists() else ():
            inner.rmdir()
        if kept.exists():
            kept.rmdir()
        (folder / MARK).unlink(missing_ok=True)
        if made:
            folder.rmdir()


def _of_this_pc(data: Path) -> Path:
    return data / "assets"
