"""Pictures and sounds that designs are made of, by their content in a folder: the file that was opened may go away."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.errors import AppError, FileRefusedError
from app.i18n import text
from app.layouts.composing.hidden import Hidden
from app.layouts.design.document import PictureLayer
from app.layouts.drawing import Pixels
from app.safe_write import write_chunks

KEPT = "sha256:"
ART = "art:"
LARGEST_BYTES = 400_000_000
Find = Callable[[str], bytes]


class FolderShelf:
    """Gives what the sources of layers stand for.

    folder     where files lie by their content as long as the shelf is open: others must not read it
    templates  files that came with templates, by name
    fetch      gives the content of a "sha256:…" that is not in the folder: from the asset store
    hidden     keeps what was put here for the next start
    """

    def __init__(
        self, folder: Path, templates: tuple[Path, ...] = (), fetch: Find | None = None, hidden: Hidden | None = None
    ) -> None:
        from app.layouts.composing.art.shelf import ArtShelf  # noqa: PLC0415 - loaded with the first thing on a bench
        from app.layouts.pictures.opener import Opener  # noqa: PLC0415 - see above

        self._folder, self._templates = folder, templates
        self.fetch, self._hidden = fetch, hidden
        self.opener = Opener()
        self._art = ArtShelf()

    def close(self) -> None:
        """End the processes that read files."""
        self.opener.close()

    def keep(self, path: Path) -> str:
        """Copy a file onto the shelf; its source. Raises FileRefusedError."""
        try:
            size = path.stat().st_size
            if size > LARGEST_BYTES:
                raise FileRefusedError(
                    text(
                        "{file} is larger than {mb} MB; make it smaller first.",
                        file=path.name,
                        mb=LARGEST_BYTES // 1_000_000,
                    )
                )
            content = path.read_bytes()
        except OSError as error:
            raise FileRefusedError(
                text("{file} cannot be read: {why}. Is it still there?", file=path.name, why=error.strerror or error)
            ) from error
        return self.keep_bytes(content)

    def keep_bytes(self, content: bytes) -> str:
        """Put a content onto the shelf; its source."""
        name = hashlib.sha256(content).hexdigest()
        self._lay(name, content)
        if self._hidden is not None:
            self._hidden.keep(name, content)
        return KEPT + name

    def _lay(self, name: str, content: bytes) -> None:
        there = self._folder / name
        if not there.exists():
            self._folder.mkdir(parents=True, exist_ok=True)
            write_chunks(there, [content])

    def path(self, source: str) -> Path:
        """The file of a source. Raises AppError where it is not there."""
        if source.startswith(KEPT):
            name = source.removeprefix(KEPT)
            if len(name) != 64 or not set(name) <= set("0123456789abcdef"):
                raise AppError(text("The design names a picture that cannot be: choose it again."))
            there = self._folder / name
            if not there.exists() and self._hidden is not None and (kept := self._hidden.content(name)) is not None:
                self._lay(name, kept)
            if not there.exists() and self.fetch is not None:
                self._lay(name, self.fetch(name))
            if there.exists():
                return there
            raise AppError(text("A picture of this design is not on this PC; choose it again."))
        for folder in self._templates:
            there = folder / Path(source).name
            if there.is_file():
                return there
        raise AppError(text("“{name}” is missing: it should have come with the template.", name=source))

    def picture(self, source: str, layer: PictureLayer, box_px: tuple[int, int]) -> Pixels:
        """The picture as the layer wants it. Raises AppError."""
        if source.startswith(ART):
            return self._art.picture(source, layer, box_px)
        from app.layouts.pictures.pixels import pixels_of  # noqa: PLC0415 - see __init__

        return pixels_of(self.opener, self.path(source), layer, box_px)

    def sound(self, source: str, bars: int) -> NDArray[np.float32]:
        """(bars,) loudness, 0 to 1. Raises AppError."""
        if source.startswith(ART):
            return self._art.sound(source, bars)
        return self.opener.wave(self.path(source), bars).levels
