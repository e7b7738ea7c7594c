"""The shelf of an order: its own files, opened under the budgets for what customers send, and our own pictures."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.errors import FileRefusedError
from app.i18n import text
from app.layouts.composing.art.shelf import ArtShelf
from app.layouts.composing.art.table import PREFIX
from app.layouts.design.document import PictureLayer
from app.layouts.drawing import Pixels
from app.layouts.pictures.cut_out import Cutter
from app.layouts.pictures.files import Source
from app.layouts.pictures.opener import Opener
from app.layouts.pictures.pixels import pixels_of
from app.layouts.pictures.upscale import Upscaler


class FileShelf:
    """A ``Shelf`` (app.layouts.composing.shelf).

    files     where a source lies, "sha256:…" too, or its bytes. Raises AppError for one that is not there
    ppi       of the output, for sharpening
    upscaler, cutter  plug-ins, None for what is built in
    """

    def __init__(
        self,
        opener: Opener,
        files: Callable[[str], Source],
        *,
        ppi: float = 300.0,
        upscaler: Upscaler | None = None,
        cutter: Cutter | None = None,
    ) -> None:
        self._opener = opener
        self._files = files
        self._ppi = ppi
        self._upscaler = upscaler
        self._cutter = cutter
        self._art = ArtShelf()

    def picture(self, source: str, layer: PictureLayer, box_px: tuple[int, int]) -> Pixels:
        if source.startswith(PREFIX):
            return self._art.picture(source, layer, box_px)
        return pixels_of(
            self._opener,
            self._files(source),
            layer,
            box_px,
            ppi=self._ppi,
            upscaler=self._upscaler,
            cutter=self._cutter,
        )

    def sound(self, source: str, bars: int) -> NDArray[np.float32]:
        if source.startswith(PREFIX):
            return self._art.sound(source, bars)
        return self._opener.wave(self._files(source), bars).levels


def files_in(folder: Path) -> Callable[[str], Source]:
    """Files beside a template, by their bare names: nothing outside of its folder is opened."""

    def find(source: str) -> Source:
        path = folder / source
        if Path(source).name != source or not path.is_file():
            raise FileRefusedError(text("The file “{name}” is not there: choose it again.", name=source[:60]))
        return path

    return find
