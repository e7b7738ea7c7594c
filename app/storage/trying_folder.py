"""A folder for the workshop's data: on this PC and not on a share, writable, with how much room there is."""

import shutil
import tempfile
from pathlib import Path

from app.i18n import text
from app.orders.places import FilesRefusedError, FolderTold
from app.storage.network_share import refuse_network_share


def whole_path(folder: str) -> Path:
    """The path that a person wrote. Raises FilesRefusedError where it is not whole."""
    path = Path(folder.strip()).expanduser()
    if not path.is_absolute():
        raise FilesRefusedError(text("“{path}” is no whole path; write one, or choose a folder.", path=folder.strip()))
    return path


def try_folder(folder: Path) -> FolderTold:
    """Write a small file there and take it away again; in the folder above where this one is not made yet.

    Raises BookRefusedError (it lies on another computer), FilesRefusedError.
    """
    refuse_network_share(folder)
    there = _nearest(folder)
    try:
        with tempfile.NamedTemporaryFile(prefix=".statuette-", dir=there) as file:
            file.write(b"Can this folder be written?")
            file.flush()
    except OSError:
        raise FilesRefusedError(
            text("This account may not write into “{path}”; choose another folder.", path=str(there))
        ) from None
    return FolderTold(str(folder), folder.is_dir(), free_bytes(folder) or 0)


def make_last_part(folder: Path) -> None:
    """Make this folder where the one above is there. Raises FilesRefusedError."""
    try:
        folder.mkdir(exist_ok=True)
    except OSError:
        raise FilesRefusedError(
            text("The folder “{path}” cannot be made; choose another one.", path=str(folder))
        ) from None


def free_bytes(folder: Path) -> int | None:
    """Room on the disk of this folder, which may be made later; None where the system does not tell."""
    for place in (folder, *folder.parents):
        if place.exists():
            try:
                return shutil.disk_usage(place).free
            except OSError:
                return None
    return None


def _nearest(folder: Path) -> Path:
    if folder.is_dir():
        return folder
    if folder.exists():
        raise FilesRefusedError(text("“{path}” is a file; choose a folder.", path=str(folder)))
    if not folder.parent.is_dir():
        raise FilesRefusedError(
            text("There is no folder “{path}”; make it first, or connect its drive.", path=str(folder.parent))
        )
    return folder.parent
