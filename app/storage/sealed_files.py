"""Small private files of this PC, sealed with the key of its models: pictures and designs on a bench may be somebody's face."""

import logging
import os
from collections.abc import Collection
from pathlib import Path

from app.errors import AppError
from app.safe_write import write_chunks
from app.security.vault import SealBrokenError
from app.storage.mesh_crypt import MeshCipher, is_sealed
from app.storage.mesh_key import MeshKey
from app.storage.pc_disk import not_written

SUFFIX = ".sealed"

log = logging.getLogger(__name__)


class SealedFiles:
    """Implements :class:`app.layouts.composing.hidden.Hidden` in a folder. Where no key can be had, files stay unsealed."""

    def __init__(self, folder: Path, key: MeshKey) -> None:
        self._folder, self._key = folder, key

    def keep(self, name: str, content: bytes) -> None:
        """Write it whole or not at all. Raises WriteRefusedError."""
        key = self._key.wanted()
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            write_chunks(self._path(name), [content] if key is None else MeshCipher(key).encode([content], name))
        except OSError as error:
            raise not_written(error) from None

    def content(self, name: str) -> bytes | None:
        """None where it is not there, is damaged, or was sealed with another key."""
        path = self._path(name)
        try:
            with path.open("rb") as file:
                if not is_sealed(file.read(64)):
                    file.seek(0)
                    return file.read()
                file.seek(0)
                return bytes(MeshCipher(self._key.ask()).decode(file, os.fstat(file.fileno()).st_size, name))
        except FileNotFoundError:
            return None
        except (AppError, SealBrokenError, OSError) as error:
            log.warning("a private file cannot be read: %s", type(error).__name__)
            return None

    def only(self, names: Collection[str]) -> None:
        """Forget all others."""
        wanted = {self._path(name).name for name in names}
        for path in self._folder.glob(f"*{SUFFIX}"):
            if path.name not in wanted:
                try:
                    path.unlink(missing_ok=True)
                except OSError as error:  # somebody reads it just now: it goes the next time
                    log.info("a private file stays: %s", type(error).__name__)

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}{SUFFIX}"
