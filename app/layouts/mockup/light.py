"""Pictures as light: linear, so that shadows and reflections add up as they do before a camera."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.mesh.srgb import coded_of, linear_of

Floats = NDArray[np.floating[Any]]
"""(H, W, 3) linear light of the sRGB primaries, 1 = white; or (H, W) shares from 0 to 1."""
_SMALL = 6.0  # pixels of blur from which on it is done on a smaller picture


def color(red: float, green: float, blue: float) -> Floats:
    """(3,) linear light of an sRGB colour, 0 to 255."""
    return linear_of(np.array([red, green, blue], np.float32) / 255)


def picture_of(light: Floats) -> Image.Image:
    """The picture, mode "RGB". A grain finer than one step of 8 bits keeps large soft shadows free of stripes."""
    grain = np.random.default_rng(20).random(light.shape[:2], np.float32)[..., None] - 0.5
    value = coded_of(np.clip(light, 0, 1))
    return Image.fromarray(np.clip(value * 255 + 0.5 + grain, 0, 255).astype(np.uint8))


def over(ground: Floats, light: Floats, share: Floats) -> Floats:
    """Light laid on a ground where ``share`` (H, W) is 1."""
    return np.asarray(ground + (light - ground) * share[..., None])


def dimmed(ground: Floats, shadow: Floats, strength: float, tone: Floats | None = None) -> Floats:
    """A shadow (H, W) on a ground. ``tone`` (3,): what light still gets in, bluish as from a sky where it is not said."""
    left = tone if tone is not None else np.array([0.92, 0.96, 1.0], np.float32) * 0.15
    return np.asarray(ground * (1 - strength * shadow[..., None] * (1 - left)))


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
