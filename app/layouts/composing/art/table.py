"""Every picture that we draw, by its name in "art:name"."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PIL import Image

from app.errors import AppError
from app.i18n import text
from app.layouts.composing.art.grounds import aurora, dawn, paper, vinyl
from app.layouts.composing.art.people import cat, portrait, rabbit
from app.layouts.composing.art.scenes import burst, cover, seaside, town

if TYPE_CHECKING:
    import skia

PREFIX = "art:"
Draw = Callable[["skia.Canvas", float, float], None]
ART: dict[str, Draw] = {
    "aurora": aurora, "burst": burst, "cat": cat, "cover": cover, "dawn": dawn, "paper": paper, "portrait": portrait,
    "rabbit": rabbit, "seaside": seaside, "town": town, "vinyl": vinyl,
}  # fmt: skip
CLEAR = frozenset(("cat", "rabbit"))
"""Those without a background: drawn in a square however the box is."""


def picture(name: str, width: int, height: int) -> Image.Image:
    """One of our pictures in this size, "RGB", or "RGBA" without a background. Raises AppError for one that is not there."""
    import numpy as np  # noqa: PLC0415 - beside Skia
    import skia  # noqa: PLC0415 - 40 ms that only drawing needs

    if name not in ART:
        raise AppError(text("There is no picture “{name}” in this program: choose another.", name=name[:40]))
    info = skia.ImageInfo.Make(width, height, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType)
    surface = skia.Surface.MakeRaster(info)
    canvas = surface.getCanvas()
    unit = min(width, height)
    canvas.scale(unit, unit)
    ART[name](canvas, width / unit, height / unit)
    found = np.empty((height, width, 4), np.uint8)
    surface.readPixels(info.makeAlphaType(skia.kUnpremul_AlphaType), found, width * 4, 0, 0)
    image = Image.fromarray(found)
    return image if name in CLEAR else image.convert("RGB")
