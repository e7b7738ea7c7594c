"""Pictures as light: linear, so that shadows and reflections add up as they do before a camera."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.mesh.srgb import coded_of, linear_of

Floats = NDArray[np.floating[Any]]
"""(H, W, 3) linear light of the sRGB primaries, 1 = white; or (H, W) shares from 0 to 1."""
_SMALL = 6.0  # pixels of blur from which on it is done on a smaller picture
_ROWS = 24  # of a picture of 1,600 pixels: half a megabyte
_CODES = 65535
_CODED = (coded_of(np.arange(_CODES + 1) / _CODES) * 255).astype(np.float32)  # within 0.03 of a step of 8 bits


def color(red: float, green: float, blue: float) -> Floats:
    """(3,) linear light of an sRGB colour, 0 to 255."""
    return linear_of(np.array([red, green, blue], np.float32) / 255)


def picture_of(light: Floats) -> Image.Image:
    """The picture, mode "RGB". A grain finer than one step of 8 bits keeps large soft shadows free of stripes."""
    height, width = light.shape[:2]
    grain = np.random.default_rng(20).random((height, width), np.float32)[..., None]
    found = np.empty((height, width, 3), np.uint8)
    for rows in _strips(height):
        coded = _CODED[np.clip(light[rows] * _CODES + 0.5, 0, _CODES).astype(np.uint16)]
        found[rows] = np.clip(coded + grain[rows], 0, 255)
    return Image.fromarray(found)


def over(ground: Floats, light: Floats, share: Floats) -> Floats:
    """Light laid on a ground where ``share`` (H, W) is 1."""
    laid = np.array(ground, np.float32)
    for rows, columns in _covered(share):
        part = laid[rows, columns]
        part += (light[rows, columns] - part) * share[rows, columns, None]
    return laid


def dimmed(ground: Floats, shadow: Floats, strength: float, tone: Floats | None = None) -> Floats:
    """A shadow (H, W) on a ground. ``tone`` (3,): what light still gets in, bluish as from a sky where it is not said."""
    left = tone if tone is not None else np.array([0.92, 0.96, 1.0], np.float32) * 0.15
    lost = np.asarray(strength * (1 - left), np.float32)
    dark = np.array(ground, np.float32)
    for rows, columns in _covered(shadow):
        dark[rows, columns] *= 1 - shadow[rows, columns, None] * lost
    return dark


def _strips(height: int) -> Iterator[slice]:
    """Rows that are worked on together: few enough to stay near the processor, which is what takes time with whole pictures."""
    return (slice(top, min(top + _ROWS, height)) for top in range(0, height, _ROWS))


def _covered(share: Floats) -> Iterator[tuple[slice, slice]]:
    """Rows and columns outside of which ``share`` is 0, in strips."""
    columns = np.flatnonzero(share.any(axis=0))
    if not len(columns):
        return
    across = slice(int(columns[0]), int(columns[-1]) + 1)
    for rows in _strips(len(share)):
        if share[rows, across].any():
            yield rows, across


def blurred(share: Floats, sigma: float) -> Floats:
    """(H, W) blurred by a Gaussian of ``sigma`` pixels."""
    from scipy.ndimage import gaussian_filter  # noqa: PLC0415 - 0.1 s that only mock-ups need

    if sigma <= 0:
        return share
    step = int(max(1, min(8, sigma // (_SMALL / 2)))) if sigma > _SMALL else 1
    if step == 1:
        return np.asarray(gaussian_filter(share, sigma, mode="nearest"), np.float32)
    image = Image.fromarray(share)
    size = (max(1, share.shape[1] // step), max(1, share.shape[0] // step))
    small = np.asarray(image.resize(size, Image.Resampling.BOX))
    soft = gaussian_filter(small, sigma / step, mode="nearest")
    return np.asarray(Image.fromarray(soft).resize(image.size, Image.Resampling.BICUBIC), np.float32)


def shifted(share: Floats, right: float, down: float) -> Floats:
    """(H, W) moved by whole pixels; what comes in is 0."""
    moved = np.zeros_like(share)
    dx, dy = round(right), round(down)
    height, width = share.shape
    if abs(dx) >= width or abs(dy) >= height:
        return moved
    moved[max(dy, 0) : height + min(dy, 0), max(dx, 0) : width + min(dx, 0)] = share[
        max(-dy, 0) : height + min(-dy, 0), max(-dx, 0) : width + min(-dx, 0)
    ]
    return moved
