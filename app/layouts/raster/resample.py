"""Pictures at the size at which they are drawn: many pixels become one by a filter that is as wide as they are."""

from collections import OrderedDict
from math import hypot
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from app.layouts.drawing import Matrix, Pixels

if TYPE_CHECKING:
    import skia

CACHE_BYTES = 64_000_000


def drawn_size(pixels: Pixels, device: Matrix) -> tuple[int, int]:
    """Width and height in device pixels of a picture whose unit square goes to ``device``; never more than it has."""
    a, b, c, d, _, _ = device
    return (
        min(pixels.width, max(1, round(hypot(a, b)))),
        min(pixels.height, max(1, round(hypot(c, d)))),
    )


class Resampled:
    """Pictures that were made smaller, the last ones kept: the same logo on a thousand cards is made smaller once.

    longest  pixels of a side at most: coarser than they are drawn, where only what lies on them is looked at
    """

    def __init__(self, budget: int = CACHE_BYTES, longest: int | None = None) -> None:
        self._budget, self._longest = budget, longest
        self._kept: OrderedDict[tuple[str, int, int], skia.Image] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def get(self, pixels: Pixels, size: tuple[int, int]) -> "skia.Image":
        """Of ``size`` or coarser, for Skia."""
        import skia  # noqa: PLC0415 - 40 ms that only drawing needs

        if self._longest is not None and max(size) > self._longest:
            share = self._longest / max(size)
            size = max(1, round(size[0] * share)), max(1, round(size[1] * share))
        key = (pixels.key, *size)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        small = np.asarray(smaller(pixels.open(), size).convert("RGBA"))
        image = skia.Image.fromarray(small, skia.kRGBA_8888_ColorType)
        self._keep(key, image)
        return image

    def _keep(self, key: tuple[str, int, int], image: "skia.Image") -> None:
        weight = image.width() * image.height() * 4
        if weight > self._budget // 2:
            return
        with self._lock:
            if key in self._kept:
                return
            self._kept[key] = image
            self._bytes += weight
            while self._bytes > self._budget:
                _, old = self._kept.popitem(last=False)
                self._bytes -= old.width() * old.height() * 4


def smaller(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """The image in no more than ``size``, by Lanczos; what is transparent does not bleed its hidden colour."""
    size = (min(size[0], image.width), min(size[1], image.height))
    if size == image.size:
        return image
    if image.mode == "RGBA":
        return image.convert("RGBa").resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0).convert("RGBA")
    return image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
