"""The shelf of our own pictures, for templates that nobody has filled yet."""

from functools import partial

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.errors import AppError
from app.i18n import text
from app.layouts.composing.art.table import ART, CLEAR, PREFIX, picture
from app.layouts.design.document import PictureLayer
from app.layouts.drawing import Pixels

SONG = "art:song"
MOST_PX = 4000


class ArtShelf:
    """Knows "art:…" alone; everything else is refused."""

    def picture(self, source: str, layer: PictureLayer, box_px: tuple[int, int]) -> Pixels:
        name = source.removeprefix(PREFIX)
        if not source.startswith(PREFIX) or name not in ART:
            raise AppError(text("The picture “{name}” is not there: choose it again.", name=source[:60]))
        width, height = (min(side, MOST_PX) for side in box_px)
        if name in CLEAR:
            width = height = min(width, height) if layer.fit == "contain" else max(width, height)
        crop = layer.crop
        cut = (0.0, 0.0, 1.0, 1.0) if crop is None else (crop.left, crop.top, crop.right, crop.bottom)
        key = f"{source}:{width}x{height}:{cut}"
        return Pixels(key, width, height, partial(_drawn, name, width, height, cut))

    def sound(self, source: str, bars: int) -> NDArray[np.float32]:
        if source != SONG:
            raise AppError(text("The sound “{name}” is not there: choose it again.", name=source[:60]))
        return song(bars)


def song(bars: int) -> NDArray[np.float32]:
    """(bars,) loudness of a song that nobody has sung: verses, a chorus that is louder, and an end."""
    at = np.linspace(0.0, 1.0, bars)
    beat = 0.55 + 0.45 * np.abs(np.sin(at * 61.0) * np.cos(at * 23.0))
    form = 0.45 + 0.4 * np.sin(at * 9.0 - 1.0) ** 2 + 0.15 * np.sin(at * 31.0)
    fade = np.minimum(1.0, np.minimum(at, 1.0 - at) * 9.0 + 0.2)
    loud: NDArray[np.float32] = np.clip(beat * form * fade, 0.05, 1.0).astype(np.float32)
    return loud


def _drawn(name: str, width: int, height: int, cut: tuple[float, float, float, float]) -> Image.Image:
    left, top, right, bottom = cut
    if cut == (0.0, 0.0, 1.0, 1.0) or right - left < 0.01 or bottom - top < 0.01:
        return picture(name, width, height)
    wide, tall = min(MOST_PX, round(width / (right - left))), min(MOST_PX, round(height / (bottom - top)))
    whole = picture(name, wide, tall)
    box = (round(left * wide), round(top * tall), round(right * wide), round(bottom * tall))
    return whole.crop(box).resize((width, height), Image.Resampling.LANCZOS)
