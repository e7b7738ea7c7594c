"""The picture as the texture of a thing."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.layouts.relief.field import Floats

TEXTURE_PX = 2048
TEXTURE_PPMM = 24.0
Box = tuple[float, float, float, float]
"""Left, top, right, bottom in mm."""


def texture_of(picture: NDArray[np.uint8], per_mm: float, box: Box) -> NDArray[np.uint8]:
    """(H, W, 4) over the box of the thing: the picture in its place, on white."""
    left, top, right, bottom = box
    scale = min(per_mm, TEXTURE_PPMM, TEXTURE_PX / max(right - left, bottom - top))
    width, height = (max(2, round(side * scale)) for side in (right - left, bottom - top))
    fit = [max(1, round(side / per_mm * scale)) for side in (picture.shape[1], picture.shape[0])]
    # premultiplied, so that no dark rim comes from what is clear
    small = Image.fromarray(picture, "RGBA").convert("RGBa").resize((fit[0], fit[1]), Image.Resampling.LANCZOS)
    page = Image.new("RGBA", (width, height), (255, 255, 255, 255))
    placed = Image.new("RGBA", (width, height))
    placed.paste(small.convert("RGBA"), (round(-left * scale), round(-top * scale)))
    page.alpha_composite(placed)
    return np.asarray(page)


def seen_at(texture: NDArray[np.uint8], box: Box, x: Floats, y: Floats) -> NDArray[np.uint8]:
    """(R, C, 3): the texture at the points of the grid, for the preview."""
    left, top, right, bottom = box
    height, width = texture.shape[:2]
    columns = np.clip((x - left) / (right - left) * width, 0, width - 1).astype(np.int64)
    rows = np.clip((y - top) / (bottom - top) * height, 0, height - 1).astype(np.int64)
    return np.asarray(texture[np.ix_(rows, columns)][..., :3])
