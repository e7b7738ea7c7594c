"""Where a design's pictures and sounds come from."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from app.layouts.design.document import PictureLayer
from app.layouts.drawing import Pixels


class Shelf(Protocol):
    """Gives what the sources of layers stand for. Raises AppError for what is not there or cannot be read."""

    def picture(self, source: str, layer: PictureLayer, box_px: tuple[int, int]) -> Pixels:
        """The picture as the layer wants it, cropped and adjusted.

        layer   its crop, fit and adjustments count; its box may be larger than in the design, by the bleed
        box_px  pixels of the box at the resolution of the output
        """
        ...

    def sound(self, source: str, bars: int) -> NDArray[np.float32]:
        """(bars,) loudness, 0 to 1."""
        ...
