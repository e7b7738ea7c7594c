"""Small pictures of revisions on disk: made once, found again by revision; sealed where there is a key."""

import io
import logging
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from app.errors import AppError
from app.safe_write import write_chunks
from app.storage.mesh_crypt import MAGIC, MeshCipher, is_sealed
from app.storage.mesh_key import MeshKey

log = logging.getLogger(__name__)


class FolderThumbnails:
    """PNG pictures below a folder. Several processes may share it: a file appears whole or not at all."""

    def __init__(self, root: Path, key: MeshKey | None = None) -> None:
        self._root, self._key = root, key

    def path(self, revision: str) -> Path:
        """Where the picture of a revision is, or would be. Raises KeyError for what is no revision."""
        if len(revision) != 64 or not set(revision) <= set("0123456789abcdef"):
            raise KeyError(revision)
        return self._root / revision[:2] / f"{revision[2:]}.picture"

    def get(self, revision: str) -> NDArray[np.uint8] | None:
        """(H, W, 4) uint8 sRGB with straight alpha, or None where there is none (or it cannot be read)."""
        try:
            content = self._read(revision)
            if content is None:
                return None
            with Image.open(io.BytesIO(content)) as picture:
                return np.array(picture.convert("RGBA"))
        except (OSError, UnidentifiedImageError, KeyError, AppError):
            return None  # it is made anew

    def put(self, revision: str, picture: NDArray[np.uint8]) -> None:
        """Keep a picture. Raises OSError."""
        path = self.path(revision)
        path.parent.mkdir(parents=True, exist_ok=True)
        encoded = io.BytesIO()
        Image.fromarray(picture).save(encoded, "PNG")
        key = None if self._key is None else self._key.wanted()
        pieces = [encoded.getbuffer()]
        write_chunks(path, pieces if key is None else MeshCipher(key).encode(pieces, revision))

    def forget(self, revisions: Iterable[str]) -> None:
        """Take pictures away for good; one that is just read stays (Windows)."""
        for revision in revisions:
            try:
                self.path(revision).unlink(missing_ok=True)
            except OSError as error:
                log.info("a small picture stays: %s", type(error).__name__)

    def forget_old(self) -> None:
        """Take away what earlier versions kept unsealed; it is made again when it is looked at."""
        for path in self._root.glob("??/*.png"):
            path.unlink(missing_ok=True)

    def _read(self, revision: str) -> bytes | memoryview | None:
        path = self.path(revision)
        with path.open("rb") as file:
            if not is_sealed(file.read(len(MAGIC))):
                return path.read_bytes()
            key = None if self._key is None else self._key.known()
            file.seek(0)
            return None if key is None else MeshCipher(key).decode(file, path.stat().st_size, revision)
