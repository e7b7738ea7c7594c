"""Assets in a folder: of this PC, or of a file server that several PCs write to at once."""

import contextlib
import errno
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from app.errors import AppError
from app.i18n import text
from app.orders.assets import AssetsOfflineError
from app.safe_write import sync_folder, write_chunks
from app.storage.asset_keeper import Kept, digest_in, name_of

T = TypeVar("T")

MARK = "statuette-assets.txt"
_MARK_WORDS = b"Files of orders by their content. Nothing here may be changed by hand.\n"
_FULL = {errno.ENOSPC, errno.EDQUOT}
_TRIES = 5  # another PC may have the file open for a moment (SMB, virus scanners)
HALF_WRITTEN_S = 24 * 3600.0  # a younger one may still be written, by another PC


class FolderKeeper:
    """Implements ``Keeper``. Raises AssetsOfflineError when the folder is gone (a share that is not mounted).

    The folder is marked when it is first used: without its mark it is taken for a share that is not there, and nothing is
    written beside it.
    """

    def __init__(self, root: Path, *, make_parents: bool = False) -> None:
        self._root = root
        try:
            root.mkdir(parents=make_parents, exist_ok=True)
            if not (root / MARK).exists():
                write_chunks(root / MARK, [_MARK_WORDS])
        except OSError as error:
            raise _sentence(error, root) from None

    def read(self, digest: str, *, fresh: bool = False) -> bytes:  # noqa: ARG002 - a folder has no cache
        return self._read(digest, None)

    def head(self, digest: str, size: int) -> bytes:
        return self._read(digest, size)

    def write(self, digest: str, pieces: Iterable[bytes | memoryview]) -> None:
        path = self._root / name_of(digest)
        self._look()
        whole = tuple(pieces)
        try:
            if not path.parent.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                sync_folder(path.parent.parent)
                sync_folder(self._root)
            _again(lambda: write_chunks(path, whole))
        except OSError as error:
            raise _sentence(error, self._root) from None

    def remove(self, digest: str) -> None:
        path = self._root / name_of(digest)
        self._look()
        try:
            _again(lambda: path.unlink(missing_ok=True))
            if path.parent.exists():
                sync_folder(path.parent)
        except OSError as error:
            raise _sentence(error, self._root) from None

    def has(self, digest: str) -> bool:
        try:
            there = (self._root / name_of(digest)).is_file()
        except OSError as error:
            raise _sentence(error, self._root) from None
        if not there:
            self._look()
        return there

    def files(self) -> Iterator[Kept]:
        self._look()
        for path in self._paths():
            digest = digest_in(f"{path.parent.name}/{path.name}")
            if digest is None:
                continue
            with contextlib.suppress(FileNotFoundError):  # taken away since the folder was listed
                facts = path.stat()
                yield Kept(digest, facts.st_size, datetime.fromtimestamp(facts.st_mtime, UTC))

    def clear_half_written(self) -> int:
        count, limit = 0, time.time() - HALF_WRITTEN_S
        for path in self._paths():
            with contextlib.suppress(OSError):  # a writer of another PC may be faster
                if path.name.startswith(".") and path.suffix == ".tmp" and path.stat().st_mtime < limit:
                    path.unlink()
                    count += 1
        return count

    def where(self) -> str:
        return str(self._root)

    def _read(self, digest: str, size: int | None) -> bytes:
        path = self._root / name_of(digest)

        def read() -> bytes:
            with path.open("rb") as file:
                return file.read() if size is None else file.read(size)

        try:
            return _again(read)
        except FileNotFoundError:
            self._look()
            raise KeyError(digest) from None
        except OSError as error:
            raise _sentence(error, self._root) from None

    def _paths(self) -> Iterator[Path]:
        try:
            folders = sorted((self._root / "sha256").iterdir()) if (self._root / "sha256").exists() else []
            for folder in folders:
                if folder.is_dir():
                    yield from sorted(folder.iterdir())
        except OSError as error:
            raise _sentence(error, self._root) from None

    def _look(self) -> None:
        if not (self._root / MARK).is_file():
            raise AssetsOfflineError(
                text(
                    "The folder of the files “{folder}” is not there; connect the drive again.", folder=str(self._root)
                )
            )


def _again(work: Callable[[], T]) -> T:
    """Do it; a file that somebody has open (Windows, SMB) is tried again for a second."""
    for turn in range(_TRIES):
        try:
            return work()
        except PermissionError:
            if turn == _TRIES - 1:
                raise
            time.sleep(0.05 * 2**turn)
    raise AssertionError


def _sentence(error: OSError, root: Path) -> AppError:
    if error.errno in _FULL:
        return AssetsOfflineError(
            text("The disk of the files “{folder}” is full; make room and try again.", folder=str(root))
        )
    if isinstance(error, PermissionError):
        return AssetsOfflineError(
            text(
                "This account may not write into “{folder}”; ask whoever looks after the file server.", folder=str(root)
            )
        )
    return AssetsOfflineError(
        text("The folder of the files “{folder}” is not there; connect the drive again.", folder=str(root))
    )
