"""The files of the orders beside a backup: copied there once, listed in it, brought back from there.

They are never changed, only added: all backups in a folder share them.
"""

import logging
import zipfile
from collections.abc import Iterator
from pathlib import Path

from app.jobs.progress import Progress
from app.orders.assets import AssetDamagedError, AssetStore
from app.orders.backup import BackupDamagedError
from app.security.vault import SealBrokenError
from app.storage.asset_folder import FolderKeeper
from app.storage.backup_file import ASSETS, Manifest, lines

FOLDER = "assets"

log = logging.getLogger(__name__)


def copy_files(assets: AssetStore, folder: Path, progress: Progress) -> tuple[list[str], int]:
    """Copy what is not there yet, as it is stored. Gives the digests of all, and their size.

    Both places are walked through anyway, once a day: what killed writers left there is taken away first.
    """
    keeper = FolderKeeper(folder / FOLDER, make_parents=True)
    left = assets.clear_half_written() + keeper.clear_half_written()
    if left:
        log.info("%d files of writers that were killed were taken away", left)
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


def listed_files(opened: zipfile.ZipFile, manifest: Manifest) -> list[str]:
    """Digests of the files that belong to a backup. Raises BackupDamagedError."""
    listed = [line.decode("ascii").strip() for line in lines(opened, ASSETS, manifest.entries["assets"]["sha256"])]
    if len(listed) != manifest.entries["assets"]["files"]:
        raise BackupDamagedError
    return listed


def missing_files(files: list[str], folder: Path, progress: Progress) -> Iterator[str]:
    """Those of the files that are not beside the backup any more."""
    if not files:
        return
    keeper = FolderKeeper(folder / FOLDER) if (folder / FOLDER).is_dir() else None
    for number, digest in enumerate(files):
        progress(number / len(files))
        if keeper is None or not keeper.has(digest):
            yield digest


def bring_back_files(files: list[str], folder: Path, assets: AssetStore, progress: Progress) -> None:
    """Put back what the store lacks, or holds damaged; a file that is missing or damaged in the backup stops nothing."""
    if not files or not (folder / FOLDER).is_dir():
        return
    keeper = FolderKeeper(folder / FOLDER)
    for number, digest in enumerate(files):
        progress(number / len(files))
        if _is_sound(assets, digest):
            continue
        try:
            assets.put_stored(digest, keeper.read(digest))
        except (KeyError, AssetDamagedError, SealBrokenError) as error:
            log.warning("a file of the backup could not be brought back: %s", type(error).__name__)


def _is_sound(assets: AssetStore, digest: str) -> bool:
    try:
        assets.check(digest)
    except (KeyError, AssetDamagedError, SealBrokenError):
        return False
    return True
