"""Small pictures of revisions on disk: made once, found again by revision."""

import os
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

SIZE = (128, 96)


class FolderThumbnails:
    """PNG files below a folder. Several processes may share it: a file appears whole or not at all."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def path(self, revision: str) -> Path:
        """Where the picture of a revision is, or would be. Raises KeyError for what is no revision."""
        if len(revision) != 64 or not set(revision) <= set("0123456789abcdef"):
            raise KeyError(revision)
        return self._root / revision[:2] / f"{revision[2:]}.png"

    def get(self, revision: str) -> NDArray[np.uint8] | None:
        """(H, W, 4) uint8 sRGB with straight alpha, or None where there is none (or it cannot be read)."""
        try:
            with Image.open(self.path(revision)) as picture:
                return np.array(picture.convert("RGBA"))
        except (OSError, UnidentifiedImageError, KeyError):
            return None

    def put(self, revision: str, picture: NDArray[np.uint8]) -> None:
        """Keep a picture. Raises OSError."""
        path = self.path(revision)
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(f".{os.getpid()}.new")
        Image.fromarray(picture).save(draft, "PNG")
        draft.replace(path)
